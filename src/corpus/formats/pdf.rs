//! PDF documents: the paragraphs and headings of their text layer; running heads and feet are left out. A scan has none.

use super::paragraphs::{Paragraphs, squeezed};
use crate::corpus::Note;
use crate::corpus::document::{Field, FileRead, Metadata};
use crate::corpus::left_out::Reason;
use crate::corpus::lines::Kind;
use crate::corpus::tidy::tidy;
use crate::corpus::walk::Found;
use flate2::bufread::ZlibDecoder;
use pdfboss_core::{Document, Error, Object};
use pdfboss_output::{
    Block, LayoutOptions, Line, PageLayout, ReadingOrder, Role, TextOptions, extract_layout_reporting_opts,
};
use std::io::Read;

/// How many pages a document may have: the longest novels have a tenth, and each page costs a millisecond.
const MOST_PAGES: usize = 20_000;

/// What the drawing instructions of all pages may unpack to: a book of 500 pages has some megabytes of them, with maps
/// ten times that.
const MOST_CONTENT: u64 = 1 << 26;

/// How many pieces of text all pages may show, each half a kilobyte in memory: 500 pages letter by letter.
const MOST_SHOWN: usize = 1_000_000;

/// Reads a document.
pub(super) fn read_pdf(file: &Found, bytes: &[u8]) -> Result<FileRead, String> {
    let protected = || "it is protected by a password".to_owned();
    let document = Document::load(bytes.to_vec()).map_err(|error| match error {
        Error::Encrypted => protected(),
        error => format!("not a readable PDF: {error}"),
    })?;
    if document.is_locked() {
        return Err(protected());
    }
    let pages = document.page_count();
    if pages > MOST_PAGES {
        return Err(format!("it has {pages} pages, more than {MOST_PAGES}"));
    }
    check_size(&document, pages)?;
    let (order, options) = (ReadingOrder::default(), TextOptions::default());
    let (layouts, reports) = extract_layout_reporting_opts(&document, order, options, &LayoutOptions::default())
        .map_err(|error| format!("not a readable PDF: {error}"))?;
    let mut notes = Vec::new();
    let metadata = metadata(&document, file, &mut notes);
    let lost = reports.iter().flat_map(|report| &report.skipped).count();
    if let Some(first) = reports.iter().find_map(|report| report.skipped.first()) {
        let message = format!("{lost} parts of its {pages} pages are not read, first {}: {}", first.kind, first.cause);
        notes.push(Note { path: file.shown.clone(), line: None, message });
    }
    let mut paragraphs = Paragraphs::default();
    for page in &layouts {
        add_page(page, &mut paragraphs);
    }
    if paragraphs.text.is_empty() {
        let reason = if lost > 0 { "none of its text can be read" } else { "it has no text layer, as a scan has none" };
        return Err(format!("{reason} ({pages} pages)"));
    }
    Ok(FileRead { notes, ..paragraphs.into_read(file, metadata) })
}

/// Refuses a document whose pages unpack to more than any page holds, before the layout of all is in memory.
fn check_size(document: &Document, pages: usize) -> Result<(), String> {
    let (mut bytes, mut shown) = (0, 0);
    for number in 0..pages {
        let Ok(page) = document.page(number) else { continue };
        let Some(contents) = page.dict().get("Contents").and_then(|contents| document.resolve(contents).ok()) else {
            continue;
        };
        let parts = if let Object::Array(parts) = contents { parts } else { vec![contents] };
        for part in &parts {
            let Ok(Object::Stream(stream)) = document.resolve(part) else { continue };
            let mut content = Vec::new();
            // What is packed otherwise, or broken, counts as it lies in the file.
            if ZlibDecoder::new(stream.data.as_slice()).take(MOST_CONTENT + 1).read_to_end(&mut content).is_err() {
                content.extend_from_slice(&stream.data);
            }
            bytes += content.len() as u64;
            shown += content.windows(2).filter(|pair| pair.eq_ignore_ascii_case(b"Tj")).count();
            if bytes > MOST_CONTENT || shown > MOST_SHOWN {
                return Err(format!("page {} goes beyond what is read of one document", number + 1));
            }
        }
    }
    Ok(())
}

fn metadata(document: &Document, file: &Found, notes: &mut Vec<Note>) -> Metadata {
    let information = document.metadata();
    let date = information.creation_date_parsed();
    let date = date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day));
    let language = document.language();
    let value = |field| match field {
        Field::Title => information.title.as_deref().filter(|title| is_title(title)),
        Field::Date => date.as_deref(),
        Field::Language => language.as_deref(),
        _ => None,
    };
    Metadata::read(value, &file.shown, None, notes)
}

/// Programs write the name of a file, or their own, where a title belongs.
fn is_title(title: &str) -> bool {
    let small = title.trim().to_lowercase();
    let of_a_program = ["microsoft word", "untitled", "sans titre", "(anonymous)"];
    !of_a_program.iter().any(|name| small.starts_with(name))
        && ![".doc", ".docx", ".odt", ".pdf", ".indd", ".tex", ".dvi"].iter().any(|end| small.ends_with(end))
}

fn add_page(page: &PageLayout, paragraphs: &mut Paragraphs) {
    for block in &page.blocks {
        match block {
            Block::Heading { lines, .. } => paragraphs.add(&joined(lines), Kind::Heading),
            Block::Paragraph { lines, role: Role::PageHeader | Role::PageFooter, .. } => {
                paragraphs.add(&joined(lines), Kind::Out(Reason::PageHeader));
            }
            Block::Paragraph { lines, .. } => paragraphs.add(&joined(lines), Kind::Text),
            Block::List { items, .. } => {
                for item in items {
                    paragraphs.add(&joined(&item.lines), Kind::Text);
                }
            }
            Block::Table { rows, .. } => {
                for row in rows {
                    let cells = row.iter().filter_map(|cell| cell.line.as_ref()).map(line_text);
                    paragraphs.add(&cells.collect::<Vec<_>>().join(" | "), Kind::Text);
                }
            }
        }
    }
}

fn line_text(line: &Line) -> String {
    squeezed(&line.inlines.iter().map(|inline| inline.text.as_str()).collect::<String>())
}

/// The lines of a paragraph as one; a word broken over two is whole again, with its hyphen where that is its own.
fn joined(lines: &[Line]) -> String {
    whole(&lines.iter().map(line_text).collect::<Vec<_>>())
}

fn whole(lines: &[String]) -> String {
    let mut text = String::new();
    // what is still broken stood in lines so short that nobody can tell whether they were wrapped
    for line in tidy(lines.join("\n")).0.lines() {
        let broken = text.ends_with(['-', '\u{ad}', '\u{2010}'])
            && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)
            && line.chars().next().is_some_and(char::is_lowercase);
        if broken {
            text.pop();
        } else if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text.replace('\u{ad}', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_word_keeps_a_hyphen_of_its_own() {
        let whole = |lines: &[&str]| whole(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        let lines = [
            "Les habitants du delta attendent encore que le gouver-",
            "nement tienne sa promesse, faite par son porte-",
            "parole à la radio, où l’on parle de la région Rhône-",
            "Alpes.",
        ];
        let text = "Les habitants du delta attendent encore que le gouvernement tienne sa promesse, faite par son \
            porte-parole à la radio, où l’on parle de la région Rhône-Alpes.";
        assert_eq!(whole(&lines), text);
        assert_eq!(whole(&["Le gouver-", "nement", "attend."]), "Le gouvernement attend.");
    }
}
