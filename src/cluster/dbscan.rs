//! DBSCAN (Ester, Kriegel, Sander and Xu, 1996) as linfa runs it, with our distance: at one radius, chosen where the
//! distances to the fifth neighbour begin to rise fast. linfa's search trees do not pay in these dimensions.

use super::grouping::Grouping;
use super::hdbscan::{CORE_NEIGHBOURS, LISTED_NEIGHBOURS};
use super::kmeans::SimdEuclidean;
use super::neighbour_graph::NeighbourGraph;
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_clustering::Dbscan;
use linfa_nn::CommonNearestNeighbour;

/// Radii tried for a count that is asked for: the distances to the fifth neighbour at so many even steps.
const RADII: usize = 12;

/// Groups of `rows`, of unit norm; as near to `count` groups as a radius gives.
pub(super) fn dbscan(rows: &Embeddings, count: Option<usize>) -> Result<Grouping> {
    let graph = NeighbourGraph::build(rows, LISTED_NEIGHBOURS);
    let mut distances = graph.core_distances(rows.len(), CORE_NEIGHBOURS);
    distances.sort_by(f32::total_cmp);
    let Some(count) = count else {
        let radius = distances[knee(&distances)];
        let (group_of, n_groups) = at(rows, radius)?;
        if n_groups == 0 {
            return Ok(Grouping::whole(rows.len(), "no passages are dense at any radius: all are one theme"));
        }
        let note =
            format!("a radius of {radius:.3}, where distances to the {CORE_NEIGHBOURS}th passage begin to rise fast");
        return Ok(Grouping { group_of, notes: vec![note], ..Grouping::default() });
    };
    let mut best: Option<(Vec<Option<usize>>, usize, f32)> = None;
    for step in 1..=RADII {
        let radius = distances[(step * distances.len() / RADII).saturating_sub(1)];
        let (group_of, n_groups) = at(rows, radius)?;
        let nearer = |best: &(Vec<_>, usize, f32)| n_groups.abs_diff(count) <= best.1.abs_diff(count);
        if n_groups > 0 && best.as_ref().is_none_or(nearer) {
            best = Some((group_of, n_groups, radius));
        }
    }
    let Some((group_of, n_groups, radius)) = best else {
        return Ok(Grouping::whole(rows.len(), "no passages are dense at any radius: all are one theme"));
    };
    let mut notes = vec![format!("a radius of {radius:.3}, which gives {n_groups} themes")];
    if n_groups != count {
        notes.push(format!("no radius tried gives {count} themes; {n_groups} is the nearest"));
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

/// Where an ascending curve begins to rise fast: the point farthest below the straight line between its ends (Satopää,
/// Albrecht, Irwin and Raghavan, 2011).
fn knee(ascending: &[f32]) -> usize {
    let (Some(first), Some(last)) = (ascending.first(), ascending.last()) else { return 0 };
    let slope = (last - first) / (ascending.len().max(2) - 1) as f32;
    let below = |position: usize| first + slope * position as f32 - ascending[position];
    (0..ascending.len()).rev().max_by(|&a, &b| below(a).total_cmp(&below(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_knee_is_where_the_curve_turns() {
        assert_eq!(knee(&[0.1, 0.11, 0.12, 0.13, 0.5, 0.9]), 3);
        assert_eq!(knee(&[0.2, 0.2, 0.2]), 0);
        assert_eq!(knee(&[]), 0);
    }

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
