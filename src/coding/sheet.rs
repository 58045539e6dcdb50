//! The coding sheet as a file: written for spreadsheets, read as spreadsheets save it.

use super::Draw;
use super::seal::{Seal, codebook_hash};
use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use crate::corpus::{FilledRow, read_filled_in};
use crate::error::{Error, Result};
use crate::words::{fold, nearest};
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

/// What Excel needs at the head of a file to read accents.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What the name of a coder's column begins with.
const CODER: &str = "coder";
/// What a coder may write for "in no theme", unless a theme has that name.
const NO_THEME: [&str; 4] = ["none", "aucun", "aucune", "-"];

/// The theme that a rater put a passage in, or none.
pub(super) type Code = Option<ThemeId>;

/// What stands between the fields of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// A comma.
    #[default]
    Comma,
    /// A semicolon: what spreadsheets expect where the comma is the decimal sign.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// Writes a sheet: a row for each passage drawn, with an empty column for each of `coders`.
///
/// # Errors
/// Those of the writer.
pub fn write_sheet(
    analysis: &Analysis,
    draw: &Draw,
    coders: usize,
    delimiter: Delimiter,
    writer: impl Write,
) -> io::Result<()> {
    let coders: Vec<String> = (1..=coders).map(|coder| format!("{CODER}_{coder}")).collect();
    let before = ["passage", "title", "date", "path", "text"].map(str::to_owned);
    let mut rows = vec![before.into_iter().chain(coders.clone()).chain(["draw".into()]).collect::<Vec<_>>()];
    for (row, seal) in &draw.passages {
        let passage = &analysis.corpus.passages[*row];
        let article = analysis.article(passage.article);
        let date = article.date.map(|date| date.to_string()).unwrap_or_default();
        let cells = [
            passage.key.clone(),
            inert(article.title.as_deref().unwrap_or_default()),
            date,
            inert(&article.path),
            inert(&passage.text),
        ];
        let empty = coders.iter().map(|_| String::new());
        rows.push(cells.into_iter().chain(empty).chain([seal.close(&passage.key)]).collect());
    }
    write_rows(&rows, delimiter, writer)
}

/// Writes the codebook: what a coder may write, a row for each theme.
///
/// # Errors
/// Those of the writer.
pub fn write_codebook(analysis: &Analysis, delimiter: Delimiter, writer: impl Write) -> io::Result<()> {
    let mut rows = vec![["code", "theme", "keywords"].map(str::to_owned)];
    for theme in &analysis.themes {
        let keywords: Vec<&str> = theme.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
        rows.push([theme.id.0.to_string(), inert(&theme.name), inert(&keywords.join(", "))]);
    }
    rows.push([NO_THEME[0].into(), "in no theme".into(), String::new()]);
    write_rows(&rows, delimiter, writer)
}

fn write_rows<Row: AsRef<[String]>>(rows: &[Row], delimiter: Delimiter, mut writer: impl Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().delimiter(delimiter.byte()).from_writer(Vec::new());
    for row in rows {
        table.write_record(row.as_ref())?;
    }
    writer.write_all(BYTE_ORDER_MARK)?;
    writer.write_all(&table.into_inner().map_err(|error| io::Error::other(error.to_string()))?)?;
    writer.flush()
}

/// A cell that no spreadsheet takes for a formula: a dialogue begins with a dash, and articles may come from anywhere.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A sheet as filled in.
pub(super) struct Filled {
    /// The names of the coders' columns.
    pub(super) coders: Vec<String>,
    /// The rows whose passage the index has.
    pub(super) rows: Vec<Row>,
    /// The seals of all rows.
    pub(super) seals: Vec<Seal>,
    /// The lines whose passage the index has no more.
    pub(super) unmatched: Vec<u64>,
    /// What was assumed, or has changed.
    pub(super) notes: Vec<String>,
}

/// A row of the sheet.
pub(super) struct Row {
    /// The passage's position in the corpus.
    pub(super) passage: usize,
    /// Where it was drawn from.
    pub(super) seal: Seal,
    /// What each coder wrote, shape `(n_coders,)`: nothing yet, or a theme, or that it is in no theme.
    pub(super) codes: Vec<Option<Code>>,
}

/// Reads a filled-in sheet.
pub(super) fn read(analysis: &Analysis, path: &Path) -> Result<Filled> {
    let table = read_filled_in(path)?;
    let invalid = |line: Option<u64>, reason: String| Error::Invalid { path: path.into(), line, reason };
    let column = |name: &str| {
        let reason = || format!("no column `{name}` among `{}`", table.columns.join("`, `"));
        table.column(name).ok_or_else(|| invalid(Some(1), reason()))
    };
    let (passage, draw) = (column("passage")?, column("draw")?);
    let is_coder = |name: &str| name.to_lowercase().starts_with(CODER);
    let columns: Vec<usize> = (0..table.columns.len()).filter(|&column| is_coder(&table.columns[column])).collect();
    if columns.is_empty() {
        return Err(invalid(Some(1), format!("no column whose name begins with `{CODER}`")));
    }
    let coders = columns.iter().map(|&column| table.columns[column].clone()).collect();
    let mut filled = Filled { coders, rows: vec![], seals: vec![], unmatched: vec![], notes: vec![] };
    filled.notes.extend(table.note.clone());
    let keys: HashMap<&str, usize> =
        analysis.corpus.passages.iter().enumerate().map(|(row, passage)| (passage.key.as_str(), row)).collect();
    let codebook = Codebook::new(analysis);
    let mut seen = HashSet::new();
    for row in &table.rows {
        let key = row.cell(passage);
        let seal = Seal::open(row.cell(draw), key).ok_or_else(|| {
            let reason =
                format!("its `draw` was not made for passage `{key}`: was a column sorted or edited by itself?");
            invalid(Some(row.line), reason)
        })?;
        if !seen.insert(key) {
            return Err(invalid(Some(row.line), format!("passage `{key}` stands here a second time")));
        }
        filled.seals.push(seal);
        let written = codebook.codes(row, &columns, seal).map_err(|reason| invalid(Some(row.line), reason))?;
        match keys.get(key) {
            Some(&passage) => filled.rows.push(Row { passage, seal, codes: written }),
            None => filled.unmatched.push(row.line),
        }
    }
    filled.rows.sort_by_key(|row| row.passage); // figures do not depend on how the sheet was sorted
    if filled.seals.is_empty() {
        return Err(invalid(None, "it has no rows".into()));
    }
    if filled.seals.iter().any(|seal| seal.codebook != codebook.hash) {
        filled
            .notes
            .push("the themes have changed since the sheet was drawn: it is held against what they are now".into());
    }
    Ok(filled)
}

/// What the words of a coder mean.
struct Codebook<'a> {
    analysis: &'a Analysis,
    by_name: HashMap<String, ThemeId>,
    hash: u32,
}

impl<'a> Codebook<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let by_name = analysis.themes.iter().map(|theme| (fold(&theme.name), theme.id)).collect();
        Self { analysis, by_name, hash: codebook_hash(analysis) }
    }

    fn codes(&self, row: &FilledRow, columns: &[usize], seal: Seal) -> Result<Vec<Option<Code>>, String> {
        let code = |column: &usize| match row.cell(*column) {
            "" => Ok(None),
            written => self.code(written, seal).map(Some),
        };
        columns.iter().map(code).collect()
    }

    /// A theme by its name (case and accents aside) or number, or none.
    fn code(&self, written: &str, seal: Seal) -> Result<Code, String> {
        let folded = fold(written.trim_start_matches('\''));
        if let Some(theme) = self.by_name.get(&folded) {
            return Ok(Some(*theme));
        }
        if NO_THEME.contains(&folded.as_str()) {
            return Ok(None);
        }
        match folded.parse::<u32>() {
            Ok(_) if seal.codebook != self.hash => Err(format!(
                "`{written}` is the number of a theme, and the themes have changed since the sheet was drawn"
            )),
            Ok(number) if (number as usize) < self.analysis.themes.len() => Ok(Some(ThemeId(number))),
            Ok(_) => Err(format!("no theme has the number `{written}`: they go to {}", self.analysis.themes.len() - 1)),
            Err(_) => Err(self.unknown(written)),
        }
    }

    fn unknown(&self, written: &str) -> String {
        let length = written.chars().count();
        let spellings = |name: &str| {
            let begin: String = name.chars().take(length).collect();
            [name.to_owned(), begin].map(|spelling| fold(&spelling)).to_vec()
        };
        let names = self.analysis.themes.iter().map(|theme| (theme.name.clone(), spellings(&theme.name)));
        match nearest(&fold(written), names).first() {
            Some(name) => format!("no theme is called `{written}`; did the coder mean `{name}`?"),
            None => format!("no theme is called `{written}`; `{}` is for no theme", NO_THEME[0]),
        }
    }
}
