//! The index is safe: readers beside a writer, writers that die, files that are copied, cut or changed, and what
//! `status --verify` says of each.

use crate::folder::{Folder, Ran};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const QUERY: [&str; 7] = ["similar", "le fleuve est en crue", "--format", "json", "--min-percentile", "0", "-q"];
const READERS: usize = 8;
/// Longer by `FILROUGE_TEST_SECONDS`.
const SECONDS: u64 = 4;

/// Two corpora of which the index holds now the one, now the other.
fn two_corpora() -> Folder {
    let folder = Folder::with_articles();
    let line = |number: usize| {
        let text =
            format!("Le fleuve monte de {number} centimètres à la station numéro {}, dit la préfecture.", number * 7);
        serde_json::json!({ "text": text, "title": format!("Relevé {number}") }).to_string()
    };
    folder.write("other.jsonl", (0..300).map(line).collect::<Vec<_>>().join("\n"));
    folder
}

fn index(folder: &Folder, corpus: &str) -> Ran {
    folder.run(&["themes", corpus, "--count", "2", "--format", "csv", "-q"]).succeeded()
}

/// The file of vectors beside the index, of which there must be one; what a killed writer left half-written aside.
fn vectors(folder: &Folder) -> PathBuf {
    let names = fs::read_dir(folder.path(".filrouge")).unwrap().map(|entry| entry.unwrap().path());
    let whole = names.filter(|path| path.extension().is_none_or(|extension| extension != "tmp"));
    let mut found = whole.filter(|path| path.to_string_lossy().contains("-vectors-"));
    let path = found.next().unwrap();
    assert_eq!(found.next(), None, "vectors of earlier states are removed");
    path
}

fn verify(folder: &Folder) -> Ran {
    folder.run(&["status", "--verify", "--format", "json"])
}

#[test]
fn readers_beside_a_writer_see_one_state_or_the_other() {
    let folder = two_corpora();
    let answers = ["articles", "other.jsonl"].map(|corpus| {
        index(&folder, corpus);
        folder.run(&QUERY).succeeded().stdout
    });
    assert_ne!(answers[0], answers[1]);
    let seconds = std::env::var("FILROUGE_TEST_SECONDS").map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let ended = AtomicBool::new(false);
    let read = || {
        let mut seen = BTreeSet::new();
        while !ended.load(Ordering::Relaxed) {
            let answer = folder.run(&QUERY).succeeded().stdout;
            assert!(answers.contains(&answer), "a state between: {answer}");
            seen.insert(answer);
        }
        seen
    };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        let (start, mut written) = (Instant::now(), 0);
        while start.elapsed() < Duration::from_secs(seconds) || written < 4 {
            index(&folder, ["articles", "other.jsonl"][written % 2]);
            written += 1;
        }
        ended.store(true, Ordering::Relaxed);
        let seen: BTreeSet<String> = readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect();
        assert_eq!(seen.len(), 2, "both states were read");
    });
    verify(&folder).succeeded();
}

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_index_and_the_next_run_completes_it() {
    let folder = two_corpora();
    let kept = |folder: &Folder| {
        let export = folder.run(&["export", "--format", "json"]).succeeded().stdout;
        (export, fs::read(vectors(folder)).unwrap())
    };
    index(&folder, "articles");
    let start = Instant::now();
    index(&folder, "other.jsonl");
    let (undisturbed, whole) = (start.elapsed(), kept(&folder));
    let mut random = Xoshiro256Plus::seed_from_u64(1);
    for round in 0..20 {
        index(&folder, "articles");
        let mut writer = folder.filrouge();
        let mut writer =
            writer.args(["themes", "other.jsonl", "--count", "2", "-q", "--format", "csv"]).spawn().unwrap();
        std::thread::sleep(undisturbed.mul_f64(random.gen_range(0.0..1.0)));
        writer.kill().unwrap(); // SIGKILL
        writer.wait().unwrap();
        verify(&folder).succeeded();
        folder.run(&QUERY).succeeded();
        index(&folder, "other.jsonl");
        assert!(kept(&folder) == whole, "round {round}");
    }
}

#[test]
fn half_written_vectors_are_removed_once_nobody_can_be_writing_them() {
    let folder = two_corpora();
    index(&folder, "articles");
    let half = folder.write(".filrouge/index.sqlite-vectors-0123456789abcdefXyZ.tmp", "half");
    index(&folder, "other.jsonl");
    assert!(half.exists(), "another process may be writing it");
    let hours_ago = std::time::SystemTime::now() - Duration::from_hours(3);
    fs::File::options().write(true).open(&half).unwrap().set_modified(hours_ago).unwrap();
    index(&folder, "articles");
    assert!(!half.exists(), "its writer is gone");
}

#[test]
fn an_index_copied_alone_answers_the_same_elsewhere() {
    let made = two_corpora();
    index(&made, "articles");
    let answer = made.run(&QUERY).succeeded().stdout;
    let elsewhere = Folder::new();
    fs::create_dir(elsewhere.path(".filrouge")).unwrap();
    fs::copy(made.path(".filrouge/index.sqlite"), elsewhere.path(".filrouge/index.sqlite")).unwrap();
    drop(made);
    let verification = &verify(&elsewhere).succeeded().json()["verification"];
    assert!(verification["sound"] == true && verification["model"].as_str().unwrap().starts_with("filrouge-fr-en/"));
    let first = elsewhere.run(&QUERY[..6]).succeeded();
    assert_eq!(first.stdout, answer);
    assert!(first.stderr.contains("made again and kept"), "{first:?}");
    let second = elsewhere.run(&QUERY[..6]).succeeded();
    assert_eq!((second.stdout, second.stderr.as_str()), (answer.clone(), ""));
    // where no file can be put, the vectors are held in memory
    let vectors = vectors(&elsewhere);
    fs::remove_file(&vectors).unwrap();
    fs::create_dir(&vectors).unwrap();
    let third = elsewhere.run(&QUERY[..6]).succeeded();
    assert_eq!(third.stdout, answer);
    assert!(third.stderr.contains("cannot be kept"), "{third:?}");
}

#[test]
fn vectors_that_are_cut_or_of_another_state_are_made_again() {
    let folder = two_corpora();
    index(&folder, "other.jsonl");
    let others = fs::read(vectors(&folder)).unwrap();
    index(&folder, "articles");
    let (answer, path) = (folder.run(&QUERY).succeeded().stdout, vectors(&folder));
    let whole = fs::read(&path).unwrap();
    for faulty in [&whole[..whole.len() / 2], &whole[..100], b"", &others] {
        // a new file, as a careless copy would make
        fs::remove_file(&path).unwrap();
        fs::write(&path, faulty).unwrap();
        verify(&folder).failed_with(&["vectors: ", "hint:"]);
        let ran = folder.run(&QUERY[..6]).succeeded();
        assert_eq!(ran.stdout, answer);
        assert!(ran.stderr.contains("made again"), "{ran:?}");
        assert_eq!(fs::read(&path).unwrap(), whole);
        verify(&folder).succeeded();
    }
}

#[test]
fn verify_tells_what_is_broken_and_where() {
    let folder = two_corpora();
    index(&folder, "articles");
    let verification = verify(&folder).succeeded().json()["verification"].clone();
    assert_eq!(verification["recall"], 1.0);
    let names: Vec<&str> =
        verification["checks"].as_array().unwrap().iter().map(|check| check["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["passages", "articles", "embeddings", "vectors", "chance", "recall"]);
    assert!(folder.run(&["status", "--verify"]).succeeded().stdout.contains("sound"));
    assert!(folder.run(&["status", "--format", "json"]).succeeded().json().get("verification").is_none());

    let mut changed = fs::read(vectors(&folder)).unwrap();
    let last = changed.len() - 100;
    changed[last] ^= 1;
    fs::write(vectors(&folder), changed).unwrap();
    verify(&folder).failed_with(&["vectors: ", "its contents have changed", "hint:", "remove that file"]);
    fs::remove_file(vectors(&folder)).unwrap();
    verify(&folder).succeeded();

    let key = "SELECT key FROM passage WHERE id = 3";
    let faults = [
        ("UPDATE document SET json = replace(json, '50000', '50001') WHERE name = 'chance'", "chance: "),
        ("UPDATE passage SET text = replace(text, 'e', 'i') WHERE id = 3", "has another text than was kept"),
        ("UPDATE passage SET hash = zeroblob(32) WHERE id = 3", "passage `"),
        ("DELETE FROM embedding WHERE hash = (SELECT hash FROM passage WHERE id = 3)", "embeddings: "),
        ("UPDATE embedding SET vector = zeroblob(8)", "embeddings: "),
        ("DELETE FROM article WHERE id = 2", "articles: "),
    ];
    let whole = fs::read(folder.path(".filrouge/index.sqlite")).unwrap();
    for (sql, expected) in faults {
        fs::write(folder.path(".filrouge/index.sqlite"), &whole).unwrap();
        let database = rusqlite::Connection::open(folder.path(".filrouge/index.sqlite")).unwrap();
        database.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
        let key: String = database.query_row(key, [], |row| row.get(0)).unwrap();
        drop(database);
        let ran = verify(&folder).failed_with(&[expected, "hint:"]);
        assert!(!expected.starts_with("passage") || ran.stderr.contains(&key), "{ran:?}");
        assert_eq!(ran.json()["verification"]["sound"], false, "{ran:?}");
    }
}
