//! One ranking out of several, whose scores do not compare.

use std::collections::HashMap;

/// What is added to every rank, from 1: how little the very first ranks weigh more than the next. The value of the
/// method's authors.
const RANK_CONSTANT: f64 = 60.0;

/// A row in a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Which row.
    pub row: usize,
    /// How much its place says, in 0..=1: the first of a ranking may still answer next to nothing of the question.
    pub strength: f64,
}

/// The rows of several rankings in one order, best first, by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a
/// row gains its strength / (60 + its rank, from 1) from each ranking that has it. With a strength of 1 everywhere this is
/// the method as published, in which a ranking that found nothing of worth counts as much as one that did. On a tie the
/// row with the better rank in an earlier ranking comes first.
///
/// ```
/// use filrouge::neighbours::{Ranked, fuse};
/// let ranking = |rows: &[usize]| rows.iter().map(|&row| Ranked { row, strength: 1.0 }).collect::<Vec<_>>();
/// assert_eq!(fuse(&[ranking(&[7, 1, 2]), ranking(&[1, 9])]), [1, 7, 9, 2]);
/// assert_eq!(fuse(&[ranking(&[3, 4]), ranking(&[4, 3])]), [3, 4]);
/// ```
#[must_use]
pub fn fuse(rankings: &[Vec<Ranked>]) -> Vec<usize> {
    let mut gained: HashMap<usize, (f64, Vec<usize>)> = HashMap::new();
    for (position, ranking) in rankings.iter().enumerate() {
        for (rank, found) in ranking.iter().enumerate() {
            let (score, ranks) = gained.entry(found.row).or_insert_with(|| (0.0, vec![usize::MAX; rankings.len()]));
            *score += found.strength / (RANK_CONSTANT + rank as f64 + 1.0);
            ranks[position] = rank;
        }
    }
    let mut rows: Vec<(usize, (f64, Vec<usize>))> = gained.into_iter().collect();
    // no two rows have the same rank in one ranking, so that the order is total
    rows.sort_by(|(_, (score, ranks)), (_, (other, others))| other.total_cmp(score).then_with(|| ranks.cmp(others)));
    rows.into_iter().map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(rows: impl Iterator<Item = usize>, strength: f64) -> Vec<Ranked> {
        rows.map(|row| Ranked { row, strength }).collect()
    }

    #[test]
    fn every_row_is_ranked_once_and_agreement_wins() {
        let fused = fuse(&[ranking(0..100, 1.0), ranking(50..150, 1.0)]);
        let mut sorted = fused.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..150).collect::<Vec<_>>());
        let place = |row| fused.iter().position(|&other| other == row).unwrap();
        assert_eq!(place(50), 0, "ranks 51 and 1 together outweigh rank 1 alone");
        assert!(place(0) < place(149), "rank 1 outweighs rank 100");
    }

    #[test]
    fn a_ranking_of_weak_matches_changes_little() {
        let meaning = ranking(0..10, 0.8);
        assert_eq!(fuse(&[meaning.clone(), ranking((0..10).rev(), 0.001)]), (0..10).collect::<Vec<_>>());
        assert_eq!(fuse(&[meaning, Vec::new()]), (0..10).collect::<Vec<_>>());
        assert!(fuse(&[]).is_empty());
    }
}
