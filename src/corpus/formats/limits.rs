//! How much a file may unpack to: a few kilobytes can claim to be terabytes.

use std::cell::Cell;
use std::io::{BufRead, Read};

/// What all entries of one archive may unpack to: a large corpus, and what a usual computer holds in memory.
pub(in crate::corpus) const MOST_BYTES: u64 = 1 << 30;

/// What one entry of an archive may unpack to: fifty times the longest novel.
pub(super) const MOST_ENTRY_BYTES: u64 = 1 << 28;

/// What one part of a document may unpack to, such as the text of a `.docx`.
pub(super) const MOST_PART_BYTES: u64 = 1 << 26;

/// How many times its packed size an entry may unpack to. Text gains tenfold, columns of figures fiftyfold, deflate at most
/// 1,032 times.
const MOST_RATIO: u64 = 100;

/// Below this size no ratio is too high: a page of blanks is no bomb.
const RATIO_FROM: u64 = 1 << 22;

/// How many bytes are looked at together.
const STEP: usize = 1 << 16;

/// How many entries an archive may list: reading their names takes a tenth of a second.
pub(super) const MOST_ENTRIES: u64 = 100_000;

/// How deep archives and messages may lie in each other: one, and one inside it.
pub(super) const DEEPEST: u8 = 2;

/// What is left to unpack, and how deep the archive at hand lies.
#[derive(Clone, Copy, Debug)]
pub(in crate::corpus) struct Allowance {
    pub(super) bytes: u64,
    pub(super) depth: u8,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, depth: 0 }
    }
}

impl Allowance {
    /// The allowance of an archive inside this one, or why it is not opened.
    pub(super) fn deeper(self) -> Result<Self, String> {
        let depth = self.depth + 1;
        if depth > DEEPEST {
            return Err("it lies too deep: an archive or message in another in another".to_owned());
        }
        Ok(Self { depth, ..self })
    }

    /// Takes `bytes` from what is left, or says that it is too little.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), String> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| too_large(MOST_BYTES))?;
        Ok(())
    }
}

/// Packed bytes that count how many were taken.
pub(super) struct Packed<'a> {
    rest: &'a [u8],
    taken: &'a Cell<u64>,
}

impl<'a> Packed<'a> {
    pub(super) fn new(bytes: &'a [u8], taken: &'a Cell<u64>) -> Self {
        Self { rest: bytes, taken }
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.rest.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

impl BufRead for Packed<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        // In steps, so that what is taken is about what was unpacked so far.
        Ok(self.rest.get(..STEP).unwrap_or(self.rest))
    }

    fn consume(&mut self, amount: usize) {
        self.taken.set(self.taken.get() + amount as u64);
        self.rest.consume(amount);
    }
}

/// Unpacks what is not held in memory, stopping at a ratio that no text has.
pub(super) struct Unpacking<'a, R> {
    reader: R,
    unpacked: u64,
    taken: &'a Cell<u64>,
}

impl<'a, R: Read> Unpacking<'a, R> {
    /// `taken` says how many packed bytes the reader took.
    pub(super) fn new(reader: R, taken: &'a Cell<u64>) -> Self {
        Self { reader, unpacked: 0, taken }
    }
}

impl<R: Read> Read for Unpacking<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.unpacked += read as u64;
        if is_bomb(self.unpacked, self.taken) {
            return Err(std::io::Error::other(format!("it unpacks to more than {MOST_RATIO} times its size")));
        }
        Ok(read)
    }
}

fn is_bomb(unpacked: u64, taken: &Cell<u64>) -> bool {
    unpacked > RATIO_FROM && unpacked / MOST_RATIO > taken.get()
}

/// Unpacks `reader`, stopping at `most` bytes or at a ratio no text has. `taken` says how many packed bytes it took.
pub(super) fn unpack(mut reader: impl Read, most: u64, taken: &Cell<u64>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; STEP];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        let size = bytes.len() as u64;
        if size > most {
            return Err(too_large(most));
        }
        if is_bomb(size, taken) {
            return Err(format!("it unpacks to more than {MOST_RATIO} times its size"));
        }
    }
}

/// The reason to refuse what unpacks to more than `most` bytes.
pub(super) fn too_large(most: u64) -> String {
    let mebibytes = most >> 20;
    if mebibytes > 0 {
        format!("it unpacks to more than {mebibytes} MiB")
    } else {
        format!("it unpacks to more than {most} bytes")
    }
}
