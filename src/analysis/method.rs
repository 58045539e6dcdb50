//! How the themes were formed, and what only some algorithms tell about them.

use crate::cluster::{Algorithm, Clustering, ThemeId};
use serde::{Deserialize, Serialize};

/// A passage belongs to a theme beside its own when its probability is at least this; less is nothing to a reader.
const LEAST_PROBABILITY: f32 = 0.05;

/// How the themes were formed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// What it chose, and what did not go as asked for: a sentence each.
    pub notes: Vec<String>,
    /// The themes each passage belongs to with a probability of at least 0.05, largest first, where the algorithm is a
    /// mixture: shape `(n_passages,)`, else empty.
    pub memberships: Vec<Vec<Membership>>,
    /// How persistent each theme is, in 0..=1, where the algorithm measures it: shape `(n_themes,)`, else empty.
    pub persistence: Vec<f64>,
}

/// A theme that a passage belongs to, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The theme.
    pub theme: ThemeId,
    /// The probability, in 0..=1.
    pub probability: f32,
}

impl Method {
    /// What a clustering tells, taken out of it; its groups are not yet in the order of the themes.
    pub(super) fn of(algorithm: Algorithm, clustering: &mut Clustering) -> Self {
        let memberships = std::mem::take(&mut clustering.memberships).into_iter().map(|memberships| {
            let of_note = memberships.into_iter().filter(|(_, probability)| *probability >= LEAST_PROBABILITY);
            of_note.map(|(group, probability)| Membership { theme: ThemeId(group as u32), probability }).collect()
        });
        Self {
            algorithm,
            notes: std::mem::take(&mut clustering.notes),
            memberships: memberships.collect(),
            persistence: std::mem::take(&mut clustering.persistence),
        }
    }

    /// Without what is told of each passage and theme, where themes are not the groups of the clustering.
    pub(super) fn without_figures(self) -> Self {
        Self { algorithm: self.algorithm, notes: self.notes, ..Self::default() }
    }

    /// For passages that each have the theme of the unit given.
    pub(super) fn spread(&mut self, unit_of: impl Iterator<Item = usize>) {
        if !self.memberships.is_empty() {
            self.memberships = unit_of.map(|unit| self.memberships[unit].clone()).collect();
        }
    }

    /// In the order of the themes: `order` are the groups in that order, `id_of` the theme of each group.
    pub(super) fn in_order(mut self, order: &[usize], id_of: &[Option<ThemeId>]) -> Self {
        for memberships in &mut self.memberships {
            memberships.retain_mut(|membership| {
                let id = id_of.get(membership.theme.0 as usize).copied().flatten();
                membership.theme = id.unwrap_or(membership.theme);
                id.is_some()
            });
        }
        if !self.persistence.is_empty() {
            self.persistence = order.iter().filter_map(|&group| self.persistence.get(group).copied()).collect();
        }
        self
    }
}
