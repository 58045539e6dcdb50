//! Word documents (Office Open XML, ECMA-376 part 1, chapter 17): paragraphs of the body, then notes; running heads and
//! feet are left out.

use super::paragraphs::{Paragraphs, squeezed};
use super::xml::{Node, attribute, texts, walk};
use super::zip::Zip;
use crate::corpus::Note;
use crate::corpus::document::{Field, FileRead, Metadata};
use crate::corpus::left_out::Reason;
use crate::corpus::lines::Kind;
use crate::corpus::walk::Found;

/// How files of Office before 2007 begin, and those that a password protects.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Reads a document.
pub(super) fn read_docx(file: &Found, bytes: &[u8]) -> Result<FileRead, String> {
    if bytes.starts_with(COMPOUND_FILE) {
        return Err("it is protected by a password, or a `.doc` under another name".to_owned());
    }
    let zip = Zip::open(bytes)?;
    let mut notes = Vec::new();
    let metadata = metadata(&zip, file, &mut notes)?;
    let mut paragraphs = Paragraphs::default();
    let body = part_names(&zip, "word/document").into_iter().next();
    let body = body.ok_or("it holds no text of a Word document (`word/document.xml`)")?;
    add_part(&zip, &body, None, &mut paragraphs)?;
    let rest = [("word/footnotes", None), ("word/endnotes", None)];
    let heads = [("word/header", Some(Reason::PageHeader)), ("word/footer", Some(Reason::PageHeader))];
    let comments = [("word/comments.", Some(Reason::Comment))];
    for (prefix, reason) in rest.into_iter().chain(heads).chain(comments) {
        for name in part_names(&zip, prefix) {
            if let Err(message) = add_part(&zip, &name, reason, &mut paragraphs) {
                notes.push(Note { path: file.shown.clone(), line: None, message });
            }
        }
    }
    Ok(FileRead { notes, ..paragraphs.into_read(file, metadata) })
}

/// The parts whose name begins so, in the order of their names.
fn part_names(zip: &Zip<'_>, prefix: &str) -> Vec<String> {
    let all = zip.entries.iter().map(|entry| entry.name.as_str());
    // The relations of a part lie in a folder of their own, `word/_rels`.
    let mut names: Vec<String> = all.filter(|name| name.starts_with(prefix)).map(str::to_owned).collect();
    names.sort();
    names
}

/// Reads `docProps/core.xml`.
fn metadata(zip: &Zip<'_>, file: &Found, notes: &mut Vec<Note>) -> Result<Metadata, String> {
    let properties = match zip.part("docProps/core.xml")? {
        Some(part) => texts(part, &["title", "created", "language"]).unwrap_or_default(),
        None => Vec::new(),
    };
    let named = |name: &str| properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let value = |field| match field {
        Field::Title => named("title"),
        Field::Date => named("created"),
        Field::Language => named("language"),
        _ => None,
    };
    Ok(Metadata::read(value, &file.shown, None, notes))
}

fn add_part(zip: &Zip<'_>, name: &str, out: Option<Reason>, paragraphs: &mut Paragraphs) -> Result<(), String> {
    let part = zip.part(name)?.unwrap_or_default();
    let mut writer = Writer { out, ..Writer::default() };
    walk(part, |node| writer.visit(&node, paragraphs)).map_err(|reason| format!("`{name}`: {reason}"))
}

/// Collects the text of paragraphs.
#[derive(Default)]
struct Writer {
    out: Option<Reason>,
    /// The open paragraphs: one in a text box lies inside that which holds the box. Each with whether it is a heading.
    open: Vec<(String, bool)>,
    /// How many open elements hold what is not shown: older versions of a drawing, text moved elsewhere.
    hidden: usize,
    in_text: bool,
}

impl Writer {
    fn visit(&mut self, node: &Node<'_>, paragraphs: &mut Paragraphs) {
        match node {
            Node::Open("Fallback" | "moveFrom", _) => self.hidden += 1,
            Node::Close("Fallback" | "moveFrom") => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            Node::Open("p", _) => self.open.push((String::new(), false)),
            Node::Close("p") => {
                let Some((text, heading)) = self.open.pop() else { return };
                let kind = if heading { Kind::Heading } else { Kind::Text };
                paragraphs.add(&squeezed(&text), self.out.map_or(kind, Kind::Out));
            }
            Node::Open("t", _) => self.in_text = true,
            Node::Close("t") => self.in_text = false,
            Node::Text(text) if self.in_text => self.write(text),
            Node::Open("tab" | "br" | "cr", _) => self.write(" "),
            Node::Open("noBreakHyphen", _) => self.write("\u{2011}"),
            Node::Open("pStyle", start) => {
                let style = attribute(start, "val").unwrap_or_default().to_lowercase();
                let heading = ["heading", "title", "titre", "subtitle"].iter().any(|name| style.starts_with(name));
                self.open.last_mut().into_iter().for_each(|(_, is_heading)| *is_heading |= heading);
            }
            Node::Open("outlineLvl", _) => self.open.last_mut().into_iter().for_each(|(_, heading)| *heading = true),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if let Some((paragraph, _)) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
