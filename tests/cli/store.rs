//! The index: what is done once is not done again, and what is kept is whole.

use crate::folder::Folder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn an_unchanged_corpus_is_answered_from_the_index() {
    let folder = Folder::with_articles();
    let arguments = ["themes", "articles", "--count", "2", "--format", "json"];
    folder.run(&arguments).succeeded();
    // a name that no run would give shows that the second run did not cluster and name again
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let sql = "UPDATE document SET json = json_set(json, '$[0].name', 'Gardé') WHERE name = 'themes'";
    assert_eq!(index.execute(sql, []).unwrap(), 1);
    drop(index);
    assert_eq!(folder.run(&arguments).succeeded().json()["themes"][0]["name"], "Gardé");
}

/// The row numbers of the embeddings kept: a text embedded again would have a new one.
fn embeddings(folder: &Folder) -> Vec<i64> {
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let mut select = index.prepare("SELECT id FROM embedding ORDER BY id").unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn only_what_changed_is_embedded() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let before = embeddings(&folder);
    assert_eq!(before.len(), 8, "eight distinct paragraphs, each in two articles");
    folder
        .write("articles/nouveau.txt", "Un paragraphe entièrement neuf parle de la moisson et du blé dans la plaine.");
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let after = embeddings(&folder);
    assert_eq!(after[..8], before);
    assert_eq!(after.len(), 9);
    fs::remove_file(folder.path("articles/nouveau.txt")).unwrap();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    assert_eq!(embeddings(&folder), before, "the text that is gone is forgotten");
}

#[test]
fn status_tells_what_is_held_and_what_has_changed() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let status = folder.run(&["status", "--format", "json"]).succeeded().json();
    assert_eq!((status["articles"].as_u64(), status["passages"].as_u64()), (Some(8), Some(16)));
    assert_eq!(
        (status["changed"].as_u64(), status["added"].as_u64(), status["removed"].as_u64()),
        (Some(0), Some(0), Some(0))
    );
    assert!(status["model"].as_str().unwrap().starts_with("filrouge-fr-en/"));
    folder.write("articles/2024-01-01-eau.txt", "Un autre texte a pris la place du premier dans ce fichier.");
    fs::rename(folder.path("articles/2023-02-01-pain.txt"), folder.path("articles/pain.txt")).unwrap();
    folder.write("articles/nouveau.txt", "Un fichier de plus, qui parle de tout autre chose encore.");
    fs::remove_file(folder.path("articles/2023-01-01-pain.txt")).unwrap();
    let status = folder.run(&["status", "--format", "json"]).succeeded().json();
    assert_eq!(
        (status["changed"].as_u64(), status["added"].as_u64(), status["removed"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    assert_eq!(status["renamed"], 1);
    assert!(folder.run(&["status"]).succeeded().stdout.contains("1 changed, 1 added, 1 removed, 1 renamed"));
    let told = folder.run(&["themes", "articles", "--count", "2", "-v"]).succeeded().stderr;
    assert!(told.contains("(2 new)"), "{told}");
}

#[test]
fn the_index_is_found_from_a_folder_below_and_paths_are_remembered() {
    let folder = Folder::with_articles();
    let first = folder.run(&["themes", "articles", "--count", "2", "--format", "json"]).succeeded().stdout;
    assert_eq!(folder.run(&["themes", "--count", "2", "--format", "json"]).succeeded().stdout, first);
    for arguments in [&["export", "--format", "json"][..], &["themes", "--format", "json"]] {
        let ran = folder.filrouge().current_dir(folder.path("articles")).args(arguments).output().unwrap();
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), first, "{arguments:?}");
    }
    let ran = folder.filrouge().current_dir(folder.path("articles")).arg("status").output().unwrap();
    assert!(String::from_utf8(ran.stdout).unwrap().contains("no file has changed since"));
}

#[test]
fn without_paths_the_last_options_hold() {
    let folder = Folder::with_articles();
    folder.write("guide.toml", "[[theme]]\nname = \"Crues\"\nabout = [\"le fleuve déborde\"]\n");
    let arguments =
        ["themes", "articles", "--guide", "guide.toml", "--unit", "article", "--seed", "7", "--format", "json"];
    let first = folder.run(&arguments).succeeded().stdout;
    folder
        .write("articles/nouveau.txt", "Un paragraphe entièrement neuf parle de la moisson et du blé dans la plaine.");
    let again = folder.run(&["themes", "--format", "json"]).succeeded().json();
    assert!(again["themes"].as_array().unwrap().iter().any(|theme| theme["name"] == "Crues"), "{first}");
    assert_eq!(again["seed"], 7);
    assert_eq!(again["corpus"]["articles"], 9);
}

#[test]
fn a_run_that_fails_leaves_no_index_to_trip_over() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "nulle-part"]).failed_with(&["does not exist"]);
    assert!(!folder.path(".filrouge").exists());
    fs::create_dir(folder.path("vide")).unwrap();
    folder.run(&["themes", "vide"]).failed_with(&["no passage was found"]);
    folder.run(&["status"]).failed_with(&["no index at", "filrouge themes PATH"]);
}

#[test]
fn several_writers_at_once_all_end_well() {
    let folder = Folder::with_articles();
    for _ in 0..8 {
        let _ = fs::remove_dir_all(folder.path(".filrouge"));
        let run = || folder.run(&["themes", "articles", "--count", "2", "--format", "csv"]);
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
            for run in runs {
                run.join().unwrap().succeeded();
            }
        });
    }
    folder.run(&["export", "--format", "json"]).succeeded();
}

#[test]
fn another_model_than_the_index_has_is_refused() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    index
        .execute("UPDATE document SET json = replace(json, 'filrouge-fr-en/', 'ancien/') WHERE name = 'origin'", [])
        .unwrap();
    folder.run(&["similar", "le fleuve"]).failed_with(&["was made with model `ancien/", "hint:"]);
}

#[test]
fn a_killed_run_leaves_the_state_before_or_after_and_nothing_between() {
    let folder = Folder::with_articles();
    let export = || folder.run(&["export", "--format", "json"]).succeeded().stdout;
    let mut states = Vec::new();
    for count in ["3", "2"] {
        folder.run(&["themes", "articles", "--count", count]).succeeded();
        states.push(export());
    }
    for milliseconds in (0..120).step_by(6) {
        let mut run =
            folder.filrouge().args(["themes", "articles", "--count", "3", "-q", "--format", "csv"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        run.kill().unwrap();
        run.wait().unwrap();
        assert!(states.contains(&export()), "after {milliseconds} ms");
        folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    }
}

#[test]
fn an_index_outlives_the_folder_it_was_made_in() {
    let folder = Folder::new();
    let made = Folder::with_articles();
    made.run(&["themes", "articles", "--count", "2"]).succeeded();
    fs::copy(made.path(".filrouge/index.sqlite"), folder.path("index.sqlite")).unwrap();
    drop(made);
    let status = folder.run(&["status", "--index", "index.sqlite"]).succeeded().stdout;
    assert!(status.contains("cannot tell: "), "{status}");
    folder.run(&["similar", "le fleuve est en crue", "--index", "index.sqlite", "--min-percentile", "50"]).succeeded();
}

/// Files of every kind, in a folder and in an archive.
fn files_of_all_kinds(folder: &Folder) {
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for name in ["files/bac.docx", "files/bac.epub", "files/bac.odt", "files/bac.pdf", "files/scan.pdf"] {
        folder.write(&format!("articles/{name}"), fs::read(formats.join(name)).unwrap());
    }
    for page in fs::read_dir(formats.join("pages")).unwrap().map(Result::unwrap) {
        folder.write(&format!("articles/pages/{}", page.file_name().to_string_lossy()), fs::read(page.path()).unwrap());
    }
    let rows = "{\"id\":1,\"text\":\"Mardi, le pont de bois a cédé sous le poids d’un camion de ciment, sans faire de blessé.\"}\n{]";
    folder.write("articles/rows.jsonl", rows);
}

/// The kept readings by their keys, each with the number of its row: one read again would have a new one.
fn readings(folder: &Folder) -> BTreeMap<Vec<u8>, i64> {
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let mut select = index.prepare("SELECT key, rowid FROM reading").unwrap();
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// What an analysis says, but for the keys of its themes, which remember the run before.
fn found(folder: &Folder) -> Value {
    let arguments = ["themes", "articles", "--count", "2", "--format", "json"];
    let mut json = folder.run(&arguments).succeeded().json();
    for theme in json["themes"].as_array_mut().unwrap() {
        theme.as_object_mut().unwrap().remove("key");
    }
    json
}

#[test]
fn only_what_changed_is_read_and_nothing_is_found_otherwise() {
    let folder = Folder::with_articles();
    files_of_all_kinds(&folder);
    found(&folder);
    let before = readings(&folder);
    folder.write(
        "articles/2024-01-01-eau.txt",
        "Un autre texte a pris la place du premier dans ce fichier, le 3 mai 2024.",
    );
    fs::rename(folder.path("articles/files"), folder.path("articles/documents")).unwrap();
    let again = found(&folder);
    let after = readings(&folder);
    let kept = before.iter().filter(|(key, row)| after.get(*key) == Some(row)).count();
    assert_eq!((kept, after.len()), (before.len() - 1, before.len()), "a folder with another name is read as before");
    fs::remove_dir_all(folder.path(".filrouge")).unwrap();
    assert_eq!(again, found(&folder));
}

#[test]
fn what_another_version_read_is_read_again() {
    let folder = Folder::with_articles();
    let first = found(&folder);
    let index = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
    let sql = "UPDATE reading SET key = randomblob(32), reading = x'00'";
    assert!(index.execute(sql, []).unwrap() > 0);
    index.execute("UPDATE document SET json = '[]' WHERE name = 'files'", []).unwrap();
    drop(index);
    assert_eq!(found(&folder), first);
}
