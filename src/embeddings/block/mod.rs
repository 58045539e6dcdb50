//! Rows laid out for scanning: bytes first, then what their rounding lost, then the exact rows, each section aligned to a
//! cache line; in memory, or in a file that is mapped, so that a search reads only what it looks at.
//!
//! A file can be made again from what it was made of, so a faulty one is an occasion to do so and no error.

mod header;
mod image;

pub use header::Identity;

use super::Embeddings;
use super::int8::stride;
use super::kernel::dot;
use crate::error::{Error, Result};
use header::{HEADER, Header, Layout};
use memmap2::{Advice, Mmap, MmapMut};
use std::fs::File;
use std::io::{Cursor, Read};
use std::ops::Range;
use std::path::Path;

/// Exact rows of more bytes than this are read from the file instead of its map: a page that is looked at brings its
/// neighbours in, and after many queries all of a million rows would be resident, a gigabyte.
const MOST_MAPPED: usize = 256 << 20;

/// Embeddings laid out for scanning.
///
/// ```
/// use filrouge::embeddings::Embeddings;
/// use filrouge::embeddings::block::VectorBlock;
/// let embeddings = Embeddings::normalised(vec![1.0, 0.0, 0.6, 0.8], 2)?;
/// let block = VectorBlock::in_memory(&embeddings)?;
/// assert_eq!(block.rows().row(1), [0.6, 0.8]);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Debug)]
pub struct VectorBlock {
    map: Map,
    layout: Layout,
    /// The file, where exact rows are read from it one by one.
    file: Option<File>,
}

#[derive(Debug)]
enum Map {
    File(Mmap),
    Memory(MmapMut),
}

/// Rows to be searched: `n` of them, of one dimension, each in single precision and in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    dimension: usize,
    /// Shape `(n, stride(dimension))`.
    codes: &'a [u8],
    /// Shape `(n,)`.
    scales: &'a [f32],
    /// Shape `(n,)`.
    residuals: &'a [f32],
    /// Shape `(n, dimension)`.
    values: &'a [f32],
    /// Where single rows are read from, and where they begin in it.
    file: Option<(&'a File, u64)>,
}

impl<'a> Rows<'a> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The number of columns.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// One row, shape `(dimension,)`.
    #[must_use]
    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.values[row * self.dimension..(row + 1) * self.dimension]
    }

    /// The dot product of a row with a query, shape `(dimension,)`; `room` is for the row, and may be used again.
    pub fn similarity(&self, row: usize, query: &[f32], room: &mut Vec<f32>) -> f32 {
        if let Some((file, start)) = self.file {
            room.resize(self.dimension, 0.0);
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(room);
            if read_at(file, bytes, start + (row * bytes.len()) as u64).is_ok() {
                return dot(room, query);
            }
        }
        dot(self.row(row), query)
    }

    /// All values, shape `(n, dimension)`, row after row.
    #[must_use]
    pub fn values(&self) -> &'a [f32] {
        self.values
    }

    /// Whether a row is all zero: the model knew no token of its text.
    #[must_use]
    pub fn is_zero(&self, row: usize) -> bool {
        self.scales[row] == 0.0
    }

    /// The codes, the scales and the residuals of some rows, shapes `(n, stride)`, `(n,)` and `(n,)`.
    #[must_use]
    pub fn rounded(&self, rows: Range<usize>) -> (&'a [u8], &'a [f32], &'a [f32]) {
        let stride = stride(self.dimension);
        let codes = &self.codes[rows.start * stride..rows.end * stride];
        (codes, &self.scales[rows.clone()], &self.residuals[rows])
    }
}

impl VectorBlock {
    /// Lays rows out in memory.
    ///
    /// # Errors
    /// [`Error::Io`] when there is no memory left.
    pub fn in_memory(embeddings: &Embeddings) -> Result<Self> {
        let layout = Layout::new(embeddings.len(), embeddings.dimension());
        let refused = |source| Error::Io { action: "hold in memory", path: "the vectors".into(), source };
        let mut map = MmapMut::map_anon(layout.end.max(1)).map_err(refused)?;
        #[cfg(target_os = "linux")]
        let _ = map.advise(Advice::HugePage); // a kernel without huge pages serves small ones
        image::write(&mut Cursor::new(&mut map[..]), embeddings, &Identity::default()).map_err(refused)?;
        Ok(Self { map: Map::Memory(map), layout, file: None })
    }

    /// Lays rows out in a file, which appears whole or not at all, and maps it.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn create(path: &Path, embeddings: &Embeddings, identity: &Identity) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let refused = || Error::io("write", path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&*name).suffix(".tmp");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the user's mask takes
        let mut file = builder.tempfile_in(folder).map_err(refused())?;
        image::write(file.as_file_mut(), embeddings, identity).map_err(refused())?;
        file.as_file().sync_all().map_err(refused())?;
        let file = file.persist(path).map_err(|error| refused()(error.error))?;
        let layout = Layout::new(embeddings.len(), embeddings.dimension());
        let map = Map::File(map(&file).map_err(refused())?);
        Ok(Self { map, file: (layout.values.len() > MOST_MAPPED).then_some(file), layout })
    }

    /// Maps a file, when it is there, whole, and holds what `identity` says; else the reason in words.
    pub fn open(path: &Path, identity: &Identity) -> Result<Self, String> {
        Self::open_mapping(path, identity, MOST_MAPPED)
    }

    fn open_mapping(path: &Path, identity: &Identity, most: usize) -> Result<Self, String> {
        let mut file = File::open(path).map_err(|error| error.to_string())?;
        let mut head = [0; HEADER];
        file.read_exact(&mut head).map_err(|_| "it is cut short".to_owned())?;
        let header = Header::read(&head)?;
        if header.identity != *identity {
            return Err("it holds other vectors".into());
        }
        let layout = Layout::new(header.rows, header.dimension);
        if file.metadata().map_err(|error| error.to_string())?.len() != layout.end as u64 {
            return Err("it is cut short or has something added".into());
        }
        let map = map(&file).map_err(|error| error.to_string())?;
        // exact rows are read one here and one there, and reading ahead would fetch a gigabyte that nobody asked for
        let exact = &layout.values;
        #[cfg(unix)]
        let _ = map.advise_range(Advice::Random, exact.start, exact.len());
        Ok(Self { map: Map::File(map), file: (exact.len() > most).then_some(file), layout })
    }

    /// Whether every byte is as it was written; reads all of them.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        let bytes = self.bytes();
        bytes.first_chunk().and_then(|head| Header::read(head).ok()).is_some_and(|header| {
            header.contents == *blake3::Hasher::new().update_rayon(&bytes[HEADER..]).finalize().as_bytes()
        })
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        let (bytes, layout) = (self.bytes(), &self.layout);
        // both kinds of map begin on a page and every section on a line, so that no cast can fail
        let floats = |section: &Range<usize>| bytemuck::try_cast_slice(&bytes[section.clone()]).unwrap_or_default();
        Rows {
            dimension: layout.dimension,
            codes: &bytes[layout.codes.clone()],
            scales: floats(&layout.scales),
            residuals: floats(&layout.residuals),
            values: floats(&layout.values),
            file: self.file.as_ref().map(|file| (file, layout.values.start as u64)),
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.map {
            Map::File(map) => map,
            Map::Memory(map) => map,
        }
    }
}

/// Fills `bytes` from a place in a file, without moving any other reader's place.
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> std::io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, place);
    #[cfg(not(unix))]
    {
        let _ = (file, bytes, place);
        Err(std::io::ErrorKind::Unsupported.into()) // the map serves
    }
}

/// Maps a file for reading.
#[expect(unsafe_code, reason = "a map of a file is only as constant as the file")]
fn map(file: &File) -> std::io::Result<Mmap> {
    // SAFETY: this program never writes into such a file nor shortens it once it has its name: it writes a new one under
    // another name, flushes it and renames it, and removes it by name, which leaves maps alive.
    unsafe { Mmap::map(file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embeddings() -> Embeddings {
        let values = (0..40 * 70).map(|value| if value / 70 == 7 { 0.0 } else { f32::sin(value as f32) });
        Embeddings::normalised(values.collect(), 70).unwrap()
    }

    fn identity(number: u8) -> Identity {
        Identity { model: [1; 32], generation: [number; 32] }
    }

    #[test]
    fn rows_come_back_from_memory_and_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let embeddings = embeddings();
        VectorBlock::create(&path, &embeddings, &identity(2)).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the temporary file is gone");
        for block in [VectorBlock::in_memory(&embeddings).unwrap(), VectorBlock::open(&path, &identity(2)).unwrap()] {
            let rows = block.rows();
            assert_eq!((rows.len(), rows.dimension()), (40, 70));
            assert_eq!(rows.values(), embeddings.as_slice());
            assert!((0..40).all(|row| rows.is_zero(row) == (row == 7)));
            let (codes, scales, residuals) = rows.rounded(3..5);
            assert_eq!((codes.len(), scales.len(), residuals.len()), (2 * 128, 2, 2));
            assert_eq!(codes.as_ptr().align_offset(64), 0);
            assert!(block.is_intact());
        }
    }

    #[test]
    fn rows_read_from_the_file_are_those_of_the_map() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        VectorBlock::create(&path, &embeddings(), &identity(2)).unwrap();
        let (mapped, read) =
            [MOST_MAPPED, 0].map(|most| VectorBlock::open_mapping(&path, &identity(2), most).unwrap()).into();
        assert!(mapped.rows().file.is_none() && read.rows().file.is_some());
        let mut room = Vec::new();
        for row in 0..40 {
            let query = mapped.rows().row((row + 1) % 40);
            let similarity = |block: &VectorBlock, room: &mut Vec<f32>| block.rows().similarity(row, query, room);
            assert_eq!(similarity(&mapped, &mut room).to_bits(), similarity(&read, &mut room).to_bits());
        }
    }

    #[test]
    fn a_faulty_file_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        assert!(VectorBlock::open(&path, &identity(2)).is_err(), "it is missing");
        VectorBlock::create(&path, &embeddings(), &identity(2)).unwrap();
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(VectorBlock::open(&path, &identity(3)).unwrap_err(), "it holds other vectors");
        for length in [0, 10, HEADER, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(VectorBlock::open(&path, &identity(2)).is_err(), "{length} bytes");
        }
        for place in 0..HEADER {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            std::fs::write(&path, changed).unwrap();
            assert!(VectorBlock::open(&path, &identity(2)).is_err(), "byte {place}");
        }
        let mut changed = whole;
        let last = changed.len() - 1;
        changed[last] ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(!VectorBlock::open(&path, &identity(2)).unwrap().is_intact());
    }

    #[test]
    fn no_rows_are_a_block_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let block = VectorBlock::create(&path, &Embeddings::empty(3), &identity(2)).unwrap();
        assert!(block.rows().is_empty() && VectorBlock::open(&path, &identity(2)).unwrap().is_intact());
        assert!(VectorBlock::in_memory(&Embeddings::empty(3)).unwrap().rows().is_empty());
    }
}
