//! Whole folders, from files to corpus.

use super::file::read_bytes;
use super::reading::read_with_input;
use super::walk::{Format, Found};
use super::*;
use crate::error::{Error, Result};
use crate::progress::Silent;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

const RAIN: &str =
    "La pluie est tombée toute la nuit sur le delta, et les éleveurs ont remonté leurs troupeaux vers les dunes.";
const FERRY: &str =
    "Le bac relie les deux rives depuis trente ans, et personne ne se souvient d’un arrêt aussi long que celui-ci.";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read_folder(files: &[(&str, &str)]) -> Result<Corpus> {
    let folder = folder(files);
    read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent)
}

#[test]
fn formats_mix_in_one_corpus() {
    let corpus = read_folder(&[
        ("b.md", &format!("---\ntitle: Le bac\ndate: 2023-05\n---\n# Le bac\n\n{FERRY}")),
        ("a/2024-08-15-pluie.txt", &format!("La pluie enfin\n\n{RAIN}")),
        ("c.jsonl", &format!("{{\"id\":\"x\",\"text\":\"{FERRY}\",\"date\":\"2022\"}}\n{{\"text\":")),
        ("d.csv", &format!("texte;titre\n\"{RAIN}\";Pluie\n")),
        ("e.html", &format!("<html lang=fr><title>Bac</title><article><p>{FERRY}</p></article>")),
        ("labels.csv", "path,begins,theme\na,b,c\n"),
        ("README.md", "Un dossier."),
        ("themes.toml", "x = 1"),
    ])
    .unwrap();
    let seen: Vec<_> = corpus
        .articles
        .iter()
        .map(|article| {
            let name = article.path.rsplit('/').next().unwrap();
            format!(
                "{name} {} {}",
                article.title.as_deref().unwrap_or("-"),
                article.date.map_or("-".into(), |date| date.to_string())
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "2024-08-15-pluie.txt La pluie enfin 2024-08-15",
            "b.md Le bac 2023-05",
            "c.jsonl#x - 2022",
            "d.csv#1 Pluie -",
            "e.html Bac -"
        ]
    );
    assert_eq!(corpus.passages.len(), 5);
    assert_eq!(corpus.articles[0].date_source, Some(DateSource::FileName));
    assert_eq!(corpus.skipped.len(), 4);
    assert!(corpus.skipped.iter().any(|skipped| skipped.line == Some(2)));
    assert!(corpus.articles.iter().all(|article| article.language == Some(Language::French)));
    assert_eq!(corpus.left_out[0].reason, Reason::Title);
}

#[test]
fn a_corpus_is_the_same_at_any_number_of_threads() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/articles");
    let texts = std::fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    // one of them is in another encoding
    let read_text = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, format!("{}\n\nLe Courrier du delta", std::fs::read_to_string(&path).ok()?)))
    };
    let files: Vec<(String, String)> = texts.filter_map(read_text).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let read_on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent).unwrap())
    };
    let corpus = read_on(1);
    assert_eq!(corpus, read_on(4));
    assert!(files.len() > 5);
    assert_eq!(corpus.left_out.iter().filter(|out| out.reason == Reason::Repeated).count(), files.len());
    let json = serde_json::to_string(&corpus).unwrap();
    assert_eq!(serde_json::from_str::<Corpus>(&json).unwrap(), corpus);
}

#[test]
fn keys_do_not_depend_on_other_articles() {
    let alone = read_folder(&[("b.txt", FERRY)]).unwrap();
    let together = read_folder(&[("a.txt", RAIN), ("b.txt", FERRY), ("c.txt", FERRY)]).unwrap();
    assert_eq!(alone.passages[0].key, together.passages[1].key);
    assert_eq!(alone.articles[0].key, together.articles[1].key);
    assert_ne!(together.passages[1].key, together.passages[2].key);
    assert_eq!(together.passages[2].article, ArticleId(2));
}

#[test]
fn a_folder_survives_a_bad_file_and_says_so() {
    let folder = folder(&[("a.txt", RAIN)]);
    fs::write(folder.path().join("b.txt"), b"\x89PNG\x00\x00").unwrap();
    fs::write(
        folder.path().join("c.txt"),
        b"La for\xeat est \xe9paisse, et la rivi\xe8re d\xe9borde d\xe9j\xe0 sur les champs de mil.",
    )
    .unwrap();
    let corpus = read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent).unwrap();
    assert_eq!(corpus.articles.len(), 2);
    assert_eq!(corpus.skipped[0].reason, "binary: it holds NUL bytes");
    assert!(corpus.notes[0].message.starts_with("read as "));
    assert!(corpus.passages[1].text.starts_with("La forêt"));
    let error = read(&[folder.path().join("b.txt")], &ReadOptions::default(), &Silent).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }));
}

#[test]
fn no_passage_at_all_is_an_error_that_says_why() {
    let error = read_folder(&[("a.txt", " \n"), ("b.jpg", "x")]).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("files seen: 1; passed over: 2; ") && message.contains("it holds no text"), "{message}");
    assert!(matches!(read(&[], &ReadOptions::default(), &Silent), Err(Error::NoPassages { .. })));
}

#[test]
fn standard_input_is_json_lines() {
    let input = format!("{{\"text\":\"{RAIN}\"}}\n");
    let corpus =
        read_with_input(&[PathBuf::from("-")], &ReadOptions::default(), &Silent, &mut input.as_bytes()).unwrap();
    assert_eq!(corpus.articles[0].path, "-#1");
    let error =
        read_with_input(&[PathBuf::from("-")], &ReadOptions::default(), &Silent, &mut &b"not json"[..]).unwrap_err();
    assert!(matches!(error, Error::Unreadable { line: Some(1), .. }));
}

#[test]
fn fingerprints_are_those_of_the_files_read() {
    let folder = folder(&[("a.txt", RAIN), ("b.txt", FERRY), ("numbers.csv", "one,two\n1,2\n")]);
    let paths = [folder.path().to_owned()];
    assert_eq!(fingerprints(&paths).unwrap(), read(&paths, &ReadOptions::default(), &Silent).unwrap().files);
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400), format in 0..5_usize) {
        let format = [Format::Text, Format::Markdown, Format::Html, Format::JsonLines, Format::Table][format];
        let file = Found { path: PathBuf::from("a"), shown: "a".into(), relative: "a".into(), named: false, format };
        // Bytes that are not text are refused, never mistaken.
        let _ = read_bytes(&file, bytes);
    }

    #[test]
    fn no_text_is_too_strange(text in "(<|>|/|p|h1|\\{|\"|text|:|,|;|\n|\r|---|\\+\\+\\+|date 2024|é|«|\\.|[ a-zA-Z0-9]){0,60}", format in 0..5_usize) {
        let format = [Format::Text, Format::Markdown, Format::Html, Format::JsonLines, Format::Table][format];
        let file = Found { path: PathBuf::from("a"), shown: "a".into(), relative: "a".into(), named: false, format };
        if let Ok(read) = read_bytes(&file, text.into_bytes()) {
            for document in &read.documents {
                for unit in &document.units {
                    prop_assert!(!unit.span.of(&document.text).is_empty());
                }
            }
        }
    }
}
