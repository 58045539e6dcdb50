//! Errors as the user sees them: what, where, why, and a hint with the next action.

use crate::output::tell;
use crate::paint::{ERROR, HINT, visible};
use filrouge::error::Error;

const WRITABLE: &str = "choose a folder you may write to, for example `--index ~/my-index.sqlite`";
const READABLE: &str = "check the permissions of the file and of the folders above it";

/// Prints an error with its causes and, where there is one, a hint.
pub(crate) fn report(error: &anyhow::Error) {
    tell(&format!("{ERROR}error:{ERROR:#} {}", visible(&message(error))));
    if let Some(hint) = of(error) {
        tell(&format!("{HINT}hint:{HINT:#} {}", visible(&hint)));
    }
}

/// An error with its causes.
pub(crate) fn message(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    causes.join(": ")
}

/// What to do next about an error, where that is known.
pub(crate) fn of(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| cause.downcast_ref()).and_then(hint)
}

/// What to do next.
fn hint(error: &Error) -> Option<String> {
    let hint = match error {
        Error::MissingPath { .. } => "check the spelling; paths are relative to the current folder".into(),
        Error::NoPassages { .. } => {
            "give a folder or files of .txt, .md, .html, .jsonl or .csv, or - for JSON lines on standard input".into()
        }
        Error::TooManyThemes { distinct, .. } => format!("ask for at most {distinct} with `--count`, or leave it away"),
        Error::SampleSize { least, most, .. } => format!("ask for {least} to {most} with `-n`"),
        Error::OtherVersion { .. } => {
            "run `filrouge themes PATH` again: texts that have not changed are not embedded anew".into()
        }
        Error::TooManyPassages { .. } => {
            "use k-means, which has no limit: `--algorithm kmeans`; or cluster whole articles: `--unit article`".into()
        }
        Error::UnknownModel { nearest, .. } if !nearest.is_empty() => {
            format!("did you mean `{}`? `filrouge models` lists all; a folder is written `./DIR`", nearest.join("`, `"))
        }
        Error::UnknownModel { .. } => "`filrouge models` lists all names; a folder is written `./DIR`".into(),
        Error::UnknownReranker { .. } => {
            "a folder with an ONNX cross-encoder and its tokenizer is written `--rerank ./DIR`".into()
        }
        Error::RuntimeMissing { .. } => {
            "install it with `pip install onnxruntime`, or set ORT_DYLIB_PATH to libonnxruntime; the embedded model \
             needs none of it"
                .into()
        }
        Error::RuntimeUnusable { .. } => {
            "install a newer one with `pip install --upgrade onnxruntime`, or set ORT_DYLIB_PATH to another".into()
        }
        Error::Offline { model, .. } => format!("run `filrouge models fetch {model}` once while online"),
        Error::Download { model, .. } => {
            format!("try `filrouge models fetch {model}` again later, or give a folder with the model, `./DIR`, in its place")
        }
        Error::Parameter { name: "namer-url", .. } => {
            "give the address of a server on this machine, such as http://localhost:11434/v1, or leave `--namer-url` away"
                .into()
        }
        Error::LanguageModel { .. } => {
            "start its server or check `--namer-url` (most addresses end in /v1) and `--namer-model`; the index holds the \
             themes under names of their own, which `filrouge themes` shows without `--namer-url`"
                .into()
        }
        Error::NoIndex { .. } => "run `filrouge themes PATH` first, or point to an index with `--index FILE`".into(),
        Error::NotAnIndex { .. }
        | Error::Damaged { .. }
        | Error::IndexTooNew { .. }
        | Error::IndexTooOld { .. }
        | Error::IndexBusy { .. } => index_hint(error).into(),
        Error::ModelMismatch { found, .. } => {
            format!("leave `--model` away, or make the index again: `filrouge themes --model …` (now `{found}`)")
        }
        Error::UnknownId { kind: "passage", .. } => "ids are shown by `filrouge similar` and in every export".into(),
        Error::UnknownId { .. } => "`filrouge themes` shows the numbers of the themes".into(),
        Error::Io { action, source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
            if action.starts_with("write") || action.starts_with("create") { WRITABLE.into() } else { READABLE.into() }
        }
        Error::Sqlite { source, .. } => return sqlite_hint(source),
        _ => return None,
    };
    Some(hint)
}

/// What to do about an index that is there and cannot be used.
fn index_hint(error: &Error) -> &'static str {
    match error {
        Error::Damaged { problem, .. } if problem.starts_with("vectors:") => {
            "remove that file: the next search makes it again from the index"
        }
        Error::Damaged { .. } => {
            "copy the index again if it was copied; else remove it and make it again with `filrouge themes PATH`"
        }
        Error::IndexTooNew { .. } => "install the newer filrouge, or make another index with `--index FILE`",
        Error::IndexTooOld { .. } => {
            "run `filrouge themes` once more, which adds them: texts that have not changed are not embedded anew"
        }
        Error::IndexBusy { .. } => "wait for the other filrouge to end, or use another index with `--index FILE`",
        _ => "point to another file with `--index FILE`; an index can always be made again with `filrouge themes PATH`",
    }
}

fn sqlite_hint(source: &rusqlite::Error) -> Option<String> {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
    match source.sqlite_error_code()? {
        DiskFull | SystemIoFailure => {
            Some("make room on the disk and run again; the index still holds the last whole state".into())
        }
        ReadOnly | CannotOpen => Some(WRITABLE.into()),
        _ => None,
    }
}
