//! Is an answer a title?

use crate::words::{Stemming, fold, is_function_word, stem, words};
use std::collections::HashSet;

/// The longest name, in characters: what fits a line of a table and a heading.
pub(super) const LONGEST: usize = 60;
/// Punctuation that a title may hold. All else is markup, a quotation mark or invisible.
const PUNCTUATION: &str = " \u{a0}\u{202f},;:'’-–—()&/%?!.+°…";
/// What models put around a title although they are asked not to.
const WRAPPERS: [char; 9] = ['"', '«', '»', '“', '”', '*', '`', ' ', '\u{a0}'];
/// Where a model that thinks aloud ends doing so.
const END_OF_THOUGHT: &str = "</think>";

/// The title in an answer, or what is wrong with it. It must share a word with `evidence` (stems), since a title that
/// shares none was not drawn from it, and be none of `others` (folded).
pub(super) fn title(answer: &str, evidence: &HashSet<String>, others: &HashSet<String>) -> Result<String, String> {
    let said = answer.rsplit_once(END_OF_THOUGHT).map_or(answer, |(_, said)| said).trim();
    let title = said.trim_matches(WRAPPERS).trim_end_matches('.').trim_matches(WRAPPERS);
    let length = title.chars().count();
    if title.is_empty() {
        return Err("it is empty".into());
    }
    if title.lines().count() > 1 {
        return Err("it has several lines".into());
    }
    if length > LONGEST {
        return Err(format!("it has {length} characters where {LONGEST} are allowed"));
    }
    if let Some(letter) = title.chars().find(|letter| !letter.is_alphanumeric() && !PUNCTUATION.contains(*letter)) {
        return Err(format!("it holds `{}`, and only plain text is allowed", letter.escape_default()));
    }
    if others.contains(&fold(title)) {
        return Err("another theme has that name".into());
    }
    if stems(title).is_disjoint(evidence) {
        return Err("no word of it is in the keywords or the quotes".into());
    }
    Ok(title.to_owned())
}

/// What the words of a text that carry meaning share with their other forms, in either language.
pub(super) fn stems(text: &str) -> HashSet<String> {
    let words = words(text);
    let content = words.iter().filter(|word| !is_function_word(&word.folded()));
    content
        .flat_map(|word| [Stemming::French, Stemming::English].map(|stemming| stem(word.surface, stemming)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str) -> Result<String, String> {
        let evidence = stems("Les crues du fleuve et les maisons inondées");
        title(answer, &evidence, &HashSet::from([fold("Les crues d'été")]))
    }

    #[test]
    fn a_title_is_taken_out_of_its_wrapping() {
        let wrapped = [
            "Crues du fleuve",
            "  « Crues du fleuve »\n",
            "**Crues du fleuve.**",
            "\"Crues du fleuve\"",
            "<think>\nThe quotes speak of\nfloods.\n</think>\n\nCrues du fleuve",
        ];
        for answer in wrapped {
            assert_eq!(check(answer).unwrap(), "Crues du fleuve", "{answer}");
        }
        assert_eq!(check("Inondation : l’eau monte").unwrap(), "Inondation : l’eau monte");
    }

    #[test]
    fn what_is_no_title_is_refused_with_the_reason() {
        let cases = [
            ("", "empty"),
            ("« »", "empty"),
            ("Crues\nInondations", "lines"),
            (&"crue ".repeat(13), "characters"),
            ("# Crues", "`#`"),
            ("Crues <b>du</b> fleuve", "`<`"),
            ("Crues « du » fleuve", "u{ab}"),
            ("Crues\u{202e} du fleuve", "u{202e}"),
            ("LES CRUES D’ÉTÉ", "another theme"),
            ("Montagnes et neiges", "no word of it"),
            ("Le de la", "no word of it"),
        ];
        for (answer, reason) in cases {
            let found = check(answer).unwrap_err();
            assert!(found.contains(reason), "{answer}: {found}");
        }
    }
}
