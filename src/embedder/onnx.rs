//! Runs ONNX models through fastembed: batches, prefixes, and which texts a model knows nothing of. Where a model's
//! files and settings come from is not told here.

use super::{Embedder, ModelOptions};
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use crate::progress::{Phase, Progress, Silent};
use fastembed::{
    InitOptionsUserDefined, OutputKey, Pooling, QuantizationMode, TextEmbedding, TokenizerFiles,
    UserDefinedEmbeddingModel,
};
use ndarray::Array1;
use ort::environment::Environment;
use rayon::prelude::*;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Texts to a batch, at most. Larger batches were measured to be no faster, and take more memory.
pub(super) const BATCH_TEXTS: usize = 8;
/// Tokens to a batch with its padding, at most, unless one text alone has more.
const BATCH_TOKENS: usize = 1_024;

/// A model's files, and all that decides what it makes of a text.
pub(super) struct Recipe {
    pub(super) id: String,
    /// What the user knows the model by, for messages.
    pub(super) shown: String,
    pub(super) onnx: Vec<u8>,
    /// Weights kept beside the graph, by the name that the graph gives them.
    pub(super) external: Vec<(String, Vec<u8>)>,
    pub(super) tokenizer: TokenizerFiles,
    /// Which output of the graph, where its name is not one of the usual.
    pub(super) output: Option<OutputKey>,
    pub(super) settings: Settings,
    pub(super) notes: Vec<String>,
}

/// How a model is run.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) pooling: Pooling,
    pub(super) quantization: QuantizationMode,
    pub(super) max_tokens: usize,
    pub(super) query_prefix: String,
    pub(super) passage_prefix: String,
}

/// A model run by fastembed.
pub(super) struct OnnxEmbedder {
    id: String,
    shown: String,
    dimension: usize,
    /// Whether each text must be run by itself.
    alone: bool,
    query_prefix: String,
    passage_prefix: String,
    /// What the tokenizer makes of what it does not know.
    unknown: Option<u32>,
    notes: Vec<String>,
    /// fastembed runs a model by exclusive reference; the cores work inside one batch.
    model: Mutex<TextEmbedding>,
}

impl OnnxEmbedder {
    /// Builds the model and tries it on a text, so that a broken one is found before anything else is done.
    pub(super) fn new(recipe: Recipe, environment: Environment, options: &ModelOptions) -> Result<Self> {
        let Recipe { id, shown, onnx, external, tokenizer, output, settings, notes } = recipe;
        let unknown = unknown_token(&tokenizer.tokenizer_config_file);
        let mut definition = UserDefinedEmbeddingModel::new(onnx, tokenizer)
            .with_pooling(settings.pooling)
            .with_quantization(settings.quantization);
        definition.output_key = output;
        for (name, weights) in external {
            definition = definition.with_external_initializer(name, weights);
        }
        let mut init = InitOptionsUserDefined::new().with_environment(environment).with_max_length(settings.max_tokens);
        init.intra_threads = options.threads;
        let model =
            TextEmbedding::try_new_from_user_defined(definition, init).map_err(|error| broken(&shown, &error))?;
        let unknown = unknown.and_then(|token| model.tokenizer.token_to_id(&token));
        let mut embedder = Self {
            id,
            shown,
            dimension: 0,
            alone: settings.quantization == QuantizationMode::Dynamic,
            query_prefix: settings.query_prefix,
            passage_prefix: settings.passage_prefix,
            unknown,
            notes,
            model: Mutex::new(model),
        };
        embedder.dimension = embedder.run(&["a".to_owned()])?.first().map_or(0, Vec::len);
        Ok(embedder)
    }

    fn model(&self) -> MutexGuard<'_, TextEmbedding> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One vector per text, all in one batch.
    fn run(&self, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        self.model().embed(texts, Some(texts.len())).map_err(|error| broken(&self.shown, &error))
    }

    /// How many tokens each text has, 0 where the model knows none of them.
    fn lengths(&self, texts: &[&str]) -> Result<Vec<usize>> {
        let model = self.model();
        let tokenizer = &model.tokenizer;
        let length = |text: &&str| {
            let encoding = tokenizer.encode_fast(*text, false).map_err(|error| broken(&self.shown, &*error))?;
            let known = encoding.get_ids().iter().any(|token| Some(*token) != self.unknown);
            Ok(if known { encoding.get_ids().len() } else { 0 })
        };
        texts.par_iter().map(length).collect()
    }

    /// Rows of `texts` with `prefix` before each, reported in texts.
    fn embed(&self, texts: &[&str], prefix: &str, progress: &dyn Progress) -> Result<Embeddings> {
        let lengths = self.lengths(texts)?;
        let mut values = vec![0.0; texts.len() * self.dimension];
        for batch in batches(&lengths, if self.alone { 1 } else { BATCH_TEXTS }) {
            let prefixed: Vec<String> = batch.iter().map(|text| format!("{prefix}{}", texts[*text])).collect();
            for (text, row) in batch.iter().zip(self.run(&prefixed)?) {
                if row.len() != self.dimension {
                    let what = "columns of the model";
                    return Err(Error::Shape { what, expected: self.dimension, received: row.len() });
                }
                values[text * self.dimension..][..self.dimension].copy_from_slice(&row);
            }
            progress.advance(Phase::Embedding, batch.len() as u64);
        }
        progress.advance(Phase::Embedding, lengths.iter().filter(|length| **length == 0).count() as u64);
        Embeddings::normalised(values, self.dimension)
    }
}

impl Embedder for OnnxEmbedder {
    fn model_id(&self) -> &str {
        &self.id
    }

    fn dimension(&self) -> usize {
        self.dimension
    }

    fn embed_passages(&self, texts: &[&str], progress: &dyn Progress) -> Result<Embeddings> {
        progress.start(Phase::Embedding, Some(texts.len() as u64));
        let rows = self.embed(texts, &self.passage_prefix, progress)?;
        progress.finish(Phase::Embedding);
        Ok(rows)
    }

    fn embed_query(&self, text: &str) -> Result<Array1<f32>> {
        Ok(self.embed(&[text], &self.query_prefix, &Silent)?.row(0).to_owned())
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// Groups texts of similar length, longest first, so that little is computed on padding; texts of length 0 are in no
/// batch. Depends on the lengths alone.
pub(super) fn batches(lengths: &[usize], most: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).filter(|text| lengths[*text] > 0).collect();
    order.sort_by_key(|text| (std::cmp::Reverse(lengths[*text]), *text));
    let mut batches = Vec::new();
    let mut rest = order.as_slice();
    while let Some(longest) = rest.first() {
        let room = (BATCH_TOKENS / lengths[*longest]).clamp(1, most).min(rest.len());
        let (batch, after) = rest.split_at(room);
        batches.push(batch.to_vec());
        rest = after;
    }
    batches
}

/// The token for what is unknown, as the tokenizer's configuration spells it: text, or an object with `content`.
fn unknown_token(tokenizer_config: &[u8]) -> Option<String> {
    let config: serde_json::Value = serde_json::from_slice(tokenizer_config).ok()?;
    let token = &config["unk_token"];
    token.as_str().or_else(|| token["content"].as_str()).map(str::to_owned)
}

pub(super) fn broken(model: &str, error: &dyn std::error::Error) -> Error {
    Error::Model { model: model.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_every_known_text_once() {
        let lengths: Vec<usize> = (0..1_000).map(|text| text * 7_919 % 600).collect();
        let batches = batches(&lengths, BATCH_TEXTS);
        let mut texts: Vec<usize> = batches.concat();
        assert!(batches.iter().all(|batch| batch.len() <= BATCH_TEXTS));
        assert!(batches.iter().all(|batch| batch.len() == 1 || batch.len() * lengths[batch[0]] <= BATCH_TOKENS));
        texts.sort_unstable();
        assert_eq!(texts, (0..1_000).filter(|text| lengths[*text] > 0).collect::<Vec<_>>());
    }

    #[test]
    fn a_text_longer_than_a_batch_is_alone() {
        assert_eq!(batches(&[5, BATCH_TOKENS + 1, 0], 32), [vec![1], vec![0]]);
        assert_eq!(batches(&[3, 9, 9], 1), [vec![1], vec![2], vec![0]]);
        assert!(batches(&[], 32).is_empty());
    }

    #[test]
    fn the_unknown_token_is_read_in_both_spellings() {
        assert_eq!(unknown_token(br#"{"unk_token":"[UNK]"}"#).as_deref(), Some("[UNK]"));
        assert_eq!(unknown_token(br#"{"unk_token":{"content":"<unk>"}}"#).as_deref(), Some("<unk>"));
        assert_eq!(unknown_token(b"{}"), None);
    }
}
