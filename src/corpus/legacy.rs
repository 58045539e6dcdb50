//! Bytes that are not UTF-8: which older encoding they are in.
//!
//! Detection by frequency is chardetng's. It knows no `MacRoman` and no DOS code page, and takes French in them for
//! windows-1252: those are told by what they make of French and English, where an accent stands inside a word, a capital at
//! its head, and a quotation mark outside.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use std::iter;

/// An encoding of one or more bytes to a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Legacy {
    Known(&'static Encoding),
    /// IBM's code page 850, of DOS in western Europe.
    Dos,
}

/// The upper half of code page 850.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\
\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// How much is looked at to choose, in bytes.
const SAMPLE: usize = 65_536;

/// Of a hundred characters beyond ASCII, how many must stand where French or English has them, and how many more than by the
/// usual detection, before another encoding is preferred.
const ENOUGH: usize = 80;
const MARGIN: usize = 30;

impl Legacy {
    /// The likeliest encoding of `bytes`, which are not UTF-8.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let guess = Self::Known(detector.guess(None, Utf8Detection::Deny));
        let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
        let letters = sample.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        let beyond = sample.iter().filter(|byte| !byte.is_ascii()).count();
        // French has one accent to ten letters; other scripts have more letters beyond ASCII than within.
        if letters < beyond {
            return guess;
        }
        let share = |legacy: Self| in_place(&legacy.decode(sample));
        let usual = share(guess);
        let best = [Self::Known(MACINTOSH), Self::Dos].into_iter().map(|legacy| (share(legacy), legacy));
        let best = best.max_by_key(|(share, legacy)| (*share, *legacy != Self::Dos));
        best.filter(|(share, _)| *share >= ENOUGH && *share >= usual + MARGIN).map_or(guess, |(_, legacy)| legacy)
    }

    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Dos => {
                let upper: Vec<char> = DOS.chars().collect();
                let decode = |byte: &u8| upper.get(usize::from(*byte).wrapping_sub(128)).copied();
                bytes.iter().map(|byte| decode(byte).unwrap_or(char::from(*byte))).collect()
            }
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Known(encoding) if encoding == MACINTOSH => "MacRoman",
            Self::Known(encoding) => encoding.name(),
            Self::Dos => "code page 850",
        }
    }
}

/// UTF-8 with bytes of an older encoding in between, as when files were put together.
pub(super) struct Mixed {
    pub(super) text: String,
    pub(super) legacy: Legacy,
    /// Bytes read in the older encoding, and those that make no sense in it.
    pub(super) read: usize,
    pub(super) lost: usize,
}

/// Reads `bytes` as UTF-8 with an older encoding in between, if enough of them is UTF-8.
pub(super) fn mixed(bytes: &[u8]) -> Option<Mixed> {
    let (mut broken, mut sound) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        broken += chunk.invalid().len();
        sound += chunk.valid().chars().filter(|letter| !letter.is_ascii() && is_western(*letter)).count();
    }
    // By chance a byte or two of another encoding look like UTF-8, hardly ever a tenth of them.
    if sound < 2 || sound * 10 < broken {
        return None;
    }
    let candidates = [Legacy::Known(WINDOWS_1252), Legacy::Known(MACINTOSH), Legacy::Dos];
    // Of equals the first.
    candidates.into_iter().rev().map(|legacy| mixed_with(bytes, legacy)).max_by_key(|mixed| mixed.read)
}

fn mixed_with(bytes: &[u8], legacy: Legacy) -> Mixed {
    let (mut characters, mut doubtful) = (Vec::new(), Vec::new());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            // two old bytes may look like one character, which is then of no western text: `’é` like `Վ`
            let old = if character.is_ascii() || is_western(character) { None } else { as_old(character, legacy) };
            match old {
                Some(old) => {
                    doubtful.extend(characters.len()..characters.len() + old.len());
                    characters.extend(old);
                }
                None => characters.push(character),
            }
        }
        for byte in chunk.invalid() {
            doubtful.push(characters.len());
            characters.extend(legacy.decode(&[*byte]).chars());
        }
    }
    let fits = |at: &usize| {
        let near = |at: Option<usize>| at.and_then(|at| characters.get(at)).copied().unwrap_or(' ');
        stands_well(near(at.checked_sub(1)), near(Some(*at)), near(Some(*at + 1)))
    };
    let lost: Vec<usize> = doubtful.iter().copied().filter(|at| !fits(at)).collect();
    for at in &lost {
        characters[*at] = char::REPLACEMENT_CHARACTER;
    }
    Mixed { text: characters.into_iter().collect(), legacy, read: doubtful.len() - lost.len(), lost: lost.len() }
}

/// The western characters that the bytes of a character are in an older encoding, if all are.
fn as_old(character: char, legacy: Legacy) -> Option<Vec<char>> {
    let mut utf8 = [0; 4];
    let old: Vec<char> = legacy.decode(character.encode_utf8(&mut utf8).as_bytes()).chars().collect();
    old.iter().all(|character| is_western(*character)).then_some(old)
}

/// Of a hundred characters beyond ASCII, how many stand where French or English has them.
fn in_place(text: &str) -> usize {
    let before = iter::once(' ').chain(text.chars());
    let after = text.chars().skip(1).chain(iter::once(' '));
    let (mut well, mut all) = (0, 0);
    for ((before, character), after) in before.zip(text.chars()).zip(after) {
        if !character.is_ascii() {
            all += 1;
            well += usize::from(stands_well(before, character, after));
        }
    }
    (well * 100_usize).checked_div(all).unwrap_or(0)
}

const SMALL: &str = "àâäçéèêëîïôöùûüÿœæñ";
const CAPITAL: &str = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ";
const SIGNS: &str = "–—…•°€£§©®™½¼²³·\u{a0}¹ºª×→";
const OPENING: &str = "«“„‹";
const CLOSING: &str = "»”›";
const APOSTROPHES: &str = "’‘";

fn is_western(character: char) -> bool {
    [SMALL, CAPITAL, SIGNS, OPENING, CLOSING, APOSTROPHES].iter().any(|set| set.contains(character))
}

/// Whether French or English has `character` between the two others.
fn stands_well(before: char, character: char, after: char) -> bool {
    if SMALL.contains(character) {
        !before.is_ascii_digit() && !after.is_ascii_digit() && !after.is_uppercase()
    } else if CAPITAL.contains(character) {
        !before.is_lowercase() && (after.is_alphabetic() || after.is_whitespace() || "'’".contains(after))
    } else if APOSTROPHES.contains(character) {
        before.is_alphanumeric() || after.is_alphanumeric()
    } else if OPENING.contains(character) {
        !before.is_alphanumeric()
    } else if CLOSING.contains(character) {
        !after.is_alphanumeric()
    } else {
        SIGNS.contains(character) && !(before.is_alphabetic() && after.is_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "La récolte a été bonne, dit-on à l’été ; « très bonne », répètent les aînés de l’Élysée où l’on a déjà…";

    #[test]
    fn french_of_macintosh_windows_and_dos_is_told_apart() {
        let dos = |text: &str| -> Vec<u8> {
            let byte =
                |letter: char| DOS.chars().position(|known| known == letter).map_or(letter as u8, |at| at as u8 + 128);
            text.replace('’', "'").replace('…', ".").chars().map(byte).collect()
        };
        for text in [TEXT, "Le café est fermé.", "L’été à Ségou"] {
            let mac = macintosh(text);
            assert_eq!(Legacy::of(&mac), Legacy::Known(MACINTOSH), "{text}");
            assert_eq!(Legacy::Known(MACINTOSH).decode(&mac), text);
            let (windows, _, _) = WINDOWS_1252.encode(text);
            assert_eq!(Legacy::of(&windows).decode(&windows), text);
            assert_eq!(Legacy::of(&dos(text)), Legacy::Dos, "{text}");
        }
    }

    fn macintosh(text: &str) -> Vec<u8> {
        let upper = MACINTOSH.decode_without_bom_handling(&(128..=255).collect::<Vec<u8>>()).0.into_owned();
        let byte =
            |letter: char| upper.chars().position(|known| known == letter).map_or(letter as u8, |at| at as u8 + 128);
        text.chars().map(byte).collect()
    }

    #[test]
    fn other_languages_keep_the_encoding_that_frequency_tells() {
        for (text, encoding) in [
            ("Рыбаки вернулись в деревню после сезона дождей раньше, чем в прошлом году.", encoding_rs::WINDOWS_1251),
            (
                "Rybáři se vrátili do vesnice po období dešťů dříve než loni a jejich sítě byly plné ryb.",
                encoding_rs::WINDOWS_1250,
            ),
            ("عاد الصيادون إلى القرية بعد موسم الأمطار قبل العام الماضي.", encoding_rs::WINDOWS_1256),
            ("漁師たちは雨季の後、昨年より早く村に戻り、網は魚でいっぱいだった。", encoding_rs::SHIFT_JIS),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(Legacy::of(&bytes), Legacy::Known(encoding), "{text}");
        }
    }

    #[test]
    fn old_lines_in_a_utf8_file_are_read_as_what_they_are() {
        for (legacy, old) in [(WINDOWS_1252, WINDOWS_1252.encode(TEXT).0.into_owned()), (MACINTOSH, macintosh(TEXT))] {
            let bytes = [TEXT.as_bytes(), b"\n", &old, b"\n", TEXT.as_bytes()].concat();
            let mixed = mixed(&bytes).unwrap();
            assert_eq!(mixed.text, format!("{TEXT}\n{TEXT}\n{TEXT}"));
            assert_eq!((mixed.legacy, mixed.lost), (Legacy::Known(legacy), 0));
        }
        assert!(mixed(&WINDOWS_1252.encode(TEXT).0).is_none());
    }

    #[test]
    fn a_cut_character_is_lost_and_not_made_another() {
        let mixed = mixed(b"\xc3\xa9t\xc3\xa9 \xc3 la for\xc3\xaat").unwrap();
        assert_eq!((mixed.text.as_str(), mixed.lost), ("été \u{fffd} la forêt", 1));
    }
}
