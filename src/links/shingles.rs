//! Which passages are near copies of one another, by the words they have in common in the same order. Nothing here looks
//! at embeddings: a copy is found however the model sees it.
//!
//! The measure is the containment of Broder ("On the resemblance and containment of documents", 1997): the share of the
//! shorter text's shingles, runs of five words, that the other text has too. Pairs are found as he finds them, by a
//! sorted list of shingles, but that of the passages with one shingle each is paired only with the next in time: a text
//! copied a thousand times gives 999 pairs, a chain from copy to copy, and memory stays linear.

use crate::corpus::Passage;
use crate::words::shingles::{numbers, shared, shingles};
use crate::words::words;
use rayon::prelude::*;
use std::ops::Range;

/// The share of the shorter text's shingles that makes a near copy. With every fifth word changed, 0.8^5 = 33 % are left
/// on average. `tests/reuse.rs` counts how many copies that finds, and that it marks none in articles written apart.
pub const REUSE_CONTAINMENT: f64 = 0.2;
/// Fewer shared shingles than this, a run of less than twelve words, are the full name of an organisation or a stock phrase,
/// however short the text around them is.
const LEAST_SHARED: usize = 8;

/// How much of one passage is in another, in the same words.
#[derive(Clone, Debug, PartialEq)]
pub struct Reuse {
    /// The share of the shorter passage's five-word shingles that the other has too, in 0..=1.
    pub containment: f64,
    /// Where the longest run of common words stands in the text of the first passage, in bytes.
    pub from: Range<usize>,
    /// Where it stands in the text of the second.
    pub to: Range<usize>,
}

/// The words of passages as numbers, case and accents aside.
pub(super) struct Texts {
    words: Vec<u64>,
    starts: Vec<usize>, // (n_texts + 1,)
}

impl Texts {
    pub(super) fn read(passages: &[&Passage]) -> Self {
        let numbered: Vec<Vec<u64>> = passages.par_iter().map(|passage| numbers(&passage.text)).collect();
        let mut starts = vec![0];
        for words in &numbered {
            starts.push(starts[starts.len() - 1] + words.len());
        }
        Self { words: numbered.concat(), starts }
    }

    fn of(&self, text: usize) -> &[u64] {
        &self.words[self.starts[text]..self.starts[text + 1]]
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The distinct shingles of a text, in ascending order.
    fn shingles(&self, text: usize) -> Vec<u64> {
        shingles(self.of(text))
    }

    /// Pairs of texts of different articles that share enough shingles to be looked at, each once. `order` is the place
    /// of each text in time, and `article_of` its article, both of shape `(n_texts,)`.
    pub(super) fn candidates(&self, order: &[u32], article_of: &[u32]) -> Vec<(u32, u32)> {
        let mut text_at = vec![0_u32; order.len()];
        for (text, &place) in order.iter().enumerate() {
            text_at[place as usize] = text as u32;
        }
        let places = |text: usize| self.shingles(text).into_iter().map(move |shingle| (shingle, order[text]));
        let mut listed: Vec<(u64, u32)> = (0..self.len()).into_par_iter().flat_map_iter(places).collect();
        listed.par_sort_unstable();
        let pair = |two: &[(u64, u32)]| {
            let (one, other) = (text_at[two[0].1 as usize], text_at[two[1].1 as usize]);
            let apart = article_of[one as usize] != article_of[other as usize];
            (two[0].0 == two[1].0 && apart).then_some((one.min(other), one.max(other)))
        };
        let mut pairs: Vec<(u32, u32)> = listed.windows(2).filter_map(pair).collect();
        drop(listed);
        pairs.par_sort_unstable();
        pairs.chunk_by(|a, b| a == b).filter(|same| same.len() >= LEAST_SHARED).map(|same| same[0]).collect()
    }

    /// The share of the shorter text's shingles that the other has too, where that makes it a near copy.
    pub(super) fn containment(&self, one: usize, other: usize) -> Option<f64> {
        let (one, other) = (self.shingles(one), self.shingles(other));
        let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        let shared = shared(&shorter, &longer);
        let containment = shared as f64 / shorter.len().max(1) as f64;
        (shared >= LEAST_SHARED && containment >= REUSE_CONTAINMENT).then_some(containment)
    }
}

/// Where the longest run of words that two texts share stands in each, in bytes; the first of several in `one`.
pub(super) fn longest_common(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    let (first, second) = (words(one), words(other));
    let (numbers_one, numbers_other) = (numbers(one), numbers(other));
    let mut best = (0, 0, 0); // words, end in one, end in other
    let mut above = vec![0_usize; numbers_other.len() + 1];
    for (row, word) in numbers_one.iter().enumerate() {
        let mut below = vec![0; numbers_other.len() + 1];
        for (column, other) in numbers_other.iter().enumerate() {
            if word == other {
                below[column + 1] = above[column] + 1;
                if below[column + 1] > best.0 {
                    best = (below[column + 1], row + 1, column + 1);
                }
            }
        }
        above = below;
    }
    let (length, end, other_end) = best;
    if length == 0 {
        return (0..0, 0..0);
    }
    (
        first[end - length].span.start..first[end - 1].span.end,
        second[other_end - length].span.start..second[other_end - 1].span.end,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_common_run_is_quoted_as_each_text_writes_it() {
        let one = "Selon le maire, LA RIVIÈRE a débordé dans la nuit, vers minuit.";
        let other = "On sait que la riviere a débordé, dans la nuit de lundi.";
        let (from, to) = longest_common(one, other);
        assert_eq!(&one[from], "LA RIVIÈRE a débordé dans la nuit");
        assert_eq!(&other[to], "la riviere a débordé, dans la nuit");
        assert_eq!(longest_common("un", "deux"), (0..0, 0..0));
    }
}
