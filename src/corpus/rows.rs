//! JSON lines: an article per line.

use super::document::{Document, Field, FileRead, Metadata, PlainKeys, annotates};
use super::lines::{lines, units};
use super::tidy::tidy;
use super::walk::Found;
use super::{Note, Skipped};
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// A row as parsed: its document with the id that it gives itself.
type Row = (Document, Option<String>);

/// Reads a decoded file of JSON lines. A line that is no article is skipped with its number; the others are read.
pub(super) fn read_json_lines(file: &Found, text: &str) -> FileRead {
    let rows: Vec<(u64, &str)> = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let mut read = FileRead::default();
    let skip = |line, reason| Skipped { path: file.shown.clone(), line: Some(line), reason };
    if !file.named && rows.first().is_some_and(|(_, line)| about_other_files(line)) {
        read.skipped.push(skip(1, "it describes passages of other files".to_owned()));
        return read;
    }
    let parsed: Vec<(u64, Vec<Note>, Result<Row, String>)> = rows
        .into_par_iter()
        .map(|(number, line)| {
            let mut notes = Vec::new();
            let row = read_row(file, number, line, &mut notes);
            (number, notes, row)
        })
        .collect();
    let mut seen = HashSet::new();
    for (number, mut notes, row) in parsed {
        match row {
            Ok((mut document, id)) => {
                name_row(&mut document, file, number, id, &mut seen);
                read.documents.push(document);
            }
            Err(reason) => read.skipped.push(skip(number, reason)),
        }
        read.notes.append(&mut notes);
    }
    read
}

/// Gives the article of a row its path: the file, then the row's own id, or its number if it has none or shares it.
pub(super) fn name_row(
    document: &mut Document,
    file: &Found,
    number: u64,
    id: Option<String>,
    seen: &mut HashSet<String>,
) {
    let mut name = id.unwrap_or_else(|| number.to_string());
    if !seen.insert(name.clone()) {
        name = format!("{name}:{number}");
        seen.insert(name.clone());
    }
    document.path = format!("{}#{name}", file.shown);
    document.relative = format!("{}#{name}", file.relative);
}

fn about_other_files(line: &str) -> bool {
    serde_json::from_str::<Map<String, Value>>(line).is_ok_and(|row| annotates(&row.keys().collect::<Vec<_>>()))
}

fn read_row(file: &Found, number: u64, line: &str, notes: &mut Vec<Note>) -> Result<Row, String> {
    let mut row: Map<String, Value> = serde_json::from_str(line).map_err(|error| why_not_json(line, &error))?;
    let keys: Vec<String> = row.keys().cloned().collect();
    let plain = PlainKeys::new(&keys);
    let key_of = |field: Field| field.position(&plain).and_then(|position| keys.get(position));
    let text = match key_of(Field::Text).and_then(|key| row.get_mut(key)).map(Value::take) {
        Some(Value::String(text)) => text,
        Some(_) => return Err("its text is not a string".to_owned()),
        None => return Err(format!("no text: looked for `text`, `content`, `body`; found {}", listed(&keys))),
    };
    if text.trim().is_empty() {
        return Err("its text is empty".to_owned());
    }
    // Numbers are dates and ids too.
    let numbers: Vec<(Field, String)> = [Field::Date, Field::Id]
        .into_iter()
        .filter_map(|field| Some((field, row.get(key_of(field)?).filter(|value| value.is_number())?.to_string())))
        .collect();
    let value = |field: Field| {
        let string = key_of(field).and_then(|key| row.get(key)).and_then(Value::as_str);
        string.or_else(|| numbers.iter().find(|(name, _)| *name == field).map(|(_, number)| number.as_str()))
    };
    let metadata = Metadata::read(value, &file.shown, Some(number), notes);
    let id = value(Field::Id).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let (text, changes) = tidy(text);
    let note = |message| Note { path: file.shown.clone(), line: Some(number), message };
    notes.extend(changes.note().map(note));
    let units = units(&text, &lines(&text, 0));
    Ok((Document { path: String::new(), relative: String::new(), text, units, metadata }, id))
}

fn why_not_json(line: &str, error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => "the JSON object is cut short".to_owned(),
        _ if !line.trim_start().starts_with('{') => "not a JSON object".to_owned(),
        _ => format!("not valid JSON at column {}", error.column()),
    }
}

/// Names in backticks, a dozen at most.
pub(super) fn listed<Name: AsRef<str>>(names: &[Name]) -> String {
    let shown: Vec<String> =
        names.iter().take(12).map(|name| format!("`{}`", name.as_ref().chars().take(40).collect::<String>())).collect();
    match names.len() {
        0 => "nothing".to_owned(),
        1..=12 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), more - 12),
    }
}

#[cfg(test)]
mod tests {
    use super::super::walk::Format;
    use super::*;
    use std::path::PathBuf;

    fn read(text: &str) -> FileRead {
        let file = Found {
            path: PathBuf::from("d/a.jsonl"),
            shown: "d/a.jsonl".into(),
            relative: "a.jsonl".into(),
            named: false,
            format: Format::JsonLines,
        };
        read_json_lines(&file, text)
    }

    #[test]
    fn a_row_is_an_article_named_by_its_id_or_line() {
        let read = read(
            "{\"id\":7,\"text\":\"La pluie.\",\"date\":2024,\"title\":\"Eau\"}\n\n{\"content\":\"Le vent.\"}\n{\"id\":7,\"text\":\"Encore.\"}",
        );
        let paths: Vec<_> = read.documents.iter().map(|document| document.path.as_str()).collect();
        assert_eq!(paths, ["d/a.jsonl#7", "d/a.jsonl#3", "d/a.jsonl#7:4"]);
        assert_eq!(read.documents[0].metadata.date.unwrap().to_string(), "2024");
        assert_eq!(read.documents[0].metadata.title.as_deref(), Some("Eau"));
    }

    #[test]
    fn a_line_cut_in_half_is_skipped_and_the_rest_read() {
        let read = read(
            "{\"text\":\"La pluie.\"}\n{\"text\":\"Le ve\n{\"text\":\"La neige.\"}\n[1]\n{\"label\":1}\n{\"text\":3}",
        );
        assert_eq!(read.documents.len(), 2);
        let skipped: Vec<_> =
            read.skipped.iter().map(|skipped| (skipped.line.unwrap(), skipped.reason.as_str())).collect();
        assert_eq!(skipped[0], (2, "the JSON object is cut short"));
        assert_eq!(skipped[1], (4, "not a JSON object"));
        assert!(skipped[2].1.contains("found `label`"));
        assert_eq!(skipped[3].1, "its text is not a string");
    }

    #[test]
    fn a_file_of_labels_is_no_corpus() {
        let read = read("{\"path\":\"a.txt\",\"text\":\"La pluie.\",\"theme\":\"Eau\"}");
        assert!(read.documents.is_empty());
        assert_eq!(read.skipped.len(), 1);
    }

    #[test]
    fn a_bad_date_names_file_and_line() {
        let read = read("\n{\"text\":\"La pluie.\",\"date\":\"soon\"}");
        assert_eq!((read.notes[0].path.as_str(), read.notes[0].line), ("d/a.jsonl", Some(2)));
    }
}
