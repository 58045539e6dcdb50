//! How close each row is to its centre, and which rows no theme takes: those farther from it than nearly all rows of
//! shapeless data are from theirs.

use crate::embeddings::kernel::dot;
use crate::embeddings::normalise;
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// A row belongs to its theme when it is closer to it than this share of shapeless rows are to theirs.
pub(super) const SHAPELESS_SHARE: f64 = 0.05;

/// The cosine of each row to the centre it is nearest to, in -1..=1, shape `(n_rows,)`.
pub(super) fn scores(rows: ArrayView2<'_, f32>, centres: &Array2<f32>, nearest: &[usize]) -> Vec<f32> {
    let mut unit_centres = centres.clone();
    for mut centre in unit_centres.axis_iter_mut(Axis(0)) {
        normalise(centre.as_slice_mut().unwrap_or_default());
    }
    let dimension = rows.ncols().max(1);
    let centre_values = unit_centres.as_slice().unwrap_or_default();
    let score = |(row, &centre): (&[f32], &usize)| {
        dot(row, &centre_values[centre * dimension..(centre + 1) * dimension]).clamp(-1.0, 1.0)
    };
    rows.as_slice().unwrap_or_default().par_chunks(dimension).zip(nearest).map(score).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn scores_are_cosines_to_the_own_centre() {
        let rows = array![[1.0_f32, 0.0], [0.6, 0.8]];
        assert_eq!(scores(rows.view(), &array![[0.5, 0.0], [0.0, 3.0]], &[0, 1]), [1.0, 0.8]);
    }
}
