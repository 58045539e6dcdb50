//! Search by words beside meaning: two rankings fused, and a name finds the passages that have it before all others.

use super::{Found, Query, Search};
use crate::analysis;
use crate::corpus::PassageId;
use crate::embeddings::kernel::dot;
use crate::error::Result;
use crate::neighbours::{Neighbour, Ranked, fuse, nearest, shared_words};
use crate::store::WordMatch;
use crate::words::{Wanted, token, words};
use std::collections::{HashMap, HashSet};

/// How many passages of each ranking are fused; those farther down would gain next to nothing.
const DEPTH: usize = 1_000;
/// A query of so many words at most may be a name, or some names side by side.
const WORDS_OF_A_NAME: usize = 4;
/// A word in at most this share of the passages is rare.
const RARE: f64 = 0.01;
/// In how many of the passages that have a word its capitals are looked at.
const PASSAGES_ASKED: usize = 20;
/// A passage with at least this share of the query's words, by rarity, is an answer however unlike its vector is: the
/// commoner half of a name is enough.
const ENOUGH: f64 = 1.0 / 3.0;

/// What the words of a query say of a passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ByWords {
    /// Its BM25 score; 0 when it has none of the words.
    pub score: f64,
    /// The share of the query's words that it has, each weighing by its rarity in the corpus, in 0..=1.
    pub share: f64,
    /// Its rank by words, from 1; none beyond the thousandth.
    pub rank: Option<usize>,
    /// Its rank by meaning, from 1; none beyond the thousandth.
    pub rank_by_meaning: Option<usize>,
}

/// How much of the query the passages have that have any of it.
#[derive(Default)]
struct Held {
    /// By row: how many of the words, and their share by rarity.
    of_row: HashMap<usize, (usize, f64)>,
    /// How many words there are.
    words: usize,
    /// Whether the query is a name, or nothing but rare words.
    is_name: bool,
}

impl Held {
    fn share(&self, row: usize) -> f64 {
        self.of_row.get(&row).map_or(0.0, |(_, share)| *share)
    }

    /// Takes in what passages have of another form of the same name: all of it is all of the name.
    fn add(&mut self, variant: &Self) {
        let whole = variant.of_row.iter().filter(|(_, (words, _))| *words == variant.words);
        self.of_row.extend(whole.map(|(&row, _)| (row, (self.words, 1.0))));
        self.is_name = true;
    }

    /// Whether the query is a name and the passage has all of it.
    fn is_named(&self, row: usize) -> bool {
        self.is_name && self.of_row.get(&row).is_some_and(|(words, _)| *words == self.words)
    }
}

impl Search {
    /// Like [`neighbours`](Self::neighbours), by words and meaning.
    pub(super) fn by_words_and_meaning(&self, text: &str, vector: &[f32], query: &Query) -> Result<Vec<Found>> {
        let accepted = self.accepted(query)?;
        let keep = |row: usize| accepted.as_ref().is_none_or(|rows| rows.contains(row));
        let wanted = Wanted::all(text);
        let mut held = self.held(&wanted)?;
        let mut by_words = self.store.words_ranking(&wanted, keep)?;
        // a passage that has another form of the name asked for has the name
        for form in analysis::variants(&self.store)?.of(text) {
            let variant = Wanted::all(form);
            held.add(&self.held(&variant)?);
            let known: HashSet<usize> = by_words.iter().map(|found| found.row).collect();
            let others = self.store.words_ranking(&variant, keep)?;
            by_words.extend(others.into_iter().filter(|found| held.is_named(found.row) && !known.contains(&found.row)));
        }
        by_words.sort_by(|a, b| b.score.total_cmp(&a.score)); // stable
        let known = vector.iter().any(|value| *value != 0.0);
        let by_meaning = if known { nearest(self.rows(), vector, DEPTH, keep)? } else { Vec::new() };
        let mut rank = 0..;
        by_words.retain(|found| rank.next() < Some(DEPTH) || held.is_named(found.row));
        let mut order = fuse(&[
            by_meaning.iter().map(|found| ranked(found.row, found.similarity.into())).collect(),
            by_words.iter().map(|found| ranked(found.row, held.share(found.row))).collect(),
        ]);
        order.sort_by_key(|row| !held.is_named(*row)); // stable
        let evidence = Evidence::new(&by_meaning, &by_words, &held);
        self.first_of(&order, text, vector, query, &evidence)
    }

    /// The first of these rows that are answers, up to the limits.
    fn first_of(
        &self,
        order: &[usize],
        text: &str,
        vector: &[f32],
        query: &Query,
        evidence: &Evidence<'_>,
    ) -> Result<Vec<Found>> {
        let mut of_article = HashMap::new();
        let mut found = Vec::new();
        for &row in order {
            if found.len() == query.limit {
                break;
            }
            let similarity = dot(self.rows().row(row), vector);
            let (by_words, percentile) = (evidence.of(row), self.chance.percentile(similarity));
            if percentile < query.min_percentile && by_words.share < ENOUGH {
                continue;
            }
            let passage = self.passage(PassageId(row as u32))?;
            let taken = of_article.entry(passage.article).or_insert(0);
            if query.per_article.is_none_or(|most| *taken < most) {
                *taken += 1;
                let why = shared_words(text, &passage.text, passage.language);
                found.push(Found {
                    passage,
                    similarity,
                    percentile,
                    why,
                    by_words: Some(by_words),
                    rerank_score: None,
                });
            }
        }
        Ok(found)
    }

    /// Which passages have how much of the query.
    fn held(&self, wanted: &[Wanted]) -> Result<Held> {
        let mut held = Held { words: wanted.len(), ..Held::default() };
        let mut whole = 0.0;
        let mut may_be_name = (1..=WORDS_OF_A_NAME).contains(&wanted.len());
        for word in wanted {
            let rows = self.store.rows_with(word)?;
            may_be_name = may_be_name && self.is_name(word, &rows)?;
            // the inverse document frequency of BM25's probabilistic model, kept above 0 for words that most passages have
            let rarity = ((self.rows().len() as f64 + 1.0) / (rows.len() as f64 + 0.5)).ln();
            whole += rarity;
            for row in rows {
                let (words, share) = held.of_row.entry(row).or_default();
                *words += 1;
                *share += rarity;
            }
        }
        held.of_row.values_mut().for_each(|(_, share)| *share /= whole);
        held.is_name = may_be_name;
        Ok(held)
    }

    /// Whether a word is rare, or a name: one that the corpus writes with a capital where a capital means something.
    fn is_name(&self, word: &Wanted, rows: &[usize]) -> Result<bool> {
        if rows.len() as f64 <= (self.rows().len() as f64 * RARE).max(1.0) {
            return Ok(true);
        }
        let (mut capitalised, mut others) = (0, 0);
        for &row in rows.iter().take(PASSAGES_ASKED) {
            let passage = self.passage(PassageId(row as u32))?;
            for other in words(&passage.text).iter().filter(|other| !other.opens && token(other.surface) == word.token)
            {
                if other.is_capitalised() { capitalised += 1 } else { others += 1 }
            }
        }
        Ok(capitalised > others)
    }
}

fn ranked(row: usize, strength: f64) -> Ranked {
    Ranked { row, strength: strength.clamp(0.0, 1.0) }
}

/// Both rankings, to look a passage up in.
struct Evidence<'a> {
    by_meaning: HashMap<usize, usize>,
    by_words: HashMap<usize, (usize, f64)>,
    held: &'a Held,
}

impl<'a> Evidence<'a> {
    fn new(by_meaning: &[Neighbour], by_words: &[WordMatch], held: &'a Held) -> Self {
        let meaning = by_meaning.iter().enumerate().map(|(place, found)| (found.row, place + 1));
        let words = by_words.iter().enumerate().map(|(place, found)| (found.row, (place + 1, found.score)));
        Self { by_meaning: meaning.collect(), by_words: words.collect(), held }
    }

    fn of(&self, row: usize) -> ByWords {
        let words = self.by_words.get(&row);
        ByWords {
            score: words.map_or(0.0, |(_, score)| *score),
            share: self.held.share(row),
            rank: words.map(|(rank, _)| *rank),
            rank_by_meaning: self.by_meaning.get(&row).copied(),
        }
    }
}
