//! How the date of an article was found in texts: the words it rests on, what else it could be, and why none was given.

use super::date::Date;
use serde::{Deserialize, Serialize};

/// What texts say of the date of an article that neither metadata nor a file name dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dating {
    /// The words that the date rests on, the strongest first; without a date, the words that did not suffice.
    pub evidence: Vec<DateEvidence>,
    /// The next best date.
    pub runner_up: Option<Date>,
    /// Why no date was given; `None` where one was.
    pub undecided: Option<Undecided>,
}

/// Words that say when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvidence {
    /// The words, as written.
    pub text: String,
    /// Their first byte in the article's text as read (decoded to UTF-8).
    pub start: usize,
    /// One past their last byte.
    pub end: usize,
    /// What kind of evidence they are.
    pub clue: Clue,
    /// The path of the other article that they stand in, if it is not this one.
    pub article: Option<String>,
}

/// A kind of evidence for the date of an article, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Clue {
    /// The article dates itself: `Bamako, le 14 août 2022`, `Updated August 14, 2022`.
    DateLine,
    /// A weekday with a day and a month, which articles write of the days just past; the calendar gives the year where
    /// it is not written.
    Weekday,
    /// A day of a month, as something that has happened.
    Day,
    /// A month of a year, as something that has happened.
    Month,
    /// A year.
    Year,
    /// A word that counts from the day of writing: `mardi`, `hier`, `il y a un mois`.
    Relative,
}

/// Why no date is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Undecided {
    /// Nothing says when.
    NoClue,
    /// A weekday, a day or a month is named, and nothing tells the year.
    YearUnknown,
    /// Only the history of something, or what is planned, is dated.
    BackgroundOnly,
    /// Days are told of with their year, and nothing shows that they are near the day of writing.
    WeakClues,
}
