//! Progress bars on standard error, drawn only for work that takes long enough to be seen.

use crate::output::tell;
use crate::paint::visible;
use filrouge::progress::{Phase, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Notices only, where there is no terminal to draw on.
pub(crate) struct Notices;

impl Progress for Notices {
    fn start(&self, _: Phase, _: Option<u64>) {}
    fn advance(&self, _: Phase, _: u64) {}
    fn finish(&self, _: Phase) {}

    fn notice(&self, line: &str) {
        tell(&visible(line));
    }
}

/// One bar for each phase under way.
#[derive(Default)]
pub(crate) struct Bars {
    bars: Mutex<HashMap<Phase, ProgressBar>>,
}

impl Bars {
    fn bars(&self) -> MutexGuard<'_, HashMap<Phase, ProgressBar>> {
        self.bars.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Bars {
    fn start(&self, phase: Phase, total: Option<u64>) {
        let bar = match total {
            Some(0) => return,
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        bar.set_message(label(phase));
        if let Ok(style) = ProgressStyle::with_template(template(phase, total.is_some())) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        self.bars().insert(phase, bar);
    }

    fn advance(&self, phase: Phase, steps: u64) {
        if let Some(bar) = self.bars().get(&phase) {
            bar.inc(steps);
        }
    }

    fn finish(&self, phase: Phase) {
        if let Some(bar) = self.bars().remove(&phase) {
            bar.finish_and_clear();
        }
    }

    fn notice(&self, line: &str) {
        Notices.notice(line);
    }
}

fn label(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "reading",
        Phase::Embedding => "embedding",
        Phase::Clustering => "forming themes",
        Phase::Naming => "naming themes",
        Phase::Linking => "comparing",
        Phase::Downloading => "downloading",
        _ => "working",
    }
}

fn template(phase: Phase, total_known: bool) -> &'static str {
    match (phase, total_known) {
        (Phase::Downloading, true) => "{msg:>14} {bar:30.red} {bytes}/{total_bytes} ({bytes_per_sec}, {eta} left)",
        (Phase::Downloading, false) => "{msg:>14} {spinner} {bytes} ({bytes_per_sec})",
        (_, true) => "{msg:>14} {bar:30.red} {human_pos}/{human_len} ({per_sec}, {eta} left)",
        (_, false) => "{msg:>14} {spinner} {human_pos} ({per_sec})",
    }
}
