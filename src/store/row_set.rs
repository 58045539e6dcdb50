//! Which of the passages count, a bit for each.

/// A set of rows among `n`.
///
/// ```
/// use filrouge::store::RowSet;
/// let mut rows = RowSet::all(100);
/// rows.remove(7);
/// assert!(rows.contains(70) && !rows.contains(7) && !rows.contains(100));
/// assert_eq!(rows.count(), 99);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    /// No row of `count`.
    #[must_use]
    pub fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// All rows of `count`.
    #[must_use]
    pub fn all(count: usize) -> Self {
        let mut set = Self(vec![u64::MAX; count.div_ceil(64)]);
        if let Some(last) = set.0.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last = (1 << (count % 64)) - 1;
        }
        set
    }

    /// Takes a row in; one beyond the last is ignored.
    pub fn insert(&mut self, row: usize) {
        if let Some(bits) = self.0.get_mut(row / 64) {
            *bits |= 1 << (row % 64);
        }
    }

    /// Leaves a row out.
    pub fn remove(&mut self, row: usize) {
        if let Some(bits) = self.0.get_mut(row / 64) {
            *bits &= !(1 << (row % 64));
        }
    }

    /// Whether a row is in.
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// How many rows are in.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }
}
