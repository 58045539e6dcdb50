//! k-means as linfa runs it, made fast: our distance uses vector instructions (linfa's own is scalar), and the centres
//! it starts from are already settled by Lloyd products, so that linfa only confirms and finishes them.

use super::lloyd::{LloydFit, assign, lloyd};
use crate::embeddings::kernel::squared_distance;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use linfa_nn::distance::Distance;
use ndarray::{Array2, ArrayView, ArrayView2, Dimension};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// linfa stops when its centres move less than this, in Euclidean distance.
const TOLERANCE: f32 = 1e-3;
const MAX_ITERATIONS: u64 = 20;

/// The Euclidean distance with run-time SIMD dispatch.
#[derive(Clone, Copy, Debug)]
pub(super) struct SimdEuclidean;

impl Distance<f32> for SimdEuclidean {
    fn distance<D: Dimension>(&self, a: ArrayView<'_, f32, D>, b: ArrayView<'_, f32, D>) -> f32 {
        self.rdistance(a, b).sqrt()
    }

    fn rdistance<D: Dimension>(&self, a: ArrayView<'_, f32, D>, b: ArrayView<'_, f32, D>) -> f32 {
        match (a.as_slice(), b.as_slice()) {
            (Some(a), Some(b)) => squared_distance(a, b),
            _ => a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum(),
        }
    }

    fn rdist_to_dist(&self, squared: f32) -> f32 {
        squared.sqrt()
    }

    fn dist_to_rdist(&self, distance: f32) -> f32 {
        distance * distance
    }
}

/// k-means from `centres`, shape `(count, dimension)`, to convergence.
pub(super) fn kmeans(rows: ArrayView2<'_, f32>, centres: Array2<f32>) -> Result<LloydFit> {
    let settled = lloyd(rows, centres, None).centres;
    let count = settled.nrows();
    let fitted = KMeans::params_with(count, Xoshiro256Plus::seed_from_u64(0), SimdEuclidean)
        .init_method(KMeansInit::Precomputed(settled))
        .n_runs(1)
        .tolerance(TOLERANCE)
        .max_n_iterations(MAX_ITERATIONS)
        .fit(&DatasetBase::from(rows))
        .map_err(|error| Error::Clustering(error.to_string()))?;
    let centres = fitted.centroids().as_standard_layout().into_owned();
    let nearest = assign(rows, &centres).0;
    Ok(LloydFit { centres, nearest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn linfa_confirms_settled_centres() {
        let rows = array![[0.0_f32, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]];
        let fit = kmeans(rows.view(), array![[0.0, 0.0], [9.0, 9.0]]).unwrap();
        assert_eq!(fit.nearest, [0, 0, 1, 1]);
        assert!((fit.centres[(1, 1)] - 8.5).abs() < 0.1);
    }

    #[test]
    fn our_distance_is_linfas() {
        use linfa_nn::distance::L2Dist;
        let (a, b) = (array![0.3_f32, -1.0, 2.5], array![1.0_f32, 0.5, -2.0]);
        assert!((SimdEuclidean.distance(a.view(), b.view()) - L2Dist.distance(a.view(), b.view())).abs() < 1e-6);
        assert!((SimdEuclidean.rdistance(a.view(), b.view()) - L2Dist.rdistance(a.view(), b.view())).abs() < 1e-5);
    }
}
