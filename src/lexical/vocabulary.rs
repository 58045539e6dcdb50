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
    /// The terms that at least two of the texts share and that are not in half of them, and what each text holds of them.
    pub(super) fn learn(texts: &[Text<'_>]) -> (Self, Vec<Row>) {
        let read: Vec<Read> = texts.par_chunks(TASK).map(Read::new).collect();
        let mut frequency: HashMap<&str, u32> = HashMap::new();
        for (stem, count) in read.iter().flat_map(Read::frequencies) {
            *frequency.entry(stem).or_default() += count;
        }
        let most = (texts.len() as f64 * COMMON_SHARE) as u32;
        let mut kept: Vec<(&str, u32)> =
            frequency.into_iter().filter(|(_, count)| (MIN_TEXTS..=most.max(MIN_TEXTS)).contains(count)).collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        kept.truncate(MAX_TERMS);
        let rarity = |count: u32| ((1.0 + texts.len() as f32) / (1.0 + count as f32)).ln() + 1.0;
        let numbered = kept.into_iter().enumerate();
        let terms = numbered.map(|(number, (stem, count))| (stem.to_owned(), (number as u32, rarity(count)))).collect();
        let vocabulary = Self { terms };
        let rows = read.par_iter().map(|read| read.rows(&vocabulary)).collect::<Vec<_>>().concat();
        (vocabulary, rows)
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// What each text holds: logarithmic counts by inverse document frequency, scaled to unit norm.
    pub(super) fn rows(&self, texts: &[Text<'_>]) -> Vec<Row> {
        let tasks = texts.par_chunks(TASK).map(|texts| Read::new(texts).rows(self));
        tasks.collect::<Vec<_>>().concat()
    }
}

/// Some texts as the numbers of their stems.
struct Read {
    stems: Vec<String>,   // (n_stems,)
    texts: Vec<Vec<u32>>, // (n_texts,), in the order of the words, function words left out
}

impl Read {
    fn new(texts: &[Text<'_>]) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut forms: [HashMap<&str, Option<u32>>; 3] = Default::default();
        let mut number_of = |surface, stemming| {
            let forms = &mut forms[match stemming {
                Stemming::French => 0,
                Stemming::English => 1,
                Stemming::None => 2,
            }];
            *forms.entry(surface).or_insert_with(|| {
                let next = numbers.len() as u32;
                Some(*numbers.entry(content(surface, stemming)?).or_insert(next))
            })
        };
        let texts = texts.iter().map(|&(text, stemming)| {
            words(text).into_iter().filter_map(|word| number_of(word.surface, stemming)).collect()
        });
        let texts = texts.collect();
        let mut stems = vec![String::new(); numbers.len()];
        for (stem, number) in numbers {
            stems[number as usize] = stem;
        }
        Self { stems, texts }
    }

    /// In how many of the texts each stem is.
    fn frequencies(&self) -> impl Iterator<Item = (&str, u32)> {
        let mut counts = vec![(0_u32, usize::MAX); self.stems.len()]; // (texts, the last of them)
        for (text, stems) in self.texts.iter().enumerate() {
            for &stem in stems {
                let (count, last) = &mut counts[stem as usize];
                if *last != text {
                    (*count, *last) = (*count + 1, text);
                }
            }
        }
        self.stems.iter().map(String::as_str).zip(counts.into_iter().map(|(count, _)| count))
    }

    fn rows(&self, vocabulary: &Vocabulary) -> Vec<Row> {
        let terms: Vec<Option<(u32, f32)>> =
            self.stems.iter().map(|stem| vocabulary.terms.get(stem).copied()).collect();
        self.texts.iter().map(|stems| row(stems.iter().filter_map(|&stem| terms[stem as usize]).collect())).collect()
    }
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

/// The stem of a word that means something.
fn content(surface: &str, stemming: Stemming) -> Option<String> {
    (!is_function_word(&fold(surface))).then(|| stem(surface, stemming))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_in_several_texts_and_not_in_most() {
        let texts = ["les mines du Mali", "une mine au Mali", "le vote au Mali", "Mali, votes", "Mali seul"];
        let texts = texts.map(|text| (text, Stemming::French));
        let (vocabulary, learnt) = Vocabulary::learn(&texts);
        let mut terms: Vec<&str> = vocabulary.terms.keys().map(String::as_str).collect();
        terms.sort_unstable();
        assert_eq!(terms, ["min", "vot"]);
        let rows = vocabulary.rows(&texts);
        assert_eq!(learnt, rows);
        assert_eq!(rows[0], [(0, 1.0)]);
        assert!(rows[4].is_empty());
    }
}
