//! How many themes, in which layers, and who belongs to them: `--explain`, `--granularity`, `--layers`,
//! `--max-unassigned`.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn themes(options: &[&str]) -> Value {
    let seeds = seeds();
    let arguments = [&["themes", seeds.to_str().unwrap(), "--format", "json"], options].concat();
    Folder::new().run(&arguments).succeeded().json()
}

fn array<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

#[test]
fn the_choice_is_explained_with_its_curve_and_plateaus() {
    let folder = Folder::new();
    let seeds = seeds();
    let ran = folder.run(&["themes", seeds.to_str().unwrap(), "--explain"]).succeeded().stdout;
    let explained = &ran[ran.find("How many").unwrap()..];
    assert!(explained.contains("shapeless data") && explained.contains("← chosen"), "{explained}");
    assert!(explained.contains("--granularity"), "{explained}");
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    let count = analysis["choice"]["count"].as_u64().unwrap();
    assert_eq!(count as usize, array(&analysis, "themes").len());
    assert_eq!(analysis["choice"]["reason"], "stands-out");
    assert!(array(&analysis, "curve").iter().any(|candidate| candidate["count"] == count));
    let on_plateau = |plateau: &Value| (plateau["from"].as_u64()..=plateau["to"].as_u64()).contains(&Some(count));
    assert!(array(&analysis["choice"], "plateaus").iter().any(on_plateau), "{}", analysis["choice"]);
    let given = folder.run(&["themes", "--count", "7", "--explain"]).succeeded().stdout;
    assert!(given.contains("because you asked for that many"), "{given}");
}

#[test]
fn granularity_gives_fewer_or_more_themes_and_is_not_mixed_with_a_count() {
    let count = |granularity: &str| array(&themes(&["--granularity", granularity]), "themes").len();
    let (coarse, medium, fine) = (count("coarse"), count("medium"), count("fine"));
    assert!(coarse < medium && 2 * medium <= fine, "{coarse} {medium} {fine}");
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--granularity", "fine", "--count", "3"]).failed_with(&["--count"]);
}

#[test]
fn layers_are_nested_in_themes_whose_numbers_do_not_change() {
    let (plain, layered) = (themes(&[]), themes(&["--layers"]));
    assert!(plain["layers"].is_null());
    let theme_of = |analysis: &Value| -> Vec<Value> {
        array(analysis, "passages").iter().map(|passage| passage["theme"].clone()).collect()
    };
    assert_eq!(theme_of(&plain), theme_of(&layered));
    let families = array(&layered["layers"], "coarse");
    let in_families: Vec<u64> =
        families.iter().flat_map(|family| array(family, "themes")).map(|theme| theme.as_u64().unwrap()).collect();
    assert_eq!(in_families.iter().collect::<BTreeSet<_>>().len(), array(&layered, "themes").len());
    assert!(families.len() < array(&layered, "themes").len());
    let events = array(&layered["layers"], "fine");
    let mut passages: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in array(&layered, "passages") {
        let Some(event) = passage["event"].as_str() else { continue };
        let theme: u64 = event.split('.').next().unwrap().parse().unwrap();
        assert_eq!(passage["theme"], theme, "an event lies in its theme: {passage}");
        *passages.entry(event).or_default() += 1;
    }
    assert_eq!(passages.len(), events.len());
    for event in events {
        assert_eq!(event["passages"], passages[event["id"].as_str().unwrap()]);
        assert!(event["passages"].as_u64().unwrap() >= 3 && !event["name"].as_str().unwrap().is_empty(), "{event}");
    }
    assert!(events.len() > array(&layered, "themes").len());
    for options in [&["--layers", "--unit", "article"][..], &["--layers", "--algorithm", "hdbscan"]] {
        assert!(!array(&themes(options)["layers"], "coarse").is_empty(), "{options:?}");
    }
}

#[test]
fn layers_stand_beside_a_guide_and_on_a_terminal() {
    let folder = Folder::new();
    let (seeds, guide) = (seeds(), seeds().join("themes.toml"));
    let ran = folder.run(&["themes", seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap(), "--layers"]);
    let table = ran.succeeded().stdout;
    assert!(table.contains("Layers") && table.contains("  f0  ") && table.contains("  0.0  "), "{table}");
    assert!(table.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{table}");
}

#[test]
fn who_belongs_is_said_for_every_passage_and_counted() {
    let analysis = themes(&[]);
    let count = |membership: &str| {
        array(&analysis, "passages").iter().filter(|passage| passage["membership"] == membership).count()
    };
    assert_eq!(count("unassigned"), analysis["unassigned"].as_u64().unwrap() as usize);
    assert_eq!(count("fringe"), analysis["fringe"].as_u64().unwrap() as usize);
    assert!(count("core") > count("fringe"));
    for passage in array(&analysis, "passages") {
        assert_eq!(passage["theme"].is_null(), passage["membership"] == "unassigned", "{passage}");
    }
}

#[test]
fn no_more_than_asked_for_stay_in_no_theme_and_the_others_keep_theirs() {
    let (free, some, none) = (themes(&[]), themes(&["--max-unassigned", "1%"]), themes(&["--max-unassigned", "0"]));
    assert!(
        free["unassigned"].as_u64().unwrap() > 2 && some["unassigned"].as_u64().unwrap() <= 2,
        "{}",
        some["unassigned"]
    );
    assert_eq!(none["unassigned"], 0);
    for (before, after) in array(&free, "passages").iter().zip(array(&none, "passages")) {
        if before["theme"].is_null() {
            assert_eq!(after["membership"], "fringe", "{after}");
        } else {
            assert_eq!(before["theme"], after["theme"], "{after}");
        }
    }
    Folder::with_articles()
        .run(&["themes", "articles", "--max-unassigned", "120%"])
        .failed_with(&["--max-unassigned", "not from 0 to 100"]);
}

#[test]
fn meaning_and_words_agree_on_themes_more_than_by_chance() {
    let analysis = themes(&[]);
    let themes = array(&analysis, "themes");
    let chance = 1.0 / (themes.len() * themes.len()) as f64;
    for theme in themes {
        let agreement = theme["agreement"].as_f64().unwrap();
        assert!((2.0 * chance..=1.0).contains(&agreement), "{agreement}: {}", theme["name"]);
    }
}

#[test]
fn an_index_of_an_earlier_version_is_explained_and_made_anew() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let changed =
        index.execute("UPDATE document SET json = replace(json, '0.1.0+', '0.0.9+1') WHERE name = 'origin'", []);
    assert_eq!(changed.unwrap(), 1);
    drop(index);
    folder.run(&["export", "--format", "json"]).failed_with(&["another version", "0.0.9", "hint:", "filrouge themes"]);
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder.run(&["export", "--format", "json"]).succeeded();
}
