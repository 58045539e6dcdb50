//! Bridge passages: those in which a reader sees one thing turn into the other.
//!
//! A passage is near a side as its embedding is near the mean of the side's passages, once what all passages share is taken
//! away; how near is told by its rank among all passages, and what counts is the farther of both sides. To be near both, to
//! name both, and to speak of a replacement count alike.

use super::replacement::replacement;
use super::side::Found;
use super::statements::sentences;
use crate::corpus::{Corpus, PassageId};
use crate::embeddings::block::Rows;
use crate::embeddings::kernel::dot;
use crate::embeddings::normalise;
use jiff::civil;
use rayon::prelude::*;
use serde::Serialize;
use std::cmp::Reverse;

/// Passages farther from either side than so many of all are no bridge, unless they name both.
const NEAR: f64 = 0.8;

/// A passage between both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bridge {
    /// Which.
    #[serde(skip)]
    pub passage: PassageId,
    /// How much of a bridge it is, in 0..=1: the mean of being near both, naming both and speaking of a replacement.
    pub score: f64,
    /// The share of all passages that are farther from the side that it is farther from, in 0..=1.
    pub near: f64,
    /// Its cosine to the mean of what speaks of FROM, both centred.
    pub similarity_from: f32,
    /// The same of TO.
    pub similarity_to: f32,
    /// Whether it names FROM.
    pub from: bool,
    /// Whether it names TO.
    pub to: bool,
    /// The words by which it speaks of a replacement.
    pub words: Option<String>,
}

/// The passages that are bridges, the best first. One that does not name both lies between the first of TO and the last of
/// FROM, whichever comes first: the days `between`. `rows` are the embeddings of all passages, shape `(n_passages, dimension)`.
pub(super) fn bridges(
    corpus: &Corpus,
    rows: Rows<'_>,
    sides: [&Found; 2],
    between: Option<[civil::Date; 2]>,
) -> Vec<Bridge> {
    let mean = mean(rows, |row| corpus.passages[row].copy_of.is_none());
    let middles = sides.map(|side| centred_mean(rows, &mean, &side.is_in));
    let similar: Vec<[f32; 2]> = (0..rows.len())
        .into_par_iter()
        .map(|row| {
            if corpus.passages[row].copy_of.is_some() || rows.is_zero(row) {
                return [-1.0; 2];
            }
            let centred = centred(rows.row(row), &mean);
            [0, 1].map(|side: usize| dot(&centred, &middles[side]))
        })
        .collect();
    let ranks = [0, 1].map(|side: usize| ranks(&similar.iter().map(|similar| similar[side]).collect::<Vec<_>>()));
    let bridge = |row: usize| {
        let passage = &corpus.passages[row];
        let [from, to] = sides.map(|side| side.is_in[row]);
        let near = ranks[0][row].min(ranks[1][row]);
        let date = corpus.articles[passage.article.0 as usize].date;
        let meets =
            date.zip(between).is_some_and(|(date, [first, last])| date.last_day() >= first && date.first_day() <= last);
        if passage.copy_of.is_some() || !(from && to || near >= NEAR && meets) {
            return None;
        }
        let words = sentences(&passage.text).into_iter().find_map(|span| replacement(&passage.text[span]));
        let named = f64::midpoint(f64::from(u8::from(from)), f64::from(u8::from(to)));
        let score = (near + named + f64::from(u8::from(words.is_some()))) / 3.0;
        let [similarity_from, similarity_to] = similar[row];
        Some(Bridge { passage: passage.id, score, near, similarity_from, similarity_to, from, to, words })
    };
    let mut found: Vec<Bridge> = (0..rows.len()).into_par_iter().filter_map(bridge).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    found
}

/// The mean of some rows, shape `(dimension,)`.
pub(super) fn mean(rows: Rows<'_>, is_in: impl Fn(usize) -> bool) -> Vec<f32> {
    let mut sum = vec![0.0_f64; rows.dimension()];
    let mut count = 0_usize;
    for row in (0..rows.len()).filter(|row| is_in(*row)) {
        count += 1;
        for (sum, value) in sum.iter_mut().zip(rows.row(row)) {
            *sum += f64::from(*value);
        }
    }
    sum.into_iter().map(|sum| (sum / count.max(1) as f64) as f32).collect()
}

/// A row without the mean of all, of unit norm.
pub(super) fn centred(row: &[f32], mean: &[f32]) -> Vec<f32> {
    let mut centred: Vec<f32> = row.iter().zip(mean).map(|(value, mean)| value - mean).collect();
    normalise(&mut centred);
    centred
}

/// The direction in which some rows lie from the mean of all, of unit norm.
fn centred_mean(rows: Rows<'_>, mean: &[f32], is_in: &[bool]) -> Vec<f32> {
    let mut sum = vec![0.0_f32; rows.dimension()];
    for row in (0..rows.len()).filter(|row| is_in[*row] && !rows.is_zero(*row)) {
        for (sum, value) in sum.iter_mut().zip(centred(rows.row(row), mean)) {
            *sum += value;
        }
    }
    normalise(&mut sum);
    sum
}

/// The share of all values that are smaller than each.
fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]).then(Reverse(a).cmp(&Reverse(b))));
    let mut ranks = vec![0.0; values.len()];
    for (rank, row) in order.into_iter().enumerate() {
        ranks[row as usize] = rank as f64 / values.len().saturating_sub(1).max(1) as f64;
    }
    ranks
}
