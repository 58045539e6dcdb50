//! A cross-encoder through fastembed, against what Python's `onnxruntime` makes of the same pairs.

use crate::scores::{CLOSE, cross_encoder, scores_of_python};
use crate::support::{FILES, Hub, Manner, difference, minilm, reference};
use filrouge::embedder::{self, ModelChoice, ModelOptions, Reranker};
use filrouge::error::Error;
use filrouge::progress::Silent;
use std::path::Path;

const QUERY: &str = "Quel fleuve a débordé cette nuit ?";

fn open(threads: usize) -> Reranker {
    let options = ModelOptions { offline: true, threads: Some(threads), ..ModelOptions::default() };
    Reranker::open(&ModelChoice::Folder(cross_encoder()), &options, &Silent).unwrap()
}

/// Sentences of many lengths, one longer than the model reads.
fn texts() -> Vec<String> {
    let filling = (0..40).map(|number| format!("Article {number} {}", "à suivre, ".repeat(number)));
    reference().0.into_iter().chain(filling).chain(["mot ".repeat(2_000)]).collect()
}

#[test]
#[ignore = "needs ONNX Runtime and the exported cross-encoder; .ci/run provides both"]
fn scores_are_those_of_python() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for query in [QUERY, &"long ".repeat(600)] {
        let (found, expected) = (open(2).scores(query, &texts).unwrap(), scores_of_python(query, &texts));
        assert_eq!(found.len(), expected.len());
        let apart = difference(&found, &expected);
        assert!(apart < CLOSE, "{apart}");
    }
    // a model that gives every pair the same would pass as well
    let (first, last) = (scores_of_python(QUERY, &texts[..2]), scores_of_python("Grève", &texts[..2]));
    assert!((first[0] - first[1]).abs() > 10.0 * CLOSE && (first[0] - last[0]).abs() > 10.0 * CLOSE);
}

#[test]
#[ignore = "needs ONNX Runtime and the exported cross-encoder; .ci/run provides both"]
fn the_number_of_threads_changes_no_score() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let scores =
        |threads| -> Vec<u32> { open(threads).scores(QUERY, &texts).unwrap().into_iter().map(f32::to_bits).collect() };
    let one = scores(1);
    assert_eq!(one, scores(2));
    assert_eq!(one, scores(3));
    assert!(open(1).scores(QUERY, &[]).unwrap().is_empty());
}

#[test]
#[ignore = "needs ONNX Runtime and the exported cross-encoder; .ci/run provides both"]
fn a_cross_encoder_known_by_name_is_fetched_and_then_runs_offline() {
    let name = |name: &str| if name == "model.onnx" { "onnx/model.onnx" } else { name }.to_owned();
    let files = FILES.iter().map(|file| (name(file), std::fs::read(cross_encoder().join(file)).unwrap()));
    let hub = Hub::of("BAAI/bge-reranker-base", files.collect(), Manner::Well);
    let cache = tempfile::tempdir().unwrap();
    let mut options = ModelOptions {
        offline: true,
        cache_dir: Some(cache.path().to_owned()),
        hub_endpoint: Some(hub.endpoint.clone()),
        ..ModelOptions::default()
    };
    let choice = ModelChoice::from("bge-reranker-base");
    let missing = Reranker::open(&choice, &options, &Silent).unwrap_err();
    assert!(matches!(&missing, Error::Offline { model, .. } if model == "BAAI/bge-reranker-base"), "{missing:?}");
    assert_eq!(hub.connections(), 0);
    let (texts, _) = reference();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let expected = open(2).scores(QUERY, &texts).unwrap();
    for offline in [false, true] {
        options.offline = offline;
        let scores = Reranker::open(&choice, &options, &Silent).unwrap().scores(QUERY, &texts).unwrap();
        assert!(difference(&scores, &expected) < CLOSE);
        assert!(embedder::is_cached("bge-reranker-base", &options).unwrap());
    }
}

#[test]
#[ignore = "needs ONNX Runtime, the exported MiniLM and cross-encoder; .ci/run provides all"]
fn what_is_no_cross_encoder_is_told() {
    let refusal = |folder: &Path| {
        let opened = Reranker::open(&ModelChoice::Folder(folder.to_owned()), &ModelOptions::default(), &Silent);
        opened.unwrap_err().to_string()
    };
    let told = refusal(&minilm());
    assert!(told.contains("no output `logits`") && told.contains("`last_hidden_state`"), "{told}");
    let folder = tempfile::tempdir().unwrap();
    for entry in cross_encoder().read_dir().unwrap().flatten() {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    std::fs::write(folder.path().join("tokenizer_config.json"), "{}").unwrap();
    assert!(refusal(folder.path()).contains("model_max_length"));
    std::fs::write(folder.path().join("model.onnx"), "no graph").unwrap();
    assert!(refusal(folder.path()).contains("rotobuf parsing failed"));
    std::fs::remove_file(folder.path().join("model.onnx")).unwrap();
    assert!(refusal(folder.path()).ends_with("it holds neither `model.onnx` nor `onnx/model.onnx`"));
}
