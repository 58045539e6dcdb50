//! The exported cross-encoder, and the scores that Python's `onnxruntime` gives with it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Two programs that sum in another order.
pub(crate) const CLOSE: f32 = 1e-4;

/// The folder that `export_minilm.py` wrote.
pub(crate) fn cross_encoder() -> PathBuf {
    let name = "FILROUGE_TEST_CROSS_ENCODER";
    PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("`{name}` is not set; see tests/onnx/README.md")))
}

/// Scores of a query with each passage.
pub(crate) fn scores_of_python(query: &str, passages: &[&str]) -> Vec<f32> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/onnx/score_pairs.py");
    let pairs: Vec<[&str; 2]> = passages.iter().map(|passage| [query, passage]).collect();
    let mut command = Command::new("python3");
    command.arg(script).arg(cross_encoder()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&pairs).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "score_pairs.py failed");
    serde_json::from_slice(&output.stdout).unwrap()
}
