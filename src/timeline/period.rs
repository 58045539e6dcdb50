//! A period of the calendar: a day, a week, a month, a quarter or a year.

use crate::corpus::Date;
use jiff::{Span, civil};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodLength {
    /// A day.
    Day,
    /// A week from Monday to Sunday, numbered as ISO 8601 does.
    Week,
    /// A month.
    Month,
    /// Three months: from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl PeriodLength {
    /// All lengths, the shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// About how many periods of this length there are from one day to another; never fewer than there are.
    pub(super) fn periods_between(self, first: civil::Date, last: civil::Date) -> usize {
        let days = first.until(last).map_or(0, |span| span.get_days()).max(0) as usize;
        // the shortest of each kind, and one more for the period that is cut at each end
        let shortest = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 28,
            Self::Quarter => 90,
            Self::Year => 365,
        };
        if self == Self::Day { days + 1 } else { days / shortest + 2 }
    }
}

/// One period. Periods of one length are ordered by time; it is written and serialised as `2024-08-15`, `2024-W33`,
/// `2024-08`, `2024-Q3` or `2024`.
///
/// ```
/// use filrouge::timeline::{Period, PeriodLength};
/// let month: filrouge::corpus::Date = "2024-08".parse()?;
/// let quarter = Period::of(month, PeriodLength::Quarter).map(|period| period.to_string());
/// assert_eq!(quarter.as_deref(), Some("2024-Q3"));
/// assert_eq!(Period::of(month, PeriodLength::Week), None); // it may be any of five weeks
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    first: civil::Date,
    length: PeriodLength,
}

impl Period {
    /// The period that a date is in, where all days that the date may mean are in one.
    #[must_use]
    pub fn of(date: Date, length: PeriodLength) -> Option<Self> {
        let period = Self::around(date.first_day(), length);
        (period == Self::around(date.last_day(), length)).then_some(period)
    }

    /// The period that a day is in.
    #[must_use]
    pub fn around(day: civil::Date, length: PeriodLength) -> Self {
        let first = match length {
            PeriodLength::Day => day,
            PeriodLength::Week => {
                let monday = day.weekday().to_monday_zero_offset();
                day.saturating_sub(Span::new().days(i64::from(monday)))
            }
            PeriodLength::Month => day.first_of_month(),
            PeriodLength::Quarter => {
                let months = (day.month() - 1) % 3;
                day.first_of_month().saturating_sub(Span::new().months(i64::from(months)))
            }
            PeriodLength::Year => day.first_of_year(),
        };
        Self { first, length }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> civil::Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> civil::Date {
        self.next_first().and_then(|next| next.yesterday().ok()).unwrap_or(civil::Date::MAX)
    }

    /// The period after it; none at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.next_first().map(|first| Self { first, length: self.length })
    }

    fn next_first(self) -> Option<civil::Date> {
        let span = match self.length {
            PeriodLength::Day => Span::new().days(1),
            PeriodLength::Week => Span::new().weeks(1),
            PeriodLength::Month => Span::new().months(1),
            PeriodLength::Quarter => Span::new().months(3),
            PeriodLength::Year => Span::new().years(1),
        };
        self.first.checked_add(span).ok()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.length {
            PeriodLength::Day => write!(formatter, "{year:04}-{month:02}-{:02}", self.first.day()),
            PeriodLength::Week => {
                let week = self.first.iso_week_date();
                write!(formatter, "{:04}-W{:02}", week.year(), week.week())
            }
            PeriodLength::Month => write!(formatter, "{year:04}-{month:02}"),
            PeriodLength::Quarter => write!(formatter, "{year:04}-Q{}", (month - 1) / 3 + 1),
            PeriodLength::Year => write!(formatter, "{year:04}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(date: &str, length: PeriodLength) -> Option<String> {
        Period::of(date.parse().unwrap(), length).map(|period| period.to_string())
    }

    #[test]
    fn a_date_is_in_a_period_that_holds_all_it_may_mean() {
        use PeriodLength::{Day, Month, Quarter, Week, Year};
        let named = [Day, Week, Month, Quarter, Year].map(|length| period("2024-12-30", length).unwrap());
        assert_eq!(named, ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"]);
        let month = [Day, Week, Month, Quarter, Year].map(|length| period("2024-02", length));
        assert_eq!(month, [None, None, Some("2024-02".into()), Some("2024-Q1".into()), Some("2024".into())]);
        let year = [Day, Week, Month, Quarter, Year].map(|length| period("2024", length));
        assert_eq!(year, [None, None, None, None, Some("2024".into())]);
    }

    #[test]
    fn each_period_begins_the_day_after_the_one_before() {
        for length in PeriodLength::ALL {
            let mut period = Period::of("2023-11-17".parse().unwrap(), length).unwrap();
            for _ in 0..60 {
                let next = period.next().unwrap();
                assert_eq!(period.last_day().tomorrow().unwrap(), next.first_day());
                assert_eq!(Period::around(next.first_day(), length), next);
                assert_eq!(Period::around(next.last_day(), length), next);
                period = next;
            }
        }
    }

    #[test]
    fn the_last_day_of_the_calendar_has_a_period() {
        for length in PeriodLength::ALL {
            let period = Period::around(civil::Date::MAX, length);
            assert!(period.last_day() >= period.first_day());
            assert_eq!(period.next(), None);
        }
    }
}
