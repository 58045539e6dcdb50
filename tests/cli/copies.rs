//! Copies as a user sees them: listed, counted once, and counted as texts of their own where that is asked for.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::fs;

/// Some of the project's own articles, and one of them printed again a day later.
fn reprinted() -> Folder {
    let folder = Folder::new();
    for name in [
        "2022-04-11-moura-ce-que-l-on-sait.txt",
        "2023-06-19-referendum-constitution.txt",
        "2023-07-03-minusma-la-fin.txt",
    ] {
        folder.write(&format!("presse/{name}"), fs::read_to_string(seeds().join("articles").join(name)).unwrap());
    }
    let original = fs::read_to_string(seeds().join("articles/2023-07-03-minusma-la-fin.txt")).unwrap();
    folder.write("presse/2023-07-04-reprise.txt", original);
    folder
}

fn themes(folder: &Folder, options: &[&str]) -> Value {
    let arguments = [&["themes", "presse", "--count", "2", "--format", "json"], options].concat();
    folder.run(&arguments).succeeded().json()
}

#[test]
fn a_reprint_is_listed_with_its_original_and_counted_once() {
    let folder = reprinted();
    let analysis = themes(&folder, &[]);
    let articles = analysis["articles"].as_array().unwrap();
    let at = |end: &str| articles.iter().find(|article| article["path"].as_str().unwrap().ends_with(end)).unwrap();
    let (original, copy) = (at("la-fin.txt"), at("reprise.txt"));
    assert_eq!(copy["copy_of"], original["id"]);
    assert_eq!(original.get("copy_of"), None);
    let listed = &analysis["duplicates"][0];
    assert_eq!((&listed["article"], &listed["of"]), (&copy["id"], &original["id"]));
    assert!(listed["share"].as_f64().unwrap() > 0.99, "{listed}");
    let passages = analysis["passages"].as_array().unwrap();
    let copies: Vec<&Value> = passages.iter().filter(|passage| passage.get("copy_of").is_some()).collect();
    assert!(copies.len() > 2 && copies.iter().all(|passage| passage["article"] == copy["id"]));
    for passage in &copies {
        let first = passages.iter().find(|other| other["id"] == passage["copy_of"]).unwrap();
        assert_eq!(passage["theme"], first["theme"]);
    }
    let sum = |key: &str| {
        analysis["themes"].as_array().unwrap().iter().map(|theme| theme[key].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(sum("passages") + sum("copies") + analysis["unassigned"].as_u64().unwrap(), passages.len() as u64);
    let table = folder.run(&["themes", "-v"]).succeeded();
    assert!(table.stdout.contains("copies, counted once: 1 article"), "{table:?}");
    let told = "`presse/2023-07-04-reprise.txt` is a copy of `presse/2023-07-03-minusma-la-fin.txt` of 2023-07-03";
    assert!(table.stderr.contains(told), "{table:?}");
    let document = folder.run(&["export", "--format", "markdown"]).succeeded().stdout;
    assert!(document.contains("Copies, comptées une seule fois\u{a0}: 1 article et "), "{document}");
}

#[test]
fn reprints_count_where_that_is_asked_for() {
    let folder = reprinted();
    let analysis = themes(&folder, &["--keep-duplicates"]);
    assert_eq!(analysis["duplicates"].as_array().unwrap().len(), 0);
    assert!(analysis["passages"].as_array().unwrap().iter().all(|passage| passage.get("copy_of").is_none()));
}

#[test]
fn a_passage_with_copies_is_shown_once_with_where_else_it_stands() {
    let folder = reprinted();
    let analysis = themes(&folder, &[]);
    let passages = analysis["passages"].as_array().unwrap();
    let copy = passages.iter().find(|passage| passage.get("copy_of").is_some()).unwrap();
    let text = copy["text"].as_str().unwrap();
    let ask = |options: &[&str]| folder.run(&[&["similar", text], options].concat()).succeeded();
    for options in [&["--format", "json"][..], &["--format", "json", "--words"], &["--format", "json", "--diverse"]] {
        let answer = ask(options).json();
        let found = answer["neighbours"].as_array().unwrap();
        let of_it = |found: &&Value| found["passage"] == copy["id"] || found["passage"] == copy["copy_of"];
        let shown: Vec<&Value> = found.iter().filter(of_it).collect();
        assert_eq!(shown.len(), 1, "{options:?}");
        let also = shown[0]["also_in"].as_array().unwrap();
        assert_eq!(also.len(), 1);
        assert_ne!(also[0]["article"], shown[0]["article"]);
        assert!(found.iter().filter(|found| !of_it(found)).all(|found| found["passage"] != copy["id"]));
    }
    let table = ask(&[]).stdout;
    assert!(table.contains("also in 1 article, "), "{table}");
    // what the copy itself is like: its original, which is in no other article
    let own =
        folder.run(&["similar", "--passage", copy["id"].as_str().unwrap(), "--format", "json"]).succeeded().json();
    assert_eq!(own["neighbours"][0]["passage"], copy["copy_of"]);
    assert_eq!(own["neighbours"][0].get("also_in"), None);
}

#[test]
fn nobody_is_asked_to_code_a_copy() {
    let folder = reprinted();
    let analysis = themes(&folder, &[]);
    let passages = analysis["passages"].as_array().unwrap();
    let distinct = passages.iter().filter(|passage| passage.get("copy_of").is_none()).count();
    let count = distinct.to_string();
    folder.run(&["sample", "--count", &count, "-o", "feuille.csv"]).succeeded();
    let sheet = fs::read_to_string(folder.path("feuille.csv")).unwrap();
    for passage in passages {
        let drawn = sheet.contains(passage["id"].as_str().unwrap());
        assert_eq!(drawn, passage.get("copy_of").is_none(), "{passage}");
    }
    folder.run(&["sample", "--count", &passages.len().to_string(), "-o", "feuille2.csv"]).failed_with(&[&count]);
}
