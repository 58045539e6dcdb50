//! Clustering: rows of embeddings in, a partition into themes out. linfa lives here and nowhere else.
//!
//! The way: rows are pulled towards their neighbours; samples of them are clustered by trees, whose centres one more tree
//! brings together; from there k-means goes on over all rows, and linfa finishes it.

mod algorithm;
mod bags;
mod condensed_tree;
mod count;
mod dbscan;
mod equal;
mod grouping;
mod hdbscan;
mod kmeans;
mod layers;
mod lloyd;
mod membership;
mod mixture;
mod neighbour_graph;
mod optics;
mod sample;
mod separation;
mod smooth;
mod space;
mod spanning_tree;
mod study;
mod tree;
mod valleys;

pub use algorithm::Algorithm;
pub use count::{Candidate, Choice, Granularity, Plateau, Reason};
pub use layers::{Layers, layers};
pub use membership::{Membership, let_in};
pub use space::{agreement, join};

use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use crate::progress::Progress;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use study::Study;

/// No more themes can be asked for: nobody reads more, and the trees over samples grow with the square of the count.
const MAX_COUNT: usize = 500;

/// A theme's canonical number: themes are ordered by size, largest first, then by their first passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ThemeId(pub u32);

/// What the clustering may decide by itself, and what it may not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClusterOptions {
    count: Option<usize>,
    granularity: Granularity,
    seed: u64,
    algorithm: Algorithm,
}

impl ClusterOptions {
    /// This many themes, instead of as many as the corpus suggests.
    #[must_use]
    pub fn count(mut self, count: Option<usize>) -> Self {
        self.count = count;
        self
    }

    /// How closely to look, where the count is not given.
    #[must_use]
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = granularity;
        self
    }

    /// Another algorithm than k-means.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The algorithm chosen.
    #[must_use]
    pub fn chosen_algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The seed of every random draw.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// A partition of rows, some of them unassigned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// The group of each row, shape `(n_rows,)`; groups are numbered from 0 without gaps.
    pub group_of: Vec<Option<usize>>,
    /// The cosine of each row to the centre nearest to it, in -1..=1, shape `(n_rows,)`.
    pub scores: Vec<f32>,
    /// How well each group comes back when a fifth of the rows is left out: the mean over subsamples of its best
    /// Jaccard overlap (Hennig, 2007), in 0..=1, shape `(n_groups,)`.
    pub stability: Vec<f64>,
    /// How firmly each row belongs, shape `(n_rows,)`.
    pub memberships: Vec<Membership>,
    /// How many groups were sought, and why.
    pub choice: Choice,
    /// The groups each row belongs to with their probabilities, largest first, where the algorithm tells (a Gaussian
    /// mixture does): shape `(n_rows,)`, else empty.
    pub probabilities: Vec<Vec<(usize, f32)>>,
    /// How persistent each group is, in 0..=1, where the algorithm tells (HDBSCAN does): shape `(n_groups,)`, else empty.
    pub persistence: Vec<f64>,
    /// What the algorithm chose, and what did not go as asked for: a sentence each.
    pub notes: Vec<String>,
}

impl Clustering {
    /// Nothing assigned, for so many rows.
    fn unassigned(n_rows: usize) -> Self {
        Self {
            group_of: vec![None; n_rows],
            scores: vec![0.0; n_rows],
            memberships: vec![Membership::Unassigned; n_rows],
            ..Self::default()
        }
    }

    /// The same among `n_rows` rows, of which these are the `known` ones; the others are unassigned.
    fn among(mut self, known: &[usize], n_rows: usize) -> Self {
        let mut all = Self::unassigned(n_rows);
        if !self.probabilities.is_empty() {
            all.probabilities = vec![Vec::new(); n_rows];
        }
        for (position, &row) in known.iter().enumerate() {
            all.group_of[row] = self.group_of[position];
            all.scores[row] = self.scores[position];
            all.memberships[row] = self.memberships[position];
            if let Some(own) = self.probabilities.get_mut(position) {
                all.probabilities[row] = std::mem::take(own);
            }
        }
        let Self { group_of, scores, memberships, probabilities, .. } = all;
        Self { group_of, scores, memberships, probabilities, ..self }
    }
}

/// Partitions `rows` into themes. Give centred embeddings; zero rows stay unassigned.
///
/// # Errors
/// [`Error::TooManyThemes`] when a count is given that exceeds the distinct rows; [`Error::Parameter`] when it is 0.
///
/// ```
/// use filrouge::cluster::{ClusterOptions, cluster};
/// use filrouge::embeddings::Embeddings;
/// use filrouge::progress::Silent;
/// let rows = Embeddings::normalised(vec![1.0, 0.0, 0.9, 0.1, 0.0, 1.0, 0.1, 0.9], 2)?;
/// let clustering = cluster(&rows, &ClusterOptions::default().count(Some(2)), &Silent)?;
/// assert_eq!(clustering.group_of, [Some(0), Some(0), Some(1), Some(1)]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn cluster(rows: &Embeddings, options: &ClusterOptions, progress: &dyn Progress) -> Result<Clustering> {
    let known: Vec<usize> = (0..rows.len()).filter(|&row| !rows.is_zero(row)).collect();
    let dense = if known.len() == rows.len() { Cow::Borrowed(rows) } else { Cow::Owned(rows.select(&known)) };
    check_count(&dense, options)?;
    if known.is_empty() {
        return Ok(Clustering::unassigned(rows.len()));
    }
    let found = match options.algorithm {
        Algorithm::KMeans => partition(&dense, options, progress)?,
        _ => grouping::cluster(&dense, options, progress)?,
    };
    Ok(found.among(&known, rows.len()))
}

/// Partitions rows, none of them zero, by k-means.
fn partition(dense: &Embeddings, options: &ClusterOptions, progress: &dyn Progress) -> Result<Clustering> {
    let study = Study::new(dense, options.count.unwrap_or_else(|| count::most(dense.len())), options.seed)?;
    let choice = match options.count {
        Some(count) => Choice { count, reason: Reason::Given, ..Choice::default() },
        None => count::choose(&study, options.granularity, progress),
    };
    let fit = kmeans::kmeans(smooth::smooth(dense)?.view(), study.centres(choice.count))?;
    let scores = membership::scores(dense.view(), &fit.centres, &fit.nearest);
    let thresholds = membership::Thresholds::new(&study.shapeless_closeness(choice.count));
    let equal = equal::first_equal(dense.view());
    let nearest: Vec<usize> = equal.iter().map(|&first| fit.nearest[first]).collect();
    let everyone: Vec<Option<usize>> = nearest.iter().copied().map(Some).collect();
    let order = canonical_order(&everyone, fit.centres.nrows());
    let closest = closest_members(&scores, &nearest, fit.centres.nrows());
    let mut clustering = Clustering::unassigned(dense.len());
    for (row, first) in equal.into_iter().enumerate() {
        let group = nearest[row];
        // a group is never left without any row: its closest one stands for it
        let stands = choice.count == 1 || closest[group] == first;
        let membership = if stands { Membership::Core } else { thresholds.membership(scores[first]) };
        clustering.scores[row] = scores[first];
        clustering.memberships[row] = membership;
        clustering.group_of[row] = (membership != Membership::Unassigned).then(|| order[group]);
    }
    clustering.stability = stability(&study, &nearest, &order);
    // groups without rows are the last in order: rows that differ by rounding only cannot be told apart
    let n_groups = clustering.group_of.iter().flatten().max().map_or(0, |last| last + 1);
    clustering.stability.truncate(n_groups);
    if n_groups < choice.count {
        let note = format!("{n_groups} themes instead of {}: there are no more passages that differ", choice.count);
        clustering.notes.push(note);
    }
    clustering.choice = choice;
    Ok(clustering)
}

fn check_count(rows: &Embeddings, options: &ClusterOptions) -> Result<()> {
    let Some(count) = options.count else { return Ok(()) };
    if count == 0 || count > MAX_COUNT {
        return Err(Error::Parameter { name: "count", value: count.to_string(), rule: "must be from 1 to 500" });
    }
    let distinct = equal::distinct(rows.view()).0.len();
    if count > distinct { Err(Error::TooManyThemes { count, distinct }) } else { Ok(()) }
}

/// For each group its canonical number: largest first, then the one whose first row comes first.
fn canonical_order(group_of: &[Option<usize>], count: usize) -> Vec<usize> {
    let mut sizes = vec![0_usize; count];
    let mut first_rows = vec![usize::MAX; count];
    for (row, group) in group_of.iter().enumerate() {
        if let Some(group) = *group {
            sizes[group] += 1;
            first_rows[group] = first_rows[group].min(row);
        }
    }
    let mut groups: Vec<usize> = (0..count).collect();
    groups.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), first_rows[group]));
    let mut order = vec![0; count];
    for (rank, &group) in groups.iter().enumerate() {
        order[group] = rank;
    }
    order
}

/// The row closest to the centre of each group, the first on a tie.
fn closest_members(scores: &[f32], nearest: &[usize], count: usize) -> Vec<usize> {
    let mut closest = vec![usize::MAX; count];
    for (row, &group) in nearest.iter().enumerate() {
        if closest[group] == usize::MAX || scores[row] > scores[closest[group]] {
            closest[group] = row;
        }
    }
    closest
}

fn stability(study: &Study, nearest: &[usize], order: &[usize]) -> Vec<f64> {
    let count = order.len();
    let (rows, resampled) = study.resampled(count);
    let mut sums = vec![0.0; count];
    for groups in &resampled {
        let mut shared = Array2::<f64>::zeros((count, count)); // (groups of all rows, groups of the bag)
        for (&row, &group) in rows.iter().zip(groups) {
            shared[(order[nearest[row]], group)] += 1.0;
        }
        for group in 0..count {
            let overlap = |other: usize| {
                let either = shared.row(group).sum() + shared.column(other).sum() - shared[(group, other)];
                if either > 0.0 { shared[(group, other)] / either } else { 0.0 }
            };
            sums[group] += (0..count).map(overlap).fold(0.0, f64::max);
        }
    }
    sums.iter().map(|sum| sum / resampled.len().max(1) as f64).collect()
}

/// The mean cosine between two different rows of each group, shape `(n_groups,)`; 1 for a group of one row.
#[must_use]
pub fn cohesion(rows: &Embeddings, group_of: &[Option<usize>], n_groups: usize) -> Vec<f64> {
    let taken: Vec<usize> = (0..rows.len()).filter(|&row| group_of[row].is_some()).collect();
    let groups: Vec<usize> = group_of.iter().copied().flatten().collect();
    separation::cohesion(rows.select(&taken).view(), &groups, n_groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    fn rows(count: usize) -> Embeddings {
        let values = (0..count).flat_map(|row| [(row % 5) as f32 - 2.0, (row % 3) as f32 - 1.0, 0.5]);
        Embeddings::normalised(values.collect(), 3).unwrap()
    }

    #[test]
    fn count_cannot_be_zero() {
        let error = cluster(&rows(9), &ClusterOptions::default().count(Some(0)), &Silent).unwrap_err();
        assert_eq!(error.to_string(), "`count` is `0`: must be from 1 to 500");
    }

    #[test]
    fn count_cannot_exceed_the_distinct_rows() {
        let error = cluster(&rows(40), &ClusterOptions::default().count(Some(16)), &Silent).unwrap_err();
        assert_eq!(error.to_string(), "cannot form `16` themes from `15` distinct passages");
    }

    #[test]
    fn nothing_one_and_zero_rows_are_no_trouble() {
        let options = ClusterOptions::default();
        assert!(cluster(&Embeddings::empty(4), &options, &Silent).unwrap().group_of.is_empty());
        assert_eq!(cluster(&rows(1), &options, &Silent).unwrap().group_of, [Some(0)]);
        let zero = Embeddings::normalised(vec![0.0; 8], 2).unwrap();
        assert_eq!(cluster(&zero, &options, &Silent).unwrap().group_of, [None; 4]);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let rows = rows(700);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| cluster(&rows, &ClusterOptions::default(), &Silent).unwrap())
        };
        assert_eq!(on(1), on(4));
    }
}
