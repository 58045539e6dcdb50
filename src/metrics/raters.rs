//! How well raters agree who sort the same items into the same categories, beyond what chance would give.

use super::Interval;
use super::resample::percentile_interval;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::collections::BTreeMap;

/// How many resamples an interval is read from.
const RESAMPLES: usize = 1_000;

/// The share of items that two raters sort alike, in 0..=1; none without items.
#[must_use]
pub fn percent_agreement<L: PartialEq>(pairs: &[(L, L)]) -> Option<f64> {
    let alike = pairs.iter().filter(|(one, other)| one == other).count();
    (!pairs.is_empty()).then(|| alike as f64 / pairs.len() as f64)
}

/// Cohen's kappa of two raters (Cohen, "A coefficient of agreement for nominal scales", 1960): 1 for full agreement, 0
/// for what chance gives to raters with these habits, negative below. None where chance alone would give full
/// agreement: when both use one and the same category throughout.
///
/// ```
/// use filrouge::metrics::cohen_kappa;
/// let pairs = [("eau", "eau"), ("eau", "pain"), ("pain", "pain"), ("pain", "pain")];
/// // observed 3/4, by chance (2 x 1 + 2 x 3) / 16 = 1/2
/// assert_eq!(cohen_kappa(&pairs), Some(0.5));
/// ```
#[must_use]
pub fn cohen_kappa<L: Ord>(pairs: &[(L, L)]) -> Option<f64> {
    let observed = percent_agreement(pairs)?;
    let mut uses: BTreeMap<&L, (f64, f64)> = BTreeMap::new();
    for (one, other) in pairs {
        uses.entry(one).or_default().0 += 1.0;
        uses.entry(other).or_default().1 += 1.0;
    }
    let squared = (pairs.len() as f64).powi(2);
    let by_chance = uses.values().map(|(one, other)| one * other).sum::<f64>() / squared;
    (by_chance < 1.0).then(|| (observed - by_chance) / (1.0 - by_chance))
}

/// Krippendorff's alpha for categories, any number of raters and missing values ("Computing Krippendorff's
/// alpha-reliability", 2011). `units` holds, for each item, the values that it was given; items with fewer than two say
/// nothing. None where no item has two values, or only one category occurs.
///
/// ```
/// use filrouge::metrics::krippendorff_alpha;
/// assert_eq!(krippendorff_alpha(&[vec![1, 1], vec![2, 2, 2], vec![1]]), Some(1.0));
/// assert_eq!(krippendorff_alpha(&[vec![1, 1]]), None);
/// ```
#[must_use]
pub fn krippendorff_alpha<L: Ord>(units: &[Vec<L>]) -> Option<f64> {
    let mut totals: BTreeMap<&L, f64> = BTreeMap::new();
    let mut disagreement = 0.0;
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts: BTreeMap<&L, f64> = BTreeMap::new();
        for value in unit {
            *counts.entry(value).or_default() += 1.0;
        }
        let values = unit.len() as f64;
        for (value, count) in counts {
            *totals.entry(value).or_default() += count;
            disagreement += count * (values - count) / (values - 1.0);
        }
    }
    let pairable: f64 = totals.values().sum();
    let expected: f64 = totals.values().map(|count| count * (pairable - count)).sum();
    (expected > 0.0).then(|| 1.0 - (pairable - 1.0) * disagreement / expected)
}

/// The 95 % percentile interval of a figure (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993), items
/// being drawn again in `clusters` (the items of an article together), which are what a corpus has many of. `figure`
/// computes it from item numbers; resamples without a value are passed over. None where fewer than two clusters are
/// there.
#[must_use]
pub fn bootstrap(clusters: &[Vec<usize>], seed: u64, figure: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    if clusters.len() < 2 {
        return None;
    }
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut items = Vec::new();
    let mut resample = || {
        items.clear();
        for _ in 0..clusters.len() {
            items.extend_from_slice(&clusters[random.gen_range(0..clusters.len() as u32) as usize]);
        }
        figure(&items)
    };
    percentile_interval((0..RESAMPLES).filter_map(|_| resample()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64, tolerance: f64) {
        assert!((found.unwrap() - expected).abs() < tolerance, "{found:?} for {expected}");
    }

    /// By hand: 35 of 50 alike; rater one says yes 25 times, rater two 30: chance 0.5 x 0.6 + 0.5 x 0.4 = 0.5.
    #[test]
    fn kappa_by_hand() {
        let cells = [(("yes", "yes"), 20), (("yes", "no"), 5), (("no", "yes"), 10), (("no", "no"), 15)];
        let pairs: Vec<_> = cells.iter().flat_map(|&(pair, count)| std::iter::repeat_n(pair, count)).collect();
        close(cohen_kappa(&pairs), 0.4, 1e-12);
        close(percent_agreement(&pairs), 0.7, 1e-12);
        close(cohen_kappa(&[("a", "b"), ("b", "a")]), -1.0, 1e-12);
    }

    /// The reliability data of Krippendorff (2011), 4 observers and 12 units. By hand: 40 pairable values, 9, 13, 10, 5
    /// and 3 of each category, 8 of them off the diagonal of coincidences: 1 - 39 x 8 / (40 x 40 - 384) = 0.743.
    #[test]
    fn alpha_of_krippendorff_s_example() {
        let rows: [[u8; 12]; 4] = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let unit = |column: usize| rows.iter().map(|row| row[column]).filter(|value| *value > 0).collect::<Vec<_>>();
        let units: Vec<Vec<u8>> = (0..12).map(unit).collect();
        close(krippendorff_alpha(&units), 0.743, 0.0005);
    }

    /// Two observers and ten units of two categories (Krippendorff 2011, section A): 14 values of 0, 6 of 1, four
    /// disagreements: 1 - 19 x 8 / (2 x 14 x 6) = 0.095.
    #[test]
    fn alpha_of_two_observers_by_hand() {
        let (meg, owen) = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]);
        let units: Vec<Vec<u8>> = meg.iter().zip(owen).map(|(&one, other)| vec![one, other]).collect();
        close(krippendorff_alpha(&units), 1.0 - 19.0 * 8.0 / 168.0, 1e-12);
        close(krippendorff_alpha(&units), 0.095, 0.0005);
    }

    #[test]
    fn what_has_no_value_has_none() {
        assert_eq!(percent_agreement::<u8>(&[]), None);
        assert_eq!(cohen_kappa(&[("a", "a"), ("a", "a")]), None);
        assert_eq!(krippendorff_alpha::<u8>(&[]), None);
        assert_eq!(krippendorff_alpha(&[vec![1], vec![2]]), None);
    }

    #[test]
    fn whole_clusters_are_drawn_again() {
        // two articles, each of one mind: a resample is 0, 1/2 or 1 and nothing between
        let clusters = [vec![0, 1, 2], vec![3, 4, 5]];
        let share = |items: &[usize]| {
            assert_eq!(items.len(), 6);
            Some(items.iter().filter(|item| **item > 2).count() as f64 / 6.0)
        };
        assert_eq!(bootstrap(&clusters, 0, share), Some(Interval { low: 0.0, high: 1.0 }));
        assert_eq!(bootstrap(&clusters[..1], 0, share), None);
        assert_eq!(bootstrap(&clusters, 0, |_| None), None);
    }
}
