//! Undoes the two common accidents of encoding that leave valid UTF-8: UTF-8 taken for windows-1252 and encoded again (`Ã©` for
//! `é`), and windows-1252 taken for Latin-1 (a control character for `’`).
//!
//! Both are exact: each garbled sequence stands for one character. A line in which sound letters beyond ASCII are as many is
//! left alone, since it may be about encodings.

use encoding_rs::WINDOWS_1252;

/// A text with fewer garbled characters in all is left alone: once may be meant.
const FEWEST: usize = 2;

/// The text with garbled characters repaired, and how many were.
pub(super) fn repair(text: String, count: &mut usize) -> String {
    let garbled = |line: &str| tally(line).0;
    let controls = text.chars().filter(|character| is_control(*character)).count();
    let candidates: usize =
        if text.contains(['Ã', 'Â', 'â', 'Å', 'ï']) { text.lines().map(garbled).sum() } else { 0 };
    if controls == 0 && candidates < FEWEST {
        return text;
    }
    let mut repaired = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (garbled, sound) = tally(line);
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let undone = if candidates >= FEWEST && garbled > sound { undo(rest) } else { None };
            let (character, length) = match undone {
                Some(undone) => undone,
                None if is_control(first) => (windows(first), first.len_utf8()),
                None => (first, first.len_utf8()),
            };
            *count += usize::from(character != first || undone.is_some());
            repaired.push(character);
            rest = &rest[length..];
        }
    }
    repaired
}

/// How many garbled characters a line holds, and how many sound ones beyond ASCII.
fn tally(line: &str) -> (usize, usize) {
    let (mut garbled, mut sound, mut rest) = (0, 0, line);
    while let Some(found) = rest.find(|character: char| !character.is_ascii()) {
        rest = &rest[found..];
        let length = if let Some((_, length)) = undo(rest) {
            garbled += 1;
            length
        } else {
            sound += 1;
            rest.chars().next().map_or(1, char::len_utf8)
        };
        rest = &rest[length..];
    }
    (garbled, sound)
}

/// The character that a garbled sequence at the head of `text` stands for, and the bytes of the sequence: two or three characters
/// that are, as windows-1252, one character of UTF-8 such as French and English use.
fn undo(text: &str) -> Option<(char, usize)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let wanted = match first {
        'Â' | 'Ã' | 'Å' => 2,
        'â' | 'ï' => 3,
        _ => return None,
    };
    let (mut bytes, mut length) = ([0; 3], 0);
    for (place, character) in bytes.iter_mut().zip(text.chars()).take(wanted) {
        *place = byte_of(character)?;
        length += character.len_utf8();
    }
    let decoded = std::str::from_utf8(bytes.get(..wanted)?).ok()?.chars().next()?;
    let common =
        matches!(decoded, '\u{a0}'..='\u{ff}' | 'Œ' | 'œ' | 'Ÿ' | '\u{2010}'..='\u{203a}' | '€' | '™' | '\u{feff}');
    common.then_some((decoded, length))
}

/// The byte that windows-1252, or Latin-1 for its control characters, has for a character.
fn byte_of(character: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return Some(byte);
    }
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(character.encode_utf8(&mut utf8));
    if unmappable { None } else { bytes.first().copied() }
}

/// Whether it is a control character of Latin-1, which no text uses.
fn is_control(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}')
}

/// What windows-1252 has in place of a control character of Latin-1.
fn windows(control: char) -> char {
    let byte = [u32::from(control) as u8];
    WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> (String, usize) {
        let mut count = 0;
        (repair(text.to_owned(), &mut count), count)
    }

    const TEXT: &str = "« L’été à l’Élysée » – où l’œuvre coûte 3 €…\nLe maïs pousse.";

    #[test]
    fn what_was_encoded_twice_is_decoded_once_more() {
        // as Latin-1, and as windows-1252 with its undefined bytes kept
        let latin1: String = TEXT.bytes().map(char::from).collect();
        assert_eq!(repaired(&latin1).0, TEXT);
        let windows: String = TEXT
            .bytes()
            .map(|byte| if (0x80..0xa0).contains(&byte) { windows(char::from(byte)) } else { char::from(byte) })
            .collect();
        assert_ne!(latin1, windows);
        let (text, count) = repaired(&windows);
        assert_eq!((text.as_str(), count), (TEXT, TEXT.chars().filter(|character| !character.is_ascii()).count()));
    }

    #[test]
    fn a_text_about_encodings_is_left_alone() {
        for text in ["Le « é » s’affiche alors « Ã© », dit-elle, déçue.", "It shows Ã© instead.", "PÂTÉ, NÃO, Â, BLÅ"]
        {
            assert_eq!(repaired(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn only_garbled_lines_are_repaired() {
        assert_eq!(repaired("Déjà l’été\nDÃ©jÃ\u{a0} lâ€™Ã©tÃ©\n").0, "Déjà l’été\nDéjà l’été\n");
    }

    #[test]
    fn control_characters_are_what_windows_means_by_them() {
        assert_eq!(repaired("l\u{92}\u{9c}uvre\u{85}"), ("l’œuvre…".to_owned(), 3));
    }
}
