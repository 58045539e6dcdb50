//! The tree from which themes are cut: a Ward tree over micro-clusters (or over the rows themselves when they are few).
//! Its cuts seed k-means, so that the final themes need no random start.

use super::lloyd::{greedy_plus_plus, lloyd};
use super::sample::spread;
use crate::embeddings::kernel::products_by_block;
use kodama::{Method, linkage};
use ndarray::{Array2, ArrayView2, Axis};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Above this many rows the leaves are micro-clusters.
const MAX_LEAVES: usize = 1_000;
/// Micro-clusters need not be perfect, only fine.
const MICRO_ITERATIONS: usize = 10;
/// Rows from which the first centres of micro-clusters are drawn: ten to a leaf are enough.
const SEEDING_ROWS: usize = 10 * MAX_LEAVES;

/// A Ward tree (Ward, 1963) over leaves.
#[derive(Debug)]
pub(super) struct Tree {
    /// Sums of the leaves' rows, shape `(n_leaves, dimension)`.
    sums: Array2<f64>,
    /// How many rows each leaf holds, shape `(n_leaves,)`.
    sizes: Vec<usize>,
    /// The merges, first to last: two nodes, leaves first, then the merges before.
    merges: Vec<(usize, usize)>,
}

impl Tree {
    /// Builds the tree over `rows`, shape `(n_rows, dimension)`. The seed matters only above 1,000 rows.
    pub(super) fn build(rows: ArrayView2<'_, f32>, seed: u64) -> Self {
        let (leaf_of, n_leaves) = if rows.nrows() <= MAX_LEAVES {
            ((0..rows.nrows()).collect(), rows.nrows())
        } else {
            let sampled: Vec<usize> = spread(rows.nrows(), SEEDING_ROWS).collect();
            let sample = rows.select(Axis(0), &sampled);
            let seeds = greedy_plus_plus(sample.view(), MAX_LEAVES, &mut Xoshiro256Plus::seed_from_u64(seed));
            let n_leaves = seeds.nrows();
            (lloyd(rows, seeds, Some(MICRO_ITERATIONS)).nearest, n_leaves)
        };
        let mut sums = Array2::<f64>::zeros((n_leaves, rows.ncols()));
        let mut sizes = vec![0; n_leaves];
        for (row, &leaf) in rows.rows().into_iter().zip(&leaf_of) {
            sums.row_mut(leaf).zip_mut_with(&row, |sum, value| *sum += f64::from(*value));
            sizes[leaf] += 1;
        }
        let centres = Array2::from_shape_fn(sums.raw_dim(), |(leaf, column)| {
            (sums[(leaf, column)] / sizes[leaf].max(1) as f64) as f32
        });
        let merges = if n_leaves < 2 { Vec::new() } else { ward(&centres) };
        Self { sums, sizes, merges }
    }

    /// The means of the `count` groups that the tree has just before its last `count - 1` merges, shape
    /// `(count, dimension)`; fewer when there are fewer leaves.
    pub(super) fn cut(&self, count: usize) -> Array2<f32> {
        let n_leaves = self.sizes.len();
        let kept = n_leaves.saturating_sub(count.max(1)).min(self.merges.len());
        let mut parent: Vec<usize> = (0..n_leaves + kept).collect();
        for (merge, &(left, right)) in self.merges[..kept].iter().enumerate() {
            parent[left] = n_leaves + merge;
            parent[right] = n_leaves + merge;
        }
        // parents come after their children, so one pass from the top resolves every root
        for node in (0..parent.len()).rev() {
            parent[node] = parent[parent[node]];
        }
        let mut roots: Vec<usize> = (0..parent.len()).filter(|&node| parent[node] == node).collect();
        roots.sort_unstable();
        let mut sums = Array2::<f64>::zeros((roots.len(), self.sums.ncols()));
        let mut sizes = vec![0_usize; roots.len()];
        for (leaf, (&root_of_leaf, &size)) in parent.iter().zip(&self.sizes).enumerate() {
            let group = roots.partition_point(|&root| root < root_of_leaf);
            sizes[group] += size;
            let mut sum = sums.row_mut(group);
            sum += &self.sums.row(leaf);
        }
        Array2::from_shape_fn(sums.raw_dim(), |(group, column)| {
            (sums[(group, column)] / sizes[group].max(1) as f64) as f32
        })
    }
}

/// The merges of Ward's method over `centres`, shape `(n_leaves, dimension)`.
fn ward(centres: &Array2<f32>) -> Vec<(usize, usize)> {
    let n_leaves = centres.nrows();
    let values = centres.as_slice().unwrap_or_default();
    let norms: Vec<f32> = centres.rows().into_iter().map(|centre| centre.dot(&centre)).collect();
    let blocks = products_by_block(values, values, centres.ncols(), |first, products| {
        let mut distances = Vec::new();
        for (offset, products) in products.chunks_exact(n_leaves).enumerate() {
            let leaf = first + offset;
            for other in leaf + 1..n_leaves {
                distances.push((norms[leaf] + norms[other] - 2.0 * products[other]).max(0.0).sqrt());
            }
        }
        distances
    });
    let mut condensed: Vec<f32> = blocks.into_iter().flatten().collect();
    let dendrogram = linkage(&mut condensed, n_leaves, Method::Ward);
    dendrogram.steps().iter().map(|step| (step.cluster1, step.cluster2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn cuts_follow_the_clumps() {
        let rows = array![[0.0_f32], [0.2], [5.0], [5.1], [20.0]];
        let tree = Tree::build(rows.view(), 0);
        let mut centres = tree.cut(3).into_raw_vec_and_offset().0;
        centres.sort_by(f32::total_cmp);
        assert_eq!(centres, [0.1, 5.05, 20.0]);
        assert_eq!(tree.cut(1).nrows(), 1);
        assert_eq!(tree.cut(9).nrows(), 5);
    }

    #[test]
    fn one_row_is_a_tree() {
        assert_eq!(Tree::build(array![[1.0_f32, 2.0]].view(), 0).cut(1), array![[1.0, 2.0]]);
    }
}
