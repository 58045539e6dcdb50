//! A corpus is what was read: articles in a stable order, cut into passages.
//!
//! It reads files and decides what is a passage. It knows nothing of embeddings or themes.

mod abbreviations;
mod author;
mod boilerplate;
mod cut;
mod date;
mod dating;
mod decode;
mod document;
mod duplicates;
mod file;
mod filled_in;
mod formats;
mod front_matter;
mod html;
mod html_blocks;
mod html_metadata;
mod html_nesting;
mod html_readability;
mod html_surroundings;
mod html_writer;
mod join;
mod judge;
pub(crate) mod keys;
mod language;
mod left_out;
mod legacy;
mod line_marks;
mod lines;
mod options;
mod phrases;
mod place;
mod plain;
mod reader;
mod reading;
mod rejoin;
mod repair;
mod repeated;
mod rows;
pub(crate) mod sentences;
mod split;
mod table;
#[cfg(test)]
mod tests;
mod text_date;
mod tidy;
mod walk;
mod written_date;

pub(crate) use filled_in::{FilledRow, read_filled_in};

pub use date::{Date, DateSource, Precision};
pub use dating::{Clue, DateEvidence, Dating, Undecided};
pub use duplicates::{Copied, Duplicates};
pub use language::{Language, LanguageCode};
pub use left_out::{LeftOut, Reason};
pub use options::ReadOptions;
pub use reader::{OpenedFiles, Reader};
pub use reading::{fingerprints, read};
pub(crate) use sentences::sentence_ends;

use serde::{Deserialize, Serialize};
use std::path::Path;

/// The position of an article in its corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// The position of a passage in its corpus; also its row in the corpus's embeddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PassageId(pub u32);

/// One document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its position in the corpus.
    pub id: ArticleId,
    /// Its short public id (eight letters and digits after an `a`), the same as long as its path below the folder
    /// given does not change.
    pub key: String,
    /// Where it was read, as the user would type it; `file.jsonl#3` for an article inside a file.
    pub path: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The outlet or site, where it is said.
    pub source: Option<String>,
    /// When it was published, as precisely as known.
    pub date: Option<Date>,
    /// How that date is known.
    pub date_source: Option<DateSource>,
    /// What texts say of the date, where neither metadata nor the file's name state one and a text says anything of time.
    pub dating: Option<Box<Dating>>,
    /// The language most of its passages are in.
    pub language: Option<Language>,
    /// The earlier article that it is a copy of, if it is one.
    pub copy_of: Option<ArticleId>,
}

/// A paragraph of an article: the unit that is embedded, clustered and cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Its position in the corpus.
    pub id: PassageId,
    /// Its short public id (eight letters and digits after a `p`), the same as long as its text does not change.
    pub key: String,
    /// The article it belongs to.
    pub article: ArticleId,
    /// Its position in its article, from 0.
    pub ordinal: u32,
    /// Its first byte in the article's text as read: decoded to UTF-8, composed (NFC), without invisible characters and without
    /// words cut at line ends. Nearly every file is so already; where it is not, one of [`Corpus::notes`] says so.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Its text: exactly the bytes `start..end`.
    pub text: String,
    /// Its language, where it is long enough to tell.
    pub language: Option<Language>,
    /// The earlier passage that it is a copy of, if it is one; that one is none.
    pub copy_of: Option<PassageId>,
}

/// What was read, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Corpus {
    /// The articles, in the order of the paths given and of the files below them.
    pub articles: Vec<Article>,
    /// The passages, in the order of their articles.
    pub passages: Vec<Passage>,
    /// What of the articles is not a passage.
    pub left_out: Vec<LeftOut>,
    /// What is a copy of what; empty where copies were not sought.
    pub duplicates: Duplicates,
    /// The files and rows that were passed over.
    pub skipped: Vec<Skipped>,
    /// What was assumed or could not be understood, such as an encoding or a date.
    pub notes: Vec<Note>,
    /// The contents of the files that were read.
    pub files: Vec<FileFingerprint>,
}

impl Corpus {
    /// How many passages are no copies of others: what shares are shares of.
    #[must_use]
    pub fn distinct_passages(&self) -> usize {
        self.passages.len() - self.duplicates.passages.len()
    }
}

/// A file, or a row of a file, that is not part of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The file.
    pub path: String,
    /// The line, counted from 1, where one is meant.
    pub line: Option<u64>,
    /// Why it was passed over.
    pub reason: String,
}

/// Something that was assumed, or could not be understood, in a file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The file.
    pub path: String,
    /// The line, counted from 1, where one is known.
    pub line: Option<u64>,
    /// What was assumed.
    pub message: String,
}

/// The contents of a file, in short: two files with the same fingerprint hold the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFingerprint {
    /// The file.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub hash: String,
}

impl FileFingerprint {
    fn new(file: &walk::Found, bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes).to_hex().to_string();
        Self { path: file.shown.clone(), bytes: bytes.len() as u64, hash }
    }
}

/// A path as it is shown, and as the user would type it.
fn shown_path(path: &Path) -> String {
    path.display().to_string()
}
