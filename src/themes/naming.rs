//! Names: a theme is called by two or three of its own terms, written like a section title. No two themes share a term
//! in their names, so no two names are alike.

use super::keywords::Weight;
use super::terms::{Term, TermKind, Terms, same_words};
use crate::corpus::Language;
use std::collections::HashMap;

/// A name fits on a line beside its figures.
const MAX_CHARACTERS: usize = 60;
const MAX_TERMS: usize = 3;
/// Of a theme's terms only the heaviest may name it.
const CANDIDATES: usize = 40;

/// Names of all themes from their weighted terms, in the language of the corpus, none like one the user gave.
pub(super) fn names(
    terms: &Terms,
    weights: &[Vec<Weight>],
    given: &[Option<String>],
    language: Language,
) -> Vec<String> {
    let owner = owners(terms, weights);
    let mut names: Vec<String> = Vec::new();
    for (theme, weights) in weights.iter().enumerate() {
        let is_own = |weight: &&Weight| {
            terms.terms[weight.term as usize].stems.iter().all(|stem| owner.get(stem) == Some(&theme))
        };
        let own = weights.iter().take(CANDIDATES).filter(is_own);
        let mut chosen: Vec<&Term> = Vec::new();
        for term in ranked(terms, own.copied().collect()) {
            let repeats = chosen.iter().any(|other| same_words(other, term));
            if chosen.len() < MAX_TERMS && !repeats && length(&chosen, term) <= MAX_CHARACTERS {
                chosen.push(term);
            }
        }
        let name = join(&chosen, language);
        let taken = names.contains(&name) || given.iter().flatten().any(|given| *given == name);
        names.push(if name.is_empty() || taken { numbered(theme, language) } else { name });
    }
    names
}

/// Terms fit for a title, best first: nouns, names and phrases, phrases a little ahead of their words.
fn ranked(terms: &Terms, mut own: Vec<Weight>) -> Vec<&Term> {
    let value = |weight: &Weight| {
        let term = &terms.terms[weight.term as usize];
        let longer = if term.stems.len() > 1 { 1.3 } else { 1.0 };
        weight.significance * longer
    };
    own.retain(|weight| fits_a_title(&terms.terms[weight.term as usize]));
    own.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.term.cmp(&b.term)));
    own.into_iter().map(|weight| &terms.terms[weight.term as usize]).collect()
}

fn fits_a_title(term: &Term) -> bool {
    term.is_noun && term.display.chars().filter(|letter| letter.is_alphabetic()).count() >= 3
}

/// The theme in which each stem is most significant. A term names a theme only when all its stems are that theme's.
fn owners(terms: &Terms, weights: &[Vec<Weight>]) -> HashMap<u32, usize> {
    let mut best: HashMap<u32, (usize, f64)> = HashMap::new();
    for (theme, weights) in weights.iter().enumerate() {
        for weight in weights {
            for &stem in &terms.terms[weight.term as usize].stems {
                let slot = best.entry(stem).or_insert((theme, weight.significance));
                if weight.significance > slot.1 {
                    *slot = (theme, weight.significance);
                }
            }
        }
    }
    best.into_iter().map(|(stem, (theme, _))| (stem, theme)).collect()
}

fn length(chosen: &[&Term], term: &Term) -> usize {
    let letters = |term: &Term| term.display.chars().count();
    chosen.iter().map(|term| letters(term) + 4).sum::<usize>() + letters(term)
}

fn join(chosen: &[&Term], language: Language) -> String {
    let and = if language == Language::English { " and " } else { " et " };
    let mut name = String::new();
    for (position, term) in chosen.iter().enumerate() {
        match position {
            0 => {}
            _ if position + 1 == chosen.len() => name.push_str(and),
            _ => name.push_str(", "),
        }
        name.push_str(&term.display);
    }
    capitalised(&name)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn numbered(theme: usize, language: Language) -> String {
    let word = if language == Language::English { "Theme" } else { "Thème" };
    format!("{word} {}", theme + 1)
}

/// The keywords to show: heaviest first, a word left out where a longer term shown already holds it.
pub(super) fn keywords(terms: &Terms, weights: &[Weight], count: usize) -> Vec<(String, f64)> {
    let mut shown: Vec<(&Term, f64)> = Vec::new();
    for weight in weights {
        let term = &terms.terms[weight.term as usize];
        let part_of_shown = |(other, _): &(&Term, f64)| term.stems.iter().all(|stem| other.stems.contains(stem));
        let long_enough = term.display.chars().count() >= 2;
        if long_enough && !shown.iter().any(part_of_shown) {
            if term.kind != TermKind::Word {
                shown.retain(|(other, _)| !other.stems.iter().all(|stem| term.stems.contains(stem)));
            }
            shown.push((term, weight.tf_idf));
        }
        if shown.len() >= count {
            break;
        }
    }
    shown.into_iter().map(|(term, weight)| (term.display.clone(), weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(display: &str, stems: &[u32]) -> Term {
        Term { display: display.into(), kind: TermKind::Word, stems: stems.into(), is_noun: true }
    }

    fn weight(term: u32, weight: f64) -> Weight {
        Weight { term, tf_idf: weight, significance: weight, passages: 2 }
    }

    #[test]
    fn names_read_like_titles_and_share_nothing() {
        let terms = Terms {
            terms: vec![
                term("départ", &[0]),
                term("Wagner", &[1]),
                term("groupe Wagner", &[2, 1]),
                term("sommet", &[3]),
            ],
            of_passage: Vec::new(),
        };
        let weights = [vec![weight(0, 5.0), weight(2, 4.0), weight(1, 3.0)], vec![weight(3, 2.0), weight(1, 1.0)]];
        assert_eq!(names(&terms, &weights, &[None, None], Language::French), ["Groupe Wagner et départ", "Sommet"]);
    }

    #[test]
    fn a_theme_without_terms_has_a_number() {
        let terms = Terms { terms: Vec::new(), of_passage: Vec::new() };
        assert_eq!(names(&terms, &[Vec::new()], &[None], Language::English), ["Theme 1"]);
    }
}
