//! What the program needs, made from what the user typed: where the index is, which model, how progress is shown.

use crate::args::General;
use crate::bars::{Bars, Notices};
use crate::laps::Laps;
use crate::output::tell;
use crate::paint::visible;
use anyhow::Context as _;
use filrouge::analysis::{self, Settings};
use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions, Reranker};
use filrouge::error::Error;
use filrouge::progress::{Progress, Silent};
use filrouge::store::Store;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the index lies below a folder.
const INDEX: &str = ".filrouge/index.sqlite";

/// The general options, resolved.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) seed: Option<u64>,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    pub(crate) model: Option<String>,
    pub(crate) model_options: ModelOptions,
    index: Option<PathBuf>,
    here: PathBuf,
    progress: Arc<Laps>,
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
            here: std::env::current_dir().context("cannot tell the current folder")?,
            progress: Arc::new(Laps::new(match (bars, general.quiet) {
                (true, _) => Box::new(Bars::default()),
                (false, false) => Box::new(Notices),
                (false, true) => Box::new(Silent),
            })),
        })
    }

    pub(crate) fn progress(&self) -> &dyn Progress {
        self.progress.as_ref()
    }

    /// With `-v`: how long each phase took.
    pub(crate) fn say_laps(&self) {
        let told = self.progress.told();
        if self.verbose && !told.is_empty() {
            self.say(&told);
        }
    }

    /// The index file: the one given, else the nearest one upward, else a new one here.
    pub(crate) fn index_path(&self) -> PathBuf {
        let existing = || self.here.ancestors().map(|folder| folder.join(INDEX)).find(|path| path.is_file());
        let path = self.index.clone().or_else(existing).unwrap_or_else(|| INDEX.into());
        if std::env::current_dir().is_ok_and(|current| current == self.here) {
            return path.strip_prefix(&self.here).map_or_else(|_| path.clone(), Path::to_path_buf);
        }
        self.here.join(path)
    }

    /// Goes to the folder in which the last run was started, from which its paths are meant.
    pub(crate) fn enter(last: &Settings) -> anyhow::Result<()> {
        let Some(folder) = &last.folder else { return Ok(()) };
        std::env::set_current_dir(folder).map_err(Error::io("enter", folder))?;
        Ok(())
    }

    /// The index, for reading.
    pub(crate) fn open_index(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.index_path())?)
    }

    /// A model by its name or folder, by default the embedded one.
    pub(crate) fn open_model(&self, model: Option<&str>) -> anyhow::Result<Box<dyn Embedder>> {
        self.open(&model.map_or(ModelChoice::Embedded, ModelChoice::from))
    }

    /// The model that made the index; another one asked for is an error, since its vectors would not compare.
    pub(crate) fn open_model_of(&self, store: &Store) -> anyhow::Result<Box<dyn Embedder>> {
        let last = analysis::settings(store)?;
        let recorded = last.model.as_deref().map_or(ModelChoice::Embedded, ModelChoice::from);
        let embedder = match (&self.model, recorded) {
            (Some(asked), _) => self.open_model(Some(asked))?,
            (None, ModelChoice::Folder(model)) => {
                self.open(&ModelChoice::Folder(Path::new(&last.folder.unwrap_or_default()).join(model)))?
            }
            (None, recorded) => self.open(&recorded)?,
        };
        let found = analysis::model(store)?.id;
        if found != embedder.model_id() {
            let asked = embedder.model_id().to_owned();
            return Err(Error::ModelMismatch { path: store.path().into(), found, asked }.into());
        }
        Ok(embedder)
    }

    /// A cross-encoder by its name or folder.
    pub(crate) fn open_reranker(&self, model: &str) -> Result<Reranker, Error> {
        Reranker::open(&ModelChoice::from(model), &self.model_options, self.progress())
    }

    fn open(&self, choice: &ModelChoice) -> anyhow::Result<Box<dyn Embedder>> {
        let embedder = embedder::open(choice, &self.model_options, self.progress())?;
        for note in embedder.notes() {
            self.say(note);
        }
        Ok(embedder)
    }

    /// Tells the user something that is neither a result nor an error, on one line without styles.
    pub(crate) fn say(&self, message: &str) {
        if !self.quiet {
            tell(&visible(message));
        }
    }
}
