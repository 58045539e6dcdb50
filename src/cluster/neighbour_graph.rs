//! The nearest neighbours of every row, exact: block after block of products, of which only the nearest are kept, so that
//! memory grows with the rows and not with their square.

use crate::embeddings::Embeddings;
use crate::embeddings::kernel::{multiply, squared_distance};
use rayon::prelude::*;

/// Rows multiplied at once, and the rows they are multiplied with: the products of a tile stay in the cache.
pub(super) const BLOCK: usize = 256;
pub(super) const TILE: usize = 2_048;
/// So many more than wanted are kept until their distances are computed exactly: products round differently.
const SPARE: usize = 4;

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
        let dimension = rows.dimension().max(1);
        let blocks: Vec<Vec<(u32, f32)>> = (rows.as_slice().par_chunks(BLOCK * dimension).enumerate())
            .map_init(Vec::new, |products, (block, values)| nearest(rows, (block * BLOCK, values), degree, products))
            .collect();
        let (neighbours, distances) = blocks.into_iter().flatten().unzip();
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

/// The neighbours of the rows of one block, `degree` for each.
fn nearest(
    rows: &Embeddings,
    (first, values): (usize, &[f32]),
    degree: usize,
    products: &mut Vec<f32>,
) -> Vec<(u32, f32)> {
    let dimension = rows.dimension();
    let mut closest: Vec<Closest> = (0..values.len() / dimension).map(|_| Closest::new(degree + SPARE)).collect();
    for (tile, others) in rows.as_slice().chunks(TILE * dimension).enumerate() {
        let n_others = others.len() / dimension;
        products.resize(closest.len() * n_others, 0.0);
        multiply(values, others, dimension, products);
        for (offset, (closest, products)) in closest.iter_mut().zip(products.chunks_exact(n_others)).enumerate() {
            closest.take((tile * TILE) as u32, products, (first + offset) as u32);
        }
    }
    let exact = |(offset, closest): (usize, Closest)| {
        let row = &values[offset * dimension..(offset + 1) * dimension];
        let distance = |other: u32| {
            let other = other as usize * dimension;
            squared_distance(row, &rows.as_slice()[other..other + dimension]).sqrt()
        };
        let mut found: Vec<(u32, f32)> = closest.found.iter().map(|&(_, other)| (other, distance(other))).collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found.truncate(degree);
        found
    };
    closest.into_iter().enumerate().flat_map(exact).collect()
}

/// The rows with the largest products so far.
struct Closest {
    wanted: usize,
    found: Vec<(f32, u32)>,
    /// No product below this can be among the wanted ones.
    least: f32,
}

impl Closest {
    fn new(wanted: usize) -> Self {
        Self { wanted, found: Vec::with_capacity(2 * wanted), least: f32::NEG_INFINITY }
    }

    /// Looks at the products with the rows from `first` on, `own` aside.
    fn take(&mut self, first: u32, products: &[f32], own: u32) {
        for (other, &product) in (first..).zip(products) {
            if product > self.least && other != own {
                self.found.push((product, other));
                if self.found.len() == 2 * self.wanted {
                    self.keep_wanted();
                }
            }
        }
        self.keep_wanted();
    }

    fn keep_wanted(&mut self) {
        if self.found.len() > self.wanted {
            let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            self.found.select_nth_unstable_by(self.wanted - 1, order);
            self.found.truncate(self.wanted);
            self.least = self.found[self.wanted - 1].0;
        }
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
