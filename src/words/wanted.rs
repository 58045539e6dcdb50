//! Words that are looked for: a query becomes tokens that meet those of a text in either language, in another form, with
//! or without accents.

use super::{Stemming, fold, is_function_word, stem, words};
use std::collections::HashSet;

/// A word that is looked for, with every token that a text may hold it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The word as typed.
    pub surface: String,
    /// Its folded form: how a text spells it that has this very form.
    pub token: String,
    /// Its stems in each language, without repeats: the language of a few words cannot be told.
    pub stems: Vec<String>,
}

impl Wanted {
    /// The distinct words of a query that say something of its subject, in order; all of them when none does. Unlike in
    /// themes, numbers count: who looks for 2012 means it.
    ///
    /// ```
    /// use filrouge::words::Wanted;
    /// let tokens = |query| Wanted::all(query).into_iter().map(|word| word.token).collect::<Vec<_>>();
    /// assert_eq!(tokens("Qui est Assimi Goïta ?"), ["assimi", "goita"]);
    /// assert_eq!(tokens("Le vote de 2012"), ["vote", "2012"]);
    /// assert_eq!(tokens("the who"), ["the", "who"]);
    /// ```
    #[must_use]
    pub fn all(query: &str) -> Vec<Self> {
        let mut seen = HashSet::new();
        let mut found: Vec<Self> = words(query)
            .into_iter()
            .map(|word| Self::of(word.surface))
            .filter(|word| !word.token.is_empty() && seen.insert(word.token.clone()))
            .collect();
        if found.iter().any(Self::means) {
            found.retain(Self::means);
        }
        found
    }

    fn of(surface: &str) -> Self {
        let mut stems: Vec<String> = Vec::new();
        for stemming in [Stemming::French, Stemming::English, Stemming::None] {
            let stem = stem_token(surface, stemming);
            if !stem.is_empty() && !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        Self { surface: surface.to_owned(), token: token(surface), stems }
    }

    /// Whether it says something of the subject of a text.
    fn means(&self) -> bool {
        let number = self.token.starts_with(|letter: char| letter.is_ascii_digit());
        number || !is_function_word(&fold(&self.surface))
    }
}

/// A word as it is indexed: folded, and of ASCII only letters and digits, so that `U.S.` is `us` and every apostrophe is
/// the same.
pub(crate) fn token(surface: &str) -> String {
    plain(fold(surface))
}

/// The stem of a word as it is indexed.
pub(crate) fn stem_token(surface: &str, stemming: Stemming) -> String {
    plain(stem(surface, stemming))
}

fn plain(mut token: String) -> String {
    token.retain(|letter| !letter.is_ascii() || letter.is_ascii_alphanumeric());
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_wanted_once() {
        let tokens: Vec<String> =
            Wanted::all("Mali, MALI et l'or du mali").into_iter().map(|word| word.token).collect();
        assert_eq!(tokens, ["mali"]);
        assert!(Wanted::all(" \0 \u{1f600} ?! ").is_empty());
    }
}
