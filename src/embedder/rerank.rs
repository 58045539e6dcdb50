//! Cross-encoders, which read a query and a passage together and say how well the one answers to the other: where their
//! files come from, and how fastembed is made to run them.

use super::named::{self, MAX_TOKENS, TOKENIZER_FILES};
use super::onnx::{BATCH_TEXTS, batches, broken};
use super::{ModelChoice, ModelOptions, embedded, folder, hub, runtime};
use crate::error::{Error, Result};
use crate::progress::Progress;
use fastembed::{
    OnnxSource, RerankInitOptionsUserDefined, RerankerModelInfo, TextRerank, TokenizerFiles, UserDefinedRerankingModel,
};
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The output that fastembed reads the scores from.
const SCORES: &str = "logits";

/// A cross-encoder's files, and what decides how they are run. The graph stays a file, for the weights beside it.
pub(super) struct CrossEncoder {
    /// What the user knows it by, for messages.
    pub(super) shown: String,
    pub(super) graph: PathBuf,
    pub(super) tokenizer: TokenizerFiles,
    pub(super) max_tokens: usize,
    /// Whether each pair must be run by itself.
    pub(super) alone: bool,
}

/// A cross-encoder (Nogueira and Cho, 2019), run by fastembed. Slower than comparing vectors by far, so meant for the
/// first few of a ranking. The same pairs get the same scores, whatever the number of threads.
///
/// ```no_run
/// use filrouge::embedder::{ModelChoice, ModelOptions, Reranker};
/// use filrouge::progress::Silent;
///
/// let choice = ModelChoice::from("BAAI/bge-reranker-base");
/// let reranker = Reranker::open(&choice, &ModelOptions::default(), &Silent)?;
/// let scores = reranker.scores("Which river flooded?", &["The Niger burst its banks.", "Bread costs more."])?;
/// assert!(scores[0] > scores[1]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub struct Reranker {
    shown: String,
    alone: bool,
    /// fastembed runs a model by exclusive reference; the cores work inside one batch.
    model: Mutex<TextRerank>,
}

impl std::fmt::Debug for Reranker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reranker").field("model", &self.shown).finish_non_exhaustive()
    }
}

impl Reranker {
    /// Opens a cross-encoder by its name, downloading it if need be, or in a folder with `model.onnx` and the files of its
    /// tokenizer, and tries it on a pair.
    ///
    /// # Errors
    /// [`Error::UnknownReranker`], and those of [`open`](super::open).
    pub fn open(choice: &ModelChoice, options: &ModelOptions, progress: &dyn Progress) -> Result<Self> {
        let (files, environment) = match choice {
            ModelChoice::Embedded => return Err(unknown(embedded::NAME)),
            ModelChoice::Named(name) => {
                let model = find(name).ok_or_else(|| unknown(name))?;
                let environment = runtime::environment()?;
                (of_hub(&model, options, progress)?, environment)
            }
            ModelChoice::Folder(path) => (folder::cross_encoder(path)?, runtime::environment()?),
        };
        check_scores(&files, &environment)?;
        let CrossEncoder { shown, graph, tokenizer, max_tokens, alone } = files;
        let mut init = RerankInitOptionsUserDefined::new().with_environment(environment).with_max_length(max_tokens);
        init.intra_threads = options.threads;
        let definition = UserDefinedRerankingModel::new(OnnxSource::File(graph), tokenizer);
        let model = TextRerank::try_new_from_user_defined(definition, init).map_err(|error| broken(&shown, &error))?;
        let reranker = Self { shown, alone, model: Mutex::new(model) };
        reranker.scores("a", &["a"])?;
        Ok(reranker)
    }

    fn model(&self) -> MutexGuard<'_, TextRerank> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How well each passage answers to the query, shape `(passages.len(),)`: logits, the higher the better, which mean
    /// something only beside each other. What is too long for the model is cut.
    ///
    /// # Errors
    /// [`Error::Model`] when the model cannot be run, or gives something that is no number.
    pub fn scores(&self, query: &str, passages: &[&str]) -> Result<Vec<f32>> {
        let lengths = self.lengths(query, passages)?;
        let mut scores = vec![0.0; passages.len()];
        for batch in batches(&lengths, if self.alone { 1 } else { BATCH_TEXTS }) {
            let texts: Vec<&str> = batch.iter().map(|passage| passages[*passage]).collect();
            let found = self.model().rerank(query, &texts, false, Some(texts.len()));
            for found in found.map_err(|error| broken(&self.shown, &error))? {
                scores[batch[found.index]] = found.score;
            }
        }
        if scores.iter().all(|score| score.is_finite()) {
            return Ok(scores);
        }
        Err(refuse(&self.shown, "it gives scores that are not finite numbers"))
    }

    /// How many tokens each pair has.
    fn lengths(&self, query: &str, passages: &[&str]) -> Result<Vec<usize>> {
        let model = self.model();
        let length = |passage: &&str| {
            let encoding = model.tokenizer.encode_fast((query, *passage), true);
            // a pair of which nothing is known has a score all the same
            Ok(encoding.map_err(|error| broken(&self.shown, &*error))?.get_ids().len().max(1))
        };
        passages.iter().map(length).collect()
    }
}

/// The names of the cross-encoders that can be downloaded.
#[must_use]
pub fn rerankers() -> Vec<String> {
    TextRerank::list_supported_models().into_iter().map(|model| model.model_code).collect()
}

/// Whether a cross-encoder that can be downloaded has this name.
#[must_use]
pub fn is_reranker(name: &str) -> bool {
    find(name).is_some()
}

/// The cross-encoder of this name, with or without whose it is.
pub(super) fn find(name: &str) -> Option<RerankerModelInfo> {
    let is_it = |model: &RerankerModelInfo| {
        let short = model.model_code.rsplit('/').next().unwrap_or_default();
        [model.model_code.as_str(), short].iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    TextRerank::list_supported_models().into_iter().find(is_it)
}

fn unknown(name: &str) -> Error {
    if Path::new(name).is_dir() {
        return refuse(name, format!("no cross-encoder has this name; the folder of that name is `./{name}`"));
    }
    Error::UnknownReranker { name: name.to_owned(), known: rerankers() }
}

fn refuse(shown: &str, reason: impl Into<String>) -> Error {
    Error::Model { model: shown.to_owned(), reason: reason.into() }
}

fn file_names(model: &RerankerModelInfo) -> Vec<String> {
    let tokenizer = TOKENIZER_FILES.iter().map(|file| (*file).to_owned());
    tokenizer.chain([model.model_file.clone()]).chain(model.additional_files.clone()).collect()
}

/// Where its files lie, after a download if need be: the tokenizer's four, the graph, and weights beside it.
pub(super) fn files(
    model: &RerankerModelInfo,
    options: &ModelOptions,
    progress: &dyn Progress,
) -> Result<Vec<PathBuf>> {
    hub::files(&model.model_code, &model.model_code, &file_names(model), options, progress)
}

/// Whether all of them are in the cache.
pub(super) fn is_cached(model: &RerankerModelInfo, options: &ModelOptions) -> Result<bool> {
    Ok(hub::cached(&hub::cache_folder(options)?, &model.model_code, &file_names(model)).is_some())
}

fn of_hub(model: &RerankerModelInfo, options: &ModelOptions, progress: &dyn Progress) -> Result<CrossEncoder> {
    let paths = files(model, options, progress)?;
    let shown = model.model_code.clone();
    let [tokenizer, config, special_tokens, tokenizer_config, graph, ..] = paths.as_slice() else {
        return Err(refuse(&shown, "it has no graph"));
    };
    let tokenizer = named::read_tokenizer([tokenizer, config, special_tokens, tokenizer_config])?;
    Ok(CrossEncoder { shown, graph: graph.clone(), tokenizer, max_tokens: MAX_TOKENS, alone: false })
}

/// Refuses a graph that gives anything but one score for each pair: fastembed would take the first number of several, and
/// panic where there is no row for each.
fn check_scores(files: &CrossEncoder, environment: &Environment) -> Result<()> {
    let broken = |error: &dyn std::error::Error| broken(&files.shown, error);
    let mut builder = Session::builder(environment)
        .map_err(|error| broken(&error))?
        .with_optimization_level(GraphOptimizationLevel::Disable)
        .map_err(|error| broken(&error))?;
    let session = builder.commit_from_file(&files.graph).map_err(|error| broken(&error))?;
    let output = session.outputs().iter().find(|output| output.name() == SCORES);
    let Some(shape) = output.and_then(|output| output.dtype().tensor_shape()) else {
        let names: Vec<&str> = session.outputs().iter().map(ort::value::Outlet::name).collect();
        let reason =
            format!("its graph has no output `{SCORES}`, so it is no cross-encoder; it has `{}`", names.join("`, `"));
        return Err(refuse(&files.shown, reason));
    };
    if is_one_score(shape, &files.tokenizer.config_file) {
        return Ok(());
    }
    let reason = format!(
        "its `{SCORES}` have the shape `{:?}`, not one score for each pair, so it is no cross-encoder",
        &shape[..]
    );
    Err(refuse(&files.shown, reason))
}

/// Whether an output of this shape, in which a size left open is below 0, is one number for each pair. Where it leaves the
/// labels open, the configuration may tell how many there are.
fn is_one_score(shape: &[i64], config: &[u8]) -> bool {
    match *shape {
        [_, labels] if labels < 0 => labels_of(config).is_none_or(|labels| labels == 1),
        [_, labels] => labels == 1,
        _ => false,
    }
}

/// How many labels a model's configuration names, where it does.
fn labels_of(config: &[u8]) -> Option<usize> {
    let config: serde_json::Value = serde_json::from_slice(config).ok()?;
    Some(config["id2label"].as_object()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cross_encoder_has_a_long_and_a_short_name() {
        for name in ["BAAI/bge-reranker-base", "bge-reranker-BASE"] {
            assert_eq!(find(name).unwrap().model_code, "BAAI/bge-reranker-base");
        }
        assert!(find("BAAI/bge-m3").is_none() && find("").is_none());
        assert!(rerankers().iter().all(|name| find(name).unwrap().model_code == *name));
    }

    #[test]
    fn what_is_no_cross_encoder_is_answered_with_those_known() {
        for choice in [ModelChoice::Embedded, ModelChoice::from("BAAI/bge-m3")] {
            let error = Reranker::open(&choice, &ModelOptions::default(), &crate::progress::Silent).unwrap_err();
            assert!(rerankers().iter().all(|name| error.to_string().contains(name)), "{error}");
        }
        let error = unknown("src").to_string();
        assert!(error.ends_with("the folder of that name is `./src`"), "{error}");
    }

    #[test]
    fn one_score_for_each_pair_is_told_from_classes_and_tokens() {
        let classes = br#"{"id2label":{"0":"yes","1":"no"}}"#;
        let one = br#"{"id2label":{"0":"LABEL_0"}}"#;
        assert!(is_one_score(&[-1, 1], b"{}") && is_one_score(&[-1, -1], b"{}") && is_one_score(&[-1, -1], one));
        assert!(!is_one_score(&[-1, 3], b"{}") && !is_one_score(&[-1, -1], classes));
        assert!(!is_one_score(&[-1, -1, 1], one) && !is_one_score(&[-1], one) && !is_one_score(&[], one));
    }
}
