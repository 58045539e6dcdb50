//! The date from which on one thing is spoken of more than another, for good; how surely, and between which dates.
//!
//! Both shares have the same denominator, so the share of TO overtakes that of FROM where, among the passages that name one
//! of them alone, those of TO become more than half. No shape is assumed for how that comes about: the date is where the
//! isotonic regression of side on time (Ayer, Brunk, Ewing, Reid and Silverman, 1955) passes one half, which is the minimum of
//! the running sum of TO less FROM. Passages that name both count half for each side: they do not move the sum, and where it
//! lies level they are where the two are equal. The interval comes of draws of whole articles with replacement (Efron and
//! Tibshirani, 1993), each with a day drawn within what its date may mean. How probable it is that there is a crossing at
//! all is asked of a curve that borrows strength from all of the time: see [`sigmoid`](super::sigmoid).

use super::sigmoid::{BINS, Sigmoids};
use crate::corpus::Date;
use crate::error::{Error, Result};
use crate::metrics::{Resamples, percentile_interval};
use jiff::{Span, civil};
use rand::Rng;
use rayon::prelude::*;
use serde::Serialize;

/// From this probability on, there was a crossing.
const SURE: f64 = 0.95;
/// From this one on, there probably was.
const LIKELY: f64 = 0.8;
/// An interval is told of at least this share of all draws; fewer are exceptions.
const DRAWS_WITH_A_DATE: f64 = 0.1;
/// The days are not drawn by the numbers that the articles were drawn by.
const DAYS: u64 = 0x5EED_0DA7;

/// What one article says of both sides, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its date, as precisely as known.
    pub date: Date,
    /// How many of its passages name FROM alone.
    pub from: u32,
    /// How many name TO alone.
    pub to: u32,
    /// How many name both.
    pub both: u32,
}

/// How surely one overtook the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// With a probability of at least 95 %.
    Crossed,
    /// With a probability of at least 80 %.
    Likely,
    /// Less surely, or TO only comes level with FROM: the corpus cannot tell.
    Unclear,
    /// TO never leads after FROM did.
    None,
}

/// When one overtook the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Crossing {
    /// How surely.
    pub verdict: Verdict,
    /// The day from which on TO is spoken of more; none where it never is.
    pub date: Option<Date>,
    /// The first day of its 95 % interval.
    pub earliest: Option<Date>,
    /// The last day of its 95 % interval.
    pub latest: Option<Date>,
    /// The share of draws in which there is a crossing, in 0..=1.
    pub probability: f64,
    /// Whether TO comes level with FROM in the end and does not lead.
    pub level: bool,
    /// Whether the interval covers most of the time in which either is named.
    pub wide: bool,
    /// How many draws were made.
    pub draws: usize,
}

/// An interval that covers this share of the time in which either side is named says little.
const WIDE: f64 = 0.8;

/// When TO overtook FROM, by what dated articles say of them. The seed decides the draws.
///
/// # Errors
/// [`Error::Parameter`] for no draws.
///
/// ```
/// use filrouge::transition::{Verdict, Witness, crossing};
/// let witness = |date: &str, from, to| Witness { date: date.parse().unwrap(), from, to, both: 0 };
/// let witnesses: Vec<Witness> = (1..=9)
///     .flat_map(|month| [witness(&format!("2024-0{month}"), 1, 0), witness(&format!("2025-0{month}"), 0, 1)])
///     .collect();
/// let found = crossing(&witnesses, 400, 0)?;
/// assert_eq!(found.verdict, Verdict::Crossed);
/// let date = found.date.unwrap().to_string();
/// assert!(("2024-09-01".."2025-02-01").contains(&date.as_str()), "{date}");
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn crossing(witnesses: &[Witness], draws: usize, seed: u64) -> Result<Crossing> {
    if draws == 0 {
        return Err(Error::Parameter { name: "draws", value: "0".into(), rule: "it must be at least 1" });
    }
    let Some(time) = Time::of(witnesses) else { return Ok(none(draws)) };
    let (articles, days) = (Resamples::new(witnesses.len(), seed), Resamples::new(witnesses.len(), seed ^ DAYS));
    let sigmoids = Sigmoids::new();
    let coarse = witnesses.iter().any(|witness| witness.date.first_day() != witness.date.last_day());
    let points: Vec<f64> = (0..if coarse { draws as u64 } else { 1 })
        .into_par_iter()
        .filter_map(|draw| {
            let taken = vec![1; witnesses.len()];
            time.sums(witnesses, &taken, &mut days.random(draw)).point().map(|day| day as f64)
        })
        .collect();
    let outcomes: Vec<(bool, Option<f64>)> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut random = days.random(draw);
            let sums = time.sums(witnesses, &articles.counts(draw), &mut random);
            (sigmoids.cross(&sums.binned()), sums.any_point(&mut random).map(|day| day as f64))
        })
        .collect();
    let probability = outcomes.iter().filter(|(crosses, _)| *crosses).count() as f64 / draws as f64;
    let dates: Vec<f64> = outcomes.into_iter().filter_map(|(_, day)| day).collect();
    let enough = dates.len() as f64 >= DRAWS_WITH_A_DATE * draws as f64;
    let date = median(points).filter(|_| enough);
    let interval = percentile_interval(dates).zip(date).map(|(interval, date)| {
        // the date may lie at the edge of what is drawn, and is never outside
        [interval.low.min(date), interval.high.max(date)]
    });
    let level = date.is_some() && !time.leads(witnesses);
    let verdict = match (date, level) {
        (None, _) => Verdict::None,
        (Some(_), false) if probability >= SURE => Verdict::Crossed,
        (Some(_), false) if probability >= LIKELY => Verdict::Likely,
        (Some(_), _) => Verdict::Unclear,
    };
    let day = |day: f64| time.day(day);
    Ok(Crossing {
        verdict,
        date: date.and_then(day),
        earliest: interval.and_then(|interval| day(interval[0])),
        latest: interval.and_then(|interval| day(interval[1])),
        probability: if verdict == Verdict::None { 0.0 } else { probability },
        level,
        wide: interval.is_some_and(|interval| interval[1] - interval[0] >= WIDE * time.days as f64),
        draws,
    })
}

/// Where TO overtook FROM, without draws: the day, where there is one. Coarse dates count as their middle.
pub(super) fn crossing_day(witnesses: &[Witness]) -> Option<Date> {
    let time = Time::of(witnesses)?;
    let day = time.middle_sums(witnesses).point()?;
    time.day(day as f64)
}

fn none(draws: usize) -> Crossing {
    Crossing {
        verdict: Verdict::None,
        date: None,
        earliest: None,
        latest: None,
        probability: 0.0,
        level: false,
        wide: false,
        draws,
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The days between the first and the last that any witness's date may mean.
#[derive(Clone, Copy, Debug)]
struct Time {
    first: civil::Date,
    days: usize,
}

impl Time {
    fn of(witnesses: &[Witness]) -> Option<Self> {
        let first = witnesses.iter().map(|witness| witness.date.first_day()).min()?;
        let last = witnesses.iter().map(|witness| witness.date.last_day()).max()?;
        Some(Self { first, days: days(first, last) + 1 })
    }

    fn day(self, day: f64) -> Option<Date> {
        let day = self.first.checked_add(Span::new().days(day.round() as i64)).ok()?;
        Date::new(day.year(), Some(day.month()), Some(day.day()))
    }

    /// The sums of each day of some articles, each taken so many times, with a day drawn for each.
    fn sums(self, witnesses: &[Witness], taken: &[u32], random: &mut impl Rng) -> Sums {
        self.sums_at(witnesses, taken, |first, last| random.gen_range(first..=last))
    }

    fn middle_sums(self, witnesses: &[Witness]) -> Sums {
        self.sums_at(witnesses, &vec![1; witnesses.len()], usize::midpoint)
    }

    fn sums_at(self, witnesses: &[Witness], taken: &[u32], mut place: impl FnMut(usize, usize) -> usize) -> Sums {
        let mut sums = Sums { from: vec![0; self.days], to: vec![0; self.days], both: vec![0; self.days] };
        for (witness, taken) in witnesses.iter().zip(taken) {
            let (first, last) = (days(self.first, witness.date.first_day()), days(self.first, witness.date.last_day()));
            let day = place(first, last);
            sums.from[day] += witness.from * taken;
            sums.to[day] += witness.to * taken;
            sums.both[day] += witness.both * taken;
        }
        sums
    }

    /// Whether TO leads in the end, by the days that are likeliest.
    fn leads(self, witnesses: &[Witness]) -> bool {
        let running = self.middle_sums(witnesses).running();
        running.last() > running.iter().min()
    }
}

/// How many days after another a day is.
pub(super) fn days(first: civil::Date, day: civil::Date) -> usize {
    first.until(day).map_or(0, |span| span.get_days()).max(0) as usize
}

/// How many passages of each day name FROM alone, TO alone and both; shapes `(n_days,)`.
#[derive(Debug)]
struct Sums {
    from: Vec<u32>,
    to: Vec<u32>,
    both: Vec<u32>,
}

impl Sums {
    /// TO less FROM before each day, and before the day after the last; shape `(n_days + 1,)`.
    fn running(&self) -> Vec<i64> {
        let mut running = Vec::with_capacity(self.from.len() + 1);
        let mut sum = 0;
        running.push(sum);
        for (from, to) in self.from.iter().zip(&self.to) {
            sum += i64::from(*to) - i64::from(*from);
            running.push(sum);
        }
        running
    }

    /// The days at which the running sum is least, where FROM leads before and TO does not trail after; else none. Where TO
    /// only comes level, passages that name both must say so.
    fn least(&self) -> Vec<usize> {
        let running = self.running();
        let (Some(&least), Some(&end)) = (running.iter().min(), running.last()) else { return Vec::new() };
        if least == 0 {
            return Vec::new();
        }
        let found: Vec<usize> = (0..running.len()).filter(|day| running[*day] == least).collect();
        let level = || self.both[found[0]..].iter().any(|both| *both > 0);
        if end > least || level() { found } else { Vec::new() }
    }

    /// The best single day: in the middle of the passages that name both where the sum lies level, or of the level.
    fn point(&self) -> Option<usize> {
        let least = self.least();
        let weight = |day: usize| self.both.get(day).copied().unwrap_or(0);
        let both: u32 = least.iter().map(|day| weight(*day)).sum();
        let mut met = 0;
        let among_both = least.iter().copied().find(|day| {
            met += weight(*day);
            both > 0 && 2 * met >= both
        });
        among_both.or_else(|| least.get(least.len() / 2).copied()).map(|day| day.min(self.from.len() - 1))
    }

    /// Any of the days that are as good as each other.
    fn any_point(&self, random: &mut impl Rng) -> Option<usize> {
        let least = self.least();
        if least.is_empty() {
            return None;
        }
        Some(least[random.gen_range(0..least.len())].min(self.from.len() - 1))
    }

    /// How much stands for each side in each of [`BINS`] equal parts of the time; what names both is half for each.
    fn binned(&self) -> [[f64; 2]; BINS] {
        let mut bins = [[0.0; 2]; BINS];
        for (day, ((from, to), both)) in self.from.iter().zip(&self.to).zip(&self.both).enumerate() {
            let bin = &mut bins[day * BINS / self.from.len()];
            bin[0] += f64::from(*from) + f64::from(*both) / 2.0;
            bin[1] += f64::from(*to) + f64::from(*both) / 2.0;
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(date: &str, from: u32, to: u32, both: u32) -> Witness {
        Witness { date: date.parse().unwrap(), from, to, both }
    }

    fn day(witnesses: &[Witness]) -> Option<String> {
        crossing_day(witnesses).map(|day| day.to_string())
    }

    #[test]
    fn the_day_is_where_most_are_on_their_side() {
        let clean = [witness("2024-01-01", 3, 0, 0), witness("2024-01-11", 0, 2, 0), witness("2024-02-01", 0, 1, 0)];
        assert_eq!(day(&clean).as_deref(), Some("2024-01-07"));
        let relapse = [witness("2024-01-01", 3, 0, 0), witness("2024-01-11", 0, 1, 0), witness("2024-01-21", 5, 0, 0)];
        assert_eq!(day(&relapse), None);
    }

    #[test]
    fn passages_that_name_both_are_where_the_two_are_equal() {
        let both = [witness("2024-01-01", 3, 0, 0), witness("2024-03-05", 0, 0, 1), witness("2024-03-10", 0, 2, 0)];
        assert_eq!(day(&both).as_deref(), Some("2024-03-05"));
    }

    #[test]
    fn to_that_only_comes_level_is_unclear() {
        let level = [witness("2021-11", 1, 0, 0), witness("2022-08", 3, 0, 0), witness("2025-06-23", 0, 0, 1)];
        let found = crossing(&level, 200, 0).unwrap();
        assert_eq!((found.verdict, found.level), (Verdict::Unclear, true));
        assert_eq!(found.date.unwrap().to_string(), "2025-06-23");
        assert!(found.earliest.unwrap().to_string().as_str() < "2023");
    }

    #[test]
    fn nothing_crosses_where_one_never_leads_or_no_one_speaks() {
        let never = [witness("2024-01-01", 3, 0, 0), witness("2024-05-01", 2, 0, 0), witness("2024-03-01", 1, 1, 0)];
        let found = crossing(&never, 200, 0).unwrap();
        assert_eq!((found.verdict, found.date, found.probability), (Verdict::None, None, 0.0));
        assert_eq!(crossing(&[], 10, 0).unwrap().verdict, Verdict::None);
        assert!(crossing(&never, 0, 0).is_err());
    }

    #[test]
    fn coarse_dates_make_the_interval_wider() {
        let dated = |coarse: bool| -> Vec<Witness> {
            let date =
                |year: i32, month: usize| if coarse { year.to_string() } else { format!("{year}-{month:02}-10") };
            let month = |year: i32, to: u32| move |month| witness(&date(year, month), 1 - to, to, 0);
            (1..=12).map(month(2023, 0)).chain((1..=12).map(month(2024, 1))).collect()
        };
        let width = |witnesses: &[Witness]| {
            let found = crossing(witnesses, 300, 1).unwrap();
            days(found.earliest.unwrap().first_day(), found.latest.unwrap().first_day())
        };
        assert!(width(&dated(true)) >= width(&dated(false)));
    }
}
