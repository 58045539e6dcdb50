//! Which language a text is in.
//!
//! French and English are told by their commonest words, which is quick; the rest is whatlang's.

use crate::words::Stemming;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use whatlang::Lang;

/// A language. It is written and serialised as its ISO 639-1 code, or its ISO 639-3 code where it has no shorter one.
///
/// ```
/// use filrouge::corpus::Language;
///
/// assert_eq!(Language::from_code("fr-FR"), Some(Language::French));
/// assert_eq!(Language::from_code("eng"), Some(Language::English));
/// assert_eq!(Language::from_code("de").map(|language| language.to_string()), Some("de".to_owned()));
/// assert_eq!(Language::from_code("unknown"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
    /// Another language, by its code.
    Other(LanguageCode),
}

/// The ISO 639 code of a language that has no variant of its own: two or three lower-case letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageCode([u8; 3]);

/// whatlang's three-letter codes that have a two-letter one.
const SHORT_CODES: &str = "afr af aka ak amh am ara ar aze az bel be ben bn bul bg cat ca ces cs cmn zh cym cy dan da deu de \
ell el eng en epo eo est et fin fi fra fr guj gu heb he hin hi hrv hr hun hu hye hy ind id ita it jav jv jpn ja kan kn kat ka \
khm km kor ko lat la lav lv lit lt mal ml mar mr mkd mk mya my nep ne nld nl nob nb ori or pan pa pes fa pol pl por pt ron ro \
rus ru sin si slk sk slv sl sna sn spa es srp sr swe sv tam ta tel te tgl tl tha th tuk tk tur tr ukr uk urd ur uzb uz vie vi \
yid yi zul zu fre fr ger de";

/// The names that people write in place of a code.
const NAMES: [(&str, &str); 8] = [
    ("french", "fr"),
    ("français", "fr"),
    ("francais", "fr"),
    ("english", "en"),
    ("anglais", "en"),
    ("german", "de"),
    ("spanish", "es"),
    ("arabic", "ar"),
];

/// The trigrams of a passage shorter than this, in characters, mislead: it takes its article's language.
const SHORTEST_TELLING: usize = 80;

/// How much of a passage is looked at, in bytes: more changes nothing and costs time.
const SAMPLE: usize = 360;

impl Language {
    /// The language of a code such as `fr`, `fra`, `fr-FR` or `fr_FR.UTF-8`, or of a name such as `French`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let lower = code.trim().to_lowercase();
        if let Some((_, short)) = NAMES.iter().find(|(name, _)| *name == lower) {
            return Self::from_code(short);
        }
        let primary = lower.split(['-', '_', '.', ' ']).next().unwrap_or_default();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        Some(match shortened(primary) {
            "fr" => Self::French,
            "en" => Self::English,
            other => {
                let mut letters = [b' '; 3];
                letters.iter_mut().zip(other.bytes()).for_each(|(letter, byte)| *letter = byte);
                Self::Other(LanguageCode(letters))
            }
        })
    }

    /// The language of a text, if the answer is sure; `None` otherwise, and always for a few words.
    ///
    /// ```
    /// use filrouge::corpus::Language;
    ///
    /// let text = "Les pêcheurs du fleuve sont revenus au village après la saison des pluies, plus tôt que l’an dernier.";
    /// assert_eq!(Language::detect(text), Some(Language::French));
    /// assert_eq!(Language::detect("Non."), None);
    /// ```
    #[must_use]
    pub fn detect(text: &str) -> Option<Self> {
        Evidence::of(text).sure().or_else(|| detect_slowly(text))
    }

    /// How the words of a text are stemmed; those of an unknown language, as of any but French and English, are not.
    ///
    /// ```
    /// use filrouge::{corpus::Language, words::Stemming};
    /// assert_eq!(Language::stemming(Some(Language::French)), Stemming::French);
    /// assert_eq!(Language::stemming(None), Stemming::None);
    /// ```
    #[must_use]
    pub fn stemming(language: Option<Self>) -> Stemming {
        match language {
            Some(Self::French) => Stemming::French,
            Some(Self::English) => Stemming::English,
            Some(Self::Other(_)) | None => Stemming::None,
        }
    }
}

/// The part of a text that is looked at, if it is long enough to tell.
fn sample(text: &str) -> Option<&str> {
    let sample = text.get(..text.floor_char_boundary(SAMPLE))?;
    sample.chars().nth(SHORTEST_TELLING).map(|_| sample)
}

/// The language of a text by its trigrams, if it is long enough and the answer is sure. Fifty times slower than by words.
pub(super) fn detect_slowly(text: &str) -> Option<Language> {
    let found = whatlang::detect(sample(text)?).filter(whatlang::Info::is_reliable)?;
    // whatlang's own code for Mandarin is `cmn`.
    Language::from_code(match found.lang() {
        Lang::Cmn => "zh",
        Lang::Aka if is_bambara(text) => "bm",
        lang => lang.code(),
    })
}

/// Whether a text that has the letters of Akan has the words of Bambara, which whatlang does not know.
fn is_bambara(text: &str) -> bool {
    const WORDS: [&str; 10] = ["bɛ", "tɛ", "kɛ", "fɛ", "bɛɛ", "ani", "nka", "kɔnɔ", "mɔgɔ", "mɔgɔw"];
    let start = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or_default();
    start.split(|character: char| !character.is_alphabetic()).filter(|word| WORDS.contains(word)).count() >= 2
}

/// How much in a text speaks for French and for English: words that hardly another language has count more than those that a
/// neighbour shares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    french: usize,
    english: usize,
}

/// What a word is worth that only one language commonly has, and one that a few others have.
const STRONG: usize = 2;
const WEAK: usize = 1;

/// Three strong words, or as many weak ones as weigh the same.
const SURE: usize = 3 * STRONG;

/// No word that counts has more bytes.
const LONGEST_WORD: usize = 6;

/// The bytes that end a word: of ASCII all but letters and digits; beyond it those that begin the signs of Latin-1, quotes, dashes
/// and wide spaces, which is 0xc2 and 0xe2.
const ENDS_WORD: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        ends[byte] = !(byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    ends[0xc2] = true;
    ends[0xe2] = true;
    ends
};

/// How many bytes a character has that begins with one of [`ENDS_WORD`].
fn utf8_length(first: u8) -> usize {
    match first {
        0xe2 => 3,
        0xc2 => 2,
        _ => 1,
    }
}

impl Evidence {
    pub(super) fn of(text: &str) -> Self {
        let mut evidence = Self::default();
        let start = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or_default();
        let (bytes, mut from) = (start.as_bytes(), 0);
        while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|byte| ENDS_WORD[usize::from(*byte)]).unwrap_or(rest.len());
            if length <= LONGEST_WORD {
                evidence.count(start.get(from..from + length).unwrap_or_default());
            }
            from += length + rest.get(length).map_or(0, |byte| utf8_length(*byte));
        }
        evidence
    }

    fn count(&mut self, word: &str) {
        match word {
            "des" | "une" | "dans" | "pour" | "sur" | "avec" | "aux" | "été" | "ont" | "cette" | "leur" | "nous"
            | "du" | "par" | "sont" | "mais" | "où" | "au" | "les" | "pas" | "ces" | "était" | "plus" => {
                self.french += STRONG;
            }
            "the" | "and" | "that" | "with" | "from" | "which" | "this" | "are" | "has" | "were" | "have" | "been"
            | "his" | "their" | "would" | "not" | "by" | "for" | "of" => self.english += STRONG,
            "et" | "est" | "qui" | "ou" | "ce" | "cet" | "il" | "elle" | "ils" | "leurs" | "ses" | "tout" | "toute"
            | "tous" | "dont" | "être" | "aussi" | "ainsi" | "selon" | "peut" | "doit" | "fait" | "sous" | "après"
            | "le" | "à" | "je" | "vous" | "qu" | "celle" | "celui" => self.french += WEAK,
            "to" | "or" | "be" | "as" | "at" | "it" | "its" | "was" | "he" | "she" | "they" | "any" | "may"
            | "such" | "shall" | "will" | "under" | "other" | "who" | "but" | "had" | "her" | "you" | "your"
            | "said" | "could" | "should" | "when" | "where" => self.english += WEAK,
            _ => {}
        }
    }

    /// The language, if there is enough of one and next to nothing of the other.
    pub(super) fn sure(self) -> Option<Language> {
        match (self.french, self.english) {
            (french, english) if french >= SURE && french >= 4 * english => Some(Language::French),
            (french, english) if english >= SURE && english >= 4 * french => Some(Language::English),
            _ => None,
        }
    }

    /// Whether there is something of `language` and nothing against it.
    pub(super) fn agrees(self, language: Language) -> bool {
        match language {
            Language::French => self.french >= STRONG && self.english < STRONG,
            Language::English => self.english >= STRONG && self.french < STRONG,
            Language::Other(_) => false,
        }
    }
}

fn shortened(code: &str) -> &str {
    let mut pairs = SHORT_CODES.split_ascii_whitespace();
    while let (Some(long), Some(short)) = (pairs.next(), pairs.next()) {
        if long == code {
            return short;
        }
    }
    code
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().filter(|byte| **byte != b' ').try_for_each(|byte| write!(formatter, "{}", char::from(*byte)))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::French => formatter.write_str("fr"),
            Self::English => formatter.write_str("en"),
            Self::Other(code) => code.fmt(formatter),
        }
    }
}

impl FromStr for Language {
    type Err = crate::error::Error;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::from_code(code).ok_or_else(|| crate::error::Error::Parameter {
            name: "language",
            value: code.to_owned(),
            rule: "it must be an ISO 639 code such as `fr`",
        })
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_whatlang_knows_has_a_code() {
        for lang in Lang::all() {
            let language = Language::from_code(lang.code()).unwrap();
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), language);
            assert_eq!(json.len(), 4, "{json} should be a two-letter code");
        }
    }

    #[test]
    fn declared_languages_are_read_as_people_write_them() {
        for code in ["fr", "FR", "fra", "fre", "fr-CA", "fr_FR.UTF-8", "Français"] {
            assert_eq!(Language::from_code(code), Some(Language::French), "{code}");
        }
        for code in ["", "f", "unknown", "日本", "12"] {
            assert_eq!(Language::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn french_english_and_others_are_told_apart() {
        let detect = |text: &str| Language::detect(text).map(|language| language.to_string());
        let french = "La coopérative a rouvert ses portes en avril, et les éleveurs y apportent de nouveau leur lait chaque matin.";
        let english =
            "The dairy opened again in April, and the herders have been bringing their milk there every morning since.";
        let spanish = "La cooperativa volvió a abrir en abril, y los ganaderos llevan allí su leche todas las mañanas desde entonces.";
        assert_eq!(detect(french), Some("fr".into()));
        assert_eq!(detect(english), Some("en".into()));
        assert_eq!(detect(spanish), Some("es".into()));
        let bambara =
            "Mali jamana kɔnɔ, sɛnɛkɛlaw ye baara kɛ kosɛbɛ nin san in na, sanji nana ani foro bɛɛ falen don suman na.";
        assert_eq!(detect(bambara), Some("bm".into()));
        for text in [french, english, spanish] {
            assert_eq!(detect_slowly(text), Language::detect(text));
        }
    }
}
