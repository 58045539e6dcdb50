//! What each file gave when it was read, so that a file that has not changed is not read again. What the bytes mean, and
//! when those of an earlier version are of no use, is said by their keys and belongs to the corpus.

use super::Store;
use super::schema::refused;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::collections::HashSet;

/// What a file gave, under its key.
type Reading = ([u8; 32], Vec<u8>);

impl Store {
    /// What is kept under each key, shape `(n_keys,)`.
    pub fn readings(&self, keys: &[[u8; 32]]) -> Result<Vec<Option<Vec<u8>>>> {
        let find = || -> rusqlite::Result<Vec<Option<Vec<u8>>>> {
            let mut select = self.connection.prepare_cached("SELECT reading FROM reading WHERE key = ?1")?;
            keys.iter().map(|key| select.query_row(params![key], |row| row.get(0)).optional()).collect()
        };
        find().map_err(refused("read", &self.path))
    }

    /// Keeps what files gave: all of it, or nothing where the system refuses.
    pub fn keep_readings(&mut self, readings: &[Reading]) -> Result<()> {
        let write = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut insert = transaction.prepare("INSERT OR REPLACE INTO reading (key, reading) VALUES (?1, ?2)")?;
            for (key, reading) in readings {
                insert.execute(params![key, reading])?;
            }
            drop(insert);
            transaction.commit()
        };
        if readings.is_empty() { Ok(()) } else { write(&mut self.connection).map_err(refused("write", &self.path)) }
    }

    /// Forgets what is kept under other keys than these.
    pub fn forget_other_readings(&mut self, keys: &[[u8; 32]]) -> Result<()> {
        let keys: HashSet<&[u8; 32]> = keys.iter().collect();
        let forget = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut select = transaction.prepare("SELECT key FROM reading")?;
            let known: Vec<[u8; 32]> = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut delete = transaction.prepare("DELETE FROM reading WHERE key = ?1")?;
            for key in known.iter().filter(|key| !keys.contains(key)) {
                delete.execute(params![key])?;
            }
            drop((select, delete));
            transaction.commit()
        };
        forget(&mut self.connection).map_err(refused("write", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::super::text_hash;
    use super::*;

    #[test]
    fn readings_are_found_by_their_keys_until_they_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("index.sqlite")).unwrap();
        let [one, two, three] = ["one", "two", "three"].map(text_hash);
        store.keep_readings(&[(one, vec![1; 9]), (two, Vec::new())]).unwrap();
        store.keep_readings(&[(one, vec![2; 9])]).unwrap();
        assert_eq!(store.readings(&[two, three, one]).unwrap(), [Some(Vec::new()), None, Some(vec![2; 9])]);
        store.forget_other_readings(&[two, three]).unwrap();
        assert_eq!(store.readings(&[two, one]).unwrap(), [Some(Vec::new()), None]);
    }
}
