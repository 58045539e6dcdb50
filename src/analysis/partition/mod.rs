//! Which passage belongs to which theme: guided themes first, then what they do not take, clustered freely; passages by
//! themselves or by whole articles; and the canonical order of all themes in the end.

mod guided;
mod units;

use super::{Method, Settings, Unit};
use crate::cluster::{
    Choice, ClusterOptions, Clustering, Layers, Membership, ThemeId, agreement, cluster, join, layers, let_in,
};
use crate::corpus::{Corpus, Passage};
use crate::embedder::Embedder;
use crate::embeddings::Embeddings;
use crate::error::Result;
use crate::neighbours::Chance;
use crate::progress::{Progress, Silent};
use crate::themes::{Guide, GuidedFit, Hypothesis, Prototypes, fit, hypotheses};
use ndarray::Array1;
use std::cmp::Reverse;
use units::Units;

/// Which theme each passage has, and what each theme is.
#[derive(Default)]
pub(super) struct Found {
    pub(super) theme_of: Vec<Option<ThemeId>>,      // (n_passages,)
    pub(super) scores: Vec<f32>,                    // (n_passages,)
    pub(super) memberships: Vec<Membership>,        // (n_passages,)
    pub(super) stability: Vec<Option<f64>>,         // (n_themes,)
    pub(super) given_names: Vec<Option<String>>,    // (n_themes,)
    pub(super) hypotheses: Vec<Option<Hypothesis>>, // (n_themes,)
    pub(super) agreement: Vec<Option<f64>>,         // (n_themes,)
    pub(super) choice: Choice,
    pub(super) method: Method,
    pub(super) layers: Option<Layers>,
}

/// Partitions the passages whose centred embeddings are `rows`, which are as before when it is done; `guided` is how well
/// each guided theme fits each unit.
pub(super) fn partition(
    settings: &Settings,
    guided: Option<&GuidedFit>,
    corpus: &Corpus,
    rows: &mut Embeddings,
    progress: &dyn Progress,
) -> Result<Found> {
    let what = Units::new(settings.unit, corpus);
    let copies = what.set_aside(rows);
    let found = partition_units(settings, guided, &what, rows, progress);
    rows.put_back(copies);
    found
}

fn partition_units(
    settings: &Settings,
    guided: Option<&GuidedFit>,
    what: &Units<'_>,
    rows: &Embeddings,
    progress: &dyn Progress,
) -> Result<Found> {
    let units = what.rows(rows)?;
    let words = what.words(settings.seed)?;
    let space = join(&units, words.as_ref())?;
    let options = ClusterOptions::default()
        .count(settings.count)
        .granularity(settings.granularity)
        .seed(settings.seed)
        .algorithm(settings.algorithm);
    let (mut groups, choice) = match (&settings.guide, guided) {
        (Some(guide), Some(fitted)) => guided::guided(guide, fitted, (&units, &space), &options, progress)?,
        _ => Groups::free(&space, &options, progress)?,
    };
    if let Some(share) = settings.max_unassigned {
        groups.let_in(&space, share);
    }
    if let Some(fitted) = guided {
        groups.hypotheses = hypotheses(fitted, &groups.group_of, &units, &what.called_by());
    }
    let agreement = words.map(|words| agreement(&units, &words, &groups.group_of, groups.given_names.len()));
    if settings.layers {
        let n_groups = groups.given_names.len();
        // beside a guide the choice speaks of free themes only
        let (coarse, fine) = if guided.is_some() { (None, None) } else { (choice.coarse, choice.fine) };
        groups.layers = Some(layers(&space, &groups.group_of, n_groups, (coarse, fine), settings.seed)?);
    }
    if !what.are_passages() {
        groups.spread_over(&what.of_passages);
    }
    Ok(groups.in_canonical_order(&what.corpus.passages, choice, agreement.as_deref()))
}

/// How well each guided theme fits each unit. `plain` are the embeddings of the passages as the model gives them, `rows`
/// the same with their `mean` taken away.
pub(super) fn guided_fit(
    guide: &Guide,
    unit: Unit,
    embedder: &dyn Embedder,
    corpus: &Corpus,
    (plain, rows): (&Embeddings, &Embeddings),
    mean: &Array1<f32>,
) -> Result<GuidedFit> {
    let descriptions = Prototypes::texts(guide);
    let descriptions: Vec<&str> = descriptions.iter().map(String::as_str).collect();
    let prototypes = Prototypes::new(guide, embedder.embed_passages(&descriptions, &Silent)?, mean);
    let what = Units::new(unit, corpus);
    let (plain, rows) = (what.rows(plain)?, what.rows(rows)?);
    let texts = what.texts();
    let article_of: Vec<u32> = texts.iter().map(|text| text.article.0).collect();
    let chance = Chance::measure(plain.as_slice(), plain.dimension(), &article_of)?;
    let row_of = corpus.passages.iter().zip(&what.of_passages);
    let row_of = row_of.map(|(passage, &row)| (passage.key.as_str(), row)).collect();
    Ok(fit(guide, &prototypes, &texts, (&plain, &rows), &chance, &row_of))
}

/// Rows by group, groups in no particular order.
struct Groups {
    group_of: Vec<Option<usize>>,     // (n_rows,)
    scores: Vec<f32>,                 // (n_rows,)
    memberships: Vec<Membership>,     // (n_rows,)
    stability: Vec<Option<f64>>,      // (n_groups,)
    given_names: Vec<Option<String>>, // (n_groups,)
    hypotheses: Vec<Hypothesis>,      // (n_guided,)
    method: Method,
    layers: Option<Layers>,
}

impl Groups {
    fn free(rows: &Embeddings, options: &ClusterOptions, progress: &dyn Progress) -> Result<(Self, Choice)> {
        let mut clustering = cluster(rows, options, progress)?;
        let method = Method::of(options.chosen_algorithm(), &mut clustering);
        let Clustering { group_of, scores, memberships, stability, choice, .. } = clustering;
        let given_names = vec![None; stability.len()];
        let stability = stability.into_iter().map(Some).collect();
        Ok((
            Self {
                group_of,
                scores,
                memberships,
                stability,
                given_names,
                hypotheses: Vec::new(),
                method,
                layers: None,
            },
            choice,
        ))
    }

    /// Lets rows of no group into the nearest one, until at most this share of all rows is left outside.
    fn let_in(&mut self, rows: &Embeddings, share: f64) {
        let most = (share * rows.len() as f64) as usize;
        for row in let_in(rows, &mut self.group_of, &mut self.scores, self.given_names.len(), most) {
            self.memberships[row] = Membership::Fringe;
        }
        let outside = self.group_of.iter().filter(|group| group.is_none()).count();
        if outside > most {
            let note = format!(
                "{outside} stay in no theme: the model knows no word of them, or there is no theme to take them"
            );
            self.method.notes.push(note);
        }
    }

    /// Gives each passage what its unit has.
    fn spread_over(&mut self, unit_of: &[usize]) {
        self.group_of = unit_of.iter().map(|&unit| self.group_of[unit]).collect();
        self.scores = unit_of.iter().map(|&unit| self.scores[unit]).collect();
        self.memberships = unit_of.iter().map(|&unit| self.memberships[unit]).collect();
        self.method.spread(unit_of.iter().copied());
        self.layers = self.layers.take().map(|layers| layers.spread(unit_of));
    }

    /// Largest first, copies not counted, then by first row; a guided theme without passages stays, a free one goes.
    fn in_canonical_order(self, passages: &[Passage], choice: Choice, agreement: Option<&[Option<f64>]>) -> Found {
        let mut sizes = vec![(0_usize, usize::MAX); self.given_names.len()];
        for (row, group) in self.group_of.iter().enumerate() {
            if let Some(group) = group.filter(|_| passages[row].copy_of.is_none()) {
                sizes[group].0 += 1;
                sizes[group].1 = sizes[group].1.min(row);
            }
        }
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.retain(|&group| sizes[group].0 > 0 || self.given_names[group].is_some());
        order.sort_by_key(|&group| (Reverse(sizes[group].0), sizes[group].1, group));
        let mut id_of = vec![None; sizes.len()];
        for (rank, &group) in order.iter().enumerate() {
            id_of[group] = Some(ThemeId(rank as u32));
        }
        let tested = |&group: &usize| self.hypotheses.get(group).map(|tested| renumbered(tested, &id_of));
        Found {
            theme_of: self.group_of.iter().map(|group| group.and_then(|group| id_of[group])).collect(),
            stability: order.iter().map(|&group| self.stability[group]).collect(),
            given_names: order.iter().map(|&group| self.given_names[group].clone()).collect(),
            hypotheses: order.iter().map(tested).collect(),
            agreement: order.iter().map(|&group| agreement.and_then(|agreement| agreement[group])).collect(),
            scores: self.scores,
            memberships: self.memberships,
            method: self.method.in_order(&order, &id_of),
            layers: self.layers.map(|layers| layers.in_order(&order)),
            choice,
        }
    }
}

/// The result of a test with the runners-up by the numbers of the themes.
fn renumbered(tested: &Hypothesis, id_of: &[Option<ThemeId>]) -> Hypothesis {
    let mut tested = tested.clone();
    tested.doubts.retain_mut(|doubt| {
        let id = id_of.get(doubt.runner_up.0 as usize).copied().flatten();
        doubt.runner_up = id.unwrap_or(doubt.runner_up);
        id.is_some()
    });
    tested
}
