//! `filrouge names`, and names in themes and in search.

use crate::folder::{Folder, seeds};
use serde_json::Value;

fn indexed() -> Folder {
    let folder = Folder::new();
    folder.run(&["themes", seeds().to_str().unwrap()]).succeeded();
    folder
}

fn names<'a>(listed: &'a Value, key: &str) -> Vec<&'a str> {
    listed["names"].as_array().unwrap().iter().map(|name| name[key].as_str().unwrap_or("")).collect()
}

#[test]
fn names_are_listed_with_kind_variants_and_dates() {
    let folder = indexed();
    let listed = folder.run(&["names", "--format", "json"]).succeeded().json();
    let all = listed["names"].as_array().unwrap();
    let goita = all.iter().find(|name| name["name"] == "Assimi Goïta").unwrap();
    let keys: Vec<&str> = goita.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = ["articles", "first", "kind", "last", "mentions", "name", "passages", "variants"];
    expected.sort_unstable();
    let mut keys = keys;
    keys.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(goita["kind"], "person");
    assert!(goita["variants"].as_array().unwrap().iter().any(|variant| variant["form"] == "Goïta"), "{goita}");
    assert_eq!(goita["first"], "2021-05-26");
    for ordinary in ["Défense", "Nations", "Maliens", "Premier ministre"] {
        assert!(!names(&listed, "name").contains(&ordinary), "{ordinary}");
    }
    let people = folder.run(&["names", "--kind", "person", "--format", "json", "--limit", "3"]).succeeded().json();
    assert_eq!(names(&people, "kind"), ["person"; 3]);
    let table = folder.run(&["names", "--limit", "5"]).succeeded().stdout;
    assert!(table.contains("Bamako") && table.contains("place") && table.contains("more"), "{table}");
    let csv = folder.run(&["names", "--format", "csv"]).succeeded().stdout;
    assert_eq!(csv.lines().next(), Some("name,kind,variants,mentions,passages,articles,first,last"));
    assert_eq!(csv.lines().count(), all.len() + 1);
}

#[test]
fn names_of_a_theme_are_those_that_its_passages_hold() {
    let folder = indexed();
    let one = folder.run(&["names", "--theme", "0", "--format", "json"]).succeeded().json();
    let all = folder.run(&["names", "--format", "json"]).succeeded().json();
    assert!(names(&one, "name").len() < names(&all, "name").len());
    folder.run(&["names", "--theme", "999"]).failed_with(&["999"]);
    let plain = Folder::new();
    plain.write("a.txt", "Les pompes ont tourné toute la nuit, et la rivière a baissé de deux mètres au matin.\n");
    plain.run(&["themes", "a.txt"]).succeeded();
    assert_eq!(plain.run(&["names"]).code, Some(1));
}

#[test]
fn who_and_where_of_a_theme_are_names() {
    let folder = indexed();
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    let themes = analysis["themes"].as_array().unwrap();
    let mentioned: Vec<&Value> = themes.iter().flat_map(|theme| theme["names"].as_array().unwrap()).collect();
    assert!(
        mentioned.iter().any(|name| name["name"] == "Evgueni Prigojine" && name["kind"] == "person"),
        "{mentioned:?}"
    );
    for ordinary in ["Défense", "Nations", "Premier", "État", "Sécurité", "Affaires"] {
        assert!(mentioned.iter().all(|name| name["name"] != ordinary), "{ordinary}");
    }
}

#[test]
fn a_search_by_words_finds_the_variants_of_a_name() {
    let folder = indexed();
    let found =
        folder.run(&["similar", "Sergei Lavrov", "--words", "--limit", "6", "--format", "json"]).succeeded().json();
    let texts: Vec<&str> =
        found["neighbours"].as_array().unwrap().iter().map(|passage| passage["text"].as_str().unwrap()).collect();
    assert!(texts.iter().filter(|text| text.contains("Sergueï Lavrov")).count() >= 4, "{texts:?}");
    assert!(texts[..6].iter().all(|text| text.contains("Lavrov")), "{texts:?}");
}
