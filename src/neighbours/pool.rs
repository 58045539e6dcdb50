//! Rows that may be among the most alike, while only bounds of their similarity are known.

use std::sync::atomic::{AtomicI32, Ordering};

/// A row, and between what its similarity lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) row: usize,
    pub(super) lower: f32,
    pub(super) upper: f32,
}

/// Keeps every candidate that may still be among the `limit` best, whatever the true similarities are.
#[derive(Debug)]
pub(super) struct Pool {
    limit: usize,
    /// So alike at least are `limit` candidates: whoever cannot be is out.
    threshold: f32,
    candidates: Vec<Candidate>,
    /// How many candidates are let in before it is asked again who is out.
    room: usize,
}

/// The room of an empty pool.
const ROOM: usize = 64;

impl Pool {
    pub(super) fn new(limit: usize) -> Self {
        Self::above(limit, f32::NEG_INFINITY)
    }

    /// A pool that need not keep what cannot reach `threshold`, because `limit` others do.
    pub(super) fn above(limit: usize, threshold: f32) -> Self {
        Self { limit, threshold, candidates: Vec::new(), room: ROOM.max(limit.saturating_mul(2)) }
    }

    /// A candidate whose upper bound is below this need not be offered.
    pub(super) fn threshold(&self) -> f32 {
        self.threshold
    }

    pub(super) fn offer(&mut self, candidate: Candidate) {
        if candidate.upper < self.threshold || self.limit == 0 {
            return;
        }
        self.candidates.push(candidate);
        if self.candidates.len() >= self.room {
            self.prune();
            // twice what could not be left out, so that a candidate costs a constant time
            self.room = self.room.max(2 * self.candidates.len());
        }
    }

    pub(super) fn prune(&mut self) {
        if self.candidates.len() > self.limit && self.limit > 0 {
            let descending = |a: &Candidate, b: &Candidate| b.lower.total_cmp(&a.lower);
            let (_, last, _) = self.candidates.select_nth_unstable_by(self.limit - 1, descending);
            self.threshold = self.threshold.max(last.lower);
        }
        let threshold = self.threshold;
        self.candidates.retain(|candidate| candidate.upper >= threshold);
    }

    /// All that are left.
    pub(super) fn into_candidates(mut self) -> Vec<Candidate> {
        self.prune();
        self.candidates
    }
}

/// The highest threshold that any thread has reached. What is found does not depend on when others see it: it only spares
/// them candidates that would be left out in the end.
#[derive(Debug)]
pub(super) struct Shared(AtomicI32);

impl Shared {
    pub(super) fn new() -> Self {
        Self(AtomicI32::new(ordered(f32::NEG_INFINITY.to_bits().cast_signed())))
    }

    pub(super) fn threshold(&self) -> f32 {
        f32::from_bits(ordered(self.0.load(Ordering::Relaxed)).cast_unsigned())
    }

    pub(super) fn raise(&self, threshold: f32) {
        self.0.fetch_max(ordered(threshold.to_bits().cast_signed()), Ordering::Relaxed);
    }
}

/// The bits of a float as a whole number in the same order, and back.
fn ordered(bits: i32) -> i32 {
    if bits < 0 { bits ^ i32::MAX } else { bits }
}
