//! Exact search for one query. Every row is looked at in bytes; the bound of what their rounding can hide leaves a few
//! rows that may be among the most alike, and these are compared in single precision. The answer is that of a full sort.

use super::pool::{Candidate, Pool, Shared};
use super::{Neighbour, best_first};
use crate::embeddings::block::Rows;
use crate::embeddings::int8::RoundedQuery;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::ops::Range;

/// Rows to a unit of parallel work: half a megabyte of bytes at 256 dimensions, which the next one's loading hides.
const BLOCK: usize = 2_048;
/// Bounds looked at together.
const GLANCE: usize = 16;

/// The `limit` rows most like `query`, shape `(dimension,)`, among those that `keep` accepts, most alike first; on a
/// tie the earlier row. Zero rows are like nothing and never returned. Exact, and the same at any number of threads.
///
/// # Errors
/// [`Error::Shape`] when the query has another dimension, [`Error::Embedding`] when it holds a value that is not a finite
/// number.
///
/// ```
/// use filrouge::embeddings::{Embeddings, block::VectorBlock};
/// use filrouge::neighbours::nearest;
/// let embeddings = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
/// let block = VectorBlock::in_memory(&embeddings)?;
/// let found = nearest(block.rows(), &[1.0, 0.0], 2, |row| row != 0)?;
/// assert_eq!(found.iter().map(|neighbour| neighbour.row).collect::<Vec<_>>(), [1, 2]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn nearest(
    rows: Rows<'_>,
    query: &[f32],
    limit: usize,
    keep: impl Fn(usize) -> bool + Sync,
) -> Result<Vec<Neighbour>> {
    check(query, rows.dimension())?;
    let (rounded, shared) = (RoundedQuery::new(query), Shared::new());
    let blocks = (0..rows.len().div_ceil(BLOCK)).into_par_iter().map_init(
        || [0.0; BLOCK],
        |upper, block| {
            let range = block * BLOCK..rows.len().min((block + 1) * BLOCK);
            let mut pool = Pool::above(limit, shared.threshold());
            scan(rows, range, &rounded, upper, &mut pool, &keep);
            pool.prune();
            shared.raise(pool.threshold());
            pool.into_candidates()
        },
    );
    let mut pool = Pool::new(limit);
    blocks.collect::<Vec<_>>().into_iter().flatten().for_each(|candidate| pool.offer(candidate));
    let mut room = Vec::new();
    let mut compare =
        |found: Candidate| Neighbour { row: found.row, similarity: rows.similarity(found.row, query, &mut room) };
    let mut found: Vec<Neighbour> = pool.into_candidates().into_iter().map(&mut compare).collect();
    best_first(&mut found, limit);
    Ok(found)
}

/// Puts into the pool what may be among the most alike of some rows.
fn scan(
    rows: Rows<'_>,
    range: Range<usize>,
    query: &RoundedQuery,
    upper: &mut [f32],
    pool: &mut Pool,
    keep: &impl Fn(usize) -> bool,
) {
    let (codes, scales, residuals) = rows.rounded(range.clone());
    let upper = &mut upper[..range.len()];
    query.upper_bounds(codes, scales, residuals, upper);
    for (glance, bounds) in upper.chunks(GLANCE).enumerate() {
        let threshold = pool.threshold();
        if bounds.iter().filter(|upper| **upper >= threshold).count() == 0 {
            continue;
        }
        for (offset, &upper) in bounds.iter().enumerate() {
            let offset = glance * GLANCE + offset;
            let row = range.start + offset;
            if upper >= pool.threshold() && scales[offset] != 0.0 && keep(row) {
                let lower = upper - 2.0 * query.margin(residuals[offset]);
                pool.offer(Candidate { row, lower, upper });
            }
        }
    }
}

/// Refuses queries that compare with nothing.
pub(super) fn check(query: &[f32], dimension: usize) -> Result<()> {
    if query.len() != dimension {
        return Err(Error::Shape { what: "dimension of the query", expected: dimension, received: query.len() });
    }
    // squares must be finite too
    if !query.iter().map(|value| value * value).sum::<f32>().is_finite() {
        return Err(Error::Embedding { row: 0, problem: "holds a value that is not a finite number" });
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::embeddings::Embeddings;
    use crate::embeddings::block::VectorBlock;
    use crate::embeddings::kernel::dot;
    use proptest::prelude::*;

    /// What a full sort by the exact similarities gives.
    pub(in crate::neighbours) fn sorted(
        embeddings: &Embeddings,
        query: &[f32],
        limit: usize,
        keep: impl Fn(usize) -> bool,
    ) -> Vec<Neighbour> {
        let known = (0..embeddings.len()).filter(|&row| !embeddings.is_zero(row) && keep(row));
        let row = |row| embeddings.row(row).to_slice().unwrap();
        let mut all: Vec<Neighbour> = known.map(|at| Neighbour { row: at, similarity: dot(row(at), query) }).collect();
        best_first(&mut all, limit);
        all
    }

    /// Rows with ties, zero rows and near neighbours.
    pub(in crate::neighbours) fn embeddings(count: usize, dimension: usize, seed: usize) -> Embeddings {
        let value = |row: usize, column: usize| {
            if row % 23 == 5 { 0.0 } else { f32::sin(((row % 701) * 37 + column * 101 + seed * 13) as f32) }
        };
        let values = (0..count).flat_map(|row| (0..dimension).map(move |column| value(row, column)));
        Embeddings::normalised(values.collect(), dimension).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_answer_is_that_of_a_full_sort(
            count in 0_usize..5_000,
            dimension in 1_usize..80,
            seed in 0_usize..1_000,
            limit in 0_usize..60,
            each in 1_usize..4,
        ) {
            let embeddings = embeddings(count, dimension, seed);
            let block = VectorBlock::in_memory(&embeddings).unwrap();
            let query: Vec<f32> = (0..dimension).map(|column| f32::cos((column * 11 + seed) as f32)).collect();
            let found = nearest(block.rows(), &query, limit, |row| row % each == 0).unwrap();
            prop_assert_eq!(found, sorted(&embeddings, &query, limit, |row| row % each == 0));
        }
    }

    #[test]
    fn equal_rows_come_in_order_at_any_number_of_threads() {
        let values = [0.6, 0.8].repeat(3 * BLOCK);
        let block = VectorBlock::in_memory(&Embeddings::normalised(values, 2).unwrap()).unwrap();
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| nearest(block.rows(), &[1.0, 0.0], 50, |_| true)).unwrap();
            assert_eq!(found.iter().map(|found| found.row).collect::<Vec<_>>(), (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_limit_as_large_as_the_corpus_ranks_all_of_it() {
        let embeddings = embeddings(3_000, 16, 1);
        let block = VectorBlock::in_memory(&embeddings).unwrap();
        let query = embeddings.row(3).to_vec();
        let found = nearest(block.rows(), &query, 3_000, |_| true).unwrap();
        assert_eq!(found, sorted(&embeddings, &query, 3_000, |_| true));
    }

    #[test]
    fn a_query_that_compares_with_nothing_is_refused() {
        let block = VectorBlock::in_memory(&embeddings(3, 3, 0)).unwrap();
        let error = nearest(block.rows(), &[1.0, 0.0], 3, |_| true).unwrap_err();
        assert_eq!(error.to_string(), "dimension of the query: expected `3`, received `2`");
        assert!(nearest(block.rows(), &[f32::NAN, 0.0, 0.0], 3, |_| true).is_err());
        assert!(nearest(block.rows(), &[f32::INFINITY, 0.0, 0.0], 3, |_| true).is_err());
    }
}
