//! The project's own corpus: what must be read, what must be left out, and how the guided themes agree with the labels.

use crate::folder::{Folder, seeds};
use serde_json::Value;

fn analysis(folder: &Folder) -> Value {
    let seeds = seeds();
    let guide = seeds.join("themes.toml");
    let arguments = ["themes", seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap(), "--format", "json"];
    folder.run(&arguments).succeeded().json()
}

fn rows(name: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(seeds().join(name)).unwrap();
    let row = |record: csv::StringRecord| (record[0].to_owned(), one_line(&record[1]));
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_paragraph_is_read_and_every_foreign_line_left_out() {
    let folder = Folder::new();
    let analysis = analysis(&folder);
    let texts = |key: &str| -> Vec<(String, String)> {
        let entries = analysis[key].as_array().unwrap().iter();
        entries
            .map(|entry| (entry["path"].as_str().unwrap().to_owned(), one_line(entry["text"].as_str().unwrap())))
            .collect()
    };
    let (passages, left_out) = (texts("passages"), texts("left_out"));
    let holds = |texts: &[(String, String)], path: &str, begins: &str| {
        texts.iter().any(|(other, text)| other.ends_with(path) && text.contains(begins))
    };
    for (path, begins) in rows("labels.csv") {
        assert!(holds(&passages, &path, &begins), "lost: {path}: {begins}");
        assert!(!holds(&left_out, &path, &begins), "left out: {path}: {begins}");
    }
    for (path, begins) in rows("left-out.csv") {
        // what a page's navigation holds is dropped with it; what stands in the text is left out and listed
        let lines = analysis["passages"].as_array().unwrap().iter();
        let mut lines = lines.filter(|passage| passage["path"].as_str().unwrap().ends_with(&path));
        let survived = lines
            .find(|passage| passage["text"].as_str().unwrap().lines().any(|line| one_line(line).starts_with(&begins)));
        assert!(survived.is_none(), "read as a passage: {path}: {begins}");
    }
}

#[test]
fn guided_themes_agree_with_the_labels() {
    let folder = Folder::new();
    analysis(&folder);
    let labels = seeds().join("labels.csv");
    let evaluation = folder.run(&["evaluate", labels.to_str().unwrap(), "--format", "json"]).succeeded().json();
    assert_eq!(evaluation["items"], 284);
    // three of the five labels are guided: 197 of 284 passages can be right by name
    assert!(evaluation["accuracy_by_name"].as_f64().unwrap() > 0.5, "{evaluation}");
    assert!(evaluation["v_measure"].as_f64().unwrap() > 0.3, "{evaluation}");
}

#[test]
fn names_are_distinct_and_no_function_words() {
    let folder = Folder::new();
    let names =
        folder.run(&["themes", seeds().to_str().unwrap(), "--count", "8", "--format", "json"]).succeeded().json();
    let names: Vec<String> =
        names["themes"].as_array().unwrap().iter().map(|theme| theme["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names.iter().collect::<std::collections::HashSet<_>>().len(), 8, "{names:?}");
    for name in &names {
        assert!(name.chars().count() <= 60, "{name}");
        let content = |part: &str| {
            filrouge::words::words(part).iter().any(|word| !filrouge::words::is_function_word(&word.folded()))
        };
        let mut parts = name.split(", ").flat_map(|part| part.split(" et "));
        assert!(parts.all(content) && !name.starts_with("Thème"), "{name}");
    }
}

#[test]
fn a_question_finds_the_same_event_in_both_languages() {
    let folder = Folder::new();
    analysis(&folder);
    for query in ["le départ de Wagner et l'arrivée d'Africa Corps", "Wagner leaves Mali and Africa Corps takes over"]
    {
        let answer = folder.run(&["similar", query, "--format", "json", "--limit", "3"]).succeeded().json();
        let first = answer["neighbours"][0]["text"].as_str().unwrap();
        assert!(first.contains("Wagner") && first.contains("Africa Corps"), "{first}");
    }
}
