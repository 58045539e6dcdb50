//! Themes by period: how many passages and articles of each theme fall into each day, week, month, quarter or year, by the
//! dates of the articles. It counts; it tests nothing.
//!
//! A date lands in a period only when the period holds all days that the date may mean: `2024-08` is in no week. Dates
//! too coarse for the periods are counted apart, undated articles beside, so that all counts add up to the corpus.

mod period;

pub use period::{Period, PeriodLength};

use crate::cluster::ThemeId;
use crate::corpus::{Corpus, Date, Passage};
use crate::error::{Error, Result};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

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
}

impl Default for TimelineSettings {
    /// All articles, a length that fits, any number of years or 27 years of days.
    fn default() -> Self {
        Self { length: None, since: None, until: None, most_periods: 10_000 }
    }
}

/// Themes by period. The counts of all periods, of the coarse dates and of the undated add up.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodCount {
    /// Which period.
    pub period: Period,
    /// Its first day.
    #[serde(serialize_with = "as_written")]
    pub first: jiff::civil::Date,
    /// Its last day.
    #[serde(serialize_with = "as_written")]
    pub last: jiff::civil::Date,
    /// Whether only a part of it was asked for, by [`TimelineSettings::since`] or [`TimelineSettings::until`].
    pub partial: bool,
    /// The counts.
    #[serde(flatten)]
    pub tally: Tally,
}

/// A day as ISO 8601.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn as_written<S: Serializer>(day: &jiff::civil::Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// What is dated too coarsely for the periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoarseCount {
    /// The date, such as `2024` among months.
    pub date: Date,
    /// The counts.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Counts of passages and articles, in all and by theme.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// How many passages.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// How many of the passages are in no theme.
    pub unassigned: usize,
    /// The themes that have passages here, by number.
    pub themes: Vec<ThemeTally>,
}

/// The counts of one theme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeTally {
    /// Which theme.
    pub theme: ThemeId,
    /// How many passages.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// Its share of the passages counted here, in 0..=1.
    pub share: f64,
}

/// Counts the themes of a corpus by period. `theme_of` has the theme of each passage, shape `(n_passages,)`.
///
/// # Errors
/// [`Error::Parameter`] when there would be more periods than allowed, [`Error::Shape`] when `theme_of` is not of the
/// corpus.
///
/// ```no_run
/// use filrouge::timeline::{TimelineSettings, timeline};
/// use filrouge::{analysis, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let timeline = timeline(&analysis.corpus, &analysis.theme_of, &TimelineSettings::default())?;
/// for count in &timeline.periods {
///     println!("{} {}", count.period, count.tally.passages);
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn timeline(corpus: &Corpus, theme_of: &[Option<ThemeId>], settings: &TimelineSettings) -> Result<Timeline> {
    let (expected, received) = (corpus.passages.len(), theme_of.len());
    if expected != received {
        return Err(Error::Shape { what: "themes of passages", expected, received });
    }
    let mut undated = Counter::default();
    let mut by_date: BTreeMap<Date, Counter> = BTreeMap::new();
    for (passage, theme) in corpus.passages.iter().zip(theme_of) {
        match corpus.articles[passage.article.0 as usize].date {
            None => undated.add(passage, *theme),
            Some(date) if date.is_within(settings.since, settings.until) => {
                by_date.entry(date).or_default().add(passage, *theme);
            }
            Some(_) => {}
        }
    }
    let length = settings.length.unwrap_or_else(|| fitting(&by_date));
    let mut placed: BTreeMap<Period, Counter> = BTreeMap::new();
    let mut coarse = Vec::new();
    for (date, counter) in by_date {
        match Period::of(date, length) {
            Some(period) => placed.entry(period).or_default().join(counter),
            None => coarse.push(CoarseCount { date, tally: counter.tally() }),
        }
    }
    Ok(Timeline { length, periods: periods(&placed, length, settings)?, coarse, undated: undated.tally() })
}

/// The shortest length that makes a readable number of periods and is no finer than most of the dates.
fn fitting(by_date: &BTreeMap<Date, Counter>) -> PeriodLength {
    let all: usize = by_date.values().map(|counter| counter.passages).sum();
    let fits = |length: &PeriodLength| {
        let placed = || by_date.iter().filter(|(date, _)| Period::of(**date, *length).is_some());
        let passages: usize = placed().map(|(_, counter)| counter.passages).sum();
        let first = placed().map(|(date, _)| date.first_day()).min();
        let last = placed().map(|(date, _)| date.last_day()).max();
        let periods = first.zip(last).map_or(0, |(first, last)| length.periods_between(first, last));
        passages as f64 >= PLACED_SHARE * all as f64 && periods <= READABLE_PERIODS
    };
    PeriodLength::ALL.into_iter().find(fits).unwrap_or(PeriodLength::Year)
}

/// Every period from the first to the last.
fn periods(
    placed: &BTreeMap<Period, Counter>,
    length: PeriodLength,
    settings: &TimelineSettings,
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
    let cut = |period: Period| {
        settings.since.is_some_and(|since| since.first_day() > period.first_day())
            || settings.until.is_some_and(|until| until.last_day() < period.last_day())
    };
    let count = |period: Period| PeriodCount {
        period,
        first: period.first_day(),
        last: period.last_day(),
        partial: cut(period),
        tally: placed.get(&period).map(Counter::tally).unwrap_or_default(),
    };
    Ok(every.into_iter().map(count).collect())
}

/// A tally in the making; it remembers the articles, so as to count each once.
#[derive(Default)]
struct Counter {
    passages: usize,
    articles: BTreeSet<u32>,
    themes: BTreeMap<Option<ThemeId>, (usize, BTreeSet<u32>)>,
}

impl Counter {
    fn add(&mut self, passage: &Passage, theme: Option<ThemeId>) {
        self.passages += 1;
        self.articles.insert(passage.article.0);
        let (passages, articles) = self.themes.entry(theme).or_default();
        *passages += 1;
        articles.insert(passage.article.0);
    }

    fn join(&mut self, other: Self) {
        self.passages += other.passages;
        self.articles.extend(other.articles);
        for (theme, (passages, articles)) in other.themes {
            let own = self.themes.entry(theme).or_default();
            own.0 += passages;
            own.1.extend(articles);
        }
    }

    fn tally(&self) -> Tally {
        let themes = self.themes.iter().filter_map(|(theme, (passages, articles))| {
            let share = *passages as f64 / self.passages as f64;
            theme.map(|theme| ThemeTally { theme, passages: *passages, articles: articles.len(), share })
        });
        Tally {
            passages: self.passages,
            articles: self.articles.len(),
            unassigned: self.themes.get(&None).map_or(0, |(passages, _)| *passages),
            themes: themes.collect(),
        }
    }
}

#[cfg(test)]
mod tests;
