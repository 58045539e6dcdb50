//! Bytes to text: UTF-8, UTF-16 with its mark, or a detected older encoding, always said.
//!
//! It changes nothing else: no normalisation, no line ends.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// A text and, where the encoding had to be assumed, a sentence that says so.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) note: Option<String>,
}

/// Control characters above this share of a sample mean that a file is not text.
const MOST_CONTROLS: usize = 20; // one in twenty
const SAMPLE: usize = 65_536;

/// Decodes `bytes`, or says why they are not text. `declared` is the encoding that the text itself names, if any.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes)
        && encoding != UTF_8
    {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        let note = broken.then(|| format!("read as {}: parts are not valid and show as \u{fffd}", encoding.name()));
        return Ok(Decoded { text: text.into_owned(), note });
    }
    if bytes.contains(&0) {
        return Err("binary: it holds NUL bytes".to_owned());
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
    if let Some(broken) = a_few_broken(bytes) {
        let plural = if broken == 1 { "place is" } else { "places are" };
        let note = format!("read as UTF-8: {broken} {plural} not valid and show as \u{fffd}");
        return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), note: Some(note) };
    }
    let (encoding, how) = if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        (encoding, "as it declares, ")
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        (detector.guess(None, Utf8Detection::Deny), "")
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), note: Some(format!("read as {}: {how}not valid UTF-8", encoding.name())) }
}

/// How many places are broken, if the rest is so plainly UTF-8 that another encoding would garble it.
fn a_few_broken(bytes: &[u8]) -> Option<usize> {
    let (mut broken, mut accented) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        broken += usize::from(!chunk.invalid().is_empty());
        accented += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
    }
    (accented > 4 * broken).then_some(broken)
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
        bytes.push(0xe9);
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
