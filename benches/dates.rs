//! How well articles are dated by their texts. Reads JSON lines with `text` and a `date` (and `title`, if any), writes each
//! text to a folder without its date, under a name that says nothing, reads the folder as any corpus, and compares.
//!
//! ```text
//! FILROUGE_BENCH_DATES=articles.jsonl cargo bench --bench dates
//! cargo bench --bench dates -- articles.jsonl --strip-lines      # without the line in which an article dates itself
//! cargo bench --bench dates -- articles.jsonl --half 1 --errors  # the odd rows only; lists the wrong dates
//! cargo bench --bench dates -- articles.jsonl --alone            # each article as a corpus of its own
//! ```
//!
//! `right` counts articles whose date is right as far as the precision goes; a date given to the year alone is never right
//! to the month. Precision is right / given, coverage given / articles. `--strip-lines` takes away what the program itself
//! calls a date line, in a first pass, until none is left.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "its results")]

use filrouge::corpus::{Article, Clue, Corpus, Date, Precision, ReadOptions, read};
use filrouge::progress::Silent;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// An article of known date.
struct Known {
    path: PathBuf,
    text: String,
    date: Date,
}

/// The options after the path.
struct Asked {
    path: String,
    half: Option<usize>,
    errors: bool,
    strip: bool,
    alone: bool,
}

/// How many passes take date lines away: an article may have one at its start, one at its end and one of its last change.
const PASSES: usize = 4;

fn main() {
    let asked = asked();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut articles, rows) = known(&asked, folder.path());
    write(&articles);
    if asked.strip {
        for _ in 0..PASSES {
            let corpus = read_all(folder.path());
            strip(&mut articles, &corpus);
            write(&articles);
        }
    }
    let start = Instant::now();
    let dated = if asked.alone {
        articles.iter().flat_map(|known| read_all(&known.path).articles).collect()
    } else {
        read_all(folder.path()).articles
    };
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{rows} rows, {} with a day as their date and in the half asked for, read in {seconds:.2} s",
        articles.len()
    );
    report(&articles, &dated, asked.errors);
    speed(&articles);
}

fn asked() -> Asked {
    // `cargo bench` adds `--bench`
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let flag = |name: &str| words.iter().any(|word| word == name);
    let half = words.iter().position(|word| word == "--half").and_then(|at| words.get(at + 1)?.parse().ok());
    let path = words.first().filter(|word| !word.starts_with("--")).cloned();
    let path = path.or_else(|| std::env::var("FILROUGE_BENCH_DATES").ok()).expect("a path to JSON lines");
    Asked { path, half, errors: flag("--errors"), strip: flag("--strip-lines"), alone: flag("--alone") }
}

/// The articles of the file whose day is known, and how many rows it has.
fn known(asked: &Asked, folder: &Path) -> (Vec<Known>, usize) {
    let lines = std::fs::read_to_string(&asked.path).expect("JSON lines");
    let rows: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("an object on each line")).collect();
    let dated = rows.iter().enumerate().filter_map(|(row, object)| {
        let date: Date = object["date"].as_str()?.get(..10)?.parse().ok()?;
        let title = object["title"].as_str().map(|title| format!("{title}\n\n")).unwrap_or_default();
        let path = folder.join(format!("n{row}.txt"));
        Some(Known { path, text: title + object["text"].as_str()?, date })
    });
    let dated: Vec<Known> = dated.collect();
    let kept = dated.into_iter().enumerate().filter(|(place, _)| asked.half.is_none_or(|half| place % 2 == half));
    (kept.map(|(_, known)| known).collect(), rows.len())
}

fn write(articles: &[Known]) {
    for article in articles {
        std::fs::write(&article.path, &article.text).expect("a file");
    }
}

fn read_all(path: &Path) -> Corpus {
    read(&[path.to_owned()], &ReadOptions::default(), &Silent).unwrap_or_default()
}

/// Takes the date lines that were found out of the texts.
fn strip(articles: &mut [Known], corpus: &Corpus) {
    for found in &corpus.articles {
        let mut lines: Vec<_> =
            found.date_evidence().iter().filter(|evidence| evidence.clue == Clue::DateLine).collect();
        lines.sort_by_key(|evidence| std::cmp::Reverse(evidence.start));
        if let Some(known) = articles.iter_mut().find(|known| known.path.as_path() == Path::new(&found.path)) {
            for line in lines {
                known.text.replace_range(line.start..line.end, "");
            }
        }
    }
}

fn report(articles: &[Known], dated: &[Article], errors: bool) {
    let mut rows: std::collections::BTreeMap<String, [usize; 5]> = std::collections::BTreeMap::new();
    let mut undecided: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for known in articles {
        let Some(article) = dated.iter().find(|article| known.path.as_path() == Path::new(&article.path)) else {
            continue;
        };
        let Some(date) = article.date else {
            *undecided.entry(format!("{:?}", article.date_undecided())).or_default() += 1;
            continue;
        };
        let year = date.year() == known.date.year();
        let month = year && date.month() == known.date.month();
        let counts = [true, date.precision() >= Precision::Month, year, month, date == known.date];
        for name in [format!("{:?}", article.date_source), "all".to_owned()] {
            let row = rows.entry(name).or_default();
            row.iter_mut().zip(counts).for_each(|(sum, counts)| *sum += usize::from(counts));
        }
        let wrong = if date.precision() == Precision::Year { !year } else { !month };
        if errors && wrong {
            let words: Vec<&str> = article.date_evidence().iter().map(|evidence| evidence.text.as_str()).collect();
            let runner_up = article.dating.as_ref().and_then(|dating| dating.runner_up);
            println!("  {} is of {}, not {date} (or {runner_up:?}): {words:?}", article.path, known.date);
        }
    }
    println!(
        "{:24} {:>6} {:>9} {:>9} {:>11} {:>12} {:>10}  right month / given",
        "date source", "given", "coverage", "to month", "right year", "right month", "right day"
    );
    for (name, [given, months, year, month, day]) in rows {
        let share = |part: usize, whole: usize| format!("{part} ({:.0} %)", 100.0 * part as f64 / whole.max(1) as f64);
        let coverage = 100.0 * given as f64 / articles.len().max(1) as f64;
        println!(
            "{name:24} {given:>6} {coverage:>7.1} % {months:>9} {:>11} {:>12} {:>10}  {:.0} %",
            share(year, given),
            share(month, months),
            share(day, given),
            100.0 * month as f64 / given.max(1) as f64
        );
    }
    println!("undecided: {undecided:?}");
}

/// What dating by text adds to reading: the same texts as one file each, with and without a date of their own.
fn speed(articles: &[Known]) {
    let bytes: usize = articles.iter().map(|known| known.text.len()).sum();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lines = |date: &str| -> String {
        let line = |known: &Known| serde_json::json!({ "text": known.text, "date": date }).to_string() + "\n";
        articles.iter().map(line).collect()
    };
    for (name, date) in [("dated", "2020-01-01"), ("undated", "")] {
        let path = folder.path().join(format!("{name}.jsonl"));
        std::fs::write(&path, lines(date)).expect("a file");
        let start = Instant::now();
        let _corpus = read_all(&path);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "reading {:.1} MB {name}: {seconds:.3} s, {:.0} MB/s",
            bytes as f64 / 1e6,
            bytes as f64 / 1e6 / seconds
        );
    }
}
