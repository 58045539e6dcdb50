//! The order of what is found, beyond likeness alone: away from what is not wanted, and not the same thing over and over.

use super::Search;
use crate::embeddings::kernel::dot;
use crate::embeddings::normalise;
use crate::neighbours::Neighbour;
use std::borrow::Cow;

/// How much being like the query counts beside being unlike what is shown already (Carbonell and Goldstein, 1998, lean so
/// for readers who look for something in particular).
const RELEVANCE: f32 = 0.7;
/// How much being like what is not wanted counts against being like the query. Relevance feedback takes a sixth to a
/// quarter (Rocchio, 1971), of what a reader did not care for; here it was refused by name.
const REFUSAL: f32 = 0.5;

/// The direction in which passages are sought: the query less half of the mean of what is `not` wanted, scaled to unit
/// norm (Rocchio, 1971). All have shape `(dimension,)`.
///
/// ```
/// use filrouge::search::away;
/// let direction = away(&[1.0, 0.0], &[vec![0.0, 1.0]]);
/// assert!(direction[0] > 0.8 && direction[1] < -0.4);
/// ```
#[must_use]
pub fn away<'a>(vector: &'a [f32], not: &[Vec<f32>]) -> Cow<'a, [f32]> {
    if not.is_empty() {
        return Cow::Borrowed(vector);
    }
    let mut direction = vector.to_vec();
    for unwanted in not {
        let part = REFUSAL / not.len() as f32;
        direction.iter_mut().zip(unwanted).for_each(|(value, unwanted)| *value -= part * unwanted);
    }
    normalise(&mut direction);
    Cow::Owned(direction)
}

impl Search {
    /// Takes out what is more like something not wanted than like the query, and gives the others their likeness to the
    /// query alone: what chance brings is known for that.
    pub(super) fn refuse(&self, found: &mut Vec<Neighbour>, vector: &[f32], not: &[Vec<f32>]) {
        found.retain_mut(|found| {
            let row = self.rows().row(found.row);
            found.similarity = dot(row, vector);
            not.iter().all(|unwanted| dot(row, unwanted) <= found.similarity)
        });
    }

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
    fn what_is_not_wanted_counts_half() {
        let passage = |like: f32, unlike: f32| [like, unlike];
        let direction = away(&[1.0, 0.0], &[vec![0.0, 1.0]]);
        assert!(dot(&direction, &passage(0.5, 0.0)) > dot(&direction, &passage(0.6, 0.4)));
        assert!(dot(&direction, &passage(0.5, 0.0)) < dot(&direction, &passage(0.6, 0.1)));
        assert_eq!(away(&[1.0, 0.0], &[]).as_ref(), [1.0, 0.0]);
    }
}
