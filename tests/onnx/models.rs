//! all-MiniLM-L6-v2 through fastembed, against what sentence-transformers makes of the same texts.

use crate::support::{FILES, Hub, Manner, difference, minilm, reference};
use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions};
use filrouge::progress::Silent;

/// Two programs that sum in another order.
const CLOSE: f32 = 1e-5;

fn open(threads: usize) -> Box<dyn Embedder> {
    let options = ModelOptions { offline: true, threads: Some(threads), ..ModelOptions::default() };
    embedder::open(&ModelChoice::Folder(minilm()), &options, &Silent).unwrap()
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn vectors_are_those_of_sentence_transformers() {
    let (texts, expected) = reference();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let model = open(2);
    assert_eq!(model.dimension(), 384);
    assert!(model.notes().is_empty(), "{:?}", model.notes());
    let rows = model.embed_passages(&texts, &Silent).unwrap();
    for (row, expected) in expected.iter().enumerate() {
        let found = difference(rows.row(row), expected);
        assert!(found < CLOSE, "`{}`: {found}", texts[row]);
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn a_text_does_not_depend_on_its_neighbours() {
    let (texts, _) = reference();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let model = open(2);
    let together = model.embed_passages(&texts, &Silent).unwrap();
    let reversed: Vec<&str> = texts.iter().rev().copied().collect();
    let reversed = model.embed_passages(&reversed, &Silent).unwrap();
    let filling: Vec<String> =
        (0..100).map(|number| format!("Article {number} {}", "à suivre ".repeat(number))).collect();
    let among: Vec<&str> = filling.iter().map(String::as_str).chain(texts.iter().copied()).collect();
    let among = model.embed_passages(&among, &Silent).unwrap();
    for (row, text) in texts.iter().enumerate() {
        let alone = model.embed_query(text).unwrap();
        for other in [reversed.row(texts.len() - 1 - row), among.row(100 + row), alone.view()] {
            let found = difference(together.row(row), other);
            assert!(found < CLOSE, "`{text}`: {found}");
        }
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn the_number_of_threads_changes_no_byte() {
    let texts: Vec<String> =
        (0..80).map(|number| format!("Article {number} {}", "à suivre ".repeat(number % 30))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let rows = |threads| open(threads).embed_passages(&texts, &Silent).unwrap();
    let one = rows(1);
    assert_eq!(one, rows(1));
    assert_eq!(one, rows(2));
    assert_eq!(one, rows(3));
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn texts_without_a_known_token_are_zero() {
    let rows = open(1).embed_passages(&["", " \n", "\u{12000}\u{12001}", "paix"], &Silent).unwrap();
    let zero: Vec<bool> = (0..4).map(|row| rows.is_zero(row)).collect();
    assert_eq!(zero, [true, true, true, false]);
    assert!(open(1).embed_passages(&[], &Silent).unwrap().is_empty());
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn a_very_long_text_is_read_as_far_as_the_model_goes() {
    let long = "mot ".repeat(200_000);
    let rows = open(2).embed_passages(&[&long, &"mot ".repeat(300)], &Silent).unwrap();
    assert!(difference(rows.row(0), rows.row(1)) < CLOSE);
}

#[test]
#[ignore = "needs ONNX Runtime and the exported MiniLM; .ci/run provides both"]
fn a_model_known_by_name_is_fetched_and_then_runs_offline() {
    let files = FILES.iter().map(|name| ((*name).to_owned(), std::fs::read(minilm().join(name)).unwrap()));
    let hub = Hub::start(files.collect(), Manner::Well);
    let cache = tempfile::tempdir().unwrap();
    let mut options = ModelOptions {
        cache_dir: Some(cache.path().to_owned()),
        hub_endpoint: Some(hub.endpoint.clone()),
        ..ModelOptions::default()
    };
    let (texts, expected) = reference();
    for offline in [false, true] {
        options.offline = offline;
        let model = embedder::open(&ModelChoice::from("all-MiniLM-L6-v2"), &options, &Silent).unwrap();
        assert_eq!(model.model_id(), "sentence-transformers/all-MiniLM-L6-v2");
        let row = model.embed_query(&texts[0]).unwrap();
        assert!(difference(&row, &expected[0]) < CLOSE);
    }
}
