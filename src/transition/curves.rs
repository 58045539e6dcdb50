//! Both share curves by period, as the timeline counts and draws them.

use super::side::{Found, Side};
use crate::cluster::ThemeId;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::metrics::Estimate;
use crate::timeline::{Cell, Period, PeriodLength, Rows, Tally, Timeline, TimelineSettings, timeline};
use serde::Serialize;

/// How much of what speaks of both sides is told by period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curves {
    /// How long the periods are.
    pub length: PeriodLength,
    /// Every period from the first with an article to the last.
    pub periods: Vec<PeriodShares>,
    /// What is dated too coarsely for the periods.
    pub coarse: Counts,
    /// What has no date.
    pub undated: Counts,
}

/// How many passages and articles there are, and how many speak of each side. Copies do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All passages.
    pub passages: usize,
    /// All articles.
    pub articles: usize,
    /// Passages that speak of FROM.
    pub from_passages: usize,
    /// Articles that do.
    pub from_articles: usize,
    /// Passages that speak of TO.
    pub to_passages: usize,
    /// Articles that do.
    pub to_articles: usize,
}

/// What speaks of both sides in a period. Shares have their 95 % intervals; an empty period has none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodShares {
    /// Which period.
    pub period: Period,
    /// Whether the corpus begins or ends within it.
    pub partial: bool,
    /// Whether it has too few articles to say much.
    pub thin: bool,
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// The share of its passages that speak of FROM.
    pub from: Option<Estimate>,
    /// The same of TO.
    pub to: Option<Estimate>,
    /// The share of its articles that speak of FROM.
    pub from_of_articles: Option<Estimate>,
    /// The same of TO.
    pub to_of_articles: Option<Estimate>,
}

pub(super) fn curves(
    corpus: &Corpus,
    (found, sides): ([&Found; 2], [&Side; 2]),
    length: Option<PeriodLength>,
    seed: u64,
) -> Result<Curves> {
    // a passage may be of both sides, so that each has a timeline of its own, of one row
    let count = |side: usize, length: Option<PeriodLength>| -> Result<Timeline> {
        let row_of = |named: &bool| named.then_some(ThemeId(0));
        let row_of: Vec<Option<ThemeId>> = found[side].is_in.iter().map(row_of).collect();
        let rows = Rows::themes(corpus, &row_of, vec![sides[side].label.clone()])?;
        timeline(corpus, &rows, &TimelineSettings { length, seed, ..TimelineSettings::default() })
    };
    let from = count(0, length)?;
    let to = count(1, Some(from.length))?;
    let periods = from.periods.iter().zip(&to.periods).map(|(from, to)| {
        let cells = [cell(&from.tally), cell(&to.tally)].map(|cell| cell.filter(|_| from.tally.passages > 0));
        PeriodShares {
            period: from.period,
            partial: from.partial,
            thin: from.thin,
            counts: counts(&from.tally, &to.tally),
            from: cells[0].map(|cell| cell.share),
            to: cells[1].map(|cell| cell.share),
            from_of_articles: cells[0].map(|cell| cell.article_share),
            to_of_articles: cells[1].map(|cell| cell.article_share),
        }
    });
    let sum = |one: Counts, other: Counts| Counts {
        passages: one.passages + other.passages,
        articles: one.articles + other.articles,
        from_passages: one.from_passages + other.from_passages,
        from_articles: one.from_articles + other.from_articles,
        to_passages: one.to_passages + other.to_passages,
        to_articles: one.to_articles + other.to_articles,
    };
    let coarse = from.coarse.iter().zip(&to.coarse).map(|(from, to)| counts(&from.tally, &to.tally));
    Ok(Curves {
        length: from.length,
        periods: periods.collect(),
        coarse: coarse.fold(Counts::default(), sum),
        undated: counts(&from.undated, &to.undated),
    })
}

/// The only row of a tally.
fn cell(tally: &Tally) -> Option<Cell> {
    tally.cells.first().copied()
}

/// The counts of both timelines, which are of the same passages.
fn counts(from: &Tally, to: &Tally) -> Counts {
    let [old, new] = [from, to].map(|tally| cell(tally).map_or((0, 0), |cell| (cell.passages, cell.articles)));
    Counts {
        passages: from.passages,
        articles: from.articles,
        from_passages: old.0,
        from_articles: old.1,
        to_passages: new.0,
        to_articles: new.1,
    }
}
