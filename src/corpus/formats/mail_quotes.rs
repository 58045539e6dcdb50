//! Tells what a message says from what it quotes and from its signature.
//!
//! It knows the marks that mail programs write; a quotation in the middle of a sentence is the author's.

use crate::corpus::left_out::Reason;
use crate::corpus::lines::{Kind, Line};

/// How the line that introduces a quoted message begins and ends.
const INTRODUCTIONS: &[(&str, &str)] =
    &[("on ", "wrote:"), ("le ", "a écrit :"), ("le ", "a écrit:"), ("el ", "escribió:"), ("am ", "schrieb:")];

/// Lines after which the whole of an earlier message follows.
const ORIGINALS: &[&str] = &["original message", "message d'origine", "message d’origine", "message original"];

/// The headers that a quoted message begins and ends with, in the languages of mail programs.
const FROM: &[&str] = &["from:", "de :", "de:"];
const SUBJECT: &[&str] = &["subject:", "objet :", "objet:"];

/// Headers of a quoted message lie within as many lines.
const HEADER_LINES: usize = 6;

/// An introduction is broken over as many lines at most.
const INTRODUCTION_LINES: usize = 3;

/// Marks the lines that are quoted or signed, before they are joined to paragraphs.
pub(super) fn mark_quotes(text: &str, lines: &mut [Line]) {
    let folded: Vec<String> = lines.iter().map(|line| folded(line.unit.span.of(text))).collect();
    let mut rest: Option<Reason> = None;
    let mut index = 0;
    while let Some(line) = folded.get(index) {
        let mut until = index + 1;
        let reason = if line.starts_with('>') {
            Some(Reason::Quoted)
        } else if let Some(length) =
            introduction(folded.get(index..).unwrap_or_default(), lines.get(index..).unwrap_or_default())
        {
            until = index + length;
            Some(Reason::Quoted)
        } else {
            if opens_original(folded.get(index..).unwrap_or_default()) {
                rest = Some(Reason::Quoted);
            } else if line == "--" && rest.is_none() {
                rest = Some(Reason::Signature);
            }
            rest
        };
        if let Some(reason) = reason {
            for line in lines.get_mut(index..until).unwrap_or_default() {
                line.unit.kind = Kind::Out(reason);
            }
        }
        index = until;
    }
}

fn folded(line: &str) -> String {
    line.replace(['\u{a0}', '\u{202f}'], " ").to_lowercase()
}

/// How many of the first lines, which no blank one separates, introduce a quoted message.
fn introduction(folded: &[String], lines: &[Line]) -> Option<usize> {
    let first = folded.first()?;
    // A date holds a figure; `On the other hand she wrote:` does not.
    if !first.chars().any(|character| character.is_ascii_digit()) {
        return None;
    }
    let ends: Vec<&str> =
        INTRODUCTIONS.iter().filter(|(start, _)| first.starts_with(start)).map(|(_, end)| *end).collect();
    let together = 1 + lines.iter().skip(1).take_while(|line| !line.after_blank).count();
    let mut head = folded.iter().take(together.min(INTRODUCTION_LINES));
    head.position(|line| ends.iter().any(|end| line.ends_with(end))).map(|last| last + 1)
}

/// Whether the headers of an earlier message begin here.
fn opens_original(lines: &[String]) -> bool {
    let Some(first) = lines.first() else { return false };
    let bare = first.trim_matches(['-', '_', ' ']);
    if bare.len() < first.len() && ORIGINALS.contains(&bare) {
        return true;
    }
    let head = lines.iter().take(HEADER_LINES);
    let begins = |line: &String, names: &[&str]| names.iter().any(|name| line.starts_with(name));
    begins(first, FROM) && head.clone().any(|line| begins(line, SUBJECT))
}

#[cfg(test)]
mod tests {
    use super::super::super::lines::{lines, units};
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        let mut lines = lines(text, 0);
        mark_quotes(text, &mut lines);
        let units = units(text, &lines);
        units.iter().filter(|unit| unit.kind == Kind::Text).map(|unit| unit.span.of(text)).collect()
    }

    #[test]
    fn quoted_lines_and_what_introduces_them_are_not_the_message() {
        let text = "Oui, le bac repart lundi.\n\nLe mar. 3 mars 2026 à 10:02, La Rive <info@example.org> a\nécrit :\n\
                    Le mar. 3 mars 2026 à 10:02, La Rive <info@example.org>\na écrit :\n> Est-ce vrai ?\n>> Non.\nEt voilà.";
        assert_eq!(kept(text)[0], "Oui, le bac repart lundi.");
        assert_eq!(kept(text).last(), Some(&"Et voilà."));
        assert!(!kept(text).iter().any(|line| line.contains("Est-ce vrai")));
        assert_eq!(kept("On Tue, 3 Mar 2026, Press wrote:\n> Is it?\nYes."), ["Yes."]);
    }

    #[test]
    fn an_earlier_message_or_a_signature_goes_on_to_the_end() {
        assert_eq!(kept("Oui.\n-----Message d'origine-----\nDe : la rive\nNon.\n-- \nX"), ["Oui."]);
        assert_eq!(kept("Oui.\n\nFrom: a@example.org\nSent: Monday\nSubject: Bac\n\nNon."), ["Oui."]);
        assert_eq!(kept("Oui.\n-- \nLe comité\n+223 00 00"), ["Oui."]);
    }

    #[test]
    fn ordinary_sentences_are_no_quotes() {
        for text in
            ["On the other hand she wrote:", "De : a", "Le maire l’a écrit.", "-- et puis rien", "Le 3 mars, il pleut."]
        {
            assert_eq!(kept(text), [text]);
        }
    }
}
