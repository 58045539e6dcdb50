//! Candidates compared in full, by all of their shingles.

use super::{Corpus, Found, Order};
use crate::words::shingles::{number, numbers, shared, shingles};
use crate::words::{Word, words};

/// A passage by itself is a copy when the two have this share of all their shingles in common (Jaccard). Two passages of
/// like length with every twelfth word changed have.
const PASSAGE_LIKENESS: f64 = 0.5;
/// A passage of a copied article is itself copied when the original has this share of its shingles. With every fifth word
/// changed, 0.8^5 = 33 % are left on average.
const PASSAGE_IN_ARTICLE: f64 = 0.2;
/// And so many of them: seven words in a row are more than a turn of phrase.
const LEAST_SHARED: usize = 3;
/// So many passages of an article that are in another speak for each other. Of fewer, half of all shingles must be there.
const PASSAGES: usize = 3;

/// Of the facts of a copy, its numbers and names, at most this share may be new, or one of few. An editor who changes words
/// leaves facts as they are; where words are the same and facts are not, a form was filled in anew: results, weather, decrees.
const NEW_FACTS: f64 = 0.2;
/// The same of a passage of a copied article: with so few facts an added name is a large share.
const NEW_FACTS_IN_ARTICLE: f64 = 0.4;

/// The passages of a corpus in order of time.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) order: &'a Order,
}

/// How much of an article is in an earlier one.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The share of its words in passages that the earlier one has too.
    pub(super) coverage: f64,
    /// These passages, by their places.
    pub(super) passages: Vec<(u32, Found)>,
}

impl<'a> Texts<'a> {
    /// The text of the passage at a place.
    pub(super) fn of(&self, place: u32) -> &'a str {
        &self.corpus.passages[self.order.passages[place as usize] as usize].text
    }

    fn passages_of(&self, article: u32) -> std::ops::Range<u32> {
        self.order.starts[article as usize]..self.order.starts[article as usize + 1]
    }

    fn texts_of(&self, article: u32) -> impl Iterator<Item = &'a str> {
        self.passages_of(article).map(|place| self.of(place))
    }

    /// What of the article at the place `later` is in the one at `earlier`; none when that says nothing.
    pub(super) fn compare(&self, later: u32, earlier: u32) -> Option<Match> {
        let (own, others) = (self.passages_of(later), self.passages_of(earlier));
        if own.len() == 1 && others.len() == 1 && self.of(own.start) == self.of(others.start) {
            let found = Found { of: others.start, share: 1.0 };
            return Some(Match { coverage: 1.0, passages: vec![(own.start, found)] });
        }
        let known = vocabulary(self.texts_of(earlier));
        if !are_known(&facts(self.texts_of(later)), &known, NEW_FACTS) {
            return None;
        }
        let of_passage =
            |place: u32| shingles(&numbers(self.of(place))).into_iter().map(move |shingle| (shingle, place));
        let mut original: Vec<(u64, u32)> = self.passages_of(earlier).flat_map(of_passage).collect();
        original.sort_unstable();
        original.dedup_by_key(|(shingle, _)| *shingle);
        let (mut words, mut copied_words, mut all, mut in_both) = (0, 0, 0, 0);
        let mut passages = Vec::new();
        for place in self.passages_of(later) {
            let numbers = numbers(self.of(place));
            let shingles = shingles(&numbers);
            let holder = |shingle: &u64| {
                let found = original.binary_search_by_key(shingle, |(shingle, _)| *shingle).ok()?;
                Some(original[found].1)
            };
            let mut holders: Vec<u32> = shingles.iter().filter_map(holder).collect();
            holders.sort_unstable();
            words += numbers.len();
            all += shingles.len();
            let share = holders.len() as f64 / shingles.len().max(1) as f64;
            if share < PASSAGE_IN_ARTICLE || holders.len() < LEAST_SHARED {
                continue;
            }
            if !are_known(&facts([self.of(place)]), &known, NEW_FACTS_IN_ARTICLE) {
                continue;
            }
            in_both += holders.len();
            copied_words += numbers.len();
            // of equal ones the last of `max_by_key` would win: the first is meant
            let most = holders.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len());
            passages.extend(most.map(|same| (place, Found { of: same[0], share })));
        }
        let enough = passages.len() >= PASSAGES || 2 * in_both >= all.max(1);
        enough.then(|| Match { coverage: copied_words as f64 / words.max(1) as f64, passages })
    }
}

/// The share of the shingles of `copy` that `original` has too, where they are so alike that one is a copy of the other.
pub(super) fn passage_share(copy: &str, original: &str) -> Option<f64> {
    if copy == original {
        return Some(1.0);
    }
    let (copy_text, original_text) = (copy, original);
    let (copy, original) = (shingles(&numbers(copy)), shingles(&numbers(original)));
    let shared = shared(&copy, &original);
    let likeness = shared as f64 / (copy.len() + original.len() - shared).max(1) as f64;
    let copied =
        likeness >= PASSAGE_LIKENESS && are_known(&facts([copy_text]), &vocabulary([original_text]), NEW_FACTS);
    copied.then(|| shared as f64 / copy.len().max(1) as f64)
}

/// Whether no more than this share of facts is not among the words of an original.
fn are_known(facts: &[u64], vocabulary: &[u64], most_new: f64) -> bool {
    (facts.len() - shared(facts, vocabulary)) as f64 <= (most_new * facts.len() as f64).max(1.0)
}

/// The words of texts, in ascending order: where a sentence ends is not the same in a copy, nor which names open one.
fn vocabulary<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let mut words: Vec<u64> = texts.into_iter().flat_map(numbers).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The numbers of texts, and their words with a capital that no sentence asks for; in ascending order.
fn facts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let is_fact = |word: &Word<'_>| {
        word.surface.bytes().any(|byte| byte.is_ascii_digit()) || word.is_capitalised() && !word.opens
    };
    let words = texts.into_iter().flat_map(words);
    let mut facts: Vec<u64> = words.filter(is_fact).map(|word| number(word.surface)).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_filled_in_anew_is_no_copy() {
        let stage = |from, to, kilometres, first, second| {
            format!(
                "Après {kilometres} kilomètres entre {from} et {to}, les coureurs sont arrivés au bout de cette étape de plaine, \
                 sous une pluie fine. Le vainqueur de l’étape est {first}, suivi de {second}, et le classement ne change pas."
            )
        };
        let original = stage("Mopti", "Djenné", 128, "Awa Diallo", "Moussa Koné");
        assert_eq!(passage_share(&stage("Ségou", "Kayes", 210, "Fanta Sidibé", "Oumar Touré"), &original), None);
        let edited = original.replace("fine", "légère").replace("ne change pas", "reste le même");
        assert!(passage_share(&edited, &original).is_some_and(|share| share > 0.6));
        assert_eq!(passage_share(&original, &original), Some(1.0));
    }
}
