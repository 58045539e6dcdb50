//! Queries of `filrouge similar` as people have them, on the project's own corpus.

use crate::folder::{Folder, ids};
use serde_json::Value;
use std::collections::HashSet;

#[test]
fn each_line_is_a_query_and_has_an_answer_of_its_own() {
    let folder = Folder::with_seeds();
    let lines = "la rupture avec l'Ukraine\n\n{\"id\":\"q2\",\"text\":\"le départ de Wagner\"}\n\u{12000}\n";
    let arguments = ["similar", "-", "--each", "--format", "json", "--limit", "2", "--min-percentile", "0"];
    let run = folder.run_with_input(&arguments, lines).succeeded();
    let answers: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&Value::Null, &Value::from("q2")));
    assert_eq!(answers[2]["neighbours"], Value::Array(Vec::new()));
    assert!(run.stderr.contains("line 4"), "{}", run.stderr);
    let alone = folder.all_neighbours(&["le départ de Wagner", "--limit", "2"]);
    assert_eq!(answers[1]["neighbours"], Value::Array(alone));
    folder.run_with_input(&["similar", "-", "--each"], "mines\n{\"text\":3}\n").failed_with(&["line 2 of the queries"]);
}

#[test]
fn like_and_not_move_the_query() {
    let folder = Folder::with_seeds();
    let plain = folder.all_neighbours(&["les mercenaires russes au Mali", "--limit", "40"]);
    let about = |found: &[Value], word: &str| {
        found.iter().take(20).filter(|passage| passage["text"].as_str().unwrap().contains(word)).count()
    };
    let not = folder.all_neighbours(&["les mercenaires russes au Mali", "--not", "Wagner", "--limit", "40"]);
    assert!(about(&not, "Wagner") < about(&plain, "Wagner"), "{} {}", about(&not, "Wagner"), about(&plain, "Wagner"));
    let like = folder.all_neighbours(&["les mercenaires russes au Mali", "--like", "Ukraine", "--limit", "40"]);
    assert!(about(&like, "Ukrain") > about(&plain, "Ukrain"));
    // a passage stands for its text, and is not its own neighbour
    let first = ids(&plain)[0];
    let like_it = folder.all_neighbours(&["--like", first, "--limit", "300"]);
    assert_eq!(like_it, folder.all_neighbours(&["--passage", first, "--limit", "300"]));
    assert_eq!(like_it, folder.all_neighbours(&[first, "--limit", "300"]));
    assert!(!ids(&like_it).contains(&first));
}

#[test]
fn diverse_passages_are_less_like_each_other() {
    let folder = Folder::with_seeds();
    let embedder = filrouge::embedder::open(
        &filrouge::embedder::ModelChoice::Embedded,
        &filrouge::embedder::ModelOptions::default(),
        &filrouge::progress::Silent,
    )
    .unwrap();
    let likeness = |found: &[Value]| {
        let texts: Vec<&str> = found.iter().map(|passage| passage["text"].as_str().unwrap()).collect();
        let rows = embedder.embed_passages(&texts, &filrouge::progress::Silent).unwrap();
        let pairs = (0..rows.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.map(|(a, b)| rows.row(a).dot(&rows.row(b))).sum::<f32>()
    };
    let query = "l'attaque des camps de l'armée";
    let (plain, diverse) =
        (folder.all_neighbours(&[query, "--limit", "8"]), folder.all_neighbours(&[query, "--limit", "8", "--diverse"]));
    assert_eq!((plain.len(), diverse.len()), (8, 8));
    assert_eq!(ids(&plain)[0], ids(&diverse)[0]);
    assert!(likeness(&diverse) < likeness(&plain));
}

#[test]
fn a_place_to_look_in_is_kept_to() {
    let folder = Folder::with_seeds();
    let query = "l'armée et ses alliés";
    let english = folder.all_neighbours(&[query, "--lang", "en"]);
    assert!(!english.is_empty() && english.iter().all(|passage| passage["lang"] == "en"));
    let article = english[0]["article"].as_str().unwrap();
    let within = folder.all_neighbours(&[query, "--article", article, "--limit", "100"]);
    assert!(!within.is_empty() && within.iter().all(|passage| passage["article"] == article));
    let exported = folder.run(&["export", "--format", "json"]).succeeded().json();
    let sources: HashSet<&str> =
        exported["articles"].as_array().unwrap().iter().filter_map(|article| article["source"].as_str()).collect();
    let source = sources.into_iter().min().unwrap();
    let of_source = folder.all_neighbours(&[query, "--source", source, "--limit", "100"]);
    let source_of = |passage: &Value| {
        let articles = exported["articles"].as_array().unwrap();
        articles.iter().find(|article| article["id"] == passage["article"]).unwrap()["source"].clone()
    };
    assert!(!of_source.is_empty() && of_source.iter().all(|passage| source_of(passage) == source));
    folder.run(&["similar", query, "--article", "anowhere"]).failed_with(&["anowhere"]);
}

#[test]
fn context_and_what_carried_are_shown_when_asked_for() {
    let folder = Folder::with_seeds();
    let query = "le retrait de la mission des Nations unies";
    let plain = folder.all_neighbours(&[query]);
    assert!(plain[0].get("before").is_none() && plain[0].get("carried").is_none());
    let found = folder.all_neighbours(&[query, "--context", "1", "--explain"]);
    assert_eq!(ids(&plain), ids(&found));
    let exported = folder.run(&["export", "--format", "json"]).succeeded().json();
    let passages = exported["passages"].as_array().unwrap();
    for passage in &found {
        let place = passages.iter().position(|other| other["id"] == passage["passage"]).unwrap();
        let next = passages.get(place + 1).filter(|next| next["article"] == passage["article"]);
        assert_eq!(passage["after"].get(0).map(|after| &after["passage"]), next.map(|next| &next["id"]));
        let carried = passage["carried"].as_array().unwrap();
        assert!(!carried.is_empty() && carried.len() <= 5);
        let drops: Vec<f64> = carried.iter().map(|word| word["drop"].as_f64().unwrap()).collect();
        assert!(drops.is_sorted_by(|a, b| a >= b) && drops.iter().all(|drop| *drop > 0.0));
        assert!(carried.iter().all(|word| passage["text"].as_str().unwrap().contains(word["word"].as_str().unwrap())));
    }
    let table = folder.run(&["similar", query, "--explain"]).succeeded().stdout;
    assert!(table.contains("carried by: "), "{table}");
}
