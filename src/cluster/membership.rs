//! How firmly each row belongs: to the core of its theme, to its fringe, or to none. Nothing is forced in silently, and how
//! many may stay outside is the user's to say.

use super::separation::sums;
use crate::embeddings::kernel::{dot, products_by_block};
use crate::embeddings::{Embeddings, normalise};
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A row belongs to its theme when it is closer to it than this share of shapeless rows are to theirs...
const UNASSIGNED_SHARE: f64 = 0.05;
/// ...and to its core when it is closer than a quarter of them are.
const FRINGE_SHARE: f64 = 0.25;

/// How firmly a passage belongs to its theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Membership {
    /// In no theme.
    #[default]
    Unassigned,
    /// In a theme, but no closer to it than passages without any theme often are.
    Fringe,
    /// In a theme for certain.
    Core,
}

/// The closeness that rows must reach to belong, and to belong to the core.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    fringe: f32,
    core: f32,
}

impl Thresholds {
    /// Takes how close shapeless rows are to their centres, ascending.
    pub(super) fn new(shapeless: &[f32]) -> Self {
        let at = |share: f64| shapeless.get((shapeless.len() as f64 * share) as usize);
        let at = |share: f64| at(share).copied().unwrap_or(f32::NEG_INFINITY);
        Self { fringe: at(UNASSIGNED_SHARE), core: at(FRINGE_SHARE) }
    }

    /// What a row of this closeness is.
    pub(super) fn membership(self, closeness: f32) -> Membership {
        if closeness >= self.core {
            Membership::Core
        } else if closeness >= self.fringe {
            Membership::Fringe
        } else {
            Membership::Unassigned
        }
    }
}

/// The cosine of each row to the centre it is nearest to, in -1..=1, shape `(n_rows,)`.
pub(super) fn scores(rows: ArrayView2<'_, f32>, centres: &Array2<f32>, nearest: &[usize]) -> Vec<f32> {
    let mut unit_centres = centres.clone();
    for mut centre in unit_centres.axis_iter_mut(Axis(0)) {
        normalise(centre.as_slice_mut().unwrap_or_default());
    }
    let dimension = rows.ncols().max(1);
    let centre_values = unit_centres.as_slice().unwrap_or_default();
    let score = |(row, &centre): (&[f32], &usize)| {
        dot(row, &centre_values[centre * dimension..(centre + 1) * dimension]).clamp(-1.0, 1.0)
    };
    rows.as_slice().unwrap_or_default().par_chunks(dimension).zip(nearest).map(score).collect()
}

/// Lets rows of no group into the nearest one, the closest first, until at most `most` are left outside; rows that are as
/// close as the last one let in come with it. Zero rows stay outside: they are close to nothing. Returns the rows let in.
///
/// `rows` has shape `(n_rows, dimension)`; `group_of` and `scores` `(n_rows,)` and are changed in place.
pub fn let_in(
    rows: &Embeddings,
    group_of: &mut [Option<usize>],
    scores: &mut [f32],
    n_groups: usize,
    most: usize,
) -> Vec<usize> {
    let outside: Vec<usize> = (0..rows.len()).filter(|&row| group_of[row].is_none() && !rows.is_zero(row)).collect();
    let all_outside = group_of.iter().filter(|group| group.is_none()).count();
    let inside: Vec<usize> = (0..rows.len()).filter(|&row| group_of[row].is_some()).collect();
    if all_outside <= most || inside.is_empty() {
        return Vec::new();
    }
    let groups: Vec<usize> = group_of.iter().copied().flatten().collect();
    let (mut centres, sizes) = sums(rows.select(&inside).view(), &groups, n_groups);
    centres.rows_mut().into_iter().for_each(|mut centre| normalise(centre.as_slice_mut().unwrap_or_default()));
    let centre_values = centres.as_slice().unwrap_or_default();
    let nearest =
        products_by_block(rows.select(&outside).as_slice(), centre_values, rows.dimension(), |_, products| {
            let of_row = |products: &[f32]| {
                let held = products.iter().enumerate().filter(|(group, _)| sizes[*group] > 0);
                held.fold(
                    (0, f32::NEG_INFINITY),
                    |best, (group, cosine)| if *cosine > best.1 { (group, *cosine) } else { best },
                )
            };
            products.chunks_exact(n_groups).map(of_row).collect::<Vec<_>>()
        });
    let nearest: Vec<(usize, f32)> = nearest.concat();
    let mut order: Vec<usize> = (0..outside.len()).collect();
    order.sort_by(|&a, &b| nearest[b].1.total_cmp(&nearest[a].1).then(a.cmp(&b)));
    let wanted = (all_outside - most).min(order.len());
    let last = wanted.checked_sub(1).map_or(f32::INFINITY, |last| nearest[order[last]].1);
    order.retain(|&position| nearest[position].1 >= last);
    for &position in &order {
        group_of[outside[position]] = Some(nearest[position].0);
        scores[outside[position]] = nearest[position].1.clamp(-1.0, 1.0);
    }
    order.into_iter().map(|position| outside[position]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn scores_are_cosines_to_the_own_centre() {
        let rows = array![[1.0_f32, 0.0], [0.6, 0.8]];
        assert_eq!(scores(rows.view(), &array![[0.5, 0.0], [0.0, 3.0]], &[0, 1]), [1.0, 0.8]);
    }

    #[test]
    fn the_closest_are_let_in_first_and_equals_together() {
        let rows =
            Embeddings::normalised(vec![1., 0., 0., 1., 0.9, 0.1, 0.5, 0.4, 0.5, 0.4, -1., -1., 0., 0.], 2).unwrap();
        let start = || (vec![Some(0), Some(1), None, None, None, None, None], vec![1.0; 7]);
        let (mut groups, mut scores) = start();
        assert_eq!(let_in(&rows, &mut groups, &mut scores, 2, 4), [2]);
        assert_eq!(groups[2], Some(0));
        let (mut groups, mut scores) = start();
        assert_eq!(let_in(&rows, &mut groups, &mut scores, 2, 3), [2, 3, 4]);
        let (mut groups, mut scores) = start();
        assert_eq!(let_in(&rows, &mut groups, &mut scores, 2, 0), [2, 3, 4, 5]);
        assert_eq!(groups[6], None);
    }
}
