//! Books (EPUB 3.3): one article, the chapters in the order of the book's spine, each read as a page without anything
//! around it.

use super::limits::Allowance;
use super::paragraphs::Paragraphs;
use super::xml::{Node, attribute, texts, walk};
use super::zip::Zip;
use crate::corpus::Note;
use crate::corpus::decode::decode;
use crate::corpus::document::{Field, FileRead, Metadata};
use crate::corpus::html::add_whole_page;
use crate::corpus::walk::Found;
use std::collections::{HashMap, HashSet};

/// The package of a book: what it says of itself, and where its chapters are.
#[derive(Default)]
struct Package {
    /// Path and kind of each file, by its id.
    files: HashMap<String, (String, String)>,
    /// The ids of the chapters, in their order.
    spine: Vec<String>,
}

/// Reads a book. A chapter that cannot be read is noted, and the others are read.
pub(super) fn read_epub(file: &Found, bytes: &[u8]) -> Result<FileRead, String> {
    let zip = Zip::open(bytes)?;
    let container = zip.part("META-INF/container.xml")?.ok_or("it holds no book (`META-INF/container.xml`)")?;
    let place = package_place(container)?.ok_or("its container names no package")?;
    let bytes = zip.part(&place)?.ok_or_else(|| format!("its package, `{place}`, is missing"))?;
    let mut notes = Vec::new();
    let metadata = metadata(bytes.clone(), file, &mut notes)?;
    let package = Package::read(bytes, place.rsplit_once('/').map_or("", |(folder, _)| folder))?;
    let encrypted = zip.part("META-INF/encryption.xml")?.unwrap_or_default();
    let encrypted = String::from_utf8_lossy(&encrypted).into_owned();
    let mut paragraphs = Paragraphs::default();
    let mut allowance = Allowance::default();
    for path in package.chapters() {
        let chapter = if encrypted.contains(path) { Err("its text is encrypted".to_owned()) } else { zip.part(path) };
        let added = chapter.and_then(|chapter| {
            let chapter = chapter.ok_or_else(|| format!("`{path}`: it is missing"))?;
            allowance.take(chapter.len() as u64)?;
            add_whole_page(&decode(chapter, None)?.text, &mut paragraphs)
        });
        if let Err(reason) = added {
            notes.push(Note {
                path: file.shown.clone(),
                line: None,
                message: format!("a chapter is not read: {reason}"),
            });
        }
    }
    match notes.last() {
        Some(note) if paragraphs.text.is_empty() => Err(note.message.clone()),
        _ => Ok(FileRead { notes, ..paragraphs.into_read(file, metadata) }),
    }
}

/// Where the container says that the package is.
fn package_place(container: Vec<u8>) -> Result<Option<String>, String> {
    let mut place = None;
    walk(container, |node| {
        if let Node::Open("rootfile", start) = node {
            place = place.take().or_else(|| attribute(start, "full-path"));
        }
    })?;
    Ok(place)
}

fn metadata(package: Vec<u8>, file: &Found, notes: &mut Vec<Note>) -> Result<Metadata, String> {
    let properties = texts(package, &["title", "date", "language", "publisher"])?;
    let named = |name: &str| properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let value = |field| match field {
        Field::Title => named("title"),
        Field::Date => named("date"),
        Field::Language => named("language"),
        Field::Source => named("publisher"),
        _ => None,
    };
    Ok(Metadata::read(value, &file.shown, None, notes))
}

impl Package {
    /// Reads a package that lies in `folder`.
    fn read(package: Vec<u8>, folder: &str) -> Result<Self, String> {
        let mut read = Self::default();
        walk(package, |node| match node {
            Node::Open("item", start) => {
                let (id, path) = (attribute(start, "id"), attribute(start, "href"));
                let kind = attribute(start, "media-type").unwrap_or_default();
                let contents =
                    attribute(start, "properties").is_some_and(|words| words.split(' ').any(|word| word == "nav"));
                if let (Some(id), Some(path), false) = (id, path, contents) {
                    read.files.insert(id, (resolved(folder, &path), kind));
                }
            }
            Node::Open("itemref", start) => read.spine.extend(attribute(start, "idref")),
            _ => {}
        })?;
        Ok(read)
    }

    /// The paths of the chapters, each once.
    fn chapters(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        let mut seen = HashSet::new();
        for (path, kind) in self.spine.iter().filter_map(|id| self.files.get(id)) {
            if kind.contains("html") && seen.insert(path.as_str()) {
                paths.push(path);
            }
        }
        paths
    }
}

/// A path below `folder`, its percent signs and dots resolved.
fn resolved(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let path = path.split('#').next().unwrap_or_default();
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
