//! The guide: themes that the user described beforehand, as a file (`themes.toml`).

use crate::error::{Error, Result};
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
}

impl Guide {
    /// Reads a guide.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Invalid`] with the line when it is not a guide: unknown
    /// keys, no theme, two themes of one name, a theme without `about` and `words`.
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
            if theme.about.iter().chain(&theme.words).any(|phrase| !phrase.contains(char::is_alphanumeric)) {
                return Err((None, format!("theme `{}` has a phrase without a word", theme.name)));
            }
            if theme.about.is_empty() && theme.words.is_empty() {
                return Err((None, format!("theme `{}` has neither `about` nor `words`", theme.name)));
            }
            if guide.themes[..position].iter().any(|other| other.name == theme.name) {
                return Err((None, format!("two themes are named `{}`", theme.name)));
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
}
