//! Coarser and finer views nested in a partition, as one tree: groups that belong together above, and below each group the
//! parts it has (events within a theme).

use super::bags::Bags;
use super::lloyd::assign;
use super::separation::sums;
use super::tree::Tree;
use crate::embeddings::Embeddings;
use crate::error::Result;
use ndarray::{Array2, Axis};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Where no finer count stands out, a group has so many parts on average.
const PARTS: usize = 3;
/// No more parts: the trees over samples grow with the square of their number.
const MAX_PARTS: usize = 1_000;
/// On average a part is found in at least so many rows...
const ROWS_PER_PART: usize = 6;
/// ...and at least in so many, else it goes to the next one.
const LEAST_PART: usize = 3;

/// Layers above and below a partition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// The family of each group, numbered by their first group, shape `(n_groups,)`.
    pub family_of: Vec<usize>,
    /// The part of its group that each row is in, the largest part 0, shape `(n_rows,)`; none for a row of no group, and
    /// where a group has no parts.
    pub part_of: Vec<Option<usize>>,
}

/// Finds the layers of a partition of `rows`, shape `(n_rows, dimension)`: so many families and parts in all where a
/// number stands out.
///
/// # Errors
/// Those of smoothing the rows.
pub fn layers(
    rows: &Embeddings,
    group_of: &[Option<usize>],
    n_groups: usize,
    (coarse, fine): (Option<usize>, Option<usize>),
    seed: u64,
) -> Result<Layers> {
    let inside: Vec<usize> = (0..rows.len()).filter(|&row| group_of[row].is_some()).collect();
    let groups: Vec<usize> = group_of.iter().copied().flatten().collect();
    let values = rows.select(&inside);
    let mut found = Layers { family_of: families(&values, &groups, n_groups, coarse), part_of: vec![None; rows.len()] };
    let wanted = fine.unwrap_or(0).max(PARTS * n_groups).min(inside.len() / ROWS_PER_PART).min(MAX_PARTS);
    if wanted > n_groups {
        let centres = Bags::draw(&values, wanted, seed, usize::MAX)?.centres(wanted).1;
        let parts = parts(&values, &groups, n_groups, &centres);
        inside.iter().zip(parts).for_each(|(&row, part)| found.part_of[row] = part);
    }
    Ok(found)
}

/// The family of each group: a cut of the tree over the groups' middles; a group without rows is one of its own.
fn families(rows: &Embeddings, groups: &[usize], n_groups: usize, coarse: Option<usize>) -> Vec<usize> {
    let (sums, sizes) = sums(rows.view(), groups, n_groups);
    let held: Vec<usize> = (0..n_groups).filter(|&group| sizes[group] > 0).collect();
    let mut middles = sums.select(Axis(0), &held);
    for (mut middle, &group) in middles.rows_mut().into_iter().zip(&held) {
        middle /= sizes[group] as f32;
    }
    let two_thirds = (held.len() * 2).div_ceil(3);
    let count = coarse.filter(|coarse| *coarse < held.len()).unwrap_or(two_thirds);
    let mut family_of: Vec<usize> = (n_groups..2 * n_groups).collect();
    for (&group, family) in held.iter().zip(Tree::build(middles.view()).groups(count)) {
        family_of[group] = family;
    }
    numbered(family_of.into_iter())
}

/// The same with numbers in the order in which they are first met.
fn numbered(families: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut number_of: BTreeMap<usize, usize> = BTreeMap::new();
    let number = |family: usize| {
        let next = number_of.len();
        *number_of.entry(family).or_insert(next)
    };
    families.map(number).collect()
}

/// Each centre is a part of the group that most of its rows are in; a row goes to the nearest part of its own group.
fn parts(rows: &Embeddings, groups: &[usize], n_groups: usize, centres: &Array2<f32>) -> Vec<Option<usize>> {
    let nearest = assign(rows.view(), centres).0;
    let mut shares = vec![BTreeMap::<usize, usize>::new(); centres.nrows()];
    for (&centre, &group) in nearest.iter().zip(groups) {
        *shares[centre].entry(group).or_default() += 1;
    }
    let mut centres_of = vec![Vec::new(); n_groups];
    for (centre, shares) in shares.iter().enumerate() {
        if let Some((&group, _)) = shares.iter().max_by_key(|&(&group, &share)| (share, Reverse(group))) {
            centres_of[group].push(centre);
        }
    }
    let mut members = vec![Vec::new(); n_groups];
    groups.iter().enumerate().for_each(|(row, &group)| members[group].push(row));
    let mut part_of = vec![None; rows.len()];
    for (members, mut of_group) in members.into_iter().zip(centres_of) {
        let values = rows.select(&members);
        while of_group.len() > 1 {
            let own = centres.select(Axis(0), &of_group);
            let nearest = assign(values.view(), &own).0;
            let mut sizes = vec![0; of_group.len()];
            for &part in &nearest {
                sizes[part] += 1;
            }
            let smallest = (0..sizes.len()).min_by_key(|&part| (sizes[part], Reverse(part))).unwrap_or_default();
            if sizes[smallest] < LEAST_PART {
                of_group.remove(smallest);
                continue;
            }
            let mut order: Vec<usize> = (0..sizes.len()).collect();
            order.sort_by_key(|&part| (Reverse(sizes[part]), part));
            for (&row, part) in members.iter().zip(nearest) {
                part_of[row] = order.iter().position(|&other| other == part);
            }
            break;
        }
    }
    part_of
}

impl Layers {
    /// For rows that each have what the unit given has.
    #[must_use]
    pub fn spread(mut self, unit_of: &[usize]) -> Self {
        self.part_of = unit_of.iter().map(|&unit| self.part_of[unit]).collect();
        self
    }

    /// With the groups in another order, some of them left away: `order` are the groups kept, in order.
    #[must_use]
    pub fn in_order(mut self, order: &[usize]) -> Self {
        self.family_of = numbered(order.iter().map(|&group| self.family_of[group]));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four clumps of ten rows, the first two near each other; the first has two halves.
    fn rows() -> Embeddings {
        let directions = [[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.2]];
        let values = (0..40_usize).flat_map(|row| {
            let [a, b, c] = directions[row / 10];
            let side = if row % 2 == 0 && row < 10 { 0.25 } else { 0.0 };
            [a, b + 0.01 * (row % 5) as f32, c + side]
        });
        Embeddings::normalised(values.collect(), 3).unwrap()
    }

    #[test]
    fn families_are_above_and_parts_below() {
        let group_of: Vec<Option<usize>> = (0..40).map(|row| (row != 39).then_some(row / 10)).collect();
        let found = layers(&rows(), &group_of, 5, (Some(3), Some(6)), 1).unwrap();
        assert_eq!(found.family_of, [0, 0, 1, 2, 3], "the last group has no rows");
        assert_eq!(found.part_of[39], None);
        assert!((0..10).all(|row| (found.part_of[row] == found.part_of[0]) == (row % 2 == 0)), "{:?}", found.part_of);
        assert_eq!(found.in_order(&[3, 2, 0]).family_of, [0, 1, 2]);
    }

    #[test]
    fn few_rows_have_no_parts() {
        let rows = rows().select(&[0, 10, 20]);
        let found = layers(&rows, &[Some(0), Some(1), None], 2, (None, None), 1).unwrap();
        assert_eq!(found.part_of, [None; 3]);
        assert_eq!(found.family_of.len(), 2);
        assert!(layers(&Embeddings::empty(3), &[], 0, (None, None), 1).unwrap().family_of.is_empty());
    }
}
