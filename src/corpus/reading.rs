//! Reads paths into a corpus, all at once; and what tells whether that would give something else today.

use super::options::ReadOptions;
use super::reader::Reader;
use super::walk::list;
use super::{Corpus, FileFingerprint};
use crate::error::{Error, Result};
use crate::progress::Progress;
use rayon::prelude::*;
use std::io::Read;
use std::path::PathBuf;

/// Reads files and folders into a corpus: `.txt`, `.md`, `.html`, `.jsonl`, `.csv`, `.eml`, `.docx`, `.odt`, `.epub` and
/// `.pdf`, `.warc`, `.zip` and `.gz` of these, or `-` for JSON lines on standard input. Folders are walked; what cannot be read inside one is listed in [`Corpus::skipped`].
///
/// Fails if a path that was given does not exist or cannot be read, and if no passage was found at all.
///
/// ```
/// use filrouge::corpus::{ReadOptions, read};
/// use filrouge::progress::Silent;
///
/// let folder = tempfile::tempdir()?;
/// let text = "Le bac repart\n\nLe bac relie de nouveau les deux rives, après trois semaines d’arrêt et de longs détours.";
/// std::fs::write(folder.path().join("2024-08-bac.txt"), text)?;
/// let corpus = read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent)?;
/// assert_eq!(corpus.articles[0].title.as_deref(), Some("Le bac repart"));
/// assert_eq!(corpus.articles[0].date.map(|date| date.to_string()).as_deref(), Some("2024-08"));
/// let passage = &corpus.passages[0];
/// assert_eq!(&text[passage.start..passage.end], passage.text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(paths: &[PathBuf], options: &ReadOptions, progress: &dyn Progress) -> Result<Corpus> {
    read_with_input(paths, options, progress, &mut std::io::stdin())
}

/// Like [`read`], with `input` for the path `-`.
pub(super) fn read_with_input(
    paths: &[PathBuf],
    options: &ReadOptions,
    progress: &dyn Progress,
    input: &mut dyn Read,
) -> Result<Corpus> {
    let mut reader = Reader::with_input(paths, options, progress, input)?;
    while let Some(files) = reader.open_next() {
        reader.take(files, &[], false)?;
    }
    reader.finish()
}

/// The fingerprints of the files that [`read`] would read, in its order: equal to [`Corpus::files`] if nothing has
/// changed. Standard input has none.
///
/// ```
/// use filrouge::corpus::fingerprints;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("bac.txt"), "Le bac est arrêté.")?;
/// let before = fingerprints(&[folder.path().to_owned()])?;
/// std::fs::write(folder.path().join("bac.txt"), "Le bac repart.")?;
/// assert_ne!(fingerprints(&[folder.path().to_owned()])?, before);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fingerprints(paths: &[PathBuf]) -> Result<Vec<FileFingerprint>> {
    let listing = list(paths)?;
    let files: Vec<Option<Result<FileFingerprint>>> = listing
        .found
        .par_iter()
        .filter(|file| !file.is_standard_input())
        .map(|file| match std::fs::read(&file.path) {
            Ok(bytes) => Some(Ok(FileFingerprint::new(file, &bytes))),
            Err(error) if file.named => Some(Err(Error::io("read", &file.path)(error))),
            Err(_) => None,
        })
        .collect();
    files.into_iter().flatten().collect()
}
