//! Exact search for many queries at once, by products of whole blocks.

use super::pool::{Candidate, Pool};
use super::scan::check;
use super::{Neighbour, best_first};
use crate::embeddings::block::Rows;
use crate::embeddings::kernel::{dot, multiply};
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Queries and rows of one product: their similarities stay in a core's own cache.
const QUERIES: usize = 128;
const ROWS: usize = 1_024;
/// Similarities looked at together.
const GLANCE: usize = 32;

/// For each query, rows of shape `(n_queries, dimension)`, the `limit` rows most like it among those that
/// `keep(query, row)` accepts, exactly as [`nearest`](super::nearest) would find them. Memory is linear in the number of
/// queries.
///
/// # Errors
/// As [`nearest`](super::nearest).
///
/// ```
/// use filrouge::embeddings::{Embeddings, block::VectorBlock};
/// use filrouge::neighbours::nearest_many;
/// let embeddings = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
/// let block = VectorBlock::in_memory(&embeddings)?;
/// let found = nearest_many(block.rows(), embeddings.as_slice(), 1, |query, row| query != row)?;
/// assert_eq!(found.iter().map(|found| found[0].row).collect::<Vec<_>>(), [1, 2, 1]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn nearest_many(
    rows: Rows<'_>,
    queries: &[f32],
    limit: usize,
    keep: impl Fn(usize, usize) -> bool + Sync,
) -> Result<Vec<Vec<Neighbour>>> {
    let dimension = rows.dimension();
    if dimension == 0 || !queries.len().is_multiple_of(dimension) {
        return Err(Error::Shape { what: "values of the queries", expected: dimension, received: queries.len() });
    }
    queries.chunks_exact(dimension).try_for_each(|query| check(query, dimension))?;
    let found = queries.par_chunks(QUERIES * dimension).enumerate().map_init(
        || vec![0.0; QUERIES * ROWS],
        |products, (block, queries)| {
            let keep = |query: usize, row: usize| keep(block * QUERIES + query, row);
            of_block(rows, queries, limit, products, &keep)
        },
    );
    Ok(found.collect::<Vec<_>>().into_iter().flatten().collect())
}

/// The answers to some queries.
fn of_block(
    rows: Rows<'_>,
    queries: &[f32],
    limit: usize,
    products: &mut [f32],
    keep: &impl Fn(usize, usize) -> bool,
) -> Vec<Vec<Neighbour>> {
    let dimension = rows.dimension();
    let margins: Vec<f32> = queries.chunks_exact(dimension).map(margin).collect();
    let mut pools: Vec<Pool> = margins.iter().map(|_| Pool::new(limit)).collect();
    for (block, values) in rows.values().chunks(ROWS * dimension).enumerate() {
        let count = values.len() / dimension;
        let products = &mut products[..margins.len() * count];
        multiply(queries, values, dimension, products);
        for (query, (similarities, pool)) in products.chunks_exact(count).zip(&mut pools).enumerate() {
            take(similarities, margins[query], pool, block * ROWS, &|row| !rows.is_zero(row) && keep(query, row));
        }
    }
    let queries = queries.chunks_exact(dimension).zip(pools);
    queries.map(|(query, pool)| exact(rows, query, pool, limit)).collect()
}

/// Offers the rows that may be among the best.
fn take(similarities: &[f32], margin: f32, pool: &mut Pool, first: usize, keep: &impl Fn(usize) -> bool) {
    for (glance, some) in similarities.chunks(GLANCE).enumerate() {
        let threshold = pool.threshold() - margin;
        if some.iter().filter(|similarity| **similarity >= threshold).count() == 0 {
            continue;
        }
        for (offset, &similarity) in some.iter().enumerate() {
            let row = first + glance * GLANCE + offset;
            let (lower, upper) = (similarity - margin, similarity + margin);
            if upper >= pool.threshold() && keep(row) {
                pool.offer(Candidate { row, lower, upper });
            }
        }
    }
}

/// Compares what is left one by one, so that the answer does not depend on how a product was blocked.
fn exact(rows: Rows<'_>, query: &[f32], pool: Pool, limit: usize) -> Vec<Neighbour> {
    let compare = |found: Candidate| Neighbour { row: found.row, similarity: dot(rows.row(found.row), query) };
    let mut found: Vec<Neighbour> = pool.into_candidates().into_iter().map(compare).collect();
    best_first(&mut found, limit);
    found
}

/// How far two ways of adding up a dot product with a unit row can be apart: one rounding for each value, each way.
fn margin(query: &[f32]) -> f32 {
    let norm = query.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    ((query.len() + 16) as f64 * f64::from(f32::EPSILON) * norm) as f32
}

#[cfg(test)]
mod tests {
    use super::super::scan::tests::{embeddings, sorted};
    use super::*;
    use crate::embeddings::block::VectorBlock;

    #[test]
    fn many_answers_are_those_of_a_full_sort_at_any_number_of_threads() {
        let embeddings = embeddings(2_500, 24, 3);
        let block = VectorBlock::in_memory(&embeddings).unwrap();
        let queries = &embeddings.as_slice()[..300 * 24];
        let keep = |query: usize, row: usize| query / 10 != row / 10;
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| nearest_many(block.rows(), queries, 7, keep)).unwrap();
            assert_eq!(found.len(), 300);
            for (query, found) in found.iter().enumerate() {
                let vector = embeddings.row(query).to_vec();
                assert_eq!(*found, sorted(&embeddings, &vector, 7, |row| keep(query, row)), "query {query}");
            }
        }
    }

    #[test]
    fn queries_of_another_shape_are_refused() {
        let block = VectorBlock::in_memory(&embeddings(5, 3, 0)).unwrap();
        assert!(nearest_many(block.rows(), &[1.0, 0.0], 3, |_, _| true).is_err());
        assert!(nearest_many(block.rows(), &[f32::NAN, 0.0, 0.0], 3, |_, _| true).is_err());
        assert!(nearest_many(block.rows(), &[], 3, |_, _| true).unwrap().is_empty());
    }
}
