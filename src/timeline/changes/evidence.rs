//! The passages that show a change.

use super::{Change, Rows, Sequence};
use crate::corpus::{Corpus, PassageId};
use std::collections::{BTreeMap, BTreeSet};

/// How many passages show a change.
const PASSAGES: usize = 3;

/// The passages nearest to the row that moved, of different articles, on the side that has more of it, from the articles
/// next to the change: a third of that side, or as many more as it takes to have enough.
pub(super) fn choose(
    corpus: &Corpus,
    rows: &Rows,
    scores: &[f32],
    change: &Change,
    sequence: &Sequence<'_>,
) -> Vec<PassageId> {
    let middle = sequence.periods.partition_point(|period| *period < change.period);
    let position = if middle == 0 { 0 } else { sequence.ends[middle - 1] };
    let rises = change.size.estimate >= 0.0;
    let side = if rises { &sequence.articles[position..] } else { &sequence.articles[..position] };
    let near = side.len().div_ceil(3);
    // from the change on, away from it
    let ordered: Vec<u32> = if rises {
        side.iter().map(|article| article.article).collect()
    } else {
        side.iter().rev().map(|article| article.article).collect()
    };
    let of_article = passages_of(corpus, rows, change.mover, &ordered);
    let mut candidates: Vec<PassageId> = Vec::new();
    let mut articles = BTreeSet::new();
    for (number, article) in ordered.iter().enumerate() {
        if number >= near && articles.len() >= PASSAGES {
            break;
        }
        if let Some(passages) = of_article.get(article) {
            articles.insert(*article);
            candidates.extend(passages);
        }
    }
    candidates.sort_by(|a, b| scores[b.0 as usize].total_cmp(&scores[a.0 as usize]).then(a.cmp(b)));
    let mut shown = BTreeSet::new();
    candidates.retain(|passage| shown.insert(corpus.passages[passage.0 as usize].article));
    candidates.truncate(PASSAGES);
    let day = |passage: &PassageId| corpus.articles[corpus.passages[passage.0 as usize].article.0 as usize].date;
    candidates.sort_by_key(|passage| (day(passage), *passage));
    candidates
}

/// The passages of a row in some articles.
fn passages_of(corpus: &Corpus, rows: &Rows, row: u32, articles: &[u32]) -> BTreeMap<u32, Vec<PassageId>> {
    let wanted: BTreeSet<u32> = articles.iter().copied().collect();
    let mut found: BTreeMap<u32, Vec<PassageId>> = BTreeMap::new();
    for (position, passage) in corpus.passages.iter().enumerate() {
        let asked = rows.asked.as_ref().is_none_or(|asked| asked[position]);
        if rows.row_of[position] == Some(row) && rows.counted[position] && asked && wanted.contains(&passage.article.0)
        {
            found.entry(passage.article.0).or_default().push(passage.id);
        }
    }
    found
}
