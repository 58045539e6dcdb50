//! Articles and passages as rows, there and back.

use super::{State, text_hash};
use crate::corpus::{Article, ArticleId, Dating, Passage, PassageId};
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) fn write(transaction: &Transaction<'_>, state: &State<'_>) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare("INSERT INTO document (name, json) VALUES (?1, ?2)")?;
    for (name, json) in &state.documents {
        insert.execute(params![name, json])?;
    }
    let mut insert = transaction.prepare("INSERT INTO article VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for article in state.articles.iter() {
        insert.execute(params![
            article.id.0,
            article.key,
            article.path,
            article.title,
            article.source,
            text(article.date.as_ref()),
            text(article.date_source.as_ref()),
            text(article.language.as_ref()),
            article.dating.as_ref().and_then(|dating| serde_json::to_string(dating).ok()),
            article.copy_of.map(|of| of.0),
        ])?;
    }
    let sql = "INSERT INTO passage VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let mut insert = transaction.prepare(sql)?;
    for (passage, (theme, score)) in state.passages.iter().zip(&state.assignments) {
        insert.execute(params![
            passage.id.0,
            passage.key,
            passage.article.0,
            passage.ordinal,
            passage.start as i64,
            passage.end as i64,
            passage.text,
            text(passage.language.as_ref()),
            text_hash(&passage.text),
            theme,
            score,
            passage.copy_of.map(|of| of.0),
        ])?;
    }
    Ok(())
}

pub(super) fn read(connection: &Connection) -> rusqlite::Result<State<'static>> {
    // one snapshot for all tables, unless the connection is one
    let _snapshot = connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose()?;
    let mut state = State::default();
    let mut select = connection.prepare("SELECT name, json FROM document")?;
    for document in select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (name, json) = document?;
        state.documents.insert(name, json);
    }
    let mut select = connection.prepare("SELECT * FROM article ORDER BY id")?;
    state.articles = select.query_map([], article)?.collect::<rusqlite::Result<Vec<_>>>()?.into();
    let mut select = connection.prepare("SELECT * FROM passage ORDER BY id")?;
    let mut passages = Vec::new();
    for row in select.query_map([], |row| Ok((passage(row)?, (row.get("theme")?, row.get("score")?))))? {
        let (passage, assignment) = row?;
        passages.push(passage);
        state.assignments.push(assignment);
    }
    state.passages = passages.into();
    Ok(state)
}

pub(super) fn article(row: &Row<'_>) -> rusqlite::Result<Article> {
    Ok(Article {
        id: ArticleId(row.get("id")?),
        key: row.get("key")?,
        path: row.get("path")?,
        title: row.get("title")?,
        source: row.get("source")?,
        date: value(row, "date")?,
        date_source: value(row, "date_source")?,
        dating: dating(row)?,
        language: value(row, "language")?,
        copy_of: added(row, "copy_of")?.map(ArticleId),
    })
}

pub(super) fn passage(row: &Row<'_>) -> rusqlite::Result<Passage> {
    Ok(Passage {
        id: PassageId(row.get("id")?),
        key: row.get("key")?,
        article: ArticleId(row.get("article")?),
        ordinal: row.get("ordinal")?,
        start: row.get::<_, i64>("start")? as usize,
        end: row.get::<_, i64>("end")? as usize,
        text: row.get("text")?,
        language: value(row, "language")?,
        copy_of: added(row, "copy_of")?.map(PassageId),
    })
}

/// What texts say of an article's date, as JSON.
fn dating(row: &Row<'_>) -> rusqlite::Result<Option<Box<Dating>>> {
    let Some(json) = added::<String>(row, "dating")? else { return Ok(None) };
    serde_json::from_str(&json).map(Some).map_err(damaged)
}

/// The value of a column that an index of an earlier format lacks until it is next written.
fn added<T: FromSql>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    row.as_ref().column_index(column).map_or(Ok(None), |column| row.get(column))
}

/// A value that serialises as a JSON string, as that string.
pub(super) fn text(value: Option<&impl Serialize>) -> Option<String> {
    match serde_json::to_value(value?) {
        Ok(serde_json::Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The value that [`text`] wrote; what cannot be read is a damaged file.
fn value<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    serde_json::from_value(serde_json::Value::String(text)).map(Some).map_err(damaged)
}

fn damaged(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}
