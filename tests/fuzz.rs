//! Damaged files of every format, read through the library: no panic, no hang, no more memory than its bound.
//!
//! Each case is a sample with some damage drawn from its number, so that a case that fails is found again. A few hundred
//! cases of each format by default; with `FILROUGE_TEST_SECONDS`, as many as fit in so many seconds each.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]
#![expect(clippy::print_stderr, reason = "a test says how far it got")]

use filrouge::corpus::{Corpus, ReadOptions, read};
use filrouge::progress::Silent;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::time::{Duration, Instant};

/// How many cases of each format are read unless a time is given.
const CASES: u64 = 300;

/// One case may take as long; a hang is stopped after four times that.
const PATIENCE: Duration = Duration::from_secs(5);

/// What reading damaged samples of some kilobytes may need at most, in bytes, over what the test itself needs.
const MOST_MEMORY: u64 = 400 << 20;

const PARAGRAPH: &str =
    "Le bac relie de nouveau les deux rives depuis mardi, après trois semaines d’arrêt. Les éleveurs attendaient.";

/// What parsers look for, put where it does not belong.
const TOKENS: &[&[u8]] = &[
    b"<div>",
    b"</p>",
    b"<table><tr>",
    b"<b x=1>",
    b"<!--",
    b"<script>",
    b"&#x10ffff;",
    b"&a;",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"<![CDATA[",
    b"<w:p>",
    b"<text:note>",
    b"{\"text\":",
    b"\"",
    b"\r\n\r\n",
    b"\r\n--b\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"=?utf-8?q?=C3?=",
    b"> ",
    b"-- \n",
    b"---\n",
    b"+++\n",
    b"```\n",
    b"endobj\n",
    b"<< /Length 4294967295 >>",
    b"stream\n",
    b"/Kids [1 0 R 2 0 R 3 0 R]",
    b"9 0 R",
    b"BT /F1 12 Tf (x) Tj ET\n",
    b"(((((((",
    b"<<<<<<<<",
    b"[[[[[[[[",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\xff\xff\xff\xff",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"2024-13-45",
    b"99999999999999999999",
    b"-1",
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/files").join(name)).unwrap()
}

fn page() -> Vec<u8> {
    format!(
        "<!doctype html><html lang=fr><head><title>Le bac | La Rive</title><meta property='article:published_time' \
         content='2024-08-15'><script type='application/ld+json'>{{\"datePublished\":\"2024-08-15\"}}</script></head><body><nav><a \
         href='/'>Accueil</a></nav><article class='post'><h1>Le bac</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH} <b>Encore.</b></p><table><tr>\
         <td>{PARAGRAPH}</td></tr></table></article><div class='related'><p>{PARAGRAPH}</p></div><footer>Fin</footer></body></html>"
    )
    .into_bytes()
}

fn message() -> Vec<u8> {
    format!(
        "From: La Rive <a@example.org>\r\nDate: Thu, 15 Aug 2024 10:00:00 +0200\r\nSubject: =?utf-8?q?Le_bac_repart?=\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; \
         boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{PARAGRAPH}\r\n> \
         Oui ?\r\n-- \r\nX\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>{PARAGRAPH}</p>\r\n--c--\r\n--b\r\nContent-Type: \
         text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\nContent-Transfer-Encoding: \
         base64\r\n\r\ndGV4dGUsdGl0cmUKIkxlIGJhYyIsQmFjCg==\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: \
         b@example.org\r\nSubject: x\r\n\r\n{PARAGRAPH}\r\n--b--\r\n"
    )
    .into_bytes()
}

/// The entries of a zip file.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(bytes).unwrap();
    let mut entries = archive.entries();
    let mut parts = Vec::new();
    while let Some(record) = entries.next_entry().unwrap() {
        let data = archive.get_entry(record.wayfinder()).unwrap();
        let mut content = Vec::new();
        let stored = record.compression_method() == rawzip::CompressionMethod::STORE;
        let mut deflated = flate2::read::DeflateDecoder::new(data.data());
        let mut reader: &mut dyn std::io::Read = if stored { &mut data.data() } else { &mut deflated };
        std::io::copy(&mut reader, &mut content).unwrap();
        parts.push((String::from_utf8_lossy(record.file_path().as_bytes()).into_owned(), content));
    }
    parts
}

fn zip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in entries {
        let (mut entry, config) =
            archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast()));
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Does one to four kinds of damage.
fn damage(bytes: &mut Vec<u8>, random: &mut Xoshiro256PlusPlus) {
    for _ in 0..random.gen_range(1..=4) {
        let at = random.gen_range(0..=bytes.len());
        let until = (at + random.gen_range(0..=64)).min(bytes.len());
        match random.gen_range(0..8) {
            0 => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.gen_range(0..8)),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..until)),
            3 => {
                let chunk = bytes[at..until].repeat(random.gen_range(1..=200));
                drop(bytes.splice(at..at, chunk));
            }
            4 => {
                let from = random.gen_range(0..=bytes.len());
                let chunk = bytes[from..(from + 256).min(bytes.len())].to_vec();
                drop(bytes.splice(at..until, chunk));
            }
            5 => bytes[at..until].iter_mut().for_each(|byte| *byte = random.r#gen()),
            6 => {
                let tokens = TOKENS[random.gen_range(0..TOKENS.len())].repeat(random.gen_range(1..=300));
                drop(bytes.splice(at..at, tokens));
            }
            _ => drop(bytes.splice(at..until, TOKENS[random.gen_range(0..TOKENS.len())].to_vec())),
        }
    }
}

/// The sample with the damage of a case: of an archive, half of the time inside, where no checksum tells.
fn damaged(sample: &[u8], case: u64) -> Vec<u8> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(case);
    let mut bytes = sample.to_vec();
    if bytes.starts_with(b"PK") && random.r#gen() {
        let mut entries = parts(&bytes);
        let entry = random.gen_range(0..entries.len());
        damage(&mut entries[entry].1, &mut random);
        return zip(&entries);
    }
    if bytes.starts_with(b"\x1f\x8b") && random.r#gen() {
        let mut text = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(sample), &mut text).unwrap();
        damage(&mut text, &mut random);
        return gzip(&text);
    }
    damage(&mut bytes, &mut random);
    bytes
}

/// The most memory that this process has held, in bytes, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes << 10)
}

fn check(corpus: &Corpus) {
    for passage in &corpus.passages {
        assert_eq!(passage.text.len(), passage.end - passage.start);
        assert!(!passage.text.trim().is_empty());
    }
    for out in &corpus.left_out {
        assert_eq!(out.text.len(), out.end - out.start);
    }
}

/// Stops the process when a case does not end.
fn watch(current: &Arc<(AtomicU64, Mutex<Instant>)>, name: &'static str) {
    let current = Arc::downgrade(current);
    std::thread::spawn(move || {
        while let Some(current) = current.upgrade() {
            if current.1.lock().unwrap().elapsed() > 4 * PATIENCE {
                eprintln!("case {} of `{name}` does not end", current.0.load(Ordering::Relaxed));
                std::process::abort();
            }
            drop(current);
            std::thread::sleep(Duration::from_secs(1));
        }
    });
}

/// Counts panics from here on, those that a reader catches and silences too.
fn count_panics() -> &'static AtomicU64 {
    static PANICS: AtomicU64 = AtomicU64::new(0);
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // the reader's own hook comes first, so that this one is asked before it
        let folder = tempfile::tempdir().unwrap();
        read_file(&folder.path().join("a.eml"), &message()).unwrap();
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            print(panic);
        }));
    });
    &PANICS
}

/// Reads damaged copies of a sample.
fn fuzz(name: &'static str, sample: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let whole = read_file(&path, sample).unwrap_or_else(|error| panic!("the sample of `{name}`: {error}"));
    check(&whole);
    let seconds: Option<u64> = std::env::var("FILROUGE_TEST_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let (before, start) = (peak(), Instant::now());
    let panics = count_panics();
    let current = Arc::new((AtomicU64::new(0), Mutex::new(Instant::now())));
    watch(&current, name);
    let (mut case, mut slowest, mut read_well) = (0, Duration::ZERO, 0_u64);
    while seconds.map_or(case < CASES, |seconds| start.elapsed().as_secs() < seconds) {
        let bytes = damaged(sample, case);
        current.0.store(case, Ordering::Relaxed);
        *current.1.lock().unwrap() = Instant::now();
        let began = Instant::now();
        let result = std::panic::catch_unwind(|| read_file(&path, &bytes));
        let took = began.elapsed();
        let result = result.unwrap_or_else(|_| panic!("case {case} of `{name}` panics"));
        assert_eq!(panics.load(Ordering::Relaxed), 0, "case {case} of `{name}` panics, and is caught");
        assert!(took < PATIENCE, "case {case} of `{name}` takes {took:?}");
        let grown = peak().saturating_sub(before);
        assert!(grown < MOST_MEMORY, "case {case} of `{name}` needs {} MiB", grown >> 20);
        if let Ok(corpus) = &result {
            check(corpus);
            read_well += 1;
        }
        slowest = slowest.max(took);
        case += 1;
    }
    eprintln!(
        "`{name}`: {case} cases, {read_well} read, slowest {slowest:?}, {} MiB",
        peak().saturating_sub(before) >> 20
    );
}

fn read_file(path: &Path, bytes: &[u8]) -> filrouge::error::Result<Corpus> {
    std::fs::write(path, bytes).unwrap();
    read(&[path.to_owned()], &ReadOptions::default(), &Silent)
}

#[test]
fn text() {
    fuzz("a.txt", format!("date 2024-08 La pluie\n\n{PARAGRAPH}\n\nPar la rédaction\n\n{PARAGRAPH}").as_bytes());
}

#[test]
fn markdown() {
    fuzz(
        "a.md",
        format!(
            "---\ntitle: Le bac\ndate: 2024-08-15\n---\n# Le bac\n\n{PARAGRAPH}\n\n```\nls\n```\n\n- {PARAGRAPH}\n"
        )
        .as_bytes(),
    );
}

#[test]
fn html() {
    fuzz("a.html", &page());
}

#[test]
fn json_lines() {
    let row = serde_json::json!({ "text": PARAGRAPH, "title": "Bac", "date": "2024-08-15", "id": 3 }).to_string();
    fuzz("a.jsonl", format!("{row}\n{row}\n{row}\n").as_bytes());
}

#[test]
fn table() {
    fuzz("a.csv", format!("texte;titre;date\n\"{PARAGRAPH}\";Bac;2024-08-15\n\"{PARAGRAPH}\";Bac;2024\n").as_bytes());
}

#[test]
fn mail() {
    fuzz("a.eml", &message());
}

#[test]
fn word() {
    fuzz("a.docx", &sample("bac.docx"));
}

#[test]
fn open_document() {
    fuzz("a.odt", &sample("bac.odt"));
}

#[test]
fn book() {
    fuzz("a.epub", &sample("bac.epub"));
}

#[cfg(feature = "pdf")]
#[test]
fn pdf() {
    fuzz("a.pdf", &sample("bac.pdf"));
}

#[test]
fn archive() {
    let entries =
        [("b/a.html", page()), ("a.eml", message()), ("a.docx", sample("bac.docx")), ("a.txt", PARAGRAPH.into())];
    fuzz("a.zip", &zip(&entries.map(|(name, bytes)| (name.to_owned(), bytes))));
}

#[test]
fn packed() {
    fuzz("a.html.gz", &gzip(&page()));
}

#[test]
fn web_archive() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    let body = [head.to_vec(), page()].concat();
    let head = |kind: &str, length: usize| {
        let fields = "WARC-Target-URI: https://rive.example/a\r\nContent-Type: application/http\r\n";
        format!("WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {length}\r\n\r\n").into_bytes()
    };
    let request = [head("request", 3), b"GET\r\n\r\n".to_vec()].concat();
    fuzz("a.warc", &[request, head("response", body.len()), body, b"\r\n\r\n".to_vec()].concat());
}
