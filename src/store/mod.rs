//! Here is what was found, keep it; gimme it back tomorrow. One SQLite file: articles, passages and their themes, and
//! the embedding of every text ever embedded, so that no text is embedded twice.
//!
//! A run replaces the old state in one transaction: whoever reads sees all of the old or all of the new, and a killed
//! run leaves the old. Themes and settings are kept as JSON documents, whose meaning belongs to the layers above.

mod answers;
mod rows;
mod schema;
mod words;

use crate::corpus::{Article, Passage};
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use ndarray::Array2;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use schema::refused;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use words::WordMatch;

/// How long a process waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(5);
/// Embeddings are kept every so many, so that an interrupted run goes on where it stopped.
const EMBEDDINGS_A_TRANSACTION: usize = 20_000;

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

    /// Opens an index that exists, for reading.
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
            _ => Ok(store),
        }
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
    pub fn save(&mut self, state: &State<'_>, model: &str) -> Result<()> {
        let refused = refused("write", &self.path);
        let write = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch("DELETE FROM passage; DELETE FROM article; DELETE FROM document;")?;
            rows::write(&transaction, state)?;
            words::write(&transaction, &state.passages)?;
            transaction.execute(
                "DELETE FROM embedding WHERE model = ?1 AND hash NOT IN (SELECT hash FROM passage)",
                params![model],
            )?;
            transaction.commit()
        };
        write(&mut self.connection).map_err(refused)
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

    /// Keeps embeddings of texts, shape `(n_texts, dimension)`, under their hashes.
    pub fn keep_embeddings(&mut self, model: &str, hashes: &[[u8; 32]], embeddings: &Embeddings) -> Result<()> {
        let refused = refused("write", &self.path);
        let rows: Vec<usize> = (0..hashes.len()).collect();
        for rows in rows.chunks(EMBEDDINGS_A_TRANSACTION) {
            let write = |connection: &mut Connection| -> rusqlite::Result<()> {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let sql = "INSERT OR IGNORE INTO embedding (model, hash, vector) VALUES (?1, ?2, ?3)";
                let mut insert = transaction.prepare(sql)?;
                for &row in rows {
                    let bytes: Vec<u8> = embeddings.row(row).iter().flat_map(|value| value.to_le_bytes()).collect();
                    insert.execute(params![model, hashes[row], bytes])?;
                }
                drop(insert);
                transaction.commit()
            };
            write(&mut self.connection).map_err(&refused)?;
        }
        Ok(())
    }

    /// Which of the hashes have no embedding by this model yet, as positions, each text once.
    pub fn missing_embeddings(&self, model: &str, hashes: &[[u8; 32]]) -> Result<Vec<usize>> {
        let find = || -> rusqlite::Result<Vec<usize>> {
            let mut known = self.connection.prepare("SELECT 1 FROM embedding WHERE model = ?1 AND hash = ?2")?;
            let mut seen = std::collections::HashSet::new();
            let mut missing = Vec::new();
            for (position, hash) in hashes.iter().enumerate() {
                if seen.insert(hash) && !known.exists(params![model, hash])? {
                    missing.push(position);
                }
            }
            Ok(missing)
        };
        find().map_err(refused("read", &self.path))
    }

    /// The embeddings kept under these hashes, shape `(n_hashes, dimension)`.
    ///
    /// # Errors
    /// [`Error::NotAnIndex`] when one is missing or of another length: the file was changed from outside.
    pub fn embeddings(&self, model: &str, hashes: &[[u8; 32]], dimension: usize) -> Result<Embeddings> {
        let mut rows = Array2::<f32>::zeros((hashes.len(), dimension));
        let sql = "SELECT vector FROM embedding WHERE model = ?1 AND hash = ?2";
        let mut find = self.connection.prepare(sql).map_err(refused("read", &self.path))?;
        for (mut row, hash) in rows.rows_mut().into_iter().zip(hashes) {
            let found = find.query_row(params![model, hash], |row| {
                let bytes = row.get_ref(0)?.as_blob()?;
                Ok(bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
            });
            let vector: Option<Vec<f32>> = found.optional().map_err(refused("read", &self.path))?;
            let vector = vector.filter(|vector| vector.len() == dimension).ok_or_else(|| Error::NotAnIndex {
                path: self.path.clone(),
                reason: format!("an embedding of model `{model}` is missing or damaged"),
            })?;
            row.as_slice_mut().unwrap_or_default().copy_from_slice(&vector);
        }
        Embeddings::new(rows)
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
    fn embeddings_come_back_as_they_were() {
        let (_folder, path) = temporary();
        let mut store = Store::create(&path).unwrap();
        let embeddings = Embeddings::normalised(vec![1.0, 2.0, 3.0, 4.0], 2).unwrap();
        let hashes = [text_hash("un"), text_hash("deux")];
        assert_eq!(store.missing_embeddings("m", &[hashes[0], hashes[0], hashes[1]]).unwrap(), [0, 2]);
        store.keep_embeddings("m", &hashes, &embeddings).unwrap();
        assert!(store.missing_embeddings("m", &hashes).unwrap().is_empty());
        assert_eq!(store.missing_embeddings("other", &hashes).unwrap(), [0, 1]);
        let again = Store::open(&path).unwrap().embeddings("m", &[hashes[1], hashes[0], hashes[1]], 2).unwrap();
        assert_eq!(again, embeddings.select(&[1, 0, 1]));
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
            assert!(matches!(error, Error::IndexTooNew { found: 2, supported: 1, .. }), "{error}");
        }
    }

    #[test]
    fn a_missing_index_is_said_to_be_missing() {
        let (_folder, path) = temporary();
        assert!(matches!(Store::open(&path).unwrap_err(), Error::NoIndex { .. }));
    }
}
