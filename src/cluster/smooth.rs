//! Rows pulled a little towards their nearest neighbours before they are clustered: what a passage shares with its like is
//! its theme, the rest is its own wording. Measured on labelled news, partitions agree more with people, and more with
//! themselves when a part of the rows is left out.

use super::sample::spread;
use crate::embeddings::kernel::products_by_block;
use crate::embeddings::{Embeddings, normalise};
use crate::error::Result;

/// How many neighbours pull. Of 5, 10 and 20, five kept small themes apart.
const NEIGHBOURS: usize = 5;
/// How hard their mean direction pulls, beside the row itself.
const PULL: f32 = 0.5;
/// Neighbours are sought among so many rows, spread evenly: a larger corpus is not searched whole, so that time grows
/// with its size only.
const MAX_CANDIDATES: usize = 2_500;
/// Products that are compared at once: as many as a few vector instructions take.
const AT_ONCE: usize = 32;

/// The rows, each with half the mean direction of its five nearest neighbours added, scaled to unit norm again.
pub(super) fn smooth(rows: &Embeddings) -> Result<Embeddings> {
    pulled(rows, rows, |row| row)
}

/// The chosen ones of `rows`, each pulled towards its neighbours among all of them.
pub(super) fn smooth_some(rows: &Embeddings, chosen: &[usize]) -> Result<Embeddings> {
    pulled(rows, &rows.select(chosen), |position| chosen[position])
}

/// `some` of `rows` pulled; `row_of` says which of `rows` each of them is.
fn pulled(rows: &Embeddings, some: &Embeddings, row_of: impl Fn(usize) -> usize + Sync) -> Result<Embeddings> {
    let dimension = rows.dimension();
    let candidates: Vec<usize> = spread(rows.len(), MAX_CANDIDATES).collect();
    let neighbours = rows.select(&candidates);
    let blocks = products_by_block(some.as_slice(), neighbours.as_slice(), dimension, |first, products| {
        let n_rows = products.len() / candidates.len();
        let mut smoothed = some.as_slice()[first * dimension..][..n_rows * dimension].to_vec();
        let rows = smoothed.chunks_exact_mut(dimension).zip(products.chunks_exact(candidates.len()));
        for (offset, (row, products)) in rows.enumerate() {
            let itself = row_of(first + offset);
            let mut pull = vec![0.0_f32; dimension];
            for candidate in nearest(products, |candidate| candidates[candidate] == itself) {
                let neighbour = &neighbours.as_slice()[candidate * dimension..][..dimension];
                pull.iter_mut().zip(neighbour).for_each(|(sum, value)| *sum += value);
            }
            normalise(&mut pull);
            row.iter_mut().zip(&pull).for_each(|(value, pull)| *value += PULL * pull);
        }
        smoothed
    });
    Embeddings::normalised(blocks.concat(), dimension)
}

/// The candidates of the highest products, the row itself aside; the first ones on a tie.
fn nearest(products: &[f32], is_itself: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(NEIGHBOURS + 1); // descending
    let mut lowest = f32::NEG_INFINITY;
    for (group, products) in products.chunks(AT_ONCE).enumerate() {
        // compared all together, since nearly always none is near enough
        if products.iter().copied().fold(f32::NEG_INFINITY, f32::max) <= lowest {
            continue;
        }
        for (offset, &product) in products.iter().enumerate() {
            let candidate = group * AT_ONCE + offset;
            if product <= lowest || is_itself(candidate) {
                continue;
            }
            let place = best.partition_point(|&(other, _)| other >= product);
            best.insert(place, (product, candidate));
            best.truncate(NEIGHBOURS);
            lowest = best.get(NEIGHBOURS - 1).map_or(f32::NEG_INFINITY, |last| last.0);
        }
    }
    best.into_iter().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_move_towards_their_like() {
        let values = (0..40).flat_map(|row| [1.0, if row % 2 == 0 { 0.2 } else { -0.2 } * (1 + row % 5) as f32, 0.3]);
        let rows = Embeddings::normalised(values.collect(), 3).unwrap();
        let smoothed = smooth(&rows).unwrap();
        assert!(smoothed.row(0)[1] > rows.row(0)[1] && smoothed.row(1)[1] < rows.row(1)[1]);
        assert_eq!(nearest(&[0.1, 0.9, 0.9, 1.0], |candidate| candidate == 3).collect::<Vec<_>>(), [1, 2, 0]);
    }

    #[test]
    fn one_row_and_none_stay_as_they_are() {
        let one = Embeddings::normalised(vec![0.6, 0.8], 2).unwrap();
        assert_eq!(smooth(&one).unwrap(), one);
        assert!(smooth(&Embeddings::empty(2)).unwrap().is_empty());
    }
}
