//! Copies in JSON: what is a copy of what, and how much of it.

use crate::analysis::Analysis;
use crate::corpus::{ArticleId, PassageId};
use serde::Serialize;

/// An article or a passage that is a copy, by its key, with its original.
#[derive(Debug, Serialize)]
pub(super) struct DuplicateEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passage: Option<&'a str>,
    of: &'a str,
    share: f64,
}

/// All copies: articles, then passages, each in corpus order.
pub(super) fn duplicates(analysis: &Analysis) -> Vec<DuplicateEntry<'_>> {
    let duplicates = &analysis.corpus.duplicates;
    let articles = duplicates.articles.iter().map(|copied| DuplicateEntry {
        article: Some(article_key(analysis, copied.copy)),
        passage: None,
        of: article_key(analysis, copied.of),
        share: copied.share,
    });
    let passages = duplicates.passages.iter().map(|copied| DuplicateEntry {
        article: None,
        passage: Some(passage_key(analysis, copied.copy)),
        of: passage_key(analysis, copied.of),
        share: copied.share,
    });
    articles.chain(passages).collect()
}

pub(super) fn article_key(analysis: &Analysis, id: ArticleId) -> &str {
    &analysis.article(id).key
}

pub(super) fn passage_key(analysis: &Analysis, id: PassageId) -> &str {
    &analysis.corpus.passages[id.0 as usize].key
}
