//! Dates as people and programs write them in metadata and in file names.
//!
//! It reads one value that claims to be a date. It does not search a text for dates.

use super::date::Date;

/// What a value that claims to be a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A date.
    Known(Date),
    /// A day and a month whose order cannot be told, so only the year is sure.
    OrderUnknown(Date),
    /// Not a date.
    Unknown,
}

/// Reads `2024-08-15`, `2024-08-15T10:00:00Z`, `20240815`, `15/08/2024`, `15 août 2024`, `August 15, 2024` and the like.
pub(super) fn read_written(value: &str) -> Written {
    let value = value.trim();
    // Longer than any date with its time and zone.
    if value.len() > 80 {
        return Written::Unknown;
    }
    let words: Vec<&str> =
        value.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Written::Unknown;
    }
    if let Some(written) = read_year_first(&words) {
        return written;
    }
    read_named_month(&words).or_else(|| read_year_last(&words)).unwrap_or(Written::Unknown)
}

/// Reads the date at the start of a file name, or after a separator in it: `2022-08-15-title`, `title_20220815`,
/// `2022_08`, `(2022) title`. A year alone counts only between separators.
pub(super) fn read_file_name(stem: &str) -> Option<Date> {
    let words: Vec<&str> =
        stem.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut year_alone = None;
    for (position, word) in words.iter().enumerate() {
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        match word.len() {
            8 => {
                if let Some(date) = read_compact(word).filter(|date| plausible(*date)) {
                    return Some(date);
                }
            }
            4 => {
                let two = |offset: usize| words.get(position + offset).and_then(|next| number(next, 2));
                let Some(year) = number(word, 4) else { continue };
                let day = two(1).and_then(|month| Some((month, two(2)?)));
                let date = day
                    .and_then(|(month, day)| Date::new(year, small(month), small(day)))
                    .or_else(|| Date::new(year, small(two(1)?), None));
                if let Some(date) = date.filter(|date| plausible(*date)) {
                    return Some(date);
                }
                year_alone = year_alone.or_else(|| Date::new(year, None, None).filter(|date| plausible(*date)));
            }
            _ => {}
        }
    }
    year_alone
}

/// Numbers in file names are often not years.
fn plausible(date: Date) -> bool {
    (1800..2100).contains(&date.year())
}

/// `2024`, `2024 08`, `2024 08 15` and then anything, `20240815`.
fn read_year_first(words: &[&str]) -> Option<Written> {
    let first = words.first()?;
    if first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(read_compact(first).map_or(Written::Unknown, Written::Known));
    }
    let year = number(first, 4)?;
    // `15T10` in `2024-08-15T10:00`, and `2024-8-5` without zeros.
    let part = |index: usize| {
        let word = words.get(index)?;
        let digits = word.split(['T', 't']).next().unwrap_or_default();
        (digits.len() <= 2).then(|| digits.parse::<i8>().ok()).flatten()
    };
    let date = match words.len() {
        1 => Date::new(year, None, None),
        2 => part(1).and_then(|month| Date::new(year, Some(month), None)),
        _ => part(1).zip(part(2)).and_then(|(month, day)| Date::new(year, Some(month), Some(day))),
    };
    // `2024 août 15` is left to the named months.
    match date {
        None if words.iter().any(|word| month_named(word).is_some()) => None,
        date => Some(date.map_or(Written::Unknown, Written::Known)),
    }
}

/// `15 08 2024`: the day comes first in France, the month in the United States; only a number above 12 tells.
fn read_year_last(words: &[&str]) -> Option<Written> {
    let [first, second, third, ..] = words else { return None };
    let year = number(third, 4)?;
    let (first, second) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
    let day_first = Date::new(year, Some(second), Some(first));
    let month_first = Date::new(year, Some(first), Some(second));
    Some(match (day_first, month_first) {
        (Some(date), None) | (None, Some(date)) => Written::Known(date),
        (Some(date), Some(other)) if date == other => Written::Known(date),
        (Some(_), Some(_)) => Date::new(year, None, None).map_or(Written::Unknown, Written::OrderUnknown),
        (None, None) => Written::Unknown,
    })
}

/// `15 août 2024`, `1er janvier 2016`, `August 15th, 2024`, `août 2024`, `Thu, 15 Aug 2024 10:00:00`.
fn read_named_month(words: &[&str]) -> Option<Written> {
    let position = words.iter().position(|word| month_named(word).is_some())?;
    let month = month_named(words.get(position)?)?;
    let year = words.iter().find_map(|word| number(word, 4))?;
    let before = position.checked_sub(1).and_then(|before| words.get(before)).and_then(|word| day_number(word));
    let day = before.or_else(|| words.get(position + 1).and_then(|word| day_number(word)));
    Some(Date::new(year, Some(month), day).map_or(Written::Unknown, Written::Known))
}

/// The month that a French or English word names, whole or shortened.
pub(super) fn month_named(word: &str) -> Option<i8> {
    const NAMES: [&[&str]; 12] = [
        &["janvier", "january", "janv", "jan"],
        &["février", "fevrier", "february", "févr", "fevr", "feb", "fév"],
        &["mars", "march", "mar"],
        &["avril", "april", "avr", "apr"],
        &["mai", "may"],
        &["juin", "june", "jun"],
        &["juillet", "july", "juil", "jul"],
        &["août", "aout", "august", "aug"],
        &["septembre", "september", "sept", "sep"],
        &["octobre", "october", "oct"],
        &["novembre", "november", "nov"],
        &["décembre", "decembre", "december", "déc", "dec"],
    ];
    let word = word.to_lowercase();
    (1..).zip(NAMES).find_map(|(month, names)| names.contains(&word.as_str()).then_some(month))
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|character: char| character.is_alphabetic());
    let suffix = word.get(digits.len()..).unwrap_or_default();
    let known = ["", "er", "st", "nd", "rd", "th"].contains(&suffix);
    (known && digits.len() <= 2).then(|| digits.parse().ok()).flatten()
}

fn read_compact(word: &str) -> Option<Date> {
    let year = number(word.get(..4)?, 4)?;
    Date::new(year, small(number(word.get(4..6)?, 2)?), small(number(word.get(6..)?, 2)?))
}

fn number(word: &str, width: usize) -> Option<i16> {
    if word.len() == width && word.bytes().all(|byte| byte.is_ascii_digit()) { word.parse().ok() } else { None }
}

/// Two digits always fit.
fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: &str) -> String {
        match read_written(value) {
            Written::Known(date) => date.to_string(),
            Written::OrderUnknown(date) => format!("{date}?"),
            Written::Unknown => "-".to_owned(),
        }
    }

    #[test]
    fn dates_as_programs_write_them() {
        assert_eq!(known("2024"), "2024");
        assert_eq!(known(" 2024-08 "), "2024-08");
        assert_eq!(known("2024-08-15T10:00:00+02:00"), "2024-08-15");
        assert_eq!(known("2024-08-15 10:00"), "2024-08-15");
        assert_eq!(known("2024/8/5"), "2024-08-05");
        assert_eq!(known("20240815"), "2024-08-15");
        assert_eq!(known("Thu, 15 Aug 2024 10:00:00 GMT"), "2024-08-15");
    }

    #[test]
    fn dates_as_people_write_them() {
        assert_eq!(known("1er janvier 2016"), "2016-01-01");
        assert_eq!(known("jeudi 15 août 2024 à 10h30"), "2024-08-15");
        assert_eq!(known("August 15th, 2024"), "2024-08-15");
        assert_eq!(known("août 2024"), "2024-08");
        assert_eq!(known("2024 août 15"), "2024-08-15");
    }

    #[test]
    fn the_order_of_day_and_month_is_never_guessed() {
        assert_eq!(known("15/08/2024"), "2024-08-15");
        assert_eq!(known("08/15/2024"), "2024-08-15");
        assert_eq!(known("05/05/2024"), "2024-05-05");
        assert_eq!(known("03/04/2024"), "2024?");
    }

    #[test]
    fn what_is_no_date_is_unknown() {
        for value in ["", "soon", "2024-13-45", "2023-02-29", "31 février 2024", "1660521600", "99/99/2024", "—"] {
            assert_eq!(known(value), "-", "{value}");
        }
    }

    #[test]
    fn dates_in_file_names() {
        let read = |stem| read_file_name(stem).map(|date| date.to_string());
        assert_eq!(read("2022-08-15-depart"), Some("2022-08-15".into()));
        assert_eq!(read("20220815_note"), Some("2022-08-15".into()));
        assert_eq!(read("note_2022_08"), Some("2022-08".into()));
        assert_eq!(read("note (2022)"), Some("2022".into()));
        assert_eq!(read("2022-99-note"), Some("2022".into()));
        assert_eq!(read("000_740112bf64ae5c03"), None);
        assert_eq!(read("rapport20221"), None);
        assert_eq!(read("99999999"), None);
    }
}
