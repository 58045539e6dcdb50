//! Which words several texts share, and what each text holds of them: sparse rows of TF-IDF.

use super::Text;
use crate::words::{Stemming, fold, is_function_word, stem, words};
use rayon::prelude::*;
use std::collections::HashMap;

/// No more terms, the commonest first: rarer ones link too few texts to make a direction.
const MAX_TERMS: usize = 20_000;
/// A term that more than this share of the texts hold sets none apart.
const COMMON_SHARE: f64 = 0.5;
/// A term links texts when it is in two.
const MIN_TEXTS: u32 = 2;
/// Texts to a parallel task; each task looks a word up once.
const TASK: usize = 4_096;

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
        let frequency = texts.par_chunks(TASK).map(frequencies).reduce(HashMap::new, |mut all, part| {
            for (stem, count) in part {
                *all.entry(stem).or_default() += count;
            }
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
    pub(super) fn rows<'a>(&self, texts: &[Text<'a>]) -> Vec<Row> {
        let tasks = texts.par_chunks(TASK).map(|texts| {
            let mut forms = Forms::default();
            let term = |surface: &str, stemming| self.terms.get(&content(surface, stemming)?).copied();
            let row = |text: &Text<'a>| row(words_of(text).filter_map(|form| forms.get(form, term)).collect());
            texts.iter().map(row).collect::<Vec<Row>>()
        });
        tasks.collect::<Vec<_>>().concat()
    }
}

/// In how many of some texts each stem is.
fn frequencies(texts: &[Text<'_>]) -> HashMap<String, u32> {
    let mut forms = Forms::default();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut counts: Vec<(u32, usize)> = Vec::new(); // (texts, the last of them plus one), by number
    for (text, words) in texts.iter().map(words_of).enumerate() {
        for form in words {
            let number = forms.get(form, |surface, stemming| {
                let next = numbers.len();
                Some(*numbers.entry(content(surface, stemming)?).or_insert(next))
            });
            let Some(number) = number else { continue };
            counts.resize(counts.len().max(number + 1), (0, 0));
            if counts[number].1 != text + 1 {
                counts[number] = (counts[number].0 + 1, text + 1);
            }
        }
    }
    numbers.into_iter().map(|(stem, number)| (stem, counts[number].0)).collect()
}

fn row(mut held: Vec<(u32, f32)>) -> Row {
    held.sort_unstable_by_key(|&(term, _)| term);
    let mut row: Row = held
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same[0].0, same[0].1 * (1.0 + (same.len() as f32).ln())))
        .collect();
    let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut row {
        *weight /= norm;
    }
    row
}

fn words_of<'a>(&(text, stemming): &Text<'a>) -> impl Iterator<Item = (&'a str, Stemming)> {
    words(text).into_iter().map(move |word| (word.surface, stemming))
}

/// The stem of a word that means something.
fn content(surface: &str, stemming: Stemming) -> Option<String> {
    (!is_function_word(&fold(surface))).then(|| stem(surface, stemming))
}

/// What each form stands for, looked up once.
struct Forms<'a, T> {
    known: [HashMap<&'a str, Option<T>>; 3],
}

impl<T> Default for Forms<'_, T> {
    fn default() -> Self {
        Self { known: [HashMap::new(), HashMap::new(), HashMap::new()] }
    }
}

impl<'a, T: Copy> Forms<'a, T> {
    fn get(
        &mut self,
        (surface, stemming): (&'a str, Stemming),
        look_up: impl FnOnce(&str, Stemming) -> Option<T>,
    ) -> Option<T> {
        let known = &mut self.known[match stemming {
            Stemming::French => 0,
            Stemming::English => 1,
            Stemming::None => 2,
        }];
        *known.entry(surface).or_insert_with(|| look_up(surface, stemming))
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
