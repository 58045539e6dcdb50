//! A piece of a passage, with all that a reader needs to find it.

use crate::corpus::{Corpus, Date, PassageId};
use serde::Serialize;
use std::ops::Range;

/// A piece of a passage, word for word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quote<'a> {
    /// The id of the passage.
    pub passage: &'a str,
    /// The id of its article.
    pub article: &'a str,
    /// Where the article was read.
    pub path: &'a str,
    /// When it was published, as precisely as known.
    pub date: Option<Date>,
    /// The words.
    pub text: &'a str,
}

impl<'a> Quote<'a> {
    /// Bytes of a passage's text; all of it without a span.
    pub(super) fn of(corpus: &'a Corpus, passage: PassageId, span: Option<Range<usize>>) -> Self {
        let passage = &corpus.passages[passage.0 as usize];
        let article = &corpus.articles[passage.article.0 as usize];
        Self {
            passage: &passage.key,
            article: &article.key,
            path: &article.path,
            date: article.date,
            text: span.and_then(|span| passage.text.get(span)).unwrap_or(&passage.text),
        }
    }
}
