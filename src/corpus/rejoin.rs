//! Makes words whole that a line end cut in two: `gouver-` and `nement` on the next line.
//!
//! A compound keeps its hyphen (`porte-` and `parole`). Which of the two it is, the rest of the text says by the form that it
//! uses; where it uses neither, the words on both sides do.

use super::abbreviations::lists;
use std::collections::HashMap;

/// A line shorter than this, in bytes, was not wrapped: its hyphen was meant to be there.
const NARROWEST: usize = 25;

/// The longest line that was wrapped, in bytes.
const WIDEST: usize = 200;

/// A compound's halves have so many letters at least, where only they tell.
const LONG_HALF: usize = 4;

/// What follows the hyphen of French inversions and demonstratives.
const AFTER_HYPHEN: &str =
    "il elle ils elles on je tu nous vous ce t là ci même mêmes moi toi lui leur être dessus dessous delà";

/// What stands before the hyphen of compounds, and is no syllable that words commonly begin with.
const BEFORE_HYPHEN: &str = "porte vice sous demi semi avant après arrière non nord sud ouest quasi franco grand grands peut celui celle ceux \
celles elle lui eux self well high long full half short anglo a-t va-t quatre vingt soixante dix quelques \
président trente quarante cinquante tout haut bas";

/// The longer of the small words inside compounds (`c’est-à-dire`, `Ivry-sur-Seine`).
const SMALL_PARTS: &str = "sur sous les des";

/// The text with words whole again, the line ending after the word; and how many were cut.
pub(super) fn rejoin(text: String, count: &mut usize) -> String {
    let cuts = cuts(&text);
    if cuts.is_empty() {
        return text;
    }
    let known = known_words(&text, &cuts);
    let mut joined = String::with_capacity(text.len());
    let mut from = 0;
    for cut in cuts {
        joined.push_str(&text[from..cut.hyphen]);
        if cut.keeps_hyphen(&text, &known) {
            joined.push('-');
        }
        // The line ends after the word; where the word is all of its line, the line end that follows is enough.
        let rest = &text[cut.second..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        joined.push_str(&rest[..length]);
        from = cut.second + length;
        if rest[length..].starts_with(' ') {
            joined.push_str(&text[cut.line_end..cut.next_line]);
            from += 1;
        }
        *count += 1;
    }
    joined.push_str(&text[from..]);
    joined
}

/// A word that a line end cuts.
struct Cut {
    first: usize,
    hyphen: usize,
    line_end: usize,
    next_line: usize,
    second: usize,
    end: usize,
    soft: bool,
}

/// The words that line ends cut: a letter, a hyphen, the end of a line as long as wrapped ones are, a letter.
fn cuts(text: &str) -> Vec<Cut> {
    let (mut cuts, mut start): (Vec<Cut>, usize) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let bare = line.trim_end();
        let Some(hyphen) = bare.char_indices().next_back().filter(|(_, last)| matches!(last, '-' | '‐' | '\u{ad}'))
        else {
            continue;
        };
        let soft = hyphen.1 == '\u{ad}';
        let head = &bare[..hyphen.0];
        if !soft && !(NARROWEST..=WIDEST).contains(&bare.len()) || !line.ends_with('\n') {
            continue;
        }
        let rest = &text[start..];
        let second = start + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        let first = line_start + head.trim_end_matches(is_part).len();
        let letters = text[second..].trim_start_matches(char::is_alphabetic);
        let end = text.len() - letters.len();
        if end == second || !head.ends_with(char::is_alphabetic) {
            continue;
        }
        let feed = if line.ends_with("\r\n") { 2 } else { 1 };
        let cut =
            Cut { first, hyphen: line_start + hyphen.0, line_end: start - feed, next_line: start, second, end, soft };
        // A word over three lines is left in two.
        if cuts.last().is_none_or(|last| last.end < cut.first) {
            cuts.push(cut);
        }
    }
    cuts
}

fn is_part(character: char) -> bool {
    character.is_alphabetic() || character == '-'
}

/// How often the forms that matter stand in the text, uncut: as they are joined, as they are hyphenated, and each half.
fn known_words(text: &str, cuts: &[Cut]) -> HashMap<String, usize> {
    let mut known: HashMap<String, usize> = HashMap::new();
    for cut in cuts {
        let [left, right] = cut.halves(text);
        known.extend([(format!("{left}{right}"), 0), (format!("{left}-{right}"), 0), (left, 0), (right, 0)]);
    }
    let words = text.split(|character: char| !is_part(character)).filter(|word| !word.is_empty());
    for word in words.filter(|word| !word.ends_with('-')) {
        if let Some(count) = known.get_mut(&word.to_lowercase()) {
            *count += 1;
        }
    }
    // The half that begins the next line is no word by itself.
    for cut in cuts {
        let [_, right] = cut.halves(text);
        known.entry(right).and_modify(|count| *count = count.saturating_sub(1));
    }
    known
}

impl Cut {
    fn halves(&self, text: &str) -> [String; 2] {
        [text[self.first..self.hyphen].to_lowercase(), text[self.second..self.end].to_lowercase()]
    }

    fn keeps_hyphen(&self, text: &str, known: &HashMap<String, usize>) -> bool {
        if self.soft {
            return false;
        }
        let [left, right] = self.halves(text);
        let count = |word: &str| known.get(word).copied().unwrap_or(0);
        let (joined, hyphenated) = (count(&format!("{left}{right}")), count(&format!("{left}-{right}")));
        if joined != hyphenated {
            return hyphenated > joined;
        }
        let long = |half: &str| half.chars().count() >= LONG_HALF;
        let small = |part: &str| part.chars().count() <= 2 || lists(SMALL_PARTS, part);
        let compound = left.rsplit_once('-').is_some_and(|(_, part)| small(part))
            || text[self.end..].starts_with('-') && small(&right);
        compound
            || text[self.second..].starts_with(char::is_uppercase)
            || lists(AFTER_HYPHEN, &right)
            || long(&right) && lists(BEFORE_HYPHEN, &left)
            || long(&left) && long(&right) && count(&left) > 0 && count(&right) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejoined(text: &str) -> String {
        rejoin(text.to_owned(), &mut 0)
    }

    #[test]
    fn a_cut_word_is_whole_and_its_line_ends_after_it() {
        assert_eq!(
            rejoined("Hier, à la radio, le gouver-\nnement. Il a parlé de la réforme consti-\r\ntutionnelle"),
            "Hier, à la radio, le gouvernement.\nIl a parlé de la réforme constitutionnelle"
        );
        assert_eq!(
            rejoined("Hier, à la radio nationale, le gou\u{ad}\nvernement\nparle"),
            "Hier, à la radio nationale, le gouvernement\nparle"
        );
    }

    #[test]
    fn compounds_keep_their_hyphen() {
        for (cut, whole) in [
            ("Le ministre a envoyé son porte-\nparole ce matin.", "porte-parole"),
            ("Cette théorie est partout well-\nknown and accepted.", "well-known"),
            ("Le ministre viendra, nous dit-\nil, avant la nuit.", "dit-il"),
            ("Le discours fut celui de Jean-\nPierre, devant tous.", "Jean-Pierre"),
            ("Le ministre viendra peut-\nêtre avant la nuit.", "peut-être"),
        ] {
            let padded = format!("Au conseil de ce lundi. {cut}");
            assert!(rejoined(&padded).contains(whole), "{}", rejoined(&padded));
        }
    }

    #[test]
    fn the_rest_of_the_text_decides_first() {
        let text = "Le chasse-neige est passé. Il a fallu attendre longtemps le chasse-\nneige ce matin.";
        assert!(rejoined(text).ends_with("le chasse-neige\nce matin."));
        let text = "Le portefeuille est perdu. Il a fallu chercher longtemps le porte-\nfeuille ce matin.";
        assert!(rejoined(text).ends_with("le portefeuille\nce matin."));
    }

    #[test]
    fn what_is_no_cut_word_stays() {
        for text in [
            "- un sac -\n- deux",
            "Court-\ncircuit",
            "Les années 2021-\n2025 furent longues et les pluies rares",
            "Un long tiret à la fin de la ligne -\nsuite",
            "Le gouver-\n\nnement de la République est réuni",
        ] {
            assert_eq!(rejoined(text), text);
        }
    }
}
