//! The rows most like each of many queries, or like every row: block after block of products, of which only the largest
//! are kept, so that memory grows with the queries, and only time with queries times rows.

use super::{Neighbour, best_first};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::{dot, multiply};
use rayon::prelude::*;

/// Queries multiplied at once, and the rows they are multiplied with: the products of a tile stay in the cache.
pub(crate) const BLOCK: usize = 128;
pub(crate) const TILE: usize = 1_024;
/// Products looked at together.
const GLANCE: usize = 32;
/// So many more than wanted are kept until they are compared one by one: products of blocks round differently.
const SPARE: usize = 4;
/// Products of blocks differ from those of single rows by no more than this, for rows of unit norm.
const ROUNDING: f32 = 1e-5;

/// How many rows are wanted for each query, and how alike they must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// At most this many.
    pub count: usize,
    /// Only rows whose similarity is at least this.
    pub least: f32,
}

/// For each query, the rows most like it among those that `keep(query, row)` accepts, most alike first and on a tie the
/// earlier row, handed to `finish(query, found)`; its answers come back in the order of the queries, the same at any
/// number of threads. `rows` are of the dimension of the queries and of unit norm, row after row; where zero rows should
/// not be found, which are like nothing, `keep` refuses them. Of more than four rows beyond the wanted ones that are as
/// alike as the last of these but for rounding, any may be found in its place.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// use filrouge::neighbours::{Wanted, nearest_many};
/// let rows = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
/// let wanted = Wanted { count: 1, least: 0.7 };
/// let found = nearest_many(rows.as_slice(), &rows, wanted, |query, row| query != row, |query, found| {
///     found.into_iter().map(move |one| (query, one.row))
/// });
/// assert_eq!(found, [(1, 2), (2, 1)]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn nearest_many<A: IntoIterator<Item: Send>>(
    rows: &[f32],
    queries: &Embeddings,
    wanted: Wanted,
    keep: impl Fn(usize, usize) -> bool + Sync,
    finish: impl Fn(usize, Vec<Neighbour>) -> A + Sync,
) -> Vec<A::Item> {
    let dimension = queries.dimension().max(1);
    let blocks = queries.as_slice().par_chunks(BLOCK * dimension).enumerate();
    let answers = blocks.map_init(Vec::new, |products, (block, queries)| {
        let first = block * BLOCK;
        let keep = |query: usize, row: usize| keep(first + query, row);
        let closest = closest_of_block(rows, queries, dimension, (wanted, keep), products);
        let found = queries.chunks_exact(dimension).zip(closest);
        let found = found.map(|(query, closest)| closest.compared(rows, query, wanted));
        (first..).zip(found).flat_map(|(query, found)| finish(query, found)).collect()
    });
    answers.collect::<Vec<Vec<A::Item>>>().into_iter().flatten().collect()
}

fn closest_of_block(
    rows: &[f32],
    queries: &[f32],
    dimension: usize,
    (wanted, keep): (Wanted, impl Fn(usize, usize) -> bool),
    products: &mut Vec<f32>, // (queries in block, rows in tile)
) -> Vec<Closest> {
    let mut closest: Vec<Closest> = queries.chunks_exact(dimension).map(|_| Closest::new(wanted)).collect();
    for (tile, rows) in rows.chunks(TILE * dimension).enumerate() {
        let n_rows = rows.len() / dimension;
        products.resize(closest.len() * n_rows, 0.0);
        multiply(queries, rows, dimension, products);
        for (query, (closest, products)) in closest.iter_mut().zip(products.chunks_exact(n_rows)).enumerate() {
            closest.take(tile * TILE, products, |row| keep(query, row));
        }
    }
    closest
}

/// The rows with the largest products so far.
struct Closest {
    count: usize,
    found: Vec<Neighbour>,
    /// No product below this can be among the wanted ones.
    least: f32,
}

impl Closest {
    fn new(wanted: Wanted) -> Self {
        let count = if wanted.count == 0 { 0 } else { wanted.count + SPARE };
        Self { count, found: Vec::with_capacity(2 * count), least: wanted.least - ROUNDING }
    }

    /// Looks at the products with the rows from `first` on.
    fn take(&mut self, first: usize, products: &[f32], keep: impl Fn(usize) -> bool) {
        for (glance, some) in products.chunks(GLANCE).enumerate() {
            if self.count == 0 || some.iter().filter(|product| **product > self.least).count() == 0 {
                continue;
            }
            for (row, &similarity) in (first + glance * GLANCE..).zip(some) {
                if similarity > self.least && keep(row) {
                    self.found.push(Neighbour { row, similarity });
                    if self.found.len() == 2 * self.count {
                        self.keep_wanted();
                    }
                }
            }
        }
        self.keep_wanted();
    }

    fn keep_wanted(&mut self) {
        if self.found.len() > self.count {
            self.found.select_nth_unstable_by(self.count - 1, Neighbour::best_first);
            self.found.truncate(self.count);
            self.least = self.found[self.count - 1].similarity;
        }
    }

    /// What was wanted, compared one by one.
    fn compared(mut self, rows: &[f32], query: &[f32], wanted: Wanted) -> Vec<Neighbour> {
        for Neighbour { row, similarity } in &mut self.found {
            *similarity = dot(&rows[*row * query.len()..][..query.len()], query);
        }
        self.found.retain(|found| found.similarity >= wanted.least);
        best_first(&mut self.found, wanted.count);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::tests::{embeddings, sorted};
    use super::*;

    #[test]
    fn many_answers_are_those_of_a_full_sort_at_any_number_of_threads() {
        let embeddings = embeddings(2_500, 24, 3);
        let queries = embeddings.select(&(0..300).collect::<Vec<_>>());
        let keep = |query: usize, row: usize| query / 10 != row / 10 && !embeddings.is_zero(row);
        for (threads, wanted) in
            [(1, 7), (3, 7), (3, 0)].map(|(threads, count)| (threads, Wanted { count, least: 0.1 }))
        {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let many = || nearest_many(embeddings.as_slice(), &queries, wanted, keep, |_, found| [found]);
            let found = pool.install(many);
            assert_eq!(found.len(), 300);
            for (query, found) in found.iter().enumerate() {
                let mut all = sorted(&embeddings, embeddings.values(query), wanted.count, |row| keep(query, row));
                all.retain(|found| found.similarity >= wanted.least);
                assert_eq!(*found, all, "query {query}");
            }
        }
    }
}
