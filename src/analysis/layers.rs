//! Layers in words: families of themes above, events within themes below, each with a name of its own.

use crate::cluster::{self, ThemeId};
use crate::corpus::Corpus;
use crate::embeddings::Embeddings;
use crate::names::Names;
use crate::themes::{Partition, Theme, describe};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Families of themes, and events within themes. A theme has the same number in every layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layers {
    /// The coarser layer, by the first theme of each family.
    pub families: Vec<Family>,
    /// The finer layer, theme after theme, the largest event first.
    pub events: Vec<Event>,
    /// The event of each passage, as a position in `events`, shape `(n_passages,)`.
    pub event_of: Vec<Option<u32>>,
}

/// Themes that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// `f` and a number.
    pub id: String,
    /// Its themes.
    pub themes: Vec<ThemeId>,
    /// The same figures as a theme's, all its themes taken together.
    pub figures: Theme,
}

/// A part of a theme: an event, or one side of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The theme's number, a point, and a number of its own.
    pub id: String,
    /// Its theme.
    pub theme: ThemeId,
    /// The same figures as a theme's.
    pub figures: Theme,
}

/// Names and figures for layers. `rows` are the centred embeddings of the passages, shape `(n_passages, dimension)`.
pub(super) fn in_words(
    (corpus, names): (&Corpus, &Names),
    rows: &Embeddings,
    (theme_of, scores): (&[Option<ThemeId>], &[f32]),
    (themes, layers): (&[Theme], &cluster::Layers),
) -> Layers {
    let family_of = |theme: &Option<ThemeId>| theme.map(|theme| ThemeId(layers.family_of[theme.0 as usize] as u32));
    let families: Vec<Option<ThemeId>> = theme_of.iter().map(family_of).collect();
    let n_families = layers.family_of.iter().max().map_or(0, |last| last + 1);
    let mut members_of = vec![Vec::new(); n_families];
    for (theme, &family) in layers.family_of.iter().enumerate() {
        members_of[family].push(ThemeId(theme as u32));
    }
    let described =
        figures((corpus, names), rows, (&families, scores), n_families).into_iter().zip(members_of).enumerate();
    let family = |(number, (mut figures, members)): (usize, (Theme, Vec<ThemeId>))| {
        if let [alone] = members[..] {
            figures.name.clone_from(&themes[alone.0 as usize].name);
        }
        Family { id: format!("f{number}"), themes: members, figures }
    };
    let (event_of, ids) = number_events(theme_of, &layers.part_of);
    let numbered: Vec<Option<ThemeId>> = event_of.iter().map(|event| event.map(ThemeId)).collect();
    let events = figures((corpus, names), rows, (&numbered, scores), ids.len()).into_iter().zip(ids);
    let event = |(figures, (theme, part)): (Theme, (ThemeId, usize))| Event {
        id: format!("{}.{part}", theme.0),
        theme,
        figures,
    };
    Layers { families: described.map(family).collect(), events: events.map(event).collect(), event_of }
}

/// The event of each passage, and of each event its theme and its number within that.
fn number_events(theme_of: &[Option<ThemeId>], part_of: &[Option<usize>]) -> (Vec<Option<u32>>, Vec<(ThemeId, usize)>) {
    let place = |(theme, part): (&Option<ThemeId>, &Option<usize>)| Some(((*theme)?, (*part)?));
    let places: Vec<Option<(ThemeId, usize)>> = theme_of.iter().zip(part_of).map(place).collect();
    let numbers: BTreeMap<(ThemeId, usize), u32> = places.iter().flatten().map(|place| (*place, 0)).collect();
    let numbers: BTreeMap<(ThemeId, usize), u32> = numbers.into_keys().zip(0..).collect();
    (
        places.iter().map(|place| place.and_then(|place| numbers.get(&place).copied())).collect(),
        numbers.into_keys().collect(),
    )
}

fn figures(
    (corpus, names): (&Corpus, &Names),
    rows: &Embeddings,
    (group_of, scores): (&[Option<ThemeId>], &[f32]),
    count: usize,
) -> Vec<Theme> {
    let (stability, given_names) = (vec![None; count], vec![None; count]);
    let partition = Partition { theme_of: group_of, scores, stability: &stability, given_names: &given_names };
    describe(corpus, names, rows, partition)
}
