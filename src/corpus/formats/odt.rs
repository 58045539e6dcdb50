//! Text documents of the OASIS standard, version 1.3, part 3, chapters 5 and 6: paragraphs and headings, then notes;
//! running heads and feet are left out.

use super::paragraphs::{Paragraphs, squeezed};
use super::xml::{Node, texts, walk};
use super::zip::Zip;
use crate::corpus::Note;
use crate::corpus::document::{Field, FileRead, Metadata};
use crate::corpus::left_out::Reason;
use crate::corpus::lines::Kind;
use crate::corpus::walk::Found;

/// Reads a document.
pub(super) fn read_odt(file: &Found, bytes: &[u8]) -> Result<FileRead, String> {
    let zip = Zip::open(bytes)?;
    let manifest = zip.part("META-INF/manifest.xml")?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err("it is protected by a password".to_owned());
    }
    let mut notes = Vec::new();
    let metadata = metadata(&zip, file, &mut notes)?;
    let mut paragraphs = Paragraphs::default();
    let content = zip.part("content.xml")?.ok_or("it holds no text of an OpenDocument (`content.xml`)")?;
    add_part(content, None, &mut paragraphs).map_err(|reason| format!("`content.xml`: {reason}"))?;
    if let Some(styles) = zip.part("styles.xml")?
        && let Err(reason) = add_part(styles, Some(Reason::PageHeader), &mut paragraphs)
    {
        notes.push(Note { path: file.shown.clone(), line: None, message: format!("`styles.xml`: {reason}") });
    }
    Ok(FileRead { notes, ..paragraphs.into_read(file, metadata) })
}

/// Reads `meta.xml`.
fn metadata(zip: &Zip<'_>, file: &Found, notes: &mut Vec<Note>) -> Result<Metadata, String> {
    let properties = match zip.part("meta.xml")? {
        Some(part) => texts(part, &["title", "creation-date", "date", "language"]).unwrap_or_default(),
        None => Vec::new(),
    };
    let named = |name: &str| properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let value = |field| match field {
        Field::Title => named("title"),
        Field::Date => named("creation-date").or_else(|| named("date")),
        Field::Language => named("language"),
        _ => None,
    };
    Ok(Metadata::read(value, &file.shown, None, notes))
}

fn add_part(part: Vec<u8>, out: Option<Reason>, paragraphs: &mut Paragraphs) -> Result<(), String> {
    let mut writer = Writer { out, ..Writer::default() };
    walk(part, |node| writer.visit(&node, paragraphs))?;
    for (text, kind) in writer.later {
        paragraphs.add(&text, kind);
    }
    Ok(())
}

/// Collects the text of paragraphs.
#[derive(Default)]
struct Writer {
    out: Option<Reason>,
    /// The open paragraphs: one of a note lies inside that which the note is to.
    open: Vec<String>,
    /// Notes and comments, which come after the text.
    later: Vec<(String, Kind)>,
    notes: usize,
    comments: usize,
    /// How many open elements hold text that was deleted, or the number of a note.
    hidden: usize,
}

impl Writer {
    fn visit(&mut self, node: &Node<'_>, paragraphs: &mut Paragraphs) {
        match node {
            Node::Open("tracked-changes" | "note-citation", _) => self.hidden += 1,
            Node::Close("tracked-changes" | "note-citation") => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            Node::Open("note", _) => self.notes += 1,
            Node::Close("note") => self.notes = self.notes.saturating_sub(1),
            Node::Open("annotation", _) => self.comments += 1,
            Node::Close("annotation") => self.comments = self.comments.saturating_sub(1),
            Node::Open("p" | "h", _) => self.open.push(String::new()),
            Node::Close(name @ ("p" | "h")) => {
                let Some(text) = self.open.pop() else { return };
                let kind = self.out.map_or(if *name == "h" { Kind::Heading } else { Kind::Text }, Kind::Out);
                match (self.notes, self.comments) {
                    (0, 0) => paragraphs.add(&squeezed(&text), kind),
                    (_, 0) => self.later.push((squeezed(&text), kind)),
                    _ => self.later.push((squeezed(&text), Kind::Out(Reason::Comment))),
                }
            }
            Node::Text(text) => self.write(text),
            Node::Open("s" | "tab" | "line-break", _) => self.write(" "),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
