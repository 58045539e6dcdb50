//! The head of a file of vectors: what it holds, and where.

use crate::embeddings::int8::{LINE, stride};
use std::ops::Range;

/// The first bytes of every such file, and the version of its layout.
const MAGIC: [u8; 8] = *b"filvec02";
/// The bytes before the first section: a whole number of lines.
pub(super) const HEADER: usize = 192;
/// Where the checksum of the header stands, after all that it covers.
const CHECKSUM: usize = 24 + 3 * HASH;
const HASH: usize = 32;

/// What a file of vectors was made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The BLAKE3 hash of the model's id.
    pub model: [u8; 32],
    /// The BLAKE3 hash of model, dimension and texts, in the order of the rows.
    pub generation: [u8; 32],
}

pub(super) struct Header {
    pub(super) rows: usize,
    pub(super) dimension: usize,
    pub(super) identity: Identity,
    /// The BLAKE3 hash of all that follows the header.
    pub(super) contents: [u8; 32],
}

impl Header {
    pub(super) fn write(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..16].copy_from_slice(&(self.rows as u64).to_le_bytes());
        bytes[16..24].copy_from_slice(&(self.dimension as u64).to_le_bytes());
        let hashes = [self.identity.model, self.identity.generation, self.contents];
        bytes[24..CHECKSUM].copy_from_slice(hashes.as_flattened());
        let checksum = blake3::hash(&bytes[..CHECKSUM]);
        bytes[CHECKSUM..CHECKSUM + HASH].copy_from_slice(checksum.as_bytes());
        bytes
    }

    /// The header, when it is one and none of its bytes has changed; else the reason.
    pub(super) fn read(bytes: &[u8; HEADER]) -> Result<Self, String> {
        if bytes[..8] != MAGIC {
            return Err("it is no file of vectors of this version".into());
        }
        let sound = bytes[CHECKSUM..CHECKSUM + HASH] == *blake3::hash(&bytes[..CHECKSUM]).as_bytes()
            && bytes[CHECKSUM + HASH..].iter().all(|byte| *byte == 0);
        // a machine that keeps numbers the other way round makes its own file
        if !sound || cfg!(target_endian = "big") {
            return Err("its head is damaged".into());
        }
        let [rows, dimension] = [8, 16].map(|at| u64::from_le_bytes(array(bytes, at)) as usize);
        let [model, generation, contents] = [0, 1, 2].map(|number| array(bytes, 24 + number * HASH));
        Ok(Self { rows, dimension, identity: Identity { model, generation }, contents })
    }
}

fn array<const N: usize>(bytes: &[u8; HEADER], at: usize) -> [u8; N] {
    std::array::from_fn(|offset| bytes[at + offset])
}

/// Where the sections are, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) dimension: usize,
    pub(super) codes: Range<usize>,
    pub(super) scales: Range<usize>,
    pub(super) residuals: Range<usize>,
    pub(super) values: Range<usize>,
    /// The length of all.
    pub(super) end: usize,
}

impl Layout {
    pub(super) fn new(rows: usize, dimension: usize) -> Self {
        let mut end = HEADER;
        let mut section = |length: usize| {
            let start = end;
            end = (start + length).next_multiple_of(LINE);
            start..start + length
        };
        let float = size_of::<f32>();
        let codes = section(rows * stride(dimension));
        let [scales, residuals] = [(); 2].map(|()| section(rows * float));
        let values = section(rows * dimension * float);
        Self { dimension, codes, scales, residuals, values, end }
    }
}
