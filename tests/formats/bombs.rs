//! Files that claim to be enormous are refused, in little time and memory.

use super::{refused, zip};
use std::fmt::Write as _;
use std::io::Write;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(2);

fn refused_soon(name: &str, bytes: &[u8]) -> String {
    let start = Instant::now();
    let reason = refused(name, bytes);
    assert!(start.elapsed() < PATIENCE, "`{name}` took {:?}", start.elapsed());
    reason
}

/// Ten gigabytes of zeros, deflated: ten megabytes of the same few bytes.
fn zeros() -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 1 << 20]).unwrap();
    encoder.flush().unwrap();
    // What one megabyte becomes after the first is the same for all that follow.
    let first = encoder.get_ref().len();
    encoder.write_all(&vec![0; 1 << 20]).unwrap();
    encoder.flush().unwrap();
    let block = encoder.get_ref()[first..].to_vec();
    let mut bytes = encoder.get_ref().clone();
    (2..10 << 10).for_each(|_| bytes.extend_from_slice(&block));
    bytes.extend_from_slice(&[3, 0]); // an empty last block
    bytes
}

/// A gzip file around deflated bytes, whose checksum nobody reaches.
fn gzip_of(deflated: &[u8]) -> Vec<u8> {
    [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], deflated, &[0; 8]].concat()
}

/// A zip file with one entry of deflated bytes that says it unpacks to `size`.
fn zip_of(name: &str, deflated: &[u8], size: u32) -> Vec<u8> {
    let mut bytes = zip(&[(name, b"")]);
    let list = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let data = 30 + name.len();
    let mut list_bytes = bytes.split_off(list);
    bytes.truncate(data);
    bytes.extend_from_slice(deflated);
    list_bytes[20..24].copy_from_slice(&(deflated.len() as u32).to_le_bytes());
    list_bytes[24..28].copy_from_slice(&size.to_le_bytes());
    let end = list_bytes.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
    let offset = bytes.len() as u32;
    list_bytes[end + 16..end + 20].copy_from_slice(&offset.to_le_bytes());
    bytes.extend_from_slice(&list_bytes);
    bytes
}

#[test]
fn ten_gigabytes_of_zeros_are_refused() {
    let zeros = zeros();
    assert!(refused_soon("a.txt.gz", &gzip_of(&zeros)).contains("more than 100 times its size"));
    assert!(refused_soon("a.zip", &zip_of("a.txt", &zeros, 1 << 29)).contains("more than 256 MiB"));
    // One that lies is stopped at what it says.
    assert!(refused_soon("a.zip", &zip_of("a.txt", &zeros, 1 << 27)).contains("more than 100 times its size"));
    assert!(refused_soon("a.zip", &zip_of("a.txt", &zeros, 1_000)).starts_with("it cannot be unpacked"));
    assert!(
        refused_soon("a.docx", &zip_of("word/document.xml", &zeros, 1 << 25)).contains("more than 100 times its size")
    );
}

#[test]
fn a_million_entries_are_refused() {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for number in 0..1_000_000 {
        let (entry, config) = archive.new_file(number.to_string()).start().unwrap();
        let (_, descriptor) = config.wrap(Vec::new()).finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    for name in ["a.zip", "a.docx", "a.odt", "a.epub"] {
        assert_eq!(refused_soon(name, &bytes), "it holds more than 100000 entries");
    }
}

#[test]
fn entries_that_lie_over_each_other_are_refused() {
    let mut bytes = zip(&[("a.txt", &[b'x'; 5_000]), ("b.txt", b"y")]);
    let list = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[list + 20..list + 24].copy_from_slice(&(1_u32 << 20).to_le_bytes());
    assert_eq!(refused_soon("a.zip", &bytes), "its entries lie over each other");
}

#[test]
fn archives_deep_in_each_other_are_refused() {
    let deep = zip(&[("b.zip", &zip(&[("c.zip", &zip(&[("d.txt", b"x")]))]))]);
    assert!(refused_soon("a.zip", &deep).contains("it lies too deep"));
}

#[test]
fn elements_without_end_are_refused() {
    let deep = |start: &str, end: &str, count: usize| format!("{}x{}", start.repeat(count), end.repeat(count));
    for count in [100_000, 300_000] {
        let page = deep("<div>", "</div>", count);
        assert_eq!(refused_soon("a.html", page.as_bytes()), "its elements are nested too deep");
    }
    for count in [10_000, 100_000] {
        let xml = deep("<w:p>", "</w:p>", count);
        let reason = refused_soon("a.docx", &zip(&[("word/document.xml", xml.as_bytes())]));
        assert!(reason.contains("nested more than 1000 deep"), "{reason}");
        let xml = deep("<text:p>", "</text:p>", count);
        let reason = refused_soon("a.odt", &zip(&[("content.xml", xml.as_bytes())]));
        assert!(reason.contains("nested more than 1000 deep"), "{reason}");
        let reason = refused_soon("a.epub", &zip(&[("META-INF/container.xml", xml.as_bytes())]));
        assert!(reason.contains("nested more than 1000 deep"), "{reason}");
    }
}

#[test]
fn ten_thousand_elements_in_each_other_are_a_page() {
    let page = format!(
        "{}<p>Le bac est arrêté depuis lundi, et les camions attendent sur la rive gauche.</p>",
        "<div>".repeat(10_000)
    );
    let start = Instant::now();
    assert_eq!(super::read_one("a.html", page.as_bytes()).articles.len(), 2);
    assert!(start.elapsed() < PATIENCE);
}

#[test]
fn a_billion_laughs_are_not_expanded() {
    let mut entities = String::from("<!ENTITY a0 \"ha\">");
    for level in 1..10 {
        let ten = format!("&a{};", level - 1).repeat(10);
        write!(entities, "<!ENTITY a{level} \"{ten}\">").unwrap();
    }
    let xml = |element: &str| format!("<?xml version='1.0'?><!DOCTYPE x [{entities}]><{element}>&a9;</{element}>");
    let reason = "it declares entities of its own, which are not read";
    assert!(refused_soon("a.docx", &zip(&[("word/document.xml", xml("w:p").as_bytes())])).contains(reason));
    assert!(refused_soon("a.odt", &zip(&[("content.xml", xml("text:p").as_bytes())])).contains(reason));
    assert!(refused_soon("a.epub", &zip(&[("META-INF/container.xml", xml("container").as_bytes())])).contains(reason));
}

/// A document of one page with these drawing instructions, deflated.
#[cfg(feature = "pdf")]
fn pdf_of(deflated: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> \
        endobj\n3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << >> /Contents 4 0 R >> endobj\n4 0 obj << \
        /Filter /FlateDecode /Length "
        .to_vec();
    writeln!(bytes, "{} >> stream", deflated.len()).unwrap();
    bytes.extend_from_slice(deflated);
    bytes.extend_from_slice(b"\nendstream endobj\ntrailer << /Size 5 /Root 1 0 R >>\n%%EOF");
    bytes
}

#[cfg(feature = "pdf")]
#[test]
fn a_page_of_gigabytes_or_of_a_million_words_is_refused() {
    let reason = "page 1 goes beyond what is read of one document";
    let blank = [&b"\x78\x9c"[..], &zeros()].concat();
    assert_eq!(refused_soon("a.pdf", &pdf_of(&blank)), reason);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all("(mot) Tj ".repeat(1_500_000).as_bytes()).unwrap();
    assert_eq!(refused_soon("a.pdf", &pdf_of(&encoder.finish().unwrap())), reason);
}
