//! Reads a corpus some files at a time: files in parallel, results in an order that no number of threads changes.

use super::cut::cut;
use super::document::{Document, FileRead};
use super::duplicates;
use super::file::FileReading;
use super::options::ReadOptions;
use super::place::{place, searched};
use super::repeated::{ShortLines, repeated};
use super::text_date::settle;
use super::walk::{Found, list};
use super::{Corpus, FileFingerprint, Skipped};
use crate::error::{Error, Result};
use crate::progress::{Phase, Progress};
use rayon::prelude::*;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files are opened together up to so many bytes, and so many of them: enough to keep all cores busy.
const TOGETHER: u64 = 1 << 24;
const FILES_TOGETHER: usize = 1_024;

/// Reads a corpus some files at a time, as [`read`] does all at once, and takes what files gave in an earlier run for what
/// they would give now.
///
/// ```
/// use filrouge::corpus::{ReadOptions, Reader, read};
/// use filrouge::progress::Silent;
/// use std::collections::HashMap;
///
/// let folder = tempfile::tempdir()?;
/// let text = "Le bac relie de nouveau les deux rives, après trois semaines d’arrêt et de longs détours.";
/// std::fs::write(folder.path().join("bac.txt"), text)?;
/// let (paths, options, mut kept) = ([folder.path().to_owned()], ReadOptions::default(), HashMap::new());
/// for _ in 0..2 {
///     let mut reader = Reader::new(&paths, &options, &Silent)?;
///     while let Some(files) = reader.open_next() {
///         let known: Vec<_> = files.keys().iter().map(|key| kept.get(key).cloned()).collect();
///         kept.extend(reader.read(files, &known)?);
///     }
///     assert_eq!(reader.finish()?, read(&paths, &options, &Silent)?);
/// }
/// assert_eq!(kept.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Reader<'a> {
    paths: &'a [PathBuf],
    options: &'a ReadOptions,
    progress: &'a dyn Progress,
    input: Vec<u8>,
    found: Vec<Found>,
    /// How many of them were opened.
    opened: usize,
    /// What is known before all files are read.
    corpus: Corpus,
    documents: Vec<Document>,
    lines: Vec<ShortLines>, // (n_documents,)
}

/// Files that were opened, and are not yet read.
pub struct OpenedFiles(Vec<Opened>);

struct Opened {
    file: Found,
    key: [u8; 32],
    contents: Result<(Vec<u8>, FileFingerprint)>,
}

/// What a file gave, and the form in which it is kept where it is new.
type Taken = Result<(FileFingerprint, FileReading, Option<Vec<u8>>)>;

impl OpenedFiles {
    /// What the reading of each file is kept under, shape `(n_files,)`. It depends on the file's bytes and name, and on how
    /// this version reads.
    #[must_use]
    pub fn keys(&self) -> Vec<[u8; 32]> {
        self.0.iter().map(|opened| opened.key).collect()
    }
}

impl<'a> Reader<'a> {
    /// Lists the files.
    ///
    /// # Errors
    /// When a path that was given does not exist, or an option is out of range.
    pub fn new(paths: &'a [PathBuf], options: &'a ReadOptions, progress: &'a dyn Progress) -> Result<Self> {
        Self::with_input(paths, options, progress, &mut std::io::stdin())
    }

    /// Like [`new`](Self::new), with `input` for the path `-`.
    pub(super) fn with_input(
        paths: &'a [PathBuf],
        options: &'a ReadOptions,
        progress: &'a dyn Progress,
        input: &mut dyn Read,
    ) -> Result<Self> {
        options.check()?;
        let listing = list(paths)?;
        let mut bytes = Vec::new();
        if listing.found.iter().any(Found::is_standard_input) {
            input.read_to_end(&mut bytes).map_err(Error::io("read", "-"))?;
        }
        progress.start(Phase::Reading, Some(listing.found.len() as u64));
        Ok(Self {
            paths,
            options,
            progress,
            input: bytes,
            found: listing.found,
            opened: 0,
            corpus: Corpus { skipped: listing.skipped, ..Corpus::default() },
            documents: Vec::new(),
            lines: Vec::new(),
        })
    }

    /// Opens the next files; none when all were opened.
    pub fn open_next(&mut self) -> Option<OpenedFiles> {
        let rest = self.found.get(self.opened..).filter(|rest| !rest.is_empty())?;
        let (mut bytes, mut count) = (0, 0);
        for file in rest.iter().take(FILES_TOGETHER) {
            bytes += std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
            if count > 0 && bytes > TOGETHER {
                break;
            }
            count += 1;
        }
        self.opened += count;
        Some(OpenedFiles(rest.par_iter().take(count).map(|file| Opened::new(file, &self.input)).collect()))
    }

    /// Reads files, but for those whose readings of an earlier run are given, shape `(n_files,)`. What is to be kept of
    /// the others, by its key.
    ///
    /// # Errors
    /// When a file that was named cannot be read.
    pub fn read(&mut self, files: OpenedFiles, kept: &[Option<Vec<u8>>]) -> Result<Vec<([u8; 32], Vec<u8>)>> {
        self.take(files, kept, true)
    }

    /// As [`read`](Self::read); where nothing is to be kept, nothing is.
    pub(super) fn take(
        &mut self,
        files: OpenedFiles,
        kept: &[Option<Vec<u8>>],
        keep: bool,
    ) -> Result<Vec<([u8; 32], Vec<u8>)>> {
        let progress = self.progress;
        let taken: Vec<(Found, [u8; 32], Taken)> = (files.0.into_par_iter().enumerate())
            .map(|(number, Opened { file, key, contents })| {
                let kept = kept.get(number).and_then(Option::as_deref).and_then(FileReading::from_bytes);
                let taken = contents.and_then(|(bytes, fingerprint)| match kept {
                    Some(reading) => Ok((fingerprint, reading.placed(&file), None)),
                    None => read_file(&file, bytes, keep).map(|(reading, new)| (fingerprint, reading, new)),
                });
                progress.advance(Phase::Reading, 1);
                (file, key, taken)
            })
            .collect();
        let mut to_keep = Vec::new();
        for (file, key, taken) in taken {
            match taken {
                Ok((fingerprint, FileReading { mut read, lines }, new)) => {
                    self.corpus.files.push(fingerprint);
                    self.corpus.skipped.append(&mut read.skipped);
                    self.corpus.notes.append(&mut read.notes);
                    append(&mut self.documents, read.documents);
                    append(&mut self.lines, lines);
                    to_keep.extend(new.map(|bytes| (key, bytes)));
                }
                Err(error) if file.named => return Err(error),
                Err(error) => self.corpus.skipped.push(as_skipped(&file, &error)),
            }
        }
        Ok(to_keep)
    }

    /// Cuts what was read into passages, once it is known which lines the articles share; dates by other articles and
    /// finds copies.
    ///
    /// # Errors
    /// [`Error::NoPassages`] when there is none.
    pub fn finish(self) -> Result<Corpus> {
        let Self { paths, options, mut corpus, documents, lines, .. } = self;
        self.progress.finish(Phase::Reading);
        let repeated = repeated(&lines);
        drop(lines);
        let mut articles: Vec<_> =
            documents.into_par_iter().map(|document| cut(document, &repeated, options)).collect();
        settle(&mut articles);
        place(articles, &mut corpus);
        if !options.keep_duplicates {
            duplicates::mark(&mut corpus);
        }
        if corpus.passages.is_empty() {
            return Err(Error::NoPassages { searched: searched(paths, self.found.len(), &corpus.skipped) });
        }
        Ok(corpus)
    }
}

/// Appends; what is all of a large corpus is not copied.
fn append<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.append(&mut more);
    }
}

impl Opened {
    fn new(file: &Found, input: &[u8]) -> Self {
        let bytes = if file.is_standard_input() {
            Ok(input.to_vec())
        } else {
            std::fs::read(&file.path).map_err(Error::io("read", &file.path))
        };
        let contents = bytes.map(|bytes| {
            let fingerprint = FileFingerprint::new(file, &bytes);
            (bytes, fingerprint)
        });
        let hash = contents.as_ref().map_or("", |(_, fingerprint)| &fingerprint.hash);
        Self { file: file.clone(), key: FileReading::key(file, hash), contents }
    }
}

/// What a file gives, and the form in which that is kept, where it is to be.
fn read_file(file: &Found, bytes: Vec<u8>, keep: bool) -> Result<(FileReading, Option<Vec<u8>>)> {
    let reading = match FileReading::new(file, bytes) {
        Ok(reading) => reading,
        Err(reason) if file.named => return Err(unreadable(&file.path, None, reason)),
        // it was there, and need not be looked at again
        Err(reason) => {
            let skipped = Skipped { path: String::new(), line: None, reason };
            let read = FileRead { skipped: vec![skipped], ..FileRead::default() };
            FileReading { read, lines: Vec::new() }
        }
    };
    // A file named by the user of which nothing can be read is an error; of a folder's, each line is named.
    match reading.read.skipped.first() {
        Some(first) if file.named && reading.read.documents.is_empty() => {
            Err(unreadable(&file.path, first.line, first.reason.clone()))
        }
        _ => {
            let kept = if keep { reading.to_bytes() } else { None };
            Ok((reading.placed(file), kept))
        }
    }
}

fn unreadable(path: &Path, line: Option<u64>, reason: String) -> Error {
    Error::Unreadable { path: path.to_owned(), line, reason }
}

fn as_skipped(file: &Found, error: &Error) -> Skipped {
    let (line, reason) = match error {
        Error::Unreadable { line, reason, .. } => (*line, reason.clone()),
        Error::Io { source, .. } => (None, source.to_string()),
        other => (None, other.to_string()),
    };
    Skipped { path: file.shown.clone(), line, reason }
}
