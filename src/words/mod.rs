//! Words as a reader sees them: cut at French elisions and English possessives, folded (lower case, no accents) for
//! comparison, stemmed so that the forms of one word count together. No statistics here.

mod nearest;
mod phrase;
pub(crate) mod shingles;
mod stop;
mod tokens;
mod wanted;

pub(crate) use nearest::nearest;
pub use phrase::has_phrase;
pub use stop::is_function_word;
pub use wanted::Wanted;
pub(crate) use wanted::{stem_token, token};

use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The languages whose words are stemmed. Any other text is compared by folded words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stemming {
    /// French, by Snowball.
    French,
    /// English, by Snowball.
    English,
    /// No stemming.
    None,
}

/// A word in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written, without an elided article or a possessive.
    pub surface: &'a str,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// What stood before it in the same token (`l'`, `qu’`), or nothing.
    pub elided: &'a str,
    /// Whether it begins a sentence, a line or a quotation, where a capital says nothing.
    pub opens: bool,
}

impl Word<'_> {
    /// Whether its first letter is a capital.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.surface.chars().next().is_some_and(char::is_uppercase)
    }

    /// Lower case without accents: what two spellings of one word share.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(self.surface)
    }
}

/// Elided words before an apostrophe, French and some Italian names aside.
const ELISIONS: [&str; 16] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "ç", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"];
/// Words that hold an apostrophe of their own.
const WHOLE: [&str; 3] = ["aujourd", "prud", "entr"];

/// The words of `text`, in order. Numbers are words too; punctuation is not.
///
/// ```
/// let words = filrouge::words::words("L’armée n'a pas quitté aujourd’hui Gao. Mali's army stays");
/// let surfaces: Vec<&str> = words.iter().map(|word| word.surface).collect();
/// assert_eq!(surfaces, ["armée", "a", "pas", "quitté", "aujourd’hui", "Gao", "Mali", "army", "stays"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Word<'_>> {
    let tokens = tokens::tokens(text);
    let mut words: Vec<Word<'_>> = Vec::with_capacity(tokens.len());
    let mut end_of_last = 0;
    for (start, token) in tokens {
        let (skipped, kept) = strip_apostrophes(token);
        if kept.is_empty() {
            continue;
        }
        let between = &text[end_of_last..start];
        let opens = words.is_empty()
            || between != " " && between.contains(['.', '!', '?', '…', '\n', ':', '«', '“', '"', '•', ';']);
        let span = start + skipped..start + skipped + kept.len();
        words.push(Word { surface: kept, span, elided: &token[..skipped], opens });
        end_of_last = start + token.len();
    }
    words
}

/// Where the word proper begins in a token, and the word.
fn strip_apostrophes(token: &str) -> (usize, &str) {
    // the second is the first byte of the typographic one
    if !token.bytes().any(|byte| byte == b'\'' || byte == 0xe2) {
        return (0, token);
    }
    let Some((at, apostrophe)) = token.char_indices().find(|(_, letter)| matches!(letter, '\'' | '’')) else {
        return (0, token);
    };
    let (before, after) = (token[..at].to_lowercase(), at + apostrophe.len_utf8());
    if WHOLE.contains(&before.as_str()) {
        (0, token)
    } else if ELISIONS.contains(&before.as_str()) {
        (after, &token[after..])
    } else if matches!(&token[after..], "s" | "S") {
        (0, &token[..at])
    } else {
        (0, token)
    }
}

/// Lower case, accents and ligatures gone, typographic apostrophes made plain.
///
/// ```
/// assert_eq!(filrouge::words::fold("L’Œuvre À Été"), "l'oeuvre a ete");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    plainly_folded(text).map_or_else(|| fold_any(text), Iterator::collect)
}

/// The letters of a text folded without any rule of Unicode; none where it has a character that needs them.
fn plainly_folded(text: &str) -> Option<impl Iterator<Item = char> + '_> {
    let folded = |letter: char| {
        let plain = match letter {
            'à' | 'â' | 'ä' | 'á' | 'À' | 'Â' | 'Ä' | 'Á' => 'a',
            'ç' | 'Ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
            'î' | 'ï' | 'í' | 'Î' | 'Ï' | 'Í' => 'i',
            'ñ' | 'Ñ' => 'n',
            'ô' | 'ö' | 'ó' | 'Ô' | 'Ö' | 'Ó' => 'o',
            'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => 'u',
            'œ' | 'Œ' => return Some(('o', Some('e'))),
            '’' => '\'',
            ascii if ascii.is_ascii() => ascii.to_ascii_lowercase(),
            _ => return None,
        };
        Some((plain, None))
    };
    let letters = || text.chars().map(folded);
    letters()
        .all(|letter| letter.is_some())
        .then(|| letters().flatten().flat_map(|(letter, second)| std::iter::once(letter).chain(second)))
}

fn fold_any(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '’' => folded.push('\''),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

/// What the forms of one word share: the Snowball stem, folded. Names and words of other languages are only folded.
#[must_use]
pub fn stem(surface: &str, stemming: Stemming) -> String {
    let lower = surface.to_lowercase().replace('’', "'");
    let stemmed: Cow<'_, str> = match stemming {
        Stemming::French => Stemmer::create(Algorithm::French).stem(&lower),
        Stemming::English => Stemmer::create(Algorithm::English).stem(&lower),
        Stemming::None => Cow::Borrowed(&lower),
    };
    fold(&stemmed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_fold_plainly_as_by_all_rules(text in "([A-Za-z0-9À-ÿœŒæß’' -]|\u{301}){0,20}") {
            if let Some(plain) = plainly_folded(&text) {
                prop_assert_eq!(plain.collect::<String>(), fold_any(&text));
            }
            prop_assert_eq!(shingles::number(&text), shingles::number(&fold_any(&text)));
        }
    }

    fn surfaces(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| word.surface).collect()
    }

    #[test]
    fn elisions_are_cut_and_kept_apart() {
        let found = words("jusqu’à l'Onu");
        assert_eq!(found[1].surface, "Onu");
        assert_eq!(found[1].elided, "l'");
        assert_eq!(surfaces("d’État, prud'hommes, O'Brien"), ["État", "prud'hommes", "O'Brien"]);
    }

    #[test]
    fn spans_point_at_the_word() {
        let text = "« L’été, l'Économie »";
        for word in words(text) {
            assert_eq!(&text[word.span.clone()], word.surface);
        }
    }

    #[test]
    fn sentences_lines_and_quotations_open() {
        let opening: Vec<&str> = words("Le Mali. Une force : « Nous restons »\nBamako dort")
            .into_iter()
            .filter(|word| word.opens)
            .map(|word| word.surface)
            .collect();
        assert_eq!(opening, ["Le", "Une", "Nous", "Bamako"]);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        assert_eq!(stem("maliennes", Stemming::French), stem("malien", Stemming::French));
        assert_eq!(stem("Attaques", Stemming::French), stem("attaque", Stemming::French));
        assert_eq!(stem("soldiers", Stemming::English), stem("soldier", Stemming::English));
    }
}
