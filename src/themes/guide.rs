//! The guide: themes that the user described beforehand, as a file (`themes.toml`).

use crate::error::{Error, Result};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Guided themes in the order of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// The themes described.
    #[serde(rename = "theme", default)]
    pub themes: Vec<GuidedTheme>,
}

/// One theme as the user describes it: `[[theme]]` in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidedTheme {
    /// What it is called in every output.
    pub name: String,
    /// Sentences or phrases that say what it is about.
    #[serde(default)]
    pub about: Vec<String>,
    /// Words and names that belong to it.
    #[serde(default)]
    pub words: Vec<String>,
    /// What speaks against it. At most three words are a word or a name: a passage that holds it, in any of its forms, is
    /// not this theme's. More words are a meaning: a passage that is more like it than like every description of the
    /// theme is not this theme's.
    #[serde(default)]
    pub not: Vec<String>,
    /// Passages that a person puts into the theme, by their ids. They stay in it, and what is like them follows.
    #[serde(default)]
    pub like: Vec<String>,
    /// The stable id that `--suggest` wrote: `t` and eight signs. Without one it is made of the name.
    #[serde(default)]
    pub key: Option<String>,
}

/// A `not` of so many words is a word or a name to look for; a longer one is a meaning.
const MOST_WORDS_OF_A_NAME: usize = 3;

impl GuidedTheme {
    /// What `not` says as words and names.
    pub(super) fn denied_words(&self) -> impl Iterator<Item = &String> {
        self.not.iter().filter(|phrase| is_name(phrase))
    }

    /// What `not` says as meanings.
    pub(super) fn denied_meanings(&self) -> impl Iterator<Item = &String> {
        self.not.iter().filter(|phrase| !is_name(phrase))
    }
}

fn is_name(phrase: &str) -> bool {
    words(phrase).len() <= MOST_WORDS_OF_A_NAME
}

impl Guide {
    /// Reads a guide.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Invalid`] with the line when it is not a guide: unknown
    /// keys, no theme, two themes of one name, `key` or passage, a theme without `about` and `words`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        Self::parse(&text).map_err(|(line, reason)| Error::Invalid { path: path.into(), line, reason })
    }

    /// Parses a guide; an error is the line, where known, and the reason.
    fn parse(text: &str) -> Result<Self, (Option<u64>, String)> {
        let guide: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() as u64 + 1);
            (line, error.message().to_owned())
        })?;
        if guide.themes.is_empty() {
            return Err((None, "no `[[theme]]` in it".into()));
        }
        for (position, theme) in guide.themes.iter().enumerate() {
            if theme.name.trim().is_empty() {
                return Err((None, format!("theme {} has an empty `name`", position + 1)));
            }
            if theme.about.iter().chain(&theme.words).chain(&theme.not).any(|phrase| words(phrase).is_empty()) {
                return Err((None, format!("theme `{}` has a phrase without a word", theme.name)));
            }
            if theme.about.is_empty() && theme.words.is_empty() {
                return Err((None, format!("theme `{}` has neither `about` nor `words`", theme.name)));
            }
            if guide.themes[..position].iter().any(|other| other.name == theme.name) {
                return Err((None, format!("two themes are named `{}`", theme.name)));
            }
            if let Some(key) = theme.like.iter().find(|key| !crate::corpus::keys::is_key('p', key)) {
                return Err((
                    None,
                    format!("theme `{}` has `{key}` under `like`: not the id of a passage", theme.name),
                ));
            }
            let claims = |other: &&GuidedTheme| other.like.iter().any(|key| theme.like.contains(key));
            if let Some(other) = guide.themes[..position].iter().find(claims) {
                return Err((None, format!("themes `{}` and `{}` have the same `like`", other.name, theme.name)));
            }
            if let Some(key) = &theme.key {
                if !crate::corpus::keys::is_key('t', key) {
                    return Err((
                        None,
                        format!("theme `{}` has the `key` `{key}`: not `t` and eight signs", theme.name),
                    ));
                }
                if let Some(other) = guide.themes[..position].iter().find(|other| other.key.as_ref() == Some(key)) {
                    let (one, two) = (&other.name, &theme.name);
                    let reason = format!("themes `{one}` and `{two}` have the same `key`: the copy must have none");
                    return Err((None, reason));
                }
            }
        }
        Ok(guide)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_is_read() {
        let guide = Guide::parse("[[theme]]\nname = \"Sécurité\"\nabout = [\"attaques\"]\n").unwrap();
        assert_eq!(guide.themes[0].name, "Sécurité");
        assert!(guide.themes[0].words.is_empty());
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let (line, reason) = Guide::parse("[[theme]]\nname = \"a\"\nabuot = []\n").unwrap_err();
        assert_eq!(line, Some(3));
        assert!(reason.contains("abuot"), "{reason}");
    }

    #[test]
    fn a_guide_needs_themes_with_a_description_and_a_name_of_their_own() {
        assert!(Guide::parse("").is_err());
        assert!(Guide::parse("[[theme]]\nname = \"a\"\n").is_err());
        assert!(Guide::parse("[[theme]]\nname = \"a\"\nabout = [\" \"]\n").is_err());
        assert!(Guide::parse("[[theme]]\nname = \" \"\nwords = [\"b\"]\n").is_err());
        assert!(Guide::parse("[[theme]]\nname=\"a\"\nwords=[\"b\"]\n[[theme]]\nname=\"a\"\nwords=[\"c\"]\n").is_err());
    }

    #[test]
    fn a_copied_block_must_give_up_its_key() {
        let block = |name: &str, key: &str| format!("[[theme]]\nname = \"{name}\"\nkey = \"{key}\"\nwords = [\"b\"]\n");
        assert!(Guide::parse(&block("a", "t0123abcd")).is_ok());
        assert!(Guide::parse(&block("a", "t0123")).is_err());
        let (_, reason) = Guide::parse(&(block("a", "t0123abcd") + &block("b", "t0123abcd"))).unwrap_err();
        assert!(reason.contains("the copy must have none"), "{reason}");
    }

    #[test]
    fn a_short_not_is_a_name_and_a_long_one_a_meaning() {
        let text = "[[theme]]\nname = \"a\"\nwords = [\"b\"]\nnot = [\"l'Africa Corps\", \"la vie d'une équipe de football\"]\n";
        let theme = &Guide::parse(text).unwrap().themes[0];
        assert_eq!(theme.denied_words().collect::<Vec<_>>(), ["l'Africa Corps"]);
        assert_eq!(theme.denied_meanings().count(), 1);
    }
}
