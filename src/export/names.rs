//! The names of a corpus, as one JSON object or as a table.

use super::{json_lines, write_csv};
use crate::corpus::Date;
use crate::names::{Name, NameKind, Variant};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Debug, Serialize)]
struct Document<'a> {
    names: Vec<Entry<'a>>,
}

/// A name with its variants, where it stands counted.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    name: &'a str,
    kind: Option<NameKind>,
    variants: &'a [Variant],
    mentions: usize,
    passages: usize,
    articles: usize,
    first: Option<Date>,
    last: Option<Date>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: Option<NameKind>,
    variants: String,
    mentions: usize,
    passages: usize,
    articles: usize,
    first: Option<String>,
    last: Option<String>,
}

/// One object with the names, in the order given.
///
/// # Errors
/// Those of the writer.
pub fn names_json(names: &[&Name], mut writer: impl Write) -> io::Result<()> {
    let entries = names.iter().map(|name| Entry {
        name: &name.display,
        kind: name.kind,
        variants: &name.variants,
        mentions: name.mentions.len(),
        passages: name.passages,
        articles: name.articles,
        first: name.first,
        last: name.last,
    });
    json_lines(&mut writer, [Document { names: entries.collect() }])?;
    writer.flush()
}

/// A row for each name, in the order given; variants are joined by a bar.
///
/// # Errors
/// Those of the writer.
pub fn names_csv(names: &[&Name], mut writer: impl Write) -> io::Result<()> {
    let rows = names.iter().map(|name| Row {
        name: &name.display,
        kind: name.kind,
        variants: name.variants.iter().map(|variant| variant.form.as_str()).collect::<Vec<_>>().join("|"),
        mentions: name.mentions.len(),
        passages: name.passages,
        articles: name.articles,
        first: name.first.map(|date| date.to_string()),
        last: name.last.map(|date| date.to_string()),
    });
    write_csv(&mut writer, rows)
}
