//! Which guided theme each passage belongs to: by meaning (its embedding beside those of the descriptions) and by words
//! (the theme's own, weighted by rarity). A theme can take a passage only on evidence: a word of its own, or a phrase that
//! is nearer to the passage than two passages of the corpus usually are to each other.

use super::guide::Guide;
use crate::corpus::Passage;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use crate::neighbours::Chance;
use crate::words::{Stemming, stem, words};
use ndarray::Array1;
use std::collections::{HashMap, HashSet};

/// How much a theme's own words count beside the likeness of meaning, per unit of rarity.
const WORD_WEIGHT: f32 = 0.15;
/// How far words alone can lift a passage.
const WORD_LIMIT: f32 = 0.6;
/// A passage is compared half with the whole description of a theme, half with the phrases of it that are nearest: a theme
/// of several sides has passages that show one.
const SIDES_SHARE: f32 = 0.5;
/// How many phrases are the nearest.
const SIDES: usize = 2;
/// A phrase speaks for a passage when the two are more alike than this share, in percent, of random pairs of passages.
const CHANCE_PERCENTILE: f64 = 50.0;
/// How much the passages first found for a theme pull its description towards the corpus's own way of saying it
/// (Rocchio, 1971).
const PULL: f32 = 0.5;

/// The guided themes as directions in the space of the corpus's centred embeddings.
#[derive(Clone, Debug)]
pub struct Prototypes {
    plain: Embeddings,             // (n_descriptions, dimension), as the model gives them
    descriptions: Embeddings,      // (n_descriptions, dimension), centred
    described_by: Vec<Vec<usize>>, // the descriptions of each theme, shape (n_themes,)
}

impl Prototypes {
    /// The texts to embed for a guide: every `about` phrase, and each theme's words as one more text.
    #[must_use]
    pub fn texts(guide: &Guide) -> Vec<String> {
        guide.themes.iter().flat_map(|theme| theme.about.iter().cloned().chain(words_text(&theme.words))).collect()
    }

    /// Takes the embeddings of [`texts`](Self::texts), shape `(n_texts, dimension)`, and the corpus's mean.
    #[must_use]
    pub fn new(guide: &Guide, embeddings: Embeddings, mean: &Array1<f32>) -> Self {
        let mut next = 0;
        let mut described_by = Vec::new();
        for theme in &guide.themes {
            let count = theme.about.len() + usize::from(!theme.words.is_empty());
            described_by.push((next..next + count).collect());
            next += count;
        }
        Self { plain: embeddings.clone(), descriptions: embeddings.centred(mean), described_by }
    }

    /// The descriptions of a theme, one of them left out where it has several.
    fn descriptions_of(&self, theme: usize, without: Option<usize>) -> impl Iterator<Item = &[f32]> {
        let descriptions = &self.described_by[theme];
        let left_out =
            without.filter(|_| descriptions.len() > 1).map(|number| descriptions[number % descriptions.len()]);
        let dimension = self.descriptions.dimension();
        let rows = descriptions.iter().filter(move |description| Some(**description) != left_out);
        rows.map(move |&description| &self.descriptions.as_slice()[description * dimension..][..dimension])
    }

    /// The direction of each theme: shape `(n_themes x dimension)`, row after row.
    fn directions(&self, without: Option<usize>) -> Vec<f32> {
        let direction = |theme: usize| {
            let mut direction = vec![0.0; self.descriptions.dimension()];
            self.descriptions_of(theme, without).for_each(|description| add(&mut direction, description, 1.0));
            normalise(&mut direction);
            direction
        };
        (0..self.described_by.len()).flat_map(direction).collect()
    }

    /// Whether a description of each theme is at least `threshold` like each row, shape `(n_rows, n_themes)`.
    fn near(&self, plain: &Embeddings, threshold: f32) -> Vec<Vec<bool>> {
        let near = |row: usize, theme: usize| {
            let row = plain.row(row);
            self.described_by[theme].iter().any(|&description| self.plain.row(description).dot(&row) > threshold)
        };
        (0..plain.len()).map(|row| (0..self.described_by.len()).map(|theme| near(row, theme)).collect()).collect()
    }

    /// How near each row is to the nearest descriptions of each theme, shape `(n_rows, n_themes)`.
    fn sides(&self, rows: &Embeddings, without: Option<usize>) -> Vec<Vec<f32>> {
        let nearness = |row: usize, theme: usize| {
            let values = rows.row(row);
            let values = values.to_slice().unwrap_or_default();
            let mut cosines: Vec<f32> = self.descriptions_of(theme, without).map(|other| dot(values, other)).collect();
            cosines.sort_by(|a, b| b.total_cmp(a));
            cosines.truncate(SIDES);
            cosines.iter().sum::<f32>() / cosines.len().max(1) as f32
        };
        (0..rows.len()).map(|row| (0..self.described_by.len()).map(|theme| nearness(row, theme)).collect()).collect()
    }
}

fn words_text(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(", "))
}

fn add(sum: &mut [f32], values: &[f32], weight: f32) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

/// Which guided theme fits each passage best.
#[derive(Clone, Debug, PartialEq)]
pub struct GuidedFit {
    /// The guided theme of each passage, as its position in the guide, shape `(n_passages,)`; none where there is no
    /// evidence for any.
    pub theme_of: Vec<Option<usize>>,
    /// How well the best theme fits each passage, at most 1, shape `(n_passages,)`.
    pub scores: Vec<f32>,
    /// How well each theme comes back when one of its descriptions is left out: mean Jaccard overlap, in 0..=1. Not
    /// measured for a theme with a single description or without passages.
    pub stability: Vec<Option<f64>>,
}

/// Fits passages to guided themes. `plain` are the embeddings of `passages` as the model gives them, `rows` the same,
/// centred, both of shape `(n_passages, dimension)`; `chance` is how alike passages of this corpus are.
#[must_use]
pub fn fit(
    guide: &Guide,
    prototypes: &Prototypes,
    passages: &[Passage],
    (plain, rows): (&Embeddings, &Embeddings),
    chance: &Chance,
) -> GuidedFit {
    let lexical = lexical(guide, passages);
    let near = prototypes.near(plain, chance.at(CHANCE_PERCENTILE));
    let assigned = |without: Option<usize>| {
        let mut evidence = prototypes.sides(rows, without);
        for (row, evidence) in evidence.iter_mut().enumerate() {
            for (theme, evidence) in evidence.iter_mut().enumerate() {
                let evident = near[row][theme] || lexical[row][theme] > 0.0;
                let value = SIDES_SHARE * *evidence + lexical[row][theme];
                *evidence = if evident { value } else { f32::NEG_INFINITY };
            }
        }
        assign(&prototypes.directions(without), &evidence, rows)
    };
    let (theme_of, scores) = assigned(None);
    let n_themes = guide.themes.len();
    let trials = prototypes.described_by.iter().map(Vec::len).max().unwrap_or(0);
    let mut overlaps = vec![0.0; n_themes];
    for left_out in 0..trials {
        let (other, _) = assigned(Some(left_out));
        for (theme, overlap) in overlaps.iter_mut().enumerate() {
            *overlap += jaccard(&theme_of, &other, theme);
        }
    }
    let measured = |theme: usize| prototypes.described_by[theme].len() > 1 && theme_of.contains(&Some(theme));
    let stability = overlaps.iter().enumerate();
    let stability = stability.map(|(theme, overlap)| measured(theme).then(|| overlap / trials as f64)).collect();
    GuidedFit { theme_of, scores, stability }
}

fn jaccard(a: &[Option<usize>], b: &[Option<usize>], theme: usize) -> f64 {
    let (mut both, mut either) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (*a == Some(theme), *b == Some(theme));
        both += usize::from(a && b);
        either += usize::from(a || b);
    }
    f64::from(both as u32) / f64::from(either.max(1) as u32)
}

/// Two rounds: the descriptions alone, then the descriptions pulled towards the passages they found. `evidence` is what
/// speaks for each theme beside its direction, shape `(n_rows, n_themes)`.
fn assign(directions: &[f32], evidence: &[Vec<f32>], rows: &Embeddings) -> (Vec<Option<usize>>, Vec<f32>) {
    let dimension = rows.dimension();
    let (found, scores) = nearest(directions, evidence, rows);
    let mut pulled = directions.to_vec();
    for (theme, direction) in pulled.chunks_exact_mut(dimension).enumerate() {
        let mut mean = vec![0.0; dimension];
        for (row, _) in found.iter().enumerate().filter(|(_, found)| **found == Some(theme)) {
            add(&mut mean, rows.row(row).to_slice().unwrap_or_default(), scores[row].max(0.0));
        }
        normalise(&mut mean);
        add(direction, &mean, PULL);
        normalise(direction);
    }
    nearest(&pulled, evidence, rows)
}

fn nearest(directions: &[f32], evidence: &[Vec<f32>], rows: &Embeddings) -> (Vec<Option<usize>>, Vec<f32>) {
    let dimension = rows.dimension();
    let best = |row: usize| {
        let values = rows.row(row);
        let values = values.to_slice().unwrap_or_default();
        let mut best = (None, f32::NEG_INFINITY);
        for (theme, direction) in directions.chunks_exact(dimension).enumerate() {
            let value = (1.0 - SIDES_SHARE) * dot(values, direction) + evidence[row][theme];
            if value > best.1 {
                best = (Some(theme), value);
            }
        }
        // without evidence for any theme the passage fits none, neither well nor badly
        (best.0, if best.0.is_some() { best.1.clamp(-1.0, 1.0) } else { 0.0 })
    };
    (0..rows.len()).map(best).unzip()
}

/// How much the words of each theme speak for it in each passage, shape `(n_passages, n_themes)`.
fn lexical(guide: &Guide, passages: &[Passage]) -> Vec<Vec<f32>> {
    let wanted: Vec<Vec<Vec<String>>> =
        guide.themes.iter().map(|theme| theme.words.iter().map(|words| stems(words)).collect()).collect();
    let read: Vec<Vec<String>> = passages.iter().map(|passage| stems(&passage.text)).collect();
    let vocabulary: HashSet<&[String]> = wanted.iter().flatten().map(Vec::as_slice).collect();
    let found: Vec<HashSet<&[String]>> =
        read.iter().map(|stems| vocabulary.iter().copied().filter(|term| contains(stems, term)).collect()).collect();
    let mut frequency: HashMap<&[String], usize> = HashMap::new();
    for term in found.iter().flatten() {
        *frequency.entry(term).or_default() += 1;
    }
    let most = (1.0 + passages.len() as f32).ln();
    let rarity = |term: &[String]| (1.0 + passages.len() as f32 / frequency[term] as f32).ln() / most;
    let weigh = |found: &HashSet<&[String]>, terms: &Vec<Vec<String>>| {
        let sum: f32 = terms.iter().filter(|term| found.contains(term.as_slice())).map(|term| rarity(term)).sum();
        (WORD_WEIGHT * sum).min(WORD_LIMIT)
    };
    found.iter().map(|found| wanted.iter().map(|terms| weigh(found, terms)).collect()).collect()
}

/// Stems by the French stemmer, which leaves names whole and does English words little harm: the guide's language and
/// the passage's need not be the same.
pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(|word| stem(word.surface, Stemming::French)).collect()
}

pub(super) fn contains(stems: &[String], term: &[String]) -> bool {
    !term.is_empty() && stems.windows(term.len()).any(|window| window == term)
}
