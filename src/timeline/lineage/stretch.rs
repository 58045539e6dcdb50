//! The themes of a stretch of time, looked at by itself.

use super::links::Fate;
use crate::cluster::{ClusterOptions, Clustering, ThemeId, cluster, join};
use crate::corpus::{ArticleId, Corpus, PassageId};
use crate::embeddings::Embeddings;
use crate::error::Result;
use crate::progress::Silent;
use crate::themes::{Partition, describe};
use crate::timeline::{Period, Rows};
use std::collections::{BTreeMap, BTreeSet};

/// How many keywords tell a theme of a stretch.
const KEYWORDS: usize = 5;
/// A theme of the whole corpus with fewer passages in a stretch makes none there.
const FEW_PASSAGES: usize = 4;

/// Two periods that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// The first period.
    pub first: Period,
    /// The period after it that has passages.
    pub last: Period,
    /// How many passages it has.
    pub passages: usize,
    /// Its themes, largest first.
    pub themes: Vec<LocalTheme>,
    /// The rows of its passages.
    pub(super) rows: Vec<usize>,
    /// The theme of each of these.
    pub(super) theme_of: Vec<Option<usize>>,
}

/// A theme of a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalTheme {
    /// What it is called in its stretch.
    pub name: String,
    /// What sets it apart there.
    pub keywords: Vec<String>,
    /// How many passages it has.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// Its share of the passages of the stretch, in 0..=1.
    pub share: f64,
    /// The theme of the whole corpus that most of its passages are of, and the share that is.
    pub row: Option<(u32, f64)>,
    /// Its passage nearest to its middle.
    pub central: Option<PassageId>,
    /// What happened to it since the stretch before, and what happens next.
    pub fate: Fate,
}

impl Stretch {
    /// Clusters the passages of two periods.
    pub(super) fn find(
        corpus: &Corpus,
        rows: &Rows,
        vectors: &Embeddings,
        periods: &[(Period, Vec<usize>)],
        seed: u64,
    ) -> Result<Self> {
        let taken: Vec<usize> = periods.iter().flat_map(|(_, rows)| rows).copied().collect();
        let own = vectors.select(&taken);
        let clustering = if taken.len() < 2 {
            Clustering { group_of: vec![None; taken.len()], scores: vec![0.0; taken.len()], ..Clustering::default() }
        } else {
            let count = count(rows, &taken);
            cluster(&join(&own, None)?, &ClusterOptions::default().count(count).seed(seed), &Silent)?
        };
        let (first, last) = (periods[0].0, periods[periods.len() - 1].0);
        let themes = themes(corpus, rows, &taken, &own, &clustering);
        Ok(Self { first, last, passages: taken.len(), themes, rows: taken, theme_of: clustering.group_of })
    }
}

/// As many themes as the whole corpus's are there in some number: a count of its own would change from stretch to
/// stretch, and make themes split and merge that do not.
fn count(rows: &Rows, taken: &[usize]) -> Option<usize> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for row in taken.iter().filter_map(|&row| rows.row_of[row]) {
        *counts.entry(row).or_default() += 1;
    }
    let present = counts.values().filter(|count| **count >= FEW_PASSAGES).count();
    // no more than distinct passages can make
    Some(present.max(1).min(taken.len() / 2)).filter(|count| *count > 1)
}

fn themes(
    corpus: &Corpus,
    rows: &Rows,
    taken: &[usize],
    vectors: &Embeddings,
    clustering: &Clustering,
) -> Vec<LocalTheme> {
    let n_groups = clustering.group_of.iter().flatten().max().map_or(0, |last| last + 1);
    let part = part(corpus, taken);
    let theme_of: Vec<Option<ThemeId>> =
        clustering.group_of.iter().map(|group| group.map(|group| ThemeId(group as u32))).collect();
    let partition = Partition {
        theme_of: &theme_of,
        scores: &clustering.scores,
        stability: &vec![None; n_groups],
        given_names: &vec![None; n_groups],
    };
    let described = describe(&part, &crate::names::find(&part), vectors, partition);
    let local = |(group, theme): (usize, crate::themes::Theme)| {
        let members = (0..taken.len()).filter(|position| clustering.group_of[*position] == Some(group));
        let members: Vec<usize> = members.collect();
        let articles: BTreeSet<ArticleId> =
            members.iter().map(|&position| corpus.passages[taken[position]].article).collect();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for row in members.iter().filter_map(|&position| rows.row_of[taken[position]]) {
            *counts.entry(row).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|&(row, count)| (count, std::cmp::Reverse(row)));
        let central = members
            .iter()
            .copied()
            .max_by(|&a, &b| clustering.scores[a].total_cmp(&clustering.scores[b]).then(b.cmp(&a)));
        LocalTheme {
            name: theme.name,
            keywords: theme.keywords.into_iter().take(KEYWORDS).map(|keyword| keyword.term).collect(),
            passages: members.len(),
            articles: articles.len(),
            share: members.len() as f64 / taken.len().max(1) as f64,
            row: most.map(|(row, count)| (row, count as f64 / members.len() as f64)),
            central: central.map(|position| corpus.passages[taken[position]].id),
            fate: Fate::default(),
        }
    };
    described.into_iter().enumerate().map(local).collect()
}

/// A corpus of some of the passages, for the words that set its themes apart.
fn part(corpus: &Corpus, taken: &[usize]) -> Corpus {
    let passage = |(position, &row): (usize, &usize)| {
        let mut passage = corpus.passages[row].clone();
        passage.id = PassageId(position as u32);
        passage.copy_of = None;
        passage
    };
    Corpus {
        articles: corpus.articles.clone(),
        passages: taken.iter().enumerate().map(passage).collect(),
        ..Corpus::default()
    }
}
