//! Bytes to text: UTF-8, UTF-16, or an older encoding, and what had to be assumed.
//!
//! It changes nothing else: `tidy` does.

use super::legacy::{Legacy, Mixed, mixed};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and, where the encoding had to be assumed, a sentence that says so.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) note: Option<String>,
}

/// Control characters above this share of a sample mean that a file is not text.
const MOST_CONTROLS: usize = 20; // one in twenty
const SAMPLE: usize = 65_536;

/// The first begins like that of UTF-16.
const UTF_32_MARKS: [[u8; 4]; 2] = [[0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]];

/// Decodes `bytes`, or says why they are not text. `declared` is the encoding that the text itself names, if any.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, String> {
    if UTF_32_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err("its encoding is UTF-32: save it as UTF-8".to_owned());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes)
        && encoding != UTF_8
    {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        let note = broken.then(|| format!("read as {}: parts are not valid and show as \u{fffd}", encoding.name()));
        return Ok(Decoded { text: text.into_owned(), note });
    }
    if bytes.contains(&0) {
        return decode_utf16(&bytes).ok_or_else(|| "binary: it holds NUL bytes".to_owned());
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(&bytes);
    let controls = sample.iter().filter(|byte| **byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte)).count();
    if controls * MOST_CONTROLS > sample.len() {
        return Err("binary: it is mostly control characters".to_owned());
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(Decoded { text, note: None })
        }
        Err(error) => Ok(decode_legacy(error.as_bytes(), declared)),
    }
}

fn decode_legacy(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let note = format!("read as {}: as it declares, not valid UTF-8", encoding.name());
        return Decoded { text: text.into_owned(), note: Some(note) };
    }
    if let Some(mixed) = mixed(bytes) {
        return Decoded { note: Some(what_was_mixed(&mixed)), text: mixed.text };
    }
    let legacy = Legacy::of(bytes);
    Decoded { text: legacy.decode(bytes), note: Some(format!("read as {}: not valid UTF-8", legacy.name())) }
}

fn what_was_mixed(mixed: &Mixed) -> String {
    let places = |count: usize| if count == 1 { "1 place is".to_owned() } else { format!("{count} places are") };
    let lost = format!("{} not valid and show as \u{fffd}", places(mixed.lost));
    match (mixed.read, mixed.lost) {
        (0, _) => format!("read as UTF-8: {lost}"),
        (read, 0) => format!("read as UTF-8: {} in {}", places(read), mixed.legacy.name()),
        (read, _) => format!("read as UTF-8: {} in {}, {lost}", places(read), mixed.legacy.name()),
    }
}

/// Decodes UTF-16 that has no mark, told by its spaces, digits and Latin letters, which only one order of bytes shows.
fn decode_utf16(bytes: &[u8]) -> Option<Decoded> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let plain = |pair: &&[u8], at: usize| {
        pair.get(1 - at) == Some(&0)
            && pair.get(at).is_some_and(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
    };
    let count = |at: usize| bytes.chunks_exact(2).take(SAMPLE).filter(|pair| plain(pair, at)).count();
    let (little, big) = (count(0), count(1));
    let (encoding, plain) = if little >= big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    // A space or a full stop to twenty characters is less than any script that is written with spaces has.
    if plain * 20 < (bytes.len() / 2).min(SAMPLE) {
        return None;
    }
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let strange = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}');
    if broken || text.contains(strange) {
        return None;
    }
    let note = format!("read as {}: it has no byte order mark", encoding.name());
    Some(Decoded { text: text.into_owned(), note: Some(note) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = decode(bytes.to_vec(), None).unwrap();
        (decoded.text, decoded.note)
    }

    #[test]
    fn utf8_needs_no_note_and_loses_its_mark() {
        assert_eq!(read("élan".as_bytes()), ("élan".into(), None));
        assert_eq!(read("\u{feff}élan".as_bytes()), ("élan".into(), None));
        assert_eq!(read(b""), (String::new(), None));
    }

    #[test]
    fn utf16_is_known_by_its_mark() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("été".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&bytes), ("été".into(), None));
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_spaces() {
        for text in
            ["Le bac est arrêté : « Où aller ? »\r\n", "Рыбаки вернулись в деревню.", "عاد الصيادون إلى القرية."]
        {
            let units = text.encode_utf16();
            let little: Vec<u8> = units.clone().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
            assert_eq!(read(&little), (text.into(), Some("read as UTF-16LE: it has no byte order mark".into())));
            assert_eq!(read(&big), (text.into(), Some("read as UTF-16BE: it has no byte order mark".into())));
        }
    }

    #[test]
    fn utf32_is_refused_by_its_name() {
        let little = [&[0xff, 0xfe, 0, 0][..], &u32::from('é').to_le_bytes()].concat();
        let big = [&[0, 0, 0xfe, 0xff][..], &u32::from('é').to_be_bytes()].concat();
        for bytes in [little, big] {
            assert!(decode(bytes, None).unwrap_err().contains("UTF-32"));
        }
    }

    #[test]
    fn an_older_encoding_is_detected_and_said() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1252.encode("La récolte a été bonne, dit-on à l’été ; « très bonne ».");
        let (text, note) = read(&bytes);
        assert_eq!(text, "La récolte a été bonne, dit-on à l’été ; « très bonne ».");
        assert_eq!(note.as_deref(), Some("read as windows-1252: not valid UTF-8"));
    }

    #[test]
    fn a_declared_encoding_comes_before_detection() {
        let decoded = decode(b"\xe9t\xe9".to_vec(), Some(encoding_rs::ISO_8859_15)).unwrap();
        assert_eq!(decoded.text, "été");
        assert!(decoded.note.unwrap().contains("as it declares"));
    }

    #[test]
    fn one_broken_byte_does_not_garble_a_utf8_text() {
        let mut bytes = "été à la forêt, près du château, où l’âne braît".as_bytes().to_vec();
        bytes.push(0xc3);
        let (text, note) = read(&bytes);
        assert!(text.starts_with("été à la forêt"));
        assert!(note.unwrap().contains("1 place is not valid"));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert!(decode(b"PK\x03\x04\x00\x00".to_vec(), None).is_err());
        assert!(decode(vec![1; 100], None).is_err());
    }
}
