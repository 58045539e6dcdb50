//! What every algorithm but k-means gives, and how it becomes a clustering: equal rows together, groups in canonical
//! order, closeness and stability measured in the same way for all.

use super::algorithm::Algorithm;
use super::dbscan::dbscan;
use super::equal::distinct;
use super::hdbscan::hdbscan;
use super::lloyd::assign;
use super::mixture::mixture;
use super::optics::optics;
use super::study::Study;
use super::{
    Choice, ClusterOptions, Clustering, Membership, Reason, canonical_order, count, membership, sample, separation,
};
use crate::embeddings::Embeddings;
use crate::embeddings::pca::reduced;
use crate::error::Result;
use crate::progress::{Phase, Progress};
use ndarray::Axis;
use rayon::prelude::*;
use std::collections::HashMap;

/// Density means little in more dimensions, and in far fewer themes run together (measured: 50 lose nothing, 16 do).
const DENSITY_DIMENSIONS: usize = 50;
/// Stability is measured on so many rows at most, by leaving out a fifth of them so many times.
const STABILITY_ROWS: usize = 2_000;
const SUBSAMPLES: u64 = 8;
const SUBSAMPLE_SHARE: f64 = 0.8;

/// A partition as an algorithm gives it, groups in no particular order.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    /// The group of each row, from 0 without gaps, shape `(n_rows,)`.
    pub(super) group_of: Vec<Option<usize>>,
    /// With which probabilities each row belongs to which groups, largest first, where the algorithm tells:
    /// shape `(n_rows,)`.
    pub(super) probabilities: Option<Vec<Vec<(usize, f32)>>>,
    /// How persistent each group is, in 0..=1, where the algorithm tells: shape `(n_groups,)`.
    pub(super) persistence: Option<Vec<f64>>,
    /// What was chosen, and what did not go as asked for.
    pub(super) notes: Vec<String>,
}

impl Grouping {
    /// All rows in one group.
    pub(super) fn whole(n_rows: usize, note: &str) -> Self {
        Self { group_of: vec![Some(0); n_rows], notes: vec![note.into()], ..Self::default() }
    }

    fn n_groups(&self) -> usize {
        self.group_of.iter().flatten().max().map_or(0, |largest| largest + 1)
    }
}

/// Partitions `rows`, none of them zero, by an algorithm other than k-means.
pub(super) fn cluster(rows: &Embeddings, options: &ClusterOptions, progress: &dyn Progress) -> Result<Clustering> {
    if let Some(limits) = options.algorithm.limits(rows.len())? {
        progress.notice(&limits);
    }
    progress.start(Phase::Clustering, None);
    // equal texts share a group because only one of them is looked at; many copies of one text are not a dense theme
    let (kept, copy_of) = distinct(rows.view());
    let values = rows.select(&kept);
    let space = reduced(&values, DENSITY_DIMENSIONS)?;
    let (count, choice) = match (options.algorithm, options.count) {
        (Algorithm::GaussianMixture, None) => chosen_count(&values, options, progress)?,
        (_, Some(count)) => (Some(count), Choice { reason: Reason::Given, ..Choice::default() }),
        (_, None) => (None, Choice { reason: Reason::Density, ..Choice::default() }),
    };
    let found = run(&space, options, count)?;
    let stability = stability(&space, &found, options)?;
    progress.finish(Phase::Clustering);
    let choice = Choice { count: found.n_groups(), ..choice };
    Ok(Clustering { choice, ..clustering(rows, &found, &copy_of, &stability) })
}

fn run(rows: &Embeddings, options: &ClusterOptions, count: Option<usize>) -> Result<Grouping> {
    if count == Some(1) || rows.len() < 2 {
        return Ok(Grouping::whole(rows.len(), "all passages are one theme"));
    }
    match options.algorithm {
        Algorithm::GaussianMixture | Algorithm::KMeans => mixture(rows, count.unwrap_or(2), options.seed),
        Algorithm::Dbscan => dbscan(rows, count),
        Algorithm::Optics => Ok(optics(rows, count)),
        Algorithm::Hdbscan => Ok(hdbscan(rows, count)),
    }
}

/// The count that k-means would choose. The information criterion of a mixture (BIC) counts the parameters of every
/// covariance and so finds 1 or 2 themes where 83 excerpts have 12 (measured), and is far slower.
fn chosen_count(
    rows: &Embeddings,
    options: &ClusterOptions,
    progress: &dyn Progress,
) -> Result<(Option<usize>, Choice)> {
    let study = Study::new(rows, count::most(rows.len()), options.seed)?;
    let choice = count::choose(&study, options.granularity, progress);
    Ok((Some(choice.count), choice))
}

/// The clustering of all rows from the grouping of the distinct ones. Scores are cosines to the mean of the own group, or
/// of the nearest for a row in none.
fn clustering(rows: &Embeddings, found: &Grouping, copy_of: &[usize], stability: &[f64]) -> Clustering {
    let n_groups = found.n_groups();
    let group_of: Vec<Option<usize>> = copy_of.iter().map(|&copy| found.group_of[copy]).collect();
    let taken: Vec<usize> = (0..rows.len()).filter(|&row| group_of[row].is_some()).collect();
    let groups: Vec<usize> = group_of.iter().copied().flatten().collect();
    let (mut centres, _) = separation::sums(rows.select(&taken).view(), &groups, n_groups);
    centres.axis_iter_mut(Axis(0)).for_each(|mut centre| {
        crate::embeddings::normalise(centre.as_slice_mut().unwrap_or_default());
    });
    let mut nearest = if n_groups == 0 { vec![0; rows.len()] } else { assign(rows.view(), &centres).0 };
    taken.iter().zip(&groups).for_each(|(&row, &group)| nearest[row] = group);
    let scores =
        if n_groups == 0 { vec![0.0; rows.len()] } else { membership::scores(rows.view(), &centres, &nearest) };
    let order = canonical_order(&group_of, n_groups);
    let in_order = |values: &[f64]| {
        let mut ordered = vec![0.0; values.len()];
        order.iter().zip(values).for_each(|(&rank, &value)| ordered[rank] = value);
        ordered
    };
    let probabilities = found.probabilities.as_ref().map_or_else(Vec::new, |probabilities| {
        let ranked = |&copy: &usize| probabilities[copy].iter().map(|&(group, share)| (order[group], share)).collect();
        copy_of.iter().map(ranked).collect()
    });
    Clustering {
        group_of: group_of.iter().map(|group| group.map(|group| order[group])).collect(),
        scores,
        stability: in_order(stability),
        memberships: group_of
            .iter()
            .map(|group| if group.is_some() { Membership::Core } else { Membership::Unassigned })
            .collect(),
        choice: Choice::default(),
        probabilities,
        persistence: found.persistence.as_deref().map_or_else(Vec::new, in_order),
        notes: found.notes.clone(),
    }
}

/// How well each group comes back when a fifth of (at most 2,000) rows is left out: the mean best Jaccard overlap
/// (Hennig, 2007) over runs of the same algorithm on the rest.
fn stability(rows: &Embeddings, found: &Grouping, options: &ClusterOptions) -> Result<Vec<f64>> {
    let n_groups = found.n_groups();
    let chosen: Vec<usize> = sample::spread(rows.len(), STABILITY_ROWS).collect();
    let kept = ((chosen.len() as f64 * SUBSAMPLE_SHARE).round() as usize).max(1);
    let overlaps = |number: u64| {
        let drawn = sample::draw(chosen.len(), kept, options.seed.wrapping_add(number));
        let drawn: Vec<usize> = drawn.into_iter().map(|position| chosen[position]).collect();
        let count = options.count.or((options.algorithm == Algorithm::GaussianMixture).then_some(n_groups));
        let again = run(&rows.select(&drawn), options, count)?;
        Ok(best_overlaps(&drawn, found, &again, n_groups))
    };
    let overlaps = (1..=SUBSAMPLES).into_par_iter().map(overlaps).collect::<Result<Vec<_>>>()?;
    Ok((0..n_groups).map(|group| overlaps.iter().map(|of| of[group]).sum::<f64>() / SUBSAMPLES as f64).collect())
}

/// For each group of `found` its best Jaccard overlap with a group of `again`, which holds the rows `drawn`.
fn best_overlaps(drawn: &[usize], found: &Grouping, again: &Grouping, n_groups: usize) -> Vec<f64> {
    let mut sizes = vec![0.0; n_groups];
    let mut sizes_again = vec![0.0; again.n_groups()];
    let mut shared: HashMap<(usize, usize), f64> = HashMap::new();
    for (&row, &other) in drawn.iter().zip(&again.group_of) {
        let group = found.group_of[row];
        if let Some(group) = group {
            sizes[group] += 1.0;
        }
        if let Some(other) = other {
            sizes_again[other] += 1.0;
        }
        if let (Some(group), Some(other)) = (group, other) {
            *shared.entry((group, other)).or_default() += 1.0;
        }
    }
    let mut best = vec![0.0_f64; n_groups];
    for ((group, other), count) in shared {
        best[group] = best[group].max(count / (sizes[group] + sizes_again[other] - count));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::neighbour_graph::tests::scattered;
    use super::*;
    use crate::progress::Silent;

    const OTHERS: [Algorithm; 4] =
        [Algorithm::GaussianMixture, Algorithm::Dbscan, Algorithm::Optics, Algorithm::Hdbscan];

    fn clustered(rows: &Embeddings, algorithm: Algorithm) -> Clustering {
        super::super::cluster(rows, &ClusterOptions::default().algorithm(algorithm), &Silent).unwrap()
    }

    /// Rows around three axes, each row twice, and rows of zeros.
    fn twice() -> Embeddings {
        let noise = scattered(90, 6);
        let values: Vec<f32> = (0..90)
            .flat_map(|row| {
                let mut values: Vec<f32> = noise.row(row).iter().map(|value| value * 0.4).collect();
                values[row % 3] += 1.0;
                values
            })
            .collect();
        Embeddings::normalised([&values[..], &values, &[0.0; 12]].concat(), 6).unwrap()
    }

    #[test]
    fn equal_rows_are_together_and_zero_rows_in_no_group() {
        for algorithm in OTHERS {
            let found = clustered(&twice(), algorithm);
            assert_eq!(found.group_of[..90], found.group_of[90..180], "{algorithm}");
            assert_eq!(found.group_of[180..], [None, None], "{algorithm}");
            assert!(found.scores.iter().all(|score| score.is_finite()), "{algorithm}");
            assert!(found.stability.len() >= 2, "{algorithm}");
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let rows = scattered(700, 60);
        for algorithm in OTHERS {
            let on = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| clustered(&rows, algorithm))
            };
            assert_eq!(on(1), on(4), "{algorithm}");
        }
    }

    #[test]
    fn rows_in_any_small_number_are_no_trouble() {
        for algorithm in OTHERS {
            for count in [0, 1, 2, 3, 4, 5, 8, 13] {
                let found = clustered(&scattered(count, 7), algorithm);
                assert_eq!(found.group_of.len(), count, "{algorithm}");
                assert!(count == 0 || found.group_of.iter().any(Option::is_some), "{algorithm} {count}");
            }
        }
    }
}
