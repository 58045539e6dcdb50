//! Texts to unit vectors: how a model is chosen, found and run. Everything that knows fastembed, ONNX Runtime, the
//! model hub or the compiled-in model lies below; nothing here knows what the vectors are for.
//!
//! ```
//! use filrouge::embedder::{self, ModelChoice, ModelOptions};
//! use filrouge::progress::Silent;
//!
//! let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
//! let rows = embedder.embed_passages(&["La rivière a débordé.", "The river flooded."], &Silent)?;
//! assert_eq!(rows.dimension(), embedder.dimension());
//! # Ok::<(), filrouge::error::Error>(())
//! ```

mod choice;
mod embedded;
mod excerpt;
mod folder;
mod hub;
mod named;
mod onnx;
mod rerank;
mod runtime;
mod table;

pub use choice::ModelChoice;
pub use rerank::{Reranker, is_reranker, rerankers};
pub use runtime::{RuntimeInfo, runtime};
pub use table::Languages;

use crate::embeddings::Embeddings;
use crate::error::Result;
use crate::progress::Progress;
use ndarray::Array1;
use std::path::PathBuf;
use std::time::Duration;

/// A model that turns texts into vectors. Rows are of unit norm, or all zero for a text of which the model knows no
/// token. The same texts give the same bytes, whatever the number of threads.
///
/// One call uses all cores by itself. Calls at the same time wait for each other, so make none from tasks of a rayon
/// pool: a task that waits there can hold up the one it waits for.
pub trait Embedder: Send + Sync {
    /// Names the model and, where its weights could differ under one name, a fingerprint of them. Vectors of two
    /// models with the same id are comparable; an index is made with one.
    fn model_id(&self) -> &str;

    /// How many columns a row has.
    fn dimension(&self) -> usize;

    /// Embeds passages, shape `(texts.len(), dimension)`, reporting [`crate::progress::Phase::Embedding`] in texts.
    fn embed_passages(&self, texts: &[&str], progress: &dyn Progress) -> Result<Embeddings>;

    /// Embeds one text that is compared with passages, shape `(dimension,)`. Some models treat it differently.
    fn embed_query(&self, text: &str) -> Result<Array1<f32>>;

    /// Says that many texts will come: a model that is not loaded yet may begin to, while the caller does something else.
    fn load_ahead(&self) {}

    /// What had to be assumed about the model because its files do not say, one sentence each, to be told to the
    /// user.
    fn notes(&self) -> &[String] {
        &[]
    }
}

/// How models are found and run.
#[derive(Clone, Debug)]
pub struct ModelOptions {
    /// Never open a network connection; a model that is not in the cache is an error.
    pub offline: bool,
    /// Where downloaded models are kept. By default `FILROUGE_CACHE`, else `filrouge/models` in the user's cache
    /// folder. `HF_HOME` has no say.
    pub cache_dir: Option<PathBuf>,
    /// How long the hub may send nothing before the download is given up.
    pub download_timeout: Duration,
    /// Another address of the hub. By default `HF_ENDPOINT`, else the public one.
    pub hub_endpoint: Option<String>,
    /// Threads for ONNX models, by default one per core. The compiled-in model uses the current rayon pool.
    pub threads: Option<usize>,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self {
            offline: false,
            cache_dir: None,
            download_timeout: Duration::from_mins(1),
            hub_endpoint: None,
            threads: None,
        }
    }
}

/// What is known of a model before it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelInfo {
    /// The name to ask for it by; stable over versions.
    pub name: String,
    /// How many columns its rows have.
    pub dimension: usize,
    /// The languages that it was trained for.
    pub languages: Languages,
    /// One line about it.
    pub description: String,
}

/// Opens a model. The compiled-in one is loaded when the first text comes; any other is checked with a trial text here, after an
/// ONNX Runtime was found and before anything else is done.
///
/// # Errors
/// [`UnknownModel`](crate::error::Error::UnknownModel), [`Model`](crate::error::Error::Model) for missing or broken
/// files, [`RuntimeMissing`](crate::error::Error::RuntimeMissing),
/// [`RuntimeUnusable`](crate::error::Error::RuntimeUnusable), and those of [`fetch`].
pub fn open(choice: &ModelChoice, options: &ModelOptions, progress: &dyn Progress) -> Result<Box<dyn Embedder>> {
    match choice {
        ModelChoice::Embedded => Ok(Box::new(embedded::Embedded::new()?)),
        ModelChoice::Named(name) => {
            let model = named::find(name)?;
            let environment = runtime::environment()?;
            let recipe = named::recipe(&model, options, progress)?;
            Ok(Box::new(onnx::OnnxEmbedder::new(recipe, environment, options)?))
        }
        ModelChoice::Folder(folder) => {
            let recipe = folder::recipe(folder)?;
            Ok(Box::new(onnx::OnnxEmbedder::new(recipe, runtime::environment()?, options)?))
        }
    }
}

/// All models that have a name, the compiled-in one first.
#[must_use]
pub fn list() -> Vec<ModelInfo> {
    let embedded = embedded::info();
    embedded.into_iter().chain(table::models().map(|model| model.info())).collect()
}

/// The languages of the model with this [id](Embedder::model_id); `None` for one that is not in [`list`].
#[must_use]
pub fn languages(model_id: &str) -> Option<Languages> {
    if model_id.starts_with(embedded::NAME) {
        return Some(Languages::FrenchEnglish);
    }
    table::models().find(|model| model.name == model_id).map(|model| model.info().languages)
}

/// The name of the model to use for languages that others do not know: of those that know most, the quickest.
#[must_use]
pub fn most_languages() -> String {
    let multilingual = |model: &table::Model| model.info().languages == Languages::Multilingual;
    table::models().find(multilingual).map(|model| model.name).unwrap_or_default()
}

/// Puts the files of a named model, or of a cross-encoder, into the cache, unless they are there. Needs no ONNX Runtime.
///
/// # Errors
/// [`UnknownModel`](crate::error::Error::UnknownModel), [`Offline`](crate::error::Error::Offline) or
/// [`Download`](crate::error::Error::Download), the latter also when the hub falls silent.
pub fn fetch(name: &str, options: &ModelOptions, progress: &dyn Progress) -> Result<()> {
    if let Some(model) = rerank::find(name) {
        rerank::files(&model, options, progress)?;
    } else if ModelChoice::from(name) != ModelChoice::Embedded {
        named::files(&named::find(name)?, options, progress)?;
    }
    Ok(())
}

/// Whether a named model, or a cross-encoder, can be opened without a download.
pub fn is_cached(name: &str, options: &ModelOptions) -> Result<bool> {
    if ModelChoice::from(name) == ModelChoice::Embedded {
        return Ok(true);
    }
    if let Some(model) = rerank::find(name) {
        return rerank::is_cached(&model, options);
    }
    named::is_cached(&named::find(name)?, options)
}
