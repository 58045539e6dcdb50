//! Where the mean of a row differs most on both sides, over parts of the time of every size.

use super::sequence::{Sequence, Sums};

/// A side of a change has at least this many articles.
pub(super) const SIDE_ARTICLES: f64 = 5.0;

/// Two parts of the time that are held against each other: periods `start..middle` and `middle..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Split {
    pub(super) middle: usize,
    /// How strongly the two differ, beyond what the best of so many parts of this size would by chance.
    pub(super) strength: f64,
}

/// Parts of the time of every size (Kovács, Bühlmann, Li and Munk, "Seeded binary segmentation", Biometrika 2023): each half
/// as long again as the next, and overlapping.
pub(super) fn seeded(n_periods: usize) -> Vec<(usize, usize)> {
    let decay = std::f64::consts::FRAC_1_SQRT_2;
    let mut parts = Vec::new();
    for level in 0.. {
        let length = n_periods as f64 * decay.powi(level);
        if length < 2.0 {
            break;
        }
        let count = 2 * (1.0 / decay).powi(level).ceil() as usize - 1;
        let step = if count > 1 { (n_periods as f64 - length) / (count - 1) as f64 } else { 0.0 };
        let part = |number: usize| {
            let start = number as f64 * step;
            (start.floor() as usize, ((start + length).ceil() as usize).min(n_periods))
        };
        parts.extend((0..count).map(part));
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// The strongest split of each row within the given parts, and last that of all rows together: shape `(n_rows + 1,)`.
///
/// A part's statistic is the difference of its two means in standard errors, less `sqrt(2 ln(e N / n))` for its `n` of `N`
/// articles, so that the many small parts do not drown the few large ones (Dümbgen and Spokoiny, 2001).
pub(super) fn strongest(sequence: &Sequence<'_>, sums: &Sums, parts: &[(usize, usize)]) -> Vec<Option<Split>> {
    let (n_rows, n_periods) = (sequence.n_rows(), sequence.periods.len());
    let weights: Vec<f64> =
        sequence.variances.iter().map(|variance| if *variance > 0.0 { 1.0 / variance } else { 0.0 }).collect();
    let tested = weights.iter().filter(|weight| **weight > 0.0).count();
    let mut best: Vec<Option<Split>> = vec![None; n_rows + 1];
    let mut bounds = vec![0.0; n_rows]; // what a squared difference must exceed, so that few roots are taken
    for &(start, end) in parts {
        let price =
            |row: usize| price(sums.articles_between(row, 0, n_periods), sums.articles_between(row, start, end));
        let prices: Vec<f64> = (0..sums.width()).map(price).collect();
        for row in 0..n_rows {
            let strongest = best[row].map_or(f64::NEG_INFINITY, |best| best.strength);
            bounds[row] = (strongest + prices[row % prices.len()]).max(0.0).powi(2);
        }
        for middle in start + 1..end {
            let sides = |row: usize| {
                let left = sums.articles_between(row, start, middle);
                let right = sums.articles_between(row, middle, end);
                (left >= SIDE_ARTICLES && right >= SIDE_ARTICLES).then(|| (1.0 / left, 1.0 / right))
            };
            let common = if sequence.asked { None } else { sides(0) };
            if common.is_none() && !sequence.asked {
                continue;
            }
            let mut joint = 0.0;
            for row in 0..n_rows {
                let Some((left, right)) = (if sequence.asked { sides(row) } else { common }) else { continue };
                let difference =
                    sums.excess_between(row, middle, end) * right - sums.excess_between(row, start, middle) * left;
                let squared = difference * difference * weights[row] / (left + right);
                joint += squared;
                if squared > bounds[row] {
                    bounds[row] = squared;
                    best[row] = Some(Split { middle, strength: squared.sqrt() - prices[row % prices.len()] });
                }
            }
            if tested > 1 && !sequence.asked {
                let strength = as_normal(joint, tested as f64) - prices[0];
                if best[n_rows].is_none_or(|best| strength > best.strength) {
                    best[n_rows] = Some(Split { middle, strength });
                }
            }
        }
    }
    best
}

fn price(all: f64, part: f64) -> f64 {
    (2.0 * (std::f64::consts::E * all / part).ln()).sqrt()
}

/// A sum of `count` squares of standard normal variables, as about a standard normal variable (Wilson and Hilferty, 1931).
fn as_normal(sum: f64, count: f64) -> f64 {
    let spread = 2.0 / (9.0 * count);
    ((sum / count).cbrt() - (1.0 - spread)) / spread.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_every_size_and_inside_the_time() {
        let parts = seeded(48);
        assert!(parts.contains(&(0, 48)));
        assert!(parts.iter().all(|&(start, end)| start + 2 <= end && end <= 48));
        for boundary in 1..48 {
            let around = parts.iter().filter(|&&(start, end)| start < boundary && boundary < end);
            assert!(around.map(|(start, end)| end - start).min().unwrap() <= 4, "{boundary}");
        }
        assert_eq!(seeded(2), [(0, 2)]);
        assert_eq!(seeded(1), []);
        assert_eq!(seeded(0), []);
    }

    #[test]
    fn the_normal_form_keeps_the_median() {
        assert!(as_normal(9.34, 10.0).abs() < 0.02); // the median of chi-square of 10 degrees is 9.34
    }
}
