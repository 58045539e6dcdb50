//! An analysis in the formats other programs read. Everything is rendered, nothing computed.

mod duplicates;
mod json;
mod layers;
mod lineage;
pub mod links;
mod markdown;
mod names;
mod tables;
mod timeline;
pub mod transition;

pub use json::{Document, FORMAT, ThemeEntry, document, theme};
pub use names::{names_csv, names_json};
pub use tables::themes_csv;
pub use timeline::{TimelineDocument, TimelineParts};

use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use serde::Serialize;
use std::io::{self, Write};

/// A format to export in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object with everything in it.
    Json,
    /// A JSON object for each passage, a line each.
    JsonLines,
    /// A row for each passage.
    Csv,
    /// A document to hand on: what each theme is about, with its sources, in the main language of the corpus.
    Markdown,
}

/// Writes the whole analysis in a format.
///
/// # Errors
/// Those of the writer.
///
/// ```no_run
/// use filrouge::export::{Format, export};
/// use filrouge::{analysis, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// export(&analysis, Format::Markdown, std::io::stdout())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn export(analysis: &Analysis, format: Format, mut writer: impl Write) -> io::Result<()> {
    match format {
        Format::Json => json_lines(&mut writer, [document(analysis)])?,
        Format::JsonLines => json_lines(&mut writer, tables::rows(analysis))?,
        Format::Csv => write_csv(&mut writer, tables::rows(analysis))?,
        Format::Markdown => markdown::write(analysis, &mut writer)?,
    }
    writer.flush()
}

/// Writes the document of [`Format::Markdown`] for one theme only; nothing where there is no such theme.
///
/// # Errors
/// Those of the writer.
pub fn theme_markdown(analysis: &Analysis, theme: ThemeId, mut writer: impl Write) -> io::Result<()> {
    markdown::write_theme(analysis, theme, &mut writer)?;
    writer.flush()
}

/// Each value as one line of JSON.
fn json_lines<T: Serialize>(writer: &mut impl Write, values: impl IntoIterator<Item = T>) -> io::Result<()> {
    for value in values {
        serde_json::to_writer(&mut *writer, &value)?;
        writer.write_all(b"\n")?;
    }
    Ok(())
}

/// Each value as a row, and a first row with the names of the columns.
fn write_csv<T: Serialize>(writer: &mut impl Write, rows: impl IntoIterator<Item = T>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(writer);
    for row in rows {
        writer.serialize(row).map_err(writing_error)?;
    }
    writer.flush()
}

/// The writer's own error, whose kind tells a closed pipe from a full disk.
fn writing_error(error: csv::Error) -> io::Error {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other(message),
    }
}
