//! How well near copies are found: every passage of the project's own corpus is copied into an article of its own with some
//! of its words replaced, left out or added, and the marks of `links` are counted against what was copied from where.
//!
//! `cargo test --test reuse -- --nocapture` prints the figures.

#![expect(clippy::unwrap_used, reason = "clippy does not see the helpers of tests as tests")]

mod edits;

use edits::{Draw, edited};
use filrouge::corpus::{Corpus, ReadOptions, read};
use filrouge::embedder::{self, ModelChoice, ModelOptions};
use filrouge::links::{Links, Options};
use filrouge::progress::Silent;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Passages of fewer words are too short for a copy to be told from a stock phrase.
const LEAST_WORDS: usize = 25;

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

fn corpus_of(paths: &[PathBuf]) -> Corpus {
    read(paths, &ReadOptions::default(), &Silent).unwrap()
}

fn links_of(corpus: &Corpus) -> Links {
    let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).unwrap();
    let texts: Vec<&str> = corpus.passages.iter().map(|passage| passage.text.as_str()).collect();
    let embeddings = embedder.embed_passages(&texts, &Silent).unwrap();
    let theme_of = vec![None; texts.len()];
    Links::between(corpus, (&theme_of, embeddings), &Options::default(), &Silent).unwrap()
}

/// What was found of the copies, and whether what was found is one.
#[derive(Debug)]
struct Figures {
    recall: f64,
    precision: f64,
}

/// Copies every long passage by `copy`, whose own words are edited, and counts the marks.
fn measure(copy: impl Fn(&[&str], &[&str], &mut Draw) -> String) -> Figures {
    let originals = corpus_of(&[seeds()]);
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<&str> = originals.passages.iter().flat_map(|passage| passage.text.split_whitespace()).collect();
    let mut draw = Draw(1);
    let mut copied = BTreeSet::new();
    for passage in &originals.passages {
        let words: Vec<&str> = passage.text.split_whitespace().collect();
        if words.len() >= LEAST_WORDS {
            let name = format!("copie-{:04}.txt", passage.id.0);
            fs::write(folder.path().join(name), copy(&words, &all, &mut draw)).unwrap();
            copied.insert(passage.id.0);
        }
    }
    let corpus = corpus_of(&[seeds(), folder.path().into()]);
    let original_of: BTreeMap<u32, u32> = (corpus.passages.iter())
        .filter_map(|passage| {
            let path = &corpus.articles[passage.article.0 as usize].path;
            let number = path.split_once("copie-")?.1.trim_end_matches(".txt").parse().ok()?;
            Some((passage.id.0, number))
        })
        .collect();
    let source = |id: u32| original_of.get(&id).copied().unwrap_or(id);
    let links = links_of(&corpus).links;
    let marked: Vec<(u32, u32)> =
        links.iter().filter(|link| link.reuse.is_some()).map(|link| (source(link.from.0), source(link.to.0))).collect();
    let right = marked.iter().filter(|(from, to)| from == to).count();
    let found: BTreeSet<u32> = marked.iter().filter(|(from, to)| from == to).map(|(from, _)| *from).collect();
    Figures { recall: found.len() as f64 / copied.len() as f64, precision: right as f64 / marked.len() as f64 }
}

#[test]
fn copies_are_found_however_many_words_are_changed() {
    for (percent, recall) in [(5, 0.99), (10, 0.98), (20, 0.8)] {
        let figures = measure(|words, others, draw| edited(words, others, percent, draw));
        println!("{percent} % of words changed: {figures:.3?}");
        assert!(figures.recall >= recall && figures.precision >= 0.98, "{percent} %: {figures:?}");
    }
}

#[test]
fn a_copy_inside_a_longer_passage_is_found() {
    let figures = measure(|words, others, draw| {
        // words in no order, so that nothing but the passage itself is copied
        let mut around = || (0..words.len()).map(|_| others[draw.below(others.len())]).collect::<Vec<_>>().join(" ");
        let (before, after) = (around(), around());
        format!("{before} {} {after}", edited(words, others, 10, draw))
    });
    println!("10 % changed, inside a passage three times as long: {figures:.3?}");
    assert!(figures.recall >= 0.95, "{figures:?}");
}

#[test]
fn articles_written_apart_are_no_copies() {
    let corpus = corpus_of(&[seeds()]);
    let marked = links_of(&corpus).links.iter().filter(|link| link.reuse.is_some()).count();
    assert_eq!(marked, 0);
}
