//! Where a theme's name comes from, and the evidence for a name that a language model gave.

use super::Theme;
use crate::corpus::PassageId;
use serde::{Deserialize, Serialize};

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameSource {
    /// From the theme's own terms.
    Terms,
    /// From the user, who described the theme beforehand.
    Guide,
    /// From a language model, at the user's wish.
    LanguageModel,
}

/// What a language model saw when it named a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameEvidence {
    /// The model, as its server knows it.
    pub model: String,
    /// The host that was asked.
    pub host: String,
    /// The name made of the theme's own terms, which it had before.
    pub own_name: String,
    /// The keywords shown.
    pub keywords: Vec<String>,
    /// The passages quoted.
    pub passages: Vec<PassageId>,
}

impl Theme {
    /// Where its name comes from.
    #[must_use]
    pub fn name_source(&self) -> NameSource {
        match &self.name_evidence {
            Some(_) => NameSource::LanguageModel,
            None if self.guided => NameSource::Guide,
            None => NameSource::Terms,
        }
    }

    /// Takes back the name made of its own terms; says whether it had another.
    pub(crate) fn take_own_name(&mut self) -> bool {
        let evidence = self.name_evidence.take();
        evidence.map(|evidence| self.name = evidence.own_name).is_some()
    }
}
