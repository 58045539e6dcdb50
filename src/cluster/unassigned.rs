//! Which rows no theme takes: those no closer to their own theme than rows usually are to themes that are not theirs.

use crate::embeddings::Embeddings;
use crate::embeddings::kernel::products_by_block;
use ndarray::{Array2, Axis};

/// A row belongs when it is closer to its theme than this share of (row, other theme) pairs are.
const CHANCE_QUANTILE: f64 = 0.95;
/// Closeness is counted in this many steps over -1..=1: fine enough for a quantile, and linear in the rows.
const STEPS: usize = 4_000;

/// How close each row is to its theme.
pub(super) struct Closeness {
    /// The cosine of each row to its centre, shape `(n_rows,)`.
    pub(super) scores: Vec<f32>,
    /// Whether that is closer than chance, shape `(n_rows,)`.
    pub(super) belongs: Vec<bool>,
}

/// Compares each row with its own centre and with all others. With one theme there is no other to compare with, and
/// every row belongs.
pub(super) fn closeness(rows: &Embeddings, centres: &Array2<f32>, nearest: &[usize]) -> Closeness {
    let count = centres.nrows();
    let mut unit_centres = centres.clone();
    for mut centre in unit_centres.axis_iter_mut(Axis(0)) {
        crate::embeddings::normalise(centre.as_slice_mut().unwrap_or_default());
    }
    let centre_values = unit_centres.as_slice().unwrap_or_default();
    let blocks = products_by_block(rows.as_slice(), centre_values, rows.dimension(), |first, products| {
        let mut histogram = vec![0_u64; STEPS];
        let mut scores = Vec::new();
        for (offset, products) in products.chunks_exact(count).enumerate() {
            for (theme, &cosine) in products.iter().enumerate() {
                if theme == nearest[first + offset] {
                    scores.push(cosine.clamp(-1.0, 1.0));
                } else {
                    histogram[step(cosine)] += 1;
                }
            }
        }
        (scores, histogram)
    });
    let mut scores = Vec::with_capacity(rows.len());
    let mut histogram = vec![0_u64; STEPS];
    for (block_scores, block_histogram) in blocks {
        scores.extend(block_scores);
        histogram.iter_mut().zip(block_histogram).for_each(|(sum, count)| *sum += count);
    }
    let threshold = quantile(&histogram, CHANCE_QUANTILE);
    let belongs = scores.iter().map(|score| threshold.is_none_or(|threshold| *score > threshold)).collect();
    Closeness { scores, belongs }
}

fn step(cosine: f32) -> usize {
    (f64::midpoint(f64::from(cosine), 1.0) * STEPS as f64).clamp(0.0, (STEPS - 1) as f64) as usize
}

fn quantile(histogram: &[u64], quantile: f64) -> Option<f32> {
    let total: u64 = histogram.iter().sum();
    let wanted = (total as f64 * quantile) as u64;
    let mut passed = 0;
    let found = histogram.iter().position(|count| {
        passed += count;
        passed > wanted
    })?;
    (total > 0).then(|| (found as f64 / STEPS as f64 * 2.0 - 1.0) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_row_between_themes_is_left_out() {
        let mut values: Vec<f32> = (0..40).flat_map(|row| if row % 2 == 0 { [1.0, 0.1] } else { [0.1, 1.0] }).collect();
        values.extend([-1.0, -1.0]);
        let rows = Embeddings::normalised(values, 2).unwrap();
        let mut nearest: Vec<usize> = (0..40).map(|row| row % 2).collect();
        nearest.push(0);
        let closeness = closeness(&rows, &array![[1.0, 0.1], [0.1, 1.0]], &nearest);
        assert!(closeness.belongs[..40].iter().all(|belongs| *belongs));
        assert!(!closeness.belongs[40]);
    }

    #[test]
    fn with_one_theme_every_row_belongs() {
        let rows = Embeddings::normalised(vec![1.0, 0.0, -1.0, 0.0], 2).unwrap();
        assert_eq!(closeness(&rows, &array![[1.0, 0.0]], &[0, 0]).belongs, [true, true]);
    }
}
