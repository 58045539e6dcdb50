//! What goes wrong with a runtime or a model's files ends in an error that says what, never in a panic.

use crate::support::{in_child, minilm, variable};
use filrouge::embedder::{self, ModelChoice, ModelOptions};
use filrouge::error::Error;
use filrouge::progress::Silent;
use std::path::Path;
use tempfile::TempDir;

/// The variables by which a runtime may be found.
const LIBRARIES: [&str; 3] = ["ORT_DYLIB_PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

#[test]
fn a_variable_that_points_nowhere_is_told() {
    let found = in_child("runtime", &[("ORT_DYLIB_PATH", "/nowhere/libonnxruntime.so")], &[]);
    assert!(found.starts_with("RuntimeUnusable"), "{found}");
    assert!(found.contains("the ONNX Runtime at `/nowhere/libonnxruntime.so` cannot be used: "), "{found}");
}

#[test]
#[ignore = "needs a system without ONNX Runtime in its library folders; .ci/run is one"]
fn no_library_is_told_with_all_that_was_tried() {
    let empty = tempfile::tempdir().unwrap();
    let found = in_child("runtime", &[("PATH", empty.path().to_str().unwrap())], &LIBRARIES);
    assert!(found.starts_with("RuntimeMissing"), "{found}");
    let places = ["`ORT_DYLIB_PATH` (not set)", "the program's folder", "system's library folders", "no `python3`"];
    assert!(places.iter().all(|place| found.contains(place)), "{found}");
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn an_old_library_is_refused_before_it_is_used() {
    let old = variable("FILROUGE_TEST_OLD_ORT");
    for job in ["runtime", "open"] {
        let found = in_child(job, &[("ORT_DYLIB_PATH", old.to_str().unwrap())], &[]);
        assert!(found.starts_with("RuntimeUnusable"), "{found}");
        assert!(found.contains("its version is `1.23"), "{found}");
        assert!(found.contains("`1.24` or newer is needed"), "{found}");
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn an_old_library_is_passed_over_for_a_newer_one() {
    let old = variable("FILROUGE_TEST_OLD_ORT");
    let folder = old.parent().unwrap().to_str().unwrap();
    let found = in_child("runtime", &[("LD_LIBRARY_PATH", folder), ("DYLD_LIBRARY_PATH", folder)], &["ORT_DYLIB_PATH"]);
    assert!(found.contains("onnxruntime") && !found.contains("1.23") && !found.contains("Unusable"), "{found}");
}

/// A copy of the exported model, with one file changed.
fn damaged(name: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in minilm().read_dir().unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let path = folder.path().join(name);
    match change(std::fs::read(&path).unwrap()) {
        Some(content) => std::fs::write(path, content).unwrap(),
        None => std::fs::remove_file(path).unwrap(),
    }
    folder
}

fn refusal(folder: &Path) -> Error {
    let opened = embedder::open(&ModelChoice::Folder(folder.to_owned()), &ModelOptions::default(), &Silent);
    opened.map(|model| model.model_id().to_owned()).unwrap_err()
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn damaged_files_are_told() {
    let half = |mut content: Vec<u8>| {
        content.truncate(content.len() / 2);
        Some(content)
    };
    let cases = [
        (damaged("model.onnx", half), "protobuf parsing failed"),
        (damaged("model.onnx", |_| Some(Vec::new())), ""),
        (damaged("model.onnx", |_| None), "it holds neither `model.onnx` nor `onnx/model.onnx`"),
        (damaged("tokenizer.json", half), "`tokenizer.json` is not JSON"),
        (damaged("tokenizer.json", |_| Some(b"{}".to_vec())), "tokenizer.json"),
        (damaged("tokenizer.json", |_| None), "it holds no `tokenizer.json`"),
        (damaged("tokenizer_config.json", |_| Some(b"{}".to_vec())), "model_max_length"),
        (damaged("config.json", |_| Some(b"no".to_vec())), "`config.json` is not JSON"),
    ];
    for (folder, expected) in cases {
        let error = refusal(folder.path());
        assert!(matches!(error, Error::Model { .. }), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn a_model_that_knows_fewer_tokens_than_its_tokenizer_is_told() {
    let folder = damaged("tokenizer.json", |content| {
        let text = String::from_utf8(content).unwrap();
        Some(text.replace("\"the\":1996", "\"the\":999999").into_bytes())
    });
    let model =
        embedder::open(&ModelChoice::Folder(folder.path().to_owned()), &ModelOptions::default(), &Silent).unwrap();
    let error = model.embed_passages(&["the river"], &Silent).unwrap_err();
    assert!(matches!(error, Error::Model { .. }), "{error:?}");
}
