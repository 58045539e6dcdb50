//! How well a partition agrees with labels, raters with each other, and what a sample says of the whole. Figures only;
//! no decision is taken here.

mod log_odds;
mod raters;
mod resample;
mod stratified;

pub use log_odds::LogOdds;
pub use raters::{bootstrap, cohen_kappa, krippendorff_alpha, percent_agreement};
pub use resample::{Resamples, percentile_interval};
pub use stratified::{Estimate, Interval, Stratum, share, wilson};

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;
use serde::Serialize;
use std::collections::BTreeMap;

/// Agreement of a partition with a person's labels. All figures lie in 0..=1, but for the adjusted Rand index, which
/// is 0 for chance and may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// How many items were compared.
    pub items: usize,
    /// Harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg, EMNLP 2007).
    pub v_measure: f64,
    /// Whether each theme holds one label only.
    pub homogeneity: f64,
    /// Whether each label lies in one theme only.
    pub completeness: f64,
    /// Adjusted Rand index (Hubert and Arabie, 1985).
    pub adjusted_rand: f64,
    /// Mutual information normalised by the arithmetic mean of the entropies (equal to the V-measure by definition).
    pub normalised_mutual_information: f64,
    /// Share of items right under the best one-to-one matching of themes to labels.
    pub accuracy: f64,
    /// Share of items that have the commonest label of their theme.
    pub purity: f64,
}

/// Compares two partitions of the same items, item by item.
///
/// ```
/// use filrouge::metrics::agreement;
/// let same = agreement(&["a", "a", "b"], &[1, 1, 0]);
/// assert_eq!((same.v_measure, same.adjusted_rand, same.accuracy), (1.0, 1.0, 1.0));
/// ```
///
/// # Panics
/// When the slices differ in length.
pub fn agreement<L: Ord, T: Ord>(labels: &[L], themes: &[T]) -> Agreement {
    assert_eq!(labels.len(), themes.len(), "every item needs a label and a theme");
    let table = Contingency::new(labels, themes);
    let (label_entropy, theme_entropy) = (entropy(&table.rows, table.items), entropy(&table.columns, table.items));
    let shared = table.mutual_information();
    let ratio = |entropy: f64| if entropy == 0.0 { 1.0 } else { (shared / entropy).clamp(0.0, 1.0) };
    let (homogeneity, completeness) = (ratio(label_entropy), ratio(theme_entropy));
    let v_measure = if homogeneity + completeness == 0.0 {
        0.0
    } else {
        2.0 * homogeneity * completeness / (homogeneity + completeness)
    };
    Agreement {
        items: labels.len(),
        v_measure,
        homogeneity,
        completeness,
        adjusted_rand: table.adjusted_rand(),
        normalised_mutual_information: v_measure,
        accuracy: table.best_matching(),
        purity: table.purity(),
    }
}

/// The adjusted Rand index alone.
pub fn adjusted_rand<L: Ord, T: Ord>(labels: &[L], themes: &[T]) -> f64 {
    Contingency::new(labels, themes).adjusted_rand()
}

/// Counts of items by (label, theme).
struct Contingency {
    cells: Vec<Vec<u64>>, // (n_labels, n_themes)
    rows: Vec<u64>,       // (n_labels,)
    columns: Vec<u64>,    // (n_themes,)
    items: u64,
}

impl Contingency {
    fn new<L: Ord, T: Ord>(labels: &[L], themes: &[T]) -> Self {
        let (label_of, n_labels) = ranks(labels);
        let (theme_of, n_themes) = ranks(themes);
        let mut cells = vec![vec![0; n_themes]; n_labels];
        for (label, theme) in label_of.iter().zip(&theme_of) {
            cells[*label][*theme] += 1;
        }
        let rows = cells.iter().map(|row| row.iter().sum()).collect();
        let columns = (0..n_themes).map(|theme| cells.iter().map(|row| row[theme]).sum()).collect();
        Self { cells, rows, columns, items: labels.len() as u64 }
    }

    fn mutual_information(&self) -> f64 {
        let items = self.items as f64;
        let mut sum = 0.0;
        for (row, &row_total) in self.cells.iter().zip(&self.rows) {
            for (&count, &column_total) in row.iter().zip(&self.columns) {
                if count > 0 {
                    let count = count as f64;
                    sum += count / items * (count * items / (row_total as f64 * column_total as f64)).ln();
                }
            }
        }
        sum.max(0.0)
    }

    fn adjusted_rand(&self) -> f64 {
        let pairs = |count: u64| count as f64 * (count as f64 - 1.0) / 2.0;
        let together: f64 = self.cells.iter().flatten().map(|&count| pairs(count)).sum();
        let by_label: f64 = self.rows.iter().map(|&count| pairs(count)).sum();
        let by_theme: f64 = self.columns.iter().map(|&count| pairs(count)).sum();
        let all = pairs(self.items);
        if all == 0.0 {
            return 1.0;
        }
        let expected = by_label * by_theme / all;
        let highest = f64::midpoint(by_label, by_theme);
        if (highest - expected).abs() < f64::EPSILON { 1.0 } else { (together - expected) / (highest - expected) }
    }

    fn best_matching(&self) -> f64 {
        if self.items == 0 {
            return 1.0;
        }
        // kuhn_munkres wants no more rows than columns
        let turned = self.rows.len() > self.columns.len();
        let (n_rows, n_columns) =
            if turned { (self.columns.len(), self.rows.len()) } else { (self.rows.len(), self.columns.len()) };
        let weights = Matrix::from_fn(n_rows, n_columns, |(row, column)| {
            let count = if turned { self.cells[column][row] } else { self.cells[row][column] };
            i64::try_from(count).unwrap_or(i64::MAX)
        });
        let (matched, _) = kuhn_munkres(&weights);
        matched as f64 / self.items as f64
    }

    fn purity(&self) -> f64 {
        if self.items == 0 {
            return 1.0;
        }
        let commonest = (0..self.columns.len()).map(|theme| self.cells.iter().map(|row| row[theme]).max().unwrap_or(0));
        commonest.sum::<u64>() as f64 / self.items as f64
    }
}

/// Replaces each value by its rank among the distinct values; also gives how many there are.
fn ranks<V: Ord>(values: &[V]) -> (Vec<usize>, usize) {
    let mut rank_of: BTreeMap<&V, usize> = values.iter().map(|value| (value, 0)).collect();
    for (rank, slot) in rank_of.values_mut().enumerate() {
        *slot = rank;
    }
    (values.iter().map(|value| rank_of[value]).collect(), rank_of.len())
}

fn entropy(counts: &[u64], items: u64) -> f64 {
    let shares = counts.iter().filter(|count| **count > 0).map(|&count| count as f64 / items as f64);
    -shares.map(|share| share * share.ln()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scikit-learn 1.9.1: `homogeneity_completeness_v_measure([0,0,0,1,1,2], [0,0,1,1,2,2])`, `adjusted_rand_score`.
    #[test]
    fn figures_agree_with_scikit_learn() {
        let figures = agreement(&[0, 0, 0, 1, 1, 2], &[0, 0, 1, 1, 2, 2]);
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
        close(figures.homogeneity, 0.543_112_347_358_942_3);
        close(figures.completeness, 0.5);
        close(figures.v_measure, 0.520_665_246_483_798_4);
        close(figures.adjusted_rand, 0.074_074_074_074_074_07);
        close(figures.accuracy, 4.0 / 6.0);
        close(figures.purity, 4.0 / 6.0);
    }

    #[test]
    fn one_theme_for_all_is_complete_and_not_homogeneous() {
        let figures = agreement(&["a", "b", "c"], &[0, 0, 0]);
        assert_eq!((figures.homogeneity, figures.completeness, figures.v_measure), (0.0, 1.0, 0.0));
        assert!(figures.adjusted_rand.abs() < 1e-12);
    }

    #[test]
    fn more_themes_than_labels_still_match() {
        assert!((agreement(&["a", "a", "b", "b"], &[0, 1, 2, 2]).accuracy - 0.75).abs() < 1e-12);
        assert!((agreement(&["a", "b", "c", "c"], &[0, 0, 1, 1]).accuracy - 0.75).abs() < 1e-12);
    }

    #[test]
    fn no_items_is_not_a_number_nowhere() {
        let figures = agreement::<u8, u8>(&[], &[]);
        assert!(figures.v_measure.is_finite() && figures.adjusted_rand.is_finite() && figures.accuracy.is_finite());
    }
}
