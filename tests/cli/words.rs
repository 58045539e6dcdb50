//! `filrouge similar --words` and `--exact-phrase`, on the project's own corpus.

use crate::folder::Folder;
use serde_json::Value;

/// The text of a passage, as far as comparing goes.
fn folded(passage: &Value) -> String {
    filrouge::words::fold(passage["text"].as_str().unwrap())
}

#[test]
fn a_name_finds_the_passages_that_have_it_before_all_others() {
    let folder = Folder::with_seeds();
    let passages = folder.run(&["export", "--format", "json"]).succeeded().json();
    for (query, name) in
        [("Africa Corps", "africa corps"), ("africa corps", "africa corps"), ("Goïta", "goita"), ("Goita", "goita")]
    {
        let with_name =
            passages["passages"].as_array().unwrap().iter().filter(|passage| folded(passage).contains(name));
        let expected = with_name.count();
        let found = folder.neighbours(&[query, "--words", "--limit", "50"]);
        assert!(expected > 5, "{query}: {expected}");
        assert!(found.len() >= expected, "{query}: {} of {expected}", found.len());
        assert!(found[..expected].iter().all(|passage| folded(passage).contains(name)), "{query}: {found:?}");
    }
}

#[test]
fn every_row_says_its_ranks_and_its_likeness() {
    let folder = Folder::with_seeds();
    let found = folder.neighbours(&["sanctions de la Cédéao", "--words"]);
    assert!(folded(&found[0]).contains("cedeao") && folded(&found[0]).contains("sanction"));
    for passage in &found {
        for key in ["similarity", "percentile", "words_score", "words_share"] {
            assert!(passage[key].is_f64(), "{key} in {passage}");
        }
        assert!(passage["rank_by_meaning"].is_u64() || passage["rank_by_words"].is_u64(), "{passage}");
        let share = passage["words_share"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share));
        assert!(passage["percentile"].as_f64().unwrap() >= 95.0 || share >= 1.0 / 3.0, "{passage}");
    }
    let plain = folder.neighbours(&["sanctions de la Cédéao"]);
    assert!(plain.iter().all(|passage| passage.get("words_score").is_none()));
}

#[test]
fn a_phrase_is_in_every_answer() {
    let folder = Folder::with_seeds();
    let alone = folder.neighbours(&["--exact-phrase", "l'africa corps", "--limit", "100"]);
    assert!(!alone.is_empty() && alone.iter().all(|found| folded(found).contains("l'africa corps")));
    let arguments = ["le siège de Kidal", "--exact-phrase", "AFRICA CORPS", "--min-percentile", "0", "--limit", "100"];
    let narrowed = folder.neighbours(&arguments);
    assert!(narrowed.len() >= alone.len() && narrowed.iter().all(|found| folded(found).contains("africa corps")));
    let none = folder.run(&["similar", "--exact-phrase", "corps de l'africa"]);
    assert_eq!(none.code, Some(1), "{none:?}");
}

#[test]
fn words_obey_conditions_and_any_number_of_threads() {
    let folder = Folder::with_seeds();
    let run = |extra: &[&str]| {
        let arguments = [&["similar", "Wagner", "--words", "--format", "json", "--limit", "40"], extra].concat();
        folder.run(&arguments).succeeded()
    };
    assert_eq!(run(&["--threads", "1"]).stdout, run(&["--threads", "2"]).stdout);
    let answer = run(&["--per-article", "1", "--since", "2023"]).json();
    let found = answer["neighbours"].as_array().unwrap();
    let articles: std::collections::HashSet<_> = found.iter().map(|found| found["article"].to_string()).collect();
    assert!(!found.is_empty() && articles.len() == found.len());
    assert!(found.iter().all(|found| found["date"].as_str().unwrap() >= "2023"));
}

#[test]
fn an_index_without_words_says_so_and_gets_them() {
    let folder = Folder::with_seeds();
    let index = folder.path(".filrouge/index.sqlite");
    rusqlite::Connection::open(&index).unwrap().execute_batch("DROP TABLE words").unwrap();
    let arguments = ["similar", "Wagner", "--words"];
    folder.run(&arguments).failed_with(&["holds no words", "hint:", "filrouge themes"]);
    folder.run(&["similar", "Wagner"]).succeeded();
    folder.run(&["themes"]).succeeded();
    folder.run(&arguments).succeeded();
}

#[test]
fn what_is_no_word_at_all_is_nothing_found() {
    let folder = Folder::with_seeds();
    for query in ["\"", "zzzqqq AND OR NOT", "\u{1f600}", "NEAR(zz* zy:"] {
        let ran = folder.run(&["similar", query, "--words", "--min-percentile", "99.9"]);
        assert_eq!(ran.code, Some(1), "{query}: {ran:?}");
    }
}
