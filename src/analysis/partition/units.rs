//! What is clustered: passages by themselves, or whole articles.

use crate::analysis::Unit;
use crate::corpus::{Corpus, Language, Passage, PassageId};
use crate::embeddings::{Embeddings, normalise};
use crate::error::Result;
use crate::lexical;
use std::borrow::Cow;

/// What is clustered, as texts.
pub(super) fn texts(unit: Unit, corpus: &Corpus) -> Cow<'_, [Passage]> {
    match unit {
        Unit::Passage => Cow::Borrowed(&corpus.passages),
        Unit::Article => Cow::Owned(joined(corpus)),
    }
}

/// The words of each unit beside its embedding (see [`lexical::view`]).
pub(super) fn words(unit: Unit, corpus: &Corpus, seed: u64) -> Result<Option<Embeddings>> {
    let texts = texts(unit, corpus);
    let texts: Vec<lexical::Text<'_>> =
        texts.iter().map(|passage| (passage.text.as_str(), Language::stemming(passage.language))).collect();
    lexical::view(&texts, seed)
}

/// The rows of what is clustered.
pub(super) fn rows<'a>(unit: Unit, corpus: &Corpus, rows: &'a Embeddings) -> Result<Cow<'a, Embeddings>> {
    match unit {
        Unit::Passage => Ok(Cow::Borrowed(rows)),
        Unit::Article => whole_articles(corpus, rows).map(Cow::Owned),
    }
}

/// What a person calls each unit by: the passage, or the first one of the article.
pub(super) fn called_by(unit: Unit, corpus: &Corpus) -> Vec<PassageId> {
    texts(unit, corpus).iter().map(|text| text.id).collect()
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
