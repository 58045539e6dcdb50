//! Bad input: a clear error or a named skip, exit code 2 or 0, and nothing else lost.

use crate::folder::Folder;
use std::fs;

const GOOD: &str = "Une rivière a débordé dans la nuit et les eaux ont envahi les rues basses du village.\n";

/// A folder with one good article beside something bad.
fn beside(name: &str, contents: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::new();
    folder.write("articles/bon.txt", GOOD);
    folder.write(&format!("articles/{name}"), contents);
    folder
}

/// The good article is read, the bad file named with a reason.
fn skips(folder: &Folder, needles: &[&str]) -> serde_json::Value {
    let ran = folder.run(&["themes", "articles", "--format", "json", "-v"]).succeeded();
    for needle in needles {
        assert!(ran.stderr.contains(needle), "`{needle}` is not in {ran:?}");
    }
    let analysis = ran.json();
    let mut passages = analysis["passages"].as_array().unwrap().iter();
    assert!(passages.any(|passage| passage["path"] == "articles/bon.txt"), "the good article is lost");
    analysis
}

#[test]
fn an_empty_folder_is_an_error_that_says_what_to_give() {
    let folder = Folder::new();
    fs::create_dir(folder.path("vide")).unwrap();
    folder.run(&["themes", "vide"]).failed_with(&["no passage was found", "vide", "hint:"]);
}

#[test]
fn a_missing_path_is_an_error() {
    Folder::new().run(&["themes", "nulle-part"]).failed_with(&["`nulle-part` does not exist", "hint:"]);
}

#[test]
fn a_binary_file_is_a_named_skip() {
    let bytes: Vec<u8> = (0..5_000_u32).map(|number| (number * 7 % 256) as u8).collect();
    let folder = beside("image.txt", &bytes);
    skips(&folder, &["skipped `articles/image.txt`", "binary"]);
    folder.run(&["themes", "articles/image.txt"]).failed_with(&["articles/image.txt", "binary"]);
}

#[test]
fn invalid_utf_8_is_read_with_a_note() {
    let folder = beside(
        "latin.txt",
        b"La rivi\xe8re a d\xe9bord\xe9 dans la nuit et les eaux ont envahi les rues basses du village voisin.\n",
    );
    let analysis = skips(&folder, &["note: `articles/latin.txt`: read as windows-1252"]);
    assert!(analysis["passages"].to_string().contains("La rivière a débordé"));
}

#[test]
fn a_hundred_megabytes_in_one_line_are_read() {
    let folder =
        beside("long.txt", "La rivière monte encore ce matin, disent les riverains inquiets. ".repeat(1_600_000));
    let analysis = folder.run(&["themes", "articles", "--count", "1", "--format", "csv"]).succeeded().stdout;
    assert_eq!(analysis.lines().count(), 2);
}

#[test]
fn a_csv_without_text_names_its_columns() {
    let folder = beside("sans.csv", "nom,valeur\na,1\n");
    skips(&folder, &["skipped `articles/sans.csv`", "`nom`"]);
    folder.run(&["themes", "articles/sans.csv"]).failed_with(&["articles/sans.csv", "`nom`"]);
}

#[test]
fn a_json_line_cut_in_half_is_named_and_the_others_are_read() {
    let whole = format!("{{\"text\":\"{}\"}}\n", GOOD.trim());
    let folder = beside("lignes.jsonl", format!("{whole}{{\"text\":\"La riv\n{whole}"));
    let analysis = skips(&folder, &["`articles/lignes.jsonl` line 2"]);
    assert_eq!(analysis["articles"].as_array().unwrap().len(), 3);
}

#[test]
fn standard_input_is_read_as_json_lines() {
    let folder = Folder::new();
    let input = format!("{{\"id\":\"x\",\"date\":\"2024-08\",\"text\":\"{}\"}}\n", GOOD.trim());
    let analysis = folder.run_with_input(&["themes", "-", "--format", "json"], input).succeeded().json();
    assert_eq!(analysis["corpus"]["first"], "2024-08");
}

#[test]
fn an_index_that_is_none_is_refused_and_left_alone() {
    let folder = Folder::with_articles();
    let notes = "Ceci n'est pas un index. ".repeat(100);
    folder.write("notes.sqlite", &notes);
    for command in [["themes", "articles"], ["status", "--quiet"], ["similar", "texte"]] {
        let mut arguments = vec!["--index", "notes.sqlite"];
        arguments.extend(command);
        folder.run(&arguments).failed_with(&["`notes.sqlite` is not a filrouge index", "hint:"]);
    }
    assert_eq!(fs::read_to_string(folder.path("notes.sqlite")).unwrap(), notes);
}

#[test]
fn an_index_of_a_later_version_is_refused() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let index = folder.path(".filrouge/index.sqlite");
    rusqlite::Connection::open(&index).unwrap().pragma_update(None, "user_version", 99).unwrap();
    folder.run(&["themes", "articles"]).failed_with(&["index format `99`", "reads up to `2`", "hint:"]);
    folder.run(&["status"]).failed_with(&["index format `99`"]);
}

#[test]
fn a_read_only_folder_is_an_error_that_says_where_to_write_instead() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_articles();
    fs::create_dir(folder.path("fermé")).unwrap();
    fs::set_permissions(folder.path("fermé"), fs::Permissions::from_mode(0o555)).unwrap();
    // root may write anywhere but in /proc, which no one may
    let root = fs::write(folder.path("fermé/essai"), "").is_ok();
    let index = if root { "/proc/filrouge/index.sqlite" } else { "fermé/index.sqlite" };
    folder.run(&["themes", "articles", "--index", index]).failed_with(&[index.trim_end_matches("/index.sqlite")]);
}

#[test]
fn a_full_disk_leaves_the_last_whole_state() {
    let folder = Folder::with_articles();
    folder.run(&["themes", "articles", "--count", "2"]).succeeded();
    let before = folder.run(&["export", "--format", "json"]).succeeded().stdout;
    for number in 0..400 {
        folder.write(&format!("articles/plus-{number}.txt"), format!("{GOOD} Numéro {number}, encore une phrase."));
    }
    // no file may grow beyond 200 blocks of 1,024 bytes, and a write that would is an error instead of a signal
    let script =
        format!("trap '' XFSZ; ulimit -f 200; exec '{}' themes articles --count 2", env!("CARGO_BIN_EXE_filrouge"));
    let ran = std::process::Command::new("bash").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("cannot write index") && stderr.contains("hint: make room"), "{stderr}");
    assert_eq!(folder.run(&["export", "--format", "json"]).succeeded().stdout, before);
}

/// Makes a pipe with a name, that nobody writes to.
fn make_pipe(folder: &Folder, name: &str) {
    assert!(std::process::Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
}

#[test]
fn a_pipe_is_never_waited_for() {
    let folder = beside("autre.txt", GOOD);
    make_pipe(&folder, "articles/tuyau.txt");
    std::os::unix::fs::symlink("/dev/zero", folder.path("articles/zero.txt")).unwrap();
    let reason = "not a regular file";
    skips(&folder, &[&format!("skipped `articles/tuyau.txt`: {reason}"), "skipped `articles/zero.txt`"]);
    // the second run compares fingerprints
    skips(&folder, &[&format!("skipped `articles/tuyau.txt`: {reason}")]);
    folder.run(&["themes", "articles/tuyau.txt"]).failed_with(&["`articles/tuyau.txt`", reason]);
}

#[test]
fn a_page_nested_without_end_is_a_named_skip() {
    let folder = beside("profond.html", format!("{}<p>{GOOD}</p>", "<div>".repeat(100_000)));
    skips(&folder, &["skipped `articles/profond.html`: its elements are nested too deep"]);
    folder.run(&["themes", "articles/profond.html"]).failed_with(&["`articles/profond.html`", "nested too deep"]);
}

#[test]
fn a_full_standard_error_is_no_panic() {
    let folder = beside("image.jpg", "x");
    let run = |arguments: &[&str]| {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        folder.filrouge().args(arguments).stderr(full).output().unwrap().status.code()
    };
    assert_eq!(run(&["themes", "nulle-part"]), Some(2));
    assert_eq!(run(&["themes", "articles", "-v"]), Some(0));
}

#[test]
fn names_and_messages_cannot_command_the_terminal() {
    let folder = beside("\u{1b}[2J\u{202e}gpj.txt", "");
    folder.write("labels.csv", "path,\u{1b}[31mtheme\na,b\n");
    for ran in [folder.run(&["themes", "articles", "-v"]).succeeded(), folder.run(&["evaluate", "labels.csv"])] {
        assert!(!ran.stderr.is_empty() && !ran.stderr.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    }
}

#[test]
fn the_hint_on_permissions_fits_what_was_tried() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_articles();
    let secret = folder.write("secret.txt", GOOD);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // root reads everything
    if fs::read(&secret).is_err() {
        let ran = folder.run(&["themes", "secret.txt"]).failed_with(&["cannot read `secret.txt`", "check the perm"]);
        assert!(!ran.stderr.contains("--index"), "{ran:?}");
    }
}
