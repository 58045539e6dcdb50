//! What the program needs, made from what the user typed: where the index is, which model, how progress is shown.

use crate::args::General;
use crate::bars::Bars;
use anyhow::Context as _;
use filrouge::analysis;
use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions};
use filrouge::error::Error;
use filrouge::progress::{Progress, Silent};
use filrouge::store::Store;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Where the index lies below a folder.
const INDEX: &str = ".filrouge/index.sqlite";

/// The general options, resolved.
pub(crate) struct Context {
    pub(crate) seed: u64,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    pub(crate) model: Option<String>,
    pub(crate) model_options: ModelOptions,
    index: Option<PathBuf>,
    progress: Box<dyn Progress>,
}

impl Context {
    pub(crate) fn new(general: &General) -> anyhow::Result<Self> {
        if let Some(threads) = general.threads {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads.into())
                .build_global()
                .context("cannot start threads")?;
        }
        let bars = std::io::stderr().is_terminal() && !general.quiet && !general.no_progress;
        Ok(Self {
            seed: general.seed,
            quiet: general.quiet,
            verbose: general.verbose,
            model: general.model.clone(),
            model_options: ModelOptions {
                offline: general.offline,
                threads: general.threads.map(usize::from),
                ..ModelOptions::default()
            },
            index: general.index.clone(),
            progress: if bars { Box::new(Bars::default()) } else { Box::new(Silent) },
        })
    }

    pub(crate) fn progress(&self) -> &dyn Progress {
        self.progress.as_ref()
    }

    /// The index file: the one given, else the nearest one upward, else a new one here.
    pub(crate) fn index_path(&self) -> anyhow::Result<PathBuf> {
        if let Some(index) = &self.index {
            return Ok(index.clone());
        }
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let existing = here.ancestors().map(|folder| folder.join(INDEX)).find(|path| path.is_file());
        let path = existing.unwrap_or_else(|| here.join(INDEX));
        Ok(path.strip_prefix(&here).map_or_else(|_| path.clone(), Path::to_path_buf))
    }

    /// The index, for reading.
    pub(crate) fn open_index(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.index_path()?)?)
    }

    /// The model asked for, else the embedded one.
    pub(crate) fn open_model(&self) -> anyhow::Result<Box<dyn Embedder>> {
        self.open(self.model.as_deref())
    }

    /// The model that made the index; another one asked for is an error, since its vectors would not compare.
    pub(crate) fn open_model_of(&self, store: &Store) -> anyhow::Result<Box<dyn Embedder>> {
        let recorded = analysis::settings(store)?.model;
        let embedder = self.open(self.model.as_deref().or(recorded.as_deref()))?;
        let found = analysis::model(store)?.id;
        if found != embedder.model_id() {
            let asked = embedder.model_id().to_owned();
            return Err(Error::ModelMismatch { path: store.path().into(), found, asked }.into());
        }
        Ok(embedder)
    }

    fn open(&self, model: Option<&str>) -> anyhow::Result<Box<dyn Embedder>> {
        let choice = model.map_or(ModelChoice::Embedded, ModelChoice::from);
        let embedder = embedder::open(&choice, &self.model_options, self.progress())?;
        for note in embedder.notes() {
            self.say(note);
        }
        Ok(embedder)
    }

    /// Tells the user something that is neither a result nor an error.
    pub(crate) fn say(&self, message: &str) {
        if !self.quiet {
            anstream::eprintln!("{message}");
        }
    }
}
