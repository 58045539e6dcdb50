//! Principal components (Pearson, 1901; Hotelling, 1933): embeddings in the few directions in which they differ most.
//! Density and covariance mean little in hundreds of dimensions.

use super::{Embeddings, kernel};
use crate::error::{Error, Result};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::linalg::matmul::triangular::{BlockStructure, matmul};
use faer::{Accum, MatMut, MatRef, Par, dyn_stack};
use ndarray::{Array1, Array2, ArrayView1};
use rayon::prelude::*;
use std::borrow::Cow;

/// The covariance is summed in so many parts, whatever the number of threads, so that the sum is always the same.
const PARTS: usize = 8;
/// The directions of a large corpus are those of so many of its rows: a covariance needs no more.
const MAX_FITTED: usize = 20_000;
/// Rows multiplied at once.
const BLOCK: usize = 256;
/// A direction with less variance than this is rounding: rows are of unit norm and have 24 bits.
const NEGLIGIBLE: f64 = 1e-6;

/// The directions of greatest variance of some embeddings.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    mean: Array1<f32>,   // (dimension,)
    axes: Array2<f32>,   // (n_axes, dimension), unit rows, orthogonal
    variances: Vec<f64>, // (n_axes,), descending
    total_variance: f64,
}

impl Pca {
    /// The at most `most` directions of greatest variance, fewer where the rows vary in fewer; the sign of each is such
    /// that its first largest component is positive. The same at any number of threads.
    ///
    /// # Errors
    /// [`Error::Clustering`] when the decomposition does not converge.
    ///
    /// ```
    /// use filrouge::embeddings::{Embeddings, pca::Pca};
    /// let rows = Embeddings::normalised(vec![1.0, 0.1, 0.0, 1.0, -0.1, 0.0, 1.0, 0.2, 0.0], 3)?;
    /// let pca = Pca::fit(&rows, 2)?;
    /// assert!(pca.axes()[(0, 1)] > 0.9 && pca.explained() > 0.99);
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    pub fn fit(rows: &Embeddings, most: usize) -> Result<Self> {
        let mean = rows.mean();
        let dimension = rows.dimension();
        let covariance = covariance(rows, &mean);
        let total_variance = (0..dimension).map(|column| covariance[column * dimension + column]).sum();
        let (values, vectors) = eigen(&covariance, dimension)?;
        // the decomposition gives the smallest first
        let kept: Vec<usize> = (0..dimension).rev().take(most).filter(|&axis| values[axis] > NEGLIGIBLE).collect();
        let mut axes = Array2::<f32>::zeros((kept.len(), dimension));
        for (mut axis, &column) in axes.rows_mut().into_iter().zip(&kept) {
            let vector = &vectors[column * dimension..(column + 1) * dimension];
            let sign = largest_component(vector).signum();
            axis.iter_mut().zip(vector).for_each(|(value, component)| *value = (component * sign) as f32);
        }
        Ok(Self { mean, axes, variances: kept.iter().map(|&axis| values[axis]).collect(), total_variance })
    }

    /// The directions, greatest variance first: shape `(n_axes, dimension)`.
    #[must_use]
    pub fn axes(&self) -> &Array2<f32> {
        &self.axes
    }

    /// The variance along each direction, shape `(n_axes,)`.
    #[must_use]
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// The share of all variance that the directions hold, in 0..=1.
    #[must_use]
    pub fn explained(&self) -> f64 {
        if self.total_variance > 0.0 { self.variances.iter().sum::<f64>() / self.total_variance } else { 1.0 }
    }

    /// The rows less the mean, in these directions: shape `(n_rows, n_axes)`. Equal rows stay equal to the last bit; a
    /// row of zeros stays one.
    #[must_use]
    pub fn project(&self, rows: &Embeddings) -> Array2<f32> {
        let n_axes = self.axes.nrows();
        let mut projected = Array2::<f32>::zeros((rows.len(), n_axes));
        let axis = |number: usize| self.axes.row(number).to_slice().unwrap_or_default();
        let offsets: Vec<f32> =
            (0..n_axes).map(|number| kernel::dot(axis(number), self.mean.as_slice().unwrap_or_default())).collect();
        if let Some(values) = projected.as_slice_mut().filter(|values| !values.is_empty()) {
            values.par_chunks_mut(n_axes).with_min_len(64).enumerate().for_each(|(row, values)| {
                if !rows.is_zero(row) {
                    for (number, value) in values.iter_mut().enumerate() {
                        *value = kernel::dot(axis(number), slice(rows.row(row))) - offsets[number];
                    }
                }
            });
        }
        projected
    }
}

/// The rows in their at most `most` principal directions, scaled to unit norm again: cosines in the reduced space.
/// Rows that do not vary are given back as they are. Of more than 20,000 rows so many, spread evenly, give the directions.
///
/// # Errors
/// Those of [`Pca::fit`].
pub fn reduced(rows: &Embeddings, most: usize) -> Result<Embeddings> {
    let fitted: Vec<usize> = (0..MAX_FITTED).map(|position| position * rows.len() / MAX_FITTED).collect();
    let sample = if rows.len() > MAX_FITTED { Cow::Owned(rows.select(&fitted)) } else { Cow::Borrowed(rows) };
    let pca = Pca::fit(&sample, most)?;
    let n_axes = pca.axes.nrows();
    if n_axes == 0 || n_axes >= rows.dimension() {
        return Ok(rows.clone());
    }
    Embeddings::normalised(pca.project(rows).into_raw_vec_and_offset().0, n_axes)
}

fn slice(row: ArrayView1<'_, f32>) -> &[f32] {
    row.to_slice().unwrap_or_default()
}

fn largest_component(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest: f64, value| if value.abs() > largest.abs() { *value } else { largest })
}

/// The covariance of the rows that are not zero: shape `(dimension, dimension)`, only the lower triangle filled.
fn covariance(rows: &Embeddings, mean: &Array1<f32>) -> Vec<f64> {
    let dimension = rows.dimension();
    let part_rows = rows.len().div_ceil(PARTS).max(1);
    let parts: Vec<Vec<f64>> = rows
        .as_slice()
        .par_chunks((part_rows * dimension).max(1))
        .map(|part| {
            let mut sums = vec![0.0_f64; dimension * dimension];
            let mut products = vec![0.0_f32; dimension * dimension];
            for block in part.chunks(BLOCK * dimension) {
                lower_products(block, dimension, &mut products);
                sums.iter_mut().zip(&products).for_each(|(sum, product)| *sum += f64::from(*product));
            }
            sums
        })
        .collect();
    let n_rows = (0..rows.len()).filter(|&row| !rows.is_zero(row)).count().max(1) as f64;
    let mut covariance = vec![0.0_f64; dimension * dimension];
    for part in &parts {
        covariance.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    for (position, value) in covariance.iter_mut().enumerate() {
        let (row, column) = (position / dimension, position % dimension);
        *value = *value / n_rows - f64::from(mean[row]) * f64::from(mean[column]);
    }
    covariance
}

/// The lower triangle of `transposed block x block`, on one thread.
fn lower_products(block: &[f32], dimension: usize, products: &mut [f32]) {
    let block = MatRef::from_row_major_slice(block, block.len() / dimension, dimension);
    matmul(
        MatMut::from_row_major_slice_mut(products, dimension, dimension),
        BlockStructure::TriangularLower,
        Accum::Replace,
        block.transpose(),
        BlockStructure::Rectangular,
        block,
        BlockStructure::Rectangular,
        1.0,
        Par::Seq,
    );
}

/// Eigenvalues, ascending, and eigenvectors one after the other, of a symmetric matrix given by its lower triangle.
fn eigen(lower: &[f64], size: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    let mut values = faer::diag::Diag::<f64>::zeros(size);
    let mut vectors = vec![0.0_f64; size * size];
    let scratch = self_adjoint_evd_scratch::<f64>(size, ComputeEigenvectors::Yes, Par::Seq, faer::Spec::default());
    self_adjoint_evd(
        MatRef::from_row_major_slice(lower, size, size),
        values.as_mut(),
        Some(MatMut::from_column_major_slice_mut(&mut vectors, size, size)),
        Par::Seq,
        dyn_stack::MemStack::new(&mut dyn_stack::MemBuffer::new(scratch)),
        faer::Spec::default(),
    )
    .map_err(|_| Error::Clustering("the principal components did not converge".into()))?;
    let values = (0..size).map(|position| values.column_vector()[position]).collect();
    Ok((values, vectors))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that vary most along the second axis, then along the third, and not at all along the fourth.
    fn rows(count: usize) -> Embeddings {
        let values = (0..count).flat_map(|row| {
            let (wide, narrow) = ((row % 7) as f32 - 3.0, (row % 5) as f32 - 2.0);
            [10.0, wide, 0.4 * narrow, 0.0]
        });
        Embeddings::normalised(values.collect(), 4).unwrap()
    }

    #[test]
    fn the_directions_of_greatest_variance_come_first_with_a_fixed_sign() {
        let pca = Pca::fit(&rows(350), 2).unwrap();
        assert!(pca.axes()[(0, 1)] > 0.99 && pca.axes()[(1, 2)] > 0.99, "{:?}", pca.axes());
        assert!(pca.variances()[0] > pca.variances()[1] && pca.explained() > 0.95);
        let projected = pca.project(&rows(350));
        for (axis, variance) in pca.variances().iter().enumerate() {
            let column = projected.column(axis);
            let mean = column.iter().map(|value| f64::from(*value)).sum::<f64>() / 350.0;
            let found = column.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / 350.0;
            assert!(mean.abs() < 1e-5 && (found - variance).abs() < 1e-5 * variance.max(1e-2), "{found} {variance}");
        }
    }

    #[test]
    fn directions_without_variance_are_left_away() {
        assert!(Pca::fit(&rows(350), 4).unwrap().axes().nrows() <= 3);
        let same = Embeddings::normalised([0.3, 0.4].repeat(9), 2).unwrap();
        assert_eq!(reduced(&same, 1).unwrap(), same);
        assert!(reduced(&Embeddings::empty(3), 2).unwrap().is_empty());
        assert_eq!(reduced(&rows(1), 2).unwrap(), rows(1));
    }

    #[test]
    fn equal_and_zero_rows_stay_so_at_any_number_of_threads() {
        let mut values = rows(700).as_slice().to_vec();
        values.extend([0.0; 4]);
        let rows = Embeddings::normalised(values, 4).unwrap();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| reduced(&rows, 2).unwrap())
        };
        let reduced = on(1);
        assert_eq!(reduced, on(4));
        assert!(reduced.is_zero(700));
        assert_eq!(reduced.row(3), reduced.row(3 + 35 * 19));
    }
}
