//! How long each phase of a run took, for `-v` and for whoever measures.

use filrouge::progress::{Phase, Progress};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

const EMBEDDING: &str = "embedding";

/// Hands progress on, and remembers when each phase was over.
pub(crate) struct Laps {
    shown: Box<dyn Progress + Send>,
    marks: Mutex<Vec<(&'static str, Instant)>>,
    /// How many passages had to be embedded; the others were known.
    embedded: OnceLock<u64>,
}

impl Laps {
    pub(crate) fn new(shown: Box<dyn Progress + Send>) -> Self {
        Self { shown, marks: Mutex::new(vec![("starting", Instant::now())]), embedded: OnceLock::new() }
    }

    /// The phases so far with their times: "reading 0.3 s, embedding 1.2 s". Each lasts from the end of the one before.
    pub(crate) fn told(&self) -> String {
        let marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let laps = marks.windows(2).map(|pair| (pair[1].0, pair[1].1 - pair[0].1));
        let told: Vec<String> =
            laps.map(|(phase, lap)| format!("{phase} {}{}", seconds(lap), self.new_ones(phase))).collect();
        told.join(", ")
    }

    fn new_ones(&self, phase: &str) -> String {
        let embedded = self.embedded.get().filter(|_| phase == EMBEDDING);
        embedded.map(|count| format!(" ({count} new)")).unwrap_or_default()
    }

    fn mark(&self, phase: &'static str) {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        // work that is done in batches ends many times, and is told once
        if marks.last().is_some_and(|last| last.0 == phase) {
            marks.pop();
        }
        marks.push((phase, Instant::now()));
    }
}

impl Progress for Laps {
    fn start(&self, phase: Phase, total: Option<u64>) {
        if phase == Phase::Naming {
            // themes are formed when their naming begins: choosing their number is only a part of it
            self.mark("forming themes");
        }
        if let (Phase::Embedding, Some(total)) = (phase, total) {
            // the first says how many there are in all, the others are its batches
            self.embedded.get_or_init(|| total);
        }
        self.shown.start(phase, total);
    }

    fn advance(&self, phase: Phase, steps: u64) {
        self.shown.advance(phase, steps);
    }

    fn finish(&self, phase: Phase) {
        self.shown.finish(phase);
        match phase {
            Phase::Reading => self.mark("reading"),
            Phase::Embedding => self.mark(EMBEDDING),
            Phase::Naming => self.mark("naming"),
            _ => {}
        }
    }

    fn notice(&self, line: &str) {
        self.shown.notice(line);
    }
}

fn seconds(lap: Duration) -> String {
    format!("{:.1} s", lap.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use filrouge::progress::Silent;

    #[test]
    fn each_phase_lasts_from_the_end_of_the_one_before() {
        let laps = Laps::new(Box::new(Silent));
        assert_eq!(laps.told(), "");
        for (phase, total) in
            [(Phase::Reading, 2), (Phase::Embedding, 9), (Phase::Embedding, 4), (Phase::Clustering, 3)]
        {
            laps.start(phase, Some(total));
            laps.advance(phase, 1);
            laps.finish(phase);
        }
        laps.start(Phase::Naming, None);
        laps.finish(Phase::Naming);
        assert_eq!(laps.told(), "reading 0.0 s, embedding 0.0 s (9 new), forming themes 0.0 s, naming 0.0 s");
    }
}
