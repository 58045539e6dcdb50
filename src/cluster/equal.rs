//! Which rows are equal, to the last bit: equal texts share a theme.

use ndarray::ArrayView2;
use std::collections::HashMap;

/// For each row the first one that is equal to it, shape `(n_rows,)`.
pub(super) fn first_equal(rows: ArrayView2<'_, f32>) -> Vec<usize> {
    // a hash of each row, not a copy: of a million rows the copies are as large as the rows
    let mut first: HashMap<blake3::Hash, usize> = HashMap::with_capacity(rows.nrows());
    let mut bytes = Vec::with_capacity(rows.ncols() * size_of::<f32>());
    let mut hash = |row: ndarray::ArrayView1<'_, f32>| {
        bytes.clear();
        bytes.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        blake3::hash(&bytes)
    };
    rows.rows().into_iter().enumerate().map(|(row, values)| *first.entry(hash(values)).or_insert(row)).collect()
}

/// The first of each set of equal rows, and for every row the position of its like among these.
pub(super) fn distinct(rows: ArrayView2<'_, f32>) -> (Vec<usize>, Vec<usize>) {
    let first = first_equal(rows);
    let kept: Vec<usize> = (0..first.len()).filter(|&row| first[row] == row).collect();
    let position = |row: &usize| kept.partition_point(|other| other < row);
    let copy_of = first.iter().map(position).collect();
    (kept, copy_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn equal_rows_are_found() {
        let rows = array![[1.0_f32, 0.0], [0.6, 0.8], [1.0, 0.0], [0.6, 0.8], [0.0, 1.0]];
        assert_eq!(first_equal(rows.view()), [0, 1, 0, 1, 4]);
        assert_eq!(distinct(rows.view()), (vec![0, 1, 4], vec![0, 1, 0, 1, 2]));
    }
}
