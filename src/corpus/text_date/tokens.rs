//! The words that dates are made of, found in one pass over a text: numbers, months, weekdays, a few relative words.
//!
//! What stands between them is left to `mentions`; a text without such words costs little more than reading it.

/// A word that a date may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A whole number of at most four digits; `1er` and `15th` count, and are ordinal.
    Number { value: i16, digits: u8, ordinal: bool },
    /// A month, from 1; whether the word is French, English or both, and whether it is written with a capital.
    Month { month: i8, language: Spoken, capital: bool },
    /// A weekday, from 1 for Monday.
    Weekday(i8),
    /// `aujourd’hui`, `today`.
    Today,
    /// `hier`, `yesterday`.
    Yesterday,
    /// `mois`, `month`: `mentions` reads what stands around it.
    MonthUnit,
}

/// The language of a month's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    French,
    English,
    Both,
}

/// A word with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) word: Word,
}

/// No word of a date has more bytes: `septembre`, `aujourd’hui` aside, which is found by `aujourd`.
const LONGEST: usize = 10;

/// Finds the words of `text` between two bytes, in order.
pub(super) fn tokens(text: &str, from: usize, to: usize, found: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let to = to.min(bytes.len());
    let mut at = from;
    while let Some(&byte) = bytes.get(at).filter(|_| at < to) {
        if !in_word(byte) {
            at += 1;
            continue;
        }
        // The punctuation of Latin-1 and of the typographers is written with these first bytes.
        let skipped = punctuation(bytes.get(at..).unwrap_or_default());
        if skipped > 0 {
            at += skipped;
            continue;
        }
        let start = at;
        while let Some(&byte) = bytes.get(at) {
            if !in_word(byte) || (matches!(byte, 0xC2 | 0xE2) && punctuation(bytes.get(at..).unwrap_or_default()) > 0) {
                break;
            }
            at += 1;
        }
        if at - start <= LONGEST
            && let Some(word) = bytes.get(start..at).and_then(read)
        {
            found.push(Token { start, end: at, word });
        }
    }
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// How many bytes of punctuation that is not ASCII a text begins with: `U+0080..=U+00BF` and `U+2000..=U+203F`.
fn punctuation(bytes: &[u8]) -> usize {
    match bytes {
        [0xC2, _, ..] => 2,
        [0xE2, 0x80, _, ..] => 3,
        _ => 0,
    }
}

fn read(bytes: &[u8]) -> Option<Word> {
    let first = *bytes.first()?;
    if first.is_ascii_digit() {
        return read_number(bytes);
    }
    // No word of a date begins with another letter; most words of a text end here.
    if bytes.len() < 3 || !b"adefhjlmnostvwyADFHJLMNOSTVWY".contains(&first) {
        return None;
    }
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..bytes.len())?;
    lower.copy_from_slice(bytes);
    lower.make_ascii_lowercase();
    named(std::str::from_utf8(lower).ok()?, first.is_ascii_uppercase())
}

fn read_number(bytes: &[u8]) -> Option<Word> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let suffix = bytes.get(digits..)?;
    let ordinal = !suffix.is_empty();
    if digits > 4 || (ordinal && !matches!(suffix, b"er" | b"st" | b"nd" | b"rd" | b"th")) {
        return None;
    }
    let value = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    Some(Word::Number { value, digits: u8::try_from(digits).ok()?, ordinal })
}

fn named(word: &str, capital: bool) -> Option<Word> {
    use Spoken::{Both, English, French};
    let month = |month, language| Some(Word::Month { month, language, capital });
    match word {
        "janvier" | "janv" => month(1, French),
        "january" | "jan" => month(1, English),
        "février" | "fevrier" | "févr" | "fevr" => month(2, French),
        "february" | "feb" => month(2, English),
        "mars" => month(3, French),
        "march" => month(3, English),
        "avril" | "avr" => month(4, French),
        "april" | "apr" => month(4, English),
        "mai" => month(5, French),
        "may" => month(5, English),
        "juin" => month(6, French),
        "june" | "jun" => month(6, English),
        "juillet" | "juil" => month(7, French),
        "july" | "jul" => month(7, English),
        "août" | "aout" => month(8, French),
        "august" | "aug" => month(8, English),
        "septembre" => month(9, French),
        "september" | "sep" => month(9, English),
        "sept" => month(9, Both),
        "octobre" => month(10, French),
        "october" | "oct" => month(10, English),
        "novembre" => month(11, French),
        "november" | "nov" => month(11, English),
        "décembre" | "decembre" | "déc" => month(12, French),
        "december" | "dec" => month(12, English),
        "lundi" | "monday" => Some(Word::Weekday(1)),
        "mardi" | "tuesday" => Some(Word::Weekday(2)),
        "mercredi" | "wednesday" => Some(Word::Weekday(3)),
        "jeudi" | "thursday" => Some(Word::Weekday(4)),
        "vendredi" | "friday" => Some(Word::Weekday(5)),
        "samedi" | "saturday" => Some(Word::Weekday(6)),
        "dimanche" | "sunday" => Some(Word::Weekday(7)),
        "aujourd" | "today" => Some(Word::Today),
        "hier" | "yesterday" => Some(Word::Yesterday),
        "mois" | "month" => Some(Word::MonthUnit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Word)> {
        let mut found = Vec::new();
        tokens(text, 0, text.len(), &mut found);
        found.iter().map(|token| (&text[token.start..token.end], token.word)).collect()
    }

    #[test]
    fn words_of_dates_are_found_between_any_punctuation() {
        let words = found("«\u{a0}Lundi\u{a0}1er août\u{202f}2022\u{a0}», l’été d’aujourd’hui, (May) 10000 2e");
        let surfaces: Vec<&str> = words.iter().map(|(surface, _)| *surface).collect();
        assert_eq!(surfaces, ["Lundi", "1er", "août", "2022", "aujourd", "May"]);
        assert_eq!(words[0].1, Word::Weekday(1));
        assert_eq!(words[1].1, Word::Number { value: 1, digits: 1, ordinal: true });
        assert_eq!(words[5].1, Word::Month { month: 5, language: Spoken::English, capital: true });
    }

    #[test]
    fn words_that_only_contain_a_month_are_not_months() {
        assert!(found("maire marsouin mayor augustin marchons janvière juinette dix-septembrette").is_empty());
    }
}
