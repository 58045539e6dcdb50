//! One file packed by gzip: read as what its name says without `.gz`.

use super::limits::{Allowance, Packed, Unpacking, unpack};
use super::warc::read_warc;
use crate::corpus::document::FileRead;
use crate::corpus::file::read_within;
use crate::corpus::walk::{EXTENSIONS, Format, Found};
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::io::BufReader;

/// Unpacks the file and reads what is in it.
pub(super) fn read_gzip(file: &Found, bytes: &[u8], allowance: &mut Allowance) -> Result<FileRead, String> {
    let path = file.path.with_extension("");
    let format = Format::of(&path)
        .ok_or_else(|| format!("its name does not say which format is packed (as in `a.jsonl.gz`; {EXTENSIONS})"))?;
    if format == Format::Gzip {
        return Err("it is packed twice".to_owned());
    }
    let taken = Cell::new(0);
    let inner = Found { path, format, ..file.clone() };
    if format == Format::Warc {
        let unpacking = Unpacking::new(MultiGzDecoder::new(Packed::new(bytes, &taken)), &taken);
        return read_warc(&inner, BufReader::new(unpacking), allowance);
    }
    let unpacked = unpack(MultiGzDecoder::new(Packed::new(bytes, &taken)), allowance.bytes, &taken)?;
    allowance.take(unpacked.len() as u64)?;
    read_within(&inner, unpacked, allowance)
}
