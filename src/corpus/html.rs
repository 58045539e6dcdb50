//! Web pages: one article per file, whose text is the page's blocks joined by blank lines; those around the article are
//! left out.

use super::document::{Document, FileRead};
use super::formats::Paragraphs;
use super::html_blocks::{blocks_of, main_blocks};
use super::html_metadata::read_metadata;
use super::html_nesting::is_too_deep;
use super::html_surroundings::is_unseen;
use super::html_writer::{Block, State};
use super::left_out::Reason;
use super::lines::Kind;
use super::walk::Found;
use super::{Note, Skipped};
use encoding_rs::Encoding;
use scraper::{ElementRef, Html};

/// Why a page whose elements lie absurdly deep in each other is not parsed.
const TOO_DEEP: &str = "its elements are nested too deep";

/// How many bytes of what surrounds an article are listed: the menus of a usual site twice over. Of a hundred pages of
/// comments, the rest is counted in a note.
const MOST_LISTED: usize = 20_000;

/// Reads a decoded page as one article. One whose elements lie absurdly deep in each other is skipped.
pub(super) fn read_html(file: &Found, page: &str) -> FileRead {
    let mut read = FileRead::default();
    if is_too_deep(page) {
        read.skipped.push(Skipped { path: file.shown.clone(), line: None, reason: TOO_DEEP.to_owned() });
        return read;
    }
    let source = page;
    let page = Html::parse_document(source);
    let metadata = read_metadata(&page, &file.shown, &mut read.notes);
    let mut paragraphs = Paragraphs::default();
    let unlisted = lay_out(main_blocks(&page, source), &mut paragraphs);
    if unlisted > 0 {
        let message = format!("{unlisted} more bytes around the article are not listed");
        read.notes.push(Note { path: file.shown.clone(), line: None, message });
    }
    let Paragraphs { text, units, changes } = paragraphs;
    read.notes.extend(changes.note().map(|message| Note { path: file.shown.clone(), line: None, message }));
    read.documents.push(Document { path: file.shown.clone(), relative: file.relative.clone(), text, units, metadata });
    read
}

/// Adds all of a page that nothing surrounds, such as the chapter of a book.
pub(super) fn add_whole_page(page: &str, paragraphs: &mut Paragraphs) -> Result<(), String> {
    add_page(page, paragraphs, |_, state| state)
}

/// Adds the page of an e-mail message, without the message that it quotes.
pub(super) fn add_message_page(page: &str, paragraphs: &mut Paragraphs) -> Result<(), String> {
    add_page(page, paragraphs, |element, state| {
        let class = element.attr("class").unwrap_or_default();
        let id = element.attr("id").unwrap_or_default();
        let cites = element.value().name() == "blockquote" && element.attr("type") == Some("cite");
        let has = |names: &[&str]| class.split_whitespace().any(|word| names.contains(&word));
        match state {
            State::Kept if cites || has(&["gmail_quote", "gmail_attr", "moz-cite-prefix", "yahoo_quoted"]) => {
                State::Out(Reason::Quoted)
            }
            // Outlook puts the earlier message after this element, not inside; its headers at least are known.
            State::Kept if ["divRplyFwdMsg", "appendonsend"].contains(&id) => State::Out(Reason::Quoted),
            State::Kept if has(&["gmail_signature", "moz-signature"]) || id == "Signature" => {
                State::Out(Reason::Signature)
            }
            state => state,
        }
    })
}

fn add_page(
    page: &str,
    paragraphs: &mut Paragraphs,
    next_state: impl Fn(ElementRef<'_>, State) -> State,
) -> Result<(), String> {
    if is_too_deep(page) {
        return Err(TOO_DEEP.to_owned());
    }
    let page = Html::parse_document(page);
    let blocks = blocks_of(page.root_element(), State::Kept, |element, state| {
        if is_unseen(element.value()) { State::Unseen } else { next_state(element, state) }
    });
    lay_out(blocks, paragraphs);
    Ok(())
}

/// Adds the blocks, and says how many bytes around the article are not listed.
fn lay_out(blocks: Vec<Block>, paragraphs: &mut Paragraphs) -> usize {
    let (mut listed, mut unlisted) = (0, 0);
    for block in blocks {
        let kind = match block.out {
            Some(_) if listed + block.text.len() > MOST_LISTED => {
                unlisted += block.text.len();
                continue;
            }
            Some(reason) => {
                listed += block.text.len();
                Kind::Out(reason)
            }
            None if block.heading => Kind::Heading,
            None => Kind::Text,
        };
        paragraphs.add(&block.text, kind);
    }
    unlisted
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
