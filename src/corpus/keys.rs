//! Short public ids that stay the same as long as what they name does.

use std::collections::{HashMap, HashSet};

/// Crockford's base 32: no letter that reads as a digit or as another letter.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Gives out keys of one kind.
#[derive(Debug)]
pub(crate) struct Keys {
    prefix: char,
    given: HashSet<u64>,
    occurrences: HashMap<[u8; 32], u32>,
}

impl Keys {
    pub(crate) fn new(prefix: char) -> Self {
        Self { prefix, given: HashSet::new(), occurrences: HashMap::new() }
    }

    /// Takes a key that was given out before, so that nothing else gets it; whether it was free.
    pub(crate) fn keep(&mut self, key: &str) -> bool {
        read(self.prefix, key).is_none_or(|bits| self.given.insert(bits))
    }

    /// The key of what has this content hash: the same for the same content, and another for each of its occurrences.
    pub(crate) fn next(&mut self, content: blake3::Hash) -> String {
        let occurrence = self.occurrences.entry(*content.as_bytes()).or_default();
        let number = *occurrence;
        *occurrence += 1;
        // Two contents that agree on forty bits are told apart by a counter.
        let mut attempt = 0_u32;
        loop {
            let bits = forty_bits(content, number, attempt);
            if self.given.insert(bits) {
                return written(self.prefix, bits);
            }
            attempt += 1;
        }
    }
}

fn forty_bits(content: blake3::Hash, occurrence: u32, attempt: u32) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(content.as_bytes()).update(&occurrence.to_le_bytes());
    if attempt > 0 {
        hasher.update(&attempt.to_le_bytes());
    }
    hasher.finalize().as_bytes().iter().take(5).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// Whether a text is a key with this prefix.
pub(crate) fn is_key(prefix: char, text: &str) -> bool {
    read(prefix, text).is_some()
}

fn read(prefix: char, key: &str) -> Option<u64> {
    let digits = key.strip_prefix(prefix).filter(|digits| digits.len() == 8)?;
    let digit = |sign: u8| ALPHABET.iter().position(|other| *other == sign);
    digits.bytes().try_fold(0, |bits, sign| Some(bits << 5 | digit(sign)? as u64))
}

fn written(prefix: char, bits: u64) -> String {
    let mut key = String::with_capacity(9);
    key.push(prefix);
    for place in (0..8).rev() {
        let digit = (bits >> (5 * place)) & 31;
        key.extend(ALPHABET.get(digit as usize).copied().map(char::from));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_depends_on_content_and_occurrence_alone() {
        let (mut first, mut second) = (Keys::new('p'), Keys::new('p'));
        let (rain, wind) = (blake3::hash(b"rain"), blake3::hash(b"wind"));
        let keys = [first.next(rain), first.next(wind), first.next(rain)];
        assert_eq!(keys[1], second.next(wind));
        assert_eq!(keys[0], second.next(rain));
        assert_ne!(keys[0], keys[2]);
        assert_eq!(keys[2], second.next(rain));
    }

    #[test]
    fn a_key_is_a_letter_and_eight_signs() {
        let key = Keys::new('a').next(blake3::hash(b""));
        assert_eq!(key.len(), 9);
        assert!(key.starts_with('a') && key.bytes().skip(1).all(|byte| ALPHABET.contains(&byte)));
        assert_eq!(written('p', 31), "p0000000z");
        assert_eq!(read('p', "p0000010z"), Some(32 * 32 + 31));
        assert!(!is_key('t', "p0000010z") && !is_key('p', "p0000010u") && !is_key('p', "p00"));
    }

    #[test]
    fn a_collision_is_told_apart() {
        let mut keys = Keys::new('p');
        let content = blake3::hash(b"rain");
        keys.given.insert(forty_bits(content, 0, 0));
        assert_eq!(keys.next(content), written('p', forty_bits(content, 0, 1)));
    }
}
