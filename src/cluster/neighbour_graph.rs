//! The nearest neighbours of every row by Euclidean distance, exact, in memory that grows with the rows.

use crate::embeddings::Embeddings;
use crate::embeddings::kernel::squared_distance;
use crate::neighbours::{Neighbour, Wanted, nearest_many};

/// The nearest neighbours of every row, nearest first; a row is not its own neighbour.
#[derive(Debug, PartialEq)]
pub(super) struct NeighbourGraph {
    /// How many neighbours each row has here.
    pub(super) degree: usize,
    neighbours: Vec<u32>, // (n_rows, degree)
    distances: Vec<f32>,  // (n_rows, degree), ascending in each row
}

impl NeighbourGraph {
    /// Finds the `degree` nearest neighbours of each of `rows`, which are of unit norm; all others where there are fewer.
    pub(super) fn build(rows: &Embeddings, degree: usize) -> Self {
        let degree = degree.min(rows.len().saturating_sub(1));
        let by_distance = |row: usize, nearest: Vec<Neighbour>| {
            let distance = |other: usize| squared_distance(rows.values(row), rows.values(other)).sqrt();
            let mut found: Vec<(u32, f32)> =
                nearest.into_iter().map(|other| (other.row as u32, distance(other.row))).collect();
            found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            found
        };
        let wanted = Wanted { count: degree, least: f32::NEG_INFINITY };
        let found = nearest_many(rows.as_slice(), rows, wanted, |row, other| row != other, by_distance);
        let (neighbours, distances) = found.into_iter().unzip();
        Self { degree, neighbours, distances }
    }

    /// The neighbours of a row with their Euclidean distances, nearest first.
    pub(super) fn of(&self, row: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = row * self.degree..(row + 1) * self.degree;
        let neighbours = self.neighbours[range.clone()].iter().map(|&neighbour| neighbour as usize);
        neighbours.zip(self.distances[range].iter().copied())
    }

    /// The distance of a row to the last of its neighbours here: no row that is not here is nearer.
    pub(super) fn reach(&self, row: usize) -> f32 {
        if self.degree == 0 { 0.0 } else { self.distances[(row + 1) * self.degree - 1] }
    }

    /// The distance of every row to its `rank`-th neighbour, the row itself counted as the first, as scikit-learn counts:
    /// shape `(n_rows,)`.
    pub(super) fn core_distances(&self, n_rows: usize, rank: usize) -> Vec<f32> {
        let rank = (rank.max(2) - 1).min(self.degree);
        (0..n_rows).map(|row| if rank == 0 { 0.0 } else { self.distances[row * self.degree + rank - 1] }).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Rows in no order at all, but the same every time.
    pub(in crate::cluster) fn scattered(count: usize, dimension: usize) -> Embeddings {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        Embeddings::normalised((0..count * dimension).map(|_| next()).collect(), dimension).unwrap()
    }

    #[test]
    fn neighbours_are_those_of_a_full_sort() {
        let rows = scattered(2_500, 9); // more than a tile
        let graph = NeighbourGraph::build(&rows, 7);
        for row in [0, 255, 256, 2_047, 2_048, 2_499] {
            let distance =
                |other: usize| squared_distance(rows.row(row).as_slice().unwrap(), rows.row(other).as_slice().unwrap());
            let mut all: Vec<(usize, f32)> =
                (0..2_500).filter(|&other| other != row).map(|other| (other, distance(other).sqrt())).collect();
            all.sort_by(|a, b| a.1.total_cmp(&b.1));
            assert_eq!(graph.of(row).collect::<Vec<_>>(), all[..7]);
            assert!((graph.reach(row) - all[6].1).abs() < 1e-6);
            assert!((graph.core_distances(2_500, 5)[row] - all[3].1).abs() < 1e-6);
        }
    }

    #[test]
    fn few_rows_have_few_neighbours() {
        assert_eq!(NeighbourGraph::build(&scattered(3, 4), 9).degree, 2);
        assert_eq!(NeighbourGraph::build(&scattered(1, 4), 9).core_distances(1, 5), [0.0]);
        assert_eq!(NeighbourGraph::build(&Embeddings::empty(4), 9).degree, 0);
    }
}
