//! How a corpus is read: a builder, checked once when reading begins.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How a corpus is read.
///
/// ```
/// use filrouge::corpus::ReadOptions;
///
/// let options = ReadOptions::default().min_chars(40).max_chars(2_000).keep_all(true);
/// assert!(options.check().is_ok());
/// assert!(ReadOptions::default().max_chars(10).check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOptions {
    pub(super) min_chars: usize,
    pub(super) max_chars: usize,
    pub(super) keep_all: bool,
    pub(super) keep_duplicates: bool,
}

impl Default for ReadOptions {
    /// Paragraphs of 60 to 1,200 characters stand by themselves, what is not part of an article is left out, and copies are
    /// found.
    fn default() -> Self {
        Self { min_chars: 60, max_chars: 1_200, keep_all: false, keep_duplicates: false }
    }
}

impl ReadOptions {
    /// A paragraph with fewer characters is joined to its neighbour.
    #[must_use]
    pub fn min_chars(mut self, min_chars: usize) -> Self {
        self.min_chars = min_chars;
        self
    }

    /// A paragraph with more characters is split at the ends of sentences.
    #[must_use]
    pub fn max_chars(mut self, max_chars: usize) -> Self {
        self.max_chars = max_chars;
        self
    }

    /// Keeps advertising, links, code and the like as passages; only what has no letter is still left out.
    #[must_use]
    pub fn keep_all(mut self, keep_all: bool) -> Self {
        self.keep_all = keep_all;
        self
    }

    /// Lets agency copy and reprints count as texts of their own: copies are not sought.
    #[must_use]
    pub fn keep_duplicates(mut self, keep_duplicates: bool) -> Self {
        self.keep_duplicates = keep_duplicates;
        self
    }

    /// Checks every rule.
    pub fn check(&self) -> Result<()> {
        if self.max_chars < 100 || self.max_chars < self.min_chars.saturating_mul(2) {
            return Err(Error::Parameter {
                name: "max_chars",
                value: self.max_chars.to_string(),
                rule: "it must be at least 100 and twice `min_chars`",
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_passage_is_at_least_a_hundred_characters() {
        assert!(ReadOptions::default().min_chars(1).max_chars(99).check().is_err());
    }

    #[test]
    fn the_longest_passage_is_at_least_twice_the_shortest() {
        assert!(ReadOptions::default().min_chars(601).check().is_err());
        assert!(ReadOptions::default().min_chars(usize::MAX).check().is_err());
        assert!(ReadOptions::default().min_chars(600).check().is_ok());
    }
}
