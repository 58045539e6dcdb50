//! How much more often a term stands in one group of texts than in another (Monroe, Colaresi and Quinn, "Fightin' Words", 2008).

use super::Interval;

/// Half the width of a 95 % interval, in standard deviations.
const DEVIATIONS: f64 = 1.96;

/// The difference of a term's log-odds between two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// The difference, in natural logarithms; positive where the first group has more.
    pub difference: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

impl LogOdds {
    /// The log-odds of a term in two groups: how often it stands in each, out of how many terms. The prior has the `weight`
    /// of so many terms, `share` of them this one.
    ///
    /// ```
    /// use filrouge::metrics::LogOdds;
    /// let found = LogOdds::of((30.0, 1_000.0), (10.0, 1_000.0), 0.02, 500.0);
    /// assert!(found.significance() > 1.96 && found.interval().low > 0.0);
    /// ```
    #[must_use]
    pub fn of((count, size): (f64, f64), (other_count, other_size): (f64, f64), share: f64, weight: f64) -> Self {
        let prior = weight * share;
        let odds = |count: f64, size: f64| ((count + prior) / (size + weight - count - prior).max(1e-9)).ln();
        let variance = 1.0 / (count + prior) + 1.0 / (other_count + prior);
        Self { difference: odds(count, size) - odds(other_count, other_size), deviation: variance.sqrt() }
    }

    /// The difference in standard deviations.
    #[must_use]
    pub fn significance(self) -> f64 {
        self.difference / self.deviation
    }

    /// The 95 % interval of the difference.
    #[must_use]
    pub fn interval(self) -> Interval {
        let half = DEVIATIONS * self.deviation;
        Interval { low: self.difference - half, high: self.difference + half }
    }
}
