//! Which passages are read for names and keywords: all of a corpus of ordinary size, and of a very large one as many as
//! tell what its themes are about, so that time and memory have a bound.

/// So many passages, some three million words, settle which words are a theme's own: sixty themes still have
/// 500 passages each.
pub(super) const MOST_PASSAGES: usize = 30_000;

/// The rows to read, in order: all, or as many of each group as of any other, at even distances over the corpus.
/// `group_of` has shape `(n_passages,)`; passages of no group count as one more group.
pub(super) fn rows(group_of: &[Option<usize>], n_groups: usize, most: usize) -> Vec<usize> {
    if group_of.len() <= most {
        return (0..group_of.len()).collect();
    }
    let slot = |group: Option<usize>| group.unwrap_or(n_groups);
    let mut sizes = vec![0_usize; n_groups + 1];
    for group in group_of {
        sizes[slot(*group)] += 1;
    }
    let quota = quota(&sizes, most);
    let mut met = vec![0_usize; n_groups + 1];
    let chosen = group_of.iter().enumerate().filter(|(_, group)| {
        let group = slot(**group);
        let (size, before) = (sizes[group], met[group]);
        met[group] += 1;
        // the row at which the count, spread evenly, steps up
        size <= quota || (before + 1) * quota / size > before * quota / size
    });
    chosen.map(|(row, _)| row).collect()
}

/// The largest number of rows per group with which all groups together stay below `most`.
fn quota(sizes: &[usize], most: usize) -> usize {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    let mut left = most;
    for (position, size) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - position);
        if *size > share {
            return share;
        }
        left -= size;
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_groups_are_read_whole_and_large_ones_evenly() {
        let group_of: Vec<Option<usize>> =
            (0..1_000).map(|row| (row >= 10).then_some(usize::from(row >= 700))).collect();
        let rows = rows(&group_of, 2, 100);
        assert_eq!(rows.len(), 100);
        assert!(rows.is_sorted());
        assert_eq!(rows.iter().filter(|row| **row < 10).count(), 10);
        assert_eq!(rows.iter().filter(|row| **row >= 700).count(), 45);
        assert!(rows.iter().any(|row| *row >= 990));
    }

    #[test]
    fn a_corpus_of_ordinary_size_is_read_whole() {
        assert_eq!(rows(&[None, Some(0), Some(1)], 2, 3), [0, 1, 2]);
    }
}
