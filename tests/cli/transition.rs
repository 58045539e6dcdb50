//! `filrouge transition` and `filrouge transitions`.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::BTreeMap;

/// Every passage of the index, by its id: where it was read, its text and date.
fn passages(folder: &Folder) -> BTreeMap<String, Value> {
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    let passages = analysis["passages"].as_array().unwrap().iter();
    passages.map(|passage| (passage["id"].as_str().unwrap().to_owned(), passage.clone())).collect()
}

/// Every object in a value that is a quote.
fn quotes(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(fields) => {
            if fields.contains_key("passage") && fields.contains_key("text") {
                found.push(value);
            }
            found.extend(fields.values().flat_map(quotes));
        }
        Value::Array(values) => found.extend(values.iter().flat_map(quotes)),
        _ => {}
    }
    found
}

#[test]
fn wagner_gives_way_to_africa_corps_and_every_word_is_in_its_passage() {
    let folder = Folder::with_seeds();
    let ran = folder.run(&["transition", "Wagner", "Africa Corps", "--format", "json"]).succeeded();
    let found = ran.json();
    let (earliest, latest) = (&found["crossing"]["earliest"], &found["crossing"]["latest"]);
    let holds = |day: &str| earliest.as_str().unwrap() <= day && day <= latest.as_str().unwrap();
    assert!(holds("2025-06-06"), "{earliest} to {latest}");
    assert!(found["to"]["passages"].as_u64() < found["from"]["passages"].as_u64());
    let passages = passages(&folder);
    let quotes = quotes(&found);
    assert!(quotes.len() > 20, "{}", quotes.len());
    for quote in quotes {
        let passage = &passages[quote["passage"].as_str().unwrap()];
        assert!(passage["text"].as_str().unwrap().contains(quote["text"].as_str().unwrap()), "{quote}");
        assert_eq!((&passage["path"], &passage["date"]), (&quote["path"], &quote["date"]));
    }
    for sentence in found["summary"].as_array().unwrap() {
        assert!(!sentence["evidence"].as_array().unwrap().is_empty(), "{sentence}");
    }
    let again = folder.run(&["transition", "Wagner", "Africa Corps", "--format", "json", "--threads", "1"]);
    assert_eq!(again.succeeded().stdout, ran.stdout);
}

/// The labels were made by reading, before any ranking was.
#[test]
fn bridge_passages_are_those_a_reader_picks() {
    let folder = Folder::with_seeds();
    let found = folder.run(&["transition", "wagner", "l'Africa-Corps", "--format", "json"]).succeeded().json();
    let labels = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transition/bridges.csv");
    let mut reader = csv::Reader::from_path(labels).unwrap();
    let labels: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(labels.iter().all(|label| seeds().join(label[0].split('#').next().unwrap()).exists()));
    let labelled = |bridge: &Value, wanted: &[&str]| {
        let (path, text) = (bridge["path"].as_str().unwrap(), bridge["text"].as_str().unwrap());
        let path = path.split('#').next().unwrap();
        let is_it = |label: &&csv::StringRecord| path.ends_with(&label[0]) && text.contains(&label[1]);
        labels.iter().filter(is_it).any(|label| wanted.contains(&&label[2]))
    };
    let bridges = found["bridges"].as_array().unwrap();
    let right = |wanted: &[&str]| bridges.iter().filter(|bridge| labelled(bridge, wanted)).count();
    assert_eq!((bridges.len(), right(&["yes", "also"])), (5, 5), "{bridges:#?}");
    assert!(right(&["yes"]) >= 3, "{bridges:#?}");
}

#[test]
fn a_transition_reads_well_as_a_table_and_as_a_document() {
    let folder = Folder::with_seeds();
    let table = folder.run(&["transition", "Wagner", "Africa Corps"]).succeeded().stdout;
    for part in
        ["Wagner → Africa Corps", "▲", "What the passages say", "Bridge passages", "Words around them", "95 % interval"]
    {
        assert!(table.contains(part), "{part} is not in {table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let document = folder.run(&["transition", "Wagner", "Africa Corps", "--format", "markdown"]).succeeded().stdout;
    let sentences = || document.lines().filter(|line| line.starts_with("- "));
    assert!(sentences().count() > 3 && sentences().all(|line| line.contains("[^")), "{document}");
}

#[test]
fn what_is_named_nowhere_is_told_with_what_is_written_alike() {
    let folder = Folder::with_seeds();
    let ran = folder.run(&["transition", "Vagner", "Africa Corps"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("`Vagner` is named nowhere") && ran.stderr.contains("Wagner"), "{ran:?}");
    let none = folder.run(&["transition", "Africa Corps", "Wagner"]);
    assert_eq!(none.code, Some(1), "{none:?}");
    folder.run(&["transition", "…", "Wagner"]).failed_with(&["it must hold a word"]);
    folder.run(&["transition", "theme:99", "Wagner"]).failed_with(&["no theme `99`"]);
}

/// The contract: keys may be added on purpose, here too, and never renamed or taken away.
#[test]
fn the_objects_have_exactly_the_keys_of_their_contract() {
    let folder = Folder::with_seeds();
    let found = folder.run(&["transition", "Wagner", "Africa Corps", "--format", "json"]).succeeded().json();
    let candidates = folder.run(&["transitions", "--format", "json"]).succeeded().json();
    let expected: [(&Value, &str); 9] = [
        (
            &found,
            "both bridges crossing curves first_to_alone format from last_from_alone overlap sources statements summary to words",
        ),
        (&found["from"], "articles first label last passages theme undated variants"),
        (&found["crossing"], "date draws earliest latest level probability verdict wide"),
        (
            &found["curves"]["periods"][0],
            "articles from from_articles from_of_articles from_passages partial passages period thin to to_articles \
             to_of_articles to_passages",
        ),
        (&found["bridges"][0], "article date from near passage path score similarity_from similarity_to text to words"),
        (&found["words"], "after before dropped inherited new"),
        (&found["statements"][0], "article both date passage path sentence text words"),
        (&candidates, "candidates format"),
        (
            &candidates["candidates"][0],
            "both date evidence example from from_passages p_value similarity statements strength to to_passages",
        ),
    ];
    for (value, expected) in expected {
        let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), expected, "{value}");
    }
}

#[test]
fn wagner_and_africa_corps_are_found_without_being_asked_for() {
    let folder = Folder::with_seeds();
    let found = folder.run(&["transitions", "--format", "json", "--limit", "5"]).succeeded().json();
    let first = &found["candidates"][0];
    assert_eq!((&first["from"], &first["to"]), (&Value::from("Wagner"), &Value::from("Africa Corps")), "{found}");
    let table = folder.run(&["transitions"]).succeeded().stdout;
    assert!(table.contains("Wagner → Africa Corps") && table.contains("against"), "{table}");
}
