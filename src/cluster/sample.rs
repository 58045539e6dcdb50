//! Choosing some of many rows, the same ones every time.

use rand::SeedableRng;
use rand::seq::index;
use rand_xoshiro::Xoshiro256Plus;

/// At most `count` row numbers spread evenly over `0..n_rows`, ascending.
pub(super) fn spread(n_rows: usize, count: usize) -> impl Iterator<Item = usize> {
    let taken = count.min(n_rows);
    (0..taken).map(move |position| position * n_rows / taken)
}

/// `count` row numbers drawn without replacement from `0..n_rows`, ascending.
pub(super) fn draw(n_rows: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut rows = index::sample(&mut random, n_rows, count.min(n_rows)).into_vec();
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_rows_are_distinct_and_reach_the_end() {
        assert_eq!(spread(10, 3).collect::<Vec<_>>(), [0, 3, 6]);
        assert_eq!(spread(2, 9).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(spread(0, 9).count(), 0);
    }

    #[test]
    fn drawing_depends_on_the_seed_alone() {
        assert_eq!(draw(100, 5, 7), draw(100, 5, 7));
        assert_ne!(draw(100, 5, 7), draw(100, 5, 8));
    }
}
