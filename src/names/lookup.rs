//! Which name a phrase means.

use super::lexicon::known;
use super::{Name, Names, key};

/// What a phrase means among the names of a corpus.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning<'a> {
    /// This name.
    One(&'a Name),
    /// One of these, the likeliest first: two people with one surname, say.
    Several(Vec<&'a Name>),
    /// No name that the corpus holds.
    None,
}

impl<'a> Meaning<'a> {
    /// The name, where there is only one.
    #[must_use]
    pub fn one(self) -> Option<&'a Name> {
        match self {
            Self::One(name) => Some(name),
            Self::Several(_) | Self::None => None,
        }
    }
}

impl Names {
    /// Which name a phrase means, whatever its accents and capitals: a variant means its name.
    ///
    /// ```
    /// use filrouge::corpus::{ReadOptions, read};
    /// use filrouge::{names, names::Meaning, progress::Silent};
    ///
    /// let names = names::find(&read(&["seeds".into()], &ReadOptions::default(), &Silent)?);
    /// let lavrov = names.of("LAVROV").one().unwrap();
    /// assert_eq!(names.of("Sergei Lavrov"), Meaning::One(lavrov));
    /// assert_eq!(names.of("Napoléon"), Meaning::None);
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    #[must_use]
    pub fn of(&self, phrase: &str) -> Meaning<'_> {
        let key = key(phrase);
        let found: Vec<&Name> = match self.by_key.get(key.as_str()) {
            Some(ids) => ids.iter().filter_map(|id| self.get(*id)).collect(),
            None => self.alike(&key).into_iter().collect(),
        };
        match found.as_slice() {
            [] => Meaning::None,
            [name] => Meaning::One(name),
            _ => Meaning::Several(found),
        }
    }

    /// The name that the lists know by another name of this key, which the corpus does not use.
    fn alike(&self, key: &str) -> Option<&Name> {
        let wanted = known(key)?;
        let is_alike =
            |name: &&Name| name.variants.iter().any(|variant| known(&super::key(&variant.form)) == Some(wanted));
        self.names.iter().find(is_alike)
    }
}
