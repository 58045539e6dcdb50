//! Here is what was found, keep it; gimme it back tomorrow. One SQLite file: articles, passages and their themes, and
//! the embedding of every text ever embedded, so that no text is embedded twice. Beside it a file of vectors laid out for
//! searching, which can be made again from it at any time.
//!
//! A run replaces the old state in one transaction: whoever reads sees all of the old or all of the new, and a killed
//! run leaves the old. Themes and settings are kept as JSON documents, whose meaning belongs to the layers above.

mod answers;
mod embeddings;
mod lookup;
mod readings;
mod row_set;
mod rows;
mod schema;
mod vectors;
mod words;

pub use lookup::Conditions;
pub use row_set::RowSet;
pub use words::WordMatch;

use crate::corpus::{Article, Passage};
use crate::embeddings::block::VectorBlock;
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use schema::refused;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a process waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The index file of a corpus.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// use filrouge::store::{Store, text_hash};
/// # let folder = tempfile::tempdir().expect("a temporary folder");
/// # let path = folder.path().join("index.sqlite");
/// let mut store = Store::create(&path)?;
/// let hashes = [text_hash("bonjour")];
/// store.keep_embeddings("a model", &hashes, &Embeddings::normalised(vec![1.0, 0.0], 2)?)?;
/// assert!(Store::open(&path)?.missing_embeddings("a model", &hashes)?.is_empty());
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// What a run leaves in the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<'a> {
    /// The articles, in corpus order.
    pub articles: Cow<'a, [Article]>,
    /// The passages, in corpus order.
    pub passages: Cow<'a, [Passage]>,
    /// The theme number and score of each passage, shape `(n_passages,)`.
    pub assignments: Vec<(Option<u32>, f32)>,
    /// Everything else, as JSON by name.
    pub documents: BTreeMap<String, String>,
}

/// The hash under which the embedding of a text is kept.
#[must_use]
pub fn text_hash(text: &str) -> [u8; 32] {
    *blake3::hash(text.as_bytes()).as_bytes()
}

impl Store {
    /// Opens an index for writing; makes the file, and its folder, where there is none.
    ///
    /// # Errors
    /// [`Error::NotAnIndex`] when the file is something else, [`Error::IndexTooNew`] when a later version wrote it,
    /// [`Error::IndexBusy`] when another process has been writing it for 5 seconds, [`Error::Io`] and
    /// [`Error::Sqlite`] when the system refuses.
    pub fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::io("create folder", folder))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags)?;
        schema::prepare(&mut store.connection, path)?;
        Ok(store)
    }

    /// Opens an index that exists, for reading. What it reads is the state of this moment, whatever other processes
    /// write until it is dropped.
    ///
    /// # Errors
    /// [`Error::NoIndex`] when there is no file, else as [`create`](Self::create).
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Error::NoIndex { path: path.into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags)?;
        let mut format = schema::read_format(&store.connection, path);
        if matches!(format, Err(Error::Sqlite { .. })) {
            // in a folder where nothing may be written, SQLite reads only a file that it is told will not change
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            store.connection = Connection::open_with_flags(immutable(path), flags).map_err(refused("open", path))?;
            format = schema::read_format(&store.connection, path);
        }
        match format? {
            0 => Err(Error::NotAnIndex { path: path.into(), reason: "it is empty".into() }),
            found if found > schema::FORMAT => {
                Err(Error::IndexTooNew { path: path.into(), found, supported: schema::FORMAT })
            }
            _ => store.hold_still().map(|()| store).map_err(refused("read", path)),
        }
    }

    /// Begins a transaction that lasts as long as the connection; the first thing read fixes what it sees.
    fn hold_still(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch("BEGIN")?;
        self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let connection = Connection::open_with_flags(path, flags).map_err(refused("open", path))?;
        connection.busy_timeout(PATIENCE).map_err(refused("open", path))?;
        Ok(Self { connection, path: path.into() })
    }

    /// The index file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the state by a new one, all or nothing, and forgets embeddings of `model` that no passage has any more.
    /// `vectors` are those of the passages, as [`write_vectors`](Self::write_vectors) laid them out.
    pub fn save(&mut self, state: &State<'_>, model: &str, vectors: &VectorBlock) -> Result<()> {
        let refused = refused("write", &self.path);
        let hashes: Vec<[u8; 32]> = state.passages.iter().map(|passage| text_hash(&passage.text)).collect();
        let named = vectors::Named::new(model, vectors.rows().dimension(), &hashes);
        let write = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch("DELETE FROM passage; DELETE FROM article; DELETE FROM document;")?;
            rows::write(&transaction, state)?;
            words::write(&transaction, &state.passages)?;
            transaction
                .execute("INSERT OR REPLACE INTO document VALUES (?1, ?2)", params![vectors::DOCUMENT, named.json()])?;
            embeddings::settle(&transaction, model, vectors.rows())?;
            transaction.commit()
        };
        write(&mut self.connection).map_err(refused)?;
        vectors::remove_others(&self.path, &named);
        Ok(())
    }

    /// The state that the last whole run left.
    pub fn load(&self) -> Result<State<'static>> {
        rows::read(&self.connection).map_err(refused("read", &self.path))
    }

    /// The key and theme number of each passage of the state, in corpus order.
    pub fn assignments(&self) -> Result<Vec<(String, Option<u32>)>> {
        let find = || -> rusqlite::Result<Vec<(String, Option<u32>)>> {
            let mut select = self.connection.prepare("SELECT key, theme FROM passage ORDER BY id")?;
            select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        find().map_err(refused("read", &self.path))
    }

    /// One document of the state, if the index has it.
    pub fn document(&self, name: &str) -> Result<Option<String>> {
        self.connection
            .query_row("SELECT json FROM document WHERE name = ?1", params![name], |row| row.get(0))
            .optional()
            .map_err(refused("read", &self.path))
    }
}

/// The address by which SQLite opens a file that nobody will change meanwhile.
fn immutable(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{escaped}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temporary() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/index.sqlite");
        (folder, path)
    }

    #[test]
    fn a_file_that_is_no_index_is_refused_and_left_alone() {
        let (folder, _) = temporary();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "Ce fichier appartient à quelqu'un d'autre. ".repeat(200)).unwrap();
        let before = std::fs::read(&path).unwrap();
        for error in [Store::create(&path).unwrap_err(), Store::open(&path).unwrap_err()] {
            assert!(matches!(error, Error::NotAnIndex { .. }), "{error}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn another_programs_database_is_refused() {
        let (folder, _) = temporary();
        let path = folder.path().join("other.sqlite");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(Store::create(&path).unwrap_err(), Error::NotAnIndex { .. }));
    }

    #[test]
    fn a_later_format_is_refused() {
        let (_folder, path) = temporary();
        drop(Store::create(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", schema::FORMAT + 1).unwrap();
        for error in [Store::create(&path).unwrap_err(), Store::open(&path).unwrap_err()] {
            assert!(matches!(error, Error::IndexTooNew { found: 3, supported: 2, .. }), "{error}");
        }
    }

    #[test]
    fn an_index_of_the_first_format_is_read_and_brought_forward() {
        let (_folder, path) = temporary();
        drop(Store::create(&path).unwrap());
        let first =
            "DROP INDEX passage_copy; ALTER TABLE article DROP COLUMN dating; ALTER TABLE article DROP COLUMN copy_of;
            ALTER TABLE passage DROP COLUMN copy_of; PRAGMA user_version = 1;
            INSERT INTO article VALUES (0, 'a', 'a.txt', NULL, NULL, '2024-08', 'metadata', NULL);";
        Connection::open(&path).unwrap().execute_batch(first).unwrap();
        let read = Store::open(&path).unwrap().load().unwrap();
        assert_eq!(read.articles[0].dating, None);
        let mut store = Store::create(&path).unwrap();
        assert_eq!(store.load().unwrap(), read);
        assert_eq!(schema::read_format(&store.connection, &path).unwrap(), schema::FORMAT);
        drop(store);
        store = Store::create(&path).unwrap();
        assert_eq!(store.load().unwrap(), read);
    }

    #[test]
    fn a_missing_index_is_said_to_be_missing() {
        let (_folder, path) = temporary();
        assert!(matches!(Store::open(&path).unwrap_err(), Error::NoIndex { .. }));
    }
}
