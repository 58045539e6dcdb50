//! Guided themes first, then what they do not take, clustered freely; passages by themselves or by whole articles; and
//! the canonical order of all themes in the end.

use super::{Settings, Unit};
use crate::cluster::{Candidate, ClusterOptions, ThemeId, cluster};
use crate::corpus::{Corpus, Passage};
use crate::embedder::Embedder;
use crate::embeddings::{Embeddings, normalise};
use crate::error::Result;
use crate::progress::Progress;
use crate::themes::{Guide, Prototypes, fit};
use ndarray::Array1;
use std::cmp::Reverse;

/// A remainder smaller than this is left unassigned: themes that nobody foresaw need more to be seen.
const MIN_REMAINDER: usize = 8;

/// Which theme each passage has, and what each theme is.
pub(super) struct Found {
    pub(super) theme_of: Vec<Option<ThemeId>>,   // (n_passages,)
    pub(super) scores: Vec<f32>,                 // (n_passages,)
    pub(super) stability: Vec<f64>,              // (n_themes,)
    pub(super) given_names: Vec<Option<String>>, // (n_themes,)
    pub(super) curve: Vec<Candidate>,
}

pub(super) fn partition(
    settings: &Settings,
    embedder: &dyn Embedder,
    corpus: &Corpus,
    rows: &Embeddings,
    mean: &Array1<f32>,
    progress: &dyn Progress,
) -> Result<Found> {
    let units = match settings.unit {
        Unit::Passage => None,
        Unit::Article => Some(whole_articles(corpus, rows)?),
    };
    let (units, texts) = match &units {
        None => (rows, corpus.passages.clone()),
        Some(articles) => (articles, joined(corpus)),
    };
    let mut groups = match &settings.guide {
        None => Groups::none(units.len()),
        Some(guide) => Groups::guided(guide, embedder, &texts, units, mean, progress)?,
    };
    let remainder: Vec<usize> = (0..units.len()).filter(|&row| groups.group_of[row].is_none()).collect();
    let mut curve = Vec::new();
    if settings.guide.is_none() || remainder.len() >= MIN_REMAINDER {
        let options = ClusterOptions::default().count(settings.count).seed(settings.seed);
        let free = cluster(&units.select(&remainder), &options, progress)?;
        let offset = groups.given_names.len();
        for (&row, (group, score)) in remainder.iter().zip(free.group_of.iter().zip(&free.scores)) {
            groups.group_of[row] = group.map(|group| group + offset);
            groups.scores[row] = *score;
        }
        groups.given_names.resize(offset + free.stability.len(), None);
        groups.stability.extend(free.stability);
        curve = free.curve;
    }
    if settings.unit == Unit::Article {
        let article_of = |passage: &Passage| passage.article.0 as usize;
        groups.group_of = corpus.passages.iter().map(|passage| groups.group_of[article_of(passage)]).collect();
        groups.scores = corpus.passages.iter().map(|passage| groups.scores[article_of(passage)]).collect();
    }
    Ok(groups.in_canonical_order(curve))
}

/// Rows by group, groups in no particular order.
struct Groups {
    group_of: Vec<Option<usize>>,
    scores: Vec<f32>,
    stability: Vec<f64>,
    given_names: Vec<Option<String>>,
}

impl Groups {
    fn none(n_rows: usize) -> Self {
        Self { group_of: vec![None; n_rows], scores: vec![0.0; n_rows], stability: Vec::new(), given_names: Vec::new() }
    }

    fn guided(
        guide: &Guide,
        embedder: &dyn Embedder,
        texts: &[Passage],
        rows: &Embeddings,
        mean: &Array1<f32>,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let descriptions = Prototypes::texts(guide);
        let descriptions: Vec<&str> = descriptions.iter().map(String::as_str).collect();
        let prototypes = Prototypes::new(guide, &embedder.embed_passages(&descriptions, progress)?, mean);
        let fitted = fit(guide, &prototypes, texts, rows);
        Ok(Self {
            group_of: fitted.theme_of,
            scores: fitted.scores,
            stability: fitted.stability,
            given_names: guide.themes.iter().map(|theme| Some(theme.name.clone())).collect(),
        })
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
            curve,
        }
    }
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
