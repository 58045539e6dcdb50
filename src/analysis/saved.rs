//! An analysis in the index, and whether it is still the answer.

use super::history::Snapshot;
use super::{Analysis, ModelIdentity, Settings};
use crate::corpus::{self, Corpus, FileFingerprint};
use crate::embedder::Embedder;
use crate::embeddings::block::VectorBlock;
use crate::error::{Error, Result};
use crate::names::Variants;
use crate::neighbours::Chance;
use crate::store::{State, Store};
use crate::themes::Theme;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What an analysis holds; raised when it comes to hold more, so that older ones are made anew from the same embeddings.
const CONTENTS: u32 = 5;

/// What an analysis depends on; when all of it is the same, so is the analysis.
#[derive(Serialize, Deserialize, PartialEq)]
struct Origin {
    version: String,
    model: ModelIdentity,
    settings: Settings,
}

impl Origin {
    fn new(settings: &Settings, model: ModelIdentity) -> Self {
        Self { version: format!("{}+{CONTENTS}", env!("CARGO_PKG_VERSION")), model, settings: settings.clone() }
    }
}

/// What a search needs of the embeddings.
pub(super) struct LaidOut {
    pub(super) vectors: VectorBlock,
    pub(super) chance: Chance,
}

/// The document that holds how alike passages are by chance.
const CHANCE: &str = "chance";

/// The document that holds the forms of names.
const VARIANTS: &str = "variants";

/// The forms of the names of the index that have several; none of an index of an earlier version.
///
/// # Errors
/// [`Error::NotAnIndex`] when it is damaged.
pub fn variants(store: &Store) -> Result<Variants> {
    store.document(VARIANTS)?.map_or_else(|| Ok(Variants::default()), |json| parse(store, VARIANTS, &json))
}

/// How alike passages of the index are by chance, as measured when it was made; none in one of an earlier version.
///
/// # Errors
/// [`Error::NotAnIndex`] when it is damaged.
pub fn chance(store: &Store) -> Result<Option<Chance>> {
    store.document(CHANCE)?.map(|json| parse(store, CHANCE, &json)).transpose()
}

/// The fingerprints of the files, or nothing where standard input is read, which can only be read once.
fn fingerprints(paths: &[PathBuf]) -> Result<Option<Vec<FileFingerprint>>> {
    if paths.iter().any(|path| path == Path::new("-")) { Ok(None) } else { corpus::fingerprints(paths).map(Some) }
}

/// The kept analysis, when it was made from the same files with the same settings. Files are hashed only when the
/// settings are the same.
///
/// # Errors
/// [`Error::Unreadable`] when a path given is not Unicode: it could not be written down and found again.
pub(super) fn unchanged(store: &Store, settings: &Settings, embedder: &dyn Embedder) -> Result<Option<Analysis>> {
    if let Some(path) = settings.paths.iter().find(|path| path.to_str().is_none()) {
        return Err(Error::Unreadable { path: path.clone(), line: None, reason: "its name is not UTF-8".into() });
    }
    let model = ModelIdentity { id: embedder.model_id().to_owned(), dimension: embedder.dimension() };
    if store.document("origin")?.as_deref() != Some(&json(&Origin::new(settings, model))) {
        return Ok(None);
    }
    let Some(files) = fingerprints(&settings.paths)? else { return Ok(None) };
    if store.document("files")?.as_deref() == Some(&json(&files)) { load(store).map(Some) } else { Ok(None) }
}

/// Keeps an analysis in the index in place of the `last` one, of which is remembered what a person may ask for.
pub(super) fn save(
    store: &mut Store,
    settings: &Settings,
    (analysis, variants): (&Analysis, &Variants),
    laid_out: &LaidOut,
    last: Option<&Snapshot>,
) -> Result<()> {
    let corpus = &analysis.corpus;
    let mut documents = BTreeMap::new();
    let differs = last.filter(|last| **last != Snapshot::of(analysis)).map(json);
    if let Some(previous) = differs.map_or_else(|| store.document("previous"), |last| Ok(Some(last)))? {
        documents.insert("previous".into(), previous);
    }
    documents.insert(CHANCE.into(), json(&laid_out.chance));
    documents.insert(VARIANTS.into(), json(variants));
    documents.insert("origin".into(), json(&Origin::new(settings, analysis.model.clone())));
    documents.insert("themes".into(), json(&analysis.themes));
    documents.insert("choice".into(), json(&analysis.choice));
    documents.insert("layers".into(), json(&analysis.layers));
    documents.insert("method".into(), json(&analysis.method));
    documents.insert("memberships".into(), json(&analysis.memberships));
    documents.insert("left_out".into(), json(&corpus.left_out));
    documents.insert("duplicates".into(), json(&corpus.duplicates));
    documents.insert("skipped".into(), json(&corpus.skipped));
    documents.insert("notes".into(), json(&corpus.notes));
    documents.insert("files".into(), json(&corpus.files));
    let theme_numbers = analysis.theme_of.iter().map(|theme| theme.map(|id| id.0));
    let state = State {
        articles: Cow::Borrowed(&corpus.articles),
        passages: Cow::Borrowed(&corpus.passages),
        assignments: theme_numbers.zip(analysis.scores.iter().copied()).collect(),
        documents,
    };
    store.save(&state, &analysis.model.id, &laid_out.vectors)
}

/// The analysis with the names that it had before a language model gave others; the index forgets these too.
pub(super) fn with_own_names(store: &mut Store, mut analysis: Analysis) -> Result<Analysis> {
    let renamed = analysis.themes.iter_mut().filter_map(|theme| theme.take_own_name().then_some(())).count();
    if renamed > 0 {
        rename(store, &analysis)?;
    }
    Ok(analysis)
}

/// Writes the themes of an analysis into the index where they have other names than when it was made.
///
/// # Errors
/// Those of the [`Store`].
pub fn rename(store: &mut Store, analysis: &Analysis) -> Result<()> {
    store.replace_document("themes", &json(&analysis.themes))
}

/// The analysis that the last whole run left in the index.
///
/// # Errors
/// [`Error::NoIndex`] when no run has ended yet, [`Error::NotAnIndex`] when what it left is damaged.
pub fn load(store: &Store) -> Result<Analysis> {
    let state = store.load()?;
    let origin = origin(store, state.documents.get("origin"))?;
    let themes: Vec<Theme> = document(store, &state.documents, "themes")?;
    let choice = document(store, &state.documents, "choice")?;
    let layers = document(store, &state.documents, "layers")?;
    let method = document(store, &state.documents, "method")?;
    let memberships = document(store, &state.documents, "memberships")?;
    let corpus = Corpus {
        left_out: document(store, &state.documents, "left_out")?,
        duplicates: document(store, &state.documents, "duplicates")?,
        skipped: document(store, &state.documents, "skipped")?,
        notes: document(store, &state.documents, "notes")?,
        files: document(store, &state.documents, "files")?,
        articles: state.articles.into_owned(),
        passages: state.passages.into_owned(),
    };
    let (theme_of, scores) =
        state.assignments.iter().map(|(theme, score)| (theme.map(crate::cluster::ThemeId), score)).unzip();
    let (model, seed) = (origin.model, origin.settings.seed);
    Ok(Analysis { model, seed, corpus, themes, theme_of, scores, memberships, choice, method, layers })
}

/// The settings of the last whole run.
///
/// # Errors
/// As [`load`].
pub fn settings(store: &Store) -> Result<Settings> {
    origin(store, store.document("origin")?.as_ref()).map(|origin| origin.settings)
}

/// The model that embedded the passages of the index.
///
/// # Errors
/// As [`load`].
pub fn model(store: &Store) -> Result<ModelIdentity> {
    origin(store, store.document("origin")?.as_ref()).map(|origin| origin.model)
}

/// The themes of the last whole run, without its passages.
///
/// # Errors
/// As [`load`].
pub fn load_themes(store: &Store) -> Result<Vec<Theme>> {
    origin(store, store.document("origin")?.as_ref())?;
    let missing = || Error::NotAnIndex { path: store.path().into(), reason: "it holds no `themes`".into() };
    parse(store, "themes", &store.document("themes")?.ok_or_else(missing)?)
}

fn origin(store: &Store, json: Option<&String>) -> Result<Origin> {
    let json = json.ok_or_else(|| Error::NoIndex { path: store.path().into() })?;
    let Version { version } = parse(store, "origin", json)?;
    if !version.ends_with(&format!("+{CONTENTS}")) {
        return Err(Error::OtherVersion { path: store.path().into(), version });
    }
    parse(store, "origin", json)
}

/// What every version says of an analysis.
#[derive(Deserialize)]
struct Version {
    version: String,
}

/// How the files differ from those the index was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Files with other contents.
    pub changed: usize,
    /// Files that were not there.
    pub added: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Files that are at another path than they were, with the same contents; neither added nor removed.
    pub renamed: usize,
    /// Why that cannot be told, when it cannot.
    pub unreadable: Option<String>,
}

/// Compares the files of a corpus with what they are now.
#[must_use]
pub fn changes(settings: &Settings, corpus: &Corpus) -> Changes {
    let now = match fingerprints(&settings.paths) {
        Ok(Some(files)) => files,
        Ok(None) => return Changes { unreadable: Some("standard input was read".into()), ..Changes::default() },
        Err(error) => return Changes { unreadable: Some(error.to_string()), ..Changes::default() },
    };
    let mut gone: BTreeMap<&str, &FileFingerprint> =
        corpus.files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut changes = Changes::default();
    let mut added = Vec::new();
    for file in &now {
        match gone.remove(file.path.as_str()) {
            None => added.push(file.hash.as_str()),
            Some(before) => changes.changed += usize::from(before.hash != file.hash),
        }
    }
    let mut hashes: BTreeMap<&str, usize> = BTreeMap::new();
    for file in gone.values() {
        *hashes.entry(&file.hash).or_default() += 1;
    }
    for hash in added {
        match hashes.get_mut(hash).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                changes.renamed += 1;
            }
            None => changes.added += 1,
        }
    }
    changes.removed = gone.len() - changes.renamed;
    changes
}

fn document<T: DeserializeOwned>(store: &Store, documents: &BTreeMap<String, String>, name: &str) -> Result<T> {
    let missing = || Error::NotAnIndex { path: store.path().into(), reason: format!("it holds no `{name}`") };
    parse(store, name, documents.get(name).ok_or_else(missing)?)
}

pub(super) fn parse<T: DeserializeOwned>(store: &Store, name: &str, json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| Error::NotAnIndex {
        path: store.path().into(),
        reason: format!("`{name}` is damaged: {error}"),
    })
}

/// JSON of a value whose keys are strings and whose paths are text, which cannot fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
