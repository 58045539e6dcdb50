//! `filrouge themes --algorithm`: every algorithm on the project's own corpus and on the smallest ones.

use crate::folder::{Folder, seeds};
use serde_json::Value;

const OTHERS: [&str; 4] = ["gmm", "dbscan", "optics", "hdbscan"];

fn array<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

#[test]
fn each_algorithm_tells_its_limits_and_forms_themes_of_the_seeds() {
    for algorithm in OTHERS {
        let folder = Folder::new();
        let seeds = seeds();
        let arguments = ["themes", seeds.to_str().unwrap(), "--algorithm", algorithm, "--format", "json"];
        let ran = folder.run(&arguments).succeeded();
        assert!(ran.stderr.contains(&format!("{algorithm}: ")) && ran.stderr.contains("at most"), "{}", ran.stderr);
        let analysis = ran.json();
        assert_eq!(analysis["clustering"]["algorithm"], algorithm);
        assert!(!array(&analysis["clustering"], "notes").is_empty(), "{algorithm}");
        // OPTICS finds a single steep valley in so few passages
        assert!(array(&analysis, "themes").len() >= if algorithm == "optics" { 1 } else { 2 }, "{algorithm}");
        let unassigned = array(&analysis, "passages").iter().filter(|passage| passage["theme"].is_null()).count();
        assert_eq!(analysis["unassigned"], unassigned, "{algorithm}");
        for theme in array(&analysis, "themes") {
            assert!((0.0..=1.0).contains(&theme["stability"].as_f64().unwrap()), "{algorithm}: {theme}");
            assert_eq!(theme["persistence"].is_number(), algorithm == "hdbscan", "{algorithm}: {theme}");
        }
        let quiet = folder.run(&[&arguments[..], &["--quiet", "--seed", "1"]].concat()).succeeded();
        assert_eq!(quiet.stderr, "");
    }
}

#[test]
fn a_mixture_says_to_which_themes_a_passage_belongs() {
    let folder = Folder::new();
    let arguments = ["themes", seeds().to_str().unwrap(), "--algorithm", "gmm", "--count", "5", "--format", "json"]
        .map(str::to_owned);
    let analysis = folder.run(&arguments.each_ref().map(String::as_str)).succeeded().json();
    let mut several = 0;
    for passage in array(&analysis, "passages") {
        let probabilities = array(passage, "probabilities");
        let probability = |of: &Value| of["probability"].as_f64().unwrap();
        let sum: f64 = probabilities.iter().map(probability).sum();
        assert!(probabilities.iter().all(|of| probability(of) >= 0.05) && (0.75..1.001).contains(&sum), "{passage}");
        assert_eq!(probabilities[0]["theme"], passage["theme"]);
        several += usize::from(probabilities.len() > 1);
    }
    assert!(several > 0, "no passage belongs to two themes");
    let kmeans = folder.run(&["themes", seeds().to_str().unwrap(), "--algorithm", "kmeans", "--format", "json"]);
    assert!(array(&kmeans.succeeded().json()["passages"][0], "probabilities").is_empty());
}

#[test]
fn same_bytes_at_any_number_of_threads() {
    for algorithm in OTHERS {
        let run = |threads: &str| {
            let seeds = seeds();
            let arguments = ["themes", seeds.to_str().unwrap(), "--algorithm", algorithm, "--format", "json"];
            Folder::new().run(&[&arguments[..], &["--threads", threads]].concat()).succeeded().stdout
        };
        assert_eq!(run("1"), run("4"), "{algorithm}");
    }
}

#[test]
fn equal_passages_share_a_theme_and_the_smallest_corpora_are_no_trouble() {
    let texts = [
        "La rivière a débordé dans la nuit et les eaux ont envahi les rues basses du village.",
        "Le boulanger du quartier a vendu trois cents baguettes de pain avant midi.",
        "Le conseil municipal a voté le budget de la nouvelle école après un long débat.",
    ];
    for algorithm in OTHERS {
        for articles in [1, 2, 3, 8, 24] {
            for different in [1, 3] {
                let folder = Folder::new();
                for number in 0..articles {
                    folder.write(&format!("articles/{number}.txt"), texts[number % different]);
                }
                let ran = folder.run(&["themes", "articles", "--algorithm", algorithm, "--format", "json"]).succeeded();
                let analysis = ran.json();
                let themes: Vec<&Value> =
                    array(&analysis, "passages").iter().map(|passage| &passage["theme"]).collect();
                assert!(themes.iter().skip(different).zip(&themes).all(|(a, b)| a == b), "{algorithm}: {themes:?}");
                assert!(!array(&analysis, "themes").is_empty(), "{algorithm}: {articles} of {different}");
            }
        }
    }
}

#[test]
fn a_count_that_density_does_not_give_is_said() {
    for algorithm in ["dbscan", "optics", "hdbscan"] {
        let folder = Folder::new();
        let seeds = seeds();
        let arguments = ["themes", seeds.to_str().unwrap(), "--algorithm", algorithm, "--count", "70"];
        let ran = folder.run(&arguments).succeeded();
        assert!(ran.stderr.contains("gives 70 themes"), "{algorithm}: {}", ran.stderr);
    }
}

#[test]
fn an_algorithm_is_remembered_and_works_beside_a_guide() {
    let folder = Folder::new();
    let (seeds, guide) = (seeds(), seeds().join("themes.toml"));
    let arguments = ["themes", seeds.to_str().unwrap(), "--guide", guide.to_str().unwrap(), "--algorithm", "hdbscan"];
    folder.run(&arguments).succeeded();
    let again = folder.run(&["themes", "--format", "json"]).succeeded().json();
    assert_eq!(again["clustering"]["algorithm"], "hdbscan");
    assert!(array(&again, "themes").iter().any(|theme| theme["guided"] == true));
    folder.run(&["themes", "--algorithm", "spectral"]).failed_with(&["spectral", "hdbscan"]);
}
