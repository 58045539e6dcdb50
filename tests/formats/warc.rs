//! Web archives, as crawlers write them: with what was asked, pictures and redirections between the pages.

use super::{folder, gzip, read_one, read_path, refused};
use std::fmt::Write as _;
use std::io::Write;

const RAIN: &str =
    "La pluie est tombée toute la nuit sur le delta, et les éleveurs ont remonté leurs troupeaux vers les dunes.";
const FERRY: &str =
    "Le bac relie de nouveau les deux rives depuis mardi, après trois semaines d’arrêt et de longs détours par le gué.";

fn page(title: &str, text: &str) -> String {
    format!("<html lang=fr><head><title>{title}</title></head><body><article><p>{text}</p></article></body></html>")
}

/// A record with the fields that every one has.
fn record(kind: &str, url: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
         WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

/// What a server answered, with these fields.
fn answer(url: &str, status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{fields}\r\n");
    record("response", url, "application/http; msgtype=response", &[head.as_bytes(), body].concat())
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(100) {
        let mut size = String::new();
        write!(size, "{:x}\r\n", chunk.len()).unwrap();
        chunks.extend([size.as_bytes(), chunk, b"\r\n"].concat());
    }
    chunks.extend(b"0\r\n\r\n");
    chunks
}

fn archive() -> Vec<Vec<u8>> {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(RAIN);
    let latin_page = [b"<html><article><p>".as_slice(), &latin, b"</p></article></html>"].concat();
    let packed = chunked(&gzip(page("Le bac", FERRY).as_bytes()));
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n"),
        record(
            "request",
            "https://rive.example/bac",
            "application/http; msgtype=request",
            b"GET /bac HTTP/1.1\r\n\r\n",
        ),
        answer(
            "https://rive.example/bac",
            "200 OK",
            &format!("{html}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
            &packed,
        ),
        answer("https://rive.example/ancien", "301 Moved", &format!("{html}Location: /bac\r\n"), b"<p>Moved</p>"),
        answer("https://rive.example/photo.jpg", "200 OK", "Content-Type: image/jpeg\r\n", &[0xff, 0xd8]),
        answer(
            "https://rive.example/pluie",
            "200 OK",
            "Content-Type: text/html;charset=\"windows-1252\"\r\n",
            &latin_page,
        ),
        answer("https://rive.example/br", "200 OK", &format!("{html}Content-Encoding: br\r\n"), &[0x8b, 1, 2, 3]),
        answer("https://rive.example/bac", "200 OK", html, page("Le bac", RAIN).as_bytes()),
        record("resource", "https://rive.example/page", "text/html; charset=utf-8", page("Crue", FERRY).as_bytes()),
    ]
}

#[test]
fn the_pages_of_an_archive_are_articles_and_not_dated_by_the_crawl() {
    let records = archive();
    let one_by_one: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in [("web.warc", records.concat()), ("web.warc.gz", one_by_one)] {
        let folder = folder(&[(name, &bytes)]);
        let corpus = read_path(folder.path()).unwrap();
        let below = |path: &str| path.rsplit_once(".example/").map_or("", |(_, path)| path).to_owned();
        let paths: Vec<String> = corpus.articles.iter().map(|article| below(&article.path)).collect();
        assert_eq!(paths, ["bac", "pluie", "bac:8", "page", ""], "{:?}", corpus.skipped);
        assert!(corpus.articles[0].path.ends_with(&format!("{name}#https://rive.example/bac")));
        let texts: Vec<&str> = corpus.passages.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(texts[..4], [FERRY, RAIN, RAIN, FERRY]);
        let first = &corpus.articles[0];
        assert_eq!((first.title.as_deref(), first.source.as_deref()), (Some("Le bac"), Some("rive.example")));
        assert!(corpus.articles.iter().all(|article| article.date.is_none()));
        let skipped: Vec<(String, &str)> =
            corpus.skipped.iter().map(|skipped| (below(&skipped.path), skipped.reason.as_str())).collect();
        assert_eq!(skipped, [("br".into(), "its compression, `br`, is not read")]);
        let told = &corpus.notes.iter().find(|note| note.path.ends_with(name)).unwrap().message;
        assert!(told.starts_with("4 of 9 records are no pages"), "{told}");
    }
}

#[test]
fn what_comes_before_the_damage_is_read() {
    let records = archive();
    let whole = records.concat();
    let corpus = read_one("web.warc", &whole[..whole.len() - 40]);
    assert_eq!(corpus.articles.len(), 4);
    assert!(
        corpus
            .skipped
            .iter()
            .any(|skipped| skipped.reason.starts_with("what follows record 8 is not read: a record ends after"))
    );
    let garbage = [records[2].as_slice(), b"GARBAGE\r\n\r\n", &records[5]].concat();
    let corpus = read_one("web.warc", &garbage);
    assert!(corpus.skipped.iter().any(|skipped| skipped.reason.contains("no record of a web archive begins there")));
    assert_eq!(refused("web.warc", b""), "it holds no record");
    assert!(refused("web.warc", b"<html></html>\r\n\r\n").contains("no record of a web archive begins there"));
    let endless = "WARC/1.0\r\nContent-Length: 18446744073709551615\r\n\r\nx";
    assert!(refused("web.warc", endless.as_bytes()).contains("ends after 1 of 18446744073709551615 bytes"));
    assert!(refused("web.warc", &b"WARC/1.0\r\nx".repeat(50_000)).contains("does not end"));
}

#[test]
fn an_archive_that_is_a_bomb_is_refused() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999999999\r\n\r\n").unwrap();
    (0..64).for_each(|_| encoder.write_all(&vec![0; 1 << 20]).unwrap());
    assert!(refused("web.warc.gz", &encoder.finish().unwrap()).contains("more than 100 times its size"));
}
