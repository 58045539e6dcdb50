//! The tree of dense parts: the single-linkage tree of a spanning tree, condensed to the parts of a least size (Campello,
//! Moulavi and Sander, 2013), and for how many least sizes each part lives.

use super::spanning_tree::{Components, Edge};

/// Two rows at the same place are as dense as two rows this far apart.
const LEAST_DISTANCE: f64 = 1e-6;

/// A binary tree: rows are its leaves, `0..n_rows`, then come the merges in order of distance.
#[derive(Debug)]
pub(super) struct LinkageTree {
    n_rows: usize,
    children: Vec<(usize, usize)>, // (n_rows - 1,)
    distances: Vec<f64>,           // (n_rows - 1,), ascending
    sizes: Vec<usize>,             // (2 n_rows - 1,)
}

/// A part of the condensed tree, and for which least sizes it is a leaf of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Life {
    /// It is a leaf for least sizes above this …
    pub(super) above: usize,
    /// … up to this.
    pub(super) up_to: usize,
    /// The distance at which it merges with its sibling.
    pub(super) distance: f64,
}

/// The groups at one distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) distance: f64,
    pub(super) groups: usize,
    /// How many rows are in a group.
    pub(super) assigned: usize,
    /// The size of the largest group.
    pub(super) largest: usize,
}

impl LinkageTree {
    /// Builds the tree from the edges of a spanning tree, shortest first.
    pub(super) fn new(n_rows: usize, edges: &[Edge]) -> Self {
        let mut components = Components::new(n_rows);
        let mut node_of: Vec<usize> = (0..n_rows).collect();
        let mut tree = Self { n_rows, children: Vec::new(), distances: Vec::new(), sizes: vec![1; n_rows] };
        for edge in edges {
            let (from, to) = (components.find(edge.from), components.find(edge.to));
            let (left, right) = (node_of[from], node_of[to]);
            components.join(from, to);
            node_of[from.min(to)] = tree.sizes.len();
            tree.sizes.push(tree.sizes[left] + tree.sizes[right]);
            tree.children.push((left, right));
            tree.distances.push(f64::from(edge.weight).max(LEAST_DISTANCE));
        }
        tree
    }

    /// The parts that are a leaf of the condensed tree for some least size. A merge divides the condensed tree for every
    /// least size up to its smaller child, so a part lives above the largest division within it and up to the one that
    /// cuts it off.
    pub(super) fn lives(&self) -> Vec<Life> {
        let mut largest_division = vec![0; self.sizes.len()];
        let mut lives = Vec::new();
        for (merge, (&(left, right), &distance)) in self.children.iter().zip(&self.distances).enumerate() {
            let up_to = self.sizes[left].min(self.sizes[right]);
            for part in [left, right] {
                let above = largest_division[part];
                if above < up_to && up_to > 1 {
                    lives.push(Life { above, up_to, distance });
                }
            }
            largest_division[self.n_rows + merge] = up_to.max(largest_division[left]).max(largest_division[right]);
        }
        lives
    }

    /// What connecting all rows nearer than a distance would give, for the distance of each merge.
    pub(super) fn cuts(&self, least_size: usize) -> Vec<Cut> {
        let large = |node: usize| if self.sizes[node] >= least_size { self.sizes[node] } else { 0 };
        let mut cut = Cut { distance: 0.0, groups: 0, assigned: 0, largest: 0 };
        let merges = self.children.iter().zip(&self.distances).enumerate();
        let after = merges.map(|(merge, (&(left, right), &distance))| {
            let (whole, parts) = (large(self.n_rows + merge), [large(left), large(right)]);
            cut.groups += usize::from(whole > 0);
            cut.groups -= parts.iter().filter(|part| **part > 0).count();
            cut.assigned += whole - parts[0] - parts[1];
            cut.largest = cut.largest.max(whole);
            cut.distance = distance;
            cut
        });
        after.collect()
    }

    /// The parts of at least `least_size` rows (2 or more).
    pub(super) fn condense(&self, least_size: usize) -> CondensedTree {
        let least_size = least_size.max(2);
        let mut tree = CondensedTree { parts: vec![Part::default()], part_of: vec![0; self.n_rows] };
        let mut part_of = vec![(0, true); self.sizes.len()]; // the part of a node, and whether it is still in it
        for merge in (0..self.children.len()).rev() {
            let (part, inside) = part_of[self.n_rows + merge];
            let (left, right) = self.children[merge];
            if !inside {
                part_of[left] = (part, false);
                part_of[right] = (part, false);
                continue;
            }
            let density = 1.0 / self.distances[merge];
            let divides = self.sizes[left] >= least_size && self.sizes[right] >= least_size;
            for child in [left, right] {
                let leaves = divides || self.sizes[child] < least_size;
                if leaves {
                    let lasted = density - tree.parts[part].birth;
                    tree.parts[part].mass += lasted * self.sizes[child] as f64;
                }
                part_of[child] = (part, !leaves);
                if divides {
                    part_of[child] = (tree.parts.len(), true);
                    tree.parts.push(Part { parent: Some(part), birth: density, size: self.sizes[child], mass: 0.0 });
                }
            }
        }
        (0..self.n_rows).for_each(|row| tree.part_of[row] = part_of[row].0);
        tree
    }
}

/// The parts of at least a given size; a part comes after its parent.
#[derive(Debug)]
pub(super) struct CondensedTree {
    parts: Vec<Part>,
    /// The smallest part that each row is in, shape `(n_rows,)`.
    part_of: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Part {
    parent: Option<usize>,
    /// The density, one over a distance, at which it parts from its sibling.
    birth: f64,
    size: usize,
    /// Its excess of mass: for how much density each of its rows stays in it.
    mass: f64,
}

impl CondensedTree {
    /// The parts that together have the greatest excess of mass, none within another and the whole not among them: the
    /// group of each row, numbered from 0, and the persistence of each group, in 0..=1: by which share the density at
    /// which its rows leave it, in the mean, exceeds the density at which it came apart from the rest.
    pub(super) fn select(&self) -> (Vec<Option<usize>>, Vec<f64>) {
        let mut below = vec![0.0; self.parts.len()];
        let mut selected = vec![false; self.parts.len()];
        for (number, part) in self.parts.iter().enumerate().rev() {
            let Some(parent) = part.parent else { continue };
            selected[number] = below[number] <= part.mass;
            below[parent] += below[number].max(part.mass);
        }
        let mut group_of: Vec<Option<usize>> = vec![None; self.parts.len()];
        let mut persistence = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            group_of[number] = part.parent.and_then(|parent| group_of[parent]);
            if group_of[number].is_none() && selected[number] {
                group_of[number] = Some(persistence.len());
                let lasted = part.mass / part.size as f64;
                persistence.push(lasted / (lasted + part.birth));
            }
        }
        (self.part_of.iter().map(|&part| group_of[part]).collect(), persistence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize, weight: f32) -> Edge {
        Edge { weight, from, to }
    }

    /// Two groups of three, one of them with a stray row.
    fn tree() -> LinkageTree {
        let edges =
            [edge(0, 1, 0.1), edge(1, 2, 0.2), edge(3, 4, 0.25), edge(4, 5, 0.3), edge(5, 6, 0.8), edge(2, 3, 1.0)];
        LinkageTree::new(7, &edges)
    }

    #[test]
    fn two_groups_are_two_parts() {
        let (group_of, persistence) = tree().condense(3).select();
        assert_eq!(group_of, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1), Some(1)]);
        // by hand: rows 0 and 1 leave at 1/0.2 with row 2, all born at 1/1.0
        assert!((persistence[0] - 4.0 / 5.0).abs() < 1e-5, "{persistence:?}");
        let lasted = (0.25 + 3.0 * (1.0 / 0.3 - 1.0)) / 4.0;
        assert!((persistence[1] - lasted / (lasted + 1.0)).abs() < 1e-5, "{persistence:?}");
    }

    #[test]
    fn cuts_count_groups_of_the_least_size() {
        let cuts = tree().cuts(3);
        let figures: Vec<_> = cuts.iter().map(|cut| (cut.groups, cut.assigned, cut.largest)).collect();
        assert_eq!(figures, [(0, 0, 0), (1, 3, 3), (1, 3, 3), (2, 6, 3), (2, 7, 4), (1, 7, 7)]);
    }

    #[test]
    fn parts_live_between_their_divisions() {
        let lives = tree().lives();
        let of_size = |up_to| lives.iter().filter(|life| life.up_to == up_to).copied().collect::<Vec<_>>();
        assert_eq!(of_size(3), [Life { above: 1, up_to: 3, distance: 1.0 }; 2]);
        assert_eq!(lives.len(), 2);
    }

    #[test]
    fn a_least_size_that_nothing_reaches_leaves_no_group() {
        assert_eq!(tree().condense(4).select().0, [None; 7]);
        assert_eq!(LinkageTree::new(1, &[]).condense(2).select().0, [None]);
        assert!(LinkageTree::new(0, &[]).condense(2).select().0.is_empty());
    }
}
