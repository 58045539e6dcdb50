//! What is clustered: passages by themselves, or whole articles. Copies are not: they go where their originals go.

use crate::analysis::Unit;
use crate::corpus::{Corpus, Language, Passage, PassageId};
use crate::embeddings::{Embeddings, SetAside, normalise};
use crate::error::Result;
use crate::lexical;
use std::borrow::Cow;

/// The passages or articles that are clustered.
pub(super) struct Units<'a> {
    unit: Unit,
    pub(super) corpus: &'a Corpus,
    /// Which of all, in corpus order, shape `(n_units,)`.
    kept: Vec<usize>,
    /// The unit of each passage, or of its original, shape `(n_passages,)`.
    pub(super) of_passages: Vec<usize>,
}

impl<'a> Units<'a> {
    pub(super) fn new(unit: Unit, corpus: &'a Corpus) -> Self {
        let original_of: Vec<Option<usize>> = match unit {
            Unit::Passage => corpus.passages.iter().map(|passage| passage.copy_of.map(|of| of.0 as usize)).collect(),
            Unit::Article => corpus.articles.iter().map(|article| article.copy_of.map(|of| of.0 as usize)).collect(),
        };
        let kept: Vec<usize> = (0..original_of.len()).filter(|&row| original_of[row].is_none()).collect();
        let unit_of = |row: usize| {
            let original = original_of[row].unwrap_or(row);
            kept.partition_point(|&other| other < original)
        };
        let of_passages = corpus.passages.iter().map(|passage| match unit {
            Unit::Passage => unit_of(passage.id.0 as usize),
            Unit::Article => unit_of(passage.article.0 as usize),
        });
        Self { unit, corpus, of_passages: of_passages.collect(), kept }
    }

    /// Whether every passage is a unit of its own.
    pub(super) fn are_passages(&self) -> bool {
        self.unit == Unit::Passage && self.kept.len() == self.corpus.passages.len()
    }

    /// The units as texts.
    pub(super) fn texts(&self) -> Cow<'a, [Passage]> {
        let all = match self.unit {
            Unit::Passage => Cow::Borrowed(self.corpus.passages.as_slice()),
            Unit::Article => Cow::Owned(joined(self.corpus)),
        };
        if all.len() == self.kept.len() { all } else { self.kept.iter().map(|&row| all[row].clone()).collect() }
    }

    /// The words of each unit beside its embedding (see [`lexical::view`]).
    pub(super) fn words(&self, seed: u64) -> Result<Option<Embeddings>> {
        let text = |passage: &'a Passage| (passage.text.as_str(), Language::stemming(passage.language));
        if self.unit == Unit::Passage {
            // a large corpus is not cloned
            let passages = self.kept.iter().map(|&row| &self.corpus.passages[row]);
            return lexical::view(&passages.map(text).collect::<Vec<_>>(), seed);
        }
        let texts = self.texts();
        let texts: Vec<lexical::Text<'_>> =
            texts.iter().map(|passage| (passage.text.as_str(), Language::stemming(passage.language))).collect();
        lexical::view(&texts, seed)
    }

    /// Takes copies out of the rows of all passages, where passages are the units.
    pub(super) fn set_aside(&self, rows: &mut Embeddings) -> SetAside {
        match self.unit {
            Unit::Passage => rows.set_aside(&self.kept),
            Unit::Article => rows.set_aside(&(0..rows.len()).collect::<Vec<_>>()),
        }
    }

    /// The rows of the units, of those of all passages, or of those without copies.
    pub(super) fn rows<'b>(&self, rows: &'b Embeddings) -> Result<Cow<'b, Embeddings>> {
        let all = match self.unit {
            Unit::Passage => Cow::Borrowed(rows),
            Unit::Article => Cow::Owned(whole_articles(self.corpus, rows)?),
        };
        Ok(if all.len() == self.kept.len() { all } else { Cow::Owned(all.select(&self.kept)) })
    }

    /// What a person calls each unit by: the passage, or the first one of the article.
    pub(super) fn called_by(&self) -> Vec<PassageId> {
        self.texts().iter().map(|text| text.id).collect()
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

/// Each article's title and passages as one text, in the shape of a passage.
fn joined(corpus: &Corpus) -> Vec<Passage> {
    let mut texts: Vec<Option<Passage>> = vec![None; corpus.articles.len()];
    for passage in &corpus.passages {
        let text = texts[passage.article.0 as usize].get_or_insert_with(|| {
            let title = corpus.articles[passage.article.0 as usize].title.clone().unwrap_or_default();
            Passage { text: title, ..passage.clone() }
        });
        text.text.push('\n');
        text.text.push_str(&passage.text);
    }
    texts.into_iter().flatten().collect()
}
