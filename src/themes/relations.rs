//! How themes stand to each other, and who published them: centres, the nearest and the most opposite theme, sources.

use crate::cluster::ThemeId;
use crate::corpus::Corpus;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Another theme, and how alike the two are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// The other theme.
    pub theme: ThemeId,
    /// The cosine between the centres of the two themes, in -1..=1, the corpus's mean taken away: 0 where they have
    /// nothing to do with each other, below where one is about what the other is not.
    pub similarity: f64,
}

/// A source with what it has of a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCount {
    /// The outlet or site; none where the articles do not say.
    pub source: Option<String>,
    /// How many passages of the theme are from it.
    pub passages: usize,
}

/// The direction of each theme: the mean of its members, scaled to unit norm; zero for a theme without any.
pub(super) fn centres(rows: &Embeddings, members: &[Vec<usize>]) -> Vec<Vec<f32>> {
    let centre = |members: &Vec<usize>| {
        let mut sum = vec![0.0_f64; rows.dimension()];
        for &row in members {
            sum.iter_mut().zip(rows.row(row)).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        let count = members.len().max(1) as f64;
        let mut centre: Vec<f32> = sum.into_iter().map(|sum| (sum / count) as f32).collect();
        normalise(&mut centre);
        centre
    };
    members.iter().map(centre).collect()
}

/// The nearest theme to each, and the most opposite one where that is another.
pub(super) fn relations(centres: &[Vec<f32>]) -> Vec<(Option<Relation>, Option<Relation>)> {
    let known = |theme: usize| centres[theme].iter().any(|value| *value != 0.0);
    let relate = |theme: usize| {
        let others = (0..centres.len()).filter(|&other| other != theme && known(theme) && known(other));
        let mut others: Vec<(f32, usize)> =
            others.map(|other| (dot(&centres[theme], &centres[other]), other)).collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let relation = |&(similarity, other): &(f32, usize)| Relation {
            theme: ThemeId(other as u32),
            similarity: f64::from(similarity.clamp(-1.0, 1.0)),
        };
        (others.first().map(relation), others.get(1..).and_then(<[_]>::last).map(relation))
    };
    (0..centres.len()).map(relate).collect()
}

/// The sources of some passages, most passages first, then by name; those that say none come together, last on a tie.
pub(super) fn sources(corpus: &Corpus, members: &[usize]) -> Vec<SourceCount> {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for &row in members {
        let article = &corpus.articles[corpus.passages[row].article.0 as usize];
        *counts.entry(article.source.as_deref()).or_default() += 1;
    }
    let mut sources: Vec<SourceCount> = counts
        .into_iter()
        .map(|(source, passages)| SourceCount { source: source.map(str::to_owned), passages })
        .collect();
    sources.sort_by_key(|count| (Reverse(count.passages), count.source.is_none()));
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    fn related(values: &[[f32; 2]]) -> Vec<(Option<u32>, Option<u32>)> {
        let centres: Vec<Vec<f32>> = values.iter().map(|values| values.to_vec()).collect();
        let id = |relation: Option<Relation>| relation.map(|relation| relation.theme.0);
        relations(&centres).into_iter().map(|(nearest, opposite)| (id(nearest), id(opposite))).collect()
    }

    #[test]
    fn nearest_and_opposite_are_found_by_cosine() {
        let found = related(&[[1.0, 0.0], [0.8, 0.6], [-1.0, 0.0]]);
        assert_eq!(found, [(Some(1), Some(2)), (Some(0), Some(2)), (Some(1), Some(0))]);
    }

    #[test]
    fn one_theme_has_no_other_and_two_have_no_opposite_but_the_nearest() {
        assert_eq!(related(&[[1.0, 0.0]]), [(None, None)]);
        assert_eq!(related(&[[1.0, 0.0], [-1.0, 0.0]]), [(Some(1), None), (Some(0), None)]);
    }

    #[test]
    fn a_theme_without_passages_is_like_none() {
        assert_eq!(related(&[[1.0, 0.0], [0.0, 0.0]]), [(None, None), (None, None)]);
    }
}
