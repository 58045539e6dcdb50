//! What language models answered, so that nothing is asked twice; and one document replaced by itself.

use super::Store;
use super::schema::refused;
use crate::error::Result;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// The answer of a model to a question, by the question's hash.
    pub fn answer(&self, model: &str, question: &[u8; 32]) -> Result<Option<String>> {
        let sql = "SELECT answer FROM answer WHERE model = ?1 AND question = ?2";
        let found = self.connection.query_row(sql, params![model, question], |row| row.get(0));
        found.optional().map_err(refused("read", &self.path))
    }

    /// Keeps the answer of a model to a question.
    pub fn keep_answer(&mut self, model: &str, question: &[u8; 32], answer: &str) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO answer (model, question, answer) VALUES (?1, ?2, ?3)";
        let kept = self.connection.execute(sql, params![model, question, answer]);
        kept.map(drop).map_err(refused("write", &self.path))
    }

    /// Replaces one document of the state, and nothing else.
    pub fn replace_document(&mut self, name: &str, json: &str) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO document (name, json) VALUES (?1, ?2)";
        let replaced = self.connection.execute(sql, params![name, json]);
        replaced.map(drop).map_err(refused("write", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::super::text_hash;
    use super::*;

    #[test]
    fn an_answer_is_that_of_its_model_to_its_question() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("index.sqlite")).unwrap();
        let (one, other) = (text_hash("one"), text_hash("other"));
        store.keep_answer("a", &one, "Crues").unwrap();
        store.keep_answer("a", &one, "Crues du fleuve").unwrap();
        assert_eq!(store.answer("a", &one).unwrap().as_deref(), Some("Crues du fleuve"));
        assert_eq!((store.answer("b", &one).unwrap(), store.answer("a", &other).unwrap()), (None, None));
    }
}
