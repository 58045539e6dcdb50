//! How many themes: the count at which themes stand apart and come back when a part of the passages is left out.

use super::kmeans::kmeans;
use super::lloyd::{assign, lloyd};
use super::sample;
use super::separation::silhouette;
use super::tree::Tree;
use crate::error::Result;
use crate::metrics::adjusted_rand;
use crate::progress::{Phase, Progress};
use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// Counts are compared on at most this many rows: the choice needs no more, and stays quick in a large corpus.
const MAX_ROWS: usize = 2_000;
/// How many subsamples, and what share of the rows each keeps (Ben-Hur, Elisseeff and Guyon, 2002, keep 0.8).
const SUBSAMPLES: u64 = 8;
const SUBSAMPLE_SHARE: f64 = 0.8;
/// No more themes than a person reads.
const MAX_COUNT: usize = 60;
/// A theme is found in several passages.
const MIN_ROWS_PER_THEME: usize = 4;

/// One count that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// How many themes.
    pub count: usize,
    /// The mean cosine silhouette, in -1..=1: how far apart the themes stand.
    pub separation: f64,
    /// The mean adjusted Rand index between the themes of all rows and those of subsamples: whether they come back.
    pub stability: f64,
    /// What the choice goes by: the two together.
    pub score: f64,
}

/// The subsamples' clusterings at one count, kept to tell the stability of each theme.
pub(super) struct Resampled {
    /// The rows of the subsample, as row numbers of the whole.
    pub(super) rows: Vec<usize>,
    /// The theme of each of those rows in the subsample's own clustering.
    pub(super) nearest: Vec<usize>,
}

/// Tries counts on `rows`, shape `(n_rows, dimension)`, and gives the curve. The best count is the one with the
/// highest score, the smaller on a tie.
pub(super) fn curve(rows: ArrayView2<'_, f32>, seed: u64, progress: &dyn Progress) -> Result<Vec<Candidate>> {
    let chosen: Vec<usize> = sample::spread(rows.nrows(), MAX_ROWS).collect();
    let rows = rows.select(Axis(0), &chosen);
    let counts = counts_to_try(rows.nrows(), distinct_rows(rows.view()));
    progress.start(Phase::Clustering, Some(counts.len() as u64));
    let tree = Tree::build(rows.view(), seed);
    let subsamples = subsamples(rows.view(), seed);
    let mut curve = Vec::new();
    for count in counts {
        let nearest = kmeans(rows.view(), tree.cut(count))?.nearest;
        let separation = silhouette(rows.view(), &nearest, count);
        let agreements = subsamples.iter().map(|subsample| {
            let of_all: Vec<usize> = subsample.rows.iter().map(|&row| nearest[row]).collect();
            adjusted_rand(&of_all, &subsample.nearest(count))
        });
        let stability = agreements.sum::<f64>() / subsamples.len() as f64;
        curve.push(Candidate { count, separation, stability, score: separation.max(0.0) * stability.max(0.0) });
        progress.advance(Phase::Clustering, 1);
    }
    progress.finish(Phase::Clustering);
    Ok(curve)
}

/// The best count of a curve; 1 when there is none.
pub(super) fn best(curve: &[Candidate]) -> usize {
    let better = |best: Candidate, next: &Candidate| if next.score > best.score { *next } else { best };
    let none = Candidate { count: 1, separation: 0.0, stability: 0.0, score: f64::NEG_INFINITY };
    curve.iter().fold(none, better).count
}

/// Clusters subsamples of `rows` at `count` again.
pub(super) fn resample(rows: ArrayView2<'_, f32>, count: usize, seed: u64) -> Vec<Resampled> {
    let chosen: Vec<usize> = sample::spread(rows.nrows(), MAX_ROWS).collect();
    let subsamples = subsamples(rows.select(Axis(0), &chosen).view(), seed);
    let resampled = subsamples.into_iter().map(|subsample| {
        let nearest = subsample.nearest(count);
        Resampled { rows: subsample.rows.iter().map(|&row| chosen[row]).collect(), nearest }
    });
    resampled.collect()
}

struct Subsample {
    rows: Vec<usize>,
    values: Array2<f32>, // (n_rows of the subsample, dimension)
    tree: Tree,
}

impl Subsample {
    fn nearest(&self, count: usize) -> Vec<usize> {
        let fit = lloyd(self.values.view(), self.tree.cut(count), None);
        assign(self.values.view(), &fit.centres).0
    }
}

fn subsamples(rows: ArrayView2<'_, f32>, seed: u64) -> Vec<Subsample> {
    use rayon::prelude::*;
    let kept = ((rows.nrows() as f64 * SUBSAMPLE_SHARE).round() as usize).max(1);
    let subsample = |number: u64| {
        let chosen = sample::draw(rows.nrows(), kept, seed.wrapping_add(number + 1));
        let values = rows.select(Axis(0), &chosen);
        let tree = Tree::build(values.view(), seed);
        Subsample { rows: chosen, values, tree }
    };
    (0..SUBSAMPLES).into_par_iter().map(subsample).collect()
}

/// All counts up to 12, then steps of about a fifth, up to what the rows can bear.
fn counts_to_try(n_rows: usize, distinct: usize) -> Vec<usize> {
    let most = (n_rows / MIN_ROWS_PER_THEME).min(distinct.saturating_sub(1)).min(MAX_COUNT);
    let mut counts: Vec<usize> = (2..=most.min(12)).collect();
    let mut next = 14;
    while next <= most {
        counts.push(next);
        next += (next / 5).max(2);
    }
    counts
}

/// How many different rows there are.
pub(super) fn distinct_rows(rows: ArrayView2<'_, f32>) -> usize {
    let bits = |row: ndarray::ArrayView1<'_, f32>| row.iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
    rows.rows().into_iter().map(bits).collect::<std::collections::HashSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn counts_grow_with_the_corpus() {
        assert_eq!(counts_to_try(5, 5), Vec::<usize>::new());
        assert_eq!(counts_to_try(12, 12), [2, 3]);
        assert_eq!(counts_to_try(100, 3), [2]);
        assert_eq!(counts_to_try(2_000, 2_000).last(), Some(&57));
    }

    #[test]
    fn three_clumps_are_three_themes() {
        let directions = [[1.0_f32, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let values = (0..60).flat_map(|row| {
            let mut direction = directions[row % 3];
            direction[(row + 1) % 3] += 0.01 * (row % 7) as f32;
            direction
        });
        let rows = crate::embeddings::Embeddings::normalised(values.collect(), 3).unwrap();
        let curve = curve(rows.view(), 1, &Silent).unwrap();
        assert_eq!(best(&curve), 3);
    }
}
