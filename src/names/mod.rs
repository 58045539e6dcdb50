//! Who and where: the people, places and organisations that a corpus names, found by capitals, by the words that come
//! together, and by small lists, with the variants of each name brought together. It knows nothing of the world beyond its
//! lists, and of grammar only what stands beside a name.

mod acronyms;
mod casing;
mod chunks;
mod counts;
mod cues;
mod joints;
mod kinds;
mod lexicon;
mod lookup;
mod merge;
mod reading;
mod resolve;
mod sightings;
mod sound;
mod spans;
#[cfg(test)]
mod tests;

pub use kinds::NameKind;
pub use lookup::{Meaning, Variants};

use crate::corpus::{Corpus, Date, PassageId};
use crate::words::fold;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The position of a name among the names of its corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameId(pub u32);

/// A person, a place or an organisation that a corpus names, or something else with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// Its position; names are ordered by passages, the most first.
    pub id: NameId,
    /// What to call it: its commonest form, a full one for a person.
    pub display: String,
    /// What it names, where that can be told.
    pub kind: Option<NameKind>,
    /// What it is written as, commonest first.
    pub variants: Vec<Variant>,
    /// Where it stands, in the order of the corpus; copies of passages too.
    pub mentions: Vec<Mention>,
    /// How many passages hold it, copies of others aside.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// The earliest date of these articles.
    pub first: Option<Date>,
    /// The latest date of these articles.
    pub last: Option<Date>,
}

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// As written.
    pub form: String,
    /// How many mentions are written so.
    pub mentions: usize,
}

/// A name where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The passage.
    pub passage: PassageId,
    /// Its first byte in the passage's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Which of the variants it is written as.
    pub variant: u32,
}

/// All names of a corpus.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<Name>,
    /// The names that a key stands for, most mentions first.
    by_key: HashMap<Box<str>, Vec<NameId>>,
}

impl Names {
    /// The names, those in most passages first.
    #[must_use]
    pub fn all(&self) -> &[Name] {
        &self.names
    }

    /// The name with this number.
    #[must_use]
    pub fn get(&self, id: NameId) -> Option<&Name> {
        self.names.get(id.0 as usize)
    }

    /// The names of each passage, in the order of their mentions, without repeats; of shape `(n_passages,)`.
    #[must_use]
    pub fn by_passage(&self, n_passages: usize) -> Vec<Vec<NameId>> {
        let mut found: Vec<Vec<(u32, NameId)>> = vec![Vec::new(); n_passages];
        for name in &self.names {
            for mention in &name.mentions {
                let known = &mut found[mention.passage.0 as usize];
                if known.last().is_none_or(|(_, last)| *last != name.id) {
                    known.push((mention.start, name.id));
                }
            }
        }
        let in_order = |mut names: Vec<(u32, NameId)>| {
            names.sort_unstable();
            names.into_iter().map(|(_, name)| name).collect()
        };
        found.into_iter().map(in_order).collect()
    }
}

/// Finds the names of a corpus. The time is linear in its length; the result does not depend on the number of threads.
///
/// ```
/// use filrouge::corpus::{ReadOptions, read};
/// use filrouge::names::{self, NameKind};
/// use filrouge::progress::Silent;
///
/// let corpus = read(&["seeds".into()], &ReadOptions::default(), &Silent)?;
/// let names = names::find(&corpus);
/// let goita = names.of("Goïta").one().unwrap();
/// assert_eq!(goita.display, "Assimi Goïta");
/// assert_eq!(goita.kind, Some(NameKind::Person));
/// let mention = goita.mentions[0];
/// let text = &corpus.passages[mention.passage.0 as usize].text;
/// assert!(text[mention.start as usize..mention.end as usize].ends_with("Goïta"));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[must_use]
pub fn find(corpus: &Corpus) -> Names {
    let casing = casing::Casing::read(&corpus.passages);
    let counts = counts::Counts::read(&corpus.passages, &casing);
    let sightings = sightings::Sightings::read(&corpus.passages, &casing, &counts);
    let groups = merge::groups(corpus, &sightings);
    resolve::names(corpus, &sightings, &groups)
}

/// What the spellings of a name share: folded, without a leading article, full stops, hyphens and apostrophes.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in fold(name).chars() {
        match letter {
            '.' => {}
            _ if letter.is_alphanumeric() => key.push(letter),
            _ if !key.ends_with(' ') => key.push(' '),
            _ => {}
        }
    }
    let trimmed = key.trim();
    let articles = ["le ", "la ", "les ", "l ", "the "];
    let bare = articles.iter().find_map(|article| trimmed.strip_prefix(article)).unwrap_or(trimmed);
    bare.to_owned()
}
