//! Mentions of time: tokens that belong together, with what each says by itself. What it means for the article is left
//! to `clues`.

use super::super::date::Date;
use super::tokens::{Spoken, Token, Word};

/// What a text says of a time in one place. What is not said is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) weekday: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) month: Option<i8>,
    pub(super) year: Option<i16>,
    /// `03/04/2022`: whether the day or the month comes first cannot be told, and the month is left open.
    pub(super) open_order: bool,
    pub(super) relative: Option<Relative>,
}

/// A time told from the day of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relative {
    Today,
    Yesterday,
    /// `il y a un mois`, `last month`.
    MonthAgo,
}

impl Mention {
    /// The date, if the mention says its year and no part of it contradicts the calendar.
    pub(super) fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day.filter(|_| self.month.is_some()))
    }
}

/// Years that articles write about; a number outside is not taken for one.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2099;

/// Words that a year follows, folded.
const BEFORE_YEARS: &[&str] = &[
    "en",
    "depuis",
    "annee",
    "annees",
    "l'annee",
    "fin",
    "debut",
    "jusqu'en",
    "d'ici",
    "des",
    "in",
    "since",
    "year",
    "of",
    "de",
    "by",
    "from",
    "until",
    "late",
    "early",
    "during",
    "ete",
    "hiver",
    "automne",
    "printemps",
    "summer",
    "winter",
    "spring",
    "autumn",
    "saison",
    "season",
    "mi",
    "and",
    "et",
];

/// A longer line is no title, in bytes.
const LONGEST_TITLE: usize = 200;

/// Joins tokens to mentions, in order. The title of the text, if it has one, ends at byte `title`.
pub(super) fn mentions(text: &str, title: usize, tokens: &[Token]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let reader = Reader { text, tokens, at, title };
        let (mention, used) = reader.read();
        found.extend(mention);
        at += used.max(1);
    }
    found
}

/// Where the line around a byte ends, if it can be a title: it is short, and text follows.
pub(super) fn title_end(text: &str, at: usize) -> usize {
    let length = text.get(at..).and_then(|rest| rest.find('\n')).filter(|length| *length <= LONGEST_TITLE);
    length.map_or(0, |length| at + length)
}

/// Reads what begins at one token.
#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    /// Where the line of the first token ends: a title names years without a preposition, `Euro 2016`.
    title: usize,
}

impl<'a> Reader<'a> {
    fn token(self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// What stands between a token and the next.
    fn gap(self, ahead: usize) -> &'a str {
        let (Some(left), Some(right)) = (self.token(ahead), self.token(ahead + 1)) else { return "\n" };
        self.text.get(left.end..right.start).unwrap_or("\n")
    }

    /// The mention that begins here, if any, and how many tokens it takes.
    fn read(self) -> (Option<Mention>, usize) {
        let Some(first) = self.token(0) else { return (None, 1) };
        let mut mention = Mention { start: first.start, end: first.end, ..Mention::default() };
        let mut used = 1;
        match first.word {
            Word::Weekday(weekday) => {
                mention.weekday = Some(weekday);
                if is_gap(self.gap(0), &[",", "le", "the", ", le", ", the"]) {
                    let rest = Reader { at: self.at + 1, ..self };
                    if let (Some(date), taken) = rest.read()
                        && date.day.is_some()
                        && date.month.is_some()
                        && date.weekday.is_none()
                    {
                        mention = Mention { start: first.start, weekday: Some(weekday), ..date };
                        used += taken;
                    }
                }
            }
            Word::Number { .. } => return self.number(),
            Word::Month { .. } => return self.month_first(),
            Word::Today => {
                let rest = self.text.get(first.end..).unwrap_or_default();
                let hui = ["’hui", "'hui"].iter().find(|hui| rest.starts_with(*hui)).map_or(0, |hui| hui.len());
                mention = Mention { end: first.end + hui, relative: Some(Relative::Today), ..mention };
            }
            Word::Yesterday => mention.relative = Some(Relative::Yesterday),
            Word::MonthUnit => {
                let Some((start, end)) = self.month_ago() else { return (None, 1) };
                mention = Mention { start, end, relative: Some(Relative::MonthAgo), ..mention };
            }
        }
        (Some(mention), used)
    }

    /// `15 août 2022`, `1er août`, `15th of August, 2022`, `15/08/2022`, `2022-08-15`, `2022`.
    fn number(self) -> (Option<Mention>, usize) {
        let Some(Token { start, end, word: Word::Number { value, digits, ordinal } }) = self.token(0) else {
            return (None, 1);
        };
        if let Some((mention, used)) = self.figures() {
            return (mention, used);
        }
        let day = i8::try_from(value).ok().filter(|day| digits <= 2 && (1..=31).contains(day));
        if let (Some(day), Some(Token { end, word: Word::Month { month, .. }, .. })) = (day, self.token(1))
            && is_gap(self.gap(0), &["of", "-"])
        {
            let (year, end, used) = self.year_after(1, end);
            let mention = Mention { start, end, day: Some(day), month: Some(month), year, ..Mention::default() };
            return (Some(mention), used);
        }
        let year =
            (digits == 4 && !ordinal && YEARS.contains(&value) && self.stands_as_year(start, end)).then_some(value);
        (year.map(|year| Mention { start, end, year: Some(year), ..Mention::default() }), 1)
    }

    /// A year after the token `ahead`, with where it ends and how many tokens that takes from here.
    fn year_after(self, ahead: usize, end: usize) -> (Option<i16>, usize, usize) {
        match self.token(ahead + 1) {
            Some(Token { end, word: Word::Number { value, digits: 4, ordinal: false }, .. })
                if YEARS.contains(&value) && is_gap(self.gap(ahead), &[",", ".", "of", "de", "., "]) =>
            {
                (Some(value), end, ahead + 2)
            }
            _ => (None, end, ahead + 1),
        }
    }

    /// `August 15, 2022`, `Aug. 15`, `août 2022`, and a month alone where it can be nothing else.
    fn month_first(self) -> (Option<Mention>, usize) {
        let Some(Token { start, end, word: Word::Month { month, language, capital } }) = self.token(0) else {
            return (None, 1);
        };
        let english = capital && language != Spoken::French;
        if english
            && let Some(Token { end, word: Word::Number { value, digits: 1 | 2, .. }, .. }) = self.token(1)
            && is_gap(self.gap(0), &["."])
            && (1..=31).contains(&value)
        {
            let (year, end, used) = self.year_after(1, end);
            let day = i8::try_from(value).ok();
            return (Some(Mention { start, end, day, month: Some(month), year, ..Mention::default() }), used);
        }
        let (year, end, used) = self.year_after(0, end);
        // `may` is a verb and `Mars` a planet: by themselves they need a word that only a month follows.
        let sure = year.is_some() || self.introduces_month(start);
        (sure.then(|| Mention { start, end, month: Some(month), year, ..Mention::default() }), used)
    }

    /// Three numbers with the same mark between them; none of them is read again if they are no date.
    fn figures(self) -> Option<(Option<Mention>, usize)> {
        let numbers: Vec<(i16, u8)> = (0..3)
            .filter_map(|ahead| match self.token(ahead)?.word {
                Word::Number { value, digits, ordinal: false } => Some((value, digits)),
                _ => None,
            })
            .collect();
        let mark = self.gap(0);
        if numbers.len() < 3 || !matches!(mark, "/" | "-" | ".") || self.gap(1) != mark {
            return None;
        }
        let [(first, width), (second, _), (third, last_width)] = numbers.as_slice() else { return None };
        let (start, end) = (self.token(0)?.start, self.token(2)?.end);
        let date = |year: i16, month: i16, day: i16| {
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            Date::new(year, Some(month), Some(day)).filter(|_| YEARS.contains(&year))
        };
        let known = |date: Date| Mention {
            start,
            end,
            day: date.day(),
            month: date.month(),
            year: Some(date.year()),
            ..Mention::default()
        };
        let mention = if *width == 4 {
            date(*first, *second, *third).map(known)
        } else if *last_width == 4 {
            match (date(*third, *second, *first), date(*third, *first, *second)) {
                (Some(date), None) | (None, Some(date)) => Some(known(date)),
                (Some(one), Some(other)) if one == other => Some(known(one)),
                // Only an American would write the month first, and only with slashes.
                (Some(day_first), Some(_)) if mark != "/" => Some(known(day_first)),
                (Some(_), Some(_)) => {
                    Some(Mention { start, end, year: Some(*third), open_order: true, ..Mention::default() })
                }
                (None, None) => None,
            }
        } else {
            None
        };
        Some((mention, 3))
    }

    /// Whether four digits are a year by what stands around them: `en 2022`, `(2022)`, `2021-2022`, and not
    /// `2000 personnes`, `2 500`, `12.2022 %`.
    fn stands_as_year(self, start: usize, end: usize) -> bool {
        let (before, after) = (self.text.get(..start).unwrap_or_default(), self.text.get(end..).unwrap_or_default());
        let closes = after.chars().next().is_none_or(|next| !next.is_alphanumeric() && !"%$€£/".contains(next));
        let unit =
            after.trim_start().chars().next().is_some_and(|next| "%$€£°".contains(next) || next.is_ascii_digit());
        if !closes || unit {
            return false;
        }
        let season =
            |rest: &str, digit: Option<char>| rest.is_empty() || digit.is_some_and(|digit| digit.is_ascii_digit());
        let (opened, followed) = (before.strip_suffix(['-', '–', '/']), after.strip_prefix(['-', '–', '/']));
        if opened.is_some_and(|rest| season(rest, rest.chars().next_back()))
            || followed.is_some_and(|rest| season(rest, rest.chars().next()))
        {
            return false;
        }
        if before.ends_with(['(', '-', '–']) {
            return after.starts_with([')', ',', '-', '–'])
                || after.trim_start().starts_with(|next: char| !next.is_alphanumeric());
        }
        let word = last_word(before);
        let named = word.chars().any(char::is_alphabetic) && !counts(after);
        let introduced = BEFORE_YEARS.contains(&word.as_str());
        if end <= self.title {
            return named && !introduced;
        }
        introduced && !(matches!(word.as_str(), "de" | "of" | "and" | "et" | "des") && counts(after))
    }

    /// Whether the word before a month is one that months follow: `en mai`, `mid-May`.
    fn introduces_month(self, start: usize) -> bool {
        const INTRODUCE: &[&str] =
            &["en", "fin", "debut", "mi", "in", "late", "early", "mid", "last", "since", "depuis", "until", "by"];
        INTRODUCE.contains(&last_word(self.text.get(..start).unwrap_or_default()).as_str())
    }

    /// The bytes of `il y a un mois`, `le mois dernier`, `last month`, `a month ago` around `mois` or `month`.
    fn month_ago(self) -> Option<(usize, usize)> {
        let token = self.token(0)?;
        let before = tail(self.text.get(..token.start)?, 12).trim_end().to_ascii_lowercase();
        let after = self.text.get(token.end..)?;
        let follows = |word: &str| {
            after
                .trim_start()
                .starts_with(word)
                .then(|| token.end + after.len() - after.trim_start().len() + word.len())
        };
        let end = match () {
            () if before.ends_with("il y a un") || before.ends_with("last") => token.end,
            () if before.ends_with("le") => follows("dernier")?,
            () if before.ends_with(" a") || before.ends_with("one") => follows("ago")?,
            () => return None,
        };
        let words = ["il y a un", "last", "le", "one", "a"];
        let length = words.iter().find(|word| before.ends_with(*word))?.len();
        let gap = self.text.get(..token.start)?.len() - self.text.get(..token.start)?.trim_end().len();
        Some((token.start - gap - length, end))
    }
}

/// Whether a noun follows that a number can count.
fn counts(after: &str) -> bool {
    let Some(rest) = after.strip_prefix([' ', '\u{a0}', '\u{202f}']) else { return false };
    let word = rest.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    word.starts_with(char::is_lowercase) && !crate::words::is_function_word(&crate::words::fold(word))
}

/// Whether two tokens are one expression: only spaces stand between them, or one of `joints` with spaces around it. A line
/// end separates.
fn is_gap(gap: &str, joints: &[&str]) -> bool {
    let inner = gap.trim_matches([' ', '\u{a0}', '\u{202f}', '\t']);
    (inner.is_empty() && !gap.is_empty()) || (!inner.is_empty() && joints.contains(&inner))
}

/// The last word of a text without case and accents, with an elided article before it.
fn last_word(before: &str) -> String {
    let near = tail(before, 24);
    let trimmed = near.trim_end_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let word = trimmed.rsplit(|character: char| character.is_whitespace() || "(«,;:.-–".contains(character)).next();
    crate::words::fold(word.unwrap_or_default())
}

/// The last bytes of a text, at most `length` and whole characters.
pub(super) fn tail(text: &str, length: usize) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(length))..).unwrap_or_default()
}

/// The first bytes of a text, at most `length` and whole characters.
pub(super) fn head(text: &str, length: usize) -> &str {
    text.get(..text.floor_char_boundary(length)).unwrap_or_default()
}
