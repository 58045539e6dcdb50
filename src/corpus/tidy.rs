//! Makes one word one word, however it is written: what every text goes through once, before its units are found.
//!
//! A text becomes its canonical composition (NFC); invisible characters, ligatures of typesetters and garbled characters go,
//! words hyphenated at line ends are whole again (`rejoin`). Spans count in the text that comes out, which for nearly
//! every file is the text that went in.

use super::rejoin::rejoin;
use super::repair::repair;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What was changed in a text, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Characters that were double-encoded, or windows-1252 taken for control characters.
    pub(super) repaired: usize,
    /// Soft hyphens, zero-width characters and ligatures.
    pub(super) invisible: usize,
    /// Words that a line end cut in two.
    pub(super) rejoined: usize,
    /// Whether letters and their accents were separate characters.
    pub(super) composed: bool,
}

impl Changes {
    /// A sentence that says so, if anything was changed.
    pub(super) fn note(self) -> Option<String> {
        let said = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let parts = [
            said(self.repaired, "garbled character repaired", "garbled characters repaired"),
            said(self.invisible, "invisible character or ligature undone", "invisible characters and ligatures undone"),
            said(self.rejoined, "word rejoined over a line end", "words rejoined over line ends"),
            self.composed.then(|| "accents composed (NFC)".to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("tidied: {}; spans count in the tidied text", parts.join(", ")))
    }

    /// Adds those of another part of the same article.
    pub(super) fn add(&mut self, other: Self) {
        self.repaired += other.repaired;
        self.invisible += other.invisible;
        self.rejoined += other.rejoined;
        self.composed |= other.composed;
    }
}

/// The tidy form of `text`, and what was changed. Line ends other than `\n` and `\r\n` become `\n`, which is not counted.
pub(super) fn tidy(text: String) -> (String, Changes) {
    if !is_suspect(text.as_bytes()) {
        return (text, Changes::default());
    }
    let mut changes = Changes::default();
    let text = repair(text, &mut changes.repaired);
    let text = strip(&text, &mut changes.invisible);
    let text = compose(text, &mut changes.composed);
    let text = rejoin(text, &mut changes.rejoined);
    (text, changes)
}

/// A line of metadata, tidied.
pub(super) fn tidy_line(text: &str) -> String {
    tidy(text.to_owned()).0
}

/// Whether there may be something to do. One look at each byte: nearly every text is tidy, and all of them pass here.
fn is_suspect(bytes: &[u8]) -> bool {
    // Bytes that are no reason to look closer: ASCII but for hyphens and carriage returns, and the second bytes of
    // longer characters.
    const PLAIN: [bool; 256] = {
        let mut plain = [true; 256];
        let mut byte = 0;
        while byte < 256 {
            plain[byte] = match byte as u8 {
                b'-' | b'\r' => false,
                byte => byte < 0xc2,
            };
            byte += 1;
        }
        plain
    };
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| !PLAIN[usize::from(*byte)])) {
        at += found;
        match bytes.get(at..).unwrap_or_default() {
            [b'-', b'\n' | b'\r' | b' ', ..] if ends_line(&bytes[at + 1..]) => return true,
            // what is garbled begins with `Â`, `Ã`, `â` or `ï`, and goes on with another sign beyond ASCII
            [0xc3, 0x82 | 0x83 | 0xa2 | 0xaf, 0xc2 | 0xc5..=0xef, ..] => return true,
            // Latin, Cyrillic, Chinese, Japanese and Korean, and signs that have one form
            [b'-' | 0xc3..=0xcb | 0xcf..=0xd1 | 0xe4..=0xed, ..]
            | [b'\r', b'\n', ..]
            | [0xe2, 0x82 | 0x83 | 0x85..=0x8b | 0x8d..=0xaa, ..]
            | [0xe3, 0x80, 0x80..=0xa9, ..] => {}
            // not the soft hyphen, the sign that scanners put in its place, and controls of Latin-1
            [0xc2, second, ..] if !matches!(second, 0x80..=0x9f | 0xac | 0xad) => {}
            // Greek
            [0xce, second, ..] if *second != 0x87 => {}
            // punctuation, without what is invisible or has another form
            [0xe2, 0x80, third, ..] if !matches!(third, 0x80 | 0x81 | 0x8b..=0x90 | 0xa8 | 0xa9) => {}
            // kana, without voicing marks of their own
            [0xe3, 0x81..=0xbf, third, ..] if !matches!(third, 0x99 | 0x9a) => {}
            _ => return true,
        }
        at += 1;
    }
    false
}

/// Whether nothing but spaces stands before the end of the line.
fn ends_line(bytes: &[u8]) -> bool {
    bytes.iter().take(8).find(|byte| **byte != b' ').is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Takes out what cannot be seen, undoes ligatures, and makes every line end `\n` or `\r\n`.
fn strip(text: &str, count: &mut usize) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut before = None;
    for (at, character) in text.char_indices() {
        let rest = &text[at + character.len_utf8()..];
        let after = rest.chars().next();
        match character {
            '\r' if after == Some('\n') => clean.push('\r'),
            '\r' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            // scanners of books put `¬` for the hyphen of a line end
            '\u{ad}' | '¬' if before.is_some_and(char::is_alphabetic) && goes_on(rest) => clean.push('\u{ad}'),
            '\u{ad}' | '\u{2060}' | '\u{feff}' => *count += 1,
            '\u{200b}'..='\u{200f}' if !(joins(before) || joins(after)) => *count += 1,
            '\u{fb00}'..='\u{fb06}' => {
                clean.extend(iter_ligature(character));
                *count += 1;
            }
            other => clean.push(other),
        }
        before = Some(character);
    }
    clean
}

/// Whether the line ends and the next goes on with a letter.
fn goes_on(rest: &str) -> bool {
    let next = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
    next.is_some_and(|next| next.trim_start_matches([' ', '\t']).starts_with(char::is_alphabetic))
}

fn iter_ligature(ligature: char) -> impl Iterator<Item = char> {
    std::iter::once(ligature).nfkc()
}

/// Whether a character is of a script, or an emoji, that uses invisible characters to say how letters join, where words end
/// or which way they run.
fn joins(character: Option<char>) -> bool {
    character.is_some_and(
        |character| !matches!(character, '\0'..='\u{58f}' | '\u{1e00}'..='\u{218f}' | '\u{fb00}'..='\u{fb06}'),
    )
}

fn compose(text: String, composed: &mut bool) -> String {
    let normal = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text.as_str()),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect::<String>()),
    };
    match normal {
        Cow::Owned(normal) if normal != text => {
            *composed = true;
            normal
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tidied(text: &str) -> String {
        tidy(text.to_owned()).0
    }

    #[test]
    fn a_tidy_text_is_left_as_it_is() {
        for text in
            ["", "L’été, « déjà » – 3 000 €…\r\nœuvre-là", "Рыбаки", "日本語", "a-t-il - non -\u{a0}si", "👩\u{200d}🌾"]
        {
            assert_eq!(tidy(text.to_owned()), (text.to_owned(), Changes::default()));
        }
    }

    #[test]
    fn what_cannot_be_seen_does_not_make_a_word_another() {
        let (text, changes) =
            tidy("gou\u{ad}ver\u{200b}ne\u{2060}ment \u{feff}ﬁnal a\u{300} l’e\u{301}te\u{301}".to_owned());
        assert_eq!(text, "gouvernement final à l’été");
        assert_eq!((changes.invisible, changes.composed), (5, true));
        assert_eq!(changes.note().unwrap().matches(';').count(), 1);
    }

    #[test]
    fn scripts_keep_the_marks_that_they_need() {
        for text in ["می\u{200c}خواهم", "\u{200f}שלום", "ភាសា\u{200b}ខ្មែរ"] {
            assert_eq!(tidied(text), text);
        }
    }

    #[test]
    fn every_line_end_is_one_of_two() {
        assert_eq!(tidied("a\rb\r\nc\nd\u{2028}e\u{c}f"), "a\nb\r\nc\nd\ne\u{c}f");
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(text in "([a-zA-Zàéœ’« »,.\n\r-]|\u{ad}|\u{200b}|\u{301}|ﬁ|[\\p{L}\\p{N}\\p{P}\\p{S}]){0,60}") {
            let once = tidied(&text);
            prop_assert_eq!(tidied(&once), once);
        }

        #[test]
        fn what_is_not_suspect_needs_nothing(text in "([a-zA-Zàéœ’« »,.\n-]|\\PC){0,40}") {
            if !is_suspect(text.as_bytes()) {
                let mut changes = Changes::default();
                let full = rejoin(compose(strip(&repair(text.clone(), &mut changes.repaired), &mut changes.invisible), &mut changes.composed), &mut changes.rejoined);
                prop_assert_eq!(full, text);
            }
        }
    }
}
