//! What a text says of itself before it begins: a front-matter block, or a leading `date 2024-08`.

use super::Note;
use super::document::{Field, Metadata, PlainKeys};

/// The metadata at the start of a text, and the byte at which the text itself begins.
#[derive(Debug, Default)]
pub(super) struct Opening {
    pub(super) metadata: Metadata,
    pub(super) body: usize,
}

/// A block longer than this, in lines, is no front matter.
const LONGEST_BLOCK: usize = 200;

/// Reads a YAML-like block between `---` lines, a TOML block between `+++` lines, or a leading `date 2024-08`.
pub(super) fn read_opening(text: &str, path: &str, notes: &mut Vec<Note>) -> Opening {
    let block = match text.lines().next().map(str::trim_end) {
        Some("---") => read_block(text, "---", path, notes),
        Some("+++") => read_block(text, "+++", path, notes),
        _ => None,
    };
    let mut opening = block.unwrap_or_default();
    if opening.metadata.date.is_none() {
        read_leading_date(text, path, &mut opening, notes);
    }
    opening
}

fn read_block(text: &str, fence: &str, path: &str, notes: &mut Vec<Note>) -> Option<Opening> {
    let mut end = 0;
    let mut content = 0..0;
    for (number, line) in text.split_inclusive('\n').enumerate().take(LONGEST_BLOCK) {
        let closes = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
        if number == 0 {
            content.start = line.len();
        } else if closes {
            content.end = end;
            let inner = text.get(content)?;
            let pairs = if fence == "---" { yaml_pairs(inner)? } else { toml_pairs(inner, path, notes) };
            return Some(Opening { metadata: metadata_of(&pairs, path, notes), body: end + line.len() });
        }
        end += line.len();
    }
    None
}

fn metadata_of(pairs: &[(String, String, u64)], path: &str, notes: &mut Vec<Note>) -> Metadata {
    let keys = PlainKeys::new(&pairs.iter().map(|(key, _, _)| key).collect::<Vec<_>>());
    let pair = |field: Field| field.position(&keys).and_then(|position| pairs.get(position));
    let line = pair(Field::Date).map(|(_, _, line)| *line);
    Metadata::read(|field| pair(field).map(|(_, value, _)| value.as_str()), path, line, notes)
}

/// The `key: value` lines of a block with their line numbers; `None` if it holds something that is no front matter.
fn yaml_pairs(block: &str) -> Option<Vec<(String, String, u64)>> {
    let mut pairs = Vec::new();
    for (line, number) in block.lines().zip(2..) {
        // Items, nested keys, comments and folded values are allowed and not needed.
        if line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#']) {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        if key.split_whitespace().count() > 3 {
            return None;
        }
        pairs.push((key.trim().to_owned(), unquoted(value.trim()).to_owned(), number));
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

fn toml_pairs(block: &str, path: &str, notes: &mut Vec<Note>) -> Vec<(String, String, u64)> {
    let table = match block.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let before = error.span().and_then(|span| block.get(..span.start)).unwrap_or_default();
            let line = 2 + before.matches('\n').count() as u64;
            let message = format!("front matter is not TOML: {}", error.message());
            notes.push(Note { path: path.to_owned(), line: Some(line), message });
            return Vec::new();
        }
    };
    let written = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    };
    let number =
        |key: &str| block.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |line| line as u64 + 2);
    table.iter().filter_map(|(key, value)| Some((key.clone(), written(value)?, number(key)))).collect()
}

/// Reads `date 2024-08` before the first words, alone on its line or glued to them.
fn read_leading_date(text: &str, path: &str, opening: &mut Opening, notes: &mut Vec<Note>) {
    let body = text.get(opening.body..).unwrap_or_default();
    let start = body.trim_start();
    let Some(after) = start.get(..4).filter(|word| word.eq_ignore_ascii_case("date")).and_then(|_| start.get(4..))
    else {
        return;
    };
    let value = after.trim_start_matches([' ', '\t', ':', '\u{a0}']);
    let length = value.find(|character: char| !character.is_ascii_digit() && character != '-').unwrap_or(value.len());
    let written = value.get(..length).unwrap_or_default();
    let year = written.split('-').next().unwrap_or_default();
    let ends = value.get(length..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if value.len() == after.len() || year.len() != 4 || !ends {
        return;
    }
    let consumed = text.len() - value.len() + length;
    let line = text.get(..consumed).map(|before| 1 + before.matches('\n').count() as u64);
    opening.metadata.set_date(written, path, line, notes);
    opening.body = consumed;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Opening, Vec<Note>) {
        let mut notes = Vec::new();
        (read_opening(text, "a.md", &mut notes), notes)
    }

    fn date(opening: &Opening) -> Option<String> {
        opening.metadata.date.map(|date| date.to_string())
    }

    #[test]
    fn a_leading_date_is_read_and_is_not_text() {
        for text in [" date 2024-08 La pluie", "Date: 2024-08\nLa pluie", "\u{a0}date 2024-08  La pluie"] {
            let (opening, _) = read(text);
            assert_eq!(date(&opening).as_deref(), Some("2024-08"), "{text}");
            assert_eq!(text[opening.body..].trim(), "La pluie");
        }
        for text in ["date limite 2024", "dates 2024-08", "dater", "date", "date 20 mars", "date 2024e"] {
            assert_eq!(read(text).0.body, 0, "{text}");
        }
    }

    #[test]
    fn a_leading_date_that_no_calendar_has_is_noted() {
        let (opening, notes) = read("date 2024-13-45 La pluie");
        assert_eq!(date(&opening), None);
        assert_eq!(notes[0].line, Some(1));
    }

    #[test]
    fn yaml_front_matter() {
        let text = "---\r\ntitle: \"Le bac : un an après\"\r\ndate: 2023-05-02\nauthor: X\nsource: 'La Rive'\nlang: fr\ntags:\n  - eau\n---\nLa pluie";
        let (opening, notes) = read(text);
        assert_eq!(opening.metadata.title.as_deref(), Some("Le bac : un an après"));
        assert_eq!(opening.metadata.source.as_deref(), Some("La Rive"));
        assert_eq!(date(&opening).as_deref(), Some("2023-05-02"));
        assert_eq!(&text[opening.body..], "La pluie");
        assert!(notes.is_empty());
    }

    #[test]
    fn a_bad_date_in_front_matter_is_noted_with_its_line() {
        let (_, notes) = read("---\ntitle: Le bac\ndate: soon\n---\nLa pluie");
        assert_eq!(notes[0].line, Some(3));
    }

    #[test]
    fn toml_front_matter() {
        let (opening, _) = read("+++\ntitle = \"Le bac\"\ndate = 2023-05-02\n+++\nLa pluie");
        assert_eq!(opening.metadata.title.as_deref(), Some("Le bac"));
        assert_eq!(date(&opening).as_deref(), Some("2023-05-02"));
        let (opening, notes) = read("+++\ntitle = \"Le bac\"\ndate = \n+++\nLa pluie");
        assert_eq!((opening.body, notes[0].line), (33, Some(3)));
    }

    #[test]
    fn a_rule_between_paragraphs_is_no_front_matter() {
        for text in ["---\nLa pluie tombe.\n---\nEncore.", "---\n---\nLa pluie", "---\nLa pluie", "---"] {
            assert_eq!(read(text).0.body, 0, "{text}");
        }
    }
}
