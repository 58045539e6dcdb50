//! How often the words of a corpus stand with a capital where it is a sign, and how often without: what tells names from
//! ordinary words that happen to have one.

use super::reading::{Place, Token, read};
use crate::corpus::Passage;
use crate::words::fold;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// How many passages are counted at once.
const BLOCK: usize = 2_048;
/// Words of so many bytes lose a plural `s`.
const LONGEST_SINGULAR: usize = 4;
/// A word that has a capital at least once in so many sightings may be a name where it has one.
const CAPITALS: u32 = 3;

/// How often a word was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    lower: u32,
    /// With a capital inside a sentence.
    capital: u32,
}

/// The casing of all words.
#[derive(Debug, Default)]
pub(super) struct Casing {
    seen: FxHashMap<Box<str>, Seen>,
}

impl Casing {
    /// Reads all passages.
    pub(super) fn read(passages: &[Passage]) -> Self {
        let blocks = passages.par_chunks(BLOCK).map(|block| {
            let mut casing = Self::default();
            for passage in block {
                for token in read(&passage.text) {
                    casing.note(&token);
                }
            }
            casing
        });
        blocks.reduce(Self::default, Self::joined) // sums, so that the order is no matter
    }

    fn note(&mut self, token: &Token<'_>) {
        if token.place != Place::Inside && token.capital {
            return;
        }
        let word = word(token.surface);
        let seen = match self.seen.get_mut(&*word) {
            Some(seen) => seen,
            None => self.seen.entry((*word).into()).or_default(),
        };
        if token.capital { seen.capital += 1 } else { seen.lower += 1 }
    }

    fn joined(mut self, mut other: Self) -> Self {
        if self.seen.len() < other.seen.len() {
            std::mem::swap(&mut self, &mut other);
        }
        for (word, seen) in other.seen {
            let sum = self.seen.entry(word).or_default();
            sum.lower += seen.lower;
            sum.capital += seen.capital;
        }
        self
    }

    fn of(&self, surface: &str) -> Seen {
        self.seen.get(&*word(surface)).copied().unwrap_or_default()
    }

    /// Whether the word is rather one without a capital.
    pub(super) fn is_common(&self, surface: &str) -> bool {
        let Seen { lower, capital } = self.of(surface);
        lower > CAPITALS * capital || lower > 0 && capital <= 1
    }

    /// Whether the word was ever seen without a capital.
    pub(super) fn is_seen_lower(&self, surface: &str) -> bool {
        self.of(surface).lower > 0
    }

    /// Whether the word is rather a name even where its capital says nothing.
    pub(super) fn is_name(&self, surface: &str) -> bool {
        let Seen { lower, capital } = self.of(surface);
        capital > lower
    }
}

/// A word as it is counted: in lower case, without a plural. Accents are kept but on the first letter, where capitals go
/// without: « côté » is not « Côte ».
fn word(surface: &str) -> Cow<'_, str> {
    let is_plain =
        surface.starts_with(|letter: char| letter.is_ascii_lowercase()) && !surface.contains(char::is_uppercase);
    let mut word = if is_plain { Cow::Borrowed(surface) } else { Cow::Owned(lowered(surface)) };
    if word.len() > LONGEST_SINGULAR && word.ends_with('s') {
        match &mut word {
            Cow::Borrowed(word) => *word = &word[..word.len() - 1],
            Cow::Owned(word) => _ = word.pop(),
        }
    }
    word
}

fn lowered(surface: &str) -> String {
    let first = surface.chars().next().map_or(0, char::len_utf8);
    let mut word = fold(&surface[..first]);
    word.push_str(&surface[first..].to_lowercase());
    word
}
