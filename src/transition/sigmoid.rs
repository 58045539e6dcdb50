//! A curve from one level to another, by least squares: whether what it says passes one half upward.
//!
//! The share of one of two things among both may change at once or over years, from and to any level. A logistic curve in time
//! with free levels on either side (Richards' curve with four parameters) takes all of that; levels are least squares, for
//! each of a grid of places and widths, so that a fit is a few sums. Two weak observations of one half, one at each level, keep
//! a single article at an end from being a level of its own.

/// Equal parts of the time.
pub(super) const BINS: usize = 60;
/// Widths of the change, as shares of the time: at once, up to a slow drift.
const WIDTHS: [f64; 5] = [0.002, 0.02, 0.05, 0.1, 0.2];
/// The weight of the observation of one half at each level.
const PRIOR: f64 = 0.5;
/// A change smaller than this is none.
const FLAT: f64 = 1e-9;

/// One place and width of the change.
#[derive(Clone, Debug)]
struct Sigmoid {
    place: f64,
    width: f64,
    /// How far the change has come in the middle of each part.
    risen: [f64; BINS],
}

/// All places and widths of the grid.
#[derive(Clone, Debug)]
pub(super) struct Sigmoids(Vec<Sigmoid>);

impl Sigmoids {
    pub(super) fn new() -> Self {
        let sigmoid = |width: f64, place: usize| {
            let place = place as f64 / BINS as f64;
            let mut risen = [0.0; BINS];
            for (bin, risen) in risen.iter_mut().enumerate() {
                let time = (bin as f64 + 0.5) / BINS as f64;
                *risen = 1.0 / (1.0 + (-((time - place) / width).clamp(-40.0, 40.0)).exp());
            }
            Sigmoid { place, width, risen }
        };
        Self(WIDTHS.into_iter().flat_map(|width| (1..BINS).map(move |place| sigmoid(width, place))).collect())
    }

    /// Whether the curve nearest to what stands for each side in each part passes one half upward within the time.
    pub(super) fn cross(&self, bins: &[[f64; 2]; BINS]) -> bool {
        let mut best: Option<(f64, bool)> = None;
        for sigmoid in &self.0 {
            let fit = sigmoid.fit(bins);
            if best.is_none_or(|best| fit.0 > best.0) {
                best = Some(fit);
            }
        }
        best.is_some_and(|(_, crosses)| crosses)
    }
}

impl Sigmoid {
    /// How much of the sum of squares the curve explains, and whether it passes one half upward within the time.
    fn fit(&self, bins: &[[f64; 2]; BINS]) -> (f64, bool) {
        // sums of weights, risen, its square, the side, and the side by risen
        let mut sums = [2.0 * PRIOR, PRIOR, PRIOR, PRIOR, PRIOR / 2.0];
        for ([from, to], risen) in bins.iter().zip(&self.risen) {
            let weight = from + to;
            sums[0] += weight;
            sums[1] += weight * risen;
            sums[2] += weight * risen * risen;
            sums[3] += to;
            sums[4] += to * risen;
        }
        let [all, risen, squared, side, both] = sums;
        let determinant = (all * squared - risen * risen).max(FLAT);
        let slope = (all * both - risen * side) / determinant;
        let level = (side - slope * risen) / all;
        (slope * both + level * side, slope > FLAT && self.passes((0.5 - level) / slope))
    }

    /// Whether the curve has risen so far, as a share of its change, within the time.
    fn passes(&self, risen: f64) -> bool {
        if !(risen > 0.0 && risen < 1.0) {
            return false;
        }
        let time = self.place + self.width * (risen / (1.0 - risen)).ln();
        time > 0.0 && time < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crosses(share: impl Fn(f64) -> f64) -> bool {
        let mut bins = [[0.0; 2]; BINS];
        for (bin, sides) in bins.iter_mut().enumerate() {
            let share = share(bin as f64 / BINS as f64);
            *sides = [3.0 * (1.0 - share), 3.0 * share];
        }
        Sigmoids::new().cross(&bins)
    }

    #[test]
    fn a_rise_past_one_half_crosses_however_fast() {
        assert!(crosses(|time| if time < 0.7 { 0.1 } else { 0.8 }));
        assert!(crosses(|time| 0.2 + 0.6 * time));
        assert!(!crosses(|time| 0.1 + 0.35 * time));
        assert!(!crosses(|time| 0.9 - 0.8 * time));
        assert!(!crosses(|_| 0.3));
        assert!(!Sigmoids::new().cross(&[[0.0; 2]; BINS]));
    }
}
