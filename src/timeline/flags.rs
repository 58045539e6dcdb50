//! Which periods must not be read like the others: those that the corpus covers in part, and those with few articles.

use super::counted::Counted;
use super::{Period, PeriodCount, TimelineSettings};
use crate::corpus::{Date, Precision};
use std::collections::BTreeMap;

/// A period with fewer articles than this is thin: its share is one article's matter.
const FEW_ARTICLES: usize = 5;
/// A period is cut where the corpus begins or ends, when an empty stretch as long as the one outside would be rarer than
/// this at the corpus's own pace.
const RARE: f64 = 0.05;

/// Flags the periods that are partial or thin.
pub(super) fn flag(periods: &mut [PeriodCount], placed: &BTreeMap<Period, Vec<&Counted>>, settings: &TimelineSettings) {
    for count in &mut *periods {
        count.thin = (1..FEW_ARTICLES).contains(&count.tally.articles);
        count.partial = settings.since.is_some_and(|since| since.first_day() > count.first)
            || settings.until.is_some_and(|until| until.last_day() < count.last);
    }
    // where the corpus begins and ends, by days: a month-precise date says nothing of it
    let days = placed.values().flatten().filter_map(|article| article.date);
    let mut days: Vec<jiff::civil::Date> =
        days.filter(|date| date.precision() == Precision::Day).map(Date::first_day).collect();
    days.sort_unstable();
    days.dedup(); // one event makes several papers write
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
    let pace = (days.len() - 1) as f64 / f64::from(days_between(*first, *last).max(1)); // of days with articles
    let is_rare = |gap: i32| (-pace * f64::from(gap)).exp() < RARE;
    // an edge period that also has articles dated by the month may have them on any of its days
    let only_days = |count: &PeriodCount| {
        let articles = placed.get(&count.period).into_iter().flatten();
        articles.filter_map(|article| article.date).all(|date| date.precision() == Precision::Day)
    };
    if let Some(edge) = periods.first_mut() {
        edge.partial |= only_days(edge) && is_rare(days_between(edge.first, *first));
    }
    if let Some(edge) = periods.last_mut() {
        edge.partial |= only_days(edge) && is_rare(days_between(*last, edge.last));
    }
}

fn days_between(first: jiff::civil::Date, last: jiff::civil::Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}
