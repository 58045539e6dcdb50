//! How sure the share of a row in a period is, when the articles of the period are seen as drawn from all that might have
//! been written then.

use super::counted::Counted;
use super::{Cell, Tally};
use crate::metrics::{Estimate, Resamples, percentile_interval};
use rand::Rng;
use rayon::prelude::*;

/// How many draws an interval is read from.
const DRAWS: u64 = 1_000;
/// So many articles of the whole time are added to each draw of a period. Without them a period with one article, or in
/// which no article has the theme, would be certain of its share; with one, intervals of 95 % hold the truth about as
/// often as they should (`cargo bench --bench timeline`).
const PRIOR_ARTICLES: usize = 1;

/// The articles of one period, and those of all.
pub(super) struct Period<'a> {
    /// A number of its own, which its draws depend on.
    pub(super) number: u64,
    pub(super) articles: Vec<&'a Counted>,
    pub(super) all: &'a [&'a Counted],
    /// Whether shares are of each row's own passages.
    pub(super) asked: bool,
}

/// What a draw has of a row: of passages and of articles, those that count and those they are a share of.
#[derive(Clone, Copy, Default)]
struct Sum {
    hits: f64,
    base: f64,
    hit_articles: f64,
    base_articles: f64,
}

impl Period<'_> {
    /// Gives the cells of a period their intervals; where shares are of all passages, rows without passages get a cell
    /// too.
    ///
    /// The Bayesian bootstrap (Rubin, 1981) over articles, with a prior of [`PRIOR_ARTICLES`] drawn from the whole time
    /// (Muliere and Secchi, 1996): each article weighs as an exponential variable, and the passages of an article go
    /// together.
    pub(super) fn estimate(&self, tally: &mut Tally, n_rows: usize, seed: u64) {
        if !self.asked {
            let had = std::mem::take(&mut tally.cells);
            let mut had = had.into_iter().peekable();
            let cell = |row: u32| had.next_if(|cell| cell.row == row).unwrap_or_else(|| Cell::nothing(row));
            tally.cells = (0..n_rows as u32).map(cell).collect();
        }
        let resamples = Resamples::new(self.articles.len(), seed.wrapping_add(self.number << 20));
        let draws: Vec<Vec<Sum>> = (0..DRAWS).into_par_iter().map(|draw| self.sums(resamples, draw, n_rows)).collect();
        tally.cells.par_iter_mut().for_each(|cell| {
            let of_row = || draws.iter().map(|sums| sums[cell.row as usize]);
            let shares = of_row().filter(|sum| sum.base > 0.0).map(|sum| sum.hits / sum.base).collect();
            let article_shares = of_row()
                .filter(|sum| sum.base_articles > 0.0)
                .map(|sum| sum.hit_articles / sum.base_articles)
                .collect();
            widen(&mut cell.share, shares);
            widen(&mut cell.article_share, article_shares);
        });
    }

    /// The sums of one draw, shape `(n_rows,)`.
    fn sums(&self, resamples: Resamples, draw: u64, n_rows: usize) -> Vec<Sum> {
        let mut random = resamples.random(draw);
        let mut sums = vec![Sum::default(); n_rows];
        let (mut passages, mut articles) = (0.0, 0.0);
        let mut add = |article: &Counted, weight: f64| {
            passages += weight * f64::from(article.passages);
            articles += weight;
            for entry in &article.entries {
                let sum = &mut sums[entry.row as usize];
                sum.hits += weight * f64::from(entry.hits);
                sum.hit_articles += if entry.hits > 0 { weight } else { 0.0 };
                sum.base += weight * f64::from(entry.base);
                sum.base_articles += weight;
            }
        };
        for article in &self.articles {
            add(article, exponential(&mut random));
        }
        for _ in 0..PRIOR_ARTICLES {
            let any = self.all[random.gen_range(0..self.all.len() as u32) as usize];
            add(any, exponential(&mut random));
        }
        if !self.asked {
            for sum in &mut sums {
                (sum.base, sum.base_articles) = (passages, articles);
            }
        }
        sums
    }
}

/// An exponential variable of mean 1.
pub(super) fn exponential(random: &mut impl Rng) -> f64 {
    // of 0..1 without 0, where the logarithm has no value
    -(1.0 - random.r#gen::<f64>()).ln()
}

/// The interval of the values, wide enough to hold the share that was counted.
fn widen(estimate: &mut Estimate, values: Vec<f64>) {
    if let Some(interval) = percentile_interval(values) {
        estimate.low = interval.low.min(estimate.estimate);
        estimate.high = interval.high.max(estimate.estimate);
    }
}
