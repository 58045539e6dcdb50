//! CSV and its cousins: an article per row, in the column that holds text.

use super::document::{Document, Field, FileRead, Metadata, PlainKeys, annotates};
use super::lines::{lines, units};
use super::rows::{listed, name_row};
use super::tidy::tidy;
use super::walk::Found;
use super::{Note, Skipped};
use csv::StringRecord;
use std::collections::HashSet;

/// Reads a decoded table, or says why it is not one of articles.
pub(super) fn read_table(file: &Found, text: &str) -> Result<FileRead, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map_err(|error| error.to_string())?.iter().map(|name| name.trim().to_owned()).collect();
    if !file.named && annotates(&columns) {
        return Err(format!("it describes passages of other files (columns {})", listed(&columns)));
    }
    let keys = PlainKeys::new(&columns);
    let Some(text_column) = Field::Text.position(&keys) else {
        return Err(format!("no text column: found {}; looked for {}", listed(&columns), listed(Field::Text.names())));
    };
    let mut read = FileRead::default();
    let mut seen = HashSet::new();
    for (record, number) in reader.records().zip(1..) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                read.skipped.push(Skipped { path: file.shown.clone(), line, reason: error.to_string() });
                continue;
            }
        };
        let line = record.position().map(csv::Position::line);
        match read_record(file, &keys, text_column, &record, line, &mut read.notes) {
            Ok((mut document, id)) => {
                name_row(&mut document, file, number, id, &mut seen);
                read.documents.push(document);
            }
            Err(reason) => read.skipped.push(Skipped { path: file.shown.clone(), line, reason }),
        }
    }
    Ok(read)
}

fn read_record(
    file: &Found,
    keys: &PlainKeys,
    text_column: usize,
    record: &StringRecord,
    line: Option<u64>,
    notes: &mut Vec<Note>,
) -> Result<(Document, Option<String>), String> {
    let Some(text) = record.get(text_column) else {
        return Err(format!("it has {} fields of {}, and none for the text", record.len(), keys.count()));
    };
    if text.trim().is_empty() {
        return Err("its text is empty".to_owned());
    }
    if record.len() != keys.count() {
        let message = format!("it has {} fields of {}", record.len(), keys.count());
        notes.push(Note { path: file.shown.clone(), line, message });
    }
    let value = |field: Field| field.position(keys).and_then(|column| record.get(column));
    let metadata = Metadata::read(value, &file.shown, line, notes);
    let id = value(Field::Id).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let (text, changes) = tidy(text.to_owned());
    notes.extend(changes.note().map(|message| Note { path: file.shown.clone(), line, message }));
    let units = units(&text, &lines(&text, 0));
    Ok((Document { path: String::new(), relative: String::new(), text, units, metadata }, id))
}

/// The delimiter that the header line holds most of, outside quotes: a comma, a semicolon or a tab.
pub(super) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| {
        let mut quoted = false;
        header
            .bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == delimiter
            })
            .count()
    };
    // The last of the greatest counts wins, and a comma is the usual one.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::super::walk::Format;
    use super::*;
    use std::path::PathBuf;

    fn read(named: bool, text: &str) -> Result<FileRead, String> {
        let file = Found {
            path: PathBuf::from("a.csv"),
            shown: "a.csv".into(),
            relative: "a.csv".into(),
            named,
            format: Format::Table,
        };
        read_table(&file, text)
    }

    #[test]
    fn delimiters_are_told_from_the_header() {
        for text in [
            "titre,texte\nEau,La pluie\n",
            "titre;texte\nEau;La pluie\n",
            "titre\ttexte\nEau\tLa pluie\n",
            "\"titre;x\",texte\nEau,La pluie",
        ] {
            let read = read(false, text).unwrap();
            assert_eq!(read.documents[0].text, "La pluie", "{text}");
        }
    }

    #[test]
    fn a_row_keeps_its_metadata_and_its_line_breaks() {
        let read = read(false, "date,text,id\n2024-08,\"La pluie.\n\nLe vent.\",b\n,,\nsoon,\"Encore\"\n").unwrap();
        assert_eq!((read.documents[0].path.as_str(), read.documents[1].path.as_str()), ("a.csv#b", "a.csv#3"));
        assert_eq!(read.documents[0].units.len(), 2);
        assert_eq!((read.skipped[0].line, read.skipped[0].reason.as_str()), (Some(5), "its text is empty"));
        assert_eq!(read.notes[0].line, Some(6));
        assert_eq!(read.notes[1].message, "`soon` is not a date; the article's date is left open");
    }

    #[test]
    fn a_table_without_text_names_its_columns() {
        let reason = read(true, "name,price\na,1\n").unwrap_err();
        assert!(reason.contains("found `name`, `price`") && reason.contains("looked for `text`"), "{reason}");
        assert!(read(true, "").is_err());
    }

    #[test]
    fn a_table_about_other_files_is_read_only_if_named() {
        let labels = "path,text,theme\na.txt,La pluie,Eau\n";
        assert!(read(false, labels).is_err());
        assert_eq!(read(true, labels).unwrap().documents.len(), 1);
    }
}
