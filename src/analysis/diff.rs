//! What changed from one run to the next: themes that came, went, were renamed, grew, shrank, split or merged, and the
//! passages that moved.

use super::Analysis;
use super::history::Snapshot;
use crate::error::Result;
use crate::store::Store;
use serde::Serialize;
use std::collections::BTreeMap;

/// A theme has split when so large a share of its passages is in each of several themes, and has been merged when so large
/// a share of its passages comes from each of several.
const PART: f64 = 0.25;
/// A part has more passages than one, which any change may move.
const SMALLEST_PART: usize = 2;

/// How the last run differs from the one before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    /// The themes that changed, those of today first, by their number.
    pub themes: Vec<ThemeChange>,
    /// The passages that both runs know and that have another theme, in the order of the corpus.
    pub moved: Vec<Move>,
    /// How many passages are new.
    pub added: usize,
    /// How many passages are gone.
    pub removed: usize,
}

impl Diff {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.themes.is_empty() && self.moved.is_empty() && self.added == 0 && self.removed == 0
    }
}

/// What happened to a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Change {
    /// It was not there.
    New,
    /// It is gone.
    Gone,
    /// It has another name.
    Renamed,
    /// It has more passages.
    Grown,
    /// It has fewer passages.
    Shrunk,
    /// At least a quarter of what it was is in each of several themes.
    Split,
    /// At least a quarter of what it is comes from each of several themes.
    Merged,
}

/// A theme of either run that is not as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeChange {
    /// Its stable id.
    pub key: String,
    /// Its name; of a theme that is gone, its last one.
    pub name: String,
    /// What happened to it.
    pub changes: Vec<Change>,
    /// Its name before, if it was there.
    pub name_before: Option<String>,
    /// How many passages it had, if it was there.
    pub passages_before: Option<usize>,
    /// How many it has, if it is there.
    pub passages: Option<usize>,
    /// The names of the themes that it split into.
    pub into: Vec<String>,
    /// The names of the themes that it was merged from.
    pub from: Vec<String>,
}

/// A passage with another theme than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The passage.
    pub passage: String,
    /// The name of the theme it was in, if any.
    pub from: Option<String>,
    /// The name of the theme it is in, if any.
    pub to: Option<String>,
}

/// What changed since the last run that differed from the one the index holds; nothing when there was none.
///
/// # Errors
/// Those of the [`Store`].
///
/// ```no_run
/// use filrouge::{analysis, store::Store};
/// let store = Store::open(".filrouge/index.sqlite".as_ref())?;
/// if let Some(diff) = analysis::diff(&store, &analysis::load(&store)?)? {
///     println!("{} passages moved", diff.moved.len());
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn diff(store: &Store, analysis: &Analysis) -> Result<Option<Diff>> {
    let now = Snapshot::of(analysis);
    let order = analysis.corpus.passages.iter().map(|passage| passage.key.as_str());
    Ok(Snapshot::previous(store)?.map(|before| compare(&before, &now, order)))
}

/// For each theme of `now` the theme of `before` with which it shares more than half of the passages of the two, those
/// that only one run knows aside. Themes have no passage in common, so at most one has that much.
pub(super) fn overlapping(before: &Snapshot, now: &Snapshot) -> Vec<Option<usize>> {
    let flows = Flows::new(before, now);
    let best = |theme: usize| {
        (0..before.themes.len()).find(|&other| {
            let both = flows.between(other, theme);
            2 * both > flows.left(other) + flows.entered(theme) - both
        })
    };
    (0..now.themes.len()).map(best).collect()
}

/// How many passages that both runs know went from which theme to which; `None` is no theme.
struct Flows(BTreeMap<(Option<u32>, Option<u32>), usize>);

impl Flows {
    fn new(before: &Snapshot, now: &Snapshot) -> Self {
        let mut flows = BTreeMap::new();
        for (passage, theme) in &now.theme_of {
            if let Some(old) = before.theme_of.get(passage) {
                *flows.entry((*old, *theme)).or_default() += 1;
            }
        }
        Self(flows)
    }

    fn between(&self, before: usize, now: usize) -> usize {
        self.0.get(&(Some(before as u32), Some(now as u32))).copied().unwrap_or(0)
    }

    fn left(&self, before: usize) -> usize {
        self.0.iter().filter(|((from, _), _)| *from == Some(before as u32)).map(|(_, count)| count).sum()
    }

    fn entered(&self, now: usize) -> usize {
        self.0.iter().filter(|((_, to), _)| *to == Some(now as u32)).map(|(_, count)| count).sum()
    }
}

fn compare<'a>(before: &Snapshot, now: &Snapshot, order: impl Iterator<Item = &'a str>) -> Diff {
    let same = same_theme(before, now);
    let themes = changed_themes(before, now, &same);
    let known = order.filter_map(|passage| {
        Some((passage, *before.theme_of.get(passage)?, now.theme_of.get(passage).copied().flatten()))
    });
    let stayed = |from: Option<u32>, to: Option<u32>| match to {
        Some(to) => from.is_some() && same[to as usize] == from.map(|theme| theme as usize),
        None => from.is_none(),
    };
    let name =
        |snapshot: &Snapshot, theme: Option<u32>| theme.map(|theme| snapshot.themes[theme as usize].name.clone());
    let moved = known.filter(|(_, from, to)| !stayed(*from, *to)).map(|(passage, from, to)| Move {
        passage: passage.to_owned(),
        from: name(before, from),
        to: name(now, to),
    });
    Diff {
        themes,
        moved: moved.collect(),
        added: now.theme_of.keys().filter(|passage| !before.theme_of.contains_key(*passage)).count(),
        removed: before.theme_of.keys().filter(|passage| !now.theme_of.contains_key(*passage)).count(),
    }
}

/// For each theme of `now` the theme of `before` that it is: the one of the same id, else the one with most of its
/// passages, unless that is another theme of today by its id.
fn same_theme(before: &Snapshot, now: &Snapshot) -> Vec<Option<usize>> {
    let by_key = |key: &str| before.themes.iter().position(|theme| theme.key == key && !key.is_empty());
    let mut same: Vec<Option<usize>> = now.themes.iter().map(|theme| by_key(&theme.key)).collect();
    for (theme, other) in overlapping(before, now).into_iter().enumerate() {
        if same[theme].is_none() && other.is_some() && !same.contains(&other) {
            same[theme] = other;
        }
    }
    same
}

fn changed_themes(before: &Snapshot, now: &Snapshot, same: &[Option<usize>]) -> Vec<ThemeChange> {
    let flows = Flows::new(before, now);
    let (were, are) = (before.sizes(), now.sizes());
    let large = |part: usize, whole: usize| part >= SMALLEST_PART && part as f64 >= PART * whole as f64;
    let several = |names: Vec<String>| if names.len() > 1 { names } else { Vec::new() };
    let into = |old: usize| {
        let parts = (0..now.themes.len()).filter(|&theme| large(flows.between(old, theme), flows.left(old)));
        several(parts.map(|theme| now.themes[theme].name.clone()).collect())
    };
    let from = |theme: usize| {
        let parts = (0..before.themes.len()).filter(|&old| large(flows.between(old, theme), flows.entered(theme)));
        several(parts.map(|old| before.themes[old].name.clone()).collect())
    };
    let of_today = (0..now.themes.len()).map(|theme| (same[theme], Some(theme)));
    let gone = (0..before.themes.len()).filter(|old| !same.contains(&Some(*old))).map(|old| (Some(old), None));
    let change = |(old, theme): (Option<usize>, Option<usize>)| {
        let (then, today) = (old.map(|old| &before.themes[old]), theme.map(|theme| &now.themes[theme]));
        let (passages_before, passages) = (old.map(|old| were[old]), theme.map(|theme| are[theme]));
        let (into, from) = (old.map(into).unwrap_or_default(), theme.map(from).unwrap_or_default());
        let both = passages_before.zip(passages);
        let happened = [
            (then.is_none(), Change::New),
            (today.is_none(), Change::Gone),
            (then.zip(today).is_some_and(|(then, today)| then.name != today.name), Change::Renamed),
            (both.is_some_and(|(before, now)| now > before), Change::Grown),
            (both.is_some_and(|(before, now)| now < before), Change::Shrunk),
            (!into.is_empty(), Change::Split),
            (!from.is_empty(), Change::Merged),
        ];
        let changes: Vec<Change> = happened.into_iter().filter(|(is, _)| *is).map(|(_, change)| change).collect();
        let shown = today.or(then)?;
        (!changes.is_empty()).then(|| ThemeChange {
            key: shown.key.clone(),
            name: shown.name.clone(),
            changes,
            name_before: then.map(|then| then.name.clone()),
            passages_before,
            passages,
            into,
            from,
        })
    };
    of_today.chain(gone).filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::super::history::Remembered;
    use super::*;

    /// A snapshot from `name: passages` lines.
    fn snapshot(themes: &[(&str, &str, &str)]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for (number, (key, name, passages)) in themes.iter().enumerate() {
            snapshot.themes.push(Remembered { key: (*key).into(), name: (*name).into() });
            for passage in passages.chars() {
                snapshot.theme_of.insert(passage.to_string(), Some(number as u32));
            }
        }
        snapshot
    }

    fn changes(before: &Snapshot, now: &Snapshot) -> Vec<(String, Vec<Change>)> {
        let diff = compare(before, now, now.theme_of.keys().map(String::as_str));
        diff.themes.into_iter().map(|theme| (theme.name, theme.changes)).collect()
    }

    #[test]
    fn nothing_changes_by_itself() {
        let run = snapshot(&[("t1", "eau", "abcdef"), ("t2", "pain", "ghi")]);
        assert!(compare(&run, &run, run.theme_of.keys().map(String::as_str)).is_empty());
    }

    #[test]
    fn a_theme_that_splits_and_one_that_is_renamed() {
        let before = snapshot(&[("t1", "eau", "abcdef"), ("t2", "pain", "ghi")]);
        let now = snapshot(&[("t1", "eau", "abcd"), ("t3", "digues", "ef"), ("t4", "blé", "ghi")]);
        let expected = [
            ("eau", vec![Change::Shrunk, Change::Split]),
            ("digues", vec![Change::New]),
            ("blé", vec![Change::Renamed]),
        ];
        assert_eq!(changes(&before, &now), expected.map(|(name, changes)| (name.to_owned(), changes)));
    }

    #[test]
    fn themes_that_merge_and_passages_that_move() {
        let before = snapshot(&[("t1", "eau", "abcdef"), ("t2", "pain", "ghi")]);
        let now = snapshot(&[("t1", "eau", "abcdefghiz")]);
        let diff = compare(&before, &now, now.theme_of.keys().map(String::as_str));
        assert_eq!(diff.themes[0].changes, [Change::Grown, Change::Merged]);
        assert_eq!(diff.themes[0].from, ["eau", "pain"]);
        assert_eq!(
            (diff.themes[1].changes.as_slice(), diff.added, diff.moved.len()),
            ([Change::Gone].as_slice(), 1, 3)
        );
    }
}
