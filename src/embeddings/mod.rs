//! Embeddings: one unit-norm row per text. Nothing else in the crate may hold vectors that were not checked here.

mod aside;
pub mod block;
pub mod int8;
pub mod kernel;
pub mod pca;

pub use aside::SetAside;

use crate::error::{Error, Result};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// A row whose squared distance to the mean is no more than this is equal to it but for rounding.
const EQUAL_TO_MEAN: f32 = 1e-8;
/// How far from 1 a row's norm may be.
const NORM_TOLERANCE: f32 = 1e-3;

/// Embeddings of texts, shape `(n_texts, dimension)`: every value finite, every row of unit Euclidean norm, or all
/// zero for a text of which the model knows no token. A zero row is similar to nothing and belongs to no theme.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// let embeddings = Embeddings::normalised(vec![3.0, 4.0, 0.0, 0.0], 2)?;
/// assert_eq!(embeddings.row(0).to_vec(), [0.6, 0.8]);
/// assert!(embeddings.is_zero(1));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Embeddings(Array2<f32>);

impl Embeddings {
    /// Takes rows that are already of unit norm (or zero). Refuses anything else.
    pub fn new(rows: Array2<f32>) -> Result<Self> {
        for (row, values) in rows.axis_iter(Axis(0)).enumerate() {
            let squared: f32 = values.iter().map(|value| value * value).sum();
            if !squared.is_finite() {
                return Err(Error::Embedding { row, problem: "holds a value that is not a finite number" });
            }
            if squared != 0.0 && (squared.sqrt() - 1.0).abs() > NORM_TOLERANCE {
                return Err(Error::Embedding { row, problem: "is neither of unit norm nor zero" });
            }
        }
        Ok(Self(if rows.is_standard_layout() { rows } else { rows.as_standard_layout().into_owned() }))
    }

    /// Takes `values` row after row, `dimension` to a row, and scales each row to unit norm; zero rows stay zero.
    pub fn normalised(mut values: Vec<f32>, dimension: usize) -> Result<Self> {
        if dimension == 0 || !values.len().is_multiple_of(dimension) {
            return Err(Error::Shape {
                what: "values in an embedding row",
                expected: dimension,
                received: values.len(),
            });
        }
        for (row, values) in values.chunks_exact_mut(dimension).enumerate() {
            if values.iter().any(|value| !value.is_finite()) {
                return Err(Error::Embedding { row, problem: "holds a value that is not a finite number" });
            }
            normalise(values);
        }
        let count = values.len() / dimension;
        Array2::from_shape_vec((count, dimension), values).map(Self).map_err(|_| Error::Shape {
            what: "embedding rows",
            expected: count,
            received: 0,
        })
    }

    /// No rows, of the given dimension.
    #[must_use]
    pub fn empty(dimension: usize) -> Self {
        Self(Array2::zeros((0, dimension)))
    }

    /// All rows, shape `(n_texts, dimension)`, in row-major order.
    #[must_use]
    pub fn view(&self) -> ArrayView2<'_, f32> {
        self.0.view()
    }

    /// All values, row after row.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        self.0.as_slice().unwrap_or_default()
    }

    /// One row, shape `(dimension,)`.
    #[must_use]
    pub fn row(&self, row: usize) -> ArrayView1<'_, f32> {
        self.0.row(row)
    }

    /// The values of one row, shape `(dimension,)`.
    #[must_use]
    pub fn values(&self, row: usize) -> &[f32] {
        let dimension = self.dimension();
        &self.as_slice()[row * dimension..(row + 1) * dimension]
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.nrows()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of columns.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.0.ncols()
    }

    /// Whether the model knew no token of this text.
    #[must_use]
    pub fn is_zero(&self, row: usize) -> bool {
        self.0.row(row).iter().all(|value| *value == 0.0)
    }

    /// The chosen rows, in the order given.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self(self.0.select(Axis(0), rows))
    }

    /// The mean of the rows that are not zero, shape `(dimension,)`; zero when there is none.
    #[must_use]
    pub fn mean(&self) -> Array1<f32> {
        self.mean_of(0..self.len())
    }

    /// The mean of those of the chosen rows that are not zero, shape `(dimension,)`; zero when there is none.
    #[must_use]
    pub fn mean_of(&self, rows: impl IntoIterator<Item = usize>) -> Array1<f32> {
        let mut sum = Array1::<f64>::zeros(self.dimension());
        let mut count = 0_usize;
        for row in rows.into_iter().map(|row| self.0.row(row)) {
            if row.iter().any(|value| *value != 0.0) {
                count += 1;
                sum.zip_mut_with(&row, |sum, value| *sum += f64::from(*value));
            }
        }
        sum.mapv(|value| (value / count.max(1) as f64) as f32)
    }

    /// The rows with `mean` taken away and scaled to unit norm again. What all passages of a corpus share says
    /// nothing about how they differ (measured: clusters of news are better so). Zero rows stay zero.
    #[must_use]
    pub fn centred(mut self, mean: &Array1<f32>) -> Self {
        for mut row in self.0.axis_iter_mut(Axis(0)) {
            let centred: Array1<f32> = &row - mean;
            // a row of zeros stays one; a row equal to the mean, as all are where all are alike, keeps its direction
            if row.iter().any(|value| *value != 0.0) && centred.dot(&centred) > EQUAL_TO_MEAN {
                row.assign(&centred);
                normalise(row.as_slice_mut().unwrap_or_default());
            }
        }
        self
    }
}

/// Scales `values` to unit Euclidean norm; leaves a vector of (almost) zero norm at zero.
pub fn normalise(values: &mut [f32]) {
    let norm = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    if norm < 1e-12 {
        values.fill(0.0);
    } else {
        for value in values {
            *value = (f64::from(*value) / norm) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_must_be_finite() {
        let error = Embeddings::new(array![[1.0, 0.0], [f32::NAN, 0.0]]).unwrap_err();
        assert_eq!(error.to_string(), "embedding row `1` holds a value that is not a finite number");
        assert!(Embeddings::normalised(vec![f32::INFINITY, 1.0], 2).is_err());
    }

    #[test]
    fn rows_must_be_of_unit_norm_or_zero() {
        assert!(Embeddings::new(array![[1.0, 0.0], [0.0, 0.0]]).is_ok());
        assert!(Embeddings::new(array![[0.5, 0.0]]).is_err());
    }

    #[test]
    fn centring_leaves_unit_and_zero_rows() {
        let embeddings = Embeddings::normalised(vec![1.0, 0.0, 0.8, 0.6, 0.0, 0.0], 2).unwrap();
        let mean = embeddings.mean();
        let centred = embeddings.centred(&mean);
        assert!(Embeddings::new(centred.view().to_owned()).is_ok());
        assert!(centred.is_zero(2));
    }

    #[test]
    fn equal_rows_keep_their_direction() {
        let embeddings = Embeddings::normalised(vec![0.6, 0.8, 0.6, 0.8], 2).unwrap();
        let mean = embeddings.mean();
        assert_eq!(embeddings.clone().centred(&mean), embeddings);
    }
}
