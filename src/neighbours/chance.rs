//! How alike passages are by chance: the distribution that a percentile refers to.

use crate::embeddings::kernel::dot;
use crate::error::{Error, Result};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use serde::{Deserialize, Serialize};

/// How many random pairs make the distribution that percentiles refer to: enough for the 99.99th.
const PAIRS: usize = 50_000;
/// The distribution does not depend on the user's seed: one corpus and model, one meaning of a percentile.
const SEED: u64 = 0;
/// A brief distribution keeps every pair of this share of the most alike, where thresholds lie,
const KEPT_WHOLE: f64 = 0.01;
/// and of the others each so manieth.
const KEPT_EACH: usize = 100;

/// How alike two passages of different articles are by chance, in one corpus and one model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    pairs: usize,
    steps: Vec<Step>, // ascending
}

/// A similarity with how many of the pairs are less alike, and how many no more alike.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Step(f32, usize, usize);

impl Chance {
    /// Measures the cosines of random pairs of passages from different articles. `rows` has shape
    /// `(n_passages, dimension)`, `article_of` shape `(n_passages,)`. With a single article, pairs inside it are taken;
    /// rows of zeros never.
    ///
    /// # Errors
    /// [`Error::Shape`] when there is not one article for each row.
    pub fn measure(rows: &[f32], dimension: usize, article_of: &[u32]) -> Result<Self> {
        let count = rows.len().checked_div(dimension).unwrap_or(0);
        if count != article_of.len() {
            return Err(Error::Shape { what: "articles of passages", expected: count, received: article_of.len() });
        }
        let row = |row: usize| &rows[row * dimension..(row + 1) * dimension];
        // rows of one article stand together, so that a partner from another is one draw
        let mut ordered: Vec<usize> = (0..count).filter(|&at| row(at).iter().any(|value| *value != 0.0)).collect();
        if ordered.len() < 2 {
            return Ok(Self::default());
        }
        let one_article = ordered.iter().all(|&row| article_of[row] == article_of[ordered[0]]);
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
            dot(row(ordered[position]), row(ordered[other]))
        };
        let mut similarities: Vec<f32> = (0..PAIRS).map(pair).collect();
        similarities.sort_by(f32::total_cmp);
        let mut steps: Vec<Step> = Vec::new();
        for (position, &similarity) in similarities.iter().enumerate() {
            match steps.last_mut() {
                Some(step) if step.0.to_bits() == similarity.to_bits() => step.2 = position + 1,
                _ => steps.push(Step(similarity, position, position + 1)),
            }
        }
        Ok(Self { pairs: PAIRS, steps })
    }

    /// How many pairs were drawn.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.pairs
    }

    /// The distribution in short, to be kept: a thousand figures, of which all of the upper percent are exact; between
    /// others a percentile is interpolated. One of few distinct similarities stays as it is.
    #[must_use]
    pub fn brief(&self) -> Self {
        let whole = self.pairs - (self.pairs as f64 * KEPT_WHOLE) as usize;
        let last = self.steps.len().saturating_sub(1);
        let few = self.steps.len() <= self.pairs / KEPT_EACH;
        let keep = |position: &usize| {
            let step = &self.steps[*position];
            few || *position == 0 || *position == last || step.2 > whole || step.1 / KEPT_EACH != step.2 / KEPT_EACH
        };
        let steps = (0..self.steps.len()).filter(keep).map(|position| self.steps[position]).collect();
        Self { pairs: self.pairs, steps }
    }

    /// The share of random pairs that are less alike than this, in percent, 0..=100; pairs exactly as alike count half.
    #[must_use]
    pub fn percentile(&self, similarity: f32) -> f64 {
        let position = self.steps.partition_point(|step| step.0 < similarity);
        let before = position.checked_sub(1).map(|before| self.steps[before]);
        let below = match (before, self.steps.get(position)) {
            (_, Some(step)) if step.0 <= similarity => (step.1 + step.2) as f64 / 2.0,
            (None, _) => 0.0,
            (Some(before), None) => before.2 as f64,
            (Some(before), Some(after)) => {
                let way = f64::from(similarity - before.0) / f64::from(after.0 - before.0);
                before.2 as f64 + way * (after.1 - before.2) as f64
            }
        };
        100.0 * below / self.pairs.max(1) as f64
    }

    /// The similarity that this share of random pairs, in percent, does not reach; above all when there is no pair.
    #[must_use]
    pub fn at(&self, percentile: f64) -> f32 {
        let wanted = (percentile / 100.0 * self.pairs as f64) as usize;
        let position = self.steps.partition_point(|step| step.2 <= wanted);
        let Some(after) = self.steps.get(position) else { return f32::INFINITY };
        match position.checked_sub(1).map(|before| self.steps[before]) {
            Some(before) if after.1 > wanted => {
                let way = (wanted - before.2) as f32 / (after.1 - before.2) as f32;
                before.0 + way * (after.0 - before.0)
            }
            _ => after.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::Embeddings;

    fn rows(distinct: usize) -> Embeddings {
        let value = |row: usize, column: usize| f32::sin(((row % distinct) * 31 + column * 17) as f32);
        let values = (0..600).flat_map(|row| (0..8).map(move |column| value(row, column)));
        Embeddings::normalised(values.collect(), 8).unwrap()
    }

    fn chance(rows: &Embeddings) -> Chance {
        let articles: Vec<u32> = (0..rows.len() as u32).map(|row| row / 10).collect();
        Chance::measure(rows.as_slice(), rows.dimension(), &articles).unwrap()
    }

    #[test]
    fn percentiles_rise_with_similarity_and_survive_tiny_corpora() {
        let rows = rows(600);
        let chance = chance(&rows);
        assert!(chance.percentile(0.99) > chance.percentile(0.0));
        assert!(chance.percentile(-1.1).abs() < f64::EPSILON && (chance.percentile(1.1) - 100.0).abs() < f64::EPSILON);
        for count in 0..4 {
            let few = rows.select(&(0..count).collect::<Vec<_>>());
            let chance = Chance::measure(few.as_slice(), 8, &vec![0; count]).unwrap();
            assert!(chance.percentile(0.5).is_finite() && chance.brief().percentile(0.5).is_finite());
        }
    }

    #[test]
    fn a_brief_distribution_says_the_same() {
        for distinct in [600, 7] {
            let chance = chance(&rows(distinct));
            let brief = chance.brief();
            assert!(brief.steps.len() <= 1_100, "{} steps", brief.steps.len());
            for thousandth in -1000_i16..=1000 {
                let similarity = f32::from(thousandth) / 1000.0;
                let (exact, short) = (chance.percentile(similarity), brief.percentile(similarity));
                // a hundredth of 50,000 pairs lies between two figures, so at most 0.2 of a percentile is guessed
                assert!((exact - short).abs() < 0.2, "{similarity}: {exact} {short}");
                assert!(exact < 99.0 || (exact - short).abs() < 0.003, "{similarity}: {exact} {short}");
            }
            for percentile in [99.0, 99.5, 99.9, 99.99] {
                assert!((chance.at(percentile) - brief.at(percentile)).abs() < f32::EPSILON, "{percentile}");
            }
            let json = serde_json::to_string(&brief).unwrap();
            assert_eq!(serde_json::from_str::<Chance>(&json).unwrap(), brief);
        }
    }

    #[test]
    fn at_and_percentile_are_inverse() {
        let chance = chance(&rows(600)).brief();
        for percentile in [0.5, 10.0, 50.0, 90.0, 99.0, 99.9] {
            assert!((chance.percentile(chance.at(percentile)) - percentile).abs() < 0.01, "{percentile}");
        }
        assert!(chance.at(100.0).is_infinite());
    }
}
