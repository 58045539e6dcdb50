//! Plain text and Markdown: one article per file, whose text is the file as decoded and tidied.

use super::Note;
use super::document::{Document, FileRead};
use super::front_matter::read_opening;
use super::lines::{Kind, Line, Span, Unit, lines, units};
use super::tidy::tidy;
use super::walk::{Format, Found};

/// Reads a decoded file as one article.
pub(super) fn read_plain(file: &Found, text: String) -> FileRead {
    let mut read = FileRead::default();
    let (text, changes) = tidy(text);
    read.notes.extend(changes.note().map(|message| Note { path: file.shown.clone(), line: None, message }));
    let opening = read_opening(&text, &file.shown, &mut read.notes);
    let mut lines = lines(&text, opening.body);
    if file.format == Format::Markdown {
        mark_up(&text, &mut lines);
    }
    let units = units(&text, &lines);
    let (path, relative) = (file.shown.clone(), file.relative.clone());
    read.documents.push(Document { path, relative, text, units, metadata: opening.metadata });
    read
}

/// Applies Markdown's marks: headings, fenced code, images, and underlines, which are no text.
fn mark_up(text: &str, lines: &mut Vec<Line>) {
    let mut fence: Option<char> = None;
    let mut marked: Vec<Line> = Vec::with_capacity(lines.len());
    for mut line in lines.drain(..) {
        let raw = line.unit.span.of(text);
        let opens =
            ['`', '~'].into_iter().find(|mark| raw.chars().take(3).filter(|character| character == mark).count() == 3);
        let in_code = fence.is_some();
        match (fence, opens) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(mark), Some(closing)) if mark == closing => fence = None,
            _ => {}
        }
        if in_code || opens.is_some() {
            line.unit.kind = Kind::Code;
        } else if is_underline(raw)
            && !line.after_blank
            && marked.last().is_some_and(|before| before.unit.kind == Kind::Text)
        {
            if let Some(before) = marked.last_mut() {
                before.unit.kind = Kind::Heading;
            }
            continue;
        } else if let Some(heading) = heading(text, line.unit.span) {
            line.unit = heading;
        } else if is_image(raw) {
            line.unit.kind = Kind::Image;
        }
        marked.push(line);
    }
    *lines = marked;
}

/// The words of a `#` heading, without its marks.
fn heading(text: &str, span: Span) -> Option<Unit> {
    let raw = span.of(text);
    let words = raw.trim_start_matches('#');
    let marks = raw.len() - words.len();
    if !(1..=6).contains(&marks) || !words.starts_with([' ', '\t']) {
        return None;
    }
    let end = span.start + raw.trim_end_matches('#').len();
    Unit::trimmed(text, Span { start: span.start + marks, end: end.max(span.start + marks) }, Kind::Heading)
}

fn is_underline(raw: &str) -> bool {
    raw.len() >= 3 && (raw.bytes().all(|byte| byte == b'=') || raw.bytes().all(|byte| byte == b'-'))
}

/// Whether a line is nothing but an image, linked or not.
fn is_image(raw: &str) -> bool {
    (raw.starts_with("![") || raw.starts_with("[![")) && raw.ends_with(')') && !raw.contains(") ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn read(format: Format, text: &str) -> Vec<(Kind, String)> {
        let file = Found { path: PathBuf::from("a"), shown: "a".into(), relative: "a".into(), named: false, format };
        let document = read_plain(&file, text.to_owned()).documents.remove(0);
        document.units.iter().map(|unit| (unit.kind, unit.span.of(text).to_owned())).collect()
    }

    #[test]
    fn markdown_headings_lose_their_marks() {
        let units =
            read(Format::Markdown, "# Le bac #\n\nTexte.\n\nAutre titre\n-----------\nTexte.\n\n#motdiese\n\n#");
        assert_eq!(units[0], (Kind::Heading, "Le bac".into()));
        assert_eq!(units[2], (Kind::Heading, "Autre titre".into()));
        assert_eq!(units[3], (Kind::Text, "Texte.".into()));
        assert_eq!(units[4], (Kind::Text, "#motdiese".into()));
    }

    #[test]
    fn markdown_code_and_images_are_told_apart_and_links_stay() {
        let units = read(Format::Markdown, "```sh\nls\n\n~~~\n```\n![carte](a.png)\nVoir [le plan](b) du bac.");
        assert!(units[..4].iter().all(|(kind, _)| *kind == Kind::Code));
        assert_eq!(units[4].0, Kind::Image);
        assert_eq!(units[5], (Kind::Text, "Voir [le plan](b) du bac.".into()));
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(read(Format::Text, "# Le bac")[0], (Kind::Text, "# Le bac".into()));
    }
}
