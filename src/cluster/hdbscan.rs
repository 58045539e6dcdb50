//! HDBSCAN (Campello, Moulavi and Sander, 2013) without a least size to be guessed: the size is chosen at which the dense
//! parts persist most, as PLSCAN does (Bot, Aerts and others, 2025, arXiv 2512.16558).

use super::condensed_tree::{Life, LinkageTree};
use super::grouping::Grouping;
use super::neighbour_graph::NeighbourGraph;
use super::spanning_tree::spanning_tree;
use crate::embeddings::Embeddings;

/// A row is as dense as its fifth nearest row, itself included, is near: PLSCAN's default.
pub(super) const CORE_NEIGHBOURS: usize = 5;
/// Neighbours listed for each row: three times as many as its density needs settle most of the spanning tree.
pub(super) const LISTED_NEIGHBOURS: usize = 15;
/// Peaks of persistence that are told.
const PEAKS_TOLD: usize = 4;

/// Groups of rows of unit norm, as near to `count` groups as any least size gives.
pub(super) fn hdbscan(rows: &Embeddings, count: Option<usize>) -> Grouping {
    let tree = linkage_tree(rows);
    let sizes = Sizes::new(&tree.lives(), CORE_NEIGHBOURS.min(rows.len() / 2).max(2));
    let chosen = match count {
        Some(count) => sizes.nearest_to(count, |least_size| tree.condense(least_size).select().1.len()),
        None => sizes.most_persistent(),
    };
    let Some(least_size) = chosen else {
        return Grouping::whole(rows.len(), "no part of the passages is denser than the rest: all are one theme");
    };
    let (group_of, persistence) = tree.condense(least_size).select();
    let mut notes = vec![format!("the least size of a theme is {least_size} passages, where themes persist most")];
    if let Some(count) = count {
        notes = vec![format!(
            "the least size of a theme is {least_size} passages, which gives {} themes",
            persistence.len()
        )];
        if persistence.len() != count {
            notes.push(format!("no least size gives {count} themes; {} is the nearest", persistence.len()));
        }
    } else {
        notes.push(sizes.peaks_in_words());
    }
    Grouping { group_of, persistence: Some(persistence), notes, ..Grouping::default() }
}

/// The single-linkage tree of the rows under the mutual reachability distance.
pub(super) fn linkage_tree(rows: &Embeddings) -> LinkageTree {
    let graph = NeighbourGraph::build(rows, LISTED_NEIGHBOURS);
    let core = graph.core_distances(rows.len(), CORE_NEIGHBOURS);
    LinkageTree::new(rows.len(), &spanning_tree(rows, &graph, &core))
}

/// For ranges of least sizes the persistence of the parts that live there.
struct Sizes {
    ranges: Vec<Range>,
}

/// Least sizes from `first` on, up to the next range.
#[derive(Clone, Copy, Debug)]
struct Range {
    first: usize,
    persistence: f64,
    parts: usize,
}

impl Sizes {
    /// The ranges from `smallest` on in which at least two parts live.
    fn new(lives: &[Life], smallest: usize) -> Self {
        let mut firsts: Vec<usize> = lives.iter().flat_map(|life| [life.above + 1, life.up_to + 1]).collect();
        firsts.push(smallest);
        firsts.retain(|first| *first >= smallest);
        firsts.sort_unstable();
        firsts.dedup();
        let mut changes = vec![(0.0, 0_i64); firsts.len() + 1];
        for life in lives {
            let persistence = (life.up_to - life.above) as f64 * (-life.distance).exp();
            let (from, to) = (
                firsts.partition_point(|first| *first < life.above + 1),
                firsts.partition_point(|first| *first <= life.up_to),
            );
            changes[from] = (changes[from].0 + persistence, changes[from].1 + 1);
            changes[to] = (changes[to].0 - persistence, changes[to].1 - 1);
        }
        let running = firsts.iter().zip(&changes).scan((0.0, 0), |sum, (&first, change)| {
            *sum = (sum.0 + change.0, sum.1 + change.1);
            Some(Range { first, persistence: sum.0, parts: sum.1 as usize })
        });
        Self { ranges: running.filter(|range| range.parts > 1).collect() }
    }

    /// The least size at which parts persist most, the smallest on a tie.
    fn most_persistent(&self) -> Option<usize> {
        let best =
            self.ranges.iter().reduce(|best, range| if range.persistence > best.persistence { range } else { best });
        best.map(|range| range.first)
    }

    /// The least size that gives the number of groups nearest to `count`; the more persistent on a tie.
    fn nearest_to(&self, count: usize, groups: impl Fn(usize) -> usize) -> Option<usize> {
        let mut best: Option<(usize, f64, usize)> = None;
        for range in &self.ranges {
            let off = groups(range.first).abs_diff(count);
            if best.is_none_or(|(least, persistence, _)| off < least || off == least && range.persistence > persistence)
            {
                best = Some((off, range.persistence, range.first));
            }
        }
        best.map(|(_, _, first)| first)
    }

    /// The highest peaks of persistence.
    fn peaks_in_words(&self) -> String {
        let height = |position: Option<usize>| {
            position.and_then(|position| self.ranges.get(position)).map_or(0.0, |range| range.persistence)
        };
        let is_peak = |position: &usize| {
            let own = height(Some(*position));
            own > height(position.checked_sub(1)) && own >= height(Some(position + 1))
        };
        let mut peaks: Vec<Range> =
            (0..self.ranges.len()).filter(is_peak).map(|position| self.ranges[position]).collect();
        peaks.sort_by(|a, b| b.persistence.total_cmp(&a.persistence));
        let words: Vec<String> =
            peaks.iter().take(PEAKS_TOLD).map(|peak| format!("{} ({} parts)", peak.first, peak.parts)).collect();
        format!("persistence peaks at least sizes {}", words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::neighbour_graph::tests::scattered;

    /// Three tight groups of different sizes and some scattered rows.
    fn clumps() -> Embeddings {
        let noise = scattered(130, 5);
        let values = (0..130).flat_map(|row| {
            let mut values = noise.row(row).to_vec();
            let group = match row {
                0..60 => 0,
                60..90 => 1,
                90..110 => 2,
                _ => return values,
            };
            for value in &mut values {
                *value *= 0.15;
            }
            values[group] += 1.0;
            values
        });
        Embeddings::normalised(values.collect(), 5).unwrap()
    }

    #[test]
    fn groups_are_found_without_a_size_and_strays_left_out() {
        let found = hdbscan(&clumps(), None);
        assert_eq!(found.persistence.as_ref().map(Vec::len), Some(3), "{:?}", found.notes);
        for group in [0..60, 60..90, 90..110] {
            let first = found.group_of[group.start];
            let together = group.clone().filter(|&row| first.is_some() && found.group_of[row] == first).count();
            assert!(together * 10 >= group.len() * 9, "{together} of {group:?}");
        }
        assert!(found.group_of[110..].iter().filter(|group| group.is_none()).count() >= 15);
    }

    #[test]
    fn a_count_is_met_where_a_size_gives_it() {
        let found = hdbscan(&clumps(), Some(2));
        assert_eq!(found.persistence.map(|persistence| persistence.len()), Some(2), "{:?}", found.notes);
        let far = hdbscan(&clumps(), Some(50));
        assert!(far.notes.iter().any(|note| note.starts_with("no least size gives 50 themes")), "{:?}", far.notes);
    }
}
