//! The cache and the hub: nothing is fetched twice, nothing offline, and no hub can make the program wait for ever.
//! None of these needs an ONNX Runtime.

use crate::support::{FILES, Hub, Manner, in_child};
use filrouge::embedder::{self, ModelOptions};
use filrouge::error::Error;
use filrouge::progress::{Phase, Progress, Silent};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const MODEL: &str = "all-MiniLM-L6-v2";

fn options(hub: &Hub, cache: &TempDir) -> ModelOptions {
    ModelOptions {
        cache_dir: Some(cache.path().to_owned()),
        hub_endpoint: Some(hub.endpoint.clone()),
        download_timeout: Duration::from_secs(20),
        ..ModelOptions::default()
    }
}

/// Counts what is announced and what is done.
#[derive(Default)]
struct Bytes {
    announced: AtomicU64,
    received: AtomicU64,
}

impl Progress for Bytes {
    fn start(&self, phase: Phase, total: Option<u64>) {
        assert_eq!(phase, Phase::Downloading);
        self.announced.fetch_add(total.unwrap(), Ordering::SeqCst);
    }

    fn advance(&self, _: Phase, steps: u64) {
        self.received.fetch_add(steps, Ordering::SeqCst);
    }

    fn finish(&self, _: Phase) {}
}

#[test]
fn a_model_is_fetched_once() {
    let (hub, cache, bytes) = (Hub::small(Manner::Well), tempfile::tempdir().unwrap(), Bytes::default());
    let options = options(&hub, &cache);
    assert!(!embedder::is_cached(MODEL, &options).unwrap());
    embedder::fetch(MODEL, &options, &bytes).unwrap();
    let size: usize = FILES.iter().map(|name| name.len() * 1_000).sum();
    assert_eq!(bytes.announced.load(Ordering::SeqCst), size as u64);
    assert_eq!(bytes.received.load(Ordering::SeqCst), size as u64);

    let connections = hub.connections();
    assert!(embedder::is_cached(MODEL, &options).unwrap());
    embedder::fetch(MODEL, &options, &Silent).unwrap();
    embedder::fetch(MODEL, &ModelOptions { offline: true, ..options }, &Silent).unwrap();
    assert_eq!(hub.connections(), connections);
}

#[test]
fn offline_opens_no_connection() {
    let (hub, cache) = (Hub::small(Manner::Well), tempfile::tempdir().unwrap());
    let options = ModelOptions { offline: true, ..options(&hub, &cache) };
    let error = embedder::fetch(MODEL, &options, &Silent).unwrap_err();
    assert!(matches!(&error, Error::Offline { model, .. } if model.ends_with(MODEL)), "{error:?}");
    assert_eq!(hub.connections(), 0);
    assert!(cache.path().read_dir().unwrap().next().is_none());
}

#[test]
fn a_silent_hub_is_given_up() {
    let (hub, cache) = (Hub::small(Manner::Silent), tempfile::tempdir().unwrap());
    let options = ModelOptions { download_timeout: Duration::from_millis(500), ..options(&hub, &cache) };
    let begun = Instant::now();
    let error = embedder::fetch(MODEL, &options, &Silent).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(
        matches!(&error, Error::Download { reason, .. } if reason.ends_with("sent nothing for `0.5` seconds")),
        "{error:?}"
    );
    assert_eq!(hub.connections(), 1);
}

#[test]
fn a_broken_download_is_told_and_taken_up_again() {
    let cache = tempfile::tempdir().unwrap();
    let broken = options(&Hub::small(Manner::Broken), &cache);
    let error = embedder::fetch(MODEL, &broken, &Silent).unwrap_err();
    assert!(matches!(error, Error::Download { .. }), "{error:?}");
    assert!(!embedder::is_cached(MODEL, &broken).unwrap());
    let well = options(&Hub::small(Manner::Well), &cache);
    embedder::fetch(MODEL, &well, &Silent).unwrap();
    assert!(embedder::is_cached(MODEL, &well).unwrap());
    let snapshot = cache.path().join("models--Qdrant--all-MiniLM-L6-v2-onnx/snapshots/0123");
    for name in FILES {
        assert_eq!(std::fs::read(snapshot.join(name)).unwrap(), name.repeat(1_000).into_bytes(), "{name}");
    }
}

#[test]
fn a_hub_that_refuses_is_told() {
    let (hub, cache) = (Hub::start([].into(), Manner::Well), tempfile::tempdir().unwrap());
    let error = embedder::fetch(MODEL, &options(&hub, &cache), &Silent).unwrap_err();
    assert!(matches!(&error, Error::Download { reason, .. } if reason.contains("404")), "{error:?}");
    let nowhere = ModelOptions { hub_endpoint: Some("http://127.0.0.1:9".to_owned()), ..options(&hub, &cache) };
    assert!(matches!(embedder::fetch(MODEL, &nowhere, &Silent), Err(Error::Download { .. })));
}

#[test]
fn the_cache_folder_is_ours_whatever_hf_home_says() {
    let (hub, ours, theirs) = (Hub::small(Manner::Well), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = |folder: &TempDir| folder.path().to_str().unwrap().to_owned();
    let (cache, home) = (text(&ours), text(&theirs));
    let set = [("FILROUGE_CACHE", cache.as_str()), ("HF_HOME", &home), ("HF_ENDPOINT", &hub.endpoint)];
    assert_eq!(in_child("fetch", &set, &[]), "fetched");
    assert!(ours.path().read_dir().unwrap().next().is_some());
    assert!(theirs.path().read_dir().unwrap().next().is_none());
}
