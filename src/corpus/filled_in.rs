//! Tables that a person filled in: labels, coding sheets. Spreadsheets save them with any separator, encoding and line
//! end; all of that is read here, and nothing of what the cells mean.

use super::decode::decode;
use super::table::delimiter;
use crate::error::{Error, Result};
use csv::StringRecord;
use std::path::Path;

/// A table as filled in.
#[derive(Debug)]
pub(crate) struct FilledIn {
    /// The names of its columns.
    pub(crate) columns: Vec<String>,
    /// Its rows, but for empty ones.
    pub(crate) rows: Vec<FilledRow>,
    /// The encoding, where it had to be assumed.
    pub(crate) note: Option<String>,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct FilledRow {
    /// The line that it begins on, counted from 1.
    pub(crate) line: u64,
    cells: StringRecord,
}

impl FilledIn {
    /// Where the column of this name is.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

impl FilledRow {
    /// What stands in a column; nothing where the row is short, as spreadsheets leave away empty ends.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }
}

/// Reads a CSV file with a header.
///
/// # Errors
/// [`Error::Io`] when it cannot be read, [`Error::Invalid`] with the line when it is not text or a row has more fields
/// than the header.
pub(crate) fn read_filled_in(path: &Path) -> Result<FilledIn> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let invalid = |line: Option<u64>, reason: String| Error::Invalid { path: path.into(), line, reason };
    let malformed = |error: csv::Error| invalid(error.position().map(csv::Position::line), error.to_string());
    let decoded = decode(bytes, None).map_err(|reason| invalid(None, reason))?;
    let text = decoded.text.as_str();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map_err(malformed)?.iter().map(|column| column.trim().to_owned()).collect();
    let mut rows = Vec::new();
    let mut lines = Lines { text, byte: 0, line: 1 };
    for record in reader.records() {
        let cells = record.map_err(malformed)?;
        let line = lines.at(cells.position().map_or(0, csv::Position::byte) as usize);
        if cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            let reason = format!("{} fields where the header has {}", cells.len(), columns.len());
            return Err(invalid(Some(line), reason));
        }
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(FilledRow { line, cells });
        }
    }
    Ok(FilledIn { columns, rows, note: decoded.note })
}

/// Counts lines. The reader's own count is one short where lines end as on Windows, and at empty lines.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first field at or after `byte`, which never goes back.
    fn at(&mut self, byte: usize) -> u64 {
        let text = self.text.as_bytes();
        while self.byte < text.len() && (self.byte < byte || matches!(text[self.byte], b'\r' | b'\n')) {
            let ends = text[self.byte] == b'\n' || text[self.byte] == b'\r' && text.get(self.byte + 1) != Some(&b'\n');
            self.line += u64::from(ends);
            self.byte += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<FilledIn> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read_filled_in(file.path())
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let (older, _, _) =
            encoding_rs::WINDOWS_1252.encode("passage;thème\r\npa;\"Sécurité; défense\"\r\n;\r\npb\r\n");
        let table = read(&older).unwrap();
        assert_eq!(table.columns, ["passage", "thème"]);
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!((table.rows[0].cell(1), table.rows[1].cell(1)), ("Sécurité; défense", ""));
        assert!(table.note.unwrap().contains("windows-1252"));
        let marked = read("\u{feff}passage\tthème\npa\tÉté\n".as_bytes()).unwrap();
        assert_eq!((marked.column("passage"), marked.rows[0].cell(1), marked.note), (Some(0), "Été", None));
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let lines = |text: &str| read(text.as_bytes()).unwrap().rows.iter().map(|row| row.line).collect::<Vec<_>>();
        assert_eq!(lines("a,b\n1,\"deux\nlignes\"\n\n3,4\n"), [2, 5]);
        assert_eq!(lines("a,b\r\n1,\"deux\r\nlignes\"\r\n\r\n3,4\r\n"), [2, 5]);
        assert_eq!(lines("a,b\r1,2\r3,4"), [2, 3]);
    }

    #[test]
    fn a_field_too_many_and_a_picture_are_refused() {
        assert!(matches!(read(b"a,b\n1,2\n1,2,3\n"), Err(Error::Invalid { line: Some(3), .. })));
        assert!(read(b"a,b\n1,2,\n").is_ok());
        assert!(matches!(read(b"\x89PNG\x00\x00"), Err(Error::Invalid { .. })));
    }
}
