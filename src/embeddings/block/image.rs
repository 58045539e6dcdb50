//! The bytes of a block of vectors, written in one go through any writer that can go back to its start.

use super::header::{HEADER, Header, Identity};
use crate::embeddings::Embeddings;
use crate::embeddings::int8::{LINE, Rounding, round, stride};
use rayon::prelude::*;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

/// Rows rounded at once, by all cores.
const BATCH: usize = 16_384;
/// Floats turned to bytes at once.
const FLOATS: usize = 65_536;

/// Writes the header and all sections.
pub(super) fn write(writer: &mut (impl Write + Seek), embeddings: &Embeddings, identity: &Identity) -> io::Result<()> {
    writer.seek(SeekFrom::Start(HEADER as u64))?;
    let mut body = Body { writer: BufWriter::new(&mut *writer), hasher: blake3::Hasher::new(), length: 0 };
    let roundings = body.codes(embeddings)?;
    body.floats(roundings.iter().map(|rounding| rounding.scale))?;
    body.floats(roundings.iter().map(|rounding| rounding.residual))?;
    for values in embeddings.as_slice().chunks(FLOATS) {
        body.put(&values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())?;
    }
    body.pad()?;
    body.writer.flush()?;
    let contents = *body.hasher.finalize().as_bytes();
    drop(body);
    let header =
        Header { rows: embeddings.len(), dimension: embeddings.dimension(), identity: *identity, contents }.write();
    writer.seek(SeekFrom::Start(0))?;
    writer.write_all(&header)?;
    writer.flush()
}

/// What follows the header, hashed as it is written.
struct Body<W: Write> {
    writer: BufWriter<W>,
    hasher: blake3::Hasher,
    length: usize,
}

impl<W: Write> Body<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.length += bytes.len();
        self.writer.write_all(bytes)
    }

    /// Goes on to the next line.
    fn pad(&mut self) -> io::Result<()> {
        let missing = self.length.next_multiple_of(LINE) - self.length;
        self.put(&[0; LINE][..missing])
    }

    fn floats(&mut self, values: impl Iterator<Item = f32>) -> io::Result<()> {
        self.put(&values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>())?;
        self.pad()
    }

    /// Writes the codes of all rows and returns what their rounding lost.
    fn codes(&mut self, embeddings: &Embeddings) -> io::Result<Vec<Rounding>> {
        let (dimension, stride) = (embeddings.dimension().max(1), stride(embeddings.dimension()).max(1));
        let mut roundings = Vec::with_capacity(embeddings.len());
        let mut codes = vec![0_u8; BATCH.min(embeddings.len()) * stride];
        for rows in embeddings.as_slice().chunks(BATCH * dimension) {
            let codes = &mut codes[..rows.len() / dimension * stride];
            let pairs = rows.par_chunks_exact(dimension).zip(codes.par_chunks_exact_mut(stride));
            roundings.par_extend(pairs.map(|(row, codes)| round(row, codes)));
            self.put(codes)?;
        }
        self.pad()?;
        Ok(roundings)
    }
}
