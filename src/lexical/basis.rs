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
/// Rows to a parallel task, fixed so that sums do not depend on the number of threads.
const TASK: usize = 1_024;

/// Orthonormal directions, shape `(n_terms, at most 20)`.
pub(super) fn subspace(rows: &[Row], n_terms: usize, seed: u64) -> Array2<f32> {
    let n_directions = DIRECTIONS.min(n_terms);
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut basis = Array2::from_shape_fn((n_terms, n_directions), |_| if random.r#gen::<bool>() { 1.0 } else { -1.0 });
    orthonormalise(&mut basis);
    for _ in 0..ITERATIONS {
        basis = back(rows, &project(rows, &basis), basis.raw_dim());
        orthonormalise(&mut basis);
    }
    basis
}

/// The rows in the directions of the basis: shape `(n_rows x n_directions)`, row after row.
pub(super) fn project(rows: &[Row], basis: &Array2<f32>) -> Vec<f32> {
    let n_directions = basis.ncols();
    let mut projected = vec![0.0; rows.len() * n_directions];
    projected.par_chunks_mut(n_directions.max(1)).zip(rows).for_each(|(projected, row)| {
        for &(term, weight) in row {
            let directions = basis.row(term as usize);
            projected.iter_mut().zip(directions).for_each(|(sum, direction)| *sum += weight * direction);
        }
    });
    projected
}

/// The transposed product: what each term has of each direction, summed over rows.
fn back(rows: &[Row], projected: &[f32], shape: ndarray::Dim<[usize; 2]>) -> Array2<f32> {
    let n_directions = shape[1];
    let tasks = rows.par_chunks(TASK).zip(projected.par_chunks(TASK * n_directions.max(1)));
    let parts = tasks.map(|(rows, projected)| {
        let mut part: Vec<(u32, usize, f32)> = Vec::new(); // (term, row, weight), by term
        for (number, row) in rows.iter().enumerate() {
            part.extend(row.iter().map(|&(term, weight)| (term, number, weight)));
        }
        part.sort_unstable_by_key(|&(term, number, _)| (term, number));
        let sums = part.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let mut sum = vec![0.0_f32; n_directions];
            for &(_, number, weight) in same {
                let projected = &projected[number * n_directions..][..n_directions];
                sum.iter_mut().zip(projected).for_each(|(sum, value)| *sum += weight * value);
            }
            (same[0].0, sum)
        });
        sums.collect::<Vec<_>>()
    });
    let mut product = Array2::<f32>::zeros(shape);
    for (term, sum) in parts.collect::<Vec<_>>().into_iter().flatten() {
        product.row_mut(term as usize).iter_mut().zip(sum).for_each(|(value, sum)| *value += sum);
    }
    product
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
        let norm = |row: usize| projected[row * 4..][..4].iter().map(|value| value * value).sum::<f32>();
        assert!((norm(0) - 1.0).abs() < 1e-4 && (norm(35) - 1.0).abs() < 1e-4);
        for a in 0..4 {
            for b in 0..a {
                assert!(basis.column(a).dot(&basis.column(b)).abs() < 1e-4);
            }
        }
    }
}
