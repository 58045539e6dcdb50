//! How a passage came into the sheet, as a code that tells a reader nothing: weights in the clear would show which
//! passages filrouge sorted together. It is no secret to keep, only one not to see.

use crate::analysis::Analysis;

const WORDS: usize = 3;
const BYTES: usize = WORDS * size_of::<u32>();
const CHECK: usize = size_of::<u32>();

/// From which stratum a passage was drawn, and among which themes a person was to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// A number of the stratum.
    pub(super) stratum: u32,
    /// How many passages the stratum has.
    pub(super) size: u32,
    /// The hash of the themes' names, in their order.
    pub(super) codebook: u32,
}

/// What the codebook of an analysis is known by.
pub(super) fn codebook_hash(analysis: &Analysis) -> u32 {
    let names: Vec<&str> = analysis.themes.iter().map(|theme| theme.name.as_str()).collect();
    let [a, b, c, d, ..] = *blake3::hash(names.join("\n").as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

impl Seal {
    /// The code for a passage; it begins with a letter, so that no spreadsheet takes it for a number.
    pub(super) fn close(self, passage: &str) -> String {
        let plain = [self.stratum, self.size, self.codebook].map(u32::to_le_bytes).concat();
        let hidden: Vec<u8> = plain.iter().zip(mask(passage)).map(|(byte, mask)| byte ^ mask).collect();
        hidden.iter().chain(&check(passage, &plain)).fold(String::from("d"), |code, byte| {
            let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
            code + &String::from_iter([digit(byte >> 4), digit(byte & 15)])
        })
    }

    /// What a code says; nothing when it was not made for this passage.
    pub(super) fn open(code: &str, passage: &str) -> Option<Self> {
        let digits: Vec<u8> = code
            .strip_prefix('d')?
            .chars()
            .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
            .collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        if bytes.len() != BYTES + CHECK {
            return None;
        }
        let plain: Vec<u8> = bytes.iter().zip(mask(passage)).take(BYTES).map(|(byte, mask)| byte ^ mask).collect();
        if bytes[BYTES..] != check(passage, &plain) {
            return None;
        }
        let word = |at: usize| plain[at * 4..][..4].iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        Some(Self { stratum: word(0), size: word(1), codebook: word(2) })
    }
}

/// Other bytes for each passage, so that passages of one stratum have nothing in common.
fn mask(passage: &str) -> [u8; BYTES] {
    derived("mask", passage, &[])
}

fn check(passage: &str, plain: &[u8]) -> [u8; CHECK] {
    derived("check", passage, plain)
}

fn derived<const N: usize>(purpose: &str, passage: &str, plain: &[u8]) -> [u8; N] {
    let mut hasher = blake3::Hasher::new_derive_key(&format!("filrouge sample {purpose}"));
    hasher.update(passage.as_bytes()).update(plain);
    let mut bytes = [0; N];
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_for_its_own_passage_and_tells_nothing_to_the_eye() {
        let seal = Seal { stratum: 3, size: 70_000, codebook: u32::MAX };
        let (one, other) = (seal.close("pabcdefgh"), seal.close("pabcdefgi"));
        assert_eq!(Seal::open(&one, "pabcdefgh"), Some(seal));
        assert_eq!(Seal::open(&one, "pabcdefgi"), None);
        let alike = one.chars().skip(1).zip(other.chars().skip(1)).filter(|(a, b)| a == b).count();
        assert!(alike < 12, "{one} {other}"); // two of 32 digits by chance
        for broken in ["", "d", "d00", &one[..31], &format!("{one}0"), "é"] {
            assert_eq!(Seal::open(broken, "pabcdefgh"), None, "{broken}");
        }
    }
}
