//! Words and names of a guide found in the passages, as stems, so that one form of a word finds the others.

use super::guide::Guide;
use crate::corpus::Passage;
use crate::words::{Stemming, is_function_word, stem, words};
use ndarray::Array2;
use std::collections::{HashMap, HashSet};

/// How much a theme's own words count beside the likeness of meaning, per unit of rarity.
const WORD_WEIGHT: f32 = 0.2;
/// How far words alone can lift a passage.
const WORD_LIMIT: f32 = 0.6;

/// Which words of a guide stand in which passages.
pub(super) struct Spoken<'a> {
    /// The stems of each passage, shape `(n_passages,)`.
    pub(super) read: Vec<Vec<String>>,
    guide: &'a Guide,
    found: Vec<HashSet<Vec<String>>>, // the guide's words in each passage, shape (n_passages,)
    frequency: HashMap<Vec<String>, usize>,
}

impl<'a> Spoken<'a> {
    pub(super) fn new(guide: &'a Guide, passages: &[Passage]) -> Self {
        let read: Vec<Vec<String>> = passages.iter().map(|passage| stems(&passage.text)).collect();
        let of_theme = guide.themes.iter().flat_map(|theme| theme.words.iter().chain(theme.denied_words()));
        let vocabulary: HashSet<Vec<String>> = of_theme.map(|word| stems(word)).collect();
        let found: Vec<HashSet<Vec<String>>> =
            read.iter().map(|text| vocabulary.iter().filter(|term| contains(text, term)).cloned().collect()).collect();
        let mut frequency = HashMap::new();
        for term in found.iter().flatten() {
            *frequency.entry(term.clone()).or_default() += 1;
        }
        Self { read, guide, found, frequency }
    }

    /// How much the words of each theme speak for it in each passage, shape `(n_passages, n_themes)`.
    pub(super) fn weights(&self) -> Array2<f32> {
        let n_passages = self.read.len() as f32;
        let most = (1.0 + n_passages).ln();
        let rarity = |term: &Vec<String>| {
            self.frequency.get(term).map_or(0.0, |&count| (1.0 + n_passages / count as f32).ln() / most)
        };
        let wanted: Vec<Vec<Vec<String>>> =
            self.guide.themes.iter().map(|theme| theme.words.iter().map(|word| stems(word)).collect()).collect();
        Array2::from_shape_fn((self.read.len(), wanted.len()), |(row, theme)| {
            let held = wanted[theme].iter().filter(|term| self.found[row].contains(*term));
            (WORD_WEIGHT * held.map(rarity).sum::<f32>()).min(WORD_LIMIT)
        })
    }

    /// Whether a passage holds a word that speaks against a theme, shape `(n_passages, n_themes)`.
    pub(super) fn denied(&self) -> Array2<bool> {
        let themes = &self.guide.themes;
        let denied: Vec<Vec<Vec<String>>> =
            themes.iter().map(|theme| theme.denied_words().map(|word| stems(word)).collect()).collect();
        Array2::from_shape_fn((self.read.len(), themes.len()), |(row, theme)| {
            denied[theme].iter().any(|term| self.found[row].contains(term))
        })
    }

    /// Whether a word or name stands in any passage.
    pub(super) fn occurs(&self, word: &str) -> bool {
        self.frequency.contains_key(&stems(word))
    }

    /// Whether some passage holds at least half of the words of a phrase, those of grammar aside.
    pub(super) fn half_occurs(&self, phrase: &str) -> bool {
        let kept = words(phrase).into_iter().filter(|word| !is_function_word(&word.folded()));
        let wanted: HashSet<String> = kept.map(|word| stem(word.surface, Stemming::French)).collect();
        let held = |text: &Vec<String>| wanted.iter().filter(|word| text.contains(word)).count();
        !wanted.is_empty() && self.read.iter().any(|text| 2 * held(text) >= wanted.len())
    }
}

/// Stems by the French stemmer, which leaves names whole and does English words little harm: the guide's language and
/// the passage's need not be the same.
pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(|word| stem(word.surface, Stemming::French)).collect()
}

pub(super) fn contains(stems: &[String], term: &[String]) -> bool {
    !term.is_empty() && stems.windows(term.len()).any(|window| window == term)
}
