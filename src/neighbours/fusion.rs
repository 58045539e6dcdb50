//! One ranking out of several, whose scores do not compare.

use std::collections::HashMap;

/// What is added to every rank, from 1: how little the very first ranks weigh more than the next. The value of the
/// method's authors, which others found hard to beat.
const RANK_CONSTANT: f64 = 60.0;

/// Rows of several rankings in one order, best first, by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a row
/// gains 1 / (60 + its rank) from each ranking that has it. On a tie the row with the better rank in an earlier ranking
/// comes first.
///
/// ```
/// use filrouge::neighbours::fuse;
/// assert_eq!(fuse(&[&[7, 1, 2], &[1, 9]]), [1, 7, 9, 2]);
/// assert_eq!(fuse(&[&[3, 4], &[4, 3]]), [3, 4]);
/// ```
#[must_use]
pub fn fuse(rankings: &[&[usize]]) -> Vec<usize> {
    let mut gained: HashMap<usize, (f64, Vec<usize>)> = HashMap::new();
    for (position, ranking) in rankings.iter().enumerate() {
        for (rank, &row) in ranking.iter().enumerate() {
            let (score, ranks) = gained.entry(row).or_insert_with(|| (0.0, vec![usize::MAX; rankings.len()]));
            *score += 1.0 / (RANK_CONSTANT + rank as f64 + 1.0);
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

    #[test]
    fn every_row_is_ranked_once_and_agreement_wins() {
        let meaning: Vec<usize> = (0..100).collect();
        let words: Vec<usize> = (50..150).collect();
        let fused = fuse(&[&meaning, &words]);
        let mut sorted = fused.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..150).collect::<Vec<_>>());
        let place = |row| fused.iter().position(|&other| other == row).unwrap();
        assert_eq!(place(50), 0, "ranks 51 and 1 together outweigh rank 1 alone");
        assert!(place(0) < place(149), "rank 1 outweighs rank 100");
    }

    #[test]
    fn one_ranking_stays_as_it_is() {
        assert_eq!(fuse(&[&[5, 2, 8], &[]]), [5, 2, 8]);
        assert!(fuse(&[]).is_empty());
    }
}
