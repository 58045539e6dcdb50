//! From clues to a date, with its runner-up, or to the reason why there is none.

use super::super::date::Date;
use super::super::dating::{Clue, DateEvidence, Dating, Undecided};
use super::calendar::{falls_on, soon_after, years};
use super::clues::Role;
use super::mentions::{Mention, tail, title_end};
use std::collections::BTreeSet;

/// A weekday comes back to the same day of a month after five years at the soonest: within so many years after the
/// latest year that is told of, it fits once.
const WEEKDAY_YEARS: i16 = 4;
/// A text that tells of three years so near to each other is about its own time; one that tells of a single year may be
/// about the past.
const NEAR_YEARS: i16 = 5;
/// The news of an article stands in its first bytes: a title and two or three sentences.
const LEAD: usize = 700;
/// A day without a year is in the year of another date if it follows within so many days.
const SAME_STORY: i64 = 93;
/// And, if the weekday fits too, within a year.
const SAME_YEAR: i64 = 366;
/// More words than these are no better evidence.
const MOST_EVIDENCE: usize = 8;

/// A past event with its date.
#[derive(Clone, Copy, Debug)]
struct Event {
    date: Date,
    clue: Clue,
    mention: Mention,
    /// Whether it dates the article, or only bounds it from below.
    counts: bool,
}

/// The mentions of one article with their roles.
struct Clues<'a> {
    text: &'a str,
    from: usize,
    all: &'a [(Mention, Role)],
    /// The latest year in which something has happened.
    latest_year: Option<i16>,
}

/// The date that the clues of a text give. `None` if there is no clue.
pub(super) fn combine(text: &str, from: usize, all: &[(Mention, Role)]) -> Option<(Option<Date>, Dating)> {
    if all.is_empty() {
        return None;
    }
    let past = all.iter().filter(|(_, role)| *role != Role::Future);
    let clues = Clues { text, from, all, latest_year: past.filter_map(|(mention, _)| mention.year).max() };
    let mut events = clues.dated();
    let undated = clues.undated(&events);
    events.extend(undated);
    let best = events.iter().filter(|event| event.counts).max_by_key(|event| {
        let line = event.clue == Clue::DateLine;
        // Of two lines that date the article, the first is its publication and the other its last change.
        (line, if line { usize::MAX - event.mention.start } else { 0 }, event.clue == Clue::Weekday, event.date)
    });
    Some(match best {
        Some(best) => (
            Some(best.as_known()),
            Dating { evidence: clues.evidence(Some(best)), runner_up: runner_up(best, &events), undecided: None },
        ),
        None => clues.by_year(&events),
    })
}

/// The next best date: the latest other event that may date the article, or else the month after an event at the very end of
/// a month.
fn runner_up(best: &Event, events: &[Event]) -> Option<Date> {
    let known = best.as_known();
    let same = |date: Date| (date.year(), date.month()) == (known.year(), known.month());
    let other = events.iter().filter(|event| event.clue <= Clue::Day && !same(event.date)).map(Event::as_known);
    let next = || {
        best.date
            .last_day()
            .checked_add(jiff::Span::new().days(2))
            .ok()
            .and_then(|day| Date::new(day.year(), Some(day.month()), None))
    };
    other.max().or_else(|| next().filter(|date| best.clue != Clue::DateLine && !same(*date)))
}

impl Event {
    /// What an event says of the article: its month, or the year where the article of the next day is of another month; a
    /// date line says the day.
    fn as_known(&self) -> Date {
        let known = match self.clue {
            Clue::DateLine => Some(self.date),
            Clue::Weekday | Clue::Day => soon_after(self.date),
            _ => Date::new(self.date.year(), self.date.month(), None),
        };
        known.unwrap_or(self.date)
    }
}

impl Clues<'_> {
    fn events(&self) -> impl Iterator<Item = &(Mention, Role)> {
        self.all.iter().filter(|(_, role)| matches!(role, Role::Publication | Role::Event))
    }

    /// The events whose year is written.
    fn dated(&self) -> Vec<Event> {
        let dated = self.events().filter_map(|(mention, role)| {
            let date = mention.date().filter(|date| date.month().is_some())?;
            let clue = kind(mention, *role);
            // A weekday that is not the day's is an error of the author's, or not one date.
            let fits = mention.weekday.is_none_or(|weekday| mention.day.is_none() || falls_on(date, weekday));
            let latest = self.latest_year.is_none_or(|year| year <= date.year());
            let counts = match clue {
                Clue::DateLine => true,
                // The year after may be that of what is planned.
                Clue::Weekday => {
                    fits && (latest || (self.in_lead(mention) && self.latest_year == Some(date.year() + 1)))
                }
                Clue::Day => latest && self.signals(mention) >= 2,
                _ => false,
            };
            Some(Event { date, clue, mention: *mention, counts })
        });
        dated.collect()
    }

    /// The events whose year is not written and follows from the weekday or from other dates.
    fn undated(&self, dated: &[Event]) -> Vec<Event> {
        let without_year = self.events().filter(|(mention, _)| mention.year.is_none());
        without_year.filter_map(|(mention, role)| self.with_year(mention, *role, dated)).collect()
    }

    fn with_year(&self, mention: &Mention, role: Role, dated: &[Event]) -> Option<Event> {
        let (month, day) = (mention.month?, mention.day?);
        let clue = kind(mention, role);
        let in_year = |year| Date::new(year, Some(month), Some(day));
        let fits = |date: &Date| mention.weekday.is_none_or(|weekday| falls_on(*date, weekday));
        // Shortly after a date whose year is written, or in the year that the title names.
        let after =
            dated.iter().filter(|event| event.clue <= Clue::Day).max_by_key(|event| event.date).and_then(|event| {
                let candidates = [event.date.year(), event.date.year() + 1].into_iter().filter_map(in_year);
                let days = |date: &Date| (date.first_day() - event.date.first_day()).get_days();
                let longest = if mention.weekday.is_some() { SAME_YEAR } else { SAME_STORY };
                candidates.filter(fits).find(|date| (0..=longest).contains(&i64::from(days(date))))
            });
        let titled = || self.title_year().and_then(in_year).filter(fits);
        let by_weekday = || {
            let since = self.latest_year.filter(|_| self.is_of_its_time())?;
            years(mention.weekday?, month, day, since, since + WEEKDAY_YEARS).0
        };
        let date = after.or_else(titled).or_else(by_weekday)?;
        let counts = self.latest_year.is_none_or(|year| year <= date.year())
            && (clue != Clue::Day || after.is_some() || self.signals(mention) >= 1);
        Some(Event { date, clue, mention: *mention, counts })
    }

    /// How many signs there are that an event is the article's news: it stands in the lead, it is pointed at (`ce 7 mars`),
    /// another day of the same month is told of.
    fn signals(&self, mention: &Mention) -> usize {
        let before = self.text.get(..mention.start).unwrap_or_default();
        let pointed = ["ce ", "Ce ", "this ", "aujourd’hui, ", "aujourd'hui, "]
            .iter()
            .any(|word| tail(before, 24).ends_with(word));
        let again = self.events().any(|(other, _)| {
            other.month == mention.month
                && other.day.is_some()
                && other.day != mention.day
                && other.year.is_none_or(|year| Some(year) == mention.year)
        });
        let titled = mention.year.is_some() && mention.year == self.title_year();
        usize::from(self.in_lead(mention))
            + usize::from(pointed)
            + usize::from(again)
            + usize::from(titled)
            + usize::from(ends_range(before))
    }

    fn in_lead(&self, mention: &Mention) -> bool {
        mention.start <= self.from + LEAD
    }

    /// Whether three years near each other are told of, up to the latest.
    fn is_of_its_time(&self) -> bool {
        let Some(latest) = self.latest_year else { return false };
        let past = self.all.iter().filter(|(_, role)| *role != Role::Future).filter_map(|(mention, _)| mention.year);
        past.filter(|year| (latest - NEAR_YEARS..=latest).contains(year)).collect::<BTreeSet<i16>>().len() >= 3
    }

    /// The year that the first line names, if it is one and no later one is told of.
    fn title_year(&self) -> Option<i16> {
        let title = title_end(self.text, self.from);
        let mut named = self
            .events()
            .map(|(mention, _)| mention)
            .filter(|mention| mention.end <= title && mention.month.is_none())
            .filter_map(|mention| mention.year);
        let year = named.next()?;
        (named.all(|other| other == year) && self.latest_year == Some(year)).then_some(year)
    }

    /// The year alone, if the title names it; else the reason why there is no date.
    fn by_year(&self, events: &[Event]) -> (Option<Date>, Dating) {
        let guess = events.iter().filter(|event| event.clue <= Clue::Day).map(Event::as_known).max();
        let evidence = self.evidence(None);
        if let Some(date) = self.title_year().and_then(|year| Date::new(year, None, None)) {
            let runner_up = guess.filter(|guess| guess.year() != date.year());
            return (Some(date), Dating { evidence, runner_up, undecided: None });
        }
        let year_unknown = self.events().any(|(mention, _)| mention.year.is_none());
        let undecided = if guess.is_some() {
            Undecided::WeakClues
        } else if year_unknown {
            Undecided::YearUnknown
        } else {
            Undecided::BackgroundOnly
        };
        (None, Dating { evidence, runner_up: guess, undecided: Some(undecided) })
    }

    /// The words that date the article, the strongest first, then by place.
    fn evidence(&self, best: Option<&Event>) -> Vec<DateEvidence> {
        let strength = |mention: &Mention, role: Role| {
            (best.is_none_or(|best| best.mention != *mention), kind(mention, role), mention.start)
        };
        let mut told: Vec<&(Mention, Role)> = match best {
            Some(best) => {
                self.events().filter(|(mention, _)| *mention == best.mention || agrees(mention, best)).collect()
            }
            None => self
                .events()
                .chain(
                    self.all
                        .iter()
                        .filter(|(mention, role)| *role == Role::Background && mention.year == self.latest_year),
                )
                .collect(),
        };
        told.sort_by_key(|(mention, role)| strength(mention, *role));
        told.dedup_by_key(|(mention, _)| mention.start);
        told.into_iter()
            .take(MOST_EVIDENCE)
            .map(|(mention, role)| quoted(self.text, mention, kind(mention, *role)))
            .collect()
    }
}

/// Whether a day ends a range of days, as of an event that is going on: `du 19 au 21 octobre`.
fn ends_range(before: &str) -> bool {
    let near = tail(before, 24);
    let joint = near.strip_suffix(" au ").or_else(|| near.strip_suffix(" to ")).or_else(|| near.strip_suffix('-'));
    joint.is_some_and(|start| start.ends_with(|last: char| last.is_ascii_digit()) || start.ends_with("1er"))
}

/// Whether a mention speaks for the same month as an event.
fn agrees(mention: &Mention, event: &Event) -> bool {
    mention.month.is_some()
        && mention.month == event.date.month()
        && mention.year.is_none_or(|year| year == event.date.year())
}

fn kind(mention: &Mention, role: Role) -> Clue {
    match (role, mention) {
        (Role::Publication, _) => Clue::DateLine,
        (_, Mention { weekday: Some(_), day: Some(_), .. }) => Clue::Weekday,
        (_, Mention { day: Some(_), .. }) => Clue::Day,
        (_, Mention { month: Some(_), .. }) => Clue::Month,
        (_, Mention { year: Some(_), .. }) => Clue::Year,
        _ => Clue::Relative,
    }
}

fn quoted(text: &str, mention: &Mention, clue: Clue) -> DateEvidence {
    let words = text.get(mention.start..mention.end).unwrap_or_default().to_owned();
    DateEvidence { text: words, start: mention.start, end: mention.end, clue, article: None }
}
