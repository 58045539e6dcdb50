//! Stability in a word, the same in every output.

use serde::Serialize;

/// At least this agreement is stable: three passages in four come back together.
const STABLE: f64 = 0.75;
/// Below this, less comes back than not.
const FAIRLY_STABLE: f64 = 0.5;

/// How far a theme can be relied on to be the same tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Badge {
    /// It comes back when a part of the corpus is left out.
    Stable,
    /// Most of it comes back.
    FairlyStable,
    /// It depends on what was read.
    Unstable,
}

impl Badge {
    /// The badge of a stability in 0..=1.
    ///
    /// ```
    /// use filrouge::themes::Badge;
    /// assert_eq!(Badge::of(0.9), Badge::Stable);
    /// assert_eq!(Badge::of(0.3), Badge::Unstable);
    /// ```
    #[must_use]
    pub fn of(stability: f64) -> Self {
        match stability {
            STABLE.. => Self::Stable,
            FAIRLY_STABLE..STABLE => Self::FairlyStable,
            _ => Self::Unstable,
        }
    }
}
