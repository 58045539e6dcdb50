//! What the run before left in the index: which passages were in which theme. Themes get their stable ids from it, and a
//! person sees from it what changed.

use super::saved::parse;
use super::{Analysis, diff};
use crate::corpus::keys::Keys;
use crate::error::Result;
use crate::store::Store;
use crate::themes::{Guide, Theme};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// A theme of a run as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    #[serde(default)]
    pub(super) key: String,
    pub(super) name: String,
}

/// The themes of a run, and the theme of each passage by its key, as a position among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    pub(super) themes: Vec<Remembered>,
    pub(super) theme_of: BTreeMap<String, Option<u32>>,
}

impl Snapshot {
    pub(super) fn of(analysis: &Analysis) -> Self {
        let keys = analysis.corpus.passages.iter().map(|passage| passage.key.clone());
        let themes = analysis.theme_of.iter().map(|theme| theme.map(|id| id.0));
        Self { themes: remembered(&analysis.themes), theme_of: keys.zip(themes).collect() }
    }

    /// The run that the index holds, if one has ended.
    pub(super) fn last(store: &Store) -> Result<Option<Self>> {
        let Some(themes) = store.document("themes")? else { return Ok(None) };
        // whatever else an earlier version said of its themes
        let themes: Vec<Remembered> = parse(store, "themes", &themes)?;
        if themes.iter().any(|theme| theme.key.is_empty()) {
            return Ok(None);
        }
        Ok(Some(Self { themes, theme_of: store.assignments()?.into_iter().collect() }))
    }

    /// The last run that differed from the one the index holds.
    pub(super) fn previous(store: &Store) -> Result<Option<Self>> {
        store.document("previous")?.map(|json| parse(store, "previous", &json)).transpose()
    }

    /// How many passages each theme has.
    pub(super) fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.themes.len()];
        self.theme_of.values().flatten().for_each(|theme| sizes[*theme as usize] += 1);
        sizes
    }
}

fn remembered(themes: &[Theme]) -> Vec<Remembered> {
    themes.iter().map(|theme| Remembered { key: theme.key.clone(), name: theme.name.clone() }).collect()
}

/// Gives each theme its stable id: the one in the guide, else one made of the guided theme's name; a theme that was found
/// has that of the theme of the last run with which it shares more than half of their passages (those that both runs
/// know), else one made of its passages.
pub(super) fn give_keys(analysis: &mut Analysis, guide: Option<&Guide>, last: Option<&Snapshot>) {
    let now = Snapshot::of(analysis);
    let inherited = last.map(|last| diff::overlapping(last, &now));
    let written = |theme: &Theme| {
        let described = guide?.themes.iter().find(|described| theme.guided && described.name == theme.name)?;
        described.key.clone()
    };
    let mut keys = Keys::new('t');
    let mut given: HashSet<String> = HashSet::new();
    let themes = analysis.themes.iter_mut();
    let mut open = Vec::new();
    for (position, theme) in themes.enumerate() {
        theme.key = written(theme).unwrap_or_default();
        if theme.key.is_empty() {
            open.push(position);
        } else {
            keys.keep(&theme.key);
            given.insert(theme.key.clone());
        }
    }
    // guided themes first: nothing found may take the id that a name stands for
    open.sort_by_key(|&position| !analysis.themes[position].guided);
    for position in open {
        let theme = &mut analysis.themes[position];
        if theme.guided {
            theme.key = keys.next(blake3::hash(theme.name.trim().as_bytes()));
            given.insert(theme.key.clone());
            continue;
        }
        let before = inherited.as_ref().and_then(|inherited| inherited[position]);
        let before = before.and_then(|before| last.map(|last| last.themes[before].key.clone()));
        theme.key = match before.filter(|key| !key.is_empty() && given.insert(key.clone())) {
            Some(key) => {
                keys.keep(&key);
                key
            }
            None => keys.next(content(&now, position as u32)),
        };
    }
}

fn content(now: &Snapshot, theme: u32) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for (passage, _) in now.theme_of.iter().filter(|(_, own)| **own == Some(theme)) {
        hasher.update(passage.as_bytes());
    }
    hasher.finalize()
}
