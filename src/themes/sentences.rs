//! The sentences of a passage, and whether one can be read by itself, without those that stood before it.

use crate::corpus::sentence_ends;
use crate::words::{Word, fold, words};
use std::ops::{Range, RangeInclusive};

/// A line shorter than this, in characters, was not broken because it was full: it is a heading.
const FULL_LINE: usize = 50;
/// How many words a sentence has that says something and can be taken in at one reading.
const COMFORTABLE: RangeInclusive<usize> = 8..=45;
/// What is still a sentence.
const BEARABLE: RangeInclusive<usize> = 4..=70;

/// How well a sentence can be read by itself, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// It needs no other sentence.
    StandsAlone,
    /// A whole sentence that leans on those before it.
    Leans,
    /// A heading, a line of a list, a sentence cut short or hard to take in.
    Piece,
}

/// First words, folded, that point back at what was said before.
#[rustfmt::skip]
const POINTING_BACK: [&str; 129] = [
    // French
    "ainsi", "alors", "apparemment", "aussi", "aussitot", "autant", "auparavant", "autre", "autrement", "autres", "bref",
    "c'", "car", "ce", "ceci", "cela", "celle", "celles", "celui", "cependant", "certes", "ces", "cet", "cette", "ceux",
    "ci", "d'ailleurs", "d'autres", "desormais", "deux", "donc", "egalement", "elle", "elles", "en", "encore", "enfin",
    "ensuite", "et", "eux", "finalement", "il", "ils", "j'", "je", "justement", "la-bas", "ledit", "leur", "leurs", "lui",
    "ma", "mais", "malgre", "meme", "mes", "mon", "neanmoins", "ni", "non", "nos", "notre", "nous", "or", "ou", "oui",
    "parallelement", "pourtant", "precisement", "puis", "sa", "ses", "seule", "seul", "si", "sinon", "son", "surtout",
    "tandis", "tels", "tel", "telle", "toutefois", "tu", "vos", "votre", "vous", "y",
    // English
    "accordingly", "additionally", "also", "and", "another", "as", "because", "besides", "both", "but", "consequently",
    "furthermore", "he", "hence", "her", "hers", "his", "however", "i", "indeed", "instead", "it", "its", "later",
    "likewise", "meanwhile", "moreover", "my", "nevertheless", "she", "so", "still", "such", "that", "their", "then",
    "these", "they", "this", "those", "thus",
];
/// The same, of several words.
#[rustfmt::skip]
const PHRASES_POINTING_BACK: [&str; 42] = [
    "a ce", "a cela", "a cet", "a cette", "a son tour", "a l'inverse", "apres quoi", "au contraire", "au meme moment",
    "de meme", "de plus", "de son cote", "de leur cote", "de ce", "des lors", "la veille", "le jour meme", "le lendemain",
    "le meme jour", "le meme", "la meme", "les memes", "par ailleurs", "par consequent", "pour sa part", "quelques jours plus",
    "quelques heures plus", "quelques semaines plus", "quelques mois plus", "selon elle", "selon lui", "the same",
    "a day later", "at the same time", "for her part", "for his part", "for its part", "in addition", "on the contrary",
    "the latter", "the next day", "we ",
];
/// First words, folded, that send the reader to another text.
const ELSEWHERE: [&str; 9] = [
    "a lire",
    "lire aussi",
    "lire egalement",
    "regarder aussi",
    "voir aussi",
    "read also",
    "read more",
    "see also",
    "watch:",
];
/// Words, folded, that point at something said before wherever they stand.
const DEMONSTRATIVES: [&str; 7] = ["cet", "cette", "ces", "this", "these", "those", "latter"];
/// Subjects, folded, that stand for somebody or something named before.
const PRONOUNS: [&str; 9] = ["il", "elle", "ils", "elles", "he", "she", "it", "they", "we"];
/// Before its subject a sentence may have so many words, up to a comma: "Selon la présidence, ils ont".
const LEAD: usize = 9;

/// The sentences of a text, as byte ranges without the white space around them, in order. A heading is one by itself.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for block in blocks(text) {
        let mut start = block.start;
        for end in sentence_ends(&text[block.clone()]) {
            let end = block.start + end;
            let sentence = text[start..end].trim();
            if !sentence.is_empty() {
                let skipped = text[start..end].len() - text[start..end].trim_start().len();
                found.push(start + skipped..start + skipped + sentence.len());
            }
            start = end;
        }
    }
    found
}

/// Runs of lines that no blank line and no heading interrupts.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut position, mut before) = (0, 0, "");
    for line in text.split_inclusive('\n') {
        let heading = before.trim().chars().count() < FULL_LINE && !goes_on(line);
        if position > 0 && (line.trim().is_empty() || heading) {
            blocks.push(start..position);
            start = position;
        }
        position += line.len();
        before = line;
    }
    blocks.push(start..text.len());
    blocks
}

/// Whether a line begins in the middle of a sentence.
fn goes_on(line: &str) -> bool {
    line.trim_start().chars().next().is_some_and(char::is_lowercase)
}

/// Judges one of [`sentences`].
pub(super) fn grade(sentence: &str) -> Grade {
    let words = words(sentence);
    let whole = ends_plainly(sentence) && is_balanced(sentence) && begins_plainly(sentence) && !is_broken(sentence);
    if !whole || !BEARABLE.contains(&words.len()) {
        return Grade::Piece;
    }
    let leans = !COMFORTABLE.contains(&words.len())
        || sentence.contains('?')
        || is_only_speech(sentence)
        || points_back(sentence)
        || has_pronoun_subject(sentence)
        || is_said_by_pronoun(sentence)
        || words.iter().any(|word| DEMONSTRATIVES.contains(&word.folded().as_str()));
    if leans { Grade::Leans } else { Grade::StandsAlone }
}

/// A full stop, not the three dots or the colon after which something is missing.
fn ends_plainly(sentence: &str) -> bool {
    let body = sentence.trim_end_matches(|letter: char| "»\"”’')\u{a0}\u{202f} ".contains(letter));
    body.ends_with(['.', '!', '?']) && !body.ends_with("...") && !body.ends_with("..")
}

/// A capital, a figure or an opening quote; no bullet and no mark of a list.
fn begins_plainly(sentence: &str) -> bool {
    let first = sentence.chars().next();
    first.is_some_and(|letter| letter.is_alphanumeric() && !letter.is_lowercase() || "«“\"".contains(letter))
}

/// Whether every quote and bracket that opens is closed.
fn is_balanced(sentence: &str) -> bool {
    let count = |mark: char| sentence.matches(mark).count();
    let pairs = [('«', '»'), ('“', '”'), ('(', ')'), ('[', ']')];
    pairs.iter().all(|&(open, close)| count(open) == count(close)) && count('"').is_multiple_of(2)
}

/// Whether it sends the reader elsewhere, holds an address, something cut out, or a line break that no full line explains.
fn is_broken(sentence: &str) -> bool {
    let cut = ["http", "www.", "[...]", "[…]", "(...)", "(…)"].iter().any(|mark| sentence.contains(mark));
    let folded = fold(sentence);
    let elsewhere = ELSEWHERE.iter().any(|phrase| folded.starts_with(phrase));
    cut || elsewhere || sentence.split('\n').skip(1).any(|line| !goes_on(line))
}

/// Whether all of it is quoted, so that nothing says who speaks.
fn is_only_speech(sentence: &str) -> bool {
    let inner = sentence.trim_end_matches(['.', '!', '\u{a0}', '\u{202f}', ' ']);
    let quotes = [('«', '»'), ('“', '”'), ('"', '"')];
    quotes.iter().any(|&(open, close)| inner.starts_with(open) && inner.ends_with(close))
}

fn points_back(sentence: &str) -> bool {
    let folded = fold(sentence.trim_start_matches(|letter: char| !letter.is_alphanumeric()));
    let starts = |phrase: &str| {
        let rest = folded.strip_prefix(phrase);
        rest.is_some_and(|rest| phrase.ends_with(['\'', ' ']) || !rest.starts_with(char::is_alphanumeric))
    };
    POINTING_BACK.iter().chain(&PHRASES_POINTING_BACK).any(|phrase| starts(phrase))
}

/// Whether the first clause is short and a pronoun follows it.
fn has_pronoun_subject(sentence: &str) -> bool {
    let Some((lead, rest)) = sentence.split_once(", ") else { return false };
    let subject = words(rest).first().map(Word::folded);
    words(lead).len() <= LEAD && subject.is_some_and(|subject| PRONOUNS.contains(&subject.as_str()))
}

/// Whether it reports what somebody said whom it does not name: "dit-il", "a-t-elle ajouté", "he said".
fn is_said_by_pronoun(sentence: &str) -> bool {
    let folded = fold(sentence);
    let inverted = |word: &str| word.rsplit_once('-').is_some_and(|(_, last)| PRONOUNS.contains(&last));
    let mut tokens = folded.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    tokens.any(inverted)
        || ["he said", "she said", "they said", "he says", "she says"].iter().any(|said| folded.contains(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn a_heading_is_no_part_of_the_sentence_below_it() {
        let text = "La crue\nLa rivière a débordé. Les eaux montent.\n\nLe pont tient.";
        assert_eq!(texts(text), ["La crue", "La rivière a débordé.", "Les eaux montent.", "Le pont tient."]);
    }

    #[test]
    fn a_full_line_goes_on_to_the_next() {
        let text = "La rivière a débordé dans la nuit de samedi à dimanche, et\nles eaux ont envahi les rues basses.";
        assert_eq!(texts(text).len(), 1);
        assert_eq!(grade(text), Grade::StandsAlone);
    }

    #[test]
    fn sentences_that_stand_alone() {
        for sentence in [
            "La rivière a débordé dans la nuit et les eaux ont envahi le village.",
            "« Nos maisons sont perdues », a déclaré le maire de la commune devant les habitants.",
            "L’armée malienne a repris dimanche le contrôle de la ville de Ber.",
            "42 soldats ont été tués samedi dans une attaque au nord-est du pays.",
            "The river flooded at night and the water ran through the lower streets.",
        ] {
            let expected = if sentence.starts_with("« Nos") { Grade::Leans } else { Grade::StandsAlone };
            assert_eq!(grade(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn sentences_that_lean_on_others() {
        for sentence in [
            "Il a ensuite quitté la capitale pour rejoindre le nord du pays avec ses hommes.",
            "Mais la rivière a débordé dans la nuit et les eaux ont envahi le village.",
            "C’est le plus lourd bilan pour l’armée depuis la série d’attaques de décembre.",
            "Selon la présidence malienne, ils ont évoqué hier des préoccupations communes aux deux pays.",
            "La récolte des villages voisins a été perdue pendant cette période de grande sécheresse.",
            "Le même jour, la laiterie du village a rouvert ses portes aux éleveurs.",
            "« Les éleveurs reviennent au village depuis le mois d’avril », a-t-elle ajouté mardi.",
            "De son côté, la coopérative a rouvert les portes de la laiterie en avril.",
            "However, the dairy opened again in April with the help of the herders.",
            "Qui donc a rouvert en avril les portes de la laiterie du village ?",
            "« La laiterie du village a rouvert en avril grâce à tous les éleveurs. »",
        ] {
            assert_eq!(grade(sentence), Grade::Leans, "{sentence}");
        }
    }

    #[test]
    fn pieces() {
        for piece in [
            "La crue du fleuve, la nuit, vue depuis le pont de la ville",
            "« La laiterie du village a rouvert en avril grâce à tous les éleveurs.",
            "La laiterie du village a rouvert en avril grâce à tous les...",
            "Lire la suite de notre reportage sur www.example.org dès ce soir.",
            "Oui.",
            "Lire aussi La laiterie du village a rouvert en avril grâce à tous les éleveurs.",
        ] {
            assert_eq!(grade(piece), Grade::Piece, "{piece}");
        }
    }
}
