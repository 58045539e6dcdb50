//! When an article was written, by what its text says: mentions of time are found (`tokens`, `mentions`), judged
//! (`clues`) and combined (`combine`). A date is given only as far as the text supports it.
//!
//! An article appears on or shortly after the latest past event that it tells of; what is planned, and the history of
//! things, dates no article. Words such as `mardi` narrow a date and give none.

mod calendar;
mod clues;
mod combine;
mod elsewhere;
mod mentions;
#[cfg(test)]
mod tests;
mod tokens;

pub(super) use elsewhere::settle;

use super::date::Date;
use super::dating::Dating;

/// A long text is looked at only so far from its start, in bytes: the lead and what follows it.
const HEAD: usize = 24 << 10;
/// And so far from its end, where letters and pages are dated.
const TAIL: usize = 2 << 10;

/// What the text of an article, from byte `from` on, says of its date. `None` if it says nothing of time.
pub(super) fn date_text(text: &str, from: usize) -> Option<(Option<Date>, Dating)> {
    let mut found = Vec::new();
    let head = text.floor_char_boundary(from.saturating_add(HEAD));
    tokens::tokens(text, from, head, &mut found);
    let rest = text.ceil_char_boundary(text.len().saturating_sub(TAIL).max(head));
    if rest < text.len() {
        // A word may stand across the border; it is then of no use in either part.
        tokens::tokens(text, rest, text.len(), &mut found);
        found.dedup_by(|later, earlier| later.start < earlier.end);
    }
    if found.is_empty() {
        return None;
    }
    let mentions = mentions::mentions(text, mentions::title_end(text, from), &found);
    let clues: Vec<_> = mentions.into_iter().map(|mention| (mention, clues::role(text, from, &mention))).collect();
    combine::combine(text, from, &clues)
}
