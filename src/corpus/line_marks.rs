//! By what a line or a paragraph is known again in other articles: the same to the letter, the same but for its numbers and
//! dates, or, of a paragraph, the smallest hashes of its shingles.

use super::boilerplate::fold;
use super::judge::ends_sentence;
use super::lines::{Kind, Unit};
use crate::words::shingles::{min_hashes, number};
use crate::words::words;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A longer line, in characters, is a paragraph.
const LONGEST_LINE: usize = 120;
/// A longer sentence, in characters, is a paragraph: news repeats itself.
const LONGEST_SENTENCE: usize = 80;
/// Longer paragraphs, in characters, are text even if articles share them.
const LONGEST_PARAGRAPH: usize = 1_200;
/// A shorter paragraph, in words, is a stock phrase that anybody may use.
const LEAST_WORDS: usize = 12;
/// A site's lines stand around its articles: so many units from the start, and from the end.
const HEAD: usize = 4;
const TAIL: usize = 5;
/// An article of fewer units has nothing around it.
const LEAST_UNITS: usize = 3;
/// Of a paragraph's smallest hashes so many stand for it: enough that two thirds of them tell a near-equal one.
const HASHES: usize = 8;
/// Words of so many letters say what a text is about.
const TELLING_LETTERS: usize = 5;
/// A paragraph of whose telling words the article has so large a share speaks of what the article speaks of.
const ON_TOPIC: f64 = 0.2;
/// The start of an article that is looked at to see what it is about, in bytes.
const SEEN: usize = 4_000;
/// So many tenths of an article's sentences are its body: a site's own come last.
const BODY_TENTHS: usize = 6;
/// Of an article's body so many hashes are kept, to know copies of one dispatch: 128 bytes.
const BODY_HASHES: usize = 32;

/// A paragraph with a greater share of numbers is a list of figures, which are what it says.
const MOST_NUMBERS: f64 = 0.2;

/// Days, months and hours change from one issue to the next.
const DAYS_AND_MONTHS: &str = "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday \
    saturday sunday janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february \
    march april may june july august september october november december h";

/// What a mark says of a line; the lowest bits of the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The same line.
    Line,
    /// The same sentence.
    Sentence,
    /// The same line, at the very start of the article.
    OpeningLine,
    OpeningSentence,
    /// The same line around an article, numbers and dates aside.
    NearLine,
    NearSentence,
    /// One hash of a paragraph around an article.
    Paragraph,
}

const RULE_BITS: u64 = 0b111;

impl Rule {
    fn mark(self, hash: u64) -> u64 {
        hash & !RULE_BITS | self as u64
    }

    pub(super) fn of(mark: u64) -> Self {
        let rules = [
            Self::Line,
            Self::Sentence,
            Self::OpeningLine,
            Self::OpeningSentence,
            Self::NearLine,
            Self::NearSentence,
            Self::Paragraph,
        ];
        rules.into_iter().find(|rule| *rule as u64 == mark & RULE_BITS).unwrap_or(Self::Line)
    }
}

/// The marks of the unit at `place`: one is enough of those of a line, most are needed of those of a paragraph.
pub(super) fn marks(text: &str, units: &[Unit], place: usize) -> Vec<u64> {
    let Some(&unit) = units.get(place) else { return Vec::new() };
    let around = units.len() >= LEAST_UNITS && (place < HEAD || place + TAIL >= units.len());
    let line = unit.span.of(text);
    if matches!(unit.kind, Kind::Code | Kind::Out(_)) || unit.chars > LONGEST_PARAGRAPH {
        return Vec::new();
    }
    // An item of a list that ends with a semicolon is text as well.
    let sentence = ends_sentence(line) || line.ends_with(';');
    if unit.chars > if sentence { LONGEST_SENTENCE } else { LONGEST_LINE } {
        let spoken = line.contains(['«', '»', '“', '”', '"']);
        return if around && !spoken && unit.kind == Kind::Text { paragraph(line) } else { Vec::new() };
    }
    let exact = match (place == 0, sentence) {
        (false, false) => Rule::Line,
        (false, true) => Rule::Sentence,
        (true, false) => Rule::OpeningLine,
        (true, true) => Rule::OpeningSentence,
    };
    let mut marks = vec![exact.mark(hash(line))];
    if around && place > 0 && unit.kind == Kind::Text {
        let rule = if sentence { Rule::NearSentence } else { Rule::NearLine };
        marks.extend(timeless(line).map(|line| rule.mark(hash(&line))));
    }
    marks
}

/// A line with its numbers, days and months made equal, where that leaves more words than numbers. `Article 12` is a part of
/// its text, while `12 comments` counts something.
fn timeless(line: &str) -> Option<String> {
    let folded = fold(line);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut kept: Vec<&str> = words.map(|word| if is_time(word) { "0" } else { word }).collect();
    kept.dedup_by(|next, word| *word == "0" && *next == "0");
    let telling = kept.iter().filter(|word| **word != "0").count();
    let counted = telling == 1 && kept.len() == 2 && kept[0] == "0";
    (counted || telling > 1 && 2 * telling > kept.len()).then(|| kept.join(" "))
}

fn is_time(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) || DAYS_AND_MONTHS.split(' ').any(|known| known == word)
}

fn paragraph(line: &str) -> Vec<u64> {
    let numbers: Vec<u64> = words(line)
        .iter()
        .map(|word| if word.surface.bytes().any(|byte| byte.is_ascii_digit()) { 0 } else { number(word.surface) })
        .collect();
    let figures = numbers.iter().filter(|number| **number == 0).count();
    if numbers.len() < LEAST_WORDS || figures as f64 > MOST_NUMBERS * numbers.len() as f64 {
        return Vec::new();
    }
    min_hashes::<HASHES>(&numbers).into_iter().map(|hash| Rule::Paragraph.mark(u64::from(hash) << 32)).collect()
}

/// What an article is about: the sentences of its first part.
pub(super) struct Body {
    words: Vec<u64>,
}

impl Body {
    pub(super) fn of(text: &str, units: &[Unit]) -> Self {
        let sentences: Vec<&str> = (units.iter())
            .map(|unit| unit.span.of(text))
            .filter(|line| ends_sentence(line) || line.len() > LONGEST_LINE)
            .collect();
        let most = (sentences.len() * BODY_TENTHS / 10).max(1);
        let mut seen = 0;
        let first = sentences.iter().take(most).take_while(|line| {
            let before = seen;
            seen += line.len();
            before < SEEN
        });
        Self { words: first.flat_map(|line| words(line)).map(|word| telling(word.surface)).collect() }
    }

    /// The smallest hashes of its shingles.
    pub(super) fn min_hashes(&self) -> Vec<u32> {
        min_hashes::<BODY_HASHES>(&self.words)
    }

    /// Its telling words.
    pub(super) fn telling(&self) -> HashSet<u64> {
        self.words.iter().copied().filter(|word| word & 1 == 1).collect()
    }
}

/// A word as a number, odd for one that says what a text is about.
fn telling(word: &str) -> u64 {
    number(word) & !1 | u64::from(word.chars().count() >= TELLING_LETTERS)
}

/// Whether a paragraph speaks of what an article with these telling words speaks of.
pub(super) fn is_on_topic(paragraph: &str, body: &HashSet<u64>) -> bool {
    let words: HashSet<u64> =
        words(paragraph).iter().map(|word| telling(word.surface)).filter(|word| word & 1 == 1).collect();
    let common = words.iter().filter(|word| body.contains(word)).count();
    common as f64 >= ON_TOPIC * words.len() as f64
}

fn hash(text: &str) -> u64 {
    // Its keys are fixed, so that every run agrees.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_made_equal() {
        assert_eq!(timeless("Publié le lundi 3 mars à 10h12"), timeless("Publié le 14 août 2024 à 9 h 05"));
        assert_eq!(timeless("12 comments"), timeless("3 Comments"));
        assert_ne!(timeless("12 comments"), timeless("12 shares"));
    }

    #[test]
    fn parts_of_a_text_and_bare_dates_are_not() {
        for line in ["Article 12", "Chapitre 3", "12 mars 2024", "135-176 à 135-199 incl.", "42"] {
            assert_eq!(timeless(line), None, "{line}");
        }
    }

    #[test]
    fn a_mark_tells_its_rule() {
        for rule in [Rule::Line, Rule::OpeningSentence, Rule::NearLine, Rule::Paragraph] {
            assert_eq!(Rule::of(rule.mark(u64::MAX)), rule);
        }
    }
}
