//! Archives: what they hold is read as if it lay in a folder, within limits.

use super::{folder, gzip, read_one, read_path, refused, sample_bytes, zip};

const RAIN: &str =
    "La pluie est tombée toute la nuit sur le delta, et les éleveurs ont remonté leurs troupeaux vers les dunes.";

#[test]
fn an_archive_is_read_like_a_folder() {
    let page = format!("<html lang=fr><title>Pluie</title><article><p>{RAIN}</p></article></html>");
    let rows = format!("{{\"id\":\"x\",\"text\":\"{RAIN}\"}}\n");
    let inner = zip(&[("c.txt", RAIN.as_bytes()), ("deep.zip", &zip(&[("d.txt", b"x")]))]);
    let archive = zip(&[
        ("2024-08-15-pluie.txt", RAIN.as_bytes()),
        ("b/page.html", page.as_bytes()),
        ("b/rows.jsonl", rows.as_bytes()),
        ("inner.zip", &inner),
        ("lettre.docx", &sample_bytes("bac.docx")),
        ("note.txt.gz", &gzip(RAIN.as_bytes())),
        (".hidden/x.txt", RAIN.as_bytes()),
        ("__MACOSX/._x.txt", b"\0\0"),
        ("photo.jpg", b"\xff\xd8"),
        ("README.md", b"x"),
        ("broken.txt", b"\0\0\0"),
    ]);
    let folder = folder(&[("press.zip", &archive)]);
    let corpus = read_path(folder.path()).unwrap();
    let name = |path: &str| {
        path.rsplit_once('/')
            .filter(|(head, _)| head.ends_with("tmp") || !head.contains('#'))
            .map_or(path, |(_, name)| name)
            .to_owned()
    };
    let paths: Vec<String> = corpus
        .articles
        .iter()
        .map(|article| article.path.replace(&format!("{}/", folder.path().display()), ""))
        .collect();
    assert_eq!(
        paths,
        [
            "press.zip#2024-08-15-pluie.txt",
            "press.zip#b/page.html",
            "press.zip#b/rows.jsonl#x",
            "press.zip#inner.zip#c.txt",
            "press.zip#lettre.docx",
            "press.zip#note.txt.gz",
            "zz.txt"
        ]
    );
    assert_eq!(corpus.articles[0].date.unwrap().to_string(), "2024-08-15");
    let skipped: Vec<String> =
        corpus.skipped.iter().map(|skipped| format!("{}: {}", name(&skipped.path), skipped.reason)).collect();
    assert_eq!(skipped.len(), 4, "{skipped:#?}");
    assert!(skipped.iter().any(|skipped| skipped.contains("deep.zip") && skipped.contains("it lies too deep")));
    assert!(
        skipped.iter().any(|skipped| skipped.contains("photo.jpg") && skipped.contains("not a format that is read"))
    );
    assert!(skipped.iter().any(|skipped| skipped.contains("broken.txt") && skipped.contains("NUL bytes")));
    let folder_again = read_path(folder.path()).unwrap();
    assert_eq!(folder_again, corpus);
}

#[test]
fn a_packed_file_is_read_as_what_its_name_says() {
    let rows = format!("{{\"text\":\"{RAIN}\"}}\n{{\"text\":");
    let corpus = read_one("a.jsonl.gz", &gzip(rows.as_bytes()));
    assert!(corpus.articles[0].path.ends_with("a.jsonl.gz#1"));
    assert_eq!(corpus.skipped[0].line, Some(2));
    let corpus = read_one("2024-08-a.txt.gz", &[gzip(RAIN.as_bytes()), gzip(b"\n\nEncore.")].concat());
    assert_eq!(corpus.articles[0].date.unwrap().to_string(), "2024-08");
    assert!(corpus.passages[0].text.ends_with("Encore."));
    assert!(refused("a.gz", &gzip(b"x")).contains("its name does not say"));
    assert!(refused("a.tar.gz", &gzip(b"x")).contains("its name does not say"));
    assert_eq!(refused("a.txt.gz.gz", &gzip(b"x")), "it is packed twice");
    let cut = gzip(RAIN.as_bytes());
    assert!(refused("a.txt.gz", &cut[..cut.len() / 2]).starts_with("it cannot be unpacked"));
}

#[test]
fn a_damaged_entry_is_named_and_the_others_are_read() {
    let mut archive = zip(&[("a.txt", RAIN.as_bytes()), ("b.txt", RAIN.as_bytes())]);
    archive[40] ^= 0xff;
    let corpus = read_one("press.zip", &archive);
    assert_eq!(corpus.articles.len(), 2);
    assert!(corpus.skipped[0].path.ends_with("press.zip#a.txt"));
    assert!(corpus.skipped[0].reason.starts_with("it cannot be unpacked"), "{}", corpus.skipped[0].reason);
}

#[test]
fn a_protected_entry_says_so() {
    let mut archive = zip(&[("a.txt", RAIN.as_bytes()), ("b.txt", RAIN.as_bytes())]);
    // The first bit of the flags in the list of entries (APPNOTE.TXT, 4.4.4).
    let list = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    archive[list + 8] |= 1;
    let corpus = read_one("press.zip", &archive);
    assert_eq!(corpus.skipped[0].reason, "it is protected by a password");
    assert_eq!(corpus.articles.len(), 2);
}
