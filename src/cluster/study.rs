//! The rows beside shapeless data of the same spread: what in a clustering is structure, and what any cloud of points
//! would show. One study serves the choice of the count, the stability of each theme, and who belongs to none.

use super::bags::{Bags, assigned};
use super::equal::distinct;
use super::membership;
use super::sample::spread;
use super::separation::silhouette;
use super::smooth::smooth_some;
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::multiply;
use crate::error::Result;
use crate::metrics::adjusted_rand;
use ndarray::Array2;
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// Figures are measured on so many rows at most, spread evenly: they need no more, and it stays quick in a large corpus.
const MAX_ROWS: usize = 1_000;
/// How many shapeless clouds.
const CLOUDS: u64 = 4;
/// Rows of a cloud at most...
const MAX_CLOUD_ROWS: usize = 8_000;
/// ...and its bags where it has so many: all clouds together then have twice as many as the corpus.
const BAGS_OF_A_LARGE_CLOUD: usize = 8;
/// Rows of a cloud that are drawn together, each block from its own seed.
const CLOUD_BLOCK: usize = 256;

/// Separation and stability of one clustering.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    /// The mean cosine silhouette.
    pub(super) separation: f64,
    /// The mean adjusted Rand index of the clusterings of single bags with what all bags agree on.
    pub(super) stability: f64,
}

/// The rows of the corpus, and shapeless clouds of the same mean and covariance.
pub(super) struct Study {
    corpus: Trial,
    clouds: Vec<Trial>,
    distinct: usize,
}

impl Study {
    /// Draws bags of the rows and of the clouds, for up to `count` themes. `rows` has shape `(n_rows, dimension)`.
    pub(super) fn new(rows: &Embeddings, count: usize, seed: u64) -> Result<Self> {
        let corpus = Trial::new(rows, count, seed, usize::MAX)?;
        let most_bags = if rows.len() > MAX_CLOUD_ROWS { BAGS_OF_A_LARGE_CLOUD } else { usize::MAX };
        let clouds = (1..=CLOUDS).map(|cloud| {
            let cloud_rows = shapeless(&corpus.rows, rows.len().min(MAX_CLOUD_ROWS), seed.wrapping_add(cloud << 32))?;
            Trial::new(&cloud_rows, count, seed, most_bags)
        });
        let clouds = clouds.collect::<Result<_>>()?;
        Ok(Self { distinct: distinct(corpus.rows.view()).0.len(), corpus, clouds })
    }

    /// How many rows are looked at, and how many different ones there are.
    pub(super) fn n_rows(&self) -> (usize, usize) {
        (self.corpus.chosen.len(), self.distinct)
    }

    /// The figures of the rows.
    pub(super) fn figures(&self, count: usize) -> Figures {
        self.corpus.figures(count)
    }

    /// The mean figures of the clouds.
    pub(super) fn chance(&self, count: usize) -> Figures {
        let clouds: Vec<Figures> = self.clouds.iter().map(|cloud| cloud.figures(count)).collect();
        let mean = |figure: fn(&Figures) -> f64| clouds.iter().map(figure).sum::<f64>() / clouds.len() as f64;
        Figures { separation: mean(|figures| figures.separation), stability: mean(|figures| figures.stability) }
    }

    /// The centres that the bags of the corpus agree on, shape `(count, dimension)`.
    pub(super) fn centres(&self, count: usize) -> Array2<f32> {
        self.corpus.bags.centres(count).1
    }

    /// How close shapeless rows are to their own centre, ascending.
    pub(super) fn shapeless_closeness(&self, count: usize) -> Vec<f32> {
        let mut closeness: Vec<f32> = self.clouds.iter().flat_map(|cloud| cloud.closeness(count)).collect();
        closeness.sort_by(f32::total_cmp);
        closeness
    }

    /// Some rows, as row numbers of the whole, and the groups that each bag by itself gives them.
    pub(super) fn resampled(&self, count: usize) -> (&[usize], Vec<Vec<usize>>) {
        (&self.corpus.chosen, assigned(&self.corpus.smoothed, &self.corpus.bags.centres(count)).0)
    }
}

/// Rows with bags of them, and some of the rows on which figures are measured.
struct Trial {
    chosen: Vec<usize>,
    rows: Embeddings,     // (n_chosen, dimension)
    smoothed: Embeddings, // the same, pulled towards their neighbours among all rows
    bags: Bags,
}

impl Trial {
    fn new(rows: &Embeddings, count: usize, seed: u64, most_bags: usize) -> Result<Self> {
        let chosen: Vec<usize> = spread(rows.len(), MAX_ROWS).collect();
        let smoothed = smooth_some(rows, &chosen)?;
        Ok(Self { rows: rows.select(&chosen), chosen, smoothed, bags: Bags::draw(rows, count, seed, most_bags)? })
    }

    fn figures(&self, count: usize) -> Figures {
        let (each, common) = assigned(&self.smoothed, &self.bags.centres(count));
        let agreements: Vec<f64> = each.par_iter().map(|groups| adjusted_rand(&common, groups)).collect();
        Figures {
            separation: silhouette(self.smoothed.view(), &common, count),
            stability: agreements.iter().sum::<f64>() / agreements.len() as f64,
        }
    }

    fn closeness(&self, count: usize) -> Vec<f32> {
        let centres = self.bags.centres(count);
        let (_, common) = assigned(&self.smoothed, &centres);
        membership::scores(self.rows.view(), &centres.1, &common)
    }
}

/// So many rows drawn from a cloud of the same mean and covariance as `rows`, but of no further shape: each is the sum
/// of all `rows` with random signs. The reference of the gap statistic (Tibshirani, Walther and Hastie, 2001).
fn shapeless(rows: &Embeddings, count: usize, seed: u64) -> Result<Embeddings> {
    let columns = rows.view().t().as_standard_layout().into_owned(); // (dimension, n_rows)
    let columns = columns.as_slice().unwrap_or_default();
    let block = |number: usize| {
        let n_rows = CLOUD_BLOCK.min(count - number * CLOUD_BLOCK);
        let signs = signs(n_rows * rows.len(), seed.wrapping_add((number as u64) << 16));
        let mut sums = vec![0.0; n_rows * rows.dimension()];
        multiply(&signs, columns, rows.len(), &mut sums);
        sums
    };
    let sums: Vec<Vec<f32>> = (0..count.div_ceil(CLOUD_BLOCK)).into_par_iter().map(block).collect();
    let cloud = Embeddings::normalised(sums.concat(), rows.dimension())?;
    let mean = cloud.mean();
    Ok(cloud.centred(&mean))
}

/// So many random signs, as factors.
fn signs(count: usize, seed: u64) -> Vec<f32> {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut signs = Vec::with_capacity(count + 63);
    while signs.len() < count {
        let bits = random.next_u64();
        signs.extend((0..64).map(|bit| if bits >> bit & 1 == 1 { 1.0 } else { -1.0 }));
    }
    signs.truncate(count);
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty rows around three axes of a space of six dimensions.
    fn three_clumps() -> Embeddings {
        let values = (0..60_usize).flat_map(|row| {
            let mut direction = [0.0_f32; 6];
            direction[row % 3] = 1.0;
            direction[3 + row / 3 % 3] += 0.2 + 0.01 * (row % 7) as f32;
            direction
        });
        let rows = Embeddings::normalised(values.collect(), 6).unwrap();
        let mean = rows.mean();
        rows.centred(&mean)
    }

    #[test]
    fn structure_stands_out_from_shapeless_data() {
        let study = Study::new(&three_clumps(), 3, 1).unwrap();
        let (figures, chance) = (study.figures(3), study.chance(3));
        assert!(figures.separation > chance.separation + 0.2, "{figures:?} {chance:?}");
        assert!(figures.stability > chance.stability + 0.1, "{figures:?} {chance:?}");
    }

    #[test]
    fn a_shapeless_cloud_has_unit_rows_and_the_size_asked_for() {
        let rows = three_clumps();
        let cloud = shapeless(&rows, 100, 3).unwrap();
        assert_eq!((cloud.len(), cloud.dimension()), (100, rows.dimension()));
        assert!(Embeddings::new(cloud.view().to_owned()).is_ok());
    }
}
