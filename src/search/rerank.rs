//! The first of a ranking, put in order again by a model that reads query and passage together.

use super::{Found, Query, Search};
use crate::embedder::Reranker;
use crate::error::Result;

/// So many passages are read again: what a cross-encoder would bring up from farther down is seldom worth the time, which
/// grows with each.
pub const RERANKED: usize = 50;

impl Search {
    /// Like [`neighbours`](Self::neighbours), with the first [`RERANKED`] that fulfil the conditions, the one on passages of
    /// one article included, in the order of the cross-encoder's scores, ties in the order they were in; then those after
    /// them, up to the limit. Similarity and percentile stay.
    ///
    /// # Errors
    /// Those of [`neighbours`](Self::neighbours) and of [`Reranker::scores`].
    pub fn reranked(&self, text: &str, vector: &[f32], query: &Query, reranker: &Reranker) -> Result<Vec<Found>> {
        let deep = Query { limit: query.limit.max(RERANKED), ..query.clone() };
        let mut found = self.neighbours(text, vector, &deep)?;
        let first = found.len().min(RERANKED);
        let first = &mut found[..first];
        let texts: Vec<&str> = first.iter().map(|found| found.passage.text.as_str()).collect();
        let scores = reranker.scores(text, &texts)?;
        for (found, score) in first.iter_mut().zip(scores) {
            found.rerank_score = Some(score);
        }
        // stable; every one has a score
        first.sort_by(|a, b| b.rerank_score.unwrap_or_default().total_cmp(&a.rerank_score.unwrap_or_default()));
        found.truncate(query.limit);
        Ok(found)
    }
}
