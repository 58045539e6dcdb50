//! `filrouge export` and `filrouge evaluate`: what other programs read.

use crate::folder::Folder;
use serde_json::Value;
use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

fn indexed() -> Folder {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    folder
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The contract: keys may be added on purpose, here too, and never renamed or taken away.
#[test]
fn the_json_object_has_exactly_the_keys_of_its_contract() {
    let folder = Folder::with_articles();
    folder.write("articles/photo.jpg", "");
    let river = "Le niveau de la rivière baisse enfin, et les pompiers rangent les barques sur la place.";
    folder.write("articles/2025-lien.txt", format!("{river}\n\nLire aussi : le prix du riz\n"));
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    assert_eq!(analysis["format"], "filrouge/1");
    let top = "articles choice clustering corpus curve duplicates format fringe layers left_out model passages seed skipped themes unassigned";
    let expected: [(&Value, &str); 12] = [
        (&analysis, top),
        (&analysis["model"], "dimension id"),
        (&analysis["clustering"], "algorithm notes"),
        (&analysis["choice"], "coarse count fine plateaus reason"),
        (&analysis["corpus"], "articles first last passages"),
        (
            &analysis["themes"][0],
            "agreement articles badge cohesion copies coverage doubts first fit guided id key keywords last name name_evidence \
             name_source names nearest opposite passages persistence quotes share sources stability summary unmatched",
        ),
        (&analysis["themes"][0]["summary"][0], "article date end passage path start text"),
        (&analysis["themes"][0]["sources"][0], "passages source"),
        (&analysis["themes"][0]["nearest"], "similarity theme"),
        (&analysis["themes"][0]["quotes"][0], "article date passage path text"),
        (
            &analysis["articles"][0],
            "date date_evidence date_precision date_runner_up date_source date_undecided id lang path source theme title",
        ),
        (
            &analysis["passages"][0],
            "article date end event id lang membership ordinal path probabilities score start text theme",
        ),
    ];
    for (value, expected) in expected {
        assert_eq!(keys(value), expected.split(' ').collect(), "{value}");
    }
    assert_eq!(keys(&analysis["themes"][0]["keywords"][0]), BTreeSet::from(["term", "score", "significance"]));
    assert_eq!(keys(&analysis["skipped"][0]), BTreeSet::from(["path", "line", "reason"]));
    assert_eq!(analysis["left_out"][0]["text"], "Lire aussi : le prix du riz");
    assert_eq!(analysis["left_out"][0]["path"], "articles/2025-lien.txt");
}

#[test]
fn themes_and_export_print_the_same_object() {
    let folder = indexed();
    let themes = folder.run(&["themes", "articles", "--count", "2", "--format", "json"]).succeeded();
    assert_eq!(themes.stdout, folder.run(&["export", "--format", "json"]).succeeded().stdout);
}

#[test]
fn every_quote_is_a_passage_and_every_span_its_text() {
    let folder = indexed();
    let analysis = folder.run(&["export", "--format", "json"]).succeeded().json();
    for passage in analysis["passages"].as_array().unwrap() {
        let file = std::fs::read_to_string(folder.path(passage["path"].as_str().unwrap())).unwrap();
        let (start, end) = (passage["start"].as_u64().unwrap() as usize, passage["end"].as_u64().unwrap() as usize);
        assert_eq!(&file[start..end], passage["text"].as_str().unwrap());
    }
    for quote in analysis["themes"].as_array().unwrap().iter().flat_map(|theme| theme["quotes"].as_array().unwrap()) {
        let mut passages = analysis["passages"].as_array().unwrap().iter();
        assert!(passages.any(|passage| passage["id"] == quote["passage"] && passage["text"] == quote["text"]));
    }
}

#[test]
fn csv_and_json_lines_have_a_row_for_each_passage() {
    let folder = indexed();
    let csv = folder.run(&["export", "--format", "csv"]).succeeded().stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let expected = "passage theme theme_name score date article title source path ordinal start end lang text membership \
                    event copy_of";
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(" "), expected);
    assert_eq!(reader.records().map(Result::unwrap).count(), 16);
    let lines = folder.run(&["export", "--format", "jsonl"]).succeeded().stdout;
    assert_eq!(lines.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(), 16);
}

#[test]
fn a_full_device_and_a_wrong_place_leave_no_half_written_file() {
    let folder = indexed();
    if cfg!(target_os = "linux") {
        folder.run(&["export", "--format", "json", "-o", "/dev/full"]).failed_with(&["cannot write `/dev/full`"]);
    }
    folder.run(&["export", "--format", "json", "-o", "none/out.json"]).failed_with(&["cannot write `none/out.json`"]);
    folder.run(&["export", "--format", "json", "-o", "articles"]).failed_with(&["it is a folder"]);
    let entries = std::fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(names, BTreeSet::from([".filrouge".to_owned(), "articles".to_owned()]));
}

/// Runs with a standard output that nobody reads any more.
fn run_unread(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = folder.filrouge().args(arguments).stdout(writer).output().unwrap();
    (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let folder = Folder::with_articles();
    let long = "La rivière a débordé dans la nuit et les eaux ont envahi les rues basses du village. ".repeat(5);
    for number in 0..200 {
        folder.write(&format!("articles/long-{number}.txt"), format!("{long}Voici le numéro {number}.\n"));
    }
    let themes = ["themes", "articles", "--count", "2", "--format", "csv"];
    folder.run(&themes).succeeded();
    for format in ["json", "jsonl", "csv", "markdown"] {
        let arguments = ["export", "--format", format];
        // more than a pipe holds, but for the document that people read
        assert!(format == "markdown" || folder.run(&arguments).succeeded().stdout.len() > 65_536, "{format}");
        assert_eq!(run_unread(&folder, &arguments), (Some(0), String::new()), "{format}");
    }
    assert_eq!(run_unread(&folder, &themes), (Some(0), String::new()));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_link_is_followed_and_permissions_are_kept() {
    let folder = indexed();
    let export = |name: &str| folder.run(&["export", "--format", "csv", "-o", name]).succeeded();
    let real = folder.write("ailleurs/vrai.csv", "vieux");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("ailleurs/vrai.csv", folder.path("lien.csv")).unwrap();
    symlink("ailleurs/neuf.csv", folder.path("promesse.csv")).unwrap();
    for (link, target) in [("lien.csv", "ailleurs/vrai.csv"), ("promesse.csv", "ailleurs/neuf.csv")] {
        export(link);
        assert!(folder.path(link).is_symlink());
        assert!(std::fs::read_to_string(folder.path(target)).unwrap().starts_with("passage,"));
    }
    assert_eq!(mode(&real), 0o640);
    // a new file has the permissions of any other
    let any = folder.write("autre.csv", "");
    assert_eq!(mode(&folder.path("ailleurs/neuf.csv")), mode(&any));
    symlink("boucle.csv", folder.path("boucle.csv")).unwrap();
    folder.run(&["export", "--format", "csv", "-o", "boucle.csv"]).failed_with(&["cannot write `boucle.csv`"]);
}

#[test]
fn an_export_never_overwrites_the_index() {
    let folder = indexed();
    symlink(".filrouge/index.sqlite", folder.path("lien.json")).unwrap();
    let index = folder.path(".filrouge/index.sqlite");
    let absolute = index.to_str().unwrap();
    for name in [".filrouge/index.sqlite", ".filrouge/../.filrouge/index.sqlite-wal", "lien.json", absolute] {
        folder.run(&["export", "--format", "json", "-o", name]).failed_with(&[name, "it is the index"]);
    }
    folder.run(&["status"]).succeeded();
}

#[test]
fn labels_are_matched_by_path_and_words_or_bytes_or_id() {
    let folder = indexed();
    folder.write(
        "labels.csv",
        "path,theme\n2024-01-01-eau.txt,eau\n2023-01-01-pain.txt,pain\narticles/2024-02-01-eau.txt,eau\n",
    );
    let evaluation = folder.run(&["evaluate", "labels.csv", "--format", "json"]).succeeded().json();
    assert_eq!(evaluation["items"], 6);
    assert_eq!(evaluation["v_measure"], 1.0);
    assert_eq!(evaluation["accuracy"], 1.0);
    folder.write(
        "labels.csv",
        "path,begins,theme\n2024-01-01-eau.txt,La rivière a débordé,eau\n2024-01-01-eau.txt,nulle part,eau\n",
    );
    let ran = folder.run(&["evaluate", "labels.csv", "--format", "json"]).succeeded();
    assert_eq!((ran.json()["items"].clone(), ran.json()["unmatched"].clone()), (1.into(), serde_json::json!([3])));
    assert!(ran.stderr.contains("1 label"), "{ran:?}");
    folder.write("labels.csv", "path,start,theme\n2024-01-01-eau.txt,20,eau\n");
    assert_eq!(folder.run(&["evaluate", "labels.csv", "--format", "json"]).succeeded().json()["items"], 1);
}

#[test]
fn label_files_that_are_none_are_explained() {
    let folder = indexed();
    folder.write("labels.csv", "a,b\n1,2\n");
    folder.run(&["evaluate", "labels.csv"]).failed_with(&["`labels.csv` line 1", "no column `theme`"]);
    folder.write("labels.csv", "path,theme\nunknown.txt,eau\n");
    folder.run(&["evaluate", "labels.csv"]).failed_with(&["none of its 1 labels"]);
    folder.run(&["evaluate", "none.csv"]).failed_with(&["cannot read `none.csv`"]);
    let ran = folder.run(&["evaluate", "articles"]).failed_with(&["cannot read `articles`: it is a folder"]);
    assert!(!ran.stderr.contains("line 1"), "{ran:?}");
}

#[test]
fn the_report_of_a_sheet_has_exactly_the_keys_of_its_contract() {
    let folder = indexed();
    let sheet = folder.run(&["sample", "--coders", "2"]).succeeded().stdout;
    folder.write("sheet.csv", sheet.replace(",,,d", ",0,1,d"));
    let report = folder.run(&["sample", "--read", "sheet.csv", "--format", "json"]).succeeded().json();
    let coder = &report["coders"][0];
    let reliability = "alpha items kappa percent_agreement";
    let expected: [(&Value, &str); 8] = [
        (&report, "coders coders_alpha notes pairs population rows strata unmatched"),
        (coder, "accuracy agreement coded coder empty not_represented themes"),
        (&coder["agreement"], reliability),
        (&coder["agreement"]["kappa"], "high low value"),
        (&coder["accuracy"], "estimate high low"),
        (&coder["themes"][0], "coded corrected_share found name precision recall share theme"),
        (&coder["themes"][0]["corrected_share"], "estimate high low"),
        (&report["pairs"][0], "alpha coders items kappa percent_agreement"),
    ];
    for (value, expected) in expected {
        assert_eq!(keys(value), expected.split(' ').collect(), "{value}");
    }
}
