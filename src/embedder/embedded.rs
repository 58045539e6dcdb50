//! The model compiled into the program: a French and English static model in the `Model2Vec` layout, run by
//! `model2vec-rs`. A text is the weighted mean of the vectors of its word pieces, so it needs no runtime, no download
//! and no order of words, and a text of any length is read to its end. How the model was made is not told here.

use super::excerpt::{Weights, excerpt};
use super::{Embedder, Languages, ModelInfo};
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use crate::progress::{Phase, Progress};
use model2vec_rs::model::StaticModel;
use ndarray::Array1;
use rayon::prelude::*;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The name to ask for this model by.
pub(super) const NAME: &str = "filrouge-fr-en";

pub(super) const TOKENIZER: &[u8] = include_bytes!("model/tokenizer.json");
pub(super) const WEIGHTS: &[u8] = include_bytes!("model/model.safetensors");
pub(super) const CONFIG: &[u8] = include_bytes!("model/config.json");

/// Passages to one unit of parallel work.
const BLOCK: usize = 256;

/// The whole model, once it is loaded, which takes about 20 ms: a command that embeds nothing does not load it, and one that
/// embeds a single query makes do with an excerpt.
static MODEL: OnceLock<std::result::Result<StaticModel, String>> = OnceLock::new();
/// Whether a query was embedded already: where a second comes, more will, and the whole model pays.
static ASKED: AtomicBool = AtomicBool::new(false);

/// The whole model. A failure is kept as its message.
pub(super) fn whole() -> Result<&'static StaticModel> {
    let load = || StaticModel::from_bytes(TOKENIZER, WEIGHTS, CONFIG, Some(true)).map_err(|error| format!("{error:#}"));
    MODEL.get_or_init(load).as_ref().map_err(broken)
}

/// The name with the first of the digits that BLAKE3 makes of the three files. Written down, since to hash them takes longer
/// than to scan 100,000 rows; a test holds it against the files.
const ID: &str = "filrouge-fr-en/6489ae6a";

/// The compiled-in model.
pub(super) struct Embedded {
    dimension: usize,
}

impl Embedded {
    /// Reads the dimension from the head of the weights and leaves the rest for later.
    pub(super) fn new() -> Result<Self> {
        Ok(Self { dimension: Weights::read().map_err(|reason| broken(&reason))?.dimension })
    }

    /// Row-major values of shape `(texts.len(), dimension)`.
    fn encode(&self, model: &StaticModel, texts: &[&str]) -> Result<Vec<f32>> {
        if model.dim() != self.dimension {
            return Err(Error::Shape { what: "columns of the model", expected: self.dimension, received: model.dim() });
        }
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Ok(model.encode_flat_with_args(&texts, None))
    }
}

impl Embedder for Embedded {
    fn model_id(&self) -> &str {
        ID
    }

    fn dimension(&self) -> usize {
        self.dimension
    }

    fn embed_passages(&self, texts: &[&str], progress: &dyn Progress) -> Result<Embeddings> {
        progress.start(Phase::Embedding, Some(texts.len() as u64));
        let blocks = texts.par_chunks(BLOCK).map(|block| {
            let values = self.encode(whole()?, block)?;
            progress.advance(Phase::Embedding, block.len() as u64);
            Ok(values)
        });
        let blocks: Vec<Vec<f32>> = blocks.collect::<Result<_>>()?;
        progress.finish(Phase::Embedding);
        Embeddings::normalised(blocks.concat(), self.dimension)
    }

    fn embed_query(&self, text: &str) -> Result<Array1<f32>> {
        let first = MODEL.get().is_none() && !ASKED.swap(true, Ordering::Relaxed);
        let values = match first.then(|| excerpt(text)).flatten() {
            Some(model) => self.encode(&model.map_err(|reason| broken(&reason))?, &[text])?,
            None => self.encode(whole()?, &[text])?,
        };
        Ok(Embeddings::normalised(values, self.dimension)?.row(0).to_owned())
    }

    fn load_ahead(&self) {
        // where no thread can be had, the first text waits
        let _ = std::thread::Builder::new().spawn(|| whole().is_ok());
    }
}

/// What `models list` says of it.
pub(super) fn info() -> Option<ModelInfo> {
    let description = "Compiled into the program: static word pieces, needs nothing else".to_owned();
    let dimension = Embedded::new().ok()?.dimension;
    Some(ModelInfo { name: NAME.to_owned(), dimension, languages: Languages::FrenchEnglish, description })
}

fn broken(reason: &impl ToString) -> Error {
    Error::Model { model: NAME.to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    fn embed(texts: &[&str]) -> Embeddings {
        Embedded::new().unwrap().embed_passages(texts, &Silent).unwrap()
    }

    #[test]
    fn a_sentence_is_nearest_its_translation() {
        let rows = embed(&[
            "L'armée malienne a annoncé le départ des mercenaires russes.",
            "The Malian army announced the departure of the Russian mercenaries.",
            "Le chocolat noir se marie bien avec la framboise.",
            "Dark chocolate goes well with raspberries.",
        ]);
        let similarity = |left: usize, right: usize| rows.row(left).dot(&rows.row(right));
        for (sentence, translation, others) in [(0, 1, [2, 3]), (1, 0, [2, 3]), (2, 3, [0, 1]), (3, 2, [0, 1])] {
            for other in others {
                let (near, far) = (similarity(sentence, translation), similarity(sentence, other));
                assert!(near > far + 0.2, "{sentence}: {near} to its translation, {far} to {other}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_byte() {
        let texts: Vec<String> =
            (0..2_000).map(|number| format!("Le convoi {number} arrive à Gao le {number} mai.")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let with_threads = |count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
            pool.install(|| embed(&texts))
        };
        let one = with_threads(1);
        assert_eq!(one, with_threads(2));
        assert_eq!(one.row(1_999), Embedded::new().unwrap().embed_query(texts[1_999]).unwrap());
    }

    #[test]
    fn texts_without_a_known_token_are_zero() {
        let rows = embed(&["", " \n\t ", "\u{12000}\u{12001}", "\u{0}\u{fffd}", "paix"]);
        let zero: Vec<bool> = (0..rows.len()).map(|row| rows.is_zero(row)).collect();
        assert_eq!(zero, [true, true, true, true, false]);
    }

    #[test]
    fn a_text_is_read_to_its_end() {
        let long = "La récolte de mil a été bonne cette année. ".repeat(50_000);
        let rows = embed(&[&long, &format!("{long} paix paix"), &"é".repeat(1_000_000)]);
        assert_ne!(rows.row(0), rows.row(1));
    }

    #[test]
    fn the_id_is_the_name_with_a_fingerprint_of_the_files() {
        let mut hasher = blake3::Hasher::new();
        for file in [TOKENIZER, WEIGHTS, CONFIG] {
            hasher.update(file);
        }
        assert_eq!(ID, format!("{NAME}/{}", &hasher.finalize().to_hex()[..8]));
    }
}
