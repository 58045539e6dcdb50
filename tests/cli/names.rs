//! Names of themes, as a reader would judge them: over the project's own corpus, its French part and its English part.

use crate::folder::{Folder, seeds};
use filrouge::words::{Word, fold, is_function_word, words};
use serde_json::Value;
use std::collections::BTreeSet;

/// The themes of a path, with the words of the passages they were made of.
fn themes(path: &str, count: &str) -> (Vec<Value>, String) {
    let folder = Folder::new();
    let analysis = folder.run(&["themes", path, "--count", count, "--format", "json"]).succeeded().json();
    let texts = analysis["passages"].as_array().unwrap().iter().map(|passage| passage["text"].as_str().unwrap());
    (analysis["themes"].as_array().unwrap().clone(), one_line(&texts.collect::<Vec<_>>().join("\n")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The terms that a name is made of.
fn terms<'a>(name: &'a str, and: &str) -> Vec<&'a str> {
    name.split(", ").flat_map(|part| part.split(and)).collect()
}

/// What must hold of every name of a corpus in one language; returns how many names were looked at.
fn check(path: &str, count: &str, and: &str) -> usize {
    let (themes, text) = themes(path, count);
    let names: Vec<&str> = themes.iter().map(|theme| theme["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    let mut subjects = BTreeSet::new();
    for name in &names {
        assert!(name.chars().count() <= 60, "{name}");
        assert!(name.chars().next().unwrap().is_uppercase(), "{name}");
        for term in terms(name, and) {
            let found = words(term);
            // « or » is a conjunction, but in « d’or » it is gold
            let content = |word: &Word<'_>| !is_function_word(&word.folded()) || word.elided.starts_with('d');
            assert!(content(&found[0]) && found.last().is_some_and(content), "`{term}` in `{name}`");
            assert!(text.contains(&term.to_lowercase()), "`{term}` in `{name}` is not as in the text");
            assert!(subjects.insert(fold(term)), "`{term}` names two themes: {names:?}");
            assert!(found.len() > 1 || !is_bare_participle(term, &text), "`{term}` in `{name}`");
        }
    }
    names.len()
}

/// Whether a French word ends as participles do and no determiner ever stands before it.
fn is_bare_participle(word: &str, text: &str) -> bool {
    let word = word.to_lowercase();
    let determined = |determiner: &&str| text.contains(&format!("{determiner}{word}"));
    let determiners = ["le ", "la ", "les ", "l'", "l’", "un ", "une ", "des ", "du ", "au ", "cette ", "sa ", "leur "];
    ["é", "ée", "és", "ées"].iter().any(|ending| word.ends_with(ending)) && !determiners.iter().any(determined)
}

#[test]
fn over_thirty_names_of_three_corpora_read_like_titles() {
    let seeds = seeds();
    let path = |name: &str| seeds.join(name).to_str().unwrap().to_owned();
    let mut looked_at = 0;
    for count in ["4", "8", "12"] {
        looked_at += check(&path("articles"), count, " et ");
    }
    looked_at += check(&path("articles/depeches.jsonl"), "4", " et ");
    looked_at += check(&path("articles/analyses"), "4", " et ");
    looked_at += check(&path("articles/en"), "3", " and ");
    assert!(looked_at > 30, "only {looked_at} names");
}

#[test]
fn names_are_in_the_language_of_the_corpus() {
    let english: Vec<String> = ["en/africa-corps-explained.md", "en/france-sets-out-its-exit.md"]
        .iter()
        .map(|name| std::fs::read_to_string(seeds().join("articles").join(name)).unwrap().to_lowercase())
        .collect();
    let (themes, text) = themes(seeds().join("articles").to_str().unwrap(), "8");
    let count = |text: &str, term: &str| text.matches(term).count();
    for theme in &themes {
        let name = theme["name"].as_str().unwrap();
        for term in terms(name, " et ") {
            // a term of the English articles alone is in no name of a corpus that is mostly French
            let term = term.to_lowercase();
            let in_english: usize = english.iter().map(|text| count(text, &term)).sum();
            assert!(count(&text, &term) > in_english, "`{term}` in `{name}`");
        }
    }
}

#[test]
fn keywords_carry_their_significance() {
    let (themes, _) = themes(seeds().to_str().unwrap(), "6");
    for keyword in themes.iter().flat_map(|theme| theme["keywords"].as_array().unwrap()) {
        assert!(keyword["significance"].as_f64().unwrap() > 1.645, "{keyword}");
        assert!(keyword["score"].as_f64().unwrap() > 0.0, "{keyword}");
    }
}

#[test]
fn markup_and_addresses_name_nothing() {
    let folder = Folder::new();
    let rows: String = (0..40)
        .map(|row| {
            let subject = if row % 2 == 0 { "Oil prices rose again, and the oil market" } else { "The football team and its coach" };
            let text = format!(
                "{subject} had a long week number {row}, it #39;s said. &lt;A HREF=\"http://www.example.org/FullQuote.aspx?ticker=AB.N\"&gt;AB.N&lt;/A&gt;"
            );
            serde_json::json!({ "id": row.to_string(), "text": text }).to_string() + "\n"
        })
        .collect();
    folder.write("news.jsonl", rows);
    let analysis = folder.run(&["themes", "news.jsonl", "--count", "2", "--format", "json"]).succeeded().json();
    for theme in analysis["themes"].as_array().unwrap() {
        let shown = format!("{} {}", theme["name"], theme["keywords"]).to_lowercase();
        for markup in ["href", "aspx", "ticker", "lt", "gt", "http", "example"] {
            assert!(!words(&shown).iter().any(|word| word.surface == markup), "{shown}");
        }
    }
}
