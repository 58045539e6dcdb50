//! Which files a corpus is made of: the paths given, folders walked, in an order that never changes.
//!
//! It opens no file, and lists none that could keep its reader waiting: a pipe, a socket, a device.

use super::{Skipped, shown_path};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown,
    Html,
    JsonLines,
    Table,
    Mail,
    Docx,
    Odt,
    Epub,
    #[cfg(feature = "pdf")]
    Pdf,
    Warc,
    Zip,
    Gzip,
}

/// The extensions read, for messages.
#[cfg(feature = "pdf")]
pub(super) const EXTENSIONS: &str = ".txt, .md, .markdown, .html, .htm, .xhtml, .jsonl, .ndjson, .csv, .tsv, .eml, .docx, .odt, .epub, .pdf, .warc, .zip, .gz";
#[cfg(not(feature = "pdf"))]
pub(super) const EXTENSIONS: &str = ".txt, .md, .markdown, .html, .htm, .xhtml, .jsonl, .ndjson, .csv, .tsv, .eml, .docx, .odt, .epub, .warc, .zip, .gz";

/// Why a pipe, a socket or a device is not read.
const NOT_REGULAR: &str = "not a regular file";

impl Format {
    /// The format that the extension of a name stands for.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "txt" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "jsonl" | "ndjson" => Self::JsonLines,
            "csv" | "tsv" => Self::Table,
            "eml" => Self::Mail,
            "docx" => Self::Docx,
            "odt" => Self::Odt,
            "epub" => Self::Epub,
            #[cfg(feature = "pdf")]
            "pdf" => Self::Pdf,
            "warc" => Self::Warc,
            "zip" => Self::Zip,
            "gz" => Self::Gzip,
            _ => return None,
        })
    }
}

impl Format {
    /// Whether the date that such a file gives is that of the file rather than of its text.
    pub(super) fn dates_the_file(self) -> bool {
        #[cfg(feature = "pdf")]
        if self == Self::Pdf {
            return true;
        }
        matches!(self, Self::Docx | Self::Odt)
    }
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is; `-` is standard input.
    pub(super) path: PathBuf,
    /// As the user would type it.
    pub(super) shown: String,
    /// Below the folder given, with `/` between its parts.
    pub(super) relative: String,
    /// Whether the user named it, so that a problem with it is an error.
    pub(super) named: bool,
    pub(super) format: Format,
}

impl Found {
    pub(super) fn is_standard_input(&self) -> bool {
        self.named && self.path.as_os_str() == "-"
    }
}

/// The files to read, in order, and those passed over.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) found: Vec<Found>,
    pub(super) skipped: Vec<Skipped>,
}

/// Lists the files under `paths`: roots in the order given, files in the byte order of their path below the root. A file
/// reached twice is read once.
pub(super) fn list(paths: &[PathBuf]) -> Result<Listing> {
    let mut listing = Listing::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let (shown, relative) = ("-".to_owned(), "-".to_owned());
            listing.found.push(Found { path: path.clone(), shown, relative, named: true, format: Format::JsonLines });
            continue;
        }
        let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::MissingPath { path: path.clone() },
            _ => Error::io("read", path)(error),
        })?;
        if metadata.is_dir() {
            list_folder(path, &mut listing);
        } else if metadata.is_file() {
            listing.found.push(named_file(path)?);
        } else {
            return Err(Error::Unreadable { path: path.clone(), line: None, reason: NOT_REGULAR.to_owned() });
        }
    }
    read_once(&mut listing);
    Ok(listing)
}

fn named_file(path: &Path) -> Result<Found> {
    // A name without an extension is taken at the user's word.
    let format = if path.extension().is_none() { Some(Format::Text) } else { Format::of(path) };
    let format = format.ok_or_else(|| Error::Unreadable {
        path: path.to_owned(),
        line: None,
        reason: format!("not a format that is read ({EXTENSIONS})"),
    })?;
    let relative = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Found { path: path.to_owned(), shown: shown_path(path), relative, named: true, format })
}

fn list_folder(root: &Path, listing: &mut Listing) {
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(root).follow_links(true).into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if !entry.file_type().is_file() => {
                let reason = NOT_REGULAR.to_owned();
                skipped.push(Skipped { path: shown_path(entry.path()), line: None, reason });
            }
            Ok(entry) => match inside(root, entry.path()) {
                Ok(file) => found.push(file),
                Err(reason) => skipped.push(Skipped { path: shown_path(entry.path()), line: None, reason }),
            },
            Err(error) => {
                let reason = match error.loop_ancestor() {
                    Some(ancestor) => format!("a link back to `{}`", ancestor.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                };
                let path = shown_path(error.path().unwrap_or(root));
                skipped.push(Skipped { path, line: None, reason });
            }
        }
    }
    found.sort_by(|left, right| left.relative.as_bytes().cmp(right.relative.as_bytes()));
    skipped.sort_by(|left, right| left.path.as_bytes().cmp(right.path.as_bytes()));
    listing.found.append(&mut found);
    listing.skipped.append(&mut skipped);
}

/// A file inside a folder, or why it is passed over.
fn inside(root: &Path, path: &Path) -> Result<Found, String> {
    let format = format_inside(path)?;
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(Found { path: path.to_owned(), shown: shown_path(path), relative: parts.join("/"), named: false, format })
}

/// The format of a file that a folder or an archive holds, or why it is passed over.
pub(super) fn format_inside(path: &Path) -> Result<Format, String> {
    let format = Format::of(path).ok_or_else(|| format!("not a format that is read ({EXTENSIONS})"))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_uppercase();
    let word = stem.split(|character: char| !character.is_alphabetic()).next().unwrap_or_default();
    if ["README", "LICENSE", "LICENCE", "CHANGELOG"].contains(&word) {
        return Err("it describes the folder and is not part of the corpus".to_owned());
    }
    Ok(format)
}

/// Drops the files that overlapping paths or links reach a second time.
fn read_once(listing: &mut Listing) {
    let mut first: HashMap<PathBuf, String> = HashMap::new();
    let skipped = &mut listing.skipped;
    listing.found.retain(|file| {
        let real = std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone());
        if let Some(shown) = first.get(&real) {
            let reason = format!("already read as `{shown}`");
            skipped.push(Skipped { path: file.shown.clone(), line: None, reason });
            return false;
        }
        first.insert(real, file.shown.clone());
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    #[test]
    fn files_come_in_byte_order_and_hidden_ones_are_silent() {
        let folder = folder(&["b.txt", "a/c.md", "a.txt", "a/.git/x.txt", ".hidden.txt", "Z.HTML"]);
        let listing = list(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = listing.found.iter().map(|file| file.relative.as_str()).collect();
        assert_eq!(names, ["Z.HTML", "a.txt", "a/c.md", "b.txt"]);
        assert!(listing.skipped.is_empty());
    }

    #[test]
    fn other_formats_and_files_about_the_folder_are_named() {
        let folder = folder(&["README.md", "LICENSE-MIT.txt", "photo.jpg", "themes.toml", "readmes-of-war.txt"]);
        let listing = list(&[folder.path().to_owned()]).unwrap();
        assert_eq!(listing.found.len(), 1);
        assert_eq!(listing.skipped.len(), 4);
        assert!(listing.skipped.iter().any(|skipped| skipped.reason.contains("describes the folder")));
    }

    #[test]
    fn a_file_given_by_name_must_exist_and_be_readable() {
        let folder = folder(&["photo.jpg", "README.md", "plain"]);
        let name = |name: &str| vec![folder.path().join(name)];
        assert!(matches!(list(&name("absent.txt")), Err(Error::MissingPath { .. })));
        assert!(matches!(list(&name("photo.jpg")), Err(Error::Unreadable { .. })));
        assert_eq!(list(&name("README.md")).unwrap().found.len(), 1);
        assert_eq!(list(&name("plain")).unwrap().found[0].format, Format::Text);
    }

    #[test]
    fn overlapping_paths_read_a_file_once() {
        let folder = folder(&["a/one.txt"]);
        let listing = list(&[folder.path().join("a/one.txt"), folder.path().to_owned()]).unwrap();
        assert_eq!((listing.found.len(), listing.skipped.len()), (1, 1));
        assert!(listing.skipped[0].reason.starts_with("already read as"));
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let folder = folder(&["a/one.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        let listing = list(&[folder.path().to_owned()]).unwrap();
        assert_eq!(listing.found.len(), 1);
        assert!(listing.skipped[0].reason.starts_with("a link back to"));
    }
}
