//! What was new when it was written, and what stayed: novelty, transience and resonance of articles (Barron, Huang,
//! Spang and `DeDeo`, "Individuals, institutions, and innovation in the debates of the French Revolution", PNAS 2018).

use super::counted::Counted;
use super::{Period, PeriodLength, Rows, TimelineSettings, articles};
use crate::corpus::{ArticleId, Corpus, Precision};
use crate::error::Result;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Windows of days, the shortest first: a week suits newspapers, small collections need more.
const WINDOWS: [i32; 4] = [7, 30, 91, 365];
/// A window fits when most articles have at least so many others on both sides within it.
const FEW_NEIGHBOURS: usize = 5;
/// In a window with more articles than this on a side, the nearest in time count.
const MOST_NEIGHBOURS: usize = 200;

/// How new articles were, and how much of it stayed.
#[derive(Clone, Debug, PartialEq)]
pub struct Novelty {
    /// How many days before and after an article it is held against.
    pub window_days: i32,
    /// The articles that have others on both sides, in order of time.
    pub articles: Vec<ArticleNovelty>,
    /// The means of the articles by period, of the periods that have any.
    pub periods: Vec<PeriodNovelty>,
    /// How many articles could not be placed: undated, or dated too coarsely for the window.
    pub unplaced: usize,
}

/// How new one article was. Values are Jensen-Shannon divergences in bits, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArticleNovelty {
    /// Which article.
    pub article: ArticleId,
    /// How unlike the articles before it its mix of rows is, on average.
    pub novelty: f64,
    /// How unlike the articles after it.
    pub transience: f64,
    /// Novelty less transience: above 0 where what was new is taken up.
    pub resonance: f64,
}

/// How new the articles of a period were on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodNovelty {
    /// Which period.
    pub period: Period,
    /// How many articles.
    pub articles: usize,
    /// Their mean novelty.
    pub novelty: f64,
    /// Their mean transience.
    pub transience: f64,
    /// Their mean resonance.
    pub resonance: f64,
}

/// Measures how unlike the mix of rows of each article is to those of the articles within a window of days before it
/// and after it. Articles of the same day are on neither side. The window is the shortest of a week, a month, a quarter
/// and a year in which most articles have five others on both sides. None where there is no such window. Means are by periods
/// of `length`.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) when `rows` are not of the corpus.
///
/// ```no_run
/// use filrouge::timeline::{PeriodLength, Rows, TimelineSettings, novelty};
/// use filrouge::{analysis, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let rows = Rows::themes(&analysis.corpus, &analysis.theme_of, Vec::new())?;
/// if let Some(novelty) = novelty(&analysis.corpus, &rows, PeriodLength::Month, &TimelineSettings::default())? {
///     let first_to_say = novelty.articles.iter().max_by(|a, b| a.resonance.total_cmp(&b.resonance));
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn novelty(
    corpus: &Corpus,
    rows: &Rows,
    length: PeriodLength,
    settings: &TimelineSettings,
) -> Result<Option<Novelty>> {
    let counted = articles(corpus, rows, settings)?;
    let window = |days: &i32| {
        let placed = placed(&counted, *days);
        let few = placed
            .iter()
            .filter(|article| sides(&placed, article, *days).iter().any(|side| side.len() < FEW_NEIGHBOURS));
        (2 * few.count() <= placed.len() && 2 * placed.len() >= counted.len()).then_some(*days)
    };
    let Some(window_days) = WINDOWS.iter().find_map(window) else { return Ok(None) };
    let placed = placed(&counted, window_days);
    let measure = |article: &Placed<'_>| {
        let [before, after] = sides(&placed, article, window_days);
        let novelty = mean_divergence(article, before)?;
        let transience = mean_divergence(article, after)?;
        let id = ArticleId(article.counted.article);
        Some(ArticleNovelty { article: id, novelty, transience, resonance: novelty - transience })
    };
    let articles: Vec<ArticleNovelty> = placed.par_iter().filter_map(measure).collect();
    let periods = periods(corpus, &articles, length);
    Ok(Some(Novelty { window_days, articles, periods, unplaced: counted.len() - placed.len() }))
}

/// The means by period.
fn periods(corpus: &Corpus, articles: &[ArticleNovelty], length: PeriodLength) -> Vec<PeriodNovelty> {
    let mut by_period: BTreeMap<Period, Vec<&ArticleNovelty>> = BTreeMap::new();
    for article in articles {
        let date = corpus.articles[article.article.0 as usize].date;
        if let Some(period) = date.and_then(|date| Period::of(date, length)) {
            by_period.entry(period).or_default().push(article);
        }
    }
    let means = |(period, articles): (Period, Vec<&ArticleNovelty>)| {
        let mean = |value: fn(&ArticleNovelty) -> f64| {
            articles.iter().map(|article| value(article)).sum::<f64>() / articles.len() as f64
        };
        PeriodNovelty {
            period,
            articles: articles.len(),
            novelty: mean(|article| article.novelty),
            transience: mean(|article| article.transience),
            resonance: mean(|article| article.resonance),
        }
    };
    by_period.into_iter().map(means).collect()
}

/// An article on its day.
struct Placed<'a> {
    day: jiff::civil::Date,
    counted: &'a Counted,
    /// The entropy of its mix, in bits.
    entropy: f64,
}

/// The articles that are dated precisely enough for a window, in order of time; one dated by the month stands in its
/// middle.
fn placed(counted: &[Counted], window_days: i32) -> Vec<Placed<'_>> {
    let place = |counted| {
        let article: &Counted = counted;
        let date = article.date?;
        let day = match date.precision() {
            Precision::Day => date.first_day(),
            Precision::Month if window_days >= 91 => date.first_day().saturating_add(jiff::Span::new().days(14)),
            Precision::Month | Precision::Year => return None,
        };
        let entropy = shares(article).map(|(_, share)| -share * share.log2()).sum();
        Some(Placed { day, counted: article, entropy })
    };
    let mut placed: Vec<Placed<'_>> = counted.iter().filter_map(place).collect();
    placed.sort_by_key(|article| (article.day, article.counted.article));
    placed
}

/// The articles of the days before and after one, nearest in time first.
fn sides<'a, 'b>(placed: &'a [Placed<'b>], article: &Placed<'b>, window_days: i32) -> [&'a [Placed<'b>]; 2] {
    let days = jiff::Span::new().days(window_days);
    let (earliest, latest) = (article.day.saturating_sub(days), article.day.saturating_add(days));
    let at = |from: &dyn Fn(&Placed<'b>) -> bool| placed.partition_point(from);
    let first = at(&|other| other.day < earliest);
    let own = at(&|other| other.day < article.day);
    let next = at(&|other| other.day <= article.day);
    let last = at(&|other| other.day <= latest);
    [&placed[first.max(own.saturating_sub(MOST_NEIGHBOURS))..own], &placed[next..last.min(next + MOST_NEIGHBOURS)]]
}

/// The shares of rows in an article, passages in no row as one more row.
fn shares(article: &Counted) -> impl Iterator<Item = (u32, f64)> + '_ {
    let all = f64::from(article.passages);
    let rowless = (article.rowless > 0).then_some((u32::MAX, f64::from(article.rowless) / all));
    let own = article.entries.iter().map(move |entry| (entry.row, f64::from(entry.base) / all));
    own.chain(rowless)
}

/// The mean Jensen-Shannon divergence, in bits, between the mix of an article and those of others. None without others.
fn mean_divergence(article: &Placed<'_>, others: &[Placed<'_>]) -> Option<f64> {
    let divergence = |other: &Placed<'_>| {
        let half = |share: f64| -(share / 2.0) * (share / 2.0).log2();
        let mut joint = 0.0; // the entropy of the mean of both mixes
        let (mut own, mut its) = (shares(article.counted).peekable(), shares(other.counted).peekable());
        loop {
            joint += match (own.peek().copied(), its.peek().copied()) {
                (Some((row, share)), Some((other, other_share))) if row == other => {
                    own.next();
                    its.next();
                    half(share + other_share)
                }
                (Some((row, share)), rest) if rest.is_none_or(|(other, _)| row < other) => {
                    own.next();
                    half(share)
                }
                (_, Some((_, share))) => {
                    its.next();
                    half(share)
                }
                (_, None) => break,
            };
        }
        (joint - f64::midpoint(article.entropy, other.entropy)).clamp(0.0, 1.0)
    };
    (!others.is_empty()).then(|| others.iter().map(divergence).sum::<f64>() / others.len() as f64)
}
