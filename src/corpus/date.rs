//! A calendar date at the precision that is known: a year, a month or a day.
//!
//! It does not look for dates; `written_date` reads them as people write them.

use crate::error::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Only the year.
    Year,
    /// The year and the month.
    Month,
    /// The day.
    Day,
}

/// How the date of an article is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DateSource {
    /// Front matter, a JSON key, a CSV column, an HTML `meta` element or a leading `date 2024-08`.
    Metadata,
    /// The name of the file.
    FileName,
    /// The text itself; [`Dating`](super::Dating) has the words.
    Text,
    /// The text, with what other articles of the corpus say of the same events or of their own time.
    OtherArticles,
}

/// A date as precisely as it is known. It is written and serialised as ISO 8601: `2024`, `2024-08` or `2022-08-15`.
///
/// Dates are ordered by their first day; of two that begin on the same day, the less precise comes first.
///
/// ```
/// use filrouge::corpus::Date;
///
/// let month: Date = "2024-08".parse()?;
/// assert_eq!(month.to_string(), "2024-08");
/// assert!(month < "2024-08-01".parse()?);
/// assert!("2024-13".parse::<Date>().is_err());
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    first: jiff::civil::Date,
    precision: Precision,
}

impl Date {
    /// The date of a year, of a month if `month` is given, of a day if both are. `None` if no calendar has it.
    ///
    /// ```
    /// use filrouge::corpus::Date;
    ///
    /// assert!(Date::new(2024, Some(2), Some(29)).is_some());
    /// assert!(Date::new(2023, Some(2), Some(29)).is_none());
    /// ```
    #[must_use]
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let precision = match (month, day) {
            (None, None) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
            (None, Some(_)) => return None,
        };
        // Four digits, so that every date can be written as ISO 8601.
        if !(1000..=9999).contains(&year) {
            return None;
        }
        let first = jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { first, precision })
    }

    /// How much of the date is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month, from 1, if it is known.
    #[must_use]
    pub fn month(self) -> Option<i8> {
        (self.precision >= Precision::Month).then(|| self.first.month())
    }

    /// The day of the month, from 1, if it is known.
    #[must_use]
    pub fn day(self) -> Option<i8> {
        (self.precision == Precision::Day).then(|| self.first.day())
    }

    /// The first day that the date covers.
    #[must_use]
    pub fn first_day(self) -> jiff::civil::Date {
        self.first
    }

    /// The last day that the date covers.
    ///
    /// ```
    /// use filrouge::corpus::Date;
    ///
    /// let month: Date = "2024-02".parse()?;
    /// assert_eq!(month.last_day().to_string(), "2024-02-29");
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    #[must_use]
    pub fn last_day(self) -> jiff::civil::Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// Whether the date may be of `since` or later, and of `until` or earlier.
    ///
    /// ```
    /// use filrouge::corpus::Date;
    ///
    /// let year: Date = "2024".parse()?;
    /// assert!(year.is_within(Some("2024-06".parse()?), Some("2024-07".parse()?)));
    /// assert!(!year.is_within(Some("2025".parse()?), None));
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    #[must_use]
    pub fn is_within(self, since: Option<Self>, until: Option<Self>) -> bool {
        since.is_none_or(|since| self.last_day() >= since.first_day())
            && until.is_none_or(|until| self.first_day() <= until.last_day())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year())?;
        if let Some(month) = self.month() {
            write!(formatter, "-{month:02}")?;
        }
        if let Some(day) = self.day() {
            write!(formatter, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `2024`, `2024-08` or `2022-08-15`, and nothing else.
    fn from_str(text: &str) -> Result<Self, Error> {
        read_iso(text).ok_or_else(|| Error::Parameter {
            name: "date",
            value: text.to_owned(),
            rule: "it must be a date as `2024`, `2024-08` or `2024-08-15`",
        })
    }
}

fn read_iso(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |part| part.map(Some))?;
    let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |part| part.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month.and_then(|month| i8::try_from(month).ok()), day.and_then(|day| i8::try_from(day).ok()))
}

/// Reads exactly `width` ASCII digits.
fn digits(text: &str, width: usize) -> Option<i16> {
    if text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_survives_writing_and_reading() {
        for text in ["2024", "2024-08", "2022-08-15"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            let json = serde_json::to_string(&date).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Date>(&json).unwrap(), date);
        }
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for text in ["2024-13-45", "2023-02-29", "2024-00", "0024", "24", "2024-8", "2024-08-15-01", "", "soon", "+024"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(Date::new(2024, None, Some(3)), None);
    }

    #[test]
    fn dates_are_ordered_by_first_day_then_precision() {
        let mut dates: Vec<Date> =
            ["2024-02", "2024-01-01", "2024", "2023-12-31", "2024-01"].map(|text| text.parse().unwrap()).into();
        dates.sort();
        let written: Vec<String> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(written, ["2023-12-31", "2024", "2024-01", "2024-01-01", "2024-02"]);
    }

    #[test]
    fn a_date_covers_its_first_to_its_last_day() {
        let year: Date = "2023".parse().unwrap();
        assert_eq!(
            (year.first_day().to_string(), year.last_day().to_string()),
            ("2023-01-01".into(), "2023-12-31".into())
        );
    }
}
