//! Which pairs of texts are worth a comparison: those that share some of their smallest hashes.
//!
//! Hashes stand in one sorted list, and of the passages with one hash each is paired only with the one before it in time
//! and with the first: pairs stay in proportion to passages, however often a formula is repeated.

use super::verify::Texts;
use crate::words::shingles::{SHINGLE, min_hashes, numbers};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Hashes kept of a passage: with half of the shingles in common, 96 % of pairs share two of eight or more.
const HASHES: usize = 8;
/// So many shared hashes make a pair worth a comparison.
const LEAST_SHARED: usize = 2;
/// So great a share of the later article's hashes must be in the earlier one: half of what is left with every fifth word
/// changed, when a fifth of all shingles are in both.
const LEAST_SHARE: f64 = 0.1;
/// A passage of fewer words is a stock phrase, or the full name of an organisation, wherever it is found again.
const LEAST_WORDS: usize = 12;

/// Pairs by their places in time, the later first; in order of the later, then of the earlier.
pub(super) struct Candidates {
    pub(super) passages: Vec<(u32, u32)>,
    pub(super) articles: Vec<(u32, u32)>,
}

pub(super) fn candidates(texts: &Texts<'_>) -> Candidates {
    let order = texts.order;
    let mut listed: Vec<u64> = (0..order.passages.len() as u32)
        .into_par_iter()
        .flat_map_iter(|place| hashes(texts.of(place)).into_iter().map(move |hash| packed(hash, place)))
        .collect();
    listed.par_sort_unstable();
    let mut sizes = vec![0_u32; order.articles.len()]; // hashes of each article
    for entry in &listed {
        sizes[order.article_places[low(*entry)] as usize] += 1;
    }
    let mut pairs = Vec::new();
    for same in listed.chunk_by(|a, b| a >> 32 == b >> 32) {
        for (number, entry) in same.iter().enumerate().skip(1) {
            pairs.push(packed(*entry as u32, same[number - 1] as u32));
            if number > 1 {
                pairs.push(packed(*entry as u32, same[0] as u32));
            }
        }
    }
    drop(listed);
    pairs.par_sort_unstable();
    let close = pairs.chunk_by(|a, b| a == b).filter(|same| same.len() >= LEAST_SHARED);
    let passages = close.map(|same| (high(same[0]) as u32, same[0] as u32)).collect();
    let article_of = |place: usize| order.article_places[place];
    let mut articles = Vec::new();
    for of_one in pairs.chunk_by(|a, b| article_of(high(*a)) == article_of(high(*b))) {
        let later = article_of(high(of_one[0]));
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for pair in of_one {
            *shared.entry(article_of(low(*pair))).or_default() += 1;
        }
        let least = LEAST_SHARED.max((LEAST_SHARE * f64::from(sizes[later as usize])) as usize);
        let close = shared.into_iter().filter(|&(earlier, shared)| earlier != later && shared >= least);
        articles.extend(close.map(|(earlier, _)| (later, earlier)));
    }
    Candidates { passages, articles }
}

fn hashes(text: &str) -> Vec<u32> {
    let numbers = numbers(text);
    if numbers.len() < LEAST_WORDS.max(SHINGLE) { Vec::new() } else { min_hashes::<HASHES>(&numbers) }
}

fn packed(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

fn high(entry: u64) -> usize {
    (entry >> 32) as usize
}

fn low(entry: u64) -> usize {
    entry as u32 as usize
}
