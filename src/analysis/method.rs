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
    pub probabilities: Vec<Vec<ThemeProbability>>,
    /// How persistent each theme is, in 0..=1, where the algorithm measures it: shape `(n_themes,)`, else empty.
    pub persistence: Vec<f64>,
}

/// A theme that a passage belongs to, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeProbability {
    /// The theme.
    pub theme: ThemeId,
    /// The probability, in 0..=1.
    pub probability: f32,
}

impl Method {
    /// What a clustering tells, taken out of it; its groups are not yet in the order of the themes.
    pub(super) fn of(algorithm: Algorithm, clustering: &mut Clustering) -> Self {
        let probabilities = std::mem::take(&mut clustering.probabilities).into_iter().map(|probabilities| {
            let of_note = probabilities.into_iter().filter(|(_, probability)| *probability >= LEAST_PROBABILITY);
            of_note.map(|(group, probability)| ThemeProbability { theme: ThemeId(group as u32), probability }).collect()
        });
        Self {
            algorithm,
            notes: std::mem::take(&mut clustering.notes),
            probabilities: probabilities.collect(),
            persistence: std::mem::take(&mut clustering.persistence),
        }
    }

    /// Without what is told of each passage and theme, where themes are not the groups of the clustering.
    pub(super) fn without_figures(self) -> Self {
        Self { algorithm: self.algorithm, notes: self.notes, ..Self::default() }
    }

    /// For passages that each have the theme of the unit given.
    pub(super) fn spread(&mut self, unit_of: impl Iterator<Item = usize>) {
        if !self.probabilities.is_empty() {
            self.probabilities = unit_of.map(|unit| self.probabilities[unit].clone()).collect();
        }
    }

    /// In the order of the themes: `order` are the groups in that order, `id_of` the theme of each group.
    pub(super) fn in_order(mut self, order: &[usize], id_of: &[Option<ThemeId>]) -> Self {
        for probabilities in &mut self.probabilities {
            probabilities.retain_mut(|likely| {
                let id = id_of.get(likely.theme.0 as usize).copied().flatten();
                likely.theme = id.unwrap_or(likely.theme);
                id.is_some()
            });
        }
        if !self.persistence.is_empty() {
            self.persistence = order.iter().filter_map(|&group| self.persistence.get(group).copied()).collect();
        }
        self
    }
}
