//! How many of the names found are names with right bounds, of how many their kind is right, and how many names are
//! found, on labels made by hand (`tests/names`): all names in 60 passages of `seeds`, and 200 mentions drawn at random from
//! wikinews in French (2016 to 2018, CC BY 4.0). Half `development` was looked at while the lists were written, half
//! `report` was not; wikinews' 200 are of articles that were not.
//!
//! ```text
//! cargo bench --bench names                       # the seeds, and the verdicts on wikinews as they were given
//! cargo bench --bench names -- wikinews.jsonl     # also which of the 200 are found now
//! cargo bench --bench names -- any.jsonl --speed 20   # how long 20 times these articles take
//! ```

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "its results")]

use filrouge::corpus::{Corpus, PassageId, ReadOptions, read};
use filrouge::names::{self, NameKind, Names};
use filrouge::progress::Silent;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    // `cargo bench` adds `--bench`
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    seeds();
    verdicts();
    let Some(path) = words.first().filter(|word| !word.starts_with("--")) else { return };
    let corpus = corpus(path);
    match words.iter().position(|word| word == "--speed") {
        Some(at) => speed(&corpus, words.get(at + 1).and_then(|times| times.parse().ok()).expect("--speed N")),
        None => again(&corpus),
    }
}

fn corpus(path: impl Into<PathBuf>) -> Corpus {
    read(&[path.into()], &ReadOptions::default(), &Silent).expect("articles")
}

fn labels(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names").join(name);
    let mut reader = csv::Reader::from_path(path).expect("labels");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn kind(kind: Option<NameKind>) -> &'static str {
    match kind {
        Some(NameKind::Person) => "person",
        Some(NameKind::Place) => "place",
        Some(NameKind::Organisation) => "organisation",
        _ => "",
    }
}

/// The mentions of a passage, as written, each with the kind of its name.
fn mentions(corpus: &Corpus, names: &Names, id: PassageId) -> Vec<(String, &'static str)> {
    let text = &corpus.passages[id.0 as usize].text;
    let all = names.all().iter().flat_map(|name| name.mentions.iter().map(move |mention| (name, mention)));
    let here = all.filter(|(_, mention)| mention.passage == id);
    here.map(|(name, mention)| (text[mention.start as usize..mention.end as usize].replace('\n', " "), kind(name.kind)))
        .collect()
}

/// Precision and recall in the labelled passages of the seeds.
fn seeds() {
    let corpus = corpus(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"));
    let found = names::find(&corpus);
    let labels = labels("seeds.csv");
    for half in ["development", "report"] {
        let rows = || labels.iter().filter(|row| row["half"] == half);
        let passages: BTreeSet<&str> = rows().map(|row| row["passage"].as_str()).collect();
        let (mut right, mut wrong, mut given, mut kinds) = (0, 0, 0, 0);
        for key in &passages {
            let id = corpus.passages.iter().find(|passage| passage.key == *key).expect("a labelled passage").id;
            let here = rows().filter(|row| row["passage"] == *key && !row["name"].is_empty());
            let mut wanted: Vec<_> = here.map(|row| (row["name"].clone(), row["kind"].as_str())).collect();
            for (name, kind) in mentions(&corpus, &found, id) {
                let Some(at) = wanted.iter().position(|(wanted, _)| *wanted == name) else {
                    wrong += 1;
                    continue;
                };
                let (_, known) = wanted.swap_remove(at);
                right += 1;
                given += usize::from(!kind.is_empty());
                kinds += usize::from(kind == known);
            }
        }
        let all = rows().filter(|row| !row["name"].is_empty()).count();
        println!(
            "seeds, {half}: {} passages, {all} names: precision {:.3}, recall {:.3}; kind right {:.3} of {given} given",
            passages.len(),
            share(right, right + wrong),
            share(right, all),
            share(kinds, given)
        );
    }
}

/// What a person said of 200 mentions of wikinews.
fn verdicts() {
    let rows = labels("wikinews.csv");
    let right: Vec<_> = rows.iter().filter(|row| row["bounds"] == "right").collect();
    let given: Vec<_> = right.iter().filter(|row| !row["kind_found"].is_empty()).collect();
    let kinds = given.iter().filter(|row| row["kind_found"] == row["kind"]).count();
    let variants = right.iter().filter(|row| row["variants"] == "right").count();
    println!(
        "wikinews, as judged: {} mentions: precision {:.3}; kind right {:.3} of {} given; variants right {:.3}",
        rows.len(),
        share(right.len(), rows.len()),
        share(kinds, given.len()),
        given.len(),
        share(variants, right.len())
    );
}

/// Which of the judged mentions are found now, the right ones and the wrong ones.
fn again(corpus: &Corpus) {
    let found = names::find(corpus);
    let mut counts = [[0_usize; 2]; 2]; // right and wrong, all and found
    for row in labels("wikinews.csv") {
        let ends = format!("#{}", row["article"]);
        let article =
            corpus.articles.iter().find(|article| article.path.ends_with(&ends)).expect("a judged article").id;
        let passages = corpus.passages.iter().filter(|passage| passage.article == article);
        let is_found =
            passages.flat_map(|passage| mentions(corpus, &found, passage.id)).any(|(name, _)| name == row["name"]);
        let judged = &mut counts[usize::from(row["bounds"] == "wrong")];
        judged[0] += 1;
        judged[1] += usize::from(is_found);
    }
    let [[right, right_found], [wrong, wrong_found]] = counts;
    println!("wikinews, now: {right_found} of {right} right ones and {wrong_found} of {wrong} wrong ones are found");
}

/// How long many times the same articles take.
fn speed(corpus: &Corpus, times: u32) {
    let mut large = Corpus::default();
    for round in 0..times {
        for passage in &corpus.passages {
            let mut passage = passage.clone();
            passage.id = PassageId(large.passages.len() as u32);
            passage.article.0 += round * corpus.articles.len() as u32;
            passage.copy_of = None;
            large.passages.push(passage);
        }
        large.articles.extend(corpus.articles.iter().cloned());
    }
    let start = Instant::now();
    let found = names::find(&large);
    let seconds = start.elapsed().as_secs_f64();
    println!("{} passages: {} names in {seconds:.2} s", large.passages.len(), found.all().len());
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
