//! What these tests share: the exported model, its reference vectors, a child process, and a small hub.

use filrouge::embedder::{self, ModelChoice, ModelOptions};
use filrouge::progress::Silent;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The repository on the hub of the model that the tests ask for by name.
pub(crate) const REPOSITORY: &str = "Qdrant/all-MiniLM-L6-v2-onnx";
/// The files that are fetched of it.
pub(crate) const FILES: [&str; 5] =
    ["tokenizer.json", "config.json", "special_tokens_map.json", "tokenizer_config.json", "model.onnx"];

/// The folder that `export_minilm.py` wrote.
pub(crate) fn minilm() -> PathBuf {
    variable("FILROUGE_TEST_MINILM")
}

pub(crate) fn variable(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("`{name}` is not set; see tests/onnx/README.md")))
}

/// The sentences of `reference.json` and their vectors.
pub(crate) fn reference() -> (Vec<String>, Vec<Vec<f32>>) {
    let reference: Value = serde_json::from_str(include_str!("reference.json")).unwrap();
    let rows = reference["rows"].as_array().unwrap();
    let text = |row: &Value| row["text"].as_str().unwrap().to_owned();
    let vector =
        |row: &Value| row["vector"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect();
    (rows.iter().map(text).collect(), rows.iter().map(vector).collect())
}

/// The largest difference between two vectors, value by value.
pub(crate) fn difference<'a>(left: impl IntoIterator<Item = &'a f32>, right: impl IntoIterator<Item = &'a f32>) -> f32 {
    left.into_iter().zip(right).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max)
}

/// What a child process does: one process loads one ONNX Runtime, and its environment cannot be changed from inside.
pub(crate) const CHILD: &str = "FILROUGE_TEST_CHILD";

/// Runs this program again with `job` (see [`child`]) in another environment, and returns what it found.
pub(crate) fn in_child(job: &str, set: &[(&str, &str)], unset: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["support::child", "--exact"])
        .env(CHILD, format!("{job}={}", answer.display()))
        .envs(set.iter().copied());
    for name in unset {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read_to_string(answer).unwrap()
}

/// Not a test by itself: the child's side of [`in_child`].
#[test]
fn child() {
    let Ok(job) = std::env::var(CHILD) else { return };
    let (job, answer) = job.split_once('=').unwrap();
    let found = match job {
        "runtime" => embedder::runtime().map(|found| format!("{} {}", found.version, found.path.display())),
        "open" => {
            let options = ModelOptions { offline: true, ..ModelOptions::default() };
            embedder::open(&ModelChoice::Folder(minilm()), &options, &Silent).map(|model| model.model_id().to_owned())
        }
        "fetch" => {
            embedder::fetch("all-MiniLM-L6-v2", &ModelOptions::default(), &Silent).map(|()| "fetched".to_owned())
        }
        other => panic!("no such job: {other}"),
    };
    std::fs::write(answer, found.unwrap_or_else(|error| format!("{error:?}\n{error}"))).unwrap();
}

/// How a [`Hub`] answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As the public one.
    Well,
    /// Accepts connections and says nothing.
    Silent,
    /// Breaks off in the middle of every file.
    Broken,
}

/// A model hub on this machine, as far as the client needs one.
pub(crate) struct Hub {
    pub(crate) endpoint: String,
    connections: Arc<AtomicUsize>,
}

impl Hub {
    /// Serves `files` as [`REPOSITORY`]; anything else is not found.
    pub(crate) fn start(files: HashMap<String, Vec<u8>>, manner: Manner) -> Self {
        Self::of(REPOSITORY, files, manner)
    }

    /// Serves `files` as a repository; anything else is not found.
    pub(crate) fn of(repository: &'static str, files: HashMap<String, Vec<u8>>, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                if manner == Manner::Silent {
                    kept.push(stream);
                } else {
                    // The client may go away at any time.
                    let _ = answer(stream, repository, &files, manner);
                }
            }
        });
        Self { endpoint, connections }
    }

    /// With five small files.
    pub(crate) fn small(manner: Manner) -> Self {
        let files = FILES.iter().map(|name| ((*name).to_owned(), name.repeat(1_000).into_bytes()));
        Self::start(files.collect(), manner)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn answer(
    mut stream: TcpStream,
    repository: &str,
    files: &HashMap<String, Vec<u8>>,
    manner: Manner,
) -> std::io::Result<()> {
    let request: Vec<String> =
        BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let path = request.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let name = path.strip_prefix(&format!("/{repository}/resolve/main/")).unwrap_or_default();
    let Some(content) = files.get(name) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let range = request
        .iter()
        .find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned))
        .unwrap_or_default();
    let (start, end) = range.split_once('-').unwrap_or_default();
    let start: usize = start.parse().unwrap_or(0);
    let end = end.parse().map_or(content.len(), |end: usize| end + 1).min(content.len());
    let (length, size) = (end - start, content.len());
    write!(stream, "HTTP/1.1 206 Partial Content\r\nETag: \"{name}-{size}\"\r\nX-Repo-Commit: 0123\r\n")?;
    write!(stream, "Content-Range: bytes {start}-{}/{size}\r\n", end - 1)?;
    write!(stream, "Content-Length: {length}\r\nConnection: close\r\n\r\n")?;
    let sent = if manner == Manner::Broken && length > 1 { length / 2 } else { length };
    stream.write_all(&content[start..start + sent])
}
