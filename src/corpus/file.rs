//! What one file gives by itself. Nothing of other files, of options or of the folders that it lies in enters here, so that
//! it can be kept and need not be read again.

use super::Note;
use super::date::DateSource;
use super::decode::decode;
use super::document::{Document, FileRead};
use super::formats::{self, Allowance};
use super::html::{declared_encoding, read_html};
use super::lines::Kind;
use super::plain::read_plain;
use super::repeated::{ShortLines, short_lines};
use super::rows::read_json_lines;
use super::table::read_table;
use super::text_date::date_text;
use super::walk::{Format, Found};
use super::written_date::read_file_name;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How files are read; raised whenever the same bytes come to give something else (a test says so), so that what an
/// earlier version kept is not taken for what this one would read.
const READER: u32 = 1;

/// A reading of more bytes is not kept: it would fill memory a second time, and SQLite takes no more than a gigabyte.
const LARGEST_KEPT: usize = 1 << 28;

/// What a file gave: its documents, each dated by its own words where nothing better dates it, and their lines that other
/// articles may repeat.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FileReading {
    pub(super) read: FileRead,
    /// Of each document.
    pub(super) lines: Vec<ShortLines>,
}

impl FileReading {
    /// Reads a file. All paths in it are still to be completed.
    pub(super) fn new(file: &Found, bytes: Vec<u8>) -> Result<Self, String> {
        let nowhere = Found { shown: String::new(), relative: String::new(), ..file.clone() };
        let mut read = read_bytes(&nowhere, bytes)?;
        let lines = read.documents.par_iter_mut().map(|document| {
            date_by_text(document);
            short_lines(&document.text, &document.units)
        });
        Ok(Self { lines: lines.collect(), read })
    }

    /// What it is kept under: all that it depends on. `hash` is that of the file's bytes.
    pub(super) fn key(file: &Found, hash: &str) -> [u8; 32] {
        let mut key = blake3::Hasher::new();
        key.update(env!("CARGO_PKG_VERSION").as_bytes()).update(&[0]).update(&READER.to_le_bytes());
        key.update(&[u8::from(cfg!(feature = "pdf")), file.format as u8, u8::from(file.named)]);
        key.update(file.path.file_name().unwrap_or_default().as_encoded_bytes()).update(&[0]).update(hash.as_bytes());
        *key.finalize().as_bytes()
    }

    /// The form in which it is kept; none for one that is too large.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self).ok().filter(|bytes| bytes.len() <= LARGEST_KEPT)
    }

    /// What [`to_bytes`](Self::to_bytes) wrote; none where it is damaged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// Completes the paths by that of the file.
    pub(super) fn placed(mut self, file: &Found) -> Self {
        let complete = |path: &mut String, head: &str| path.insert_str(0, head);
        let read = &mut self.read;
        for document in &mut read.documents {
            complete(&mut document.path, &file.shown);
            complete(&mut document.relative, &file.relative);
        }
        read.skipped.iter_mut().for_each(|skipped| complete(&mut skipped.path, &file.shown));
        read.notes.iter_mut().for_each(|note| complete(&mut note.path, &file.shown));
        self
    }
}

/// Reads the bytes of a file as what its name says it is.
pub(super) fn read_bytes(file: &Found, bytes: Vec<u8>) -> Result<FileRead, String> {
    read_within(file, bytes, &mut Allowance::default())
}

/// Like [`read_bytes`], inside an archive that leaves this much to unpack.
pub(super) fn read_within(file: &Found, bytes: Vec<u8>, allowance: &mut Allowance) -> Result<FileRead, String> {
    let mut read = match formats::read(file, &bytes, allowance) {
        Some(read) => read?,
        None => read_text(file, bytes)?,
    };
    if matches!(file.format, Format::JsonLines | Format::Table | Format::Warc | Format::Zip | Format::Gzip) {
        return Ok(read);
    }
    for document in &mut read.documents {
        date_by_name(document, file);
    }
    Ok(read)
}

fn read_text(file: &Found, bytes: Vec<u8>) -> Result<FileRead, String> {
    let declared = if file.format == Format::Html { declared_encoding(&bytes) } else { None };
    let decoded = decode(bytes, declared)?;
    let mut read = match file.format {
        Format::Html => read_html(file, &decoded.text),
        Format::JsonLines => read_json_lines(file, &decoded.text),
        Format::Table => read_table(file, &decoded.text)?,
        _ => read_plain(file, decoded.text),
    };
    if let Some(message) = decoded.note {
        read.notes.insert(0, Note { path: file.shown.clone(), line: None, message });
    }
    Ok(read)
}

/// Dates a document by the name of its file if nothing better dates it. What a word processor says is when the file was
/// made, which is no better.
fn date_by_name(document: &mut Document, file: &Found) {
    let metadata = &mut document.metadata;
    if metadata.date.is_none() || file.format.dates_the_file() {
        let named = file.path.file_stem().and_then(|stem| read_file_name(&stem.to_string_lossy()));
        if named.is_some() {
            metadata.date = named;
            metadata.date_source = Some(DateSource::FileName);
        }
    }
}

/// Dates a document by its own words if nothing better dates it.
fn date_by_text(document: &mut Document) {
    if document.metadata.date.is_some() {
        return;
    }
    let from = document.units.first().map_or(0, |unit| unit.span.start);
    let dated = date_text(&without_surroundings(document), from);
    let metadata = &mut document.metadata;
    if let Some((date, dating)) = dated {
        metadata.date = date;
        metadata.date_source = date.map(|_| DateSource::Text);
        metadata.dating = Some(Box::new(dating));
    }
}

/// The text with spaces where its format says that it is not the article: other articles' dates stand there.
fn without_surroundings(document: &Document) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(document.text.as_str());
    for span in document.units.iter().filter(|unit| matches!(unit.kind, Kind::Out(_))).map(|unit| unit.span) {
        text.to_mut().replace_range(span.start..span.end, &" ".repeat(span.end - span.start));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    fn file(name: &str) -> Found {
        let format = Format::of(Path::new(name)).unwrap();
        Found { path: PathBuf::from("d").join(name), shown: name.into(), relative: name.into(), named: false, format }
    }

    const TEXT: &str = "# Le bac repart\n\nBamako, mardi 13 août 2024. Le bac relie de nou\u{ad}veau les deux rives, après \
        trois semaines d’arrêt.\n\nLire aussi : la crue\n\nAbonnez-vous pour 3 € par mois.\n";

    /// Files of every format, with what they gave when [`READER`] was last raised.
    #[cfg(feature = "pdf")]
    #[test]
    fn the_reader_is_raised_when_it_reads_otherwise() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let mut files: Vec<(String, Vec<u8>)> = ["files", "pages"]
            .iter()
            .flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap())
            .map(|entry| entry.unwrap())
            .filter(|entry| Format::of(&entry.path()).is_some())
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        let row = serde_json::json!({ "text": TEXT, "title": "Bac", "id": 3 }).to_string();
        let mail = format!("From: a@example.org\r\nSubject: Bac\r\n\r\n{TEXT}\r\n> Oui ?\r\n");
        let more = [
            ("a.txt", TEXT.to_owned()),
            ("2024-08-b.md", TEXT.to_owned()),
            ("c.jsonl", format!("{row}\n{row}\n[1]\n")),
            ("d.csv", "texte;date\n\"Le bac relie de nouveau les deux rives.\";2024-08-15\n".to_owned()),
            ("e.eml", mail),
        ];
        files.extend(more.map(|(name, text)| (name.to_owned(), text.into_bytes())));
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in files {
            match FileReading::new(&file(&name), bytes) {
                Ok(reading) => hasher.update(&reading.to_bytes().unwrap()),
                Err(reason) => hasher.update(reason.as_bytes()),
            };
        }
        let raise = "these files are read otherwise than before: raise `READER`, and put the new hash here";
        assert_eq!((READER, &hasher.finalize().to_hex()[..16]), (1, "e6bdc60cd9dad15c"), "{raise}");
    }

    #[test]
    fn a_reading_comes_back_as_it_was_and_takes_the_paths_of_its_file() {
        let reading = FileReading::new(&file("a.txt"), TEXT.as_bytes().to_vec()).unwrap();
        assert_eq!(reading.read.documents[0].metadata.date.unwrap().to_string(), "2024-08");
        assert!(!reading.lines[0].is_empty());
        let bytes = reading.to_bytes().unwrap();
        let again = FileReading::from_bytes(&bytes).unwrap();
        assert_eq!(format!("{again:?}"), format!("{reading:?}"));
        assert!(FileReading::from_bytes(&bytes[1..]).is_none());
        let placed = again.placed(&file("b.txt"));
        assert_eq!((placed.read.documents[0].path.as_str(), placed.read.notes[0].path.as_str()), ("b.txt", "b.txt"));
    }

    #[test]
    fn a_reading_is_kept_under_all_that_it_depends_on() {
        let key = FileReading::key(&file("a.txt"), "00");
        let moved = Found { path: "e/a.txt".into(), shown: "e/a.txt".into(), ..file("a.txt") };
        assert_eq!(FileReading::key(&moved, "00"), key);
        let others = [
            FileReading::key(&file("2024-08-a.txt"), "00"), // the name may be a date
            FileReading::key(&Found { named: true, ..file("a.txt") }, "00"),
            FileReading::key(&Found { format: Format::Markdown, ..file("a.txt") }, "00"),
            FileReading::key(&file("a.txt"), "01"),
        ];
        assert!(others.iter().all(|other| *other != key));
    }
}
