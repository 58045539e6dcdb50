//! Guided themes as hypotheses: what speaks against one, what is not there, suggested guides that a person edits, stable
//! ids, and what changed from run to run.

use crate::folder::{Folder, seeds};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn themes(folder: &Folder, arguments: &[&str]) -> Value {
    folder.run(&[&["themes"], arguments, &["--format", "json"]].concat()).succeeded().json()
}

fn theme<'a>(analysis: &'a Value, name: &str) -> &'a Value {
    let themes = analysis["themes"].as_array().unwrap();
    themes.iter().find(|theme| theme["name"] == name).unwrap_or_else(|| panic!("no theme `{name}` in {analysis}"))
}

/// The passages of each theme, by its key.
fn held(analysis: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for passage in analysis["passages"].as_array().unwrap() {
        if let Some(theme) = passage["theme"].as_u64() {
            let key = analysis["themes"][theme as usize]["key"].as_str().unwrap();
            held.entry(key.to_owned()).or_default().insert(passage["id"].as_str().unwrap().to_owned());
        }
    }
    held
}

/// Some of the project's own articles, chosen by their position, copied to a folder.
fn copy_articles(folder: &Folder, keep: impl Fn(usize) -> bool) {
    let mut paths: Vec<_> =
        fs::read_dir(seeds().join("articles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    for (_, path) in paths.into_iter().enumerate().filter(|(number, _)| keep(*number)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        folder.write(&format!("articles/{name}"), fs::read(&path).unwrap());
    }
}

#[test]
fn what_is_said_against_a_theme_keeps_passages_away() {
    let folder = Folder::with_articles();
    let guide = |not: &str| {
        format!(
            "[[theme]]\nname = \"Crues\"\nabout = [\"inondation, le fleuve déborde\"]\nwords = [\"fleuve\", \"crue\", \
             \"pompiers\"]\nnot = [{not}]\n"
        )
    };
    let texts = |not: &str| -> Vec<String> {
        folder.write("themes.toml", guide(not));
        let analysis = themes(&folder, &["articles", "--guide", "themes.toml"]);
        let id = &theme(&analysis, "Crues")["id"];
        let passages = analysis["passages"].as_array().unwrap().iter().filter(|passage| passage["theme"] == *id);
        passages.map(|passage| passage["text"].as_str().unwrap().to_owned()).collect()
    };
    let gymnasium = |texts: &[String]| texts.iter().any(|text| text.contains("gymnase"));
    assert!(gymnasium(&texts("")));
    // a name, in another form of the word; and a meaning
    for not in ["\"gymnases\"", "\"les habitants ont été relogés dans le gymnase\""] {
        let texts = texts(not);
        assert!(!gymnasium(&texts) && texts.len() >= 4, "{not}: {texts:?}");
    }
}

#[test]
fn a_hypothesis_that_fails_is_told() {
    let folder = Folder::with_articles();
    let guide = "[[theme]]\nname = \"Crues\"\nabout = [\"la crue du fleuve menace les digues\", \"exploration de la \
                 planète Mars\"]\nwords = [\"fleuve\", \"télescope\"]\n";
    folder.write("themes.toml", guide);
    let analysis = themes(&folder, &["articles", "--guide", "themes.toml"]);
    let floods = theme(&analysis, "Crues");
    assert_eq!(floods["unmatched"], serde_json::json!(["exploration de la planète Mars", "télescope"]));
    assert!(floods["fit"].as_f64().unwrap() > 0.5 && floods["coverage"].as_f64().unwrap() > 0.5, "{floods}");
    let table = folder.run(&["themes", "articles", "--guide", "themes.toml"]).succeeded().stdout;
    assert!(table.contains("no passage answers to: exploration de la planète Mars; télescope"), "{table}");
}

#[test]
fn a_passage_named_stays_where_a_person_put_it_and_one_that_is_gone_is_told() {
    let folder = Folder::with_articles();
    let free = themes(&folder, &["articles"]);
    let bread = free["passages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|passage| passage["text"].as_str().unwrap().contains("farine"));
    let id = bread.unwrap()["id"].as_str().unwrap();
    let guide =
        format!("[[theme]]\nname = \"Crues\"\nabout = [\"le fleuve en crue\"]\nlike = [\"{id}\", \"p00000000\"]\n");
    folder.write("themes.toml", guide);
    let analysis = themes(&folder, &["articles", "--guide", "themes.toml"]);
    let floods = theme(&analysis, "Crues");
    assert_eq!(floods["unmatched"], serde_json::json!(["p00000000"]));
    assert!(held(&analysis)[floods["key"].as_str().unwrap()].contains(id));
}

#[test]
fn doubts_are_passages_of_the_theme_with_another_that_fits_almost_as_well() {
    let (folder, seeds) = (Folder::new(), seeds());
    let guide = seeds.join("themes.toml");
    let analysis = themes(&folder, &[seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap()]);
    let mut seen = 0;
    for theme in analysis["themes"].as_array().unwrap() {
        let doubts = theme["doubts"].as_array().unwrap();
        assert!(doubts.len() <= 10 && (theme["guided"] == true || doubts.is_empty()), "{theme}");
        for doubt in doubts {
            let mut passages = analysis["passages"].as_array().unwrap().iter();
            assert!(passages.any(|passage| passage["id"] == doubt["passage"] && passage["theme"] == theme["id"]));
            assert!(doubt["runner_up"] != theme["id"] && doubt["margin"].as_f64().unwrap() < 0.05, "{doubt}");
            seen += 1;
        }
    }
    assert!(seen > 3, "{seen}");
}

#[test]
fn a_suggested_guide_finds_the_same_themes_again() {
    let (folder, seeds) = (Folder::new(), seeds());
    let found = themes(&folder, &[seeds.to_str().unwrap()]);
    folder.write("themes.toml", folder.run(&["themes", "--suggest"]).succeeded().stdout);
    let guided = themes(&folder, &["--guide", "themes.toml"]);
    let (found, guided) = (held(&found), held(&guided));
    let same: usize = found.iter().map(|(key, passages)| passages.intersection(&guided[key]).count()).sum();
    let all: usize = found.values().map(BTreeSet::len).sum();
    assert!(same * 100 >= all * 75, "{same} of {all}");
}

#[test]
fn edits_of_a_suggested_guide_survive_new_articles() {
    let folder = Folder::new();
    copy_articles(&folder, |number| number % 3 != 0);
    themes(&folder, &["articles", "--count", "5"]);
    let suggested = folder.run(&["themes", "--suggest"]).succeeded().stdout;
    let mut guide: toml::Table = toml::from_str(&suggested).unwrap();
    let blocks = guide["theme"].as_array_mut().unwrap();
    // rename the first, merge the second and the third, split the fourth
    blocks[0]["name"] = "Mon thème".into();
    let third = blocks.remove(2);
    for list in ["about", "words", "like"] {
        let moved = third[list].as_array().unwrap().clone();
        blocks[1][list].as_array_mut().unwrap().extend(moved);
    }
    let mut copy = blocks[2].clone();
    copy.as_table_mut().unwrap().remove("key");
    copy["name"] = "La seconde moitié".into();
    for (block, second) in [(&mut blocks[2], false), (&mut copy, true)] {
        for list in ["about", "like"] {
            let lines = block[list].as_array_mut().unwrap();
            let half = lines.len() / 2;
            let (first_half, second_half) = (lines[..half].to_vec(), lines[half..].to_vec());
            *lines = if second { second_half } else { first_half };
        }
    }
    blocks.push(copy);
    folder.write("themes.toml", toml::to_string(&guide).unwrap());
    let before = themes(&folder, &["articles", "--guide", "themes.toml"]);
    copy_articles(&folder, |_| true);
    let after = themes(&folder, &["articles", "--guide", "themes.toml"]);
    assert!(after["passages"].as_array().unwrap().len() > before["passages"].as_array().unwrap().len());
    let key = |analysis: &Value, name: &str| theme(analysis, name)["key"].as_str().unwrap().to_owned();
    for block in guide["theme"].as_array().unwrap() {
        let name = block["name"].as_str().unwrap();
        assert_eq!(key(&before, name), key(&after, name));
        assert!(block.get("key").is_none_or(|written| written.as_str() == Some(&key(&after, name))));
    }
    let (before, after) = (held(&before), held(&after));
    let stayed: usize = before.iter().filter_map(|(key, held)| Some(held.intersection(after.get(key)?).count())).sum();
    let all: usize = before.values().map(BTreeSet::len).sum();
    assert!(stayed * 100 >= all * 75, "{stayed} of {all}");
}

#[test]
fn themes_found_keep_their_key_when_articles_come() {
    let folder = Folder::with_articles();
    let keys = |analysis: &Value| -> BTreeSet<String> { held(analysis).into_keys().collect() };
    let before = themes(&folder, &["articles", "--count", "2"]);
    folder.write(
        "articles/2025-eau.txt",
        "Le fleuve est rentré dans son lit et les digues seront réparées au printemps.",
    );
    let after = themes(&folder, &["articles", "--count", "2"]);
    assert_eq!(keys(&before), keys(&after));
    let key = after["themes"][1]["key"].as_str().unwrap();
    let passages = |theme: &str| {
        folder.run(&["similar", "le fleuve et le pain", "--min-percentile", "0", "--theme", theme]).succeeded().stdout
    };
    assert_eq!(passages(key), passages("1"));
    folder.run(&["similar", "le fleuve", "--theme", "t0000000z"]).failed_with(&["no theme `t0000000z`", "hint:"]);
}

#[test]
fn a_diff_tells_what_changed_and_ends_like_grep() {
    let folder = Folder::with_articles();
    // each text is in two articles, and eight are too few for a free theme beside a guide
    themes(&folder, &["articles", "--count", "2", "--keep-duplicates"]);
    let first = folder.run(&["themes", "--diff"]);
    assert_eq!(first.code, Some(1), "{first:?}");
    assert!(first.stderr.contains("nothing to compare with"), "{first:?}");
    folder.write(
        "articles/2025-eau.txt",
        "Le fleuve est rentré dans son lit et les digues seront réparées au printemps.",
    );
    let diff = folder.run(&["themes", "--diff", "--format", "json"]).succeeded().json();
    assert_eq!((diff["added"].as_u64(), diff["removed"].as_u64()), (Some(1), Some(0)));
    let grown = |theme: &Value| theme["changes"].as_array().unwrap().contains(&"grown".into());
    assert!(diff["themes"].as_array().unwrap().iter().any(grown), "{diff}");
    // asking again answers the same: nothing has changed since
    assert_eq!(folder.run(&["themes", "--diff", "--format", "json"]).succeeded().json(), diff);
    folder.write(
        "themes.toml",
        "[[theme]]\nname = \"Pain\"\nabout = [\"le boulanger vend du pain\"]\nwords = [\"pain\"]\n",
    );
    let table = folder.run(&["themes", "--guide", "themes.toml", "--diff"]).succeeded().stdout;
    assert!(table.contains("Pain") && table.contains("was called"), "{table}");
    folder.run(&["themes", "--diff", "--format", "csv"]).failed_with(&["`--diff` prints a table, or JSON"]);
}
