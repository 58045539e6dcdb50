//! Rows set aside for a while: a large corpus without its copies needs no second set of rows.

use super::Embeddings;
use ndarray::Array2;

/// The rows that were set aside, and where they stood.
#[derive(Debug)]
pub struct SetAside {
    values: Vec<f32>,
    /// Ascending, shape `(n_set_aside,)`.
    places: Vec<usize>,
}

impl Embeddings {
    /// Takes all rows but the `kept` ones, which are in ascending order, out of the same memory; [`put_back`](Self::put_back)
    /// undoes it.
    ///
    /// ```
    /// use filrouge::embeddings::Embeddings;
    /// let whole = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
    /// let mut rows = whole.clone();
    /// let aside = rows.set_aside(&[0, 2]);
    /// assert_eq!(rows, whole.select(&[0, 2]));
    /// rows.put_back(aside);
    /// assert_eq!(rows, whole);
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    pub fn set_aside(&mut self, kept: &[usize]) -> SetAside {
        let dimension = self.dimension();
        let mut all = std::mem::take(&mut self.0).into_raw_vec_and_offset().0;
        let n_rows = all.len() / dimension.max(1);
        let (mut values, mut places, mut next) = (Vec::new(), Vec::with_capacity(n_rows - kept.len()), 0);
        for row in 0..n_rows {
            let span = row * dimension..(row + 1) * dimension;
            if kept.get(next) == Some(&row) {
                all.copy_within(span, next * dimension);
                next += 1;
            } else {
                values.extend_from_slice(&all[span]);
                places.push(row);
            }
        }
        all.truncate(next * dimension);
        self.0 = shaped(all, dimension);
        SetAside { values, places }
    }

    /// Puts rows back where they stood.
    pub fn put_back(&mut self, aside: SetAside) {
        let dimension = self.dimension();
        let SetAside { values, places } = aside;
        let mut all = std::mem::take(&mut self.0).into_raw_vec_and_offset().0;
        let (mut kept, mut set_aside) = (all.len() / dimension.max(1), places.len());
        all.resize(all.len() + values.len(), 0.0);
        // from the end, so that no row is written over before it has moved
        for row in (0..kept + set_aside).rev() {
            if set_aside.checked_sub(1).is_some_and(|last| places[last] == row) {
                set_aside -= 1;
                all[row * dimension..(row + 1) * dimension]
                    .copy_from_slice(&values[set_aside * dimension..(set_aside + 1) * dimension]);
            } else {
                kept -= 1;
                all.copy_within(kept * dimension..(kept + 1) * dimension, row * dimension);
            }
        }
        self.0 = shaped(all, dimension);
    }
}

/// Values row after row, of which there are whole rows.
fn shaped(values: Vec<f32>, dimension: usize) -> Array2<f32> {
    let n_rows = values.len() / dimension.max(1);
    Array2::from_shape_vec((n_rows, dimension), values).unwrap_or_else(|_| Array2::zeros((0, dimension)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_come_back_where_they_stood(is_kept in prop::collection::vec(any::<bool>(), 0..40)) {
            let values = (0..is_kept.len()).flat_map(|row| [row as f32 + 1.0, 1.0, -2.0]).collect();
            let whole = Embeddings::normalised(values, 3).unwrap();
            let kept: Vec<usize> = (0..is_kept.len()).filter(|row| is_kept[*row]).collect();
            let mut rows = whole.clone();
            let aside = rows.set_aside(&kept);
            prop_assert_eq!(&rows, &whole.select(&kept));
            rows.put_back(aside);
            prop_assert_eq!(rows, whole);
        }
    }
}
