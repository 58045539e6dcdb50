//! Words of a passage with what their capitals can mean where they stand: inside a sentence a capital is a sign, at its
//! start or in a heading it is none.

use super::lexicon::{Marks, marks};
use crate::words::{Word, fold, is_function_word, words};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// A line that goes on in the next one has so many bytes at least.
const WRAPPED: usize = 60;
/// Words of so many bytes have a capital in a headline where smaller ones have none.
const WEIGHTY: usize = 4;
/// A headline has so many weighty words at least.
const HEADLINE_WORDS: usize = 4;
/// A headline has so many words at most.
const LONGEST_HEADLINE: usize = 20;
/// Above this share of capitals the words of a line are in capitals for the line's sake.
const HEADLINE_SHARE: f64 = 0.75;

/// What a capital says where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside a sentence: it is a sign of a name.
    Inside,
    /// At the start of a sentence or a quotation: nothing.
    Opens,
    /// In a line of capitals: nothing, and nothing of the words beside it either.
    Heading,
}

/// What stands between a word and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// A space, or an elision.
    Space,
    /// A hyphen.
    Hyphen,
    /// An opening parenthesis.
    Bracket,
    /// A comma.
    Comma,
    /// Anything else.
    Apart,
}

/// What was elided before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elided {
    Nothing,
    /// `l’`.
    Article,
    /// `d’`.
    Of,
    Other,
}

/// A word of a passage.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub(super) surface: &'a str,
    /// Bytes of the passage.
    pub(super) span: Range<usize>,
    pub(super) elided: Elided,
    pub(super) joint: Joint,
    pub(super) place: Place,
    pub(super) capital: bool,
    /// What is asked of words near names only.
    details: OnceCell<Details<'a>>,
}

#[derive(Clone, Debug)]
struct Details<'a> {
    folded: Cow<'a, str>,
    marks: Marks,
    is_function: bool,
}

impl<'a> Token<'a> {
    fn details(&self) -> &Details<'a> {
        self.details.get_or_init(|| {
            let plain = self.surface.bytes().all(|byte| byte.is_ascii_lowercase());
            let folded = if plain { Cow::Borrowed(self.surface) } else { Cow::Owned(fold(self.surface)) };
            let acronym = folded.len() > 1 && all_capitals(self.surface);
            Details { marks: marks(&folded), is_function: is_function_word(&folded) && !acronym, folded }
        })
    }

    /// Lower case without accents.
    pub(super) fn folded(&self) -> &str {
        &self.details().folded
    }

    /// Which lists have it.
    pub(super) fn marks(&self) -> Marks {
        self.details().marks
    }

    /// Whether it is a function word or a number.
    pub(super) fn is_function(&self) -> bool {
        self.details().is_function
    }

    /// Whether it goes on from the word before.
    pub(super) fn follows(&self) -> bool {
        matches!(self.joint, Joint::Space | Joint::Hyphen)
    }

    /// Whether it is written in capitals throughout, as acronyms are, or with a capital within, as `FAMa`.
    pub(super) fn is_acronym(&self) -> bool {
        let capitals = self.surface.chars().filter(|letter| letter.is_uppercase()).count();
        let letters = self.surface.chars().filter(|letter| letter.is_alphabetic()).count();
        capitals >= 2 && 2 * capitals > letters && self.place != Place::Heading
    }
}

/// The words of a passage.
pub(super) fn read(text: &str) -> Vec<Token<'_>> {
    let found = words(text);
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(found.len());
    for word in &found {
        let gap_start = tokens.last().map_or(0, |last| last.span.end);
        let between = &text[gap_start..word.span.start - word.elided.len()];
        let token = token(text, word, between, &tokens);
        tokens.push(token);
    }
    mark_headings(text, &mut tokens);
    tokens
}

fn token<'a>(text: &'a str, word: &Word<'a>, between: &str, before: &[Token<'a>]) -> Token<'a> {
    let capital = word.is_capitalised() && !word.surface.contains('_') && !is_road(word.surface);
    let of_name = holds_elision(word, before.is_empty() || word.opens);
    let loose = before.last().filter(|last| is_loose_elision(last, between));
    let (joint, opens) = match before.last() {
        None => (Joint::Apart, true),
        Some(last) => joint(text, last, between, word.opens),
    };
    let written = word.span.start - word.elided.len()..word.span.end;
    Token {
        surface: if of_name { &text[written.clone()] } else { word.surface },
        span: if of_name { written } else { word.span.clone() },
        elided: match loose.map(Token::folded).or_else(|| word.elided.get(..1)) {
            _ if of_name => Elided::Nothing,
            None => Elided::Nothing,
            Some("l" | "L") => Elided::Article,
            Some("d" | "D") => Elided::Of,
            Some(_) => Elided::Other,
        },
        joint: if loose.is_some() { Joint::Space } else { joint },
        place: if opens && loose.is_none() && word.elided.is_empty() { Place::Opens } else { Place::Inside },
        capital,
        details: OnceCell::new(),
    }
}

/// Whether the capital before an apostrophe is part of a name: « N’Djamena », « L’Oréal » inside a sentence.
fn holds_elision(word: &Word<'_>, opens: bool) -> bool {
    let proper = || !marks(&word.folded()).names_nothing() && !opens && word.elided.starts_with(char::is_uppercase);
    word.is_capitalised() && (word.elided.starts_with('N') || proper())
}

/// Whether a word is the number of a road or a size: a letter and digits. Groups of states and rebels are called so too.
fn is_road(surface: &str) -> bool {
    let digits = surface.get(1..).unwrap_or_default();
    !surface.starts_with(['G', 'M']) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn all_capitals(surface: &str) -> bool {
    surface.chars().all(char::is_uppercase)
}

/// Whether `l'` stands before a space, as some sites write it.
fn is_loose_elision(last: &Token<'_>, between: &str) -> bool {
    matches!(between, "' " | "’ ") && matches!(last.folded(), "l" | "d")
}

/// How a word is joined to the last one, and whether it opens something.
fn joint(text: &str, last: &Token<'_>, between: &str, opens: bool) -> (Joint, bool) {
    match between {
        " " | "" | "\u{a0}" | "\u{202f}" => (Joint::Space, false),
        "-" | "\u{2010}" | "\u{2011}" => (Joint::Hyphen, false),
        "." | ". " | ".\u{a0}" if shortens(last) => (Joint::Space, false),
        "\n" => {
            let line = text[..last.span.end].rfind('\n').map_or(0, |start| start + 1);
            let wrapped = last.span.end - line >= WRAPPED;
            (if wrapped { Joint::Space } else { Joint::Apart }, !wrapped)
        }
        ", " | "," | " , " => (Joint::Comma, opens),
        _ if between.trim_start() == "(" => (Joint::Bracket, opens),
        _ if between.chars().all(char::is_whitespace) && !between.contains('\n') => (Joint::Space, false),
        _ => (Joint::Apart, opens),
    }
}

/// Whether a full stop after the word shortens it: an initial, or a title.
fn shortens(word: &Token<'_>) -> bool {
    let initial = word.capital && word.surface.chars().count() == 1;
    let short = matches!(
        word.folded(),
        "mm" | "mme"
            | "mlle"
            | "dr"
            | "pr"
            | "gen"
            | "col"
            | "lt"
            | "cpt"
            | "capt"
            | "sgt"
            | "st"
            | "ste"
            | "mr"
            | "mrs"
            | "ms"
            | "mgr"
            | "sen"
            | "rep"
            | "gov"
            | "prof"
    );
    initial || short && word.capital
}

/// Marks the words of lines that are in capitals, or in which nearly every word has one.
fn mark_headings(text: &str, tokens: &mut [Token<'_>]) {
    let mut start = 0;
    while start < tokens.len() {
        let line_end = text[tokens[start].span.end..].find('\n').map_or(text.len(), |at| tokens[start].span.end + at);
        let end = start + tokens[start..].partition_point(|token| token.span.start < line_end);
        let line = &mut tokens[start..end.max(start + 1)];
        let ended = text[..line_end].trim_end().ends_with(['.', '!', '?', ',', ';']);
        if line.len() <= LONGEST_HEADLINE && !ended && is_heading(line) {
            for token in line {
                token.place = Place::Heading;
            }
        }
        start = end.max(start + 1);
    }
}

fn is_heading(line: &[Token<'_>]) -> bool {
    if 3 * line.iter().filter(|token| token.capital).count() < line.len() {
        return false; // spares the lists for nearly all lines
    }
    let weighty = || line.iter().filter(|token| token.surface.len() >= WEIGHTY && !token.is_function());
    let (words, capitals) = (weighty().count(), weighty().filter(|token| token.capital).count());
    let shouting = weighty().filter(|token| all_capitals(token.surface)).count();
    let share = |part: usize| part as f64 > HEADLINE_SHARE * words as f64;
    words >= 2 && share(shouting) && line.len() > 2 || words >= HEADLINE_WORDS && share(capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Vec<&str> {
        let tokens = read(text);
        tokens.iter().filter(|token| token.capital && token.place == Place::Inside).map(|token| token.surface).collect()
    }

    #[test]
    fn a_capital_says_something_inside_a_sentence_only() {
        assert_eq!(inside("Selon M. Diop, le Mali partira. Moscou attend."), ["M", "Diop", "Mali"]);
        assert_eq!(inside("LE MALI QUITTE LE BLOC\nHier, Bamako"), ["Bamako"]);
        assert_eq!(inside("Russia Cuts Wheat Sales To Egypt\n\nThe minister of Egypt spoke"), ["Egypt"]);
    }

    #[test]
    fn wrapped_lines_go_on_and_short_ones_do_not() {
        let text =
            "Les blindés sont entrés hier dans la ville, sous les yeux du colonel Assimi\nGoïta et de ses hommes";
        let tokens = read(text);
        let goita = tokens.iter().find(|token| token.surface == "Goïta").unwrap();
        assert_eq!((goita.joint, goita.place), (Joint::Space, Place::Inside));
        assert_eq!(read("À Gao\nLe convoi")[2].joint, Joint::Apart);
    }

    #[test]
    fn elisions_before_a_space_are_elisions() {
        let tokens = read("le chef de l' OMS a dit");
        let who = tokens.iter().find(|token| token.surface == "OMS").unwrap();
        assert_eq!((who.elided, who.joint), (Elided::Article, Joint::Space));
    }
}
