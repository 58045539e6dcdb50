//! The tables of the index file, and how a file is recognised as one.

use crate::error::{Error, Result};
use rusqlite::{Connection, ErrorCode};
use std::path::Path;

/// The format this version writes. A newer file is refused, an older one is brought forward. Format 2 keeps how dates were
/// found in texts, and what is a copy of what.
pub(super) const FORMAT: i64 = 2;
/// SQLite's `application_id`: "fil" and a rouge of 1.
const APPLICATION_ID: i64 = 0x0066_696c;

const TABLES: &str = "
CREATE TABLE document (name TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE article (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, path TEXT NOT NULL, title TEXT, source TEXT,
    date TEXT, date_source TEXT, language TEXT, dating TEXT, copy_of INTEGER
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES article (id),
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, language TEXT,
    hash BLOB NOT NULL, theme INTEGER, score REAL, copy_of INTEGER
);
CREATE TABLE embedding (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (model, hash)
);
";

/// What came later and a version without it may overlook.
const LATER_TABLES: &str = "
CREATE TABLE IF NOT EXISTS answer (
    model TEXT NOT NULL, question BLOB NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (model, question)
);
CREATE TABLE IF NOT EXISTS reading (key BLOB PRIMARY KEY, reading BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passage_copy ON passage (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS passage_place ON passage (article, theme, language);
";

/// What a file of format 1 lacks.
const FROM_1: &str = "
ALTER TABLE article ADD COLUMN dating TEXT;
ALTER TABLE article ADD COLUMN copy_of INTEGER;
ALTER TABLE passage ADD COLUMN copy_of INTEGER;
";

/// Makes a new file an index, or checks that an old one is.
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<()> {
    let format = read_format(connection, path)?;
    if format == 0 {
        create(connection).map_err(refused("create", path))?;
    } else if format > FORMAT {
        return Err(Error::IndexTooNew { path: path.into(), found: format, supported: FORMAT });
    } else if format < FORMAT {
        bring_forward(connection).map_err(refused("bring forward", path))?;
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(refused("open", path))?;
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(refused("open", path))?;
    connection.execute_batch(LATER_TABLES).map_err(refused("open", path))?;
    super::words::prepare(connection).map_err(refused("open", path))
}

/// The format of the file: 0 for an empty one.
pub(super) fn read_format(connection: &Connection, path: &Path) -> Result<i64> {
    // one snapshot: another process may be making the file an index at this moment
    let snapshot = connection.unchecked_transaction().map_err(refused("open", path))?;
    let pragma = |name: &str| snapshot.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let not_an_index = |reason: String| Error::NotAnIndex { path: path.into(), reason };
    let application = pragma("application_id").map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => not_an_index("it is not an SQLite file".into()),
        _ => refused("open", path)(error),
    })?;
    let format = pragma("user_version").map_err(refused("open", path))?;
    let tables: i64 = snapshot
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(refused("open", path))?;
    match application {
        APPLICATION_ID => Ok(format),
        0 if tables == 0 => Ok(0),
        other => Err(not_an_index(format!("it is an SQLite file of another program (application id {other})"))),
    }
}

fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}

/// Gives an older file what it lacks, unless another process just did.
fn bring_forward(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if transaction.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))? < FORMAT {
        transaction.execute_batch(FROM_1)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}

/// Turns SQLite's refusal into ours, with the file's name; a locked file has an error of its own.
pub(super) fn refused(action: &'static str, path: &Path) -> impl Fn(rusqlite::Error) -> Error + use<> {
    let path = path.to_path_buf();
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::IndexBusy { path: path.clone() },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::NotAnIndex { path: path.clone(), reason: source.to_string() }
        }
        _ => Error::Sqlite { action, path: path.clone(), source },
    }
}
