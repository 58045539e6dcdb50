//! `filrouge models` and `--model`.

use crate::folder::Folder;

#[test]
fn the_embedded_model_heads_the_list() {
    let list = Folder::new().run(&["models"]).succeeded().stdout;
    assert!(list.starts_with("filrouge-fr-en "), "{list}");
    assert!(list.contains("intfloat/multilingual-e5-small"));
}

#[test]
fn an_unknown_model_is_answered_with_near_names() {
    let folder = Folder::with_articles();
    let ran = folder.run(&["themes", "articles", "--model", "multilingual-e5-smal"]);
    ran.failed_with(&["unknown model `multilingual-e5-smal`", "hint: did you mean `intfloat/multilingual-e5-small`"]);
    assert!(!folder.path(".filrouge").exists(), "nothing is written before the model is known");
}

#[test]
fn offline_says_what_to_fetch() {
    let folder = Folder::new();
    let mut command = folder.filrouge();
    command.env("FILROUGE_CACHE", folder.path("cache"));
    let output = command.args(["--offline", "models", "fetch", "BAAI/bge-m3"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("offline mode forbids") && stderr.contains("filrouge models fetch BAAI/bge-m3"),
        "{stderr}"
    );
}

#[test]
fn without_a_runtime_the_places_looked_at_are_told() {
    let folder = Folder::new();
    let mut command = folder.filrouge();
    command.env("ORT_DYLIB_PATH", "/nowhere/libonnxruntime.so");
    let output = command.args(["models", "show"]).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("ONNX Runtime  none:") && stdout.contains("/nowhere/libonnxruntime.so"), "{stdout}");
    assert!(stdout.contains("model         filrouge-fr-en/"), "{stdout}");
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn a_folder_with_an_onnx_model_runs_the_whole_way() {
    let model = std::env::var("FILROUGE_TEST_MINILM").expect("FILROUGE_TEST_MINILM is set; see tests/onnx/README.md");
    let model = format!("{}/", model.trim_end_matches('/'));
    let shown = Folder::new().run(&["models", "show", &model]).succeeded().stdout;
    assert!(shown.contains("ONNX Runtime  1.") && shown.contains("dimension     384"), "{shown}");
    let folder = Folder::with_articles();
    let analysis =
        folder.run(&["themes", "articles", "--count", "2", "--model", &model, "--format", "json"]).succeeded().json();
    assert_eq!(analysis["model"]["dimension"], 384);
    // the index remembers its model: no need to name it again
    let answer = folder.run(&["similar", "le pain", "--format", "json", "--min-percentile", "0"]).succeeded().json();
    // eight texts, each in two articles, each shown once
    assert_eq!(answer["neighbours"].as_array().map(Vec::len), Some(8));
    let ran = folder.run(&["similar", "le pain", "--model", "filrouge-fr-en"]);
    ran.failed_with(&["was made with model", "not `filrouge-fr-en/"]);
}
