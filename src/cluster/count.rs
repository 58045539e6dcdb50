//! How many themes: the count at which themes stand apart, and come back when a part of the passages is left out, the
//! most beyond what shapeless data would show at that count.

use super::study::Study;
use crate::progress::{Phase, Progress};
use serde::{Deserialize, Serialize};

/// No more themes than a person reads.
const MAX_COUNT: usize = 60;
/// On average a theme is found in at least so many passages.
const MIN_ROWS_PER_THEME: usize = 6;
/// What stability alone is worth, in units of separation: in a very small corpus separation says nothing, and the
/// themes that come back are still the better ones.
const SEPARATION_OFFSET: f64 = 0.02;

/// Scores this close to the highest are as good: they differ by less than another draw of subsamples would change them.
const NEXT_TO_HIGHEST: f64 = 0.95;

/// One count that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// How many themes.
    pub count: usize,
    /// How far apart the themes stand: the mean cosine silhouette, less that of shapeless data. About 0 for chance.
    pub separation: f64,
    /// Whether they come back: the mean adjusted Rand index between the themes of all rows and those of subsamples,
    /// rescaled so that shapeless data is 0 and perfect agreement 1.
    pub stability: f64,
    /// What the choice goes by: the two together.
    pub score: f64,
}

/// Tries counts and gives the curve.
pub(super) fn curve(study: &Study, progress: &dyn Progress) -> Vec<Candidate> {
    let (n_rows, distinct) = study.n_rows();
    let counts = counts_to_try(n_rows, distinct);
    progress.start(Phase::Clustering, Some(counts.len() as u64));
    let mut curve = Vec::new();
    for count in counts {
        let (figures, chance) = study.figures(count);
        let separation = figures.separation - chance.separation;
        let stability = (figures.stability - chance.stability) / (1.0 - chance.stability).max(0.01);
        let score = (separation + SEPARATION_OFFSET).max(0.0) * stability.max(0.0);
        curve.push(Candidate { count, separation, stability, score });
        progress.advance(Phase::Clustering, 1);
    }
    progress.finish(Phase::Clustering);
    curve
}

/// The smallest count whose score is next to the highest. Where no count shows more than shapeless data would, as in
/// very small corpora, the nearest to the square root of half the rows (Mardia, Kent and Bibby, 1979); 1 when none was
/// tried.
pub(super) fn best(curve: &[Candidate], n_rows: usize) -> usize {
    let highest = curve.iter().map(|candidate| candidate.score).fold(0.0, f64::max);
    let best = curve.iter().find(|candidate| highest > 0.0 && candidate.score >= NEXT_TO_HIGHEST * highest);
    let customary = (n_rows as f64 / 2.0).sqrt().round() as usize;
    match (best, curve) {
        (Some(best), _) => best.count,
        (None, [first, .., last]) => customary.clamp(first.count, last.count),
        (None, [only]) => only.count,
        (None, []) => 1,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_grow_with_the_corpus() {
        assert_eq!(counts_to_try(11, 11), Vec::<usize>::new());
        assert_eq!(counts_to_try(18, 18), [2, 3]);
        assert_eq!(counts_to_try(100, 3), [2]);
        assert_eq!(counts_to_try(1_000, 1_000).last(), Some(&52));
    }

    #[test]
    fn the_smallest_of_the_highest_scores_wins() {
        let candidate = |count, score| Candidate { count, separation: 0.0, stability: 0.0, score };
        assert_eq!(best(&[candidate(2, 0.1), candidate(3, 0.3), candidate(4, 0.31)], 30), 3);
        assert_eq!(best(&[], 8), 1);
    }

    #[test]
    fn without_structure_the_count_grows_with_the_root_of_the_rows() {
        let flat: Vec<Candidate> =
            (2..=8).map(|count| Candidate { count, separation: -0.1, stability: 0.0, score: 0.0 }).collect();
        assert_eq!(best(&flat, 50), 5);
        assert_eq!(best(&flat, 2_000), 8);
        assert_eq!(best(&flat[..1], 12), 2);
    }
}
