//! The words of the passages, for search by words: a full-text index of SQLite (FTS5) that holds no text of its own.
//!
//! The words are cut, folded and stemmed here, by [`crate::words`], and FTS5 is given what is left to split at spaces. It
//! has two columns: the words as spelled, for names and phrases, and the stems of those that say something.
//!
//! Ranking is Okapi BM25 (Robertson and Zaragoza 2009) as FTS5 has it, with k1 = 1.2 and b = 0.75, which it lets nobody
//! change; a word that more than half of the passages have counts next to nothing.

use super::Store;
use super::schema::refused;
use crate::corpus::{Language, Passage};
use crate::error::{Error, Result};
use crate::words::{Stemming, Wanted, fold, has_phrase, is_function_word, stem_token, token, words};
use rusqlite::{Connection, Row, Transaction, params};
use std::collections::HashMap;

/// FTS5's own tokeniser for ASCII splits at what we leave between words and nowhere else. Positions are kept
/// (`detail=full`, the default): without them a table that holds no text knows neither BM25 nor phrases.
const TABLE: &str = "CREATE VIRTUAL TABLE words USING fts5 (surface, stem, content = '', tokenize = 'ascii')";
/// How much FTS5 gathers in memory before it writes, in bytes: larger than its default of a mebibyte, so that a large
/// corpus is not merged over and over.
const GATHERED: i64 = 64 << 20;

const MATCHING: &str = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid";

/// A passage that holds words of a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordMatch {
    /// The passage's row.
    pub row: usize,
    /// Its BM25 score, above 0; higher is better.
    pub score: f64,
}

/// Makes the table where there is none, with the words of the passages that an older version left.
pub(super) fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    if exists(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if !exists(&transaction)? {
        transaction.execute_batch(TABLE)?;
        transaction.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?1)", params![GATHERED])?;
        let mut writer = Writer::new(&transaction)?;
        let mut select = transaction.prepare("SELECT id, text, language FROM passage ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let language: Option<String> = row.get(2)?;
            let language = language.as_deref().and_then(Language::from_code);
            writer.add(row.get(0)?, row.get_ref(1)?.as_str()?, language)?;
        }
    }
    transaction.commit()
}

fn exists(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'words'")?.exists([])
}

/// Replaces all words by those of these passages.
pub(super) fn write(transaction: &Transaction<'_>, passages: &[Passage]) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO words (words) VALUES ('delete-all')", [])?;
    let mut writer = Writer::new(transaction)?;
    passages.iter().try_for_each(|passage| writer.add(passage.id.0, &passage.text, passage.language))
}

struct Writer<'a> {
    insert: rusqlite::Statement<'a>,
    /// The token of each form, and its stem where it says something: most words of a text were seen before.
    known: [HashMap<String, (String, Option<String>)>; 3],
}

impl<'a> Writer<'a> {
    fn new(transaction: &'a Transaction<'_>) -> rusqlite::Result<Self> {
        let insert = transaction.prepare("INSERT INTO words (rowid, surface, stem) VALUES (?1, ?2, ?3)")?;
        Ok(Self { insert, known: Default::default() })
    }

    fn add(&mut self, id: u32, text: &str, language: Option<Language>) -> rusqlite::Result<()> {
        let stemming = Language::stemming(language);
        let known = &mut self.known[stemming as usize];
        let (mut surfaces, mut stems) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
        for word in words(text) {
            if !known.contains_key(word.surface) {
                known.insert(word.surface.to_owned(), tokens(word.surface, stemming));
            }
            let Some((surface, stem)) = known.get(word.surface) else { continue };
            push(&mut surfaces, surface);
            if let Some(stem) = stem {
                push(&mut stems, stem);
            }
        }
        self.insert.execute(params![id, surfaces, stems]).map(drop)
    }
}

fn push(text: &mut String, token: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(token);
}

fn tokens(surface: &str, stemming: Stemming) -> (String, Option<String>) {
    let says_nothing = is_function_word(&fold(surface));
    (token(surface), (!says_nothing).then(|| stem_token(surface, stemming)))
}

impl Store {
    /// The passages that hold any of these words, by BM25, among those whose row `keep` accepts, best first; on a tie the
    /// earlier row.
    ///
    /// # Errors
    /// [`Error::IndexTooOld`] when an older version made the index, without words.
    pub fn words_ranking(&self, wanted: &[Wanted], keep: impl Fn(usize) -> bool) -> Result<Vec<WordMatch>> {
        let each: Vec<String> = wanted.iter().map(expression).collect();
        // FTS5's figures are negative, so that the best sort first
        let sql = "SELECT rowid, -bm25(words) FROM words WHERE words MATCH ?1";
        let mut found = self.matches(sql, &each.join(" OR "), |row| {
            Ok(WordMatch { row: row.get::<_, u32>(0)? as usize, score: row.get(1)? })
        })?;
        found.retain(|found| keep(found.row));
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)));
        Ok(found)
    }

    /// The rows of the passages that hold a word, in any of its forms, in order.
    ///
    /// # Errors
    /// As [`words_ranking`](Self::words_ranking).
    pub fn rows_with(&self, word: &Wanted) -> Result<Vec<usize>> {
        self.matches(MATCHING, &expression(word), |row| row.get::<_, u32>(0).map(|row| row as usize))
    }

    /// The rows of the passages whose text holds a phrase (see [`has_phrase`]), in order.
    ///
    /// # Errors
    /// As [`words_ranking`](Self::words_ranking).
    pub fn rows_with_phrase(&self, phrase: &str) -> Result<Vec<usize>> {
        let tokens: Vec<String> = words(phrase).iter().map(|word| token(word.surface)).collect();
        let holds = |row: &Row<'_>| -> rusqlite::Result<Option<usize>> {
            Ok(has_phrase(row.get_ref(1)?.as_str()?, phrase).then_some(row.get::<_, u32>(0)? as usize))
        };
        // the words tell where to look, the text decides: of signs and their order FTS5 knows nothing
        let found = if tokens.iter().all(String::is_empty) {
            self.all("SELECT id, text FROM passage ORDER BY id", &[], holds)?
        } else {
            let sql =
                "SELECT id, text FROM passage WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?1) ORDER BY id";
            self.matches(sql, &format!("surface : \"{}\"", tokens.join(" ")), holds)?
        };
        Ok(found.into_iter().flatten().collect())
    }

    fn matches<T>(
        &self,
        sql: &str,
        expression: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.has_words()?;
        if expression.is_empty() { Ok(Vec::new()) } else { self.all(sql, params![expression], read) }
    }

    fn has_words(&self) -> Result<()> {
        let exists = exists(&self.connection).map_err(refused("read", &self.path))?;
        if exists { Ok(()) } else { Err(Error::IndexTooOld { path: self.path.clone(), lacks: "words" }) }
    }
}

/// FTS5's expression for a word. Tokens hold no quotation mark, so that nothing the user types is an operator.
fn expression(word: &Wanted) -> String {
    let stems: Vec<String> = word.stems.iter().map(|stem| format!("\"{stem}\"")).collect();
    format!("surface : \"{}\" OR stem : ({})", word.token, stems.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::super::{State, rows};
    use super::*;
    use crate::corpus::{Article, ArticleId, PassageId};

    const TEXTS: [&str; 4] = [
        "L’armée malienne a repris Kidal avec l'Africa Corps, dit « Le Soir ».",
        "Des attaques ont visé Kidal ; le corps diplomatique quitte l'Afrique, pas Africa Magazine.",
        "Le général Assimi Goïta reçoit les émissaires.",
        "!!! ??? \u{1f600}",
    ];

    fn state() -> State<'static> {
        let (id, key) = (ArticleId(0), "a".to_owned());
        let article = Article {
            id,
            key,
            path: "a".into(),
            title: None,
            source: None,
            date: None,
            date_source: None,
            dating: None,
            language: None,
            copy_of: None,
        };
        let passage = |(row, text): (usize, &&str)| Passage {
            id: PassageId(row as u32),
            key: format!("p{row}"),
            article: id,
            ordinal: row as u32,
            start: 0,
            end: text.len(),
            text: (*text).to_owned(),
            language: Some(Language::French),
            copy_of: None,
        };
        let passages: Vec<Passage> = TEXTS.iter().enumerate().map(passage).collect();
        let assignments = vec![(None, 0.0); passages.len()];
        State { articles: vec![article].into(), passages: passages.into(), assignments, ..State::default() }
    }

    fn indexed() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("index.sqlite")).unwrap();
        for _ in 0..2 {
            let transaction = store.connection.transaction().unwrap();
            transaction.execute_batch("DELETE FROM passage; DELETE FROM article").unwrap();
            rows::write(&transaction, &state()).unwrap();
            write(&transaction, &state().passages).unwrap();
            transaction.commit().unwrap();
        }
        (folder, store)
    }

    fn found(store: &Store, query: &str) -> Vec<usize> {
        store.words_ranking(&Wanted::all(query), |_| true).unwrap().into_iter().map(|found| found.row).collect()
    }

    #[test]
    fn forms_names_and_spellings_are_found() {
        let (_folder, store) = indexed();
        for (query, expected) in [
            ("GOITA", vec![2]),
            ("Goïta", vec![2]),
            ("une attaque", vec![1]),
            ("armées maliennes", vec![0]),
            ("l'armee", vec![0]),
            ("émissaire", vec![2]),
            ("Niger", vec![]),
        ] {
            assert_eq!(found(&store, query), expected, "{query}");
        }
        assert_eq!(found(&store, "Africa Corps")[..1], [0], "closer together or shorter");
        assert!(store.words_ranking(&Wanted::all("Kidal"), |row| row != 0).unwrap().iter().all(|found| found.row == 1));
    }

    #[test]
    fn phrases_are_decided_by_the_text() {
        let (_folder, store) = indexed();
        for (phrase, expected) in [
            ("africa corps", vec![0]),
            ("l’Africa corps", vec![0]),
            ("Corps Africa", vec![]),
            ("\"le soir\"", vec![0]),
            ("« Le Soir »", vec![0]),
            ("le soir", vec![0]),
            ("attaque", vec![]),
            ("kidal ; le", vec![1]),
            ("kidal le", vec![]),
            ("\u{1f600}", vec![3]),
            ("?", vec![3]),
            ("", vec![]),
        ] {
            assert_eq!(store.rows_with_phrase(phrase).unwrap(), expected, "{phrase}");
        }
    }

    #[test]
    fn no_text_is_a_syntax_error() {
        let (_folder, store) = indexed();
        let long: Vec<String> = (0..6_000).map(|number| format!("mot m{number}")).collect();
        let long = long.join(" ");
        let texts = [
            "\"",
            "\"\"\"",
            "AND",
            "a OR",
            "NOT x",
            "NEAR(a b)",
            "stem : x",
            "-a +b *c ^d (e",
            "{a b}",
            "\0",
            "a\0b",
            "'",
            "\u{1f600} \u{1f1f2}\u{1f1f1}",
            "日本語のテキスト",
            "مالي",
            "%_\\",
            "col:*",
            "\u{feff}",
            &long,
        ];
        for text in texts {
            store.words_ranking(&Wanted::all(text), |_| true).unwrap();
            store.rows_with_phrase(text).unwrap();
            Wanted::all(text).iter().take(9).for_each(|word| drop(store.rows_with(word).unwrap()));
        }
    }

    #[test]
    fn an_older_index_is_named_and_filled_once_written_to() {
        let (folder, store) = indexed();
        let path = folder.path().join("index.sqlite");
        let before = store.words_ranking(&Wanted::all("Kidal Goïta"), |_| true).unwrap();
        store.connection.execute_batch("DROP TABLE words").unwrap();
        drop(store);
        let older = Store::open(&path).unwrap();
        let error = older.rows_with_phrase("Kidal").unwrap_err();
        assert!(matches!(error, Error::IndexTooOld { lacks: "words", .. }), "{error}");
        drop(older);
        drop(Store::create(&path).unwrap());
        assert_eq!(Store::open(&path).unwrap().words_ranking(&Wanted::all("Kidal Goïta"), |_| true).unwrap(), before);
        assert_eq!(before.len(), 3);
    }
}
