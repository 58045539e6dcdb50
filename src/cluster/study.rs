//! The rows beside shapeless data of the same spread: what in a clustering is structure, and what any cloud of points
//! would show. One study serves the choice of the count, the stability of each theme, and who belongs to none.

use super::lloyd::{assign, lloyd};
use super::sample;
use super::separation::silhouette;
use super::tree::Tree;
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::products_by_block;
use crate::error::Result;
use crate::metrics::adjusted_rand;
use ndarray::{Array2, ArrayView2, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// A study looks at this many rows at most: its figures need no more, and it stays quick in a large corpus.
const MAX_ROWS: usize = 1_000;
/// How many subsamples, and what share of the rows each keeps (Ben-Hur, Elisseeff and Guyon, 2002, keep 0.8).
const SUBSAMPLES: u64 = 16;
const SUBSAMPLE_SHARE: f64 = 0.8;
/// Lloyd's iterations in a study: from the cut of a tree the first few move nearly all rows that will move.
const ITERATIONS: Option<usize> = Some(12);
/// How many shapeless clouds.
const CLOUDS: u64 = 4;

/// Separation and stability of one clustering.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    /// The mean cosine silhouette.
    pub(super) separation: f64,
    /// The mean adjusted Rand index with the clusterings of subsamples.
    pub(super) stability: f64,
}

/// Some rows of the corpus, and shapeless clouds of the same mean and covariance.
pub(super) struct Study {
    chosen: Vec<usize>,
    corpus: Trial,
    clouds: Vec<Trial>,
}

impl Study {
    /// Draws the rows, their subsamples and the clouds. `rows` has shape `(n_rows, dimension)`.
    pub(super) fn new(rows: &Embeddings, seed: u64) -> Result<Self> {
        let chosen: Vec<usize> = sample::spread(rows.len(), MAX_ROWS).collect();
        let values = rows.select(&chosen);
        let clouds = (1..=CLOUDS)
            .map(|cloud| Ok(Trial::new(shapeless(&values, seed.wrapping_add(cloud << 32))?.view().to_owned(), seed)));
        let clouds = clouds.collect::<Result<_>>()?;
        Ok(Self { chosen, corpus: Trial::new(values.view().to_owned(), seed), clouds })
    }

    /// How many rows are looked at, and how many different ones there are.
    pub(super) fn n_rows(&self) -> (usize, usize) {
        (self.chosen.len(), distinct_rows(self.corpus.rows.view()))
    }

    /// The figures of the rows and the mean figures of the clouds.
    pub(super) fn figures(&self, count: usize) -> (Figures, Figures) {
        let clouds: Vec<Figures> = self.clouds.iter().map(|cloud| cloud.figures(count)).collect();
        let mean = |figure: fn(&Figures) -> f64| clouds.iter().map(figure).sum::<f64>() / clouds.len() as f64;
        let chance =
            Figures { separation: mean(|figures| figures.separation), stability: mean(|figures| figures.stability) };
        (self.corpus.figures(count), chance)
    }

    /// The closeness to its own centre that this share of shapeless rows do not reach.
    pub(super) fn shapeless_closeness(&self, count: usize, share: f64) -> f32 {
        let mut closeness: Vec<f32> = self.clouds.iter().flat_map(|cloud| cloud.closeness(count)).collect();
        closeness.sort_by(f32::total_cmp);
        closeness.get((closeness.len() as f64 * share) as usize).copied().unwrap_or(f32::NEG_INFINITY)
    }

    /// For each subsample its rows, as row numbers of the whole, and their groups in a clustering of its own.
    pub(super) fn resampled(&self, count: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
        let of_whole = |subsample: &Subsample| subsample.rows.iter().map(|&row| self.chosen[row]).collect();
        self.corpus.subsamples.par_iter().map(|subsample| (of_whole(subsample), subsample.nearest(count))).collect()
    }
}

/// Rows with their tree and subsamples with theirs, ready to be cut at any count.
struct Trial {
    rows: Array2<f32>, // (n_rows, dimension)
    tree: Tree,
    subsamples: Vec<Subsample>,
}

struct Subsample {
    rows: Vec<usize>,
    values: Array2<f32>, // (n_rows of the subsample, dimension)
    tree: Tree,
}

impl Subsample {
    fn nearest(&self, count: usize) -> Vec<usize> {
        lloyd(self.values.view(), self.tree.cut(count), ITERATIONS).nearest
    }
}

impl Trial {
    fn new(rows: Array2<f32>, seed: u64) -> Self {
        let kept = ((rows.nrows() as f64 * SUBSAMPLE_SHARE).round() as usize).max(1);
        let subsample = |number: u64| {
            let chosen = sample::draw(rows.nrows(), kept, seed.wrapping_add(number + 1));
            let values = rows.select(Axis(0), &chosen);
            let tree = Tree::build(values.view(), seed);
            Subsample { rows: chosen, values, tree }
        };
        let subsamples = (0..SUBSAMPLES).into_par_iter().map(subsample).collect();
        Self { tree: Tree::build(rows.view(), seed), rows, subsamples }
    }

    fn figures(&self, count: usize) -> Figures {
        let nearest = lloyd(self.rows.view(), self.tree.cut(count), ITERATIONS).nearest;
        let agreement = |subsample: &Subsample| {
            let of_all: Vec<usize> = subsample.rows.iter().map(|&row| nearest[row]).collect();
            adjusted_rand(&of_all, &subsample.nearest(count))
        };
        let agreements: Vec<f64> = self.subsamples.par_iter().map(agreement).collect();
        Figures {
            separation: silhouette(self.rows.view(), &nearest, count),
            stability: agreements.iter().sum::<f64>() / agreements.len() as f64,
        }
    }

    fn closeness(&self, count: usize) -> Vec<f32> {
        let fit = lloyd(self.rows.view(), self.tree.cut(count), ITERATIONS);
        super::unassigned::scores(self.rows.view(), &fit.centres, &assign(self.rows.view(), &fit.centres).0)
    }
}

/// As many rows as `rows`, drawn from a cloud of the same mean and covariance but of no further shape: every row is the
/// sum of all rows with random signs. The reference of the gap statistic (Tibshirani, Walther and Hastie, 2001).
fn shapeless(rows: &Embeddings, seed: u64) -> Result<Embeddings> {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let signs: Vec<f32> =
        (0..rows.len() * rows.len()).map(|_| if random.r#gen::<bool>() { 1.0 } else { -1.0 }).collect();
    let columns = rows.view().t().as_standard_layout().into_owned(); // (dimension, n_rows)
    let sums = products_by_block(&signs, columns.as_slice().unwrap_or_default(), rows.len(), |_, sums| sums.to_vec());
    let cloud = Embeddings::normalised(sums.into_iter().flatten().collect(), rows.dimension())?;
    let mean = cloud.mean();
    Ok(cloud.centred(&mean))
}

/// How many different rows there are.
pub(super) fn distinct_rows(rows: ArrayView2<'_, f32>) -> usize {
    let bits = |row: ndarray::ArrayView1<'_, f32>| row.iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
    rows.rows().into_iter().map(bits).collect::<std::collections::HashSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty rows around three axes of a space of six dimensions.
    pub(crate) fn three_clumps() -> Embeddings {
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
        let study = Study::new(&three_clumps(), 1).unwrap();
        let (figures, chance) = study.figures(3);
        assert!(figures.separation > chance.separation + 0.2, "{figures:?} {chance:?}");
        assert!(figures.stability > chance.stability + 0.1, "{figures:?} {chance:?}");
    }

    #[test]
    fn a_shapeless_cloud_has_unit_rows_and_the_same_size() {
        let rows = three_clumps();
        let cloud = shapeless(&rows, 3).unwrap();
        assert_eq!((cloud.len(), cloud.dimension()), (rows.len(), rows.dimension()));
        assert!(Embeddings::new(cloud.view().to_owned()).is_ok());
    }
}
