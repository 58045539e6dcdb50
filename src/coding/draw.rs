//! Which passages a person is to look at.

use super::seal::{Seal, codebook_hash};
use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use crate::error::{Error, Result};
use rand::SeedableRng;
use rand::seq::{SliceRandom, index};
use rand_xoshiro::Xoshiro256Plus;
use std::collections::BTreeMap;

/// How many passages are drawn when nobody says: what a person codes in an afternoon.
const USUAL: usize = 200;
/// At least this many of each theme, where it has them and the sheet has room: fewer say nothing of a theme.
const WANTED_OF_EACH: usize = 5;
/// At least this many of each theme in any case.
const NEEDED_OF_EACH: usize = 2;

/// A stratified random sample of passages, in random order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    pub(super) passages: Vec<(usize, Seal)>,
    strata: usize,
}

impl Draw {
    /// How many passages were drawn.
    #[must_use]
    pub fn passages(&self) -> usize {
        self.passages.len()
    }

    /// How many strata they were drawn from: the themes, and what is in none.
    #[must_use]
    pub fn strata(&self) -> usize {
        self.strata
    }
}

/// Draws `count` passages, by default 200 or as many as there are. Copies are not drawn: nobody need code a text twice, and
/// shares are of texts that are none.
///
/// # Errors
/// [`Error::SampleSize`] when there are not so many, or too few for all themes.
///
/// ```no_run
/// use filrouge::{analysis, coding::draw, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// assert_eq!(draw(&analysis, Some(100), 0)?.passages(), 100);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn draw(analysis: &Analysis, count: Option<usize>, seed: u64) -> Result<Draw> {
    let mut strata: BTreeMap<Option<ThemeId>, Vec<usize>> = BTreeMap::new();
    let originals = analysis.corpus.passages.iter().filter(|passage| passage.copy_of.is_none());
    for row in originals.map(|passage| passage.id.0 as usize) {
        strata.entry(analysis.theme_of[row]).or_default().push(row);
    }
    let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
    let least = sizes.iter().map(|size| NEEDED_OF_EACH.min(*size)).sum();
    let most = analysis.corpus.distinct_passages();
    let count = count.unwrap_or(USUAL.clamp(least, most));
    if !(least..=most).contains(&count) {
        return Err(Error::SampleSize { count, least, most });
    }
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let codebook = codebook_hash(analysis);
    let mut passages = Vec::with_capacity(count);
    for ((stratum, members), drawn) in (0..).zip(strata.values()).zip(allocate(&sizes, count)) {
        let seal = Seal { stratum, size: members.len() as u32, codebook };
        passages.extend(index::sample(&mut random, members.len(), drawn).iter().map(|member| (members[member], seal)));
    }
    passages.shuffle(&mut random);
    Ok(Draw { passages, strata: sizes.len() })
}

/// How many to draw of each stratum, `count` in all: the minimum, then each one more where it is most wanting against the
/// square root of the size (Webster's method of divisors, so that nothing is left to rounding).
fn allocate(sizes: &[usize], count: usize) -> Vec<usize> {
    let wanted = (count / sizes.len().max(1)).clamp(NEEDED_OF_EACH, WANTED_OF_EACH);
    let mut drawn: Vec<usize> = sizes.iter().map(|size| wanted.min(*size)).collect();
    let wanting = |stratum: usize, drawn: usize| (sizes[stratum] as f64).sqrt() / (drawn as f64 + 0.5);
    for _ in drawn.iter().sum::<usize>()..count {
        let open = (0..sizes.len()).filter(|&stratum| drawn[stratum] < sizes[stratum]);
        let next = open.max_by(|&a, &b| wanting(a, drawn[a]).total_cmp(&wanting(b, drawn[b])).then(b.cmp(&a)));
        let Some(next) = next else { break };
        drawn[next] += 1;
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_strata_get_more_and_small_ones_enough() {
        // square roots 30, 10, 5 and 1.4: 5 for the last is out of reach, it has 2
        assert_eq!(allocate(&[900, 100, 25, 2], 92), [60, 20, 10, 2]);
        assert_eq!(allocate(&[900, 100, 25, 2], 8), [2, 2, 2, 2]);
        assert_eq!(allocate(&[900, 4, 1], 20), [15, 4, 1]);
        assert_eq!(allocate(&[3, 3], 6), [3, 3]);
        assert_eq!(allocate(&[1, 1, 1, 50], 5), [1, 1, 1, 2]);
    }

    #[test]
    fn everything_is_given_out_whatever_the_sizes() {
        for count in 10..=160 {
            let drawn = allocate(&[100, 30, 20, 7, 3], count);
            assert_eq!(drawn.iter().sum::<usize>(), count);
            assert!(drawn.iter().all(|drawn| *drawn >= NEEDED_OF_EACH), "{drawn:?}");
        }
    }
}
