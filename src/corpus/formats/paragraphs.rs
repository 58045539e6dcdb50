//! Text put together from paragraphs that a format gives one by one.

use crate::corpus::Note;
use crate::corpus::document::{Document, FileRead, Metadata};
use crate::corpus::lines::{Kind, Span, Unit};
use crate::corpus::tidy::{Changes, tidy};
use crate::corpus::walk::Found;

/// Paragraphs joined by blank lines, and where each is in their text.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Paragraphs {
    pub(in crate::corpus) text: String,
    pub(in crate::corpus) units: Vec<Unit>,
    /// What was changed in them to make words one.
    pub(in crate::corpus) changes: Changes,
}

impl Paragraphs {
    /// Adds a paragraph. One left out for the same reason as the one before is listed with it.
    pub(in crate::corpus) fn add(&mut self, paragraph: &str, kind: Kind) {
        let (paragraph, changes) = tidy(paragraph.trim().to_owned());
        if paragraph.is_empty() {
            return;
        }
        self.changes.add(changes);
        let together = matches!(kind, Kind::Out(_)) && self.units.last().is_some_and(|last| last.kind == kind);
        if !self.text.is_empty() {
            self.text.push_str(if together { "\n" } else { "\n\n" });
        }
        let start = self.text.len();
        self.text.push_str(&paragraph);
        let end = self.text.len();
        match self.units.last_mut().filter(|_| together) {
            Some(last) => {
                last.span.end = end;
                last.chars += 1 + paragraph.chars().count();
            }
            None => self.units.extend(Unit::trimmed(&self.text, Span { start, end }, kind)),
        }
    }

    /// The document of a file that is one.
    pub(super) fn into_document(self, file: &Found, metadata: Metadata) -> Document {
        let (path, relative) = (file.shown.clone(), file.relative.clone());
        Document { path, relative, text: self.text, units: self.units, metadata }
    }

    /// What a file gives that is one document.
    pub(super) fn into_read(self, file: &Found, metadata: Metadata) -> FileRead {
        let note = |message| Note { path: file.shown.clone(), line: None, message };
        let notes = self.changes.note().map(note).into_iter().collect();
        FileRead { documents: vec![self.into_document(file, metadata)], notes, ..FileRead::default() }
    }
}

/// Text with its white space squeezed, as a page shows it.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
