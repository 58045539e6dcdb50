//! Ward trees (Ward, 1963) over a few thousand points. Their cuts seed k-means, so that no theme needs a random start.

use crate::embeddings::kernel::products_by_block;
use kodama::{Method, linkage};
use ndarray::{Array2, ArrayView2};

/// A Ward tree over points.
#[derive(Debug)]
pub(super) struct Tree {
    n_points: usize,
    /// The merges, first to last: two nodes, points first, then the merges before.
    merges: Vec<(usize, usize)>,
}

impl Tree {
    /// Builds the tree over `points`, shape `(n_points, dimension)`: memory and time grow with the square of their number.
    pub(super) fn build(points: ArrayView2<'_, f32>) -> Self {
        let merges = if points.nrows() < 2 { Vec::new() } else { ward(points) };
        Self { n_points: points.nrows(), merges }
    }

    /// The group of each point, shape `(n_points,)`, in the `count` groups that the tree has just before its last
    /// `count - 1` merges, numbered by their first point; fewer groups when there are fewer points.
    pub(super) fn groups(&self, count: usize) -> Vec<usize> {
        let kept = self.n_points.saturating_sub(count.max(1)).min(self.merges.len());
        let mut parent: Vec<usize> = (0..self.n_points + kept).collect();
        for (merge, &(left, right)) in self.merges[..kept].iter().enumerate() {
            parent[left] = self.n_points + merge;
            parent[right] = self.n_points + merge;
        }
        // parents come after their children, so one pass from the top resolves every root
        for node in (0..parent.len()).rev() {
            parent[node] = parent[parent[node]];
        }
        let mut number_of = vec![usize::MAX; parent.len()];
        let mut next = 0;
        let number = |point: usize| {
            let number = &mut number_of[parent[point]];
            if *number == usize::MAX {
                *number = next;
                next += 1;
            }
            *number
        };
        (0..self.n_points).map(number).collect()
    }

    /// The means of these groups of `points`, the points that the tree was built over: shape `(count, dimension)`.
    pub(super) fn cut(&self, points: ArrayView2<'_, f32>, count: usize) -> Array2<f32> {
        let groups = self.groups(count);
        let n_groups = groups.iter().max().map_or(0, |last| last + 1);
        let mut sums = Array2::<f64>::zeros((n_groups, points.ncols()));
        let mut sizes = vec![0_usize; n_groups];
        for (point, &group) in points.rows().into_iter().zip(&groups) {
            sums.row_mut(group).zip_mut_with(&point, |sum, value| *sum += f64::from(*value));
            sizes[group] += 1;
        }
        Array2::from_shape_fn(sums.raw_dim(), |(group, column)| (sums[(group, column)] / sizes[group] as f64) as f32)
    }
}

/// The merges of Ward's method.
fn ward(points: ArrayView2<'_, f32>) -> Vec<(usize, usize)> {
    let n_points = points.nrows();
    let values = points.as_slice().unwrap_or_default();
    let norms: Vec<f32> = points.rows().into_iter().map(|point| point.dot(&point)).collect();
    let blocks = products_by_block(values, values, points.ncols(), |first, products| {
        let mut distances = Vec::new();
        for (offset, products) in products.chunks_exact(n_points).enumerate() {
            let point = first + offset;
            for other in point + 1..n_points {
                distances.push((norms[point] + norms[other] - 2.0 * products[other]).max(0.0).sqrt());
            }
        }
        distances
    });
    let mut condensed: Vec<f32> = blocks.into_iter().flatten().collect();
    let dendrogram = linkage(&mut condensed, n_points, Method::Ward);
    dendrogram.steps().iter().map(|step| (step.cluster1, step.cluster2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn cuts_follow_the_clumps() {
        let points = array![[0.0_f32], [5.0], [0.2], [5.1], [20.0]];
        let tree = Tree::build(points.view());
        assert_eq!(tree.groups(3), [0, 1, 0, 1, 2]);
        assert_eq!(tree.cut(points.view(), 3).into_raw_vec_and_offset().0, [0.1, 5.05, 20.0]);
        assert_eq!(tree.groups(1), [0; 5]);
        assert_eq!(tree.cut(points.view(), 9).nrows(), 5);
    }

    #[test]
    fn one_point_and_none_are_trees() {
        let point = array![[1.0_f32, 2.0]];
        assert_eq!(Tree::build(point.view()).cut(point.view(), 1), point);
        assert!(Tree::build(Array2::zeros((0, 2)).view()).groups(3).is_empty());
    }
}
