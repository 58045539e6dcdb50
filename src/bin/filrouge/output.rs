//! Where results go: standard output, or a file that appears whole or not at all.

use anyhow::Context as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Standard output, buffered, with colours as the user wants them.
pub(crate) fn standard() -> BufWriter<anstream::Stdout> {
    BufWriter::new(anstream::stdout())
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
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".filrouge-").tempfile_in(folder).with_context(cannot)?;
        Ok(Self::Whole(BufWriter::new(file), path.into()))
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
                readable_by_all(file.as_file()).with_context(|| cannot(&path))?;
                file.persist(&path).map_err(|error| error.error).with_context(|| cannot(&path))?;
            }
        }
        Ok(())
    }
}

/// Temporary files are their owner's alone; an exported file is like any other.
#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}

/// Whether the reader of our output has gone away, as `head` does: no error.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io_kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json_kind = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
    })
}
