//! What a timeline has a row for: the themes, the sources or the languages of a corpus.

use crate::cluster::ThemeId;
use crate::corpus::{Article, Corpus, Passage};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// Themes.
    Theme,
    /// Outlets.
    Source,
    /// Languages.
    Language,
}

impl RowKind {
    /// The kind, and the kind of many, as words: `("theme", "themes")`.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Theme => ("theme", "themes"),
            Self::Source => ("source", "sources"),
            Self::Language => ("language", "languages"),
        }
    }
}

/// Which passages count, and for which row. Copies of passages count for none: what is reprinted nine times was written
/// once.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    pub(super) kind: RowKind,
    /// What the rows are called, shape `(n_rows,)`.
    pub(super) labels: Vec<String>,
    /// The row of each passage, shape `(n_passages,)`.
    pub(super) row_of: Vec<Option<u32>>,
    /// Whether each passage counts at all, shape `(n_passages,)`.
    pub(super) counted: Vec<bool>,
    /// Which passages are asked about, where shares are those of each row's own passages, shape `(n_passages,)`.
    pub(super) asked: Option<Vec<bool>>,
}

impl Rows {
    /// A row for each theme; `theme_of` has the theme of each passage, shape `(n_passages,)`. Shares are of all passages
    /// of a period.
    ///
    /// # Errors
    /// [`Error::Shape`] when `theme_of` is not of the corpus.
    pub fn themes(corpus: &Corpus, theme_of: &[Option<ThemeId>], names: Vec<String>) -> Result<Self> {
        let (expected, received) = (corpus.passages.len(), theme_of.len());
        if expected != received {
            return Err(Error::Shape { what: "themes of passages", expected, received });
        }
        let row_of = theme_of.iter().map(|theme| theme.map(|theme| theme.0)).collect();
        Ok(Self { kind: RowKind::Theme, labels: names, row_of, counted: distinct(corpus), asked: None })
    }

    /// A row for each source that articles name, by how many passages it has.
    #[must_use]
    pub fn sources(corpus: &Corpus) -> Self {
        Self::by(corpus, RowKind::Source, |article, _| article.source.clone())
    }

    /// A row for each language, by how many passages it has; a passage too short to tell is of its article's language.
    #[must_use]
    pub fn languages(corpus: &Corpus) -> Self {
        Self::by(corpus, RowKind::Language, |article, passage| {
            passage.language.or(article.language).map(|language| language.to_string())
        })
    }

    fn by(corpus: &Corpus, kind: RowKind, label: impl Fn(&Article, &Passage) -> Option<String>) -> Self {
        let article_of = |passage: &Passage| &corpus.articles[passage.article.0 as usize];
        let label_of: Vec<Option<String>> =
            corpus.passages.iter().map(|passage| label(article_of(passage), passage)).collect();
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for label in label_of.iter().flatten() {
            *counts.entry(label).or_default() += 1;
        }
        let mut ranked: Vec<(&String, usize)> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count)); // stable: equal ones by name
        let number: BTreeMap<&String, u32> =
            ranked.iter().zip(0..).map(|((label, _), number)| (*label, number)).collect();
        let row_of = label_of.iter().map(|label| label.as_ref().map(|label| number[label])).collect();
        let labels = ranked.iter().map(|(label, _)| (*label).clone()).collect();
        Self { kind, labels, row_of, counted: distinct(corpus), asked: None }
    }

    /// Only passages that satisfy a condition count.
    #[must_use]
    pub fn only(mut self, corpus: &Corpus, condition: impl Fn(&Article, &Passage) -> bool) -> Self {
        for (counted, passage) in self.counted.iter_mut().zip(&corpus.passages) {
            *counted &= condition(&corpus.articles[passage.article.0 as usize], passage);
        }
        self
    }

    /// Shares become those of each row's own passages that are `asked` about, shape `(n_passages,)`: how much of what each
    /// source writes is of a theme, say.
    ///
    /// # Errors
    /// [`Error::Shape`] when `asked` is not of the corpus.
    pub fn asking(mut self, asked: Vec<bool>) -> Result<Self> {
        let (expected, received) = (self.row_of.len(), asked.len());
        if expected != received {
            return Err(Error::Shape { what: "passages asked about", expected, received });
        }
        self.asked = Some(asked);
        Ok(self)
    }

    /// What the rows are.
    #[must_use]
    pub fn kind(&self) -> RowKind {
        self.kind
    }

    /// What the rows are called, shape `(n_rows,)`.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many rows there are, unnamed ones included.
    pub(super) fn n_rows(&self) -> usize {
        let named = self.row_of.iter().flatten().max().map_or(0, |row| *row as usize + 1);
        named.max(self.labels.len())
    }
}

fn distinct(corpus: &Corpus) -> Vec<bool> {
    corpus.passages.iter().map(|passage| passage.copy_of.is_none()).collect()
}
