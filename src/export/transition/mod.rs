//! Transitions for other programs and for people: a JSON object, a document, and sentences that each carry their evidence.
//! Everything is rendered, nothing computed. Keys are a contract: added, never renamed.

mod document;
mod quote;
mod summary;

pub use document::{TransitionDocument, TransitionsDocument, transition_document, transitions_document};
pub use quote::Quote;
pub use summary::{Sentence, summary};

use super::markdown::wording::Wording;
use crate::corpus::Corpus;
use crate::themes::main_language;
use crate::transition::Transition;
use std::io::{self, Write};

/// Writes the summary of a transition as a document, in the main language of the corpus: every sentence with the passages,
/// articles and dates that it rests on.
///
/// # Errors
/// Those of the writer.
pub fn transition_markdown(corpus: &Corpus, found: &Transition, mut writer: impl Write) -> io::Result<()> {
    let wording = Wording::of(main_language(corpus));
    writeln!(writer, "# {} → {}\n", found.from.label, found.to.label)?;
    let mut notes: Vec<Quote<'_>> = Vec::new();
    for sentence in summary(corpus, found) {
        let mut marks = Vec::new();
        for quote in sentence.evidence {
            let known = notes.iter().position(|note| note.passage == quote.passage && note.text == quote.text);
            let number = known.unwrap_or(notes.len()) + 1;
            if known.is_none() {
                notes.push(quote);
            }
            marks.push(format!("[^{number}]"));
        }
        writeln!(writer, "- {}{}", sentence.text, marks.concat())?;
    }
    writeln!(writer)?;
    for (at, note) in notes.iter().enumerate() {
        let date = note.date.map_or_else(|| wording.pick("non daté", "undated").to_owned(), |date| wording.date(date));
        let text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(writer, "[^{}]: {} (`{}`, {date}, `{}`)", at + 1, wording.quoted(&text), note.path, note.passage)?;
    }
    writer.flush()
}
