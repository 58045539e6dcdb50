//! When a change was, how large it is, and how sure both are.

use super::sequence::{Sequence, Sums};
use super::{Change, Found};
use crate::metrics::Estimate;
use crate::timeline::counted::Counted;

/// The quantile of the normal distribution of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;
/// What the probable periods add up to.
const PROBABLE: f64 = 0.95;

/// The changes of a row, or of the mix where `row` is one past the last, from its splits in order of time.
pub(super) fn place(sequence: &Sequence<'_>, sums: &Sums, row: usize, found: &[Found]) -> Vec<Change> {
    let n_periods = sequence.periods.len();
    let own = (row < sequence.n_rows()).then_some(row);
    let place = |number: usize| {
        let start = if number == 0 { 0 } else { found[number - 1].middle };
        let end = found.get(number + 1).map_or(n_periods, |next| next.middle);
        let middle = found[number].middle;
        let mover = own.or_else(|| largest_mover(sequence, sums, (start, middle, end)))?;
        let rows: Vec<usize> = match own {
            Some(row) => vec![row],
            None => (0..sequence.n_rows()).filter(|row| sequence.variances[*row] > 0.0).collect(),
        };
        let (middle, earliest, latest) = probable(sequence, sums, &rows, (start, middle, end));
        let (before, after) = (share(sequence, mover, start..middle), share(sequence, mover, middle..end));
        let difference = after.share - before.share;
        let error = before.error.hypot(after.error);
        Some(Change {
            row: own.map(|row| row as u32),
            period: sequence.periods[middle],
            earliest: sequence.periods[earliest],
            latest: sequence.periods[latest],
            before: before.estimate(0.0),
            after: after.estimate(0.0),
            size: Share { share: difference, error }.estimate(-1.0),
            p_value: found[number].p_value,
            mover: mover as u32,
            evidence: Vec::new(),
        })
    };
    (0..found.len()).filter_map(place).collect()
}

/// The most probable period of a change between two others, and the earliest and latest of the most probable ones that add
/// up to 95 %: the likelihood of normal errors with the means integrated out, all periods being as likely beforehand. Rows
/// are taken for independent of each other.
fn probable(
    sequence: &Sequence<'_>,
    sums: &Sums,
    rows: &[usize],
    (start, middle, end): (usize, usize, usize),
) -> (usize, usize, usize) {
    let excess = |row: usize, from: usize, to: usize| sums.excess_between(row, from, to);
    let articles = |row: usize, from: usize, to: usize| sums.articles_between(row, from, to);
    // the variance beside the change, which the variance over the whole time has in it
    let variance = |row: usize| {
        let square = |from: usize, to: usize| excess(row, from, to).powi(2) / articles(row, from, to).max(1.0);
        let between = square(start, middle) + square(middle, end) - square(start, end);
        let all = sequence.variances[row];
        (all - between / articles(row, start, end).max(1.0)).max(all * 0.1)
    };
    let variances: Vec<f64> = rows.iter().map(|row| variance(*row)).collect();
    let logarithm_of = |row: usize, variance: f64, at: usize| {
        let (left, right) = (articles(row, start, at), articles(row, at, end));
        if left < 1.0 || right < 1.0 {
            return f64::NEG_INFINITY;
        }
        let difference = excess(row, at, end) / right - excess(row, start, at) / left;
        difference.powi(2) / (2.0 * variance * (1.0 / left + 1.0 / right)) - 0.5 * (left * right).ln()
    };
    let logarithm =
        |at: usize| rows.iter().zip(&variances).map(|(&row, &variance)| logarithm_of(row, variance, at)).sum();
    let logarithms: Vec<f64> = (start + 1..end).map(logarithm).collect();
    let highest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !highest.is_finite() {
        return (middle, middle, middle);
    }
    let weights: Vec<f64> = logarithms.iter().map(|logarithm| (logarithm - highest).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
    let (mut covered, mut earliest, mut latest) = (0.0, order[0], order[0]);
    for &position in &order {
        (earliest, latest) = (earliest.min(position), latest.max(position));
        covered += weights[position] / total;
        if covered >= PROBABLE {
            break;
        }
    }
    let period = |position: usize| start + 1 + position;
    (period(order[0]), period(earliest), period(latest))
}

fn largest_mover(sequence: &Sequence<'_>, sums: &Sums, (start, middle, end): (usize, usize, usize)) -> Option<usize> {
    let mean = |row: usize, from: usize, to: usize| {
        sums.excess_between(row, from, to) / sums.articles_between(row, from, to).max(1.0)
    };
    let strength = |row: usize| (mean(row, middle, end) - mean(row, start, middle)).powi(2) / sequence.variances[row];
    let moving = (0..sequence.n_rows()).filter(|row| sequence.variances[*row] > 0.0);
    moving.max_by(|&a, &b| strength(a).total_cmp(&strength(b)).then(b.cmp(&a)))
}

/// A share and its standard error.
struct Share {
    share: f64,
    error: f64,
}

impl Share {
    fn estimate(&self, lowest: f64) -> Estimate {
        let bound = |value: f64| value.clamp(lowest, 1.0);
        let (low, high) = (bound(self.share - Z * self.error), bound(self.share + Z * self.error));
        Estimate { estimate: self.share, low, high }
    }
}

/// The share of a row in the articles of some periods: the ratio estimator of cluster sampling (Cochran, "Sampling
/// Techniques", 1977, section 6.3), articles being the clusters.
fn share(sequence: &Sequence<'_>, row: usize, periods: std::ops::Range<usize>) -> Share {
    let first = if periods.start == 0 { 0 } else { sequence.ends[periods.start - 1] };
    let last = if periods.end == 0 { 0 } else { sequence.ends[periods.end - 1] };
    let of_article = |article: &&Counted| {
        let entry = article.entries.iter().find(|entry| entry.row as usize == row);
        let base = match entry {
            Some(entry) => article.base(entry, sequence.asked),
            None if sequence.asked => 0,
            None => article.passages,
        };
        (f64::from(entry.map_or(0, |entry| entry.hits)), f64::from(base))
    };
    let pairs = || sequence.articles[first..last].iter().map(of_article).filter(|(_, base)| *base > 0.0);
    let (hits, base, count) = pairs().fold((0.0, 0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1, sum.2 + 1.0));
    if base <= 0.0 {
        return Share { share: 0.0, error: 0.0 };
    }
    let share = hits / base;
    let squares: f64 = pairs().map(|(hits, base)| (hits - share * base).powi(2)).sum();
    let error = if count > 1.0 { (squares * count / (count - 1.0)).sqrt() / base } else { 0.0 };
    Share { share, error }
}
