//! Change points: periods at which the share of a row shifts beyond chance, and stays shifted for a while.
//!
//! The question is whether the articles could as well have been written in another order. Their order is drawn anew some
//! thousand times; a shift counts when it is stronger than the strongest of all rows in 95 % of these orders, so that
//! where nothing moves, one corpus in twenty shows a change, however many themes it has.

mod evidence;
mod place;
mod scan;
mod sequence;

use super::{Period, PeriodLength, Rows, TimelineSettings, articles, fitting};
use crate::corpus::{Corpus, PassageId};
use crate::error::{Error, Result};
use crate::metrics::{Estimate, Resamples};
use rayon::prelude::*;
use scan::{Split, seeded, strongest};
use sequence::Sequence;

/// How many orders of the articles are drawn.
const DRAWS: usize = 1_999;
/// What may happen by chance does not count.
const LEVEL: f64 = 0.05;
/// Changes are dated by the shortest periods that make no more than this many.
const MOST_PERIODS: usize = 300;

/// What the tests show.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// By what periods changes are dated: as fine as the dates of the articles and the span allow, but for days.
    pub length: PeriodLength,
    /// How many periods that makes.
    pub periods: usize,
    /// How many articles were tested: those dated precisely enough.
    pub articles: usize,
    /// How many random orders of the articles they were held against.
    pub draws: usize,
    /// The changes by date; those of all rows together first, then by row.
    pub changes: Vec<Change>,
}

/// A period at which a share shifts.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which row, none for the mix of all rows.
    pub row: Option<u32>,
    /// The first period of the new share.
    pub period: Period,
    /// The earliest period that it may be, at 95 %.
    pub earliest: Period,
    /// The latest.
    pub latest: Period,
    /// The share of the row's passages before, since the change before or the beginning; of the mix, that of the row
    /// that moved most.
    pub before: Estimate,
    /// The share after, up to the next change or the end.
    pub after: Estimate,
    /// Their difference, in -1..=1.
    pub size: Estimate,
    /// How probable so strong a change, in any row, would be if nothing moved.
    pub p_value: f64,
    /// The row that moved most: the row itself, where it is one.
    pub mover: u32,
    /// Passages that show it: those nearest to the row on the side of the change that has more of it.
    pub evidence: Vec<PassageId>,
}

/// Finds the periods at which the shares of `rows` shift. `scores` says how close each passage is to its row, shape
/// `(n_passages,)`.
///
/// Permutation of the articles, those of one day together, with seeded binary segmentation; p-values are corrected for the
/// number of rows by the smallest p-value of each draw (Westfall and Young, "Resampling-Based Multiple Testing", 1993).
///
/// # Errors
/// [`Error::Shape`] when `rows` or `scores` are not of the corpus, [`Error::Parameter`] when there would be too many
/// periods.
///
/// ```no_run
/// use filrouge::timeline::{Rows, TimelineSettings, changes};
/// use filrouge::{analysis, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let names = analysis.themes.iter().map(|theme| theme.name.clone()).collect();
/// let rows = Rows::themes(&analysis.corpus, &analysis.theme_of, names)?;
/// for change in changes(&analysis.corpus, &rows, &analysis.scores, &TimelineSettings::default())?.changes {
///     println!("{} {:+.0} points", change.period, 100.0 * change.size.estimate);
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn changes(corpus: &Corpus, rows: &Rows, scores: &[f32], settings: &TimelineSettings) -> Result<Changes> {
    let (expected, received) = (corpus.passages.len(), scores.len());
    if expected != received {
        return Err(Error::Shape { what: "scores of passages", expected, received });
    }
    let counted = articles(corpus, rows, settings)?;
    let length = settings.length.unwrap_or_else(|| fitting(&counted, PeriodLength::Week, MOST_PERIODS));
    let sequence = Sequence::new(&counted, length, rows.n_rows(), rows.asked.is_some());
    if sequence.periods.len() > settings.most_periods {
        return Err(Error::Parameter {
            name: "length",
            value: format!("{length:?}").to_lowercase(),
            rule: "it would make too many periods; take longer ones, or a shorter part of the time",
        });
    }
    let parts = seeded(sequence.periods.len());
    let null = Null::draw(&sequence, &parts, settings.seed);
    let sums = sequence.sums();
    let mut changes = Vec::new();
    for row in 0..=sequence.n_rows() {
        let found =
            splits(row, &parts, (0, sequence.periods.len()), &null, &|parts| strongest(&sequence, &sums, parts)[row]);
        for mut placed in place::place(&sequence, &sums, row, &found) {
            placed.change.evidence = evidence::choose(corpus, rows, scores, &placed, &sequence);
            changes.push(placed.change);
        }
    }
    changes.sort_by_key(|change| (change.period, change.row));
    let (periods, articles) = (sequence.periods.len(), sequence.articles.len());
    Ok(Changes { length, periods, articles, draws: DRAWS, changes })
}

/// The strongest split of a row within some parts of the time.
type Strongest<'a> = dyn Fn(&[(usize, usize)]) -> Option<Split> + 'a;

/// A split that counts, with its p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Found {
    middle: usize,
    p_value: f64,
}

/// The splits of a row that count, in order of time: the strongest one, then those on both sides of it.
fn splits(
    row: usize,
    parts: &[(usize, usize)],
    (start, end): (usize, usize),
    null: &Null,
    strongest: &Strongest<'_>,
) -> Vec<Found> {
    let mut inside: Vec<(usize, usize)> =
        parts.iter().copied().filter(|part| start <= part.0 && part.1 <= end).collect();
    if end > start + 1 && !inside.contains(&(start, end)) {
        inside.push((start, end)); // between two changes lies a part of its own
    }
    let Some(split) = strongest(&inside) else { return Vec::new() };
    let p_value = null.p_value(row, split.strength);
    if p_value > LEVEL {
        return Vec::new();
    }
    let mut found = splits(row, parts, (start, split.middle), null, strongest);
    found.push(Found { middle: split.middle, p_value });
    found.extend(splits(row, parts, (split.middle, end), null, strongest));
    found
}

/// What the strongest splits are where the order is random.
struct Null {
    /// By row, ascending, shape `(n_rows + 1, n_draws)`; a row that cannot be tested has none.
    strengths: Vec<Vec<f64>>,
    /// The smallest p-value of any row in each draw, ascending.
    smallest: Vec<f64>,
}

impl Null {
    fn draw(sequence: &Sequence<'_>, parts: &[(usize, usize)], seed: u64) -> Self {
        let resamples = Resamples::new(sequence.articles.len(), seed);
        let draw = |draw: usize| {
            let sums = sequence.permuted(&mut resamples.random(draw as u64));
            let strengths = strongest(sequence, &sums, parts).into_iter();
            strengths.map(|split| split.map_or(f64::NEG_INFINITY, |split| split.strength)).collect()
        };
        if sequence.periods.len() < 2 {
            return Self { strengths: Vec::new(), smallest: Vec::new() };
        }
        let draws: Vec<Vec<f64>> = (0..DRAWS).into_par_iter().map(draw).collect();
        let mut strengths: Vec<Vec<f64>> =
            (0..=sequence.n_rows()).map(|row| draws.iter().map(|draw| draw[row]).collect()).collect();
        for strengths in &mut strengths {
            strengths.sort_by(f64::total_cmp);
        }
        let smallest_of = |draw: &Vec<f64>| {
            let p_values = draw.iter().zip(&strengths).filter(|(strength, _)| strength.is_finite());
            p_values.map(|(&strength, strengths)| raw(strengths, strength)).fold(1.0, f64::min)
        };
        let mut smallest: Vec<f64> = draws.iter().map(smallest_of).collect();
        smallest.sort_by(f64::total_cmp);
        Self { strengths, smallest }
    }

    /// How probable so strong a split of this row is, corrected for the number of rows.
    fn p_value(&self, row: usize, strength: f64) -> f64 {
        let Some(strengths) = self.strengths.get(row) else { return 1.0 };
        let own = raw(strengths, strength);
        let as_small = self.smallest.partition_point(|smallest| *smallest <= own);
        (1 + as_small) as f64 / (1 + DRAWS) as f64
    }
}

/// The share of draws that are as strong.
fn raw(ascending: &[f64], strength: f64) -> f64 {
    let as_strong = ascending.len() - ascending.partition_point(|drawn| *drawn < strength);
    (1 + as_strong) as f64 / (1 + ascending.len()) as f64
}

#[cfg(test)]
mod tests;
