//! How many themes: the count at which themes stand apart, and come back when a part of the passages is left out, the
//! most beyond what shapeless data would show at that count, and no more of them than that is worth.

use super::study::{Figures, Study};
use crate::progress::{Phase, Progress};
use serde::{Deserialize, Serialize};

/// No more themes than a person reads.
const MAX_COUNT: usize = 60;
/// On average a theme is found in at least so many passages.
const MIN_ROWS_PER_THEME: usize = 6;
/// What shapeless data shows is measured at every count up to this, and then at every third that is tried: it changes so
/// evenly with the count that what lies between is known as well.
const CHANCE_AT_EACH: usize = 8;
const CHANCE_STEP: usize = 3;
/// What stability alone is worth, in units of separation: in a very small corpus separation says nothing, and the
/// themes that come back are still the better ones.
const SEPARATION_OFFSET: f64 = 0.02;
/// Scores this close to the highest are as good: they differ by less than another draw of samples would change them.
const NEXT_TO_HIGHEST: f64 = 0.9;
/// Counts whose score is at least this share of a peak's are on its plateau.
const PLATEAU: f64 = 0.85;
/// A lower peak is a scale of its own when it is at least this share of the highest.
const NOTABLE: f64 = 0.5;
/// A coarser view has at most so many times the themes, a finer one at least so many times.
const COARSER: f64 = 2.0 / 3.0;
const FINER: f64 = 2.0;

/// How closely to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// Fewer themes than stand out best: at most two thirds as many.
    Coarse,
    /// As many as stand out best.
    #[default]
    Medium,
    /// More themes than stand out best: at least twice as many.
    Fine,
}

/// One count that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// How many themes.
    pub count: usize,
    /// How far apart the themes stand: the mean cosine silhouette, less that of shapeless data. About 0 for chance.
    pub separation: f64,
    /// Whether they come back: the mean adjusted Rand index of the themes of samples with those that all samples agree on,
    /// rescaled so that shapeless data is 0 and perfect agreement 1.
    pub stability: f64,
    /// What the choice goes by: separation with the root of stability, by the square root of the count. A reader pays for
    /// every theme, so four times as many must show twice as much; of the two figures stability is the one that another
    /// draw of samples moves, and by its root it moves the count less (measured on six labelled corpora).
    pub score: f64,
}

/// Neighbouring counts that are about as good as the best of them: a natural scale of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plateau {
    /// Its lowest count.
    pub from: usize,
    /// Its highest count.
    pub to: usize,
    /// Its best count.
    pub best: usize,
}

/// Why there are as many themes as there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The user gave the count.
    Given,
    /// It stands out: no other count shows so much more than shapeless data would.
    StandsOut,
    /// No count shows more than shapeless data would, as in very small corpora: the customary square root of half the
    /// passages (Mardia, Kent and Bibby, 1979).
    Customary,
    /// The algorithm does not take a count: it follows from where passages are dense.
    Density,
    /// The guided themes leave too few passages for a theme that nobody foresaw.
    Foreseen,
    /// Too few passages to have more than one.
    #[default]
    TooFew,
}

/// How many themes were sought, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// How many.
    pub count: usize,
    /// Why.
    pub reason: Reason,
    /// How many a coarser and a finer view have: the best of those well below and well above.
    pub coarse: Option<usize>,
    /// See `coarse`.
    pub fine: Option<usize>,
    /// The natural scales, from few themes to many.
    pub plateaus: Vec<Plateau>,
    /// The counts tried, in ascending order; empty when the count was given or the passages are too few.
    pub curve: Vec<Candidate>,
}

/// The highest count to try for so many rows.
pub(super) fn most(n_rows: usize) -> usize {
    (n_rows / MIN_ROWS_PER_THEME).min(MAX_COUNT)
}

/// Tries counts, and chooses.
pub(super) fn choose(study: &Study, granularity: Granularity, progress: &dyn Progress) -> Choice {
    let (n_rows, distinct) = study.n_rows();
    let counts = counts_to_try(n_rows, distinct);
    let places = measured(&counts);
    progress.start(Phase::Clustering, Some((counts.len() + places.len()) as u64));
    let chance = filled_in(&counts, &places, |count| {
        progress.advance(Phase::Clustering, 1);
        study.chance(count)
    });
    let mut curve = Vec::new();
    for (count, chance) in counts.into_iter().zip(chance) {
        let figures = study.figures(count);
        let separation = figures.separation - chance.separation;
        let stability = (figures.stability - chance.stability) / (1.0 - chance.stability).max(0.01);
        let strength = (separation + SEPARATION_OFFSET).max(0.0) * stability.max(0.0).sqrt();
        curve.push(Candidate { count, separation, stability, score: strength / (count as f64).sqrt() });
        progress.advance(Phase::Clustering, 1);
    }
    progress.finish(Phase::Clustering);
    decide(curve, n_rows, granularity)
}

/// At which of `counts`, by their places, chance is measured.
fn measured(counts: &[usize]) -> Vec<usize> {
    let each = counts.partition_point(|count| *count <= CHANCE_AT_EACH);
    let steps = (each..counts.len())
        .filter(|place| (place + 1 - each).is_multiple_of(CHANCE_STEP) || place + 1 == counts.len());
    (0..each).chain(steps).collect()
}

/// What is measured at these places of `counts`, first and last among them; at the others it follows from the nearest two by
/// the logarithm of the count.
fn filled_in(counts: &[usize], places: &[usize], measure: impl Fn(usize) -> Figures) -> Vec<Figures> {
    let mut filled: Vec<Figures> = Vec::with_capacity(counts.len());
    for &place in places {
        let figures = measure(counts[place]);
        let before = filled.len();
        let Some(&last) = filled.last() else {
            filled.push(figures);
            continue;
        };
        let logarithm = |place: usize| (counts[place] as f64).ln();
        let (start, end) = (logarithm(before - 1), logarithm(place));
        filled.extend((before..=place).map(|between| {
            let share = (logarithm(between) - start) / (end - start);
            let figure = |from: f64, to: f64| from + share * (to - from);
            Figures {
                separation: figure(last.separation, figures.separation),
                stability: figure(last.stability, figures.stability),
            }
        }));
    }
    filled
}

/// The smallest count whose score is next to the highest; for another granularity the best of the counts well below or
/// above. Above, where every score falls with the count, the scores are taken without its square root.
fn decide(curve: Vec<Candidate>, n_rows: usize, granularity: Granularity) -> Choice {
    let (Some(first), Some(last)) = (curve.first().map(|least| least.count), curve.last().map(|most| most.count))
    else {
        return Choice { count: 1, ..Choice::default() };
    };
    let highest = curve.iter().map(|candidate| candidate.score).fold(0.0, f64::max);
    let standing_out = curve.iter().find(|candidate| highest > 0.0 && candidate.score >= NEXT_TO_HIGHEST * highest);
    let customary = ((n_rows as f64 / 2.0).sqrt().round() as usize).clamp(first, last);
    let reason = if standing_out.is_some() { Reason::StandsOut } else { Reason::Customary };
    let medium = standing_out.map_or(customary, |candidate| candidate.count);
    let best = |from: f64, to: f64, value: fn(&Candidate) -> f64| {
        let within = curve.iter().filter(|candidate| (from..=to).contains(&(candidate.count as f64)));
        within.reduce(|best, next| if value(next) > value(best) { next } else { best }).map(|best| best.count)
    };
    let coarse = best(0.0, medium as f64 * COARSER, |candidate| candidate.score);
    let fine =
        best(medium as f64 * FINER, f64::INFINITY, |candidate| candidate.score * (candidate.count as f64).sqrt());
    let count = match granularity {
        Granularity::Coarse => coarse.unwrap_or(medium),
        Granularity::Medium => medium,
        Granularity::Fine => fine.unwrap_or(last),
    };
    Choice { count, reason, coarse, fine, plateaus: plateaus(&curve), curve }
}

/// The peaks of the curve, each with the counts around it that are about as good; a peak on the plateau of a higher one
/// is not one of its own.
fn plateaus(curve: &[Candidate]) -> Vec<Plateau> {
    let highest = curve.iter().map(|candidate| candidate.score).fold(f64::MIN_POSITIVE, f64::max);
    let mut peaks: Vec<usize> =
        (0..curve.len()).filter(|&position| curve[position].score >= NOTABLE * highest).collect();
    peaks.sort_by(|&a, &b| curve[b].score.total_cmp(&curve[a].score).then(a.cmp(&b)));
    let mut taken = vec![false; curve.len()];
    let mut found = Vec::new();
    for peak in peaks {
        let lower = |other: Option<usize>| {
            other.and_then(|other| curve.get(other)).is_none_or(|other| other.score <= curve[peak].score)
        };
        if taken[peak] || !lower(peak.checked_sub(1)) || !lower(Some(peak + 1)) {
            continue;
        }
        let on = |position: &usize| !taken[*position] && curve[*position].score >= PLATEAU * curve[peak].score;
        let from = (0..=peak).rev().take_while(on).last().unwrap_or(peak);
        let to = (peak..curve.len()).take_while(on).last().unwrap_or(peak);
        taken[from..=to].fill(true);
        found.push(Plateau { from: curve[from].count, to: curve[to].count, best: curve[peak].count });
    }
    found.sort_by_key(|plateau| plateau.from);
    found
}

/// All counts up to 12, then steps of about a fifth, up to what the rows can bear.
fn counts_to_try(n_rows: usize, distinct: usize) -> Vec<usize> {
    let most = most(n_rows).min(distinct.saturating_sub(1));
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

    fn curve(scores: &[(usize, f64)]) -> Vec<Candidate> {
        let candidate = |&(count, score): &(usize, f64)| Candidate { count, separation: 0.0, stability: 0.0, score };
        scores.iter().map(candidate).collect()
    }

    #[test]
    fn counts_grow_with_the_corpus() {
        assert_eq!(counts_to_try(11, 11), Vec::<usize>::new());
        assert_eq!(counts_to_try(18, 18), [2, 3]);
        assert_eq!(counts_to_try(100, 3), [2]);
        assert_eq!(counts_to_try(1_000, 1_000).last(), Some(&52));
    }

    #[test]
    fn chance_is_measured_at_some_counts_and_lies_between_at_others() {
        let counts = counts_to_try(400, 400);
        let places = measured(&counts);
        assert_eq!(
            places.iter().map(|&place| counts[place]).collect::<Vec<_>>(),
            [2, 3, 4, 5, 6, 7, 8, 11, 16, 26, 44, 52]
        );
        let falls = |count: usize| 0.6 - 0.1 * (count as f64).ln();
        let filled = filled_in(&counts, &places, |count| Figures { separation: falls(count), stability: 1.0 });
        assert_eq!(filled.len(), counts.len());
        for (figures, count) in filled.iter().zip(counts) {
            assert!((figures.separation - falls(count)).abs() < 1e-9 && (figures.stability - 1.0).abs() < 1e-9);
        }
        assert_eq!((measured(&[2]), measured(&[])), (vec![0], Vec::new()));
    }

    #[test]
    fn the_smallest_of_the_highest_scores_wins() {
        let choice = decide(curve(&[(2, 0.1), (3, 0.3), (4, 0.31)]), 30, Granularity::Medium);
        assert_eq!((choice.count, choice.reason), (3, Reason::StandsOut));
        assert_eq!(decide(Vec::new(), 8, Granularity::Fine), Choice { count: 1, ..Choice::default() });
    }

    #[test]
    fn without_structure_the_count_grows_with_the_root_of_the_rows() {
        let flat: Vec<(usize, f64)> = (2..=8).map(|count| (count, 0.0)).collect();
        let count = |flat: &[(usize, f64)], n_rows| decide(curve(flat), n_rows, Granularity::Medium).count;
        assert_eq!((count(&flat, 50), count(&flat, 2_000), count(&flat[..1], 12)), (5, 8, 2));
        assert_eq!(decide(curve(&flat), 50, Granularity::Medium).reason, Reason::Customary);
    }

    #[test]
    fn coarser_and_finer_views_are_the_best_well_below_and_above() {
        let scores = [(2, 0.1), (3, 0.2), (4, 0.3), (5, 0.9), (6, 0.5), (8, 0.2), (10, 0.3), (12, 0.1)];
        let count = |granularity| decide(curve(&scores), 100, granularity).count;
        assert_eq!([Granularity::Coarse, Granularity::Medium, Granularity::Fine].map(count), [3, 5, 10]);
    }

    #[test]
    fn plateaus_are_the_natural_scales() {
        let scores = [(2, 0.1), (3, 0.29), (4, 0.3), (5, 0.28), (6, 0.1), (7, 0.2), (8, 0.19), (9, 0.1)];
        let found = plateaus(&curve(&scores));
        let expected = [Plateau { from: 3, to: 5, best: 4 }, Plateau { from: 7, to: 8, best: 7 }];
        assert_eq!(found, expected);
    }
}
