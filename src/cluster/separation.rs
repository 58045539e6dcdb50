//! How well apart themes stand: the cosine silhouette (Rousseeuw, 1987), exact and linear in the number of rows, since
//! for unit rows the mean distance to a theme follows from the theme's sum.

use crate::embeddings::kernel::products_by_block;
use ndarray::{Array2, ArrayView1, ArrayView2};

/// Sums of the rows of each theme, shape `(count, dimension)`, and how many rows it has.
pub(super) fn sums(rows: ArrayView2<'_, f32>, nearest: &[usize], count: usize) -> (Array2<f32>, Vec<usize>) {
    sums_of(rows.rows(), rows.ncols(), nearest, count)
}

/// The same of rows of some dimension, one after the other.
pub(super) fn sums_of<'a>(
    rows: impl IntoIterator<Item = ArrayView1<'a, f32>>,
    dimension: usize,
    nearest: &[usize],
    count: usize,
) -> (Array2<f32>, Vec<usize>) {
    let mut sums = Array2::<f64>::zeros((count, dimension));
    let mut sizes = vec![0; count];
    for (row, &theme) in rows.into_iter().zip(nearest) {
        sums.row_mut(theme).zip_mut_with(&row, |sum, value| *sum += f64::from(*value));
        sizes[theme] += 1;
    }
    (sums.mapv(|value| value as f32), sizes)
}

/// The mean silhouette of unit rows, in -1..=1. A row alone in its theme counts 0; fewer than two themes give 0.
pub(super) fn silhouette(rows: ArrayView2<'_, f32>, nearest: &[usize], count: usize) -> f64 {
    let (sums, sizes) = sums(rows, nearest, count);
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return 0.0;
    }
    let (row_values, sum_values) = (rows.as_slice().unwrap_or_default(), sums.as_slice().unwrap_or_default());
    let blocks = products_by_block(row_values, sum_values, rows.ncols(), |first, products| {
        let silhouettes = products.chunks_exact(count).enumerate().map(|(offset, products)| {
            let own = nearest[first + offset];
            if sizes[own] < 2 {
                return 0.0;
            }
            let within = 1.0 - f64::from(products[own] - 1.0) / (sizes[own] - 1) as f64;
            let to_others = (0..count).filter(|&theme| theme != own && sizes[theme] > 0);
            let nearest_other = to_others
                .map(|theme| 1.0 - f64::from(products[theme]) / sizes[theme] as f64)
                .fold(f64::INFINITY, f64::min);
            let larger = within.max(nearest_other);
            if larger > 0.0 { (nearest_other - within) / larger } else { 0.0 }
        });
        silhouettes.sum::<f64>()
    });
    blocks.iter().sum::<f64>() / nearest.len().max(1) as f64
}

/// The mean cosine between two different rows of each theme, shape `(count,)`; 1 for a theme of one row.
pub(super) fn cohesion(rows: ArrayView2<'_, f32>, nearest: &[usize], count: usize) -> Vec<f64> {
    let (sums, sizes) = sums(rows, nearest, count);
    let cohesion = |theme: usize| {
        let size = sizes[theme] as f64;
        let squared: f64 = sums.row(theme).iter().map(|value| f64::from(*value).powi(2)).sum();
        if sizes[theme] < 2 { 1.0 } else { ((squared - size) / (size * (size - 1.0))).clamp(-1.0, 1.0) }
    };
    (0..count).map(cohesion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// Worked by hand from the definition.
    #[test]
    fn silhouette_follows_its_definition() {
        let rows = array![[1.0_f32, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]];
        let found = silhouette(rows.view(), &[0, 0, 1, 1], 2);
        let by_hand: f64 = [
            (1.3 - 0.2) / 1.3, // row 0: within 0.2, to the other theme (1.0 + 1.6) / 2
            (0.7 - 0.2) / 0.7,
            (0.7 - 0.2) / 0.7,
            (1.3 - 0.2) / 1.3,
        ]
        .iter()
        .sum();
        assert!((found - by_hand / 4.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn one_theme_has_no_separation_and_duplicates_give_a_number() {
        let rows = array![[1.0_f32, 0.0], [1.0, 0.0], [1.0, 0.0]];
        assert!(silhouette(rows.view(), &[0, 0, 0], 1).abs() < 1e-12);
        assert!(silhouette(rows.view(), &[0, 0, 1], 2).is_finite());
        assert_eq!(cohesion(rows.view(), &[0, 0, 1], 2), [1.0, 1.0]);
    }
}
