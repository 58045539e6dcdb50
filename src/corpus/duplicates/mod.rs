//! Agency copy and reprints: which articles and passages are near copies of earlier ones, and of which.
//!
//! Copies are sought by `MinHash` over shingles and verified word by word, so that nothing depends on a model and two texts
//! about one event, however alike, are no copies. Time and memory grow with the corpus, not with its square: some hundred
//! bytes for each passage while it runs.
//!
//! A passage by itself is a copy only when it is nearly the same. In an article most of which is found in one earlier
//! article, less is enough: the passages speak for each other.

mod candidates;
mod verify;

use super::{Article, ArticleId, Corpus, DateSource, PassageId};
use candidates::candidates;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use verify::{Texts, passage_share};

/// An article is a copy when so much of its text, by words, is in passages that the original has too. With more than
/// half of it new, it is an article of its own that quotes or goes on.
const ARTICLE_COVERAGE: f64 = 0.5;

/// A text that was published before, word for word or nearly so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copied<Id> {
    /// The copy.
    pub copy: Id,
    /// What it is a copy of, which is itself none.
    pub of: Id,
    /// Of an article, the share of its text, by words, in passages that the original has too; of a passage, the share of
    /// its five-word shingles that the original has. In 0..=1.
    pub share: f64,
}

/// The copies in a corpus. The original is the earliest of those dated to the day by metadata or file name, else the first that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Articles that are copies as a whole, in corpus order.
    pub articles: Vec<Copied<ArticleId>>,
    /// Passages that are copies, those of copied articles included, in corpus order.
    pub passages: Vec<Copied<PassageId>>,
}

impl Duplicates {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.passages.is_empty()
    }

    /// How many copied articles each original has, most first, then in corpus order.
    #[must_use]
    pub fn originals(&self) -> Vec<(ArticleId, usize)> {
        let mut counts: HashMap<ArticleId, usize> = HashMap::new();
        for copied in &self.articles {
            *counts.entry(copied.of).or_default() += 1;
        }
        let mut counts: Vec<(ArticleId, usize)> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|&(article, count)| (std::cmp::Reverse(count), article));
        counts
    }
}

/// A copy of a passage within a copied article, or by itself; by the places of passages in time.
#[derive(Clone, Copy, Debug)]
struct Found {
    of: u32,
    share: f64,
}

/// Finds the copies in a corpus, and marks its articles and passages.
pub(super) fn mark(corpus: &mut Corpus) {
    let order = Order::new(corpus);
    let texts = Texts { corpus, order: &order };
    let candidates = candidates(&texts);
    let (article_of, mut found) = copied_articles(&texts, &candidates.articles);
    let alone: Vec<(u32, Found)> = (candidates.passages.par_iter())
        .filter(|(later, _)| found[*later as usize].is_none())
        .filter_map(|&(later, of)| Some((later, Found { of, share: passage_share(texts.of(later), texts.of(of))? })))
        .collect();
    for (later, copy) in alone {
        // pairs are in order, so that the first is the earliest
        found[later as usize].get_or_insert(copy);
    }
    for place in 0..found.len() {
        // the original of an original is known, since it is earlier
        let Some(of) = found[place].map(|copy| copy.of) else { continue };
        if let (Some(first), Some(copy)) = (found[of as usize].map(|first| first.of), &mut found[place]) {
            copy.of = first;
        }
    }
    let passage = |place: u32| PassageId(order.passages[place as usize]);
    let copied = |(place, found): (u32, &Option<Found>)| {
        found.map(|found| Copied { copy: passage(place), of: passage(found.of), share: found.share })
    };
    let mut passages: Vec<Copied<PassageId>> = (0..).zip(&found).filter_map(copied).collect();
    passages.sort_unstable_by_key(|copied| copied.copy);
    let article = |place: u32| ArticleId(order.articles[place as usize]);
    let copied = |(place, found): (u32, &Option<Found>)| {
        found.map(|found| Copied { copy: article(place), of: article(found.of), share: found.share })
    };
    let mut articles: Vec<Copied<ArticleId>> = (0..).zip(&article_of).filter_map(copied).collect();
    articles.sort_unstable_by_key(|copied| copied.copy);
    for copied in &articles {
        corpus.articles[copied.copy.0 as usize].copy_of = Some(copied.of);
    }
    for copied in &passages {
        corpus.passages[copied.copy.0 as usize].copy_of = Some(copied.of);
    }
    corpus.duplicates = Duplicates { articles, passages };
}

/// The articles and passages by their places in time: those dated to the day first, then as they were read.
#[derive(Debug)]
struct Order {
    /// The article at each place, shape `(n_articles,)`.
    articles: Vec<u32>,
    /// The first passage place of the article at each place, and the end, shape `(n_articles + 1,)`.
    starts: Vec<u32>,
    /// The passage at each place, shape `(n_passages,)`.
    passages: Vec<u32>,
    /// The place of the article of the passage at each place, shape `(n_passages,)`.
    article_places: Vec<u32>,
}

impl Order {
    fn new(corpus: &Corpus) -> Self {
        let mut articles: Vec<u32> = (0..corpus.articles.len() as u32).collect();
        // what a text tells of is the same in the copy, and says nothing of which was first
        let stated =
            |article: &Article| matches!(article.date_source, Some(DateSource::Metadata | DateSource::FileName));
        let day = |article: u32| {
            let article = Some(&corpus.articles[article as usize]).filter(|article| stated(article))?;
            article.date.filter(|date| date.day().is_some()).map(super::Date::first_day)
        };
        articles.sort_by_key(|&article| (day(article).is_none(), day(article), article));
        let mut first_of = vec![0; articles.len() + 1];
        for passage in &corpus.passages {
            first_of[passage.article.0 as usize + 1] += 1;
        }
        for article in 0..articles.len() {
            first_of[article + 1] += first_of[article];
        }
        let (mut starts, mut passages, mut article_places) = (vec![0], Vec::new(), Vec::new());
        for (place, &article) in (0..).zip(&articles) {
            passages.extend(first_of[article as usize]..first_of[article as usize + 1]);
            article_places.resize(passages.len(), place);
            starts.push(passages.len() as u32);
        }
        Self { articles, starts, passages, article_places }
    }
}

/// The original of each article that is a copy, and of each passage of it that the original has, all by their places.
fn copied_articles(texts: &Texts<'_>, candidates: &[(u32, u32)]) -> (Vec<Option<Found>>, Vec<Option<Found>>) {
    let verified: HashMap<(u32, u32), Option<verify::Match>> =
        candidates.par_iter().map(|&(later, earlier)| ((later, earlier), texts.compare(later, earlier))).collect();
    let (mut articles, mut passages) = (vec![None; texts.order.articles.len()], vec![None; texts.order.passages.len()]);
    for pairs in candidates.chunk_by(|a, b| a.0 == b.0) {
        // an original is never a copy itself
        let original = |&(later, earlier): &(u32, u32)| {
            let of = articles[earlier as usize].map_or(earlier, |found: Found| found.of);
            let found = match verified.get(&(later, of)) {
                Some(found) => found.clone(),
                None => texts.compare(later, of),
            };
            found.filter(|found| found.coverage >= ARTICLE_COVERAGE).map(|found| (later, of, found))
        };
        let Some((later, of, found)) = pairs.iter().find_map(original) else { continue };
        articles[later as usize] = Some(Found { of, share: found.coverage });
        for (passage, copy) in found.passages {
            passages[passage as usize] = Some(copy);
        }
    }
    (articles, passages)
}
