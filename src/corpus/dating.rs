//! How the date of an article was found in texts: the words it rests on, what else it could be, and why none was given.

use super::Article;
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

impl Article {
    /// The words that its date rests on, or that did not suffice for one; none where metadata or a file name state it.
    #[must_use]
    pub fn date_evidence(&self) -> &[DateEvidence] {
        self.dating.as_ref().map_or(&[], |dating| &dating.evidence)
    }

    /// Why it has no date; `None` if it has one.
    #[must_use]
    pub fn date_undecided(&self) -> Option<Undecided> {
        let said = || self.dating.as_ref().and_then(|dating| dating.undecided).unwrap_or(Undecided::NoClue);
        self.date.is_none().then(said)
    }

    /// Its date as tables show it: `2025-06`, or `~2025-06` where it follows from what the article tells of. A date that
    /// the article states of itself is shown as it is.
    #[must_use]
    pub fn shown_date(&self) -> Option<String> {
        self.date.map(|date| if self.is_date_inferred() { format!("~{date}") } else { date.to_string() })
    }

    /// Whether its date follows from what it tells of, and is stated nowhere.
    #[must_use]
    pub fn is_date_inferred(&self) -> bool {
        let strongest = self.date_evidence().first().map(|evidence| evidence.clue);
        self.date.is_some() && strongest.is_some_and(|clue| clue != Clue::DateLine)
    }
}

impl Undecided {
    /// The reason in words, as the continuation of `undated: `.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoClue => "nothing in it says when it was written",
            Self::YearUnknown => "a day or month is named, and nothing tells the year",
            Self::BackgroundOnly => "only what was long before, or is planned, is dated",
            Self::WeakClues => "days are told of, and nothing shows that they are near the day of writing",
        }
    }
}
