//! The compiled-in model gives the vectors that Python's `model2vec` gives for the same files, and loses next to nothing
//! by its eight-bit weights. `notebooks/embedded_model/reference_vectors.py` writes what is compared with.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions};
use filrouge::progress::Silent;
use serde::Deserialize;

#[derive(Deserialize)]
struct References {
    dimension: usize,
    references: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    text: String,
    /// By the files as shipped.
    int8: Vec<f32>,
    /// By the weights before they were rounded.
    float32: Vec<f32>,
}

fn model() -> Box<dyn Embedder> {
    embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).unwrap()
}

fn references() -> References {
    serde_json::from_str(include_str!("embedded_reference.json")).unwrap()
}

#[test]
fn rust_and_python_give_the_same_vectors() {
    let References { dimension, references } = references();
    let texts: Vec<&str> = references.iter().map(|reference| reference.text.as_str()).collect();
    let rows = model().embed_passages(&texts, &Silent).unwrap();
    assert_eq!(rows.dimension(), dimension);
    assert!(references.len() >= 10);
    for (row, reference) in references.iter().enumerate() {
        for (ours, theirs) in rows.row(row).iter().zip(&reference.int8) {
            assert!((ours - theirs).abs() < 1e-5, "{ours} for {theirs} in {}", reference.text);
        }
    }
}

#[test]
fn eight_bits_lose_next_to_nothing() {
    for reference in references().references {
        let product: f32 = reference.int8.iter().zip(&reference.float32).map(|(a, b)| a * b).sum();
        let known = reference.float32.iter().any(|value| *value != 0.0);
        assert!(!known || product > 0.995, "{product} for {}", reference.text);
    }
}

#[test]
fn accents_and_case_do_not_matter() {
    let model = model();
    let plain = model.embed_query("securite a l'ecole").unwrap();
    let accented = model.embed_query("Sécurité à l'École").unwrap();
    assert_eq!(plain, accented);
}

#[test]
fn the_model_fits_in_nine_megabytes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/embedder/model");
    let bytes = |name: &str| std::fs::metadata(folder.join(name)).unwrap().len();
    assert!(bytes("tokenizer.json") + bytes("model.safetensors") + bytes("config.json") <= 9_000_000);
}
