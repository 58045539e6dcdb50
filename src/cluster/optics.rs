//! OPTICS (Ankerst, Breunig, Kriegel and Sander, 1999): an ordering of the rows in which dense groups are valleys of the
//! reachability, and the valleys with steep sides.
//!
//! The ordering is our own: linfa's takes the core distance from neighbours that its linear search does not sort, gives
//! the first row of each valley a reachability that it does not have, so that the wall before it is lost, and sorts all
//! waiting rows again at each step.

use super::grouping::Grouping;
use super::hdbscan::{CORE_NEIGHBOURS, LISTED_NEIGHBOURS};
use super::neighbour_graph::NeighbourGraph;
use super::valleys::{Plot, valleys};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::squared_distance;
use rayon::prelude::*;

/// The steepness of a valley's sides: the share by which the reachability falls or rises from one row to the next.
const STEEPNESS: f32 = 0.05;
/// Steepnesses tried for a count that is asked for.
const STEEPNESSES: [f32; 8] = [0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2];
/// Rows that one thread compares at once: less is not worth a thread.
const ROWS_PER_THREAD: usize = 4_096;

/// Groups of `rows`, of unit norm; as near to `count` groups as a steepness gives.
pub(super) fn optics(rows: &Embeddings, count: Option<usize>) -> Grouping {
    let plot = ordering(rows);
    let found = |steepness: f32| leaves(rows.len(), &plot, &valleys(&plot, steepness, CORE_NEIGHBOURS));
    let (steepness, group_of, n_groups) = match count {
        None => {
            let (group_of, n_groups) = found(STEEPNESS);
            (STEEPNESS, group_of, n_groups)
        }
        Some(count) => {
            let tried = STEEPNESSES.map(|steepness| (steepness, found(steepness)));
            let nearest = tried.into_iter().min_by_key(|(_, (_, n_groups))| n_groups.abs_diff(count));
            nearest
                .map_or((STEEPNESS, Vec::new(), 0), |(steepness, (group_of, n_groups))| (steepness, group_of, n_groups))
        }
    };
    if n_groups == 0 {
        return Grouping::whole(rows.len(), "no valley of density has steep sides: all passages are one theme");
    }
    let mut notes = vec![format!(
        "valleys of at least {CORE_NEIGHBOURS} passages whose sides are steeper than {} %",
        steepness * 100.0
    )];
    if let Some(count) = count.filter(|&count| count != n_groups) {
        notes.push(format!("no steepness tried gives {count} themes; {n_groups} is the nearest"));
    }
    Grouping { group_of, notes, ..Grouping::default() }
}

/// The rows in order: always the one next that is reached soonest from those before, the first on a tie.
fn ordering(rows: &Embeddings) -> Plot {
    let core = NeighbourGraph::build(rows, LISTED_NEIGHBOURS).core_distances(rows.len(), CORE_NEIGHBOURS);
    let slice = |row: usize| &rows.as_slice()[row * rows.dimension()..(row + 1) * rows.dimension()];
    let mut waiting: Vec<Waiting> =
        (0..rows.len()).map(|row| Waiting { row, reachability: f32::INFINITY, predecessor: None }).collect();
    let mut plot = Plot::default();
    let mut next = 0;
    while next < waiting.len() {
        let taken = waiting.swap_remove(next);
        plot.rows.push(taken.row);
        plot.reachability.push(taken.reachability);
        plot.predecessors.push(taken.predecessor);
        let closer = |(position, other): (usize, &mut Waiting)| {
            let reachability = squared_distance(slice(taken.row), slice(other.row)).sqrt().max(core[taken.row]);
            if reachability < other.reachability {
                (other.reachability, other.predecessor) = (reachability, Some(taken.row));
            }
            (other.reachability, other.row, position)
        };
        let sooner = |a: (f32, usize, usize), b: (f32, usize, usize)| {
            if a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_le() { a } else { b }
        };
        let none = (f32::INFINITY, usize::MAX, usize::MAX);
        next = if waiting.len() <= ROWS_PER_THREAD {
            waiting.iter_mut().enumerate().map(closer).fold(none, sooner).2
        } else {
            let nearest = waiting.par_iter_mut().with_min_len(ROWS_PER_THREAD).enumerate().map(closer);
            nearest.reduce(|| none, sooner).2
        };
    }
    plot
}

struct Waiting {
    row: usize,
    reachability: f32,
    predecessor: Option<usize>,
}

/// The group of each row, where a valley that holds no other is a group; and how many groups there are. `valleys` are
/// inner ones first.
fn leaves(n_rows: usize, plot: &Plot, valleys: &[(usize, usize)]) -> (Vec<Option<usize>>, usize) {
    let mut group_of = vec![None; n_rows];
    let mut n_groups = 0;
    for &(first, last) in valleys {
        let rows = &plot.rows[first..=last];
        if rows.iter().all(|&row| group_of[row].is_none()) {
            for &row in rows {
                group_of[row] = Some(n_groups);
            }
            n_groups += 1;
        }
    }
    (group_of, n_groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows on an arc at these angles.
    fn arc(angles: &[f32]) -> Embeddings {
        Embeddings::normalised(angles.iter().flat_map(|angle| [angle.cos(), angle.sin()]).collect(), 2).unwrap()
    }

    #[test]
    fn the_ordering_visits_a_group_before_it_leaves_it() {
        let angles: Vec<f32> = (0..20).map(|row| (row % 2) as f32 + row as f32 * 0.01).collect();
        let plot = ordering(&arc(&angles));
        let sides: Vec<usize> = plot.rows.iter().map(|row| row % 2).collect();
        assert_eq!(sides.windows(2).filter(|pair| pair[0] != pair[1]).count(), 1, "{sides:?}");
        assert!(plot.reachability[0].is_infinite() && plot.predecessors[0].is_none());
        assert!(plot.reachability[10] > 0.5 && plot.reachability[9] < 0.2, "{plot:?}");
    }

    #[test]
    fn groups_of_different_density_are_both_found() {
        let angles: Vec<f32> = (0..40)
            .map(|row| if row % 2 == 0 { row as f32 * 0.001 } else { 1.0 + row as f32 * 0.01 })
            .chain([2.5, 3.0])
            .collect();
        let found = optics(&arc(&angles), None);
        let group = |row: usize| found.group_of[row];
        assert!(group(10).is_some() && group(11).is_some() && group(10) != group(11), "{found:?}");
        assert_eq!(group(41), None, "{found:?}");
    }
}
