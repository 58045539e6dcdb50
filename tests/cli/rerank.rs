//! `filrouge similar --rerank`: the order of a cross-encoder, with a real one, held against Python's scores.

#[path = "../onnx/scores.rs"]
mod scores;

use crate::folder::{Folder, ids};
use scores::{CLOSE, cross_encoder, scores_of_python};
use serde_json::Value;

const QUERY: &str = "l'attaque des camps de l'armée au Mali";
/// How many the first of a ranking are.
const FIRST: usize = 50;

/// Each passage's id with Python's score, in the order that these give to the first.
fn in_order_of_python(query: &str, found: &[Value]) -> Vec<(String, Option<f32>)> {
    let texts: Vec<&str> = found.iter().take(FIRST).map(|passage| passage["text"].as_str().unwrap()).collect();
    let scores = scores_of_python(query, &texts).into_iter().map(Some).chain(std::iter::repeat(None));
    let id = |passage: &Value| passage["passage"].as_str().unwrap().to_owned();
    let mut ranked: Vec<_> = found.iter().map(id).zip(scores).collect();
    let first = FIRST.min(ranked.len());
    ranked[..first].sort_by(|a, b| b.1.unwrap().total_cmp(&a.1.unwrap()));
    ranked
}

fn assert_same_order(found: &[Value], expected: &[(String, Option<f32>)]) {
    assert_eq!(found.len(), expected.len());
    for (place, (found, (id, score))) in found.iter().zip(expected).enumerate() {
        let given = found["rerank_score"].as_f64().map(|score| score as f32);
        assert_eq!(given.is_some(), score.is_some(), "{place}");
        let apart = (given.unwrap_or_default() - score.unwrap_or_default()).abs();
        assert!(apart < CLOSE, "{place}: {apart}");
        // two so close that both programs may order them either way are no fault
        let near = |other: Option<&(String, Option<f32>)>| {
            other.is_some_and(|other| other.1.zip(*score).is_some_and(|(one, other)| (one - other).abs() < CLOSE))
        };
        let tied = near(expected.get(place + 1)) || place > 0 && near(expected.get(place - 1));
        assert!(found["passage"] == id.as_str() || tied, "{place}: {found} instead of {id}");
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported cross-encoder; .ci/run provides both"]
fn the_first_of_a_ranking_are_in_the_order_of_the_scores() {
    let (folder, model) = (Folder::with_seeds(), cross_encoder());
    let rerank = ["--rerank", model.to_str().unwrap()];
    for extra in [&[QUERY][..], &[QUERY, "--per-article", "2"], &[QUERY, "--words"]] {
        let plain = folder.all_neighbours(&[extra, &["--limit", "60"]].concat());
        assert!(plain.iter().all(|passage| passage.get("rerank_score").is_none()));
        let found = folder.all_neighbours(&[extra, &["--limit", "60"], &rerank].concat());
        assert_same_order(&found, &in_order_of_python(QUERY, &plain));
        assert_ne!(ids(&found), ids(&plain));
        // what is known of a passage but for its score stays
        for passage in &found {
            let mut without = passage.clone();
            without.as_object_mut().unwrap().remove("rerank_score");
            assert!(plain.contains(&without), "{passage}");
        }
        // the limit cuts what was put in order
        let few = folder.all_neighbours(&[extra, &["--limit", "3"], &rerank].concat());
        assert_eq!(few, found[..3]);
    }
}

#[test]
#[ignore = "needs ONNX Runtime and the exported cross-encoder; .ci/run provides both"]
fn each_query_is_put_in_order_by_itself() {
    let (folder, model) = (Folder::with_seeds(), cross_encoder());
    let rerank = ["--rerank", model.to_str().unwrap(), "--min-percentile", "0", "--format", "json", "--limit", "4"];
    let run = |threads: &str| {
        let arguments = [&["similar", "-", "--each", "--threads", threads], &rerank[..]].concat();
        folder.run_with_input(&arguments, format!("{QUERY}\nle départ de Wagner\n")).succeeded().stdout
    };
    let lines = run("1");
    assert_eq!(lines, run("3"));
    let answers: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (answer, query) in answers.iter().zip([QUERY, "le départ de Wagner"]) {
        let mut expected = in_order_of_python(query, &folder.all_neighbours(&[query, "--limit", "50"]));
        expected.truncate(4);
        assert_same_order(answer["neighbours"].as_array().unwrap(), &expected);
    }
    let table = folder.run(&["similar", QUERY, "--rerank", model.to_str().unwrap()]).succeeded().stdout;
    assert!(table.contains(" · rerank score "), "{table}");
}

#[test]
fn what_cannot_rerank_is_told() {
    let folder = Folder::with_seeds();
    let known = ["unknown reranker `nothing`", "`BAAI/bge-reranker-base`", "hint: a folder with an ONNX cross-encoder"];
    folder.run(&["similar", QUERY, "--rerank", "nothing"]).failed_with(&known);
    folder.run(&["similar", QUERY, "--rerank", "./nowhere"]).failed_with(&["`./nowhere` does not exist"]);
    folder.run(&["similar", QUERY, "--rerank", "nothing", "--diverse"]).failed_with(&["cannot be used with"]);
    let mut command = folder.filrouge();
    command.env("FILROUGE_CACHE", folder.path("cache"));
    let output = command.args(["--offline", "models", "fetch", "bge-reranker-base"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("`filrouge models fetch BAAI/bge-reranker-base` once while online"), "{stderr}");
}
