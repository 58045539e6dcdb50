//! The space in which themes are sought: the embeddings in their principal directions, beside the words of the corpus.

use super::separation::sums_of;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise, pca};
use crate::error::{Error, Result};

/// Principal directions of the embeddings: as good as all of them, and several times as fast.
const DIRECTIONS: usize = 64;
/// How much the words count beside the embedding, as a factor of their unit rows: 0.45 squared, a fifth as much, in a cosine.
/// Measured on labelled news: 0.35, 0.45 and 0.6 are all better than none, 0.45 the best.
const WORDS_WEIGHT: f32 = 0.45;

/// Joins two views of the same texts: centred embeddings, shape `(n_rows, dimension)`, and their words (see
/// [`lexical::view`](crate::lexical::view)). Unit rows of at most 84 columns; a row whose embedding is zero stays zero.
///
/// # Errors
/// [`Error::Shape`] when the views differ in length, [`Error::Clustering`] when a decomposition does not converge.
pub fn join(rows: &Embeddings, words: Option<&Embeddings>) -> Result<Embeddings> {
    let reduced = pca::reduced(rows, DIRECTIONS)?;
    let Some(words) = words else { return Ok(reduced) };
    if words.len() != rows.len() {
        return Err(Error::Shape { what: "rows of words", expected: rows.len(), received: words.len() });
    }
    let dimension = reduced.dimension() + words.dimension();
    let mut joined = Vec::with_capacity(rows.len() * dimension);
    let pairs =
        reduced.as_slice().chunks_exact(reduced.dimension()).zip(words.as_slice().chunks_exact(words.dimension()));
    for (row, (meaning, words)) in pairs.enumerate() {
        let weight = if rows.is_zero(row) { 0.0 } else { WORDS_WEIGHT };
        joined.extend_from_slice(meaning);
        joined.extend(words.iter().map(|value| weight * value));
    }
    Embeddings::normalised(joined, dimension)
}

/// For each group, how often both views say so: the share of its rows whose nearest group is this one by the embedding alone
/// and also by the words alone, in 0..=1, shape `(n_groups,)`; none
/// where no row has words.
#[must_use]
pub fn agreement(
    rows: &Embeddings,
    words: &Embeddings,
    group_of: &[Option<usize>],
    n_groups: usize,
) -> Vec<Option<f64>> {
    let taken: Vec<usize> =
        (0..rows.len()).filter(|&row| group_of[row].is_some() && !words.is_zero(row) && !rows.is_zero(row)).collect();
    let groups: Vec<usize> = taken.iter().filter_map(|&row| group_of[row]).collect();
    let by_meaning = nearest_mean(rows, &taken, &groups, n_groups);
    let by_words = nearest_mean(words, &taken, &groups, n_groups);
    let mut counts = vec![(0_usize, 0_usize); n_groups];
    for (position, &group) in groups.iter().enumerate() {
        counts[group].1 += 1;
        counts[group].0 += usize::from(by_meaning[position] == group && by_words[position] == group);
    }
    counts.into_iter().map(|(both, all)| (all > 0).then(|| both as f64 / all as f64)).collect()
}

/// Which group's mean is nearest to each of the `taken` rows, whose groups are given.
fn nearest_mean(rows: &Embeddings, taken: &[usize], groups: &[usize], n_groups: usize) -> Vec<usize> {
    let of_taken = taken.iter().map(|&row| rows.row(row));
    let (mut sums, _) = sums_of(of_taken, rows.dimension(), groups, n_groups);
    sums.rows_mut().into_iter().for_each(|mut sum| normalise(sum.as_slice_mut().unwrap_or_default()));
    let nearest = |row: &[f32]| {
        let mut best = (0, f32::NEG_INFINITY);
        for (group, sum) in sums.rows().into_iter().enumerate() {
            let cosine = dot(row, sum.to_slice().unwrap_or_default());
            if cosine > best.1 {
                best = (group, cosine);
            }
        }
        best.0
    };
    taken.iter().map(|&row| nearest(rows.values(row))).collect()
}
