//! The bootstrap over groups: draws with replacement of whole articles, since the passages of one article do not vote one by one.

use super::Interval;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// The share of draws left out at each end of a 95 % interval.
const TAIL: f64 = 0.025;

/// Draws of groups with replacement (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993). Every draw has a
/// generator of its own, so that draws may be made in any order and on any thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resamples {
    groups: usize,
    seed: u64,
}

impl Resamples {
    /// Draws of so many groups.
    #[must_use]
    pub fn new(groups: usize, seed: u64) -> Self {
        Self { groups, seed }
    }

    /// The generator of a draw, for whatever else the draw decides by chance.
    #[must_use]
    pub fn random(self, draw: u64) -> Xoshiro256Plus {
        // the seeds of neighbouring draws differ in one bit; seeding by splitmix spreads it
        Xoshiro256Plus::seed_from_u64(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(draw))
    }

    /// How many times a draw takes each group, shape `(n_groups,)`; they add up to the number of groups.
    ///
    /// ```
    /// let counts = filrouge::metrics::Resamples::new(5, 0).counts(3);
    /// assert_eq!((counts.len(), counts.iter().sum::<u32>()), (5, 5));
    /// ```
    #[must_use]
    pub fn counts(self, draw: u64) -> Vec<u32> {
        let mut random = self.random(draw);
        let mut counts = vec![0; self.groups];
        for _ in 0..self.groups {
            counts[random.gen_range(0..self.groups as u32) as usize] += 1;
        }
        counts
    }
}

/// The 95 % percentile interval of the values of all draws. None without a value.
#[must_use]
pub fn percentile_interval(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| values[(share * last as f64).round() as usize];
    Some(Interval { low: at(TAIL), high: at(1.0 - TAIL) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_the_same_whenever_it_is_made_and_unlike_the_next() {
        let resamples = Resamples::new(200, 7);
        let later = resamples.counts(4);
        assert_eq!(resamples.counts(4), later);
        assert_ne!(resamples.counts(5), later);
        assert_ne!(Resamples::new(200, 8).counts(4), later);
        assert_eq!(Resamples::new(0, 0).counts(0), Vec::<u32>::new());
    }

    /// A group is missing from a draw of `n` groups with probability (1 - 1/n)^n, about 0.366 for 100.
    #[test]
    fn groups_are_drawn_with_replacement() {
        let resamples = Resamples::new(100, 0);
        let missing: usize =
            (0..400).map(|draw| resamples.counts(draw).iter().filter(|count| **count == 0).count()).sum();
        assert!((missing as f64 / 40_000.0 - 0.366).abs() < 0.01, "{missing}");
    }

    #[test]
    fn the_interval_holds_the_middle_of_the_values() {
        let interval = percentile_interval((0..=1000).map(f64::from).collect());
        assert_eq!(interval, Some(Interval { low: 25.0, high: 975.0 }));
        assert_eq!(percentile_interval(Vec::new()), None);
    }
}
