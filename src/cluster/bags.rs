//! Bagged clustering (Leisch, 1999): the same rows clustered many times over, each time from other samples of them, and the
//! centres of all those times brought together by a tree. What is left is what the samples agree on: measured on labelled
//! news, such themes come back far more often than those of one tree over all rows.

use super::lloyd::{assign, lloyd};
use super::sample;
use super::smooth::smooth;
use super::tree::Tree;
use crate::embeddings::Embeddings;
use crate::error::Result;
use ndarray::{Array2, Axis, concatenate};
use rayon::prelude::*;

/// How many bags: more agree better, and small ones are cheap, so that there are as many as hold so many rows in all.
const FEWEST_BAGS: usize = 16;
const MOST_BAGS: usize = 32;
const ROWS_IN_ALL: usize = 16_000;
/// What share of the rows a bag holds (Ben-Hur, Elisseeff and Guyon, 2002, keep 0.8 in a subsample)...
const SHARE: f64 = 0.8;
/// ...and how many at most: a tree grows with the square of its points. More rows to a bag were no better.
const MAX_ROWS: usize = 1_000;
/// Where so many themes are asked for that a bag would hold few rows of each, it holds so many...
const ROWS_PER_THEME: usize = 8;
/// ...and a tree over more centres than this is not worth its time.
const MAX_CENTRES: usize = 4_000;
/// Lloyd's iterations in a bag: from the cut of a tree the first few move nearly all rows that will move.
const ITERATIONS: Option<usize> = Some(12);

/// Samples of rows, each with its tree, ready to be cut at any count.
pub(super) struct Bags {
    bags: Vec<Bag>,
}

struct Bag {
    smoothed: Embeddings, // (n_rows of the bag, dimension)
    tree: Tree,
}

impl Bags {
    /// Draws bags of `rows`, shape `(n_rows, dimension)`, for up to `count` themes: as many as are good, but no more than
    /// `most_bags`.
    pub(super) fn draw(rows: &Embeddings, count: usize, seed: u64, most_bags: usize) -> Result<Self> {
        let most = MAX_ROWS.max(ROWS_PER_THEME * count);
        let share = ((rows.len() as f64 * SHARE).round() as usize).min(most).max(1);
        // where nearly every row is a theme of its own, a bag must not miss any
        let n_bags = (ROWS_IN_ALL / share).clamp(FEWEST_BAGS, MOST_BAGS);
        let (n_bags, kept) = if share < 2 * count { (1, rows.len().min(most)) } else { (n_bags, share) };
        let n_bags = n_bags.min((MAX_CENTRES / count.max(1)).max(1)).min(most_bags);
        let bag = |number: u64| {
            let chosen = sample::draw(rows.len(), kept, seed.wrapping_add(number + 1));
            let smoothed = smooth(&rows.select(&chosen))?;
            Ok(Bag { tree: Tree::build(smoothed.view()), smoothed })
        };
        Ok(Self { bags: (0..n_bags as u64).into_par_iter().map(bag).collect::<Result<_>>()? })
    }

    /// The centres of each bag's own `count` groups, and what they have in common: `count` centres, shape
    /// `(count, dimension)`, of the groups that a tree over all those centres forms.
    pub(super) fn centres(&self, count: usize) -> (Vec<Array2<f32>>, Array2<f32>) {
        let of_bag =
            |bag: &Bag| lloyd(bag.smoothed.view(), bag.tree.cut(bag.smoothed.view(), count), ITERATIONS).centres;
        let each: Vec<Array2<f32>> = self.bags.par_iter().map(of_bag).collect();
        let views: Vec<_> = each.iter().map(Array2::view).collect();
        let all = concatenate(Axis(0), &views).unwrap_or_default();
        let common = Tree::build(all.view()).cut(all.view(), count);
        (each, common)
    }
}

/// The groups that each bag by itself gives `rows`, and those that the bags agree on.
pub(super) fn assigned(rows: &Embeddings, centres: &(Vec<Array2<f32>>, Array2<f32>)) -> (Vec<Vec<usize>>, Vec<usize>) {
    let (each, common) = centres;
    let each = each.par_iter().map(|centres| assign(rows.view(), centres).0).collect();
    (each, lloyd(rows.view(), common.clone(), ITERATIONS).nearest)
}
