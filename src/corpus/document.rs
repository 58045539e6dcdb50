//! What each format gives: a text, its units and its metadata, before anything is judged.

use super::date::{Date, DateSource};
use super::dating::Dating;
use super::language::Language;
use super::lines::Unit;
use super::tidy::tidy_line;
use super::written_date::{Written, read_written};
use super::{Note, Skipped};
use serde::{Deserialize, Serialize};

/// A document as read from a file or a row.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Document {
    /// As the user would type it, with `#3` for a row.
    pub(super) path: String,
    /// Below the folder given: what its key is made of.
    pub(super) relative: String,
    pub(super) text: String,
    pub(super) units: Vec<Unit>,
    pub(super) metadata: Metadata,
}

/// What is known of a document beside its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) source: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) date_source: Option<DateSource>,
    pub(super) dating: Option<Box<Dating>>,
    pub(super) language: Option<Language>,
}

/// What a file gave.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FileRead {
    pub(super) documents: Vec<Document>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) notes: Vec<Note>,
}

/// A fact that metadata can state, under the names that people give it, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    Title,
    Date,
    Source,
    Url,
    Language,
    Id,
}

impl Field {
    /// The names of the field, without case, spaces, hyphens and underscores.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => {
                &["text", "texte", "content", "contenu", "body", "article", "paragraph", "paragraphe", "fulltext"]
            }
            Self::Title => &["title", "titre", "headline", "ogtitle"],
            Self::Date => &[
                "date",
                "datepublished",
                "published",
                "publishedat",
                "publicationdate",
                "publishdate",
                "pubdate",
                "datepublication",
                "datedepublication",
                "datepubliee",
                "publie",
                "publiele",
                "publié",
                "publiéle",
                "datetime",
                "createdat",
                "timestamp",
            ],
            Self::Source => {
                &["source", "site", "sitename", "outlet", "publisher", "journal", "newspaper", "media", "média"]
            }
            Self::Url => &["url", "link", "lien", "permalink"],
            Self::Language => &["lang", "language", "langue"],
            Self::Id => &["id", "identifier", "identifiant", "uid"],
        }
    }

    /// Where the field is among `keys`, by its surest name.
    pub(super) fn position(self, keys: &PlainKeys) -> Option<usize> {
        self.names().iter().find_map(|name| keys.0.iter().position(|key| key == name))
    }
}

/// Keys as they are compared.
pub(super) struct PlainKeys(Vec<String>);

impl PlainKeys {
    pub(super) fn new<Key: AsRef<str>>(keys: &[Key]) -> Self {
        Self(keys.iter().map(|key| plain_key(key.as_ref())).collect())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

fn plain_key(key: &str) -> String {
    key.trim()
        .chars()
        .filter(|character| !matches!(character, '_' | '-' | ' ' | ':'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Metadata {
    /// Reads the fields that `value` finds. What cannot be read is noted at `path` and `line`.
    pub(super) fn read<'a>(
        value: impl Fn(Field) -> Option<&'a str>,
        path: &str,
        line: Option<u64>,
        notes: &mut Vec<Note>,
    ) -> Self {
        let filled = |field| value(field).map(str::trim).filter(|text| !text.is_empty());
        let mut metadata = Self {
            title: filled(Field::Title).map(tidy_line),
            source: filled(Field::Source).map(tidy_line).or_else(|| filled(Field::Url).and_then(host)),
            language: filled(Field::Language).and_then(Language::from_code),
            ..Self::default()
        };
        if let Some(written) = filled(Field::Date) {
            metadata.set_date(written, path, line, notes);
        }
        metadata
    }

    /// Reads a date that metadata states.
    pub(super) fn set_date(&mut self, written: &str, path: &str, line: Option<u64>, notes: &mut Vec<Note>) {
        let mut note = |message| notes.push(Note { path: path.to_owned(), line, message });
        let shown: String = written.chars().take(40).collect();
        self.date = match read_written(written) {
            Written::Known(date) => Some(date),
            Written::OrderUnknown(date) => {
                note(format!("date `{shown}`: the day or the month may come first; only the year is kept"));
                Some(date)
            }
            Written::Unknown => {
                note(format!("`{shown}` is not a date; the article's date is left open"));
                None
            }
        };
        self.date_source = self.date.map(|_| DateSource::Metadata);
    }
}

/// The site of an address: `www.example.org` gives `example.org`.
pub(super) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// Whether columns or keys show that a file is about the passages of other files: labels, exports, lists of lines.
pub(super) fn annotates<Key: AsRef<str>>(keys: &[Key]) -> bool {
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(&plain_key(key.as_ref()).as_str()));
    has(&["path", "file", "passage", "fichier"])
        && has(&["label", "theme", "thème", "reason", "begins", "start", "end", "ordinal", "draw"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(Field, &str)]) -> (Metadata, Vec<Note>) {
        let mut notes = Vec::new();
        let value = |field| pairs.iter().find(|(name, _)| *name == field).map(|(_, value)| *value);
        (Metadata::read(value, "a.txt", Some(3), &mut notes), notes)
    }

    #[test]
    fn fields_are_read_and_the_site_stands_in_for_the_source() {
        let (metadata, notes) = read(&[
            (Field::Title, " Le bac "),
            (Field::Url, "https://www.Example.org/a?b"),
            (Field::Language, "fr-FR"),
        ]);
        assert_eq!(metadata.title.as_deref(), Some("Le bac"));
        assert_eq!(metadata.source.as_deref(), Some("example.org"));
        assert_eq!(metadata.language, Some(Language::French));
        assert!(notes.is_empty());
    }

    #[test]
    fn a_date_that_cannot_be_read_is_noted_with_its_place() {
        let (metadata, notes) = read(&[(Field::Date, "2024-13-45")]);
        assert_eq!((metadata.date, metadata.date_source), (None, None));
        assert_eq!((notes[0].path.as_str(), notes[0].line), ("a.txt", Some(3)));
        assert!(notes[0].message.contains("`2024-13-45` is not a date"));
    }

    #[test]
    fn names_are_matched_without_case_or_punctuation() {
        assert_eq!(Field::Date.position(&PlainKeys::new(&["Titre", "Published_At"])), Some(1));
        assert_eq!(Field::Text.position(&PlainKeys::new(&["body", "TEXT"])), Some(1));
        assert_eq!(Field::Text.position(&PlainKeys::new(&["label"])), None);
    }

    #[test]
    fn files_about_other_files_are_known_by_their_columns() {
        assert!(annotates(&["path", "begins", "theme"]));
        assert!(annotates(&["Path", "text", "reason"]));
        assert!(!annotates(&["title", "date", "text"]));
        assert!(!annotates(&["text", "label"]));
    }
}
