//! Lloyd's k-means as matrix products: the fast road to centres that linfa then takes over and finishes.

use crate::embeddings::kernel::products_by_block;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Enough for every corpus measured; Lloyd stops by itself when no row changes its centre.
const MAX_ITERATIONS: usize = 100;
/// So many rows are summed in single precision, and their sums in double: as good as double all through for rows of one
/// length, in half the time, and the same at any number of threads.
const SLICE: usize = 1_024;

/// The result of Lloyd's iterations.
#[derive(Clone, Debug)]
pub(super) struct LloydFit {
    /// Shape `(n_centres, dimension)`.
    pub(super) centres: Array2<f32>,
    /// The nearest centre of each row, shape `(n_rows,)`.
    pub(super) nearest: Vec<usize>,
}

/// Moves `centres`, shape `(n_centres, dimension)`, to the means of their rows until no row changes its centre, or
/// `max_iterations` have passed. Ties go to the first centre; a centre without rows takes the row farthest from its own.
pub(super) fn lloyd(rows: ArrayView2<'_, f32>, mut centres: Array2<f32>, max_iterations: Option<usize>) -> LloydFit {
    let mut nearest = Vec::new();
    for _ in 0..max_iterations.unwrap_or(MAX_ITERATIONS) {
        let (assigned, closeness) = assign(rows, &centres);
        let settled = assigned == nearest;
        nearest = assigned;
        if settled {
            break;
        }
        centres = means(rows, &mut nearest, &closeness, &centres);
    }
    if nearest.is_empty() {
        nearest = assign(rows, &centres).0;
    }
    LloydFit { centres, nearest }
}

/// The nearest centre of every row, and how close it is: `x·c - |c|²/2`, by which one row's centres compare as they do by
/// distance, without the row's own norm.
pub(super) fn assign(rows: ArrayView2<'_, f32>, centres: &Array2<f32>) -> (Vec<usize>, Vec<f32>) {
    let half_norms: Vec<f32> = centres.rows().into_iter().map(|centre| centre.dot(&centre) / 2.0).collect();
    let n_centres = centres.nrows();
    let row_values = rows.as_slice().unwrap_or_default();
    let centre_values = centres.as_slice().unwrap_or_default();
    let blocks = products_by_block(row_values, centre_values, rows.ncols(), |_, products| {
        let nearest = products.chunks_exact(n_centres).map(|products| {
            let mut best = (0, f32::NEG_INFINITY);
            for (centre, (product, half_norm)) in products.iter().zip(&half_norms).enumerate() {
                let closeness = product - half_norm;
                if closeness > best.1 {
                    best = (centre, closeness);
                }
            }
            best
        });
        nearest.collect::<Vec<_>>()
    });
    blocks.into_iter().flatten().unzip()
}

/// The mean of each centre's rows; rows of empty centres are taken from the farthest rows, which `nearest` then shows.
fn means(rows: ArrayView2<'_, f32>, nearest: &mut [usize], closeness: &[f32], centres: &Array2<f32>) -> Array2<f32> {
    let mut counts = vec![0_usize; centres.nrows()];
    for &centre in nearest.iter() {
        counts[centre] += 1;
    }
    let mut farthest: Vec<usize> = Vec::new();
    for centre in 0..counts.len() {
        if counts[centre] > 0 {
            continue;
        }
        if farthest.is_empty() {
            let distances: Vec<f32> =
                rows.rows().into_iter().zip(closeness).map(|(row, close)| row.dot(&row) - 2.0 * close).collect();
            farthest = (0..rows.nrows()).collect();
            farthest.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]).then(b.cmp(&a)));
        }
        while let Some(row) = farthest.pop() {
            if counts[nearest[row]] > 1 {
                counts[nearest[row]] -= 1;
                nearest[row] = centre;
                counts[centre] = 1;
                break;
            }
        }
    }
    let sums = sums(rows, nearest, centres.len());
    let dimension = rows.ncols();
    let mut moved = centres.clone();
    for (centre, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let sum = &sums[centre * dimension..][..dimension];
        moved.row_mut(centre).iter_mut().zip(sum).for_each(|(value, sum)| *value = (sum / count as f64) as f32);
    }
    moved
}

/// The sum of each centre's rows, one centre after the other: `length` numbers.
fn sums(rows: ArrayView2<'_, f32>, nearest: &[usize], length: usize) -> Vec<f64> {
    let dimension = rows.ncols().max(1);
    let values = rows.as_slice().unwrap_or_default();
    let slices = values.par_chunks(SLICE * dimension).zip(nearest.par_chunks(SLICE)).map(|(rows, nearest)| {
        let mut sums = vec![0.0_f32; length];
        for (row, &centre) in rows.chunks_exact(dimension).zip(nearest) {
            let sum = &mut sums[centre * dimension..][..dimension];
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        sums
    });
    slices.collect::<Vec<_>>().into_iter().fold(vec![0.0; length], |mut all, slice| {
        all.iter_mut().zip(slice).for_each(|(sum, value)| *sum += f64::from(value));
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_clumps_are_found_from_bad_centres() {
        let rows = array![[0.0_f32, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]];
        let fit = lloyd(rows.view(), array![[0.0, 0.0], [0.0, 1.0]], None);
        assert_eq!(fit.nearest[0], fit.nearest[1]);
        assert_eq!(fit.nearest[2], fit.nearest[3]);
        assert_ne!(fit.nearest[0], fit.nearest[2]);
    }

    #[test]
    fn an_empty_centre_takes_the_farthest_row() {
        let rows = array![[0.0_f32, 0.0], [0.1, 0.0], [5.0, 0.0]];
        let fit = lloyd(rows.view(), array![[0.0, 0.0], [-50.0, 0.0]], None);
        assert_eq!(fit.nearest, [0, 0, 1]);
    }
}
