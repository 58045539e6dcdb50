//! The entries of a zip file, by name: of an archive, or the parts of a document that is one.

use super::limits::{MOST_ENTRIES, MOST_PART_BYTES, Packed, too_large, unpack};
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::cell::Cell;

/// An entry as the list of a zip file describes it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its path, with `/` between the parts.
    pub(super) name: String,
    /// What it says that it unpacks to, in bytes.
    pub(super) size: u64,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
}

/// A zip file whose list of entries was read.
#[derive(Debug)]
pub(super) struct Zip<'bytes> {
    archive: ZipSliceArchive<&'bytes [u8]>,
    /// Its files, in the order of the list.
    pub(super) entries: Vec<Entry>,
    /// Why the list ends early, if it does.
    pub(super) broken: Option<String>,
}

impl<'bytes> Zip<'bytes> {
    /// Reads the list of entries.
    pub(super) fn open(bytes: &'bytes [u8]) -> Result<Self, String> {
        let archive = ZipArchive::from_slice(bytes).map_err(|error| format!("not a readable zip file: {error}"))?;
        let (mut entries, mut broken, mut seen, mut packed) = (Vec::new(), None, 0, 0_u64);
        let mut list = archive.entries();
        loop {
            if seen > MOST_ENTRIES || archive.entries_hint() > MOST_ENTRIES {
                return Err(format!("it holds more than {MOST_ENTRIES} entries"));
            }
            seen += 1;
            let record = match list.next_entry() {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(error) => {
                    broken = Some(format!("its list of entries ends early: {error}"));
                    break;
                }
            };
            packed = packed.saturating_add(record.compressed_size_hint());
            if packed > bytes.len() as u64 {
                return Err("its entries lie over each other".to_owned());
            }
            if !record.is_dir() {
                entries.push(Entry {
                    name: name(record.file_path().as_bytes()),
                    size: record.uncompressed_size_hint(),
                    place: record.wayfinder(),
                    method: record.compression_method(),
                    encrypted: record.flags().is_encrypted(),
                });
            }
        }
        Ok(Self { archive, entries, broken })
    }

    /// The contents of an entry of at most `most` bytes, checked against its checksum.
    pub(super) fn unpack(&self, entry: &Entry, most: u64) -> Result<Vec<u8>, String> {
        if entry.encrypted {
            return Err("it is protected by a password".to_owned());
        }
        if entry.size > most {
            return Err(too_large(most));
        }
        let found = self.archive.get_entry(entry.place).map_err(|error| format!("it cannot be unpacked: {error}"))?;
        let taken = Cell::new(0);
        let packed = Packed::new(found.data(), &taken);
        // What unpacks to more than the list says is broken, and was not counted.
        match entry.method {
            CompressionMethod::STORE => unpack(found.verifying_reader(packed), entry.size, &taken),
            CompressionMethod::DEFLATE => {
                unpack(found.verifying_reader(DeflateDecoder::new(packed)), entry.size, &taken)
            }
            method => Err(format!("its compression, {}, is not read", method.name().unwrap_or("of an unknown kind"))),
        }
    }

    /// The contents of the part of a document with this name, if it has one.
    pub(super) fn part(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else { return Ok(None) };
        self.unpack(entry, MOST_PART_BYTES).map(Some).map_err(|reason| format!("`{name}`: {reason}"))
    }
}

/// The name of an entry as text. What is not UTF-8 comes from programs of one country each, and shows as `\u{fffd}`.
fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\\', "/")
}
