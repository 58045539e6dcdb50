//! What themes say of themselves: sentences with their evidence, names, sources, neighbours, and the document made of it.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn of_seeds() -> (Folder, Value) {
    let folder = Folder::new();
    let analysis = folder.run(&["themes", seeds().to_str().unwrap(), "--format", "json"]).succeeded().json();
    (folder, analysis)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

#[test]
fn every_sentence_of_a_summary_stands_in_its_passage_and_its_theme() {
    let (_folder, analysis) = of_seeds();
    let passages: BTreeMap<&str, &Value> =
        list(&analysis, "passages").iter().map(|passage| (passage["id"].as_str().unwrap(), passage)).collect();
    let mut sentences = 0;
    for theme in list(&analysis, "themes") {
        for sentence in list(theme, "summary") {
            let passage = passages[sentence["passage"].as_str().unwrap()];
            let (start, end) =
                (sentence["start"].as_u64().unwrap() as usize, sentence["end"].as_u64().unwrap() as usize);
            assert_eq!(&passage["text"].as_str().unwrap()[start..end], sentence["text"].as_str().unwrap());
            assert_eq!(passage["theme"], theme["id"]);
            for key in ["article", "date", "path"] {
                assert_eq!(passage[key], sentence[key]);
            }
            sentences += 1;
        }
    }
    assert!(sentences >= 9, "{sentences}");
}

#[test]
fn a_summary_is_three_to_five_sentences_from_as_many_articles_and_several_years() {
    let (_folder, analysis) = of_seeds();
    for theme in list(&analysis, "themes") {
        let summary = list(theme, "summary");
        assert!((3..=5).contains(&summary.len()), "{theme}");
        let articles: BTreeSet<&str> = summary.iter().map(|sentence| sentence["article"].as_str().unwrap()).collect();
        assert_eq!(articles.len(), summary.len(), "{summary:?}");
        let dates: Vec<&str> = summary.iter().filter_map(|sentence| sentence["date"].as_str()).collect();
        assert!(dates.is_sorted(), "{dates:?}");
        let years: BTreeSet<&str> = dates.iter().map(|date| &date[..4]).collect();
        assert!(years.len() >= 3, "{years:?}");
    }
}

#[test]
fn sentences_can_be_read_by_themselves() {
    let (_folder, analysis) = of_seeds();
    for sentence in list(&analysis, "themes").iter().flat_map(|theme| list(theme, "summary")) {
        let text = sentence["text"].as_str().unwrap();
        let words = filrouge::words::words(text).len();
        assert!((8..=45).contains(&words) && !text.contains('?'), "{text}");
        assert!(text.ends_with(['.', '!', '»', '”', '"']), "{text}");
        for opening in ["Il ", "Elle ", "Mais ", "Cependant", "Ce ", "Cette ", "C’", "He ", "But ", "This "] {
            assert!(!text.starts_with(opening), "{text}");
        }
    }
}

#[test]
fn sources_are_counted_and_neighbours_are_other_themes() {
    let (_folder, analysis) = of_seeds();
    let themes = list(&analysis, "themes");
    for theme in themes {
        let counted: u64 = list(theme, "sources").iter().map(|source| source["passages"].as_u64().unwrap()).sum();
        assert_eq!(theme["passages"], counted);
        let (nearest, opposite) = (&theme["nearest"], &theme["opposite"]);
        assert!(nearest["theme"] != theme["id"] && opposite["theme"] != theme["id"]);
        assert!(nearest["similarity"].as_f64() >= opposite["similarity"].as_f64());
        for name in list(theme, "names") {
            let text = name["name"].as_str().unwrap();
            assert!(name["passages"].as_u64() <= theme["passages"].as_u64(), "{name}");
            assert!(text.chars().any(char::is_alphabetic) && name["significance"].is_number(), "{name}");
        }
    }
    let names: Vec<&str> =
        themes.iter().flat_map(|theme| list(theme, "names")).filter_map(|name| name["name"].as_str()).collect();
    assert!(names.contains(&"Cédéao"), "{names:?}");
}

#[test]
fn the_document_of_a_french_corpus_is_french_and_every_reference_has_its_source() {
    let (folder, analysis) = of_seeds();
    folder.run(&["export", "--format", "markdown", "-o", "themes.md"]).succeeded();
    let document = std::fs::read_to_string(folder.path("themes.md")).unwrap();
    assert!(document.starts_with("# Fil rouge de 46 articles, du 26 mai 2021 à octobre 2025\n"), "{document}");
    for part in
        ["*Comment lire ce document.*", "| n° | thème |", "**Qui et où", "**Mots clés", "## Refaire ce document"]
    {
        assert!(document.contains(part), "{part}");
    }
    let mut number = 0;
    for theme in list(&analysis, "themes") {
        let heading = format!("\n## {}. ", theme["id"]);
        assert_eq!(document.matches(&heading).count(), 1);
        for sentence in list(theme, "summary") {
            number += 1;
            let reference = document.lines().find(|line| line.starts_with(&format!("- \\[{number}\\] "))).unwrap();
            for key in ["path", "passage"] {
                assert!(reference.contains(&format!("`{}`", sentence[key].as_str().unwrap())), "{reference}");
            }
            assert_eq!(document.lines().filter(|line| line.ends_with(&format!(" \\[{number}\\]"))).count(), 1);
        }
    }
    let quotes = document.lines().filter(|line| line.starts_with("> — ")).count();
    assert!(quotes >= 4, "{document}");
    let longest = document.lines().filter(|line| line.starts_with("> ") && !line.starts_with("> — "));
    assert!(longest.map(|line| line.chars().count()).max().unwrap() < 500);
}

#[test]
fn the_document_of_an_english_corpus_is_english() {
    let folder = Folder::new();
    for (number, (river, bread)) in [
        (
            "The river flooded at night and the water ran through the lower streets of the village.",
            "The baker sold three hundred loaves of bread before noon on the market square.",
        ),
        (
            "The rains of the last days have swollen the river and it is still rising this morning.",
            "The price of flour rises and the bread will cost more after the summer holidays.",
        ),
        (
            "The families of the flooded streets were housed in the school by the fire brigade.",
            "The new bakery on the square offers sourdough bread and rolls with butter.",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        folder.write(&format!("news/river-{number}.txt"), river);
        folder.write(&format!("news/bread-{number}.txt"), bread);
    }
    folder.run(&["themes", "news", "--count", "2"]).succeeded();
    let document = folder.run(&["export", "--format", "markdown"]).succeeded().stdout;
    assert!(document.starts_with("# The thread through 6 articles\n"), "{document}");
    assert!(
        document.contains("6 passages of 6 articles, 2 themes.") && document.contains("Every passage is in a theme.")
    );
    // nothing has a date, and nothing says so
    assert!(!document.contains("| from |") && !document.contains("undated"), "{document}");
    assert!(document.contains("**Other themes:** nearest, 1. ") && !document.contains("farthest"), "{document}");
}

#[test]
fn one_theme_can_be_handed_on_by_itself() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let document = folder.run(&["export", "--format", "markdown", "--theme", "1"]).succeeded().stdout;
    assert!(document.contains("\n## 1. ") && !document.contains("\n## 0. "), "{document}");
    assert!(document.contains("\n- \\[1\\] ") && document.contains("## Refaire ce document"), "{document}");
    folder.run(&["export", "--format", "markdown", "--theme", "2"]).failed_with(&["theme", "`2`"]);
    folder
        .run(&["export", "--format", "csv", "--theme", "1"])
        .failed_with(&["`--theme` goes with `--format markdown`"]);
}

#[test]
fn a_single_passage_and_one_without_a_sentence_have_a_document() {
    let folder = Folder::new();
    let only = "Une seule phrase, assez longue pour être un passage à elle toute seule, et rien de plus.";
    for text in [only, "Il pleut. Mais pourquoi ? « Qui sait", "1, 2, trois : la liste *des* courses | sans [fin]"] {
        folder.write("un.txt", text);
        let analysis = folder.run(&["themes", "un.txt", "--format", "json"]).succeeded().json();
        let theme = &analysis["themes"][0];
        assert!(theme["nearest"].is_null() && theme["opposite"].is_null());
        assert_eq!(theme["sources"], serde_json::json!([{"source": null, "passages": 1}]));
        let first = list(theme, "summary")[0]["text"].as_str().unwrap();
        assert!(text.contains(first), "{first}");
        let document = folder.run(&["export", "--format", "markdown"]).succeeded().stdout;
        assert!(document.contains("1 passage de 1 article, soit 100\u{a0}% du corpus."), "{document}");
        assert!(!document.contains("[fin]"), "{document}");
    }
}
