//! Which name a phrase means.

use super::lexicon::known;
use super::{Name, Names, key};
use serde::{Deserialize, Serialize};

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

/// Other forms of names, in short: what a search needs that does not read the corpus again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variants {
    /// The forms of each name that has several, those left out that may mean another name.
    forms: Vec<Vec<String>>,
}

impl Variants {
    /// The other forms of the name that a phrase means, if it means one.
    ///
    /// ```
    /// use filrouge::corpus::{ReadOptions, read};
    /// use filrouge::{names, progress::Silent};
    ///
    /// let variants = names::find(&read(&["seeds".into()], &ReadOptions::default(), &Silent)?).variants();
    /// assert!(variants.of("Sergueï Lavrov").contains(&"Sergei Lavrov"));
    /// assert!(variants.of("le blé").is_empty());
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    #[must_use]
    pub fn of(&self, phrase: &str) -> Vec<&str> {
        let wanted = key(phrase);
        let holds = |forms: &&Vec<String>| forms.iter().any(|form| key(form) == wanted);
        let Some(forms) = self.forms.iter().find(holds) else { return Vec::new() };
        forms.iter().filter(|form| key(form) != wanted).map(String::as_str).collect()
    }
}

impl Names {
    /// The forms of the names that have several.
    #[must_use]
    pub fn variants(&self) -> Variants {
        let mut forms = Vec::new();
        for name in &self.names {
            let mut keys: Vec<String> = Vec::new();
            let mut sure: Vec<String> = Vec::new();
            for variant in &name.variants {
                let key = key(&variant.form);
                let means_it = self.by_key.get(key.as_str()).is_some_and(|names| names.len() == 1);
                if means_it && !keys.contains(&key) {
                    keys.push(key);
                    sure.push(variant.form.clone());
                }
            }
            if sure.len() > 1 {
                forms.push(sure);
            }
        }
        Variants { forms }
    }

    /// Which name a phrase means, whatever its accents and capitals: a variant means its name.
    ///
    /// ```
    /// use filrouge::corpus::{ReadOptions, read};
    /// use filrouge::{names, names::Meaning, progress::Silent};
    ///
    /// let names = names::find(&read(&["seeds".into()], &ReadOptions::default(), &Silent)?);
    /// let lavrov = names.of("SERGEI LAVROV").one().unwrap();
    /// assert_eq!(names.of("Sergueï Lavrov"), Meaning::One(lavrov));
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
