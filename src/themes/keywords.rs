//! What sets the words of a theme apart: class-based TF-IDF for weight (Grootendorst, 2022), log-odds with the corpus
//! as prior for significance (Monroe, Colaresi and Quinn, "Fightin' Words", 2008).

use super::terms::Terms;

/// Words of the prior: as much as a short article, so that a rare word needs more than one passage to stand out.
const PRIOR_WORDS: f64 = 500.0;
/// Above this, a word's excess in a theme is significant at the 5 % level, one-sided.
const SIGNIFICANT: f64 = 1.645;

/// A term as seen from a theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight {
    pub(super) term: u32,
    /// Class-based TF-IDF.
    pub(super) tf_idf: f64,
    /// Log-odds against the rest of the corpus, in standard deviations.
    pub(super) significance: f64,
    /// How many passages of the theme hold it.
    pub(super) passages: u32,
}

/// The terms of every theme that are significantly its own, heaviest first. `group_of` has shape `(n_passages,)`.
/// Terms of one passage only are kept where a theme has nothing better.
pub(super) fn weights(terms: &Terms, group_of: &[Option<usize>], n_groups: usize) -> Vec<Vec<Weight>> {
    let n_terms = terms.terms.len();
    let mut counts = vec![vec![(0_u32, 0_u32); n_terms]; n_groups]; // (n_groups, n_terms) of (count, passages)
    let mut totals = vec![0_u64; n_terms];
    for (passage, group) in terms.of_passage.iter().zip(group_of) {
        for &(term, count) in passage {
            totals[term as usize] += u64::from(count);
            if let Some(group) = group {
                let cell = &mut counts[*group][term as usize];
                cell.0 += count;
                cell.1 += 1;
            }
        }
    }
    let all: f64 = totals.iter().sum::<u64>() as f64;
    let sizes: Vec<f64> = counts.iter().map(|row| row.iter().map(|cell| f64::from(cell.0)).sum()).collect();
    let mean_size = sizes.iter().sum::<f64>() / n_groups.max(1) as f64;
    let weigh = |group: usize| {
        let weigh = |term: usize| {
            let (count, passages) = counts[group][term];
            let (count, total) = (f64::from(count), totals[term] as f64);
            let inverse_frequency = (1.0 + mean_size / total).ln();
            Weight {
                term: term as u32,
                tf_idf: count / sizes[group].max(1.0) * inverse_frequency,
                significance: log_odds(count, sizes[group], total - count, all - sizes[group], total / all),
                passages,
            }
        };
        let mut weights: Vec<Weight> = (0..n_terms).filter(|&term| counts[group][term].0 > 0).map(weigh).collect();
        keep_significant(&mut weights);
        weights.sort_by(|a, b| b.tf_idf.total_cmp(&a.tf_idf).then(a.term.cmp(&b.term)));
        weights
    };
    (0..n_groups).map(weigh).collect()
}

fn keep_significant(weights: &mut Vec<Weight>) {
    let solid = |weight: &Weight| weight.significance > SIGNIFICANT && weight.passages > 1;
    if weights.iter().filter(|weight| solid(weight)).count() >= 3 {
        weights.retain(solid);
    } else {
        weights.retain(|weight| weight.significance > 0.0);
    }
}

/// The difference of a term's log-odds between a theme and the rest, in standard deviations.
pub(super) fn log_odds(count: f64, size: f64, other_count: f64, other_size: f64, share: f64) -> f64 {
    let prior = PRIOR_WORDS * share;
    let odds = |count: f64, size: f64| ((count + prior) / (size + PRIOR_WORDS - count - prior).max(1e-9)).ln();
    let variance = 1.0 / (count + prior) + 1.0 / (other_count + prior);
    (odds(count, size) - odds(other_count, other_size)) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_are_zero_for_equal_shares_and_change_sign_with_the_side() {
        assert!(log_odds(10.0, 1_000.0, 10.0, 1_000.0, 0.01).abs() < 1e-12);
        let more = log_odds(30.0, 1_000.0, 10.0, 1_000.0, 0.02);
        assert!(more > 2.0);
        assert!((more + log_odds(10.0, 1_000.0, 30.0, 1_000.0, 0.02)).abs() < 1e-12);
    }
}
