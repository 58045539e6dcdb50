//! Neighbours: the passages most like a text, by exact search, with what their likeness means in this corpus.

mod chance;
mod fusion;
mod many;
mod pool;
mod scan;
mod shared;

pub use chance::Chance;
pub use fusion::{Ranked, fuse};
pub(crate) use many::{BLOCK, TILE};
pub use many::{Wanted, nearest_many};
pub use scan::nearest;
pub use shared::shared_words;

use std::cmp::Ordering;

/// A passage with its similarity to the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its row in the embeddings.
    pub row: usize,
    /// The cosine to the query, in -1..=1.
    pub similarity: f32,
}

impl Neighbour {
    /// Most alike first; on a tie the earlier row.
    fn best_first(&self, other: &Self) -> Ordering {
        other.similarity.total_cmp(&self.similarity).then(self.row.cmp(&other.row))
    }
}

fn best_first(found: &mut Vec<Neighbour>, limit: usize) {
    found.sort_by(Neighbour::best_first);
    found.truncate(limit);
}
