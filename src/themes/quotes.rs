//! Quotes: passages that stand for their theme, not repeating each other, from different articles where there are any.

use crate::corpus::{Corpus, PassageId};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::dot;
use std::collections::HashSet;

/// Only the passages closest to the theme are looked at.
const CANDIDATES: usize = 60;
/// How much likeness to a quote already chosen counts against a passage (maximal marginal relevance, Carbonell and
/// Goldstein, 1998).
const DIVERSITY: f32 = 0.4;
/// A quote that can be read at a glance.
const READABLE: std::ops::RangeInclusive<usize> = 80..=600;

/// At most `count` passages of `members`, best first. `rows` holds the centred embeddings of all passages, `scores` how
/// close each is to its theme.
pub(super) fn choose(
    corpus: &Corpus,
    rows: &Embeddings,
    scores: &[f32],
    members: &[usize],
    count: usize,
) -> Vec<PassageId> {
    let mut candidates = members.to_vec();
    let readable = |row: usize| READABLE.contains(&corpus.passages[row].text.chars().count());
    candidates.sort_by(|&a, &b| readable(b).cmp(&readable(a)).then(scores[b].total_cmp(&scores[a])).then(a.cmp(&b)));
    candidates.truncate(CANDIDATES);
    let mut chosen: Vec<usize> = Vec::new();
    let mut articles = HashSet::new();
    while chosen.len() < count && !candidates.is_empty() {
        let value = |row: usize| {
            let repeats = chosen.iter().map(|&other| likeness(rows, row, other)).fold(0.0, f32::max);
            let same_article = articles.contains(&corpus.passages[row].article);
            let penalty = if same_article { 1.0 } else { 0.0 };
            (1.0 - DIVERSITY) * scores[row] - DIVERSITY * repeats - penalty
        };
        let Some(best) = (0..candidates.len())
            .max_by(|&a, &b| value(candidates[a]).total_cmp(&value(candidates[b])).then(b.cmp(&a)))
        else {
            break;
        };
        let row = candidates.remove(best);
        let copies = |other: &usize| likeness(rows, row, *other) > 0.98;
        if chosen.iter().any(copies) {
            continue;
        }
        articles.insert(corpus.passages[row].article);
        chosen.push(row);
    }
    chosen.into_iter().map(|row| corpus.passages[row].id).collect()
}

fn likeness(rows: &Embeddings, a: usize, b: usize) -> f32 {
    let dimension = rows.dimension();
    let row = |row: usize| &rows.as_slice()[row * dimension..(row + 1) * dimension];
    dot(row(a), row(b))
}
