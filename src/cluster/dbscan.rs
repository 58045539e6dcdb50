//! DBSCAN (Ester, Kriegel, Sander and Xu, 1996) as linfa runs it, with our distance (its search trees do not pay in these
//! dimensions). The radius is read off the tree of dense parts: the knee of the distances to the fifth neighbour, which is
//! customary, connects all news into one theme (measured on four corpora).

use super::condensed_tree::Cut;
use super::grouping::Grouping;
use super::hdbscan::{CORE_NEIGHBOURS, linkage_tree};
use super::kmeans::SimdEuclidean;
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_clustering::Dbscan;
use linfa_nn::CommonNearestNeighbour;
use std::cmp::Reverse;

/// Groups of `rows`, of unit norm; as near to `count` groups as a radius gives.
pub(super) fn dbscan(rows: &Embeddings, count: Option<usize>) -> Result<Grouping> {
    let cuts = linkage_tree(rows).cuts(CORE_NEIGHBOURS);
    let several = cuts.iter().filter(|cut| cut.groups > 0);
    // the most rows in groups beside the largest; the smallest radius on a tie
    let beside_largest = |cut: &&Cut| (cut.assigned - cut.largest, Reverse(cut.distance.to_bits()));
    let nearest = |cut: &&Cut, count: usize| (Reverse(cut.groups.abs_diff(count)), cut.assigned);
    let chosen = match count {
        None => several.max_by_key(beside_largest),
        Some(count) => several.max_by_key(|cut| nearest(cut, count)),
    };
    let Some(cut) = chosen else {
        return Ok(Grouping::whole(rows.len(), "no passages are dense at any radius: all are one theme"));
    };
    let (group_of, n_groups) = at(rows, cut.distance as f32)?;
    let mut notes = vec![match count {
        None => format!("a radius of {:.3}, at which most passages are in themes beside the largest", cut.distance),
        Some(_) => format!("a radius of {:.3}, which gives {n_groups} themes", cut.distance),
    }];
    if let Some(count) = count.filter(|&count| count != n_groups) {
        notes.push(format!("no radius gives {count} themes; {n_groups} is near"));
    }
    Ok(Grouping { group_of, notes, ..Grouping::default() })
}

/// The group of each row at a radius, and how many there are.
fn at(rows: &Embeddings, radius: f32) -> Result<(Vec<Option<usize>>, usize)> {
    // linfa's radius is exclusive
    let radius = radius.next_up().max(f32::EPSILON);
    let group_of = Dbscan::params_with(CORE_NEIGHBOURS, SimdEuclidean, CommonNearestNeighbour::LinearSearch)
        .tolerance(radius)
        .check()
        .map_err(|error| Error::Clustering(error.to_string()))?
        .transform(&rows.view());
    let n_groups = group_of.iter().flatten().max().map_or(0, |largest| largest + 1);
    Ok((group_of.to_vec(), n_groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tight_groups_and_a_stray_are_told_apart() {
        let values = (0..21).flat_map(|row| {
            let angle = match row {
                20 => 0.8_f32,
                _ => (row % 2) as f32 * 1.5 + row as f32 * 0.002,
            };
            [angle.cos(), angle.sin()]
        });
        let rows = Embeddings::normalised(values.collect(), 2).unwrap();
        let found = dbscan(&rows, None).unwrap();
        assert!((0..20).all(|row| found.group_of[row] == Some(row % 2)), "{found:?}");
        assert_eq!(found.group_of[20], None);
        assert!(dbscan(&rows, Some(2)).unwrap().notes[0].ends_with("which gives 2 themes"));
    }
}
