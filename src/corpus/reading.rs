//! Reads paths into a corpus: files in parallel, results in an order that no number of threads changes.

use super::cut::{CutArticle, cut};
use super::decode::decode;
use super::document::{Document, FileRead};
use super::duplicates;
use super::formats::{self, Allowance};
use super::html::{declared_encoding, read_html};
use super::keys::Keys;
use super::lines::Kind;
use super::options::ReadOptions;
use super::plain::read_plain;
use super::repeated::{repeated, short_lines};
use super::rows::{listed, read_json_lines};
use super::table::read_table;
use super::text_date::{date_text, settle};
use super::walk::{Format, Found, list};
use super::written_date::read_file_name;
use super::{Article, ArticleId, Corpus, DateSource, FileFingerprint, Note, Passage, PassageId, Skipped};
use crate::error::{Error, Result};
use crate::progress::{Phase, Progress};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads files and folders into a corpus: `.txt`, `.md`, `.html`, `.jsonl`, `.csv`, `.eml`, `.docx`, `.odt`, `.epub` and
/// `.pdf`, `.zip` and `.gz` of these, or `-` for JSON lines on standard input. Folders are walked; what cannot be read inside one is listed in [`Corpus::skipped`].
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
    options.check()?;
    let listing = list(paths)?;
    let mut input_bytes = Vec::new();
    if listing.found.iter().any(Found::is_standard_input) {
        input.read_to_end(&mut input_bytes).map_err(Error::io("read", "-"))?;
    }
    progress.start(Phase::Reading, Some(listing.found.len() as u64));
    let files: Vec<Result<(FileFingerprint, FileRead)>> = listing
        .found
        .par_iter()
        .map(|file| {
            let read = read_file(file, &input_bytes);
            progress.advance(Phase::Reading, 1);
            read
        })
        .collect();
    progress.finish(Phase::Reading);
    let mut corpus = Corpus { skipped: listing.skipped, ..Corpus::default() };
    let mut documents = Vec::new();
    for (file, read) in listing.found.iter().zip(files) {
        match read {
            Ok((fingerprint, mut read)) => {
                corpus.files.push(fingerprint);
                corpus.skipped.append(&mut read.skipped);
                corpus.notes.append(&mut read.notes);
                documents.append(&mut read.documents);
            }
            Err(error) if file.named => return Err(error),
            Err(error) => corpus.skipped.push(as_skipped(file, &error)),
        }
    }
    let seen = listing.found.len();
    let mut articles = cut_all(documents, options);
    settle(&mut articles);
    place(articles, &mut corpus);
    if !options.keep_duplicates {
        duplicates::mark(&mut corpus);
    }
    if corpus.passages.is_empty() {
        return Err(Error::NoPassages { searched: searched(paths, seen, &corpus.skipped) });
    }
    Ok(corpus)
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
            Ok(bytes) => Some(Ok(fingerprint(file, &bytes))),
            Err(error) if file.named => Some(Err(Error::io("read", &file.path)(error))),
            Err(_) => None,
        })
        .collect();
    files.into_iter().flatten().collect()
}

fn fingerprint(file: &Found, bytes: &[u8]) -> FileFingerprint {
    FileFingerprint {
        path: file.shown.clone(),
        bytes: bytes.len() as u64,
        hash: blake3::hash(bytes).to_hex().to_string(),
    }
}

fn read_file(file: &Found, input: &[u8]) -> Result<(FileFingerprint, FileRead)> {
    let bytes = if file.is_standard_input() {
        input.to_vec()
    } else {
        std::fs::read(&file.path).map_err(Error::io("read", &file.path))?
    };
    let fingerprint = fingerprint(file, &bytes);
    let read = match read_bytes(file, bytes) {
        Ok(read) => read,
        Err(reason) if file.named => return Err(unreadable(&file.path, None, reason)),
        // its fingerprint is kept all the same: it was there, and need not be looked at again
        Err(reason) => {
            let skipped = Skipped { path: file.shown.clone(), line: None, reason };
            FileRead { skipped: vec![skipped], ..FileRead::default() }
        }
    };
    // A file named by the user of which nothing can be read is an error; of a folder's, each line is named.
    match read.skipped.first() {
        Some(first) if file.named && read.documents.is_empty() => {
            Err(unreadable(&file.path, first.line, first.reason.clone()))
        }
        _ => Ok((fingerprint, read)),
    }
}

fn unreadable(path: &Path, line: Option<u64>, reason: String) -> Error {
    Error::Unreadable { path: path.to_owned(), line, reason }
}

/// Reads the bytes of a file as what its name says it is.
pub(super) fn read_bytes(file: &Found, bytes: Vec<u8>) -> Result<FileRead, String> {
    read_within(file, bytes, &mut Allowance::default())
}

/// Like [`read_bytes`], inside an archive that leaves this much to unpack.
pub(super) fn read_within(file: &Found, bytes: Vec<u8>, allowance: &mut Allowance) -> Result<FileRead, String> {
    let mut read = match formats::read(file, &bytes, allowance) {
        Some(read) => read?,
        None => read_text(file, bytes)?,
    };
    if matches!(file.format, Format::JsonLines | Format::Table | Format::Zip | Format::Gzip) {
        return Ok(read);
    }
    for document in &mut read.documents {
        date_by_name(document, file);
    }
    Ok(read)
}

fn read_text(file: &Found, bytes: Vec<u8>) -> Result<FileRead, String> {
    let declared = if file.format == Format::Html { declared_encoding(&bytes) } else { None };
    let decoded = decode(bytes, declared)?;
    let mut read = match file.format {
        Format::Html => read_html(file, &decoded.text),
        Format::JsonLines => read_json_lines(file, &decoded.text),
        Format::Table => read_table(file, &decoded.text)?,
        _ => read_plain(file, decoded.text),
    };
    if let Some(message) = decoded.note {
        read.notes.insert(0, Note { path: file.shown.clone(), line: None, message });
    }
    Ok(read)
}

/// Dates a document by the name of its file if nothing better dates it. What a word processor says is when the file was
/// made, which is no better.
fn date_by_name(document: &mut Document, file: &Found) {
    let metadata = &mut document.metadata;
    if metadata.date.is_none() || file.format.dates_the_file() {
        let named = file.path.file_stem().and_then(|stem| read_file_name(&stem.to_string_lossy()));
        if named.is_some() {
            metadata.date = named;
            metadata.date_source = Some(DateSource::FileName);
        }
    }
}

/// Dates a document by its own words if nothing better dates it.
fn date_by_text(document: &mut Document) {
    if document.metadata.date.is_some() {
        return;
    }
    let from = document.units.first().map_or(0, |unit| unit.span.start);
    let dated = date_text(&without_surroundings(document), from);
    let metadata = &mut document.metadata;
    if let Some((date, dating)) = dated {
        metadata.date = date;
        metadata.date_source = date.map(|_| DateSource::Text);
        metadata.dating = Some(Box::new(dating));
    }
}

/// The text with spaces where its format says that it is not the article: other articles' dates stand there.
fn without_surroundings(document: &Document) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(document.text.as_str());
    for span in document.units.iter().filter(|unit| matches!(unit.kind, Kind::Out(_))).map(|unit| unit.span) {
        text.to_mut().replace_range(span.start..span.end, &" ".repeat(span.end - span.start));
    }
    text
}

/// Cuts the documents, once it is known which lines they share.
fn cut_all(mut documents: Vec<Document>, options: &ReadOptions) -> Vec<CutArticle> {
    documents.par_iter_mut().for_each(date_by_text);
    let lines: Vec<_> = documents.par_iter().map(|document| short_lines(&document.text, &document.units)).collect();
    let repeated = repeated(&lines);
    documents.into_par_iter().map(|document| cut(document, &repeated, options)).collect()
}

/// Gives articles and passages their place and their key. An article without a passage is skipped; what was left out of
/// it stays listed.
fn place(articles: Vec<CutArticle>, corpus: &mut Corpus) {
    let (mut article_keys, mut passage_keys) = (Keys::new('a'), Keys::new('p'));
    for article in articles {
        let key = article_keys.next(blake3::hash(article.relative.as_bytes()));
        if article.passages.is_empty() {
            let reason = if article.left_out.is_empty() { "it holds no text" } else { "all of its text is left out" };
            corpus.skipped.push(Skipped { path: article.path, line: None, reason: reason.to_owned() });
            corpus.left_out.extend(article.left_out);
            continue;
        }
        let id = ArticleId(corpus.articles.len() as u32);
        for (passage, ordinal) in article.passages.into_iter().zip(0..) {
            corpus.passages.push(Passage {
                id: PassageId(corpus.passages.len() as u32),
                key: passage_keys.next(passage.hash),
                article: id,
                ordinal,
                start: passage.span.start,
                end: passage.span.end,
                text: passage.text,
                language: passage.language,
                copy_of: None,
            });
        }
        let metadata = article.metadata;
        corpus.articles.push(Article {
            id,
            key,
            path: article.path,
            title: metadata.title,
            source: metadata.source,
            date: metadata.date,
            date_source: metadata.date_source,
            dating: metadata.dating,
            language: metadata.language,
            copy_of: None,
        });
        corpus.left_out.extend(article.left_out);
    }
}

fn as_skipped(file: &Found, error: &Error) -> Skipped {
    let (line, reason) = match error {
        Error::Unreadable { line, reason, .. } => (*line, reason.clone()),
        Error::Io { source, .. } => (None, source.to_string()),
        other => (None, other.to_string()),
    };
    Skipped { path: file.shown.clone(), line, reason }
}

/// Where passages were looked for, and why the files there gave none.
fn searched(paths: &[PathBuf], seen: usize, skipped: &[Skipped]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let reasons: Vec<String> =
        skipped.iter().take(3).map(|skipped| format!("`{}`: {}", skipped.path, skipped.reason)).collect();
    let why = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join("; ")) };
    let more = skipped.len().checked_sub(4).map(|more| format!("; and {} more", more + 1)).unwrap_or_default();
    let place = if paths.is_empty() { "no path".to_owned() } else { listed(&paths) };
    format!("{place} (files seen: {seen}; passed over: {}{why}{more})", skipped.len())
}
