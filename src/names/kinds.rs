//! Whether a name is a person's, a place's or an organisation's, by the words around all its mentions and those it is made
//! of; none where they say too little or contradict each other.

use super::lexicon::{Marks, known, marks};
use super::sightings::Spelling;
use serde::{Deserialize, Serialize};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
}

/// A kind is given with so much evidence at least,
const ENOUGH: f64 = 1.0;
/// and this share of the mentions,
const RARE: f64 = 0.08;
/// of which this share speaks for it.
const MAJORITY: f64 = 0.6;

/// Evidence for each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    person: f64,
    place: f64,
    organisation: f64,
    given: Option<NameKind>,
    mentions: f64,
}

impl Evidence {
    /// What one spelling and the words around its mentions say.
    pub(super) fn of(spelling: &Spelling) -> Self {
        let Spelling { key, cues, is_acronym, is_spaced, is_personal } = spelling;
        if let Some(known) = known(key) {
            let given = if known.is_place { NameKind::Place } else { NameKind::Organisation };
            return Self { given: Some(given), ..Self::default() };
        }
        let mentions = f64::from(cues.mentions);
        let mut evidence = Self {
            person: if *is_acronym { 0.0 } else { 4.0 * f64::from(cues.person) } + 0.7 * f64::from(cues.says),
            place: 1.2 * f64::from(cues.inside) + 3.0 * f64::from(cues.place),
            organisation: 3.0 * f64::from(cues.organisation),
            given: None,
            mentions,
        };
        let words: Vec<&str> = key.split(' ').collect();
        let has = |mark: Marks| words.iter().any(|word| marks(word).has(mark));
        let last = words[words.len() - 1];
        let part = marks(words[0]).has(Marks::KNOWN_PLACE) && marks(last).has(Marks::PLACE) && words.len() > 1;
        if part {
            evidence.place += 4.0 * mentions;
        } else if words.len() > 1 && marks(words[0]).has(Marks::FIRST) {
            evidence.person += 4.0 * mentions;
        } else if has(Marks::ORGANISATION) {
            evidence.organisation += 4.0 * mentions;
        } else if marks(words[0]).has(Marks::PLACE) || words[0] == "saint" || words[0] == "san" {
            evidence.place += 4.0 * mentions;
        } else if *is_spaced
            && *is_personal
            && words.len() > 1
            && words.len() < 5
            && 3 * cues.article < cues.mentions.max(1)
            && !has(Marks::NEVER)
            && !has(Marks::KNOWN_PLACE)
            && !joins(&words)
        {
            evidence.person += mentions;
        }
        if *is_acronym {
            evidence.organisation += 1.5 * mentions;
        }
        evidence
    }

    pub(super) fn add(&mut self, other: Self) {
        self.person += other.person;
        self.place += other.place;
        self.organisation += other.organisation;
        self.given = self.given.or(other.given);
        self.mentions += other.mentions;
    }

    /// What all of it says.
    pub(super) fn kind(self) -> Option<NameKind> {
        if self.given.is_some() {
            return self.given;
        }
        let sum = self.person + self.place + self.organisation;
        let kinds = [
            (self.person, NameKind::Person),
            (self.place, NameKind::Place),
            (self.organisation, NameKind::Organisation),
        ];
        kinds
            .into_iter()
            .find(|(evidence, _)| *evidence >= ENOUGH.max(RARE * self.mentions) && *evidence >= MAJORITY * sum)
            .map(|(_, kind)| kind)
    }
}

/// Whether words of a name are joined as those of a person hardly are.
pub(super) fn joins(words: &[&str]) -> bool {
    words.iter().any(|word| matches!(*word, "de" | "du" | "des" | "d" | "of" | "et" | "and"))
}
