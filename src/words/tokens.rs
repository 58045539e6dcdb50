//! Text cut into tokens by the rules of Unicode (UAX 29). Nearly all words of French and English are plain runs of letters
//! between spaces: those are found here, several times as fast, and everything else by the crate that knows all the rules.

use unicode_segmentation::UnicodeSegmentation;

/// The tokens of `text` that hold a letter or a digit, each with its first byte.
pub(super) fn tokens(text: &str) -> Vec<(usize, &str)> {
    // French and English words take six bytes with their space
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut start = 0;
    for chunk in text.split([' ', '\n']) {
        let known = found.len();
        if !push_plain(chunk, start, &mut found) {
            found.truncate(known);
            found.extend(chunk.unicode_word_indices().map(|(offset, token)| (start + offset, token)));
        }
        start += chunk.len() + 1;
    }
    found
}

/// What a character is to the words of a plain chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Apostrophe,
    /// It ends a word whatever stands on its other side.
    Separator,
}

/// Cuts a chunk without white space whose words need no rule but that an apostrophe between two letters joins them. Says no
/// where there is anything else.
fn push_plain<'a>(chunk: &'a str, start: usize, found: &mut Vec<(usize, &'a str)>) -> bool {
    let bytes = chunk.as_bytes();
    let (mut at, mut first, mut last) = (0, None, Kind::Separator);
    while at < bytes.len() {
        let Some((kind, width)) = kind_at(&bytes[at..]) else { return false };
        match kind {
            Kind::Letter | Kind::Digit => {
                if last == Kind::Apostrophe && kind == Kind::Digit {
                    return false;
                }
                first.get_or_insert(at);
            }
            Kind::Apostrophe if last != Kind::Letter || at + width == bytes.len() => return false,
            Kind::Apostrophe => {}
            Kind::Separator => {
                if last == Kind::Apostrophe {
                    return false;
                }
                if let Some(first) = first.take() {
                    found.push((start + first, &chunk[first..at]));
                }
            }
        }
        last = kind;
        at += width;
    }
    if let Some(first) = first {
        found.push((start + first, &chunk[first..]));
    }
    true
}

/// The kind and the bytes of the first character, if it is a plain one. Full stops, commas and colons join numbers or
/// letters, so that they are plain at the end of the chunk only.
fn kind_at(bytes: &[u8]) -> Option<(Kind, usize)> {
    match *bytes {
        [b'a'..=b'z' | b'A'..=b'Z', ..] => Some((Kind::Letter, 1)),
        // à to ÿ and À to Þ without the signs of multiplication and division, œ and Œ
        [0xc3, second, ..] if !matches!(second, 0x97 | 0xb7) => Some((Kind::Letter, 2)),
        [0xc5, 0x92 | 0x93, ..] => Some((Kind::Letter, 2)),
        [b'0'..=b'9', ..] => Some((Kind::Digit, 1)),
        [b'\'', ..] => Some((Kind::Apostrophe, 1)),
        [0xe2, 0x80, 0x99, ..] => Some((Kind::Apostrophe, 3)),
        [b'-' | b'(' | b')' | b'[' | b']' | b'!' | b'?' | b'/', ..] | [b'.' | b',' | b';' | b':'] => {
            Some((Kind::Separator, 1))
        }
        // « and »
        [0xc2, 0xab | 0xbb, ..] => Some((Kind::Separator, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_all_rules(text: &str) -> Vec<(usize, &str)> {
        text.unicode_word_indices().collect()
    }

    #[test]
    fn plain_words_are_cut_without_the_rules() {
        let text = "«L’armée» (l'été) porte-parole, 2021: Œuvre/à 12e.";
        let plain = text.split(' ').all(|chunk| push_plain(chunk, 0, &mut Vec::new()));
        assert!(plain);
        assert_eq!(tokens(text), by_all_rules(text));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_rules() {
        for text in
            ["3,5 a.b a:b x_y l' 'a a'1 1'1 l’", "e\u{301}te\u{301} שלום 日本 a\u{ad}b \u{1f1eb}\u{1f1f7}", "²a a² ªº"]
        {
            assert_eq!(tokens(text), by_all_rules(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn tokens_are_those_of_the_rules(text in "([a-zéàçœÉŒ×÷' ’«».,;:!?()/0-9_\n\t\u{a0}\"-]|\u{301}|\u{200d}|ø|Ж|文|א|ª|²){0,40}") {
            // beside a space the rules join a mark to the space, which is no word
            prop_assume!(![" \u{301}", " \u{200d}", "\n\u{301}", "\n\u{200d}"].iter().any(|mark| text.contains(mark)));
            prop_assert_eq!(tokens(&text), by_all_rules(&text));
        }
    }
}
