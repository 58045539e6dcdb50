//! The minimum spanning tree of the rows under the mutual reachability distance (Campello, Moulavi and Sander, 2013), by
//! Borůvka's method (1926): exact, without the distances of all pairs. Most edges come from the neighbour graph; where a
//! shorter one could lie outside it, all rows are searched.

use super::neighbour_graph::NeighbourGraph;
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::{multiply, squared_distance};
use crate::neighbours::{BLOCK, TILE};
use rayon::prelude::*;

/// An edge of the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) weight: f32,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Edge {
    fn is_before(&self, other: &Self) -> bool {
        let ends = |edge: &Self| (edge.from.min(edge.to), edge.from.max(edge.to));
        self.weight.total_cmp(&other.weight).then(ends(self).cmp(&ends(other))).is_lt()
    }
}

/// Which rows are connected already.
pub(super) struct Components(Vec<usize>);

impl Components {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(super) fn find(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    /// Whether the two were apart; they are together now.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}

/// The `n_rows - 1` edges of the tree, shortest first. `core` are the core distances of the rows, shape `(n_rows,)`.
pub(super) fn spanning_tree(rows: &Embeddings, graph: &NeighbourGraph, core: &[f32]) -> Vec<Edge> {
    let mut components = Components::new(rows.len());
    let mut tree = Vec::with_capacity(rows.len().saturating_sub(1));
    while tree.len() + 1 < rows.len() {
        let component_of: Vec<u32> = (0..rows.len()).map(|row| components.find(row) as u32).collect();
        let mut shortest: Vec<Option<Edge>> = vec![None; rows.len()];
        let listed: Vec<Option<Edge>> =
            (0..rows.len()).into_par_iter().map(|row| shortest_listed(graph, core, &component_of, row)).collect();
        listed.into_iter().flatten().for_each(|edge| keep_shorter(&mut shortest, &component_of, edge));
        let may_be_shorter = |row: &usize| {
            shortest[component_of[*row] as usize].is_none_or(|edge| core[*row].max(graph.reach(*row)) < edge.weight)
        };
        let doubtful: Vec<usize> = (0..rows.len()).filter(may_be_shorter).collect();
        let searched: Vec<Vec<Edge>> = doubtful
            .par_chunks(BLOCK)
            .map_init(Vec::new, |products, block| search(rows, core, (&component_of, &shortest), block, products))
            .collect();
        searched.into_iter().flatten().for_each(|edge| keep_shorter(&mut shortest, &component_of, edge));
        let joined = tree.len();
        for edge in shortest.into_iter().flatten() {
            if components.join(edge.from, edge.to) {
                tree.push(edge);
            }
        }
        if tree.len() == joined {
            break; // cannot be while there are several components, each of which has an edge to another
        }
    }
    tree.sort_by(|a, b| a.weight.total_cmp(&b.weight).then((a.from, a.to).cmp(&(b.from, b.to))));
    tree
}

fn keep_shorter(shortest: &mut [Option<Edge>], component_of: &[u32], edge: Edge) {
    let kept = &mut shortest[component_of[edge.from] as usize];
    if kept.is_none_or(|kept| edge.is_before(&kept)) {
        *kept = Some(edge);
    }
}

/// The shortest edge from a row to another component that the neighbour graph lists.
fn shortest_listed(graph: &NeighbourGraph, core: &[f32], component_of: &[u32], from: usize) -> Option<Edge> {
    let mut shortest: Option<Edge> = None;
    for (to, distance) in graph.of(from) {
        if shortest.is_some_and(|edge| edge.weight < distance) {
            break;
        }
        let edge = Edge { weight: distance.max(core[from]).max(core[to]), from, to };
        if component_of[to] != component_of[from] && shortest.is_none_or(|kept| edge.is_before(&kept)) {
            shortest = Some(edge);
        }
    }
    shortest
}

/// For each row of a block the shortest edge to another component among all rows, where it is shorter than the one known.
fn search(
    rows: &Embeddings,
    core: &[f32],
    (component_of, shortest): (&[u32], &[Option<Edge>]),
    block: &[usize],
    products: &mut Vec<f32>,
) -> Vec<Edge> {
    let dimension = rows.dimension();
    let values = rows.select(block);
    let known = |row: usize| shortest[component_of[row] as usize].map_or(f32::INFINITY, |edge| edge.weight.powi(2));
    let mut found: Vec<(f32, Option<usize>)> = block.iter().map(|&row| (known(row), None)).collect();
    for (tile, others) in rows.as_slice().chunks(TILE * dimension).enumerate() {
        let n_others = others.len() / dimension;
        products.resize(block.len() * n_others, 0.0);
        multiply(values.as_slice(), others, dimension, products);
        let tile = tile * TILE..tile * TILE + n_others;
        for ((&row, found), products) in block.iter().zip(&mut found).zip(products.chunks_exact(n_others)) {
            let others = tile.clone().zip(&core[tile.clone()]).zip(&component_of[tile.clone()]);
            for (((other, &other_core), &component), &product) in others.zip(products) {
                // the squared distance of unit rows
                let squared = (2.0 - 2.0 * product).max(other_core * other_core);
                if squared < found.0 && component != component_of[row] {
                    *found = (squared.max(core[row].powi(2)), Some(other));
                }
            }
        }
    }
    let exact = |(&from, (_, to)): (&usize, (f32, Option<usize>))| {
        let to = to?;
        let slice = |row: usize| &rows.as_slice()[row * dimension..(row + 1) * dimension];
        let distance = squared_distance(slice(from), slice(to)).sqrt();
        Some(Edge { weight: distance.max(core[from]).max(core[to]), from, to })
    };
    block.iter().zip(found).filter_map(exact).collect()
}

#[cfg(test)]
mod tests {
    use super::super::neighbour_graph::tests::scattered;
    use super::*;

    /// Prim's method over all pairs.
    fn total_by_prim(rows: &Embeddings, core: &[f32]) -> f64 {
        let slice = |row: usize| rows.row(row).to_slice().unwrap();
        let mut nearest = vec![f32::INFINITY; rows.len()];
        let mut outside: Vec<usize> = (1..rows.len()).collect();
        let (mut last, mut total) = (0, 0.0);
        while !outside.is_empty() {
            for &row in &outside {
                let distance = squared_distance(slice(last), slice(row)).sqrt().max(core[last]).max(core[row]);
                nearest[row] = nearest[row].min(distance);
            }
            let next = (0..outside.len()).min_by(|&a, &b| nearest[outside[a]].total_cmp(&nearest[outside[b]])).unwrap();
            last = outside.swap_remove(next);
            total += f64::from(nearest[last]);
        }
        total
    }

    #[test]
    fn the_tree_is_as_short_as_that_over_all_pairs() {
        for (count, degree, rank) in [(600, 8, 5), (600, 2, 2), (2_100, 4, 3)] {
            let rows = scattered(count, 6);
            let graph = NeighbourGraph::build(&rows, degree);
            let core = graph.core_distances(count, rank);
            let tree = spanning_tree(&rows, &graph, &core);
            assert_eq!(tree.len(), count - 1);
            let total: f64 = tree.iter().map(|edge| f64::from(edge.weight)).sum();
            let expected = total_by_prim(&rows, &core);
            assert!((total - expected).abs() < 1e-3, "{total} {expected}");
        }
    }

    #[test]
    fn one_row_has_no_edge() {
        let rows = scattered(1, 3);
        assert!(spanning_tree(&rows, &NeighbourGraph::build(&rows, 4), &[0.0]).is_empty());
    }
}
