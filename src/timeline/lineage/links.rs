//! Which theme of a stretch goes on as which of the next, and what that makes of it: born, grown, split, merged, faded.

use super::Stretch;
use crate::corpus::{ArticleId, Corpus};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::dot;
use crate::timeline::Period;
use std::collections::{BTreeMap, BTreeSet};

/// A theme goes on in another when that holds at least this share of its passages of the common period.
const GOES_ON: f64 = 0.5;
/// It splits when at least two hold this share each, and merges when this share of another comes from each of two.
const PART: f64 = 0.25;
/// Fewer common passages tell nothing.
const FEW_PASSAGES: usize = 2;
/// The quantile of the normal distribution beyond which a share has grown or shrunk.
const Z: f64 = 1.959_963_984_540_054;

/// That a theme goes on as one of the next stretch, or a part of it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The stretch that is left.
    pub stretch: usize,
    /// Its theme.
    pub from: usize,
    /// The theme of the next stretch.
    pub to: usize,
    /// How many passages of the common period both hold.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// Of the passages of the common period that either holds, the share that both do (Jaccard), in 0..=1.
    pub overlap: f64,
    /// The cosine between the middles of both, in -1..=1.
    pub similarity: f64,
}

/// What happened to a theme between the stretch before and its own, and whether anything goes on from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may be true beside any other")]
pub struct Fate {
    /// No theme of the stretch before goes on in it. Never of the first stretch.
    pub born: bool,
    /// Two themes or more of the stretch before go on in it.
    pub merged: bool,
    /// Two themes or more of the next stretch hold a part of it.
    pub splits: bool,
    /// It goes on in none of the next. Never of the last stretch.
    pub fades: bool,
    /// Its share is larger than that of what goes on in it, beyond chance.
    pub grown: bool,
    /// Its share is smaller, beyond chance.
    pub shrunk: bool,
}

impl Fate {
    /// What happened, a word each: `born`, `merged`, `grown`, `shrunk`, `splits`, `fades`.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let Self { born, merged, splits, fades, grown, shrunk } = self;
        let all = [
            (born, "born"),
            (merged, "merged"),
            (grown, "grown"),
            (shrunk, "shrunk"),
            (splits, "splits"),
            (fades, "fades"),
        ];
        all.into_iter().filter(|(happened, _)| *happened).map(|(_, word)| word).collect()
    }
}

/// Matches each stretch with the next, and sets the fates of their themes.
pub(super) fn links(
    corpus: &Corpus,
    vectors: &Embeddings,
    periods: &[(Period, Vec<usize>)],
    stretches: &mut [Stretch],
) -> Vec<Link> {
    let mut links = Vec::new();
    let middles: Vec<Vec<Vec<f32>>> = stretches.iter().map(|stretch| middles(stretch, vectors)).collect();
    for stretch in 1..stretches.len() {
        let common: BTreeSet<usize> = periods[stretch].1.iter().copied().collect();
        let found = between(corpus, &stretches[stretch - 1], &stretches[stretch], &common);
        links.extend(found.into_iter().map(|mut link| {
            link.stretch = stretch - 1;
            link.similarity = f64::from(dot(&middles[stretch - 1][link.from], &middles[stretch][link.to]));
            link
        }));
    }
    for stretch in 0..stretches.len() {
        let last = stretch + 1 == stretches.len();
        for theme in 0..stretches[stretch].themes.len() {
            let before: Vec<&Link> =
                links.iter().filter(|link| link.stretch + 1 == stretch && link.to == theme).collect();
            let after = links.iter().filter(|link| link.stretch == stretch && link.from == theme).count();
            let from: f64 = before.iter().map(|link| stretches[stretch - 1].themes[link.from].share).sum();
            let moved = if before.is_empty() { 0.0 } else { shift(stretches, stretch, theme, from) };
            let fate = Fate {
                born: stretch > 0 && before.is_empty(),
                merged: before.len() > 1,
                splits: after > 1,
                fades: !last && after == 0,
                grown: moved > Z,
                shrunk: moved < -Z,
            };
            stretches[stretch].themes[theme].fate = fate;
        }
    }
    links
}

/// By how many standard errors the share of a theme differs from what it was, articles being what is counted.
fn shift(stretches: &[Stretch], stretch: usize, theme: usize, from: f64) -> f64 {
    let (now, before) = (&stretches[stretch], &stretches[stretch - 1]);
    let share = now.themes[theme].share;
    let articles =
        |stretch: &Stretch| stretch.themes.iter().map(|theme| theme.articles).max().unwrap_or(1).max(1) as f64;
    let variance = |share: f64, count: f64| (share * (1.0 - share)).max(0.0) / count;
    let error = (variance(share, articles(now)) + variance(from.min(1.0), articles(before))).sqrt();
    if error > 0.0 { (share - from) / error } else { 0.0 }
}

/// The links from the themes of a stretch to those of the next, by the passages of their common period.
fn between(corpus: &Corpus, from: &Stretch, to: &Stretch, common: &BTreeSet<usize>) -> Vec<Link> {
    let of = |stretch: &Stretch| -> BTreeMap<usize, usize> {
        let assigned = stretch.rows.iter().zip(&stretch.theme_of);
        assigned.filter_map(|(row, theme)| Some((*row, (*theme)?))).filter(|(row, _)| common.contains(row)).collect()
    };
    let (from_of, to_of) = (of(from), of(to));
    let mut both: BTreeMap<(usize, usize), (usize, BTreeSet<ArticleId>)> = BTreeMap::new();
    for (row, theme) in &from_of {
        if let Some(next) = to_of.get(row) {
            let (passages, articles) = both.entry((*theme, *next)).or_default();
            *passages += 1;
            articles.insert(corpus.passages[*row].article);
        }
    }
    let size = |of: &BTreeMap<usize, usize>, theme: usize| of.values().filter(|own| **own == theme).count() as f64;
    let link = |((theme, next), (passages, articles)): ((usize, usize), (usize, BTreeSet<ArticleId>))| {
        let shared = passages as f64;
        let (left, right) = (size(&from_of, theme), size(&to_of, next));
        let goes_on = shared / left >= GOES_ON || shared / right >= GOES_ON;
        let is_part = shared / left >= PART && shared / right >= PART;
        let articles = articles.len();
        let overlap = shared / (left + right - shared);
        let link = Link { stretch: 0, from: theme, to: next, passages, articles, overlap, similarity: 0.0 };
        (passages >= FEW_PASSAGES && (goes_on || is_part)).then_some(link)
    };
    both.into_iter().filter_map(link).collect()
}

/// The mean direction of each theme of a stretch, shape `(n_themes, dimension)`.
fn middles(stretch: &Stretch, vectors: &Embeddings) -> Vec<Vec<f32>> {
    let middle = |theme: usize| {
        let members = stretch.rows.iter().zip(&stretch.theme_of).filter(|(_, own)| **own == Some(theme));
        let rows: Vec<usize> = members.map(|(row, _)| *row).collect();
        let mut mean = vectors.select(&rows).mean().to_vec();
        crate::embeddings::normalise(&mut mean);
        mean
    };
    (0..stretch.themes.len()).map(middle).collect()
}
