//! Shingles: runs of words, by which copies of a text are known however it is cut, laid out or read by a model.
//!
//! The measures are those of Broder ("On the resemblance and containment of documents", 1997). The smallest hashes of a
//! text's shingles stand for all of them: with one of each range of hashes (Li, Owen and Zhang, "One permutation hashing",
//! 2012), two texts agree in about as many as the share of shingles that they have in common.

use super::{fold, plainly_folded, words};

/// Words to a shingle. Five is long enough that texts on one subject share few, and short enough that a few live on
/// between the words that an editor changes.
pub(crate) const SHINGLE: usize = 5;

/// Odd numbers without a pattern in their bits: the fractions of the golden ratio and of the square root of three.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const OTHER_FACTOR: u64 = 0xbb67_ae85_84ca_a73b;

/// The words of a text as numbers, case and accents aside; one for each of [`words`], and the same on every machine.
pub(crate) fn numbers(text: &str) -> Vec<u64> {
    words(text).iter().map(|word| number(word.surface)).collect()
}

/// A word as a number, case and accents aside.
pub(crate) fn number(word: &str) -> u64 {
    if word.is_ascii() {
        return hash(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    // all that is folded plainly becomes ASCII
    plainly_folded(word).map_or_else(|| hash(fold(word).bytes()), |letters| hash(letters.map(|letter| letter as u8)))
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    mixed(bytes.fold(FACTOR, |hash, byte| (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(OTHER_FACTOR)))
}

/// Spreads what few bits tell over all bits (the finaliser of Steele, Lea and Flood's `SplitMix`, 2014).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The shingles of a text given as [`numbers`], in order, as often as they occur.
fn runs(numbers: &[u64]) -> impl Iterator<Item = u64> + '_ {
    let joined = |run: &[u64]| run.iter().fold(0_u64, |hash, word| hash.wrapping_mul(FACTOR).wrapping_add(*word));
    numbers.windows(SHINGLE).map(move |run| mixed(joined(run)))
}

/// The distinct shingles of a text given as [`numbers`], in ascending order.
pub(crate) fn shingles(numbers: &[u64]) -> Vec<u64> {
    let mut shingles: Vec<u64> = runs(numbers).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// How many numbers two ascending lists share.
pub(crate) fn shared<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while left < one.len() && right < other.len() {
        match one[left].cmp(&other[right]) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => (left, right, shared) = (left + 1, right + 1, shared + 1),
        }
    }
    shared
}

/// The smallest hash of a text's shingles in each of `BINS` equal ranges, in ascending order; fewer than `BINS` where a text
/// has none in some. `BINS` is a power of two of at least 2.
pub(crate) fn min_hashes<const BINS: usize>(numbers: &[u64]) -> Vec<u32> {
    let mut least = [u32::MAX; BINS];
    for shingle in runs(numbers) {
        let value = (shingle >> 32) as u32;
        // the highest bits tell the range
        let bin = &mut least[(value >> (u32::BITS - BINS.trailing_zeros())) as usize];
        *bin = value.min(*bin);
    }
    least.into_iter().filter(|value| *value != u32::MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_again_without_case_and_accents() {
        assert_eq!(numbers("La RIVIÈRE a débordé !"), numbers("la riviere a deborde"));
        assert_ne!(number("rivière"), number("rivières"));
    }

    #[test]
    fn hashes_agree_as_often_as_shingles_do() {
        let words: Vec<u64> = (0..30_000).map(mixed).collect();
        let (one, other) = (&words[..20_000], &words[10_000..]);
        let agree = shared(&min_hashes::<1024>(one), &min_hashes::<1024>(other)) as f64 / 1024.0;
        // a third of all shingles are in both; three standard errors of 1,024 draws
        assert!((agree - 1.0 / 3.0).abs() < 0.045, "{agree}");
        assert_eq!(shared(&shingles(one), &shingles(other)), 10_000 - SHINGLE + 1);
        assert!(min_hashes::<8>(one).is_sorted());
        assert!(min_hashes::<8>(&words[..4]).is_empty());
    }
}
