//! Web pages: one article per file, whose text is the page's main blocks joined by blank lines.

use super::document::{Document, FileRead};
use super::html_blocks::{Block, main_blocks};
use super::html_metadata::read_metadata;
use super::html_nesting::is_too_deep;
use super::lines::{Kind, Span, Unit};
use super::tidy::{Changes, tidy};
use super::walk::Found;
use super::{Note, Skipped};
use encoding_rs::Encoding;
use scraper::Html;

/// Reads a decoded page as one article. One whose elements lie absurdly deep in each other is skipped.
pub(super) fn read_html(file: &Found, page: &str) -> FileRead {
    let mut read = FileRead::default();
    if is_too_deep(page) {
        let reason = "its elements are nested too deep".to_owned();
        read.skipped.push(Skipped { path: file.shown.clone(), line: None, reason });
        return read;
    }
    let page = Html::parse_document(page);
    let metadata = read_metadata(&page, &file.shown, &mut read.notes);
    let (text, units, changes) = lay_out(main_blocks(&page));
    read.notes.extend(changes.note().map(|message| Note { path: file.shown.clone(), line: None, message }));
    read.documents.push(Document { path: file.shown.clone(), relative: file.relative.clone(), text, units, metadata });
    read
}

/// The text of the blocks, tidied, and where each is in it.
fn lay_out(blocks: Vec<Block>) -> (String, Vec<Unit>, Changes) {
    let (mut text, mut changes) = (String::new(), Changes::default());
    let mut units = Vec::with_capacity(blocks.len());
    for block in blocks {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        let (tidied, of_block) = tidy(block.text);
        text.push_str(&tidied);
        changes.add(of_block);
        let kind = if block.heading { Kind::Heading } else { Kind::Text };
        units.extend(Unit::trimmed(&text, Span { start, end: text.len() }, kind));
    }
    (text, units, changes)
}

/// The encoding that a page declares in its first bytes.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..2_048).unwrap_or(bytes)).to_ascii_lowercase();
    let after = head.split_once("charset=")?.1;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(['"', '\'', ' ', '>', ';', '/']).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::walk::Format;
    use super::*;
    use std::path::PathBuf;

    fn html_file() -> Found {
        Found {
            path: PathBuf::from("a.html"),
            shown: "a.html".into(),
            relative: "a.html".into(),
            named: false,
            format: Format::Html,
        }
    }

    fn read(page: &str) -> Document {
        read_html(&html_file(), page).documents.remove(0)
    }

    #[test]
    fn the_text_is_the_main_blocks_and_units_are_in_it() {
        let document = read(
            "<title>Le bac | La Rive</title><article><h2>Une&nbsp;panne</h2><p>Le  bac\n est <b>arrêté</b> &amp; vide.</p></article>",
        );
        assert_eq!(document.text, "Une panne\n\nLe bac est arrêté & vide.");
        assert_eq!(document.units.len(), 2);
        assert_eq!(document.units[0].kind, Kind::Heading);
        assert_eq!(document.units[1].span.of(&document.text), "Le bac est arrêté & vide.");
    }

    #[test]
    fn an_empty_or_broken_page_gives_no_text() {
        for page in ["", "<html></html>", "<p", "<script>x</script>"] {
            assert!(read(page).units.is_empty(), "{page}");
        }
    }

    #[test]
    fn deep_nesting_is_read() {
        let page = format!("{}<p>Le bac est arrêté.</p>", "<div>".repeat(20_000));
        assert_eq!(read(&page).text, "Le bac est arrêté.");
    }

    #[test]
    fn absurd_nesting_is_a_named_skip() {
        let read = read_html(&html_file(), &format!("{}<p>Le bac est arrêté.</p>", "<div>".repeat(100_000)));
        assert!(read.documents.is_empty());
        assert_eq!(read.skipped[0].reason, "its elements are nested too deep");
    }

    #[test]
    fn a_page_may_declare_its_encoding() {
        assert_eq!(declared_encoding(b"<meta charset=\"iso-8859-15\">"), Some(encoding_rs::ISO_8859_15));
        assert_eq!(
            declared_encoding(b"<meta content='text/html; charset=windows-1252'>"),
            Some(encoding_rs::WINDOWS_1252)
        );
        assert_eq!(declared_encoding(b"<p>charset</p>"), None);
    }
}
