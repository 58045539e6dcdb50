//! Which words several texts share, and what each text holds of them: sparse rows of TF-IDF.

use super::Text;
use crate::words::{Stemming, fold, is_function_word, stem, words};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// No more terms, the commonest first: rarer ones link too few texts to make a direction.
const MAX_TERMS: usize = 20_000;
/// A term that more than this share of the texts hold sets none apart.
const COMMON_SHARE: f64 = 0.5;
/// A term links texts when it is in two.
const MIN_TEXTS: u32 = 2;
/// Texts to a parallel task; each task stems a word once.
const TASK: usize = 512;

/// A text's terms with their weights, of unit norm together.
pub(super) type Row = Vec<(u32, f32)>;

/// The terms of a corpus with their weights.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Stem to number and inverse document frequency.
    terms: HashMap<String, (u32, f32)>,
}

impl Vocabulary {
    /// The terms that at least two texts share and that are not in half of them.
    pub(super) fn learn(texts: &[Text<'_>]) -> Self {
        let counts = texts.par_chunks(TASK).map(|texts| {
            let mut stems = Stems::default();
            let mut counts: HashMap<String, u32> = HashMap::new();
            for text in texts {
                let distinct: HashSet<String> = stems.of(text).into_iter().collect();
                distinct.into_iter().for_each(|stem| *counts.entry(stem).or_default() += 1);
            }
            counts
        });
        let frequency = counts.reduce(HashMap::new, |mut all, part| {
            part.into_iter().for_each(|(stem, count)| *all.entry(stem).or_default() += count);
            all
        });
        let most = (texts.len() as f64 * COMMON_SHARE) as u32;
        let mut kept: Vec<(String, u32)> =
            frequency.into_iter().filter(|(_, count)| (MIN_TEXTS..=most.max(MIN_TEXTS)).contains(count)).collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        kept.truncate(MAX_TERMS);
        let rarity = |count: u32| ((1.0 + texts.len() as f32) / (1.0 + count as f32)).ln() + 1.0;
        let numbered = kept.into_iter().enumerate();
        Self { terms: numbered.map(|(number, (stem, count))| (stem, (number as u32, rarity(count)))).collect() }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// What each text holds: logarithmic counts by inverse document frequency, scaled to unit norm.
    pub(super) fn rows(&self, texts: &[Text<'_>]) -> Vec<Row> {
        let tasks = texts.par_chunks(TASK).map(|texts| {
            let mut stems = Stems::default();
            texts.iter().map(|text| self.row(stems.of(text))).collect::<Vec<Row>>()
        });
        tasks.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn row(&self, stems: Vec<String>) -> Row {
        let mut held: Vec<(u32, f32)> = stems.iter().filter_map(|stem| self.terms.get(stem).copied()).collect();
        held.sort_unstable_by_key(|&(term, _)| term);
        let mut row: Row = held
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, same[0].1 * (1.0 + (same.len() as f32).ln())))
            .collect();
        let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        row.iter_mut().for_each(|(_, weight)| *weight /= norm);
        row
    }
}

/// Stems, each form looked up once.
#[derive(Default)]
struct Stems {
    known: [HashMap<String, Option<String>>; 3],
}

impl Stems {
    /// The stems of the words that mean something.
    fn of(&mut self, &(text, stemming): &Text<'_>) -> Vec<String> {
        let known = &mut self.known[match stemming {
            Stemming::French => 0,
            Stemming::English => 1,
            Stemming::None => 2,
        }];
        let mut stems = Vec::new();
        for word in words(text) {
            let stem = match known.get(word.surface) {
                Some(stem) => stem.clone(),
                None => {
                    let found = (!is_function_word(&fold(word.surface))).then(|| stem(word.surface, stemming));
                    known.insert(word.surface.to_owned(), found.clone());
                    found
                }
            };
            stems.extend(stem);
        }
        stems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_in_several_texts_and_not_in_most() {
        let texts = ["les mines du Mali", "une mine au Mali", "le vote au Mali", "Mali, votes", "Mali seul"];
        let texts = texts.map(|text| (text, Stemming::French));
        let vocabulary = Vocabulary::learn(&texts);
        let mut terms: Vec<&str> = vocabulary.terms.keys().map(String::as_str).collect();
        terms.sort_unstable();
        assert_eq!(terms, ["min", "vot"]);
        let rows = vocabulary.rows(&texts);
        assert_eq!(rows[0], [(0, 1.0)]);
        assert!(rows[4].is_empty());
    }
}
