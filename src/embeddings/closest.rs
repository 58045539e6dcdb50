//! The closest rows of every row, exact: block after block of products, of which only the largest are kept, so that memory
//! grows with the rows and not with their square. Time grows with their square.

use super::Embeddings;
use super::kernel::multiply;
use rayon::prelude::*;

/// Rows multiplied at once, and the rows they are multiplied with: the products of a tile stay in the cache.
pub(crate) const BLOCK: usize = 256;
pub(crate) const TILE: usize = 2_048;
/// So many more than wanted are kept until they are compared one by one: products of blocks round differently.
const SPARE: usize = 4;
/// Products of blocks differ from those of single rows by no more than this, for rows of unit norm.
const ROUNDING: f32 = 1e-5;

/// How many of the closest rows are wanted, and how close they must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// At most this many for each row.
    pub count: usize,
    /// Only rows whose dot product is at least this.
    pub least: f32,
}

/// For every row, the rows with the largest dot products among those that `accept(row, other)` lets in, handed to
/// `finish(row, others)`, whose answers come back in the order of the rows, at any number of threads. The others come in
/// no order, and with a few too many or too far: `finish` compares them one by one, sorts and cuts them as it needs.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// use filrouge::embeddings::closest::{Wanted, closest_of_all};
/// let rows = Embeddings::normalised(vec![1.0, 0.0, 0.8, 0.6, 0.0, 1.0], 2)?;
/// let wanted = Wanted { count: 1, least: 0.7 };
/// let close = closest_of_all(&rows, wanted, |row, other| row < other, |row, others| {
///     others.iter().map(|&other| (row, other)).collect()
/// });
/// assert_eq!(close, [(0, 1)]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn closest_of_all<T: Send>(
    rows: &Embeddings,
    wanted: Wanted,
    accept: impl Fn(usize, usize) -> bool + Sync,
    finish: impl Fn(usize, &[u32]) -> Vec<T> + Sync,
) -> Vec<T> {
    if wanted.count == 0 || rows.is_empty() {
        return Vec::new();
    }
    let blocks: Vec<Vec<T>> = (rows.as_slice().par_chunks(BLOCK * rows.dimension().max(1)).enumerate())
        .map_init(Vec::new, |products, (block, values)| {
            let first = block * BLOCK;
            let found = closest_of_block(rows, (first, values), wanted, &accept, products);
            let finished = found.into_iter().enumerate().flat_map(|(offset, closest)| {
                let others: Vec<u32> = closest.found.into_iter().map(|(_, other)| other).collect();
                finish(first + offset, &others)
            });
            finished.collect()
        })
        .collect();
    blocks.into_iter().flatten().collect()
}

fn closest_of_block(
    rows: &Embeddings,
    (first, values): (usize, &[f32]),
    wanted: Wanted,
    accept: &impl Fn(usize, usize) -> bool,
    products: &mut Vec<f32>, // (rows in block, rows in tile)
) -> Vec<Closest> {
    let dimension = rows.dimension();
    let mut closest: Vec<Closest> = (0..values.len() / dimension).map(|_| Closest::new(wanted)).collect();
    for (tile, others) in rows.as_slice().chunks(TILE * dimension).enumerate() {
        let n_others = others.len() / dimension;
        products.resize(closest.len() * n_others, 0.0);
        multiply(values, others, dimension, products);
        for (offset, (closest, products)) in closest.iter_mut().zip(products.chunks_exact(n_others)).enumerate() {
            closest.take((tile * TILE) as u32, products, |other| accept(first + offset, other as usize));
        }
    }
    closest
}

/// The rows with the largest products so far.
struct Closest {
    wanted: usize,
    found: Vec<(f32, u32)>,
    /// No product below this can be among the wanted ones.
    least: f32,
}

impl Closest {
    fn new(wanted: Wanted) -> Self {
        let count = wanted.count + SPARE;
        Self { wanted: count, found: Vec::with_capacity(2 * count), least: wanted.least - ROUNDING }
    }

    /// Looks at the products with the rows from `first` on.
    fn take(&mut self, first: u32, products: &[f32], accept: impl Fn(u32) -> bool) {
        for (other, &product) in (first..).zip(products) {
            if product > self.least && accept(other) {
                self.found.push((product, other));
                if self.found.len() == 2 * self.wanted {
                    self.keep_wanted();
                }
            }
        }
        self.keep_wanted();
    }

    fn keep_wanted(&mut self) {
        if self.found.len() > self.wanted {
            let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            self.found.select_nth_unstable_by(self.wanted - 1, order);
            self.found.truncate(self.wanted);
            self.least = self.found[self.wanted - 1].0;
        }
    }
}
