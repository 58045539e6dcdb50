//! As much of the compiled-in model as one short text needs. Most of the time that loading takes goes into tables of all
//! word pieces, and a query holds a handful of them: here those that could stand in it are put together as a small model
//! of the same layout, which the same crate reads and runs. It takes in more pieces than it needs, never fewer.

use super::embedded::{CONFIG, TOKENIZER, WEIGHTS};
use model2vec_rs::model::StaticModel;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer texts hold so many pieces that all may as well be loaded.
const MOST_BYTES: usize = 4_096;
/// What the vocabulary follows in the tokeniser's file.
const BEFORE_VOCABULARY: &str = "\"vocab\":";
/// What ends the file after the vocabulary.
const AFTER_VOCABULARY: &[u8] = b"}}";
/// What a piece begins with that goes on within a word.
const CONTINUES: &str = "##";
/// `[PAD]` and `[UNK]`, which are found before the text is looked at.
const SPECIAL: usize = 2;

/// A model that gives `text` the same vector as the whole one; none where that is not plain, because of signs beside those
/// of French and English, or not worth it, because the text is long. An error says how the compiled-in files are broken.
pub(super) fn excerpt(text: &str) -> Option<Result<StaticModel, String>> {
    let pairs = Pairs::of(text)?;
    Some(pieces(&pairs).and_then(|(tokenizer, rows)| {
        StaticModel::from_bytes(tokenizer, Weights::read()?.of(&rows)?, CONFIG, Some(true))
            .map_err(|error| format!("{error:#}"))
    }))
}

/// Which bytes, and which bytes side by side, a normalised text holds.
struct Pairs {
    singles: [bool; 256],
    pairs: Vec<bool>, // (256 * 256,)
}

impl Pairs {
    /// Those of a text of plain signs, normalised as the tokeniser does it: white space one kind, accents gone, lower case.
    fn of(text: &str) -> Option<Self> {
        if text.len() > MOST_BYTES || !text.chars().all(is_plain) {
            return None;
        }
        let letters = text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
        let normalised: String = letters.map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
        let mut found = Self { singles: [false; 256], pairs: vec![false; 1 << 16] };
        for &byte in normalised.as_bytes() {
            found.singles[usize::from(byte)] = true;
        }
        for pair in normalised.as_bytes().windows(2) {
            found.pairs[usize::from(pair[0]) << 8 | usize::from(pair[1])] = true;
        }
        Some(found)
    }

    /// Whether a piece could stand in the text.
    fn may_hold(&self, piece: &str) -> bool {
        let piece = piece.strip_prefix(CONTINUES).filter(|rest| !rest.is_empty()).unwrap_or(piece).as_bytes();
        piece.iter().all(|&byte| self.singles[usize::from(byte)])
            && piece.windows(2).all(|pair| self.pairs[usize::from(pair[0]) << 8 | usize::from(pair[1])])
    }
}

/// Signs that the tokeniser treats as it treats letters, spaces and punctuation of French and English: none is left out, and
/// none becomes several but by its accent.
fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\n' | '\t' | '\r' | '\u{a0}' | '\u{202f}' | 'À'..='ÿ' | 'Œ' | 'œ')
        || matches!(letter, '«' | '»' | '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '€' | '°')
}

/// The tokeniser's file with only the pieces that may be needed, and which rows of the whole model they have.
fn pieces(pairs: &Pairs) -> Result<(Vec<u8>, Vec<usize>), String> {
    let file = std::str::from_utf8(TOKENIZER).map_err(|error| error.to_string())?;
    let (head, rest) = file.split_once(BEFORE_VOCABULARY).ok_or("its tokeniser has no vocabulary")?;
    let mut reader = serde_json::Deserializer::from_str(rest);
    let kept = reader.deserialize_map(Keep(pairs)).map_err(|error| error.to_string())?;
    let numbers: Map<String, Value> =
        kept.iter().enumerate().map(|(number, (piece, _))| (piece.to_string(), number.into())).collect();
    let mut tokenizer = [head, BEFORE_VOCABULARY].concat().into_bytes();
    serde_json::to_writer(&mut tokenizer, &numbers).map_err(|error| error.to_string())?;
    tokenizer.extend(AFTER_VOCABULARY);
    Ok((tokenizer, kept.into_iter().map(|(_, row)| row).collect()))
}

/// Reads a vocabulary, and keeps what may be needed of it.
struct Keep<'a>(&'a Pairs);

/// A piece, borrowed from the file where it stands there as it is.
#[derive(Deserialize)]
struct Piece<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Vec<(Cow<'de, str>, usize)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("word pieces with their numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pieces: A) -> Result<Self::Value, A::Error> {
        let mut kept = Vec::new();
        while let Some((Piece(piece), row)) = pieces.next_entry()? {
            if row < SPECIAL || self.0.may_hold(&piece) {
                kept.push((piece, row));
            }
        }
        Ok(kept)
    }
}

/// The parts of the compiled-in weights, as they lie in their file.
pub(super) struct Weights {
    /// How many columns a row has.
    pub(super) dimension: usize,
    factors: &'static [u8], // (n_pieces,), four bytes each
    codes: &'static [u8],   // (n_pieces, dimension), a byte each
}

/// The head of a safetensors file.
#[derive(Deserialize, Serialize)]
struct Head {
    weights: Tensor,
    embeddings: Tensor,
}

/// Where one tensor lies after the head.
#[derive(Deserialize, Serialize)]
struct Tensor {
    dtype: Cow<'static, str>,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl Weights {
    pub(super) fn read() -> Result<Self, String> {
        let (length, rest) = WEIGHTS.split_first_chunk().ok_or("its weights are empty")?;
        let cut_off = || "its weights are cut off".to_owned();
        let (head, data) = rest.split_at_checked(u64::from_le_bytes(*length) as usize).ok_or_else(cut_off)?;
        let head: Head = serde_json::from_slice(head).map_err(|error| error.to_string())?;
        let &[n_pieces, dimension] = head.embeddings.shape.as_slice() else {
            return Err("its weights are no matrix".to_owned());
        };
        let bytes = |tensor: &Tensor, length: usize| {
            let [start, end] = tensor.data_offsets;
            data.get(start..end).filter(|bytes| bytes.len() == length).ok_or_else(cut_off)
        };
        let factors = bytes(&head.weights, n_pieces * size_of::<f32>())?;
        Ok(Self { dimension, factors, codes: bytes(&head.embeddings, n_pieces * dimension)? })
    }

    /// The same file with only these rows, in this order.
    fn of(&self, rows: &[usize]) -> Result<Vec<u8>, String> {
        let cut_off = || "it has more word pieces than weights".to_owned();
        let chosen = |values: &'static [u8], width: usize| {
            let row = |&row: &usize| values.get(row * width..(row + 1) * width).ok_or_else(cut_off);
            rows.iter().map(row).collect::<Result<Vec<_>, _>>().map(|rows| rows.concat())
        };
        let data = [chosen(self.factors, size_of::<f32>())?, chosen(self.codes, self.dimension)?];
        let between = data[0].len();
        let all = between + data[1].len();
        let head = Head {
            weights: Tensor { dtype: "F32".into(), shape: vec![rows.len()], data_offsets: [0, between] },
            embeddings: Tensor {
                dtype: "I8".into(),
                shape: vec![rows.len(), self.dimension],
                data_offsets: [between, all],
            },
        };
        let head = serde_json::to_vec(&head).map_err(|error| error.to_string())?;
        Ok([(head.len() as u64).to_le_bytes().as_slice(), &head, &data[0], &data[1]].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::super::embedded::whole;
    use super::*;
    use proptest::prelude::*;

    /// The vector of the whole model, and that of the excerpt.
    fn both(text: &str) -> Option<(Vec<f32>, Vec<f32>)> {
        let texts = [text.to_owned()];
        let excerpt = excerpt(text)?.unwrap();
        Some((whole().unwrap().encode_flat_with_args(&texts, None), excerpt.encode_flat_with_args(&texts, None)))
    }

    #[test]
    fn an_excerpt_gives_the_vector_of_the_whole_to_the_last_bit() {
        let texts = [
            "",
            "Le groupe Wagner quitte le Mali",
            "L’« Œuvre » d'État — 3,5 % : ÇÀ & là… (naïveté) déçue°, n° 12 à 40 €",
            "Mercenaries leave; \u{a0}the army\u{202f}stays [UNK] [PAD] ##ing # ##",
            "anticonstitutionnellement hyperinflationniste zzzzqqqq \"quoted\" back\\slash ß ÿ ø ð × ÷",
        ];
        for text in texts {
            let (whole, excerpt) = both(text).expect(text);
            assert_eq!(whole, excerpt, "{text}");
        }
    }

    #[test]
    fn a_short_text_takes_few_pieces_and_any_other_sign_takes_all() {
        let pairs = Pairs::of("Le groupe Wagner quitte le Mali").unwrap();
        assert!((10..2_000).contains(&pieces(&pairs).unwrap().1.len()));
        for text in ["東京", "e\u{301}", "a\u{ad}b", "\u{feff}mine", "İzmir", &"a".repeat(MOST_BYTES + 1)] {
            assert!(excerpt(text).is_none(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_plain_text_fares_as_with_the_whole(text in "([a-zA-Zà-ÿÀ-ÞœŒ«»’“”–…€°\u{a0} \n\t!-~]|(le|la|de|tion|ing|ment|ation|s) ?){0,60}") {
            let (whole, excerpt) = both(&text).unwrap();
            prop_assert_eq!(whole, excerpt);
        }
    }
}
