//! `filrouge similar` and `filrouge embed`.

use crate::folder::Folder;

fn indexed() -> Folder {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder
}

#[test]
fn french_and_english_queries_find_the_same_subject() {
    let folder = indexed();
    for query in ["le fleuve est en crue", "the river is flooding"] {
        let answer = folder.run(&["similar", query, "--format", "json", "--min-percentile", "50"]).succeeded().json();
        let first = &answer["neighbours"][0];
        assert!(first["path"].as_str().unwrap().contains("eau"), "{answer}");
        assert!(first["percentile"].as_f64().unwrap() > 50.0);
    }
}

#[test]
fn a_passage_finds_its_relatives_in_other_articles() {
    let folder = indexed();
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    let passage = &analysis["passages"][0];
    let id = passage["id"].as_str().unwrap();
    let arguments = ["similar", "--passage", id, "--format", "json", "--min-percentile", "0", "--limit", "100"];
    let answer = folder.run(&arguments).succeeded().json();
    assert_eq!(answer["query"], passage["text"]);
    let neighbours = answer["neighbours"].as_array().unwrap();
    assert!(!neighbours.is_empty());
    assert!(neighbours.iter().all(|neighbour| neighbour["article"] != passage["article"]));
    let similarities: Vec<f64> = neighbours.iter().map(|neighbour| neighbour["similarity"].as_f64().unwrap()).collect();
    assert!(similarities.is_sorted_by(|a, b| a >= b));
}

#[test]
fn conditions_are_obeyed() {
    let folder = indexed();
    let run = |extra: &[&str]| {
        let mut arguments = vec!["similar", "le pain et la farine", "--format", "json", "--min-percentile", "0"];
        arguments.extend(extra);
        let answer = folder.run(&arguments).succeeded().json();
        answer["neighbours"].as_array().unwrap().clone()
    };
    assert_eq!(run(&["--limit", "3"]).len(), 3);
    assert!(run(&["--since", "2024"]).iter().all(|found| found["date"].as_str().unwrap() >= "2024"));
    assert!(run(&["--until", "2023-02"]).iter().all(|found| found["date"].as_str().unwrap() < "2023-03"));
    assert!(run(&["--theme", "1"]).iter().all(|found| found["theme"] == 1));
    let articles = run(&["--per-article", "1"]);
    let distinct: std::collections::HashSet<_> = articles.iter().map(|found| found["article"].to_string()).collect();
    assert_eq!(distinct.len(), articles.len());
}

#[test]
fn a_text_may_come_from_a_file_or_standard_input() {
    let folder = indexed();
    folder.write("question.txt", "le niveau du fleuve monte");
    let from_file = folder.run(&["similar", "--file", "question.txt", "--min-percentile", "50"]).succeeded();
    let arguments = ["similar", "-", "--min-percentile", "50"];
    let from_input = folder.run_with_input(&arguments, "le niveau du fleuve monte").succeeded();
    assert_eq!(from_file.stdout, from_input.stdout);
}

#[test]
fn nothing_closer_than_chance_is_an_answer_with_the_nearest_miss() {
    let folder = indexed();
    let ran = folder.run(&["similar", "zzz qqq www", "--min-percentile", "99"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("nothing"), "{ran:?}");
    let ran = folder.run(&["similar", "photosynthèse des algues", "--min-percentile", "99.9"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("the nearest is p"), "{ran:?}");
}

#[test]
fn unknown_ids_and_missing_indexes_are_errors() {
    let folder = indexed();
    folder.run(&["similar", "--passage", "pnowhere"]).failed_with(&["no passage `pnowhere`", "hint:"]);
    Folder::new().run(&["similar", "texte"]).failed_with(&["no index at", "hint:", "filrouge themes"]);
    assert_eq!(folder.run(&["similar"]).code, Some(2));
    folder.run(&["similar", "  "]).failed_with(&["empty"]);
}

#[test]
fn embed_answers_line_by_line_in_order() {
    let folder = Folder::new();
    let line = |id: u32| serde_json::json!({ "id": id, "text": format!("phrase numéro {id}") }).to_string();
    let input = (0..2_100).map(line).collect::<Vec<_>>().join("\n");
    let answers = folder.run_with_input(&["embed"], input).succeeded().stdout;
    let ids: Vec<u64> = answers
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_u64().unwrap())
        .collect();
    assert_eq!(ids, (0..2_100).collect::<Vec<_>>());
    let first: serde_json::Value = serde_json::from_str(answers.lines().next().unwrap()).unwrap();
    let squared: f64 = first["embedding"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap().powi(2)).sum();
    assert!((squared - 1.0).abs() < 1e-4);
}

#[test]
fn embed_keeps_what_came_before_a_broken_line() {
    let folder = Folder::new();
    let input = "{\"id\":\"a\",\"text\":\"bonjour\"}\n{\"id\":\"b\",\"te";
    let ran = folder.run_with_input(&["embed"], input).failed_with(&["standard input line 2"]);
    assert_eq!(ran.stdout.lines().count(), 1);
}

#[test]
fn embed_reads_a_byte_order_mark_and_refuses_a_folder() {
    let folder = Folder::with_articles();
    let ran = folder.run_with_input(&["embed"], "\u{feff}{\"id\":1,\"text\":\"bonjour\"}\n").succeeded();
    assert_eq!(ran.json()["id"], 1);
    let ran = folder.run(&["embed", "articles"]).failed_with(&["cannot read `articles`: it is a folder"]);
    assert!(!ran.stderr.contains("line 1"), "{ran:?}");
}

#[test]
fn the_answer_fits_eighty_columns() {
    let folder = indexed();
    let table = folder.run(&["similar", "le niveau du fleuve monte", "--min-percentile", "0"]).succeeded().stdout;
    assert!(table.contains("shared: ") && table.contains("articles/"), "{table}");
    for line in table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

#[test]
fn a_file_of_the_corpus_does_not_find_itself_from_any_folder() {
    let folder = indexed();
    let arguments =
        ["similar", "--file", "2024-01-01-eau.txt", "--min-percentile", "0", "--limit", "100", "--format", "json"];
    let output = folder.filrouge().current_dir(folder.path("articles")).args(arguments).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let neighbours = answer["neighbours"].as_array().unwrap();
    assert!(!neighbours.is_empty());
    assert!(neighbours.iter().all(|found| found["path"] != "articles/2024-01-01-eau.txt"), "{answer}");
}
