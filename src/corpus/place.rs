//! Gives what was cut its place in the corpus, and says where nothing was found.

use super::cut::CutArticle;
use super::keys::Keys;
use super::rows::listed;
use super::{Article, ArticleId, Corpus, Passage, PassageId, Skipped};
use std::path::PathBuf;

/// Gives articles and passages their place and their key. An article without a passage is skipped; what was left out of
/// it stays listed.
pub(super) fn place(articles: Vec<CutArticle>, corpus: &mut Corpus) {
    let (mut article_keys, mut passage_keys) = (Keys::new('a'), Keys::new('p'));
    for article in articles {
        let key = article_keys.next(blake3::hash(article.relative.as_bytes()));
        if article.passages.is_empty() {
            let reason = if article.left_out.is_empty() { "it holds no text" } else { "all of its text is left out" };
            corpus.skipped.push(Skipped { path: article.path, line: None, reason: reason.to_owned() });
            corpus.left_out.extend(article.left_out);
            continue;
        }
        let id = ArticleId(corpus.articles.len() as u32);
        for (passage, ordinal) in article.passages.into_iter().zip(0..) {
            corpus.passages.push(Passage {
                id: PassageId(corpus.passages.len() as u32),
                key: passage_keys.next(passage.hash),
                article: id,
                ordinal,
                start: passage.span.start,
                end: passage.span.end,
                text: passage.text,
                language: passage.language,
                copy_of: None,
            });
        }
        let metadata = article.metadata;
        corpus.articles.push(Article {
            id,
            key,
            path: article.path,
            title: metadata.title,
            source: metadata.source,
            date: metadata.date,
            date_source: metadata.date_source,
            dating: metadata.dating,
            language: metadata.language,
            copy_of: None,
        });
        corpus.left_out.extend(article.left_out);
    }
}

/// Where passages were looked for, and why the files there gave none.
pub(super) fn searched(paths: &[PathBuf], seen: usize, skipped: &[Skipped]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let reasons: Vec<String> =
        skipped.iter().take(3).map(|skipped| format!("`{}`: {}", skipped.path, skipped.reason)).collect();
    let why = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join("; ")) };
    let more = skipped.len().checked_sub(4).map(|more| format!("; and {} more", more + 1)).unwrap_or_default();
    let place = if paths.is_empty() { "no path".to_owned() } else { listed(&paths) };
    format!("{place} (files seen: {seen}; passed over: {}{why}{more})", skipped.len())
}
