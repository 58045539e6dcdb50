//! The order of what is found, beyond likeness alone: away from what is not wanted, and not the same thing over and over.

use super::Search;
use crate::embeddings::kernel::dot;
use crate::embeddings::normalise;
use crate::neighbours::Neighbour;
use std::borrow::Cow;

/// How much being like the query counts beside being unlike what is shown already (Carbonell and Goldstein, 1998, lean so
/// for readers who look for something in particular).
const RELEVANCE: f32 = 0.7;
/// A vector of which no more than this is left lies in what is not wanted, but for rounding.
const NOTHING_LEFT: f32 = 1e-3;

/// A vector without what it has in common with others: its part orthogonal to all of `not` (Widdows, 2003), scaled to
/// unit norm; zero when it has no such part. All have shape `(dimension,)`.
///
/// ```
/// use filrouge::search::without;
/// let left = without(&[0.6, 0.8], &[vec![1.0, 0.0]]);
/// assert_eq!(left.as_ref(), [0.0, 1.0]);
/// ```
#[must_use]
pub fn without<'a>(vector: &'a [f32], not: &[Vec<f32>]) -> Cow<'a, [f32]> {
    if not.is_empty() {
        return Cow::Borrowed(vector);
    }
    let mut directions: Vec<Vec<f32>> = Vec::new();
    for unwanted in not {
        let mut direction = unwanted.clone();
        remove(&mut direction, &directions);
        if dot(&direction, &direction).sqrt() > NOTHING_LEFT {
            normalise(&mut direction);
            directions.push(direction);
        }
    }
    let mut left = vector.to_vec();
    remove(&mut left, &directions);
    if dot(&left, &left).sqrt() > NOTHING_LEFT {
        normalise(&mut left);
    } else {
        left.fill(0.0);
    }
    Cow::Owned(left)
}

/// Takes orthonormal directions out of a vector, twice, so that rounding leaves nothing of them.
fn remove(vector: &mut [f32], directions: &[Vec<f32>]) {
    for direction in directions.iter().chain(directions) {
        let along = dot(vector, direction);
        vector.iter_mut().zip(direction).for_each(|(value, direction)| *value -= along * direction);
    }
}

impl Search {
    /// The first `limit` by maximal marginal relevance, in that order: each is like the query and unlike those before it.
    pub(super) fn diverse(&self, mut found: Vec<Neighbour>, limit: usize) -> Vec<Neighbour> {
        let row = |neighbour: &Neighbour| self.rows().row(neighbour.row);
        let mut closest = vec![0.0_f32; found.len()]; // to any chosen one
        let mut chosen: Vec<Neighbour> = Vec::new();
        while chosen.len() < limit && !found.is_empty() {
            let gain = |place: usize| RELEVANCE * found[place].similarity - (1.0 - RELEVANCE) * closest[place];
            let best = (1..found.len()).fold(0, |best, place| if gain(place) > gain(best) { place } else { best });
            let taken = found.remove(best);
            closest.remove(best);
            for (closest, other) in closest.iter_mut().zip(&found) {
                *closest = closest.max(dot(row(other), row(&taken)));
            }
            chosen.push(taken);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_has_nothing_of_what_is_not_wanted() {
        let vector = [0.5, 0.5, 0.5, 0.5];
        let not = [vec![1.0, 0.0, 0.0, 0.0], vec![0.8, 0.6, 0.0, 0.0], vec![1.0, 0.0, 0.0, 0.0]];
        let left = without(&vector, &not);
        assert!(not.iter().all(|unwanted| dot(&left, unwanted).abs() < 1e-6));
        assert!((dot(&left, &left) - 1.0).abs() < 1e-6);
        assert_eq!(without(&vector, &[vector.to_vec()]).as_ref(), [0.0; 4]);
        assert_eq!(without(&vector, &[]).as_ref(), vector);
    }
}
