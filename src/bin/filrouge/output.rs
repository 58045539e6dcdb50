//! Where results go: standard output, or a file that appears whole or not at all.

use crate::args::TableOrJson;
use anyhow::Context as _;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Standard output, buffered, with colours as the user wants them.
pub(crate) fn standard() -> BufWriter<anstream::Stdout> {
    BufWriter::new(anstream::stdout())
}

/// A report on standard output: as JSON on one line, or as its table.
pub(crate) fn report(
    format: TableOrJson,
    value: &impl Serialize,
    table: impl FnOnce(&mut BufWriter<anstream::Stdout>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut writer = standard();
    match format {
        TableOrJson::Json => {
            serde_json::to_writer(&mut writer, value)?;
            writeln!(writer)?;
        }
        TableOrJson::Table => table(&mut writer)?,
    }
    Ok(writer.flush()?)
}

/// A line on standard error. Nothing can be said about an error in saying it.
pub(crate) fn tell(line: &str) {
    let _ = anstream::stderr().write_all(format!("{line}\n").as_bytes());
}

/// An output opened before the work begins, so that a wrong path fails at once.
pub(crate) enum Output {
    Standard(BufWriter<io::Stdout>),
    /// A new file beside its final place, renamed to it in the end.
    Whole(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe, which cannot be renamed.
    Special(BufWriter<File>, PathBuf),
}

impl Output {
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Standard(BufWriter::new(io::stdout()))) };
        let cannot = || format!("cannot write `{}`", path.display());
        if path.is_dir() {
            anyhow::bail!("cannot write `{}`: it is a folder", path.display());
        }
        if path.exists() && !path.is_file() {
            let file = File::options().write(true).open(path).with_context(cannot)?;
            return Ok(Self::Special(BufWriter::new(file), path.into()));
        }
        let path = linked(path).with_context(cannot)?;
        let file = beside(&path).with_context(cannot)?;
        Ok(Self::Whole(BufWriter::new(file), path))
    }

    /// Writes by `write` and puts the file in its place.
    pub(crate) fn write(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let cannot = |path: &Path| format!("cannot write `{}`", path.display());
        match self {
            Self::Standard(mut writer) => {
                write(&mut writer)?;
                writer.flush()?;
            }
            Self::Special(mut writer, path) => {
                write(&mut writer).and_then(|()| writer.flush()).with_context(|| cannot(&path))?;
            }
            Self::Whole(mut writer, path) => {
                write(&mut writer).and_then(|()| writer.flush()).with_context(|| cannot(&path))?;
                let file =
                    writer.into_inner().map_err(io::IntoInnerError::into_error).with_context(|| cannot(&path))?;
                file.persist(&path).map_err(|error| error.error).with_context(|| cannot(&path))?;
            }
        }
        Ok(())
    }
}

/// The file that a path means: what a symbolic link points to, and so on, whether it exists or not.
fn linked(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // as many links as Linux follows
    for _ in 0..40 {
        if !path.is_symlink() {
            return Ok(path);
        }
        path = folder_of(&path).join(path.read_link()?);
    }
    Err(io::Error::other("too many symbolic links"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file beside `path`, with the permissions of the file there, or those that the user gives to new files.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".filrouge-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder_of(path))?;
    if path.exists() {
        // a file that may not be written may not be replaced either
        let existing = File::options().write(true).open(path)?;
        file.as_file().set_permissions(existing.metadata()?.permissions())?;
    }
    Ok(file)
}

/// Whether two paths mean the same file, whether it exists or not.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| {
        let path = linked(path).ok()?;
        Some((folder_of(&path).canonicalize().ok()?, path.file_name()?.to_owned()))
    };
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// Whether the reader of our output has gone away, as `head` does: no error.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io_kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json_kind = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
    })
}
