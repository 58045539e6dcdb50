//! Both share curves by period, with intervals by draws of whole articles.

use super::side::Found;
use crate::cluster::ThemeId;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::metrics::{Interval, Resamples, percentile_interval};
use crate::timeline::{Period, PeriodLength, TimelineSettings, timeline};
use rayon::prelude::*;
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

/// A share in 0..=1 with its 95 % interval; without one where there is nothing to draw from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub share: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
}

/// What speaks of both sides in a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodShares {
    /// Which period.
    pub period: Period,
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// The share of its passages that speak of FROM; none in an empty period.
    pub from: Option<Share>,
    /// The same of TO.
    pub to: Option<Share>,
    /// The share of its articles that speak of FROM.
    pub from_of_articles: Option<Share>,
    /// The same of TO.
    pub to_of_articles: Option<Share>,
}

/// The counts of one article: all passages, those of FROM, those of TO.
type Article = [u32; 3];

pub(super) fn curves(
    corpus: &Corpus,
    sides: [&Found; 2],
    length: Option<PeriodLength>,
    (draws, seed): (usize, u64),
) -> Result<Curves> {
    let named = |row: usize| (sides[0].is_in[row] || sides[1].is_in[row]).then_some(ThemeId(0));
    let theme_of: Vec<Option<ThemeId>> = (0..corpus.passages.len()).map(named).collect();
    let placed = timeline(corpus, &theme_of, &TimelineSettings { length, ..TimelineSettings::default() })?;
    let articles = articles(corpus, sides);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); placed.periods.len()];
    let (mut coarse, mut undated) = (Vec::new(), Vec::new());
    for (article, counts) in articles.iter().enumerate().filter(|(_, counts)| counts[0] > 0) {
        let Some(date) = corpus.articles[article].date else {
            undated.push(*counts);
            continue;
        };
        let period = Period::of(date, placed.length);
        match placed.periods.binary_search_by(|count| Some(count.period).cmp(&period)) {
            Ok(at) => members[at].push(article),
            Err(_) => coarse.push(*counts),
        }
    }
    let periods: Vec<Period> = placed.periods.iter().map(|count| count.period).collect();
    let shares = periods.into_par_iter().zip(members).enumerate().map(|(at, (period, members))| {
        let members: Vec<Article> = members.into_iter().map(|article| articles[article]).collect();
        // periods are drawn apart, as strata: how many articles one has is not what is asked
        let drawn = drawn(&members, draws, seed.wrapping_add(at as u64 + 1));
        let counts = counts(&members);
        let share =
            |of: usize, side: fn(&Counts) -> usize, all: fn(&Counts) -> usize| share(&counts, &drawn[of], side, all);
        PeriodShares {
            period,
            counts,
            from: share(0, |counts| counts.from_passages, |counts| counts.passages),
            to: share(1, |counts| counts.to_passages, |counts| counts.passages),
            from_of_articles: share(2, |counts| counts.from_articles, |counts| counts.articles),
            to_of_articles: share(3, |counts| counts.to_articles, |counts| counts.articles),
        }
    });
    Ok(Curves { length: placed.length, periods: shares.collect(), coarse: counts(&coarse), undated: counts(&undated) })
}

/// The counts of every article, shape `(n_articles,)`.
fn articles(corpus: &Corpus, sides: [&Found; 2]) -> Vec<Article> {
    let mut articles = vec![[0; 3]; corpus.articles.len()];
    for (row, passage) in corpus.passages.iter().enumerate().filter(|(_, passage)| passage.copy_of.is_none()) {
        let counts = &mut articles[passage.article.0 as usize];
        counts[0] += 1;
        counts[1] += u32::from(sides[0].is_in[row]);
        counts[2] += u32::from(sides[1].is_in[row]);
    }
    articles
}

fn counts(articles: &[Article]) -> Counts {
    let mut counts = Counts::default();
    for [all, from, to] in articles {
        counts.passages += *all as usize;
        counts.articles += 1;
        counts.from_passages += *from as usize;
        counts.from_articles += usize::from(*from > 0);
        counts.to_passages += *to as usize;
        counts.to_articles += usize::from(*to > 0);
    }
    counts
}

/// The shares of every draw: of passages that speak of FROM and TO, of articles that do.
fn drawn(articles: &[Article], draws: usize, seed: u64) -> [Vec<f64>; 4] {
    let resamples = Resamples::new(articles.len(), seed);
    let mut shares: [Vec<f64>; 4] = std::array::from_fn(|_| Vec::with_capacity(draws));
    for draw in 0..if articles.is_empty() { 0 } else { draws as u64 } {
        let mut sums = [0_u32; 6];
        for ([all, from, to], taken) in articles.iter().zip(resamples.counts(draw)) {
            let counted = [*from, *to, u32::from(*from > 0), u32::from(*to > 0), *all, 1];
            for (sum, counted) in sums.iter_mut().zip(counted) {
                *sum += counted * taken;
            }
        }
        for (at, shares) in shares.iter_mut().enumerate() {
            shares.push(f64::from(sums[at]) / f64::from(sums[4 + at / 2]));
        }
    }
    shares
}

fn share(counts: &Counts, drawn: &[f64], side: fn(&Counts) -> usize, all: fn(&Counts) -> usize) -> Option<Share> {
    let Interval { low, high } = percentile_interval(drawn.to_vec())?;
    Some(Share { share: side(counts) as f64 / all(counts) as f64, low, high })
}
