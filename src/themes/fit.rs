//! Which guided theme each passage belongs to: by meaning (its embedding beside those of the descriptions), by words (the
//! theme's own, weighted by rarity), and by what the passages most like it say. A theme can take a passage only on evidence:
//! a word of its own, or a phrase that is nearer to the passage than two passages of the corpus usually are to each other.

use super::guide::{Guide, GuidedTheme};
use super::prototypes::Prototypes;
use super::spoken::Spoken;
use super::witnesses::Witnesses;
use crate::corpus::Passage;
use crate::embeddings::{Embeddings, normalise};
use crate::neighbours::Chance;
use ndarray::{Array1, Array2, ArrayView1};
use std::collections::BTreeMap;

/// A passage is compared half with the whole description of a theme, half with the phrases of it that are nearest: a theme
/// of several sides has passages that show one.
const SIDES_SHARE: f32 = 0.5;
/// A phrase speaks for a passage when the two are more alike than this share, in percent, of random pairs of passages.
const CHANCE_PERCENTILE: f64 = 50.0;
/// Beyond this share, in percent, it is plain that a phrase and a passage speak of the same thing.
const PLAIN_PERCENTILE: f64 = 95.0;
/// How much the passages found for a theme pull its description towards the corpus's own way of saying it (Rocchio, 1971).
const PULL: f32 = 2.0;
/// How often they are found anew; little changes after that.
const ROUNDS: usize = 3;

/// Which guided theme fits each passage best.
#[derive(Clone, Debug, PartialEq)]
pub struct GuidedFit {
    /// The guided theme of each passage, as its position in the guide, shape `(n_passages,)`; none where there is no
    /// evidence for any.
    pub theme_of: Vec<Option<usize>>,
    /// How well the best theme fits each passage, at most 1, shape `(n_passages,)`.
    pub scores: Vec<f32>,
    /// How well every theme fits each passage, shape `(n_passages, n_themes)`; minus infinity without evidence.
    pub values: Array2<f32>,
    /// How well each theme comes back when one of its descriptions is left out: mean Jaccard overlap, in 0..=1. Not
    /// measured for a theme with a single description or without passages.
    pub stability: Vec<Option<f64>>,
    /// The share of random pairs of passages that are less alike than each passage and the nearest description of each
    /// theme, in 0..=1, shape `(n_passages, n_themes)`.
    pub likeness: Array2<f64>,
    /// Whether a passage plainly speaks of a theme: by a word of the theme, or beyond 95 % of chance; shape
    /// `(n_passages, n_themes)`.
    pub plain: Array2<bool>,
    /// The phrases and words of each theme that no passage answers to, shape `(n_themes,)`.
    pub unmatched: Vec<Vec<String>>,
}

/// Fits passages to guided themes. `plain` are the embeddings of `passages` as the model gives them, `rows` the same,
/// centred, both of shape `(n_passages, dimension)`; `chance` is how alike passages of this corpus are, and `row_of` finds
/// the rows of the passages that the guide names.
#[must_use]
pub fn fit(
    guide: &Guide,
    prototypes: &Prototypes,
    passages: &[Passage],
    (plain, rows): (&Embeddings, &Embeddings),
    chance: &Chance,
    row_of: &BTreeMap<&str, usize>,
) -> GuidedFit {
    let spoken = Spoken::new(guide, passages);
    let nearness = prototypes.nearness(plain);
    let weights = spoken.weights();
    let mut allowed =
        Array2::from_shape_fn(weights.dim(), |at| nearness[at] > chance.at(CHANCE_PERCENTILE) || weights[at] > 0.0);
    let (denied, denial) = (spoken.denied(), prototypes.denial(plain));
    allowed.indexed_iter_mut().for_each(|(at, allowed)| *allowed &= !denied[at] && denial[at] <= nearness[at]);
    let witnesses = Witnesses::find(rows, &spoken.read);
    let named = |(number, theme): (usize, &GuidedTheme)| {
        let rows = theme.like.iter().filter_map(|key| row_of.get(key.as_str()));
        rows.map(|&row| (row, number)).collect::<Vec<_>>()
    };
    let named: BTreeMap<usize, usize> = guide.themes.iter().enumerate().flat_map(named).collect();
    let assign = |without: Option<usize>| {
        let evidence = SIDES_SHARE * prototypes.sides(rows, without) + &weights;
        assign(&prototypes.directions(without), (&evidence, &allowed, &named), &witnesses, rows)
    };
    let values = assign(None);
    let (theme_of, scores): (Vec<_>, Vec<_>) = values.rows().into_iter().map(best).unzip();
    let stability = stability(prototypes, &theme_of, assign);
    let plain_cosine = chance.at(PLAIN_PERCENTILE);
    GuidedFit {
        stability,
        likeness: nearness.mapv(|cosine| chance.percentile(cosine) / 100.0),
        plain: Array2::from_shape_fn(weights.dim(), |at| nearness[at] > plain_cosine || weights[at] > 0.0),
        unmatched: unmatched(guide, prototypes, plain, &spoken, plain_cosine, row_of),
        theme_of,
        scores,
        values,
    }
}

/// How well each theme fits each row: the descriptions alone, then the descriptions pulled towards the passages that they
/// found. `evidence` is what speaks for each theme beside its direction and `allowed` where there is any, both of shape
/// `(n_rows, n_themes)`; `named` are the rows that a person gave to a theme, which they fit wholly.
fn assign(
    directions: &Array2<f32>,
    (evidence, allowed, named): (&Array2<f32>, &Array2<bool>, &BTreeMap<usize, usize>),
    witnesses: &Witnesses,
    rows: &Embeddings,
) -> Array2<f32> {
    let values = |directions: &Array2<f32>| {
        let mut own = (1.0 - SIDES_SHARE) * rows.view().dot(&directions.t()) + evidence;
        for (&row, &theme) in named {
            own[(row, theme)] = 1.0;
        }
        let mut values = witnesses.heard(own.view());
        let forbidden = values.iter_mut().zip(allowed).filter(|(_, allowed)| !**allowed);
        forbidden.for_each(|(value, _)| *value = f32::NEG_INFINITY);
        for (&row, &theme) in named {
            values.row_mut(row).fill(f32::NEG_INFINITY);
            values[(row, theme)] = 1.0;
        }
        values
    };
    let mut found = values(directions);
    for _ in 0..ROUNDS {
        let mut means = Array2::<f32>::zeros(directions.dim());
        for (row, values) in found.rows().into_iter().enumerate() {
            if let (Some(theme), score) = best(values) {
                means.row_mut(theme).scaled_add(score.max(0.0), &rows.row(row));
            }
        }
        let mut pulled = directions.clone();
        for (mut direction, mut mean) in pulled.rows_mut().into_iter().zip(means.rows_mut()) {
            normalise(mean.as_slice_mut().unwrap_or_default());
            direction.scaled_add(PULL, &mean);
            normalise(direction.as_slice_mut().unwrap_or_default());
        }
        found = values(&pulled);
    }
    found
}

/// The best theme of a row; without evidence for any, the row fits none, neither well nor badly.
fn best(values: ArrayView1<'_, f32>) -> (Option<usize>, f32) {
    let mut best = (None, f32::NEG_INFINITY);
    for (theme, &value) in values.iter().enumerate() {
        if value > best.1 {
            best = (Some(theme), value);
        }
    }
    (best.0, if best.0.is_some() { best.1.clamp(-1.0, 1.0) } else { 0.0 })
}

fn stability(
    prototypes: &Prototypes,
    theme_of: &[Option<usize>],
    assign: impl Fn(Option<usize>) -> Array2<f32>,
) -> Vec<Option<f64>> {
    let n_themes = prototypes.n_themes();
    let trials = (0..n_themes).map(|theme| prototypes.descriptions(theme)).max().unwrap_or(0);
    let mut overlaps = Array1::<f64>::zeros(n_themes);
    for left_out in 0..trials {
        let other: Vec<Option<usize>> = assign(Some(left_out)).rows().into_iter().map(|row| best(row).0).collect();
        overlaps.iter_mut().enumerate().for_each(|(theme, sum)| *sum += jaccard(theme_of, &other, theme));
    }
    let measured = |theme: usize| prototypes.descriptions(theme) > 1 && theme_of.contains(&Some(theme));
    let mean = |(theme, sum): (usize, &f64)| measured(theme).then(|| sum / trials as f64);
    overlaps.iter().enumerate().map(mean).collect()
}

fn jaccard(a: &[Option<usize>], b: &[Option<usize>], theme: usize) -> f64 {
    let (mut both, mut either) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (*a == Some(theme), *b == Some(theme));
        both += usize::from(a && b);
        either += usize::from(a || b);
    }
    both as f64 / either.max(1) as f64
}

/// What each theme says that no passage answers to: a phrase that is not plainly like any passage and of whose words none
/// holds half; a word that stands in none; a passage that is gone.
fn unmatched(
    guide: &Guide,
    prototypes: &Prototypes,
    plain: &Embeddings,
    spoken: &Spoken<'_>,
    plain_cosine: f32,
    row_of: &BTreeMap<&str, usize>,
) -> Vec<Vec<String>> {
    let themes = guide.themes.iter().enumerate();
    let of_theme = |(number, theme): (usize, &GuidedTheme)| {
        let phrases = theme.about.iter().enumerate().filter(|(description, phrase)| {
            prototypes.best_match(plain, number, *description) <= plain_cosine && !spoken.half_occurs(phrase)
        });
        let words = theme.words.iter().filter(|word| !spoken.occurs(word));
        let gone = theme.like.iter().filter(|key| !row_of.contains_key(key.as_str()));
        phrases.map(|(_, phrase)| phrase).chain(words).chain(gone).cloned().collect()
    };
    themes.map(of_theme).collect()
}
