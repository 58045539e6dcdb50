//! Themes: clusters of passages made readable, with names, keywords, quotes and statistics; and themes that the user
//! described beforehand. It clusters nothing: partitions come from [`cluster`](crate::cluster).

mod badge;
mod chunks;
mod classes;
mod entities;
mod fit;
mod guide;
mod hypothesis;
mod keywords;
mod lexicon;
mod markup;
mod named;
mod naming;
mod prototypes;
mod quotes;
mod relations;
mod sample;
mod sentences;
mod spoken;
mod summary;
mod surfaces;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;
mod witnesses;

pub use badge::Badge;
pub use entities::Name;
pub use fit::{GuidedFit, fit};
pub use guide::{Guide, GuidedTheme};
pub use hypothesis::{Doubt, Hypothesis, hypotheses};
pub use named::{NameEvidence, NameSource};
pub use prototypes::Prototypes;
pub use relations::{Relation, SourceCount};
pub use summary::{Sentence, SummaryCandidates};

use crate::cluster::{ThemeId, cohesion};
use crate::corpus::{Corpus, Date, Language, PassageId};
use crate::embeddings::Embeddings;
use crate::names::Names;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many keywords a theme shows.
const KEYWORDS: usize = 10;
/// How many quotes a theme shows.
const QUOTES: usize = 5;

/// A cluster of passages with a name, keywords, quotes and statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// Its canonical number.
    pub id: ThemeId,
    /// Its stable id, `t` and eight signs: the same from run to run of one index while most of its passages are, or its
    /// name where a guide gives it.
    #[serde(default)]
    pub key: String,
    /// Its name: the user's for a guided theme, else made of its own terms, or a language model's at the user's wish.
    pub name: String,
    /// Whether the user described it beforehand.
    pub guided: bool,
    /// Its distinctive terms, heaviest first.
    pub keywords: Vec<Keyword>,
    /// How many passages it holds, copies of others aside.
    pub passages: usize,
    /// How many articles these come from.
    pub articles: usize,
    /// How many copies it holds beside them.
    #[serde(default)]
    pub copies: usize,
    /// Its share of all passages of the corpus that are no copies, in 0..=1.
    pub share: f64,
    /// The earliest date of its articles.
    pub first: Option<Date>,
    /// The latest date of its articles.
    pub last: Option<Date>,
    /// The mean cosine between its passages, in -1..=1, the corpus's mean taken away.
    pub cohesion: f64,
    /// How well it comes back when a part of the corpus is left out (of a guided theme: of its descriptions), in 0..=1;
    /// none where that could not be measured.
    pub stability: Option<f64>,
    /// Passages that stand for it, best first.
    pub quotes: Vec<PassageId>,
    /// What a language model saw when it gave the name; none when it did not.
    #[serde(default)]
    pub name_evidence: Option<NameEvidence>,
    /// How often meaning and words agree on it: the share of its passages that both the embedding alone and the words
    /// alone would put here, in 0..=1; none where the corpus shares too few words to tell.
    #[serde(default)]
    pub agreement: Option<f64>,
    /// What the test of it showed; only of a guided theme.
    #[serde(default)]
    pub hypothesis: Option<Hypothesis>,
    /// What it is about, in sentences of the corpus, in order of time; empty until
    /// [`SummaryCandidates`] has been asked.
    #[serde(default)]
    pub summary: Vec<Sentence>,
    /// The people, places and organisations that it names.
    #[serde(default)]
    pub names: Vec<Name>,
    /// Who published its passages, most passages first.
    #[serde(default)]
    pub sources: Vec<SourceCount>,
    /// The theme most like it.
    #[serde(default)]
    pub nearest: Option<Relation>,
    /// The theme least like it, where there are three themes or more.
    #[serde(default)]
    pub opposite: Option<Relation>,
}

/// A distinctive term of a theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    /// The term as written in the corpus.
    pub term: String,
    /// Its class-based TF-IDF (Grootendorst, 2022).
    pub score: f64,
    /// How sure it is that the theme has more of it than the rest of the corpus: log-odds in standard deviations (Monroe,
    /// Colaresi and Quinn, 2008). Above 1.645 at the 5 % level.
    pub significance: f64,
}

/// A partition of the passages that is to be described.
#[derive(Clone, Copy, Debug)]
pub struct Partition<'a> {
    /// The theme of each passage, shape `(n_passages,)`.
    pub theme_of: &'a [Option<ThemeId>],
    /// How close each passage is to its theme, shape `(n_passages,)`.
    pub scores: &'a [f32],
    /// The stability of each theme, shape `(n_themes,)`.
    pub stability: &'a [Option<f64>],
    /// The name the user gave each theme, if any, shape `(n_themes,)`.
    pub given_names: &'a [Option<String>],
}

/// Describes each theme of a partition; copies of passages add to none of its figures but their own number. `names` are the
/// corpus's, `rows` the centred embeddings of the passages.
#[must_use]
pub fn describe(corpus: &Corpus, names: &Names, rows: &Embeddings, partition: Partition<'_>) -> Vec<Theme> {
    let n_themes = partition.given_names.len();
    let group_of: Vec<Option<usize>> = partition.theme_of.iter().map(|theme| theme.map(|id| id.0 as usize)).collect();
    let (mut members, mut copies) = (vec![Vec::new(); n_themes], vec![0_usize; n_themes]);
    for (row, group) in group_of.iter().enumerate() {
        match *group {
            Some(group) if corpus.passages[row].copy_of.is_some() => copies[group] += 1,
            Some(group) => members[group].push(row),
            None => {}
        }
    }
    let (own_names, keywords) = named(corpus, &group_of, partition.given_names);
    let distinct = |(row, group): (usize, &Option<usize>)| group.filter(|_| corpus.passages[row].copy_of.is_none());
    let group_of: Vec<Option<usize>> = group_of.iter().enumerate().map(distinct).collect();
    let entities = entities::names(names, &group_of, |row| corpus.passages[row].copy_of.is_none(), n_themes);
    let cohesion = cohesion(rows, &group_of, n_themes);
    let related = relations::relations(&relations::centres(rows, &members));
    let describe = |group: usize| {
        let articles: BTreeSet<_> = members[group].iter().map(|&row| corpus.passages[row].article).collect();
        let dates = || articles.iter().filter_map(|article| corpus.articles[article.0 as usize].date);
        Theme {
            id: ThemeId(group as u32),
            key: String::new(),
            name: partition.given_names[group].clone().unwrap_or_else(|| own_names[group].clone()),
            guided: partition.given_names[group].is_some(),
            keywords: keywords[group].clone(),
            passages: members[group].len(),
            articles: articles.len(),
            copies: copies[group],
            share: members[group].len() as f64 / corpus.distinct_passages().max(1) as f64,
            first: dates().min(),
            last: dates().max(),
            cohesion: cohesion[group],
            stability: partition.stability[group],
            quotes: quotes::choose(corpus, rows, partition.scores, &members[group], QUOTES),
            name_evidence: None,
            hypothesis: None,
            agreement: None,
            summary: Vec::new(),
            names: entities[group].clone(),
            sources: relations::sources(corpus, &members[group]),
            nearest: related[group].0,
            opposite: related[group].1,
        }
    };
    (0..n_themes).map(describe).collect()
}

/// The name and the keywords of each theme.
fn named(
    corpus: &Corpus,
    group_of: &[Option<usize>],
    given_names: &[Option<String>],
) -> (Vec<String>, Vec<Vec<Keyword>>) {
    let main = main_language(corpus);
    let mut rows = sample::rows(group_of, given_names.len(), sample::MOST_PASSAGES);
    rows.retain(|&row| corpus.passages[row].copy_of.is_none());
    let terms = terms::Terms::read(rows.iter().map(|&row| &corpus.passages[row]), main);
    let group_of: Vec<Option<usize>> = rows.iter().map(|&row| group_of[row]).collect();
    let article_of: Vec<u32> = rows.iter().map(|&row| corpus.passages[row].article.0).collect();
    let weights = keywords::weights(&terms, &group_of, &article_of, given_names.len());
    let names = naming::names(&terms, &weights, given_names, main);
    let keywords = |weights: &Vec<_>| naming::keywords(&terms, &keywords::significant(weights), KEYWORDS);
    (names, weights.iter().map(keywords).collect())
}

/// The language most passages are in; French when none is told.
#[must_use]
pub fn main_language(corpus: &Corpus) -> Language {
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    for language in corpus.passages.iter().filter_map(|passage| passage.language) {
        *counts.entry(language).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(Language::French, |(language, _)| language)
}
