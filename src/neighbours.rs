//! Neighbours: the passages most like a text, by exact search, with what their likeness means in this corpus.

use crate::corpus::Language;
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::{dot, products_by_block};
use crate::error::{Error, Result};
use crate::words::{is_function_word, stem, words};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::collections::HashSet;

/// How many random pairs make the distribution that percentiles refer to: enough for the 99.99th.
const PAIRS: usize = 50_000;
/// The distribution does not depend on the user's seed: one corpus and model, one meaning of a percentile.
const SEED: u64 = 0;

/// How alike two passages of different articles are by chance, in one corpus and one model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chance {
    similarities: Vec<f32>, // ascending
}

impl Chance {
    /// Measures the cosines of random pairs of passages from different articles. `article_of` has shape
    /// `(n_passages,)`. With a single article, pairs inside it are taken.
    ///
    /// # Errors
    /// [`Error::Shape`] when there is not one article for each row.
    pub fn measure(embeddings: &Embeddings, article_of: &[u32]) -> Result<Self> {
        if embeddings.len() != article_of.len() {
            let (expected, received) = (embeddings.len(), article_of.len());
            return Err(Error::Shape { what: "articles of passages", expected, received });
        }
        let known: Vec<usize> = (0..embeddings.len()).filter(|&row| !embeddings.is_zero(row)).collect();
        if known.len() < 2 {
            return Ok(Self::default());
        }
        let one_article = known.iter().all(|&row| article_of[row] == article_of[known[0]]);
        // rows of one article stand together, so that a partner from another is one draw
        let mut ordered = known;
        ordered.sort_by_key(|&row| (article_of[row], row));
        let range_of = |article: u32| {
            let start = ordered.partition_point(|&row| article_of[row] < article);
            start..ordered.partition_point(|&row| article_of[row] <= article)
        };
        let mut random = Xoshiro256Plus::seed_from_u64(SEED);
        let pair = |_| {
            let position = random.gen_range(0..ordered.len());
            let own = if one_article { position..position + 1 } else { range_of(article_of[ordered[position]]) };
            let drawn = random.gen_range(0..ordered.len() - own.len());
            let other = if drawn < own.start { drawn } else { drawn + own.len() };
            dot(slice(embeddings, ordered[position]), slice(embeddings, ordered[other]))
        };
        let mut similarities: Vec<f32> = (0..PAIRS).map(pair).collect();
        similarities.sort_by(f32::total_cmp);
        Ok(Self { similarities })
    }

    /// The share of random pairs that are less alike than this, in percent, 0..=100; pairs exactly as alike count half.
    #[must_use]
    pub fn percentile(&self, similarity: f32) -> f64 {
        let below = self.similarities.partition_point(|other| *other < similarity);
        let equal = self.similarities[below..].partition_point(|other| *other <= similarity);
        100.0 * (below as f64 + equal as f64 / 2.0) / self.similarities.len().max(1) as f64
    }

    /// The similarity that this share of random pairs, in percent, does not reach; above all when there is no pair.
    #[must_use]
    pub fn at(&self, percentile: f64) -> f32 {
        let position = (percentile / 100.0 * self.similarities.len() as f64) as usize;
        self.similarities.get(position).copied().unwrap_or(f32::INFINITY)
    }
}

fn slice(embeddings: &Embeddings, row: usize) -> &[f32] {
    let dimension = embeddings.dimension();
    &embeddings.as_slice()[row * dimension..(row + 1) * dimension]
}

/// A passage with its similarity to the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its row in the embeddings.
    pub row: usize,
    /// The cosine to the query, in -1..=1.
    pub similarity: f32,
}

/// The `limit` rows most like `query`, shape `(dimension,)`, among those that `keep` accepts, most alike first; on a
/// tie the earlier row. Zero rows are like nothing and never returned. Exact: every row is looked at.
///
/// # Errors
/// [`Error::Shape`] when the query has another dimension.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// use filrouge::neighbours::nearest;
/// let rows = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], 2)?;
/// let found = nearest(&rows, &[1.0, 0.0], 2, |row| row != 0)?;
/// assert_eq!(found.iter().map(|neighbour| neighbour.row).collect::<Vec<_>>(), [1, 2]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn nearest(
    embeddings: &Embeddings,
    query: &[f32],
    limit: usize,
    keep: impl Fn(usize) -> bool + Sync,
) -> Result<Vec<Neighbour>> {
    if query.len() != embeddings.dimension() {
        return Err(Error::Shape {
            what: "dimension of the query",
            expected: embeddings.dimension(),
            received: query.len(),
        });
    }
    let blocks = products_by_block(embeddings.as_slice(), query, query.len(), |first, products| {
        let found =
            products.iter().enumerate().map(|(offset, &similarity)| Neighbour { row: first + offset, similarity });
        let known = |found: &Neighbour| found.similarity != 0.0 || !embeddings.is_zero(found.row);
        let mut found: Vec<Neighbour> = found.filter(|found| known(found) && keep(found.row)).collect();
        keep_best(&mut found, limit);
        found
    });
    let mut found: Vec<Neighbour> = blocks.into_iter().flatten().collect();
    keep_best(&mut found, limit);
    Ok(found)
}

fn keep_best(found: &mut Vec<Neighbour>, limit: usize) {
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.row.cmp(&b.row)));
    found.truncate(limit);
}

/// The words that two texts share, as the second writes them, names first; function words do not count.
///
/// ```
/// use filrouge::corpus::Language;
/// let shared = filrouge::neighbours::shared_words("le départ de Wagner", "Wagner annonce son départ du Mali", Some(Language::French));
/// assert_eq!(shared, ["Wagner", "départ"]);
/// ```
#[must_use]
pub fn shared_words(query: &str, text: &str, language: Option<Language>) -> Vec<String> {
    let stemming = Language::stemming(language);
    let key = |surface: &str| stem(surface, stemming);
    let wanted: HashSet<String> = words(query).iter().map(|word| key(word.surface)).collect();
    let mut seen = HashSet::new();
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for word in words(text) {
        let stem = key(word.surface);
        if is_function_word(&word.folded()) || !wanted.contains(&stem) || !seen.insert(stem) {
            continue;
        }
        if word.is_capitalised() { names.push(word.surface.to_owned()) } else { others.push(word.surface.to_owned()) }
    }
    names.append(&mut others);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Embeddings {
        let values = (0..600).flat_map(|row| [(row % 17) as f32 - 8.0, (row % 5) as f32 - 2.0, 1.0]);
        Embeddings::normalised(values.collect(), 3).unwrap()
    }

    #[test]
    fn exact_search_is_a_full_sort() {
        let rows = rows();
        let query = rows.row(3).to_vec();
        let found = nearest(&rows, &query, 25, |row| row % 2 == 1).unwrap();
        let mut expected: Vec<(f32, usize)> =
            (0..rows.len()).filter(|row| row % 2 == 1).map(|row| (dot(slice(&rows, row), &query), row)).collect();
        expected.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (found, (similarity, _)) in found.iter().zip(&expected) {
            assert!((found.similarity - similarity).abs() < 1e-5);
        }
        assert_eq!(found.len(), 25);
    }

    #[test]
    fn a_query_of_another_dimension_is_refused() {
        let error = nearest(&rows(), &[1.0, 0.0], 3, |_| true).unwrap_err();
        assert_eq!(error.to_string(), "dimension of the query: expected `3`, received `2`");
    }

    #[test]
    fn percentiles_rise_with_similarity_and_survive_tiny_corpora() {
        let rows = rows();
        let articles: Vec<u32> = (0..600).map(|row| row / 10).collect();
        let chance = Chance::measure(&rows, &articles).unwrap();
        assert!(chance.percentile(0.99) > chance.percentile(0.0));
        assert!(chance.percentile(-1.1).abs() < f64::EPSILON && (chance.percentile(1.1) - 100.0).abs() < f64::EPSILON);
        assert!(Chance::measure(&rows.select(&[1]), &[0]).unwrap().percentile(0.5).is_finite());
        assert!(Chance::measure(&rows.select(&[1, 2, 3]), &[0, 0, 0]).unwrap().percentile(0.5).is_finite());
    }

    #[test]
    fn shared_words_cross_forms_and_leave_function_words() {
        let shared = shared_words(
            "Les attaques dans le nord",
            "une attaque au nord de Gao dans la nuit",
            Some(Language::French),
        );
        assert_eq!(shared, ["attaque", "nord"]);
    }
}
