//! What sets the words of a theme apart: class-based TF-IDF for weight (Grootendorst, 2022), log-odds with the corpus
//! as prior for significance (Monroe, Colaresi and Quinn, "Fightin' Words", 2008).

use super::terms::Terms;
use crate::metrics::LogOdds;

/// Words of the prior: as much as a short article, so that a rare word needs more than one passage to stand out.
const PRIOR_WORDS: f64 = 500.0;
/// Above this, a word's excess in a theme is significant at the 5 % level, one-sided.
const SIGNIFICANT: f64 = 1.645;
/// With fewer significant terms, others describe a theme too.
const FEWEST: usize = 3;

/// A term as seen from a theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight {
    pub(super) term: u32,
    /// Class-based TF-IDF.
    pub(super) tf_idf: f64,
    /// Log-odds of standing in a passage of the theme against standing in any other, in standard deviations.
    pub(super) significance: f64,
    /// How many passages of the theme hold it.
    pub(super) passages: u32,
    /// From how many articles these are.
    pub(super) articles: u32,
}

/// How often a term stands in a group.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    words: u32,
    passages: u32,
    articles: u32,
    /// The last article it was met in, plus one.
    last_article: u32,
}

/// The terms that each theme has more of than the rest of the corpus, heaviest first. `group_of` and `article_of` have
/// shape `(n_read,)`, articles in order. Costs as much as there are words, however many themes.
pub(super) fn weights(
    terms: &Terms,
    group_of: &[Option<usize>],
    article_of: &[u32],
    n_groups: usize,
) -> Vec<Vec<Weight>> {
    let n_terms = terms.terms.len();
    let mut members = vec![Vec::new(); n_groups];
    let mut totals = vec![(0_u32, 0_u32); n_terms]; // (n_terms,) of (words, passages)
    let mut sizes = vec![(0.0_f64, 0.0_f64); n_groups]; // (n_groups,) of the same
    for (row, (passage, group)) in terms.of_passage.iter().zip(group_of).enumerate() {
        for &(term, count) in passage {
            totals[term as usize].0 += count;
            totals[term as usize].1 += 1;
        }
        if let Some(group) = group {
            members[*group].push(row);
            sizes[*group].0 += passage.iter().map(|(_, count)| f64::from(*count)).sum::<f64>();
            sizes[*group].1 += passage.len() as f64;
        }
    }
    let all: f64 = totals.iter().map(|total| f64::from(total.1)).sum();
    let mean_size = sizes.iter().map(|size| size.0).sum::<f64>() / n_groups.max(1) as f64;
    let mut counts = vec![Count::default(); n_terms]; // of one group at a time
    let weigh = |(members, size): (&Vec<usize>, &(f64, f64))| {
        let met = count(terms, members, article_of, &mut counts);
        let weigh = |term: &u32| {
            let (count, total) = (std::mem::take(&mut counts[*term as usize]), totals[*term as usize]);
            let (held, held_in_all) = (f64::from(count.passages), f64::from(total.1));
            Weight {
                term: *term,
                tf_idf: f64::from(count.words) / size.0.max(1.0) * (1.0 + mean_size / f64::from(total.0)).ln(),
                significance: log_odds((held, size.1), (held_in_all - held, all - size.1), held_in_all / all),
                passages: count.passages,
                articles: count.articles,
            }
        };
        let mut weights: Vec<Weight> = met.iter().map(weigh).filter(|weight| weight.significance > 0.0).collect();
        weights.sort_by(|a, b| b.tf_idf.total_cmp(&a.tf_idf).then(a.term.cmp(&b.term)));
        weights
    };
    members.iter().zip(&sizes).map(weigh).collect()
}

/// Counts the terms of some passages, and lists those met.
fn count(terms: &Terms, members: &[usize], article_of: &[u32], counts: &mut [Count]) -> Vec<u32> {
    let mut met = Vec::new();
    for &row in members {
        for &(term, words) in &terms.of_passage[row] {
            let count = &mut counts[term as usize];
            if count.passages == 0 {
                met.push(term);
            }
            count.words += words;
            count.passages += 1;
            count.articles += u32::from(count.last_article != article_of[row] + 1);
            count.last_article = article_of[row] + 1;
        }
    }
    met
}

/// The weights whose terms are a theme's own beyond chance; terms of one passage only where it has nothing better.
pub(super) fn significant(weights: &[Weight]) -> Vec<Weight> {
    let solid = |weight: &&Weight| weight.significance > SIGNIFICANT && weight.passages > 1;
    let found: Vec<Weight> = weights.iter().filter(solid).copied().collect();
    if found.len() >= FEWEST { found } else { weights.to_vec() }
}

/// The difference of a term's log-odds between a theme and the rest, in standard deviations: how often the term stands in
/// each, out of how many, and its share in both together.
pub(super) fn log_odds(group: (f64, f64), other: (f64, f64), share: f64) -> f64 {
    LogOdds::of(group, other, share, PRIOR_WORDS).significance()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_are_zero_for_equal_shares_and_change_sign_with_the_side() {
        assert!(log_odds((10.0, 1_000.0), (10.0, 1_000.0), 0.01).abs() < 1e-12);
        let more = log_odds((30.0, 1_000.0), (10.0, 1_000.0), 0.02);
        assert!(more > 2.0);
        assert!((more + log_odds((10.0, 1_000.0), (30.0, 1_000.0), 0.02)).abs() < 1e-12);
    }

    #[test]
    fn a_term_weighs_where_it_stands_and_its_articles_are_counted() {
        let terms = Terms {
            of_passage: vec![vec![(0, 1), (1, 1)], vec![(0, 2)], vec![(0, 1)], vec![(1, 1), (2, 3)]],
            terms: vec![super::super::naming::plain("a", &[0]); 3],
            of_stem: Vec::new(),
        };
        let weights = weights(&terms, &[Some(0), Some(0), Some(0), Some(1)], &[0, 0, 1, 1], 2);
        assert_eq!(weights[0].iter().map(|weight| weight.term).collect::<Vec<_>>(), [0]);
        assert_eq!((weights[0][0].passages, weights[0][0].articles), (3, 2));
        assert_eq!(weights[1].iter().map(|weight| weight.term).collect::<Vec<_>>(), [2, 1]);
    }
}
