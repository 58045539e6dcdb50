//! Zip archives: every file inside is read as if it lay in a folder, under the path `archive.zip#inner/a.html`.

use super::limits::{Allowance, MOST_ENTRY_BYTES};
use super::zip::{Entry, Zip};
use crate::corpus::Skipped;
use crate::corpus::document::FileRead;
use crate::corpus::file::read_within;
use crate::corpus::walk::{Format, Found, format_inside};
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::PathBuf;

/// An entry, and the file it is, or why it is passed over.
type Plan<'zip> = (&'zip Entry, Result<Found, String>);

/// Reads the files of an archive. What cannot be read is skipped under its own path, and the others are read.
pub(super) fn read_archive(file: &Found, bytes: &[u8], allowance: &mut Allowance) -> Result<FileRead, String> {
    let mut within = allowance.deeper()?;
    let zip = Zip::open(bytes)?;
    let plans = plan(file, &zip.entries, &mut within);
    // Sizes were counted before anything is unpacked, so that the threads share nothing.
    let mut reads: Vec<FileRead> = plans
        .par_iter()
        .map(|(entry, plan)| match plan {
            Ok(inner) if inner.format == Format::Zip => FileRead::default(),
            Ok(inner) => {
                let mut own = Allowance { bytes: MOST_ENTRY_BYTES, ..within };
                let unpacked = zip.unpack(entry, MOST_ENTRY_BYTES);
                settle(file, entry, unpacked.and_then(|bytes| read_within(inner, bytes, &mut own)))
            }
            Err(reason) => settle(file, entry, Err(reason.clone())),
        })
        .collect();
    // An archive inside may use what is left, each after the other.
    for ((entry, plan), read) in plans.iter().zip(&mut reads) {
        if let Some(inner) = plan.as_ref().ok().filter(|inner| inner.format == Format::Zip) {
            let unpacked = zip.unpack(entry, MOST_ENTRY_BYTES);
            *read = settle(file, entry, unpacked.and_then(|bytes| read_within(inner, bytes, &mut within)));
        }
    }
    allowance.bytes = within.bytes;
    let mut all = FileRead::default();
    for mut read in reads {
        all.documents.append(&mut read.documents);
        all.skipped.append(&mut read.skipped);
        all.notes.append(&mut read.notes);
    }
    all.skipped.extend(zip.broken.map(|reason| Skipped { path: file.shown.clone(), line: None, reason }));
    Ok(all)
}

/// Says of each entry whether it is read, in their order, and takes its size from what may be unpacked.
fn plan<'zip>(file: &Found, entries: &'zip [Entry], allowance: &mut Allowance) -> Vec<Plan<'zip>> {
    let mut names = HashSet::new();
    let mut plans = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !is_hidden(&entry.name)) {
        let path = PathBuf::from(&entry.name);
        let plan = format_inside(&path).and_then(|format| {
            if !names.insert(entry.name.as_str()) {
                return Err("an entry of the same name comes before it".to_owned());
            }
            allowance.take(entry.size)?;
            let (shown, relative) = (below(&file.shown, entry), below(&file.relative, entry));
            Ok(Found { path, shown, relative, named: false, format })
        });
        plans.push((entry, plan));
    }
    plans
}

fn below(archive: &str, entry: &Entry) -> String {
    format!("{archive}#{}", entry.name)
}

/// What an entry gave, with the reason if that is nothing.
fn settle(file: &Found, entry: &Entry, read: Result<FileRead, String>) -> FileRead {
    read.unwrap_or_else(|reason| {
        let skipped = Skipped { path: below(&file.shown, entry), line: None, reason };
        FileRead { skipped: vec![skipped], ..FileRead::default() }
    })
}

/// Whether a file is hidden, or one that a Mac adds to archives: silent, as in folders.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..") || name.starts_with("__MACOSX/")
}
