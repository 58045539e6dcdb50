//! What a stratified random sample says of the whole: the share of items of a kind, with its interval.

use serde::Serialize;

/// The quantile of the normal distribution of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// An estimated share, in 0..=1, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The share.
    pub estimate: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What is known of a stratum: items drawn from it at random without replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// How many items it has.
    pub size: usize,
    /// How many of them were looked at; at least one.
    pub seen: usize,
    /// How many of these are of the kind asked about.
    pub hits: usize,
}

impl Stratum {
    /// The share of hits among those seen, and Wilson's limits for the whole stratum. A stratum seen in full leaves
    /// nothing open: the sample counts as larger by the finite population correction.
    fn estimate(self) -> Estimate {
        let share = self.hits as f64 / self.seen as f64;
        if self.seen >= self.size {
            return Estimate { estimate: share, low: share, high: share };
        }
        let effective = self.seen as f64 * (self.size as f64 - 1.0) / (self.size - self.seen) as f64;
        let Interval { low, high } = wilson(share, effective);
        Estimate { estimate: share, low, high }
    }
}

/// The share of items of a kind in a population of strata: the stratified estimator (Cochran, "Sampling Techniques",
/// 1977, chapter 5), which is unbiased whatever sorted the items into strata. Its interval combines Wilson's limits of
/// the strata (Zou, Huang and Zhang, "A note on confidence interval estimation for a linear function of binomial
/// proportions", 2009): unlike the variance formula it does not take a stratum for certain because its few items
/// agree. None without strata.
///
/// ```
/// use filrouge::metrics::{Stratum, share};
/// // 90 items of which 2 of 10 seen are hits, and 10 items, all seen, all hits: 0.9 x 0.2 + 0.1 x 1
/// let strata = [Stratum { size: 90, seen: 10, hits: 2 }, Stratum { size: 10, seen: 10, hits: 10 }];
/// let estimate = share(&strata).expect("there are strata");
/// assert!((estimate.estimate - 0.28).abs() < 1e-12);
/// assert!(estimate.low < 0.28 && 0.28 < estimate.high);
/// ```
#[must_use]
pub fn share(strata: &[Stratum]) -> Option<Estimate> {
    let population: usize = strata.iter().map(|stratum| stratum.size).sum();
    let (mut estimate, mut below, mut above) = (0.0, 0.0, 0.0);
    for stratum in strata {
        let weight = stratum.size as f64 / population as f64;
        let part = stratum.estimate();
        estimate += weight * part.estimate;
        below += (weight * (part.estimate - part.low)).powi(2);
        above += (weight * (part.high - part.estimate)).powi(2);
    }
    (population > 0).then(|| Estimate {
        estimate: estimate.clamp(0.0, 1.0),
        low: (estimate - below.sqrt()).clamp(0.0, 1.0),
        high: (estimate + above.sqrt()).clamp(0.0, 1.0),
    })
}

/// Wilson's 95 % score interval of a share among `items` (Wilson, "Probable inference", 1927). `items` is above 0.
#[must_use]
pub fn wilson(share: f64, items: f64) -> Interval {
    let square = Z * Z;
    let centre = (share + square / (2.0 * items)) / (1.0 + square / items);
    let half = Z / (1.0 + square / items) * (share * (1.0 - share) / items + square / (4.0 * items * items)).sqrt();
    // with no hits, or only hits, the end is exact, and rounding must not pass it
    Interval { low: (centre - half).clamp(0.0, share), high: (centre + half).clamp(share, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::seq::index;
    use rand_xoshiro::Xoshiro256Plus;

    /// Newcombe (1998), table I: 81 of 263 and 0 of 20.
    #[test]
    fn wilson_s_interval_is_the_published_one() {
        let Interval { low, high } = wilson(81.0 / 263.0, 263.0);
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
        let Interval { low, high } = wilson(0.0, 20.0);
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn what_was_seen_in_full_is_certain() {
        let estimate = share(&[Stratum { size: 4, seen: 4, hits: 1 }, Stratum { size: 4, seen: 4, hits: 4 }]).unwrap();
        assert_eq!((estimate.estimate, estimate.low, estimate.high), (0.625, 0.625, 0.625));
        assert_eq!(share(&[]), None);
    }

    /// A corpus whose truth is known: four strata as a classifier with errors would make them, and truths that leak into
    /// every stratum. Over many draws the interval must hold the truth about 95 times in 100, and the mean must be it.
    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let populations: [[(usize, usize); 4]; 3] = [
            [(400, 340), (300, 30), (200, 10), (100, 5)], // (size, hits): a large theme well found
            [(400, 8), (300, 9), (200, 3), (100, 60)],    // a small theme, leaking into the large strata
            [(400, 80), (300, 150), (200, 100), (100, 30)], // a theme that is hardly found
        ];
        for (number, strata) in populations.iter().enumerate() {
            let truth = strata.iter().map(|(_, hits)| *hits as f64).sum::<f64>() / 1_000.0;
            let (mut held, mut sum) = (0, 0.0);
            let seeds = 1_000;
            for seed in 0..seeds {
                let mut random = Xoshiro256Plus::seed_from_u64(seed);
                let drawn = strata.map(|(size, hits)| {
                    let seen = size / 10 + 10;
                    let hits = index::sample(&mut random, size, seen).iter().filter(|item| *item < hits).count();
                    Stratum { size, seen, hits }
                });
                let estimate = share(&drawn).unwrap();
                held += u32::from((estimate.low..=estimate.high).contains(&truth));
                sum += estimate.estimate;
            }
            assert!((930..=990).contains(&held), "population {number}: {held} of {seeds}");
            assert!((sum / seeds as f64 - truth).abs() < 0.003, "population {number}: {} for {truth}", sum / 1_000.0);
        }
    }
}
