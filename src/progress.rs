//! Progress as data. The library reports, the binary draws.

/// A step of the work that can take long enough to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Reading files; counted in files.
    Reading,
    /// Embedding passages; counted in passages.
    Embedding,
    /// Forming themes; counted in candidate counts tried.
    Clustering,
    /// Naming themes; counted in themes.
    Naming,
    /// Comparing every passage with every other; counted in passages.
    Linking,
    /// Downloading a model; counted in bytes.
    Downloading,
}

/// Receives progress. Methods may be called from several threads.
pub trait Progress: Sync {
    /// A phase begins; `total` is how many steps it has, when known.
    fn start(&self, phase: Phase, total: Option<u64>);
    /// `steps` more steps of the phase are done.
    fn advance(&self, phase: Phase, steps: u64);
    /// The phase is over.
    fn finish(&self, phase: Phase);
    /// Something a person should know before the work goes on, such as what it will cost; a line of text.
    fn notice(&self, _line: &str) {}
}

/// Ignores all progress.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: Phase, _: Option<u64>) {}
    fn advance(&self, _: Phase, _: u64) {}
    fn finish(&self, _: Phase) {}
}
