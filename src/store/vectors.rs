//! The file of vectors beside the index, `index.sqlite-vectors-` and its generation. The state of the index names the
//! generation it goes with; the name says the contents, so a file under the right name is the right file whoever wrote it.
//!
//! It is written before the state that names it, and others are removed after. A reader that finds none makes it again.

use super::{Store, text_hash};
use crate::embeddings::Embeddings;
use crate::embeddings::block::{Identity, VectorBlock};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::progress::Progress;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The document of the state that names the file.
pub(super) const DOCUMENT: &str = "vectors";
/// What comes between the index's name and the generation.
const INFIX: &str = "-vectors-";
/// How old a half-written file must be to have lost its writer.
const ABANDONED: Duration = Duration::from_hours(1);

/// What the state says of its vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    /// In hexadecimal: the hash of model, dimension and texts.
    generation: String,
    model: String,
    dimension: usize,
    rows: usize,
}

impl Named {
    pub(super) fn new(model: &str, dimension: usize, hashes: &[[u8; 32]]) -> Self {
        let mut generation = blake3::Hasher::new();
        // the length first, so that no id runs into the numbers after it
        generation.update(&(model.len() as u64).to_le_bytes()).update(model.as_bytes());
        generation.update(&(dimension as u64).to_le_bytes()).update(hashes.as_flattened());
        let generation = generation.finalize().to_hex().to_string();
        Self { generation, model: model.to_owned(), dimension, rows: hashes.len() }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn identity(&self) -> Option<Identity> {
        let generation = *blake3::Hash::from_hex(&self.generation).ok()?.as_bytes();
        Some(Identity { model: text_hash(&self.model), generation })
    }

    /// The file beside an index.
    fn path(&self, index: &Path) -> PathBuf {
        let mut name = index.as_os_str().to_owned();
        // a part of the hash tells files apart; their heads have all of it
        name.push(format!("{INFIX}{}", self.generation.get(..16).unwrap_or_default()));
        name.into()
    }
}

impl Store {
    /// Lays out the vectors of texts, shape `(n_texts, dimension)`, in the file that a state with these passages will
    /// name.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn write_vectors(&self, model: &str, hashes: &[[u8; 32]], embeddings: &Embeddings) -> Result<VectorBlock> {
        let named = Named::new(model, embeddings.dimension(), hashes);
        let (path, identity) = (named.path(&self.path), named.identity().unwrap_or_default());
        VectorBlock::open(&path, &identity).or_else(|_| VectorBlock::create(&path, embeddings, &identity))
    }

    /// The vectors of the passages, in corpus order, from the file beside the index. Where it is missing or faulty, they
    /// are read from the index, which takes a second for 100,000 passages, and the file is made again if that is
    /// permitted.
    ///
    /// # Errors
    /// [`Error::NotAnIndex`] when the index itself lacks an embedding.
    pub fn vectors(&self, model: &str, dimension: usize, progress: &dyn Progress) -> Result<VectorBlock> {
        let named = self.named_vectors(model, dimension)?;
        let (path, identity) = (named.path(&self.path), named.identity().unwrap_or_default());
        let reason = match VectorBlock::open(&path, &identity) {
            Ok(block) => return Ok(block),
            Err(reason) => reason,
        };
        let embeddings = self.embeddings_of_passages(model, dimension)?;
        let made = VectorBlock::create(&path, &embeddings, &identity);
        let kept = if made.is_ok() { "and kept" } else { "and cannot be kept" };
        progress.notice(&format!("`{}` cannot be used ({reason}): made again {kept}", path.display()));
        made.or_else(|_| VectorBlock::in_memory(&embeddings))
    }

    /// The file of vectors that the state names, and how it is not what the state says; none when it is.
    pub fn vectors_fault(&self, model: &str, dimension: usize) -> Result<(PathBuf, Option<String>)> {
        let named = self.named_vectors(model, dimension)?;
        let path = named.path(&self.path);
        let block = match VectorBlock::open(&path, &named.identity().unwrap_or_default()) {
            Ok(block) => block,
            Err(reason) => return Ok((path, Some(reason))),
        };
        if !block.is_intact() {
            return Ok((path, Some("its contents have changed".into())));
        }
        let embeddings = self.embeddings_of_passages(model, dimension)?;
        let same = block.rows().values() == embeddings.as_slice();
        Ok((path, (!same).then(|| "its rows are not the embeddings of the index".into())))
    }

    /// The embeddings of the passages, shape `(n_passages, dimension)`, from the index itself.
    pub fn embeddings_of_passages(&self, model: &str, dimension: usize) -> Result<Embeddings> {
        self.embeddings(model, &self.text_hashes()?, dimension)
    }

    /// What the state says; worked out for one that an earlier version wrote, or another model.
    pub(super) fn named_vectors(&self, model: &str, dimension: usize) -> Result<Named> {
        let written = self.document(DOCUMENT)?.and_then(|json| serde_json::from_str::<Named>(&json).ok());
        match written.filter(|named| named.model == model && named.dimension == dimension) {
            Some(named) => Ok(named),
            None => Ok(Named::new(model, dimension, &self.text_hashes()?)),
        }
    }

    /// The hash kept with the text of each passage, shape `(n_passages,)`.
    pub fn text_hashes(&self) -> Result<Vec<[u8; 32]>> {
        self.all("SELECT hash FROM passage ORDER BY id", params![], |row| row.get(0))
    }
}

/// Removes the files of states that are no more. A reader that still has one mapped keeps it until it ends, and a file
/// that the system will not give up is removed next time.
pub(super) fn remove_others(index: &Path, named: &Named) {
    let kept = named.path(index);
    let Some(name) = index.file_name().map(|name| name.to_string_lossy().into_owned()) else { return };
    let folder = index.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        let is_vectors = other.strip_prefix(&name).is_some_and(|rest| rest.starts_with(INFIX));
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        // another process may be writing this one
        let in_use = entry.path().extension().is_some_and(|extension| extension == "tmp")
            && age.is_none_or(|age| age < ABANDONED);
        if is_vectors && !in_use && Some(entry.file_name().as_os_str()) != kept.file_name() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
