//! When things were written about: how much of each theme, source or language each day, week, month, quarter or year holds, how
//! sure that is, where it changes beyond chance, what was new and stayed, and how themes come from earlier ones.
//!
//! A date lands in a period only when the period holds all days that the date may mean: `2024-08` is in no week. Dates
//! too coarse for the periods are counted apart, undated articles beside, so that all counts add up to the corpus.

mod changes;
mod counted;
mod flags;
mod intervals;
mod lineage;
mod novelty;
mod period;
mod rows;

pub use changes::{Change, Changes, changes};
pub use lineage::{Fate, Lineage, Link, LocalTheme, Stretch, lineage};
pub use novelty::{ArticleNovelty, Novelty, PeriodNovelty, novelty};
pub use period::{Period, PeriodLength};
pub use rows::{RowKind, Rows};

use crate::corpus::{Corpus, Date};
use crate::error::{Error, Result};
use crate::metrics::Estimate;
use counted::{Counted, counted, tally};
use std::collections::BTreeMap;

/// When the length is not given, the shortest that makes no more periods than this: what a person takes in at a glance.
const READABLE_PERIODS: usize = 36;
/// When the length is not given, at least this share of the dated passages must be dated precisely enough for it.
const PLACED_SHARE: f64 = 0.9;

/// What to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineSettings {
    /// How long the periods are; chosen by the span and the precision of the dates when not given.
    pub length: Option<PeriodLength>,
    /// Only articles of this date or later.
    pub since: Option<Date>,
    /// Only articles of this date or earlier.
    pub until: Option<Date>,
    /// More periods than this are refused.
    pub most_periods: usize,
    /// The seed of the draws that intervals are read from.
    pub seed: u64,
}

impl Default for TimelineSettings {
    /// All articles, a length that fits, any number of years or 27 years of days.
    fn default() -> Self {
        Self { length: None, since: None, until: None, most_periods: 10_000, seed: 0 }
    }
}

/// Rows by period. The counts of all periods, of the coarse dates and of the undated add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// How long the periods are.
    pub length: PeriodLength,
    /// Every period from the first with an article to the last, the empty ones among them too.
    pub periods: Vec<PeriodCount>,
    /// What is dated too coarsely for the periods, by date as written.
    pub coarse: Vec<CoarseCount>,
    /// What has no date; also where only a part of the time was asked for.
    pub undated: Tally,
}

/// What falls into a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodCount {
    /// Which period.
    pub period: Period,
    /// Its first day.
    pub first: jiff::civil::Date,
    /// Its last day.
    pub last: jiff::civil::Date,
    /// Whether only a part of it was asked for, by [`TimelineSettings::since`] or [`TimelineSettings::until`], or the corpus
    /// begins or ends within it: a fall of its counts is none of what was written.
    pub partial: bool,
    /// Whether it has too few articles to say much: its intervals are wide.
    pub thin: bool,
    /// The counts.
    pub tally: Tally,
}

/// What is dated too coarsely for the periods.
#[derive(Clone, Debug, PartialEq)]
pub struct CoarseCount {
    /// The date, such as `2024` among months.
    pub date: Date,
    /// The counts.
    pub tally: Tally,
}

/// Counts of passages and articles, in all and by row. Copies of passages count for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many passages.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// How many of the passages are in no row.
    pub unassigned: usize,
    /// The counts by row, by number. In a period all rows are there, those without passages too; elsewhere those with
    /// passages.
    pub cells: Vec<Cell>,
}

/// The counts of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Which row; a theme's number where the rows are themes.
    pub row: u32,
    /// How many passages.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// Its share of the passages counted here, in 0..=1, with its 95 % interval where the cell is of a period. Where something
    /// is [asked](Rows::asking), the share of the row's own passages.
    pub share: Estimate,
    /// The same of articles: those that have a passage of it.
    pub article_share: Estimate,
}

impl Cell {
    fn nothing(row: u32) -> Self {
        let share = Estimate { estimate: 0.0, low: 0.0, high: 0.0 };
        Self { row, passages: 0, articles: 0, share, article_share: share }
    }
}

/// Counts the rows of a corpus by period.
///
/// # Errors
/// [`Error::Parameter`] when there would be more periods than allowed, [`Error::Shape`] when `rows` are not of the
/// corpus.
///
/// ```no_run
/// use filrouge::timeline::{Rows, TimelineSettings, timeline};
/// use filrouge::{analysis, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let names = analysis.themes.iter().map(|theme| theme.name.clone()).collect();
/// let rows = Rows::themes(&analysis.corpus, &analysis.theme_of, names)?;
/// for count in timeline(&analysis.corpus, &rows, &TimelineSettings::default())?.periods {
///     for cell in &count.tally.cells {
///         println!("{}: theme {} has {:.0} %", count.period, cell.row, 100.0 * cell.share.estimate);
///     }
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn timeline(corpus: &Corpus, rows: &Rows, settings: &TimelineSettings) -> Result<Timeline> {
    let asked = rows.asked.is_some();
    let articles = articles(corpus, rows, settings)?;
    let mut by_date: BTreeMap<Option<Date>, Vec<&Counted>> = BTreeMap::new();
    for article in &articles {
        by_date.entry(article.date).or_default().push(article);
    }
    let undated = tally(by_date.remove(&None).into_iter().flatten(), asked);
    let length = settings.length.unwrap_or_else(|| fitting(&articles, PeriodLength::Day, READABLE_PERIODS));
    let mut placed: BTreeMap<Period, Vec<&Counted>> = BTreeMap::new();
    let mut coarse = Vec::new();
    for (date, articles) in by_date {
        let Some(date) = date else { continue };
        match Period::of(date, length) {
            Some(period) => placed.entry(period).or_default().extend(articles),
            None => coarse.push(CoarseCount { date, tally: tally(articles.into_iter(), asked) }),
        }
    }
    let mut periods = periods(&placed, length, settings, asked)?;
    flags::flag(&mut periods, &placed, settings);
    let all: Vec<&Counted> = placed.values().flatten().copied().collect();
    for (count, number) in periods.iter_mut().zip(0..) {
        if let Some(articles) = placed.remove(&count.period) {
            let period = intervals::Period { number, articles, all: &all, asked };
            period.estimate(&mut count.tally, rows.n_rows(), settings.seed);
        }
    }
    Ok(Timeline { length, periods, coarse, undated })
}

/// The articles of the time asked for that have something to count, the undated ones among them.
fn articles(corpus: &Corpus, rows: &Rows, settings: &TimelineSettings) -> Result<Vec<Counted>> {
    let (expected, received) = (corpus.passages.len(), rows.row_of.len());
    if expected != received {
        return Err(Error::Shape { what: "rows of passages", expected, received });
    }
    let mut articles = counted(corpus, rows);
    articles.retain(|article| article.date.is_none_or(|date| date.is_within(settings.since, settings.until)));
    Ok(articles)
}

/// The shortest length, from `shortest` on, that makes at most so many periods and is no finer than most of the dates.
fn fitting(articles: &[Counted], shortest: PeriodLength, most_periods: usize) -> PeriodLength {
    let dates: Vec<(Date, u32)> =
        articles.iter().filter_map(|article| article.date.map(|date| (date, article.passages))).collect();
    let all: u32 = dates.iter().map(|(_, passages)| passages).sum();
    let fits = |length: &PeriodLength| {
        let placed = || dates.iter().filter(|(date, _)| Period::of(*date, *length).is_some());
        let passages: u32 = placed().map(|(_, passages)| passages).sum();
        let first = placed().map(|(date, _)| date.first_day()).min();
        let last = placed().map(|(date, _)| date.last_day()).max();
        let periods = first.zip(last).map_or(0, |(first, last)| length.periods_between(first, last));
        f64::from(passages) >= PLACED_SHARE * f64::from(all) && periods <= most_periods
    };
    PeriodLength::ALL.into_iter().filter(|length| *length >= shortest).find(fits).unwrap_or(PeriodLength::Year)
}

/// Every period from the first to the last.
fn periods(
    placed: &BTreeMap<Period, Vec<&Counted>>,
    length: PeriodLength,
    settings: &TimelineSettings,
    asked: bool,
) -> Result<Vec<PeriodCount>> {
    let (Some((&first, _)), Some((&last, _))) = (placed.first_key_value(), placed.last_key_value()) else {
        return Ok(Vec::new());
    };
    let every = std::iter::successors(Some(first), |period| period.next().filter(|next| *next <= last));
    let every: Vec<Period> = every.take(settings.most_periods.saturating_add(1)).collect();
    if every.len() > settings.most_periods {
        return Err(Error::Parameter {
            name: "length",
            value: format!("{length:?}").to_lowercase(),
            rule: "it would make too many periods; take longer ones, or a shorter part of the time",
        });
    }
    let count = |period: Period| PeriodCount {
        period,
        first: period.first_day(),
        last: period.last_day(),
        partial: false,
        thin: false,
        tally: tally(placed.get(&period).into_iter().flatten().copied(), asked),
    };
    Ok(every.into_iter().map(count).collect())
}

#[cfg(test)]
mod tests;
