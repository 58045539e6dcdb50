//! Guided themes first, then what they do not take, clustered freely; passages by themselves or by whole articles; and
//! the canonical order of all themes in the end.

use super::{Method, Settings, Unit};
use crate::cluster::{Algorithm, Candidate, ClusterOptions, ThemeId, cluster};
use crate::corpus::{Corpus, Passage};
use crate::embedder::Embedder;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use crate::error::Result;
use crate::neighbours::Chance;
use crate::progress::{Progress, Silent};
use crate::themes::{Guide, GuidedFit, Prototypes, fit};
use ndarray::Array1;
use std::borrow::Cow;
use std::cmp::Reverse;

/// A passage that fits a guided theme less than this may belong to a theme that nobody foresaw.
const GOOD_FIT: f32 = 0.25;
/// A passage that fits its best guided theme less than this, and no free one, belongs to none.
const HOPELESS: f32 = -0.05;
/// A theme that nobody foresaw needs so many passages to be seen.
const MIN_FREE_THEME: usize = 8;
/// In a larger corpus it needs this share of the passages, until it has so many that nobody would overlook it.
const MIN_FREE_SHARE: f64 = 0.05;
const MOST_FOR_A_FREE_THEME: usize = 50;

/// Which theme each passage has, and what each theme is.
pub(super) struct Found {
    pub(super) theme_of: Vec<Option<ThemeId>>,   // (n_passages,)
    pub(super) scores: Vec<f32>,                 // (n_passages,)
    pub(super) stability: Vec<Option<f64>>,      // (n_themes,)
    pub(super) given_names: Vec<Option<String>>, // (n_themes,)
    pub(super) curve: Vec<Candidate>,
    pub(super) method: Method,
}

/// Partitions the passages whose centred embeddings are `rows`; `guided` is how well each guided theme fits each unit.
pub(super) fn partition(
    settings: &Settings,
    guided: Option<GuidedFit>,
    corpus: &Corpus,
    rows: &Embeddings,
    progress: &dyn Progress,
) -> Result<Found> {
    let units = units(settings.unit, corpus, rows)?;
    let options = ClusterOptions::default().count(settings.count).seed(settings.seed).algorithm(settings.algorithm);
    let (mut groups, curve) = match (&settings.guide, guided) {
        (Some(guide), Some(fitted)) => Groups::guided(guide, fitted, &units, &options, progress)?,
        _ => Groups::free(&units, &options, progress)?,
    };
    if settings.unit == Unit::Article {
        let article_of = |passage: &Passage| passage.article.0 as usize;
        groups.group_of = corpus.passages.iter().map(|passage| groups.group_of[article_of(passage)]).collect();
        groups.scores = corpus.passages.iter().map(|passage| groups.scores[article_of(passage)]).collect();
        groups.method.spread(corpus.passages.iter().map(article_of));
    }
    Ok(groups.in_canonical_order(curve))
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
    let (plain, rows) = (units(unit, corpus, plain)?, units(unit, corpus, rows)?);
    let (texts, article_of) = match unit {
        Unit::Passage => (Cow::Borrowed(&corpus.passages), corpus.passages.iter().map(|text| text.article.0).collect()),
        Unit::Article => (Cow::Owned(joined(corpus)), (0..corpus.articles.len() as u32).collect::<Vec<_>>()),
    };
    let chance = Chance::measure(&plain, &article_of)?;
    Ok(fit(guide, &prototypes, &texts, (&plain, &rows), &chance))
}

/// The rows of what is clustered.
fn units<'a>(unit: Unit, corpus: &Corpus, rows: &'a Embeddings) -> Result<Cow<'a, Embeddings>> {
    match unit {
        Unit::Passage => Ok(Cow::Borrowed(rows)),
        Unit::Article => whole_articles(corpus, rows).map(Cow::Owned),
    }
}

/// Rows by group, groups in no particular order.
struct Groups {
    group_of: Vec<Option<usize>>,     // (n_rows,)
    scores: Vec<f32>,                 // (n_rows,)
    stability: Vec<Option<f64>>,      // (n_groups,)
    given_names: Vec<Option<String>>, // (n_groups,)
    method: Method,
}

impl Groups {
    fn free(rows: &Embeddings, options: &ClusterOptions, progress: &dyn Progress) -> Result<(Self, Vec<Candidate>)> {
        let mut clustering = cluster(rows, options, progress)?;
        let groups = Self {
            given_names: vec![None; clustering.stability.len()],
            method: Method::of(options.chosen_algorithm(), &mut clustering),
            stability: clustering.stability.into_iter().map(Some).collect(),
            group_of: clustering.group_of,
            scores: clustering.scores,
        };
        Ok((groups, clustering.curve))
    }

    /// Guided themes take what fits them. What fits them badly is clustered freely, and stays in a free theme where
    /// that holds it better than the best guided one; else it goes back, or stays unassigned where that is far off.
    fn guided(
        guide: &Guide,
        fitted: GuidedFit,
        rows: &Embeddings,
        options: &ClusterOptions,
        progress: &dyn Progress,
    ) -> Result<(Self, Vec<Candidate>)> {
        let taken = |row: usize| fitted.theme_of[row].filter(|_| fitted.scores[row] > HOPELESS);
        let mut groups = Self {
            group_of: (0..rows.len()).map(taken).collect(),
            scores: fitted.scores,
            stability: fitted.stability,
            given_names: guide.themes.iter().map(|theme| Some(theme.name.clone())).collect(),
            method: Method { algorithm: options.chosen_algorithm(), ..Method::default() },
        };
        let doubtful: Vec<usize> =
            (0..rows.len()).filter(|&row| groups.group_of[row].is_none() || groups.scores[row] < GOOD_FIT).collect();
        let smallest = MIN_FREE_THEME.max((rows.len() as f64 * MIN_FREE_SHARE) as usize).min(MOST_FOR_A_FREE_THEME);
        if doubtful.len() < smallest {
            return Ok((groups, Vec::new()));
        }
        let remainder = rows.select(&doubtful);
        let fit = |member: usize| groups.scores[doubtful[member]];
        let (free, curve, method) = free_beside_guided(&remainder, fit, smallest, options, progress)?;
        groups.method = method;
        for (held, stability) in free {
            for (member, closeness) in held {
                groups.group_of[doubtful[member]] = Some(groups.given_names.len());
                groups.scores[doubtful[member]] = closeness;
            }
            groups.given_names.push(None);
            groups.stability.push(Some(stability));
        }
        Ok((groups, curve))
    }

    /// Largest first, then by first row; a guided theme without passages stays, a free one goes.
    fn in_canonical_order(self, curve: Vec<Candidate>) -> Found {
        let mut sizes = vec![(0_usize, usize::MAX); self.given_names.len()];
        for (row, group) in self.group_of.iter().enumerate() {
            if let Some(group) = group {
                sizes[*group].0 += 1;
                sizes[*group].1 = sizes[*group].1.min(row);
            }
        }
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.retain(|&group| sizes[group].0 > 0 || self.given_names[group].is_some());
        order.sort_by_key(|&group| (Reverse(sizes[group].0), sizes[group].1, group));
        let mut id_of = vec![None; sizes.len()];
        for (rank, &group) in order.iter().enumerate() {
            id_of[group] = Some(ThemeId(rank as u32));
        }
        Found {
            theme_of: self.group_of.iter().map(|group| group.and_then(|group| id_of[group])).collect(),
            scores: self.scores,
            stability: order.iter().map(|&group| self.stability[group]).collect(),
            given_names: order.iter().map(|&group| self.given_names[group].clone()).collect(),
            method: self.method.in_order(&order, &id_of),
            curve,
        }
    }
}

/// A free theme: its members with their closeness to it, and its stability.
type FreeTheme = (Vec<(usize, f32)>, f64);

/// Clusters what guided themes fit badly, and again with fewer groups while some are too small without the members that
/// a guided theme would rather have.
fn free_beside_guided(
    remainder: &Embeddings,
    fit: impl Fn(usize) -> f32,
    smallest: usize,
    options: &ClusterOptions,
    progress: &dyn Progress,
) -> Result<(Vec<FreeTheme>, Vec<Candidate>, Method)> {
    let algorithm = options.chosen_algorithm();
    let mut clustering = cluster(remainder, options, progress)?;
    let method = Method::of(algorithm, &mut clustering).without_figures();
    let curve = std::mem::take(&mut clustering.curve);
    loop {
        let groups = clustering.stability.iter().enumerate().map(|(group, &stability)| {
            let members: Vec<usize> =
                (0..remainder.len()).filter(|&row| clustering.group_of[row] == Some(group)).collect();
            (held_better(remainder, &members, &fit), stability)
        });
        let large: Vec<FreeTheme> = groups.filter(|(held, _)| held.len() >= smallest).collect();
        // other algorithms than k-means take a count as a wish, and would be asked for ever
        if large.len() == clustering.stability.len() || large.is_empty() || algorithm != Algorithm::KMeans {
            return Ok((large, curve, method));
        }
        clustering = cluster(remainder, &options.count(Some(large.len())), progress)?;
    }
}

/// The members of a group that are closer to the rest of it than `fit` says they are to a guided theme, with that
/// closeness: the cosine to the sum of the other members.
fn held_better(rows: &Embeddings, members: &[usize], fit: impl Fn(usize) -> f32) -> Vec<(usize, f32)> {
    let sum = members.iter().fold(Array1::<f32>::zeros(rows.dimension()), |sum, &member| sum + rows.row(member));
    let closeness = |member: usize| {
        let mut others = (&sum - &rows.row(member)).to_vec();
        normalise(&mut others);
        dot(&others, rows.row(member).as_slice().unwrap_or_default())
    };
    let held = members.iter().map(|&member| (member, closeness(member)));
    held.filter(|&(member, closeness)| closeness > fit(member)).collect()
}

/// The mean of each article's passages, scaled to unit norm: shape `(n_articles, dimension)`.
fn whole_articles(corpus: &Corpus, rows: &Embeddings) -> Result<Embeddings> {
    let dimension = rows.dimension();
    let mut sums = vec![0.0_f32; corpus.articles.len() * dimension];
    for (row, passage) in corpus.passages.iter().enumerate() {
        let sum = &mut sums[passage.article.0 as usize * dimension..][..dimension];
        sum.iter_mut().zip(rows.row(row)).for_each(|(sum, value)| *sum += value);
    }
    sums.chunks_exact_mut(dimension.max(1)).for_each(normalise);
    Embeddings::normalised(sums, dimension)
}

/// Each article's passages as one text, in the shape of a passage.
fn joined(corpus: &Corpus) -> Vec<Passage> {
    let mut texts: Vec<Option<Passage>> = vec![None; corpus.articles.len()];
    for passage in &corpus.passages {
        match &mut texts[passage.article.0 as usize] {
            Some(text) => {
                text.text.push('\n');
                text.text.push_str(&passage.text);
            }
            slot => *slot = Some(passage.clone()),
        }
    }
    texts.into_iter().flatten().collect()
}
