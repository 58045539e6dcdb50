//! The embedding of every text, by the hash of the text and the id of the model.

use super::Store;
use super::schema::refused;
use crate::embeddings::Embeddings;
use crate::embeddings::block::Rows;
use crate::error::{Error, Result};
use ndarray::Array2;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// Embeddings are kept every so many, so that an interrupted run goes on where it stopped.
const EMBEDDINGS_A_TRANSACTION: usize = 20_000;

impl Store {
    /// Keeps embeddings of texts, shape `(n_texts, dimension)`, under their hashes.
    pub fn keep_embeddings(&mut self, model: &str, hashes: &[[u8; 32]], embeddings: &Embeddings) -> Result<()> {
        let refused = refused("write", &self.path);
        let rows: Vec<usize> = (0..hashes.len()).collect();
        for rows in rows.chunks(EMBEDDINGS_A_TRANSACTION) {
            let write = |connection: &mut Connection| -> rusqlite::Result<()> {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let mut insert = transaction.prepare(INSERT)?;
                for &row in rows {
                    let row_bytes = bytes(embeddings.row(row).to_slice().unwrap_or_default());
                    insert.execute(params![model, hashes[row], row_bytes])?;
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
            let row = row.as_slice_mut().unwrap_or_default();
            let copied = find.query_row(params![model, hash], |found| Ok(copy(found.get_ref(0)?.as_blob()?, row)));
            if copied.optional().map_err(refused("read", &self.path))? != Some(true) {
                let reason = format!("an embedding of model `{model}` is missing or damaged");
                return Err(Error::NotAnIndex { path: self.path.clone(), reason });
            }
        }
        Embeddings::new(rows)
    }
}

/// Reads little-endian floats; whether there are as many as there must be.
fn copy(bytes: &[u8], row: &mut [f32]) -> bool {
    if bytes.len() != size_of_val(row) {
        return false;
    }
    for (value, four) in row.iter_mut().zip(bytes.as_chunks().0) {
        *value = f32::from_le_bytes(*four);
    }
    true
}

/// Forgets the embeddings of `model` that no passage has any more, and puts back those that another process forgot since
/// they were kept, because the passages it saved had no use for them. `rows` are those of the passages.
pub(super) fn settle(transaction: &Transaction<'_>, model: &str, rows: Rows<'_>) -> rusqlite::Result<()> {
    let sql = "DELETE FROM embedding WHERE model = ?1 AND hash NOT IN (SELECT hash FROM passage)";
    transaction.execute(sql, params![model])?;
    let sql = "SELECT id, hash FROM passage
        WHERE NOT EXISTS (SELECT 1 FROM embedding WHERE model = ?1 AND embedding.hash = passage.hash)";
    let mut select = transaction.prepare(sql)?;
    let missing = select.query_map(params![model], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let missing: Vec<(u32, [u8; 32])> = missing.collect::<rusqlite::Result<_>>()?;
    let mut insert = transaction.prepare(INSERT)?;
    for (row, hash) in missing {
        insert.execute(params![model, hash, bytes(rows.row(row as usize))])?;
    }
    Ok(())
}

const INSERT: &str = "INSERT OR IGNORE INTO embedding (model, hash, vector) VALUES (?1, ?2, ?3)";

fn bytes(row: &[f32]) -> Vec<u8> {
    row.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text_hash;
    use super::*;

    #[test]
    fn embeddings_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/index.sqlite");
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
}
