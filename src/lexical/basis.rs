//! The directions in which sparse rows differ most: the leading right singular vectors, by subspace iteration from
//! random directions (Halko, Martinsson and Tropp, 2011).

use super::vocabulary::Row;
use ndarray::{Array2, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// How many directions. Measured on French and English news: 20 are better than 50 or 100.
const DIRECTIONS: usize = 20;
/// Iterations: the singular values of texts fall slowly, and after so many the directions hardly move.
const ITERATIONS: usize = 16;
/// A direction of which no more than this share is left depends on those before it, but for rounding.
const DEPENDENT: f32 = 1e-5;

/// Orthonormal directions, shape `(n_terms, at most 20)`.
pub(super) fn subspace(rows: &[Row], n_terms: usize, seed: u64) -> Array2<f32> {
    let n_directions = DIRECTIONS.min(n_terms);
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut basis = Array2::from_shape_fn((n_terms, n_directions), |_| if random.r#gen::<bool>() { 1.0 } else { -1.0 });
    orthonormalise(&mut basis);
    let columns = transposed(rows, n_terms);
    for _ in 0..ITERATIONS {
        basis = project(&columns, &project(rows, &basis));
        orthonormalise(&mut basis);
    }
    basis
}

/// Each sparse row as the sum of the rows of `matrix` that it has, by weight: shape `(n_rows, n_columns of matrix)`.
pub(super) fn project(rows: &[Row], matrix: &Array2<f32>) -> Array2<f32> {
    let width = matrix.ncols();
    let values = matrix.as_slice().unwrap_or_default();
    let mut product = Array2::zeros((rows.len(), width));
    let sums = product.as_slice_mut().unwrap_or_default().par_chunks_exact_mut(width.max(1));
    sums.zip(rows).with_min_len(64).for_each(|(sum, row)| {
        for &(number, weight) in row {
            let direction = &values[number as usize * width..][..width];
            sum.iter_mut().zip(direction).for_each(|(sum, value)| *sum += weight * value);
        }
    });
    product
}

/// For each term the rows that have it, in order, with their weights: the transpose.
fn transposed(rows: &[Row], n_terms: usize) -> Vec<Row> {
    let mut columns: Vec<Row> = vec![Vec::new(); n_terms];
    for (number, row) in rows.iter().enumerate() {
        for &(term, weight) in row {
            columns[term as usize].push((number as u32, weight));
        }
    }
    columns
}

/// Modified Gram-Schmidt, twice, which is enough (Giraud, Langou and Rozloznik, 2005). A direction that depends on those
/// before it becomes zero.
fn orthonormalise(basis: &mut Array2<f32>) {
    let mut directions = basis.t().as_standard_layout().into_owned(); // (n_directions, n_terms), each in one piece
    for number in 0..directions.nrows() {
        let (before, mut rest) = directions.view_mut().split_at(Axis(0), number);
        let mut direction = rest.row_mut(0);
        let norm_before = direction.dot(&direction).sqrt();
        for other in before.rows().into_iter().chain(before.rows()) {
            let along = direction.dot(&other);
            direction.scaled_add(-along, &other);
        }
        let norm = direction.dot(&direction).sqrt();
        let scale = if norm > norm_before * DEPENDENT { 1.0 / norm } else { 0.0 };
        direction *= scale;
    }
    basis.assign(&directions.t());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two blocks of terms that never meet: their two directions come out, the stronger first found by its size.
    #[test]
    fn the_leading_directions_are_found() {
        let mut rows: Vec<Row> = vec![vec![(0, 0.8), (1, 0.6)]; 30];
        rows.extend(vec![vec![(2, 0.6), (3, 0.8)]; 10]);
        let basis = subspace(&rows, 4, 1);
        let projected = project(&rows, &basis);
        let norm = |row: usize| projected.row(row).dot(&projected.row(row));
        assert!((norm(0) - 1.0).abs() < 1e-4 && (norm(35) - 1.0).abs() < 1e-4);
        for a in 0..4 {
            for b in 0..a {
                assert!(basis.column(a).dot(&basis.column(b)).abs() < 1e-4);
            }
        }
    }
}
