//! Documents as programs in common use write them, read through the library: text, title, date, language, and what is
//! left out or refused, with the reason.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod archives;
mod bombs;
mod documents;
mod messages;
mod pages;
mod warc;

use filrouge::corpus::{Corpus, ReadOptions, read};
use filrouge::error::Result;
use filrouge::progress::Silent;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder with these files, which holds an article besides, so that there is always a corpus.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    std::fs::write(
        folder.path().join("zz.txt"),
        "Le fleuve monte depuis dimanche, et les pirogues ne passent plus du tout.",
    )
    .unwrap();
    folder
}

fn read_path(path: &Path) -> Result<Corpus> {
    read(&[path.to_owned()], &ReadOptions::default(), &Silent)
}

/// The corpus of a folder with one file.
fn read_one(name: &str, bytes: &[u8]) -> Corpus {
    let folder = folder(&[(name, bytes)]);
    read_path(folder.path()).unwrap()
}

/// Why a file alone in its folder is passed over.
fn refused(name: &str, bytes: &[u8]) -> String {
    let corpus = read_one(name, bytes);
    assert_eq!(corpus.articles.len(), 1, "`{name}` was read");
    corpus.skipped[0].reason.clone()
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/files").join(name)
}

fn sample_bytes(name: &str) -> Vec<u8> {
    std::fs::read(sample(name)).unwrap()
}

/// A zip file of these entries, deflated.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in entries {
        let deflate = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) = archive.new_file(name).compression_method(deflate).start().unwrap();
        let mut writer = config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default()));
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
