//! The cache of downloaded models and the hub that fills it. The layout is the hub's own (`models--…/snapshots/…`).
//! Uses the hub's client rather than fastembed's wrapper around it: that one lets `HF_HOME` move the cache and waits
//! for ever for a hub that accepts a connection and says nothing.

use super::ModelOptions;
use crate::error::{Error, Result};
use crate::progress::{Phase, Progress};
use etcetera::BaseStrategy;
use hf_hub::api::sync::ApiBuilder;
use hf_hub::{Cache, Repo};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};

const PUBLIC_HUB: &str = "https://huggingface.co";

/// The folder of downloaded models: the option, `FILROUGE_CACHE`, or `filrouge/models` in the user's cache folder.
pub(super) fn cache_folder(options: &ModelOptions) -> Result<PathBuf> {
    let asked = options.cache_dir.clone().or_else(|| variable("FILROUGE_CACHE").map(PathBuf::from));
    let folder = match asked {
        Some(folder) => folder,
        None => etcetera::choose_base_strategy().map(|strategy| strategy.cache_dir().join("filrouge/models")).map_err(
            |_| Error::Parameter {
                name: "FILROUGE_CACHE",
                value: String::new(),
                rule: "must name a folder where there is no home",
            },
        )?,
    };
    std::path::absolute(&folder).map_err(Error::io("find", folder))
}

/// Where each of `files` of a repository lies in the cache, if all do.
pub(super) fn cached(cache: &Path, repository: &str, files: &[String]) -> Option<Vec<PathBuf>> {
    let repository = Cache::new(cache.to_owned()).model(repository.to_owned());
    files.iter().map(|file| repository.get(file)).collect()
}

/// Where each of `files` of a repository lies, downloaded if need be. `model` is how the user knows it.
pub(super) fn files(
    model: &str,
    repository: &str,
    files: &[String],
    options: &ModelOptions,
    progress: &dyn Progress,
) -> Result<Vec<PathBuf>> {
    let cache = cache_folder(options)?;
    if let Some(paths) = cached(&cache, repository, files) {
        return Ok(paths);
    }
    if options.offline {
        return Err(Error::Offline { model: model.to_owned(), cache });
    }
    std::fs::create_dir_all(&cache).map_err(Error::io("create", &cache))?;
    download(repository, files, cache, options, progress)
        .map_err(|reason| Error::Download { model: model.to_owned(), reason })
}

/// What the downloading thread has to say.
enum Event {
    Begins { bytes: u64 },
    Received { bytes: u64 },
    Ends,
    Done(std::result::Result<Vec<PathBuf>, String>),
}

/// Downloads in a thread of its own, because the hub's client has no time-out: when nothing comes for too long, the
/// thread is left to itself.
fn download(
    repository: &str,
    files: &[String],
    cache: PathBuf,
    options: &ModelOptions,
    progress: &dyn Progress,
) -> std::result::Result<Vec<PathBuf>, String> {
    let endpoint = options.hub_endpoint.clone().or_else(|| variable("HF_ENDPOINT"));
    let endpoint = endpoint.unwrap_or_else(|| PUBLIC_HUB.to_owned()).trim_end_matches('/').to_owned();
    let (sender, receiver) = mpsc::channel();
    let job = (endpoint.clone(), repository.to_owned(), files.to_vec());
    let work = move || {
        let (endpoint, repository, files) = job;
        let paths = fetch_all(endpoint, repository, &files, cache, &sender);
        // Nobody listens any more once the download was given up.
        let _ = sender.send(Event::Done(paths));
    };
    std::thread::Builder::new().name("download".to_owned()).spawn(work).map_err(|error| error.to_string())?;
    loop {
        match receiver.recv_timeout(options.download_timeout) {
            Ok(Event::Begins { bytes }) => progress.start(Phase::Downloading, Some(bytes)),
            Ok(Event::Received { bytes }) => progress.advance(Phase::Downloading, bytes),
            Ok(Event::Ends) => progress.finish(Phase::Downloading),
            Ok(Event::Done(paths)) => return paths,
            Err(RecvTimeoutError::Timeout) => {
                let seconds = options.download_timeout.as_secs_f32();
                return Err(format!("`{endpoint}` sent nothing for `{seconds}` seconds"));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!("what `{endpoint}` sent is not what a hub sends"));
            }
        }
    }
}

fn fetch_all(
    endpoint: String,
    repository: String,
    files: &[String],
    cache: PathBuf,
    sender: &Sender<Event>,
) -> std::result::Result<Vec<PathBuf>, String> {
    let cache = Cache::new(cache);
    let repository = Repo::model(repository);
    let api = ApiBuilder::from_cache(cache.clone())
        .with_endpoint(endpoint)
        .with_token(variable("HF_TOKEN"))
        .with_progress(false)
        .build()
        .map_err(|error| error.to_string())?
        .repo(repository.clone());
    let fetch = |file: &String| {
        let reporter = Reporter { sender: sender.clone(), begun: false };
        let there = cache.repo(repository.clone()).get(file);
        there.map_or_else(
            || api.download_with_progress(file, reporter).map_err(|error| format!("`{file}`: {error}")),
            Ok,
        )
    };
    files.iter().map(fetch).collect()
}

/// Carries one file's progress out of the thread.
struct Reporter {
    sender: Sender<Event>,
    begun: bool,
}

impl hf_hub::api::Progress for Reporter {
    fn init(&mut self, size: usize, _: &str) {
        // The client says it twice.
        if !self.begun {
            self.begun = true;
            let _ = self.sender.send(Event::Begins { bytes: size as u64 });
        }
    }

    fn update(&mut self, size: usize) {
        let _ = self.sender.send(Event::Received { bytes: size as u64 });
    }

    fn finish(&mut self) {
        let _ = self.sender.send(Event::Ends);
    }
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
