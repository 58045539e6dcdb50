//! How often runs of words, alone and joined, stand in a corpus: what tells whether « Conseil de sécurité » is one name and
//! « Mali de Goïta » two. Words that come together more often than not belong together (the idea of collocation; Manning
//! and Schütze, 1999, chapter 5).

use super::casing::Casing;
use super::chunks::{Chunk, chunks};
use super::joints::{Link, link, stops};
use super::key;
use super::reading::{Place, Token, read};
use crate::corpus::Passage;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// How many passages are counted at once.
const BLOCK: usize = 2_048;

/// Counts of word sequences, by a hash of their key.
#[derive(Debug, Default)]
pub(super) struct Counts {
    seen: FxHashMap<u64, u32>,
}

impl Counts {
    /// Reads all passages.
    pub(super) fn read(passages: &[Passage], casing: &Casing) -> Self {
        let blocks = passages.par_chunks(BLOCK).map(|block| {
            let mut counts = Self::default();
            for passage in block {
                let tokens = read(&passage.text);
                let chunks = chunks(&tokens, casing);
                for (index, chunk) in chunks.iter().enumerate() {
                    counts.note(&passage.text, &tokens, *chunk, chunks.get(index + 1));
                }
            }
            counts
        });
        blocks.reduce(Self::default, Self::joined) // sums, so that the order is no matter
    }

    fn note(&mut self, text: &str, tokens: &[Token<'_>], chunk: Chunk, next: Option<&Chunk>) {
        if tokens[chunk.first].place != Place::Inside {
            return;
        }
        self.add(text, tokens, chunk.first, chunk.end);
        if let Some(next) = next.filter(|next| matches!(link(tokens, chunk.end, next.first), Some(Link::Of))) {
            self.add(text, tokens, chunk.first, next.end);
        }
        let reach = if chunk.is_plain { usize::MAX } else { 1 };
        for stop in stops(tokens, chunk.end).into_iter().take(reach) {
            self.add(text, tokens, chunk.first, stop);
        }
    }

    fn add(&mut self, text: &str, tokens: &[Token<'_>], first: usize, end: usize) {
        *self.seen.entry(hash(text, tokens, first, end)).or_default() += 1;
    }

    fn joined(mut self, mut other: Self) -> Self {
        if self.seen.len() < other.seen.len() {
            std::mem::swap(&mut self, &mut other);
        }
        for (words, seen) in other.seen {
            *self.seen.entry(words).or_default() += seen;
        }
        self
    }

    /// How often these words stand in the corpus.
    pub(super) fn of(&self, text: &str, tokens: &[Token<'_>], first: usize, end: usize) -> u32 {
        self.seen.get(&hash(text, tokens, first, end)).copied().unwrap_or(0)
    }
}

/// The hash is the same in every run.
fn hash(text: &str, tokens: &[Token<'_>], first: usize, end: usize) -> u64 {
    let mut hasher = FxHasher::default();
    key(&text[tokens[first].span.start..tokens[end - 1].span.end]).hash(&mut hasher);
    hasher.finish()
}
