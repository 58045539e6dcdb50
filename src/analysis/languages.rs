//! Whether the model knows the languages of the corpus: one that does not gives vectors that say little.

use crate::corpus::{Corpus, Language};
use crate::embedder::{self, Languages};
use std::fmt;

/// A smaller share of passages is quotations and the like, of which nothing need be said.
const WORTH_SAYING: f64 = 0.1;

/// A passage with fewer characters may be in any language.
const TELLING: usize = 80;

/// The languages of a corpus that a model does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownLanguages {
    /// Each with its share of all passages, the greatest first; `None` for passages long enough to tell whose language could
    /// not be told.
    pub shares: Vec<(Option<Language>, f64)>,
    /// A model of [`embedder::list`] that knows a hundred languages.
    pub better: String,
}

/// The languages of `corpus` that the model with this id does not know, where together they have a tenth of the passages.
/// `None` also for a model of which nothing is known, such as one in a folder.
///
/// ```
/// use filrouge::{analysis::unknown_languages, corpus::{ReadOptions, read}, progress::Silent};
///
/// let folder = tempfile::tempdir()?;
/// let text = "Los pescadores volvieron al pueblo después de la estación de lluvias, antes que el año pasado, y sus redes estaban llenas.";
/// std::fs::write(folder.path().join("pesca.txt"), text)?;
/// let corpus = read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent)?;
/// let unknown = unknown_languages(&corpus, "filrouge-fr-en").unwrap();
/// assert_eq!(unknown.shares[0].0.unwrap().to_string(), "es");
/// assert_eq!(unknown_languages(&corpus, "intfloat/multilingual-e5-small"), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn unknown_languages(corpus: &Corpus, model_id: &str) -> Option<UnknownLanguages> {
    among(corpus.passages.iter().map(|passage| (passage.language, passage.text.as_str())), model_id)
}

/// The same of texts that are no corpus, whose languages are told here. Texts too short to tell count as known.
///
/// ```
/// use filrouge::analysis::unknown_languages_of;
///
/// let german = "Die Fischer kehrten nach der Regenzeit früher als im vergangenen Jahr ins Dorf zurück, und ihre Netze waren voll.";
/// let unknown = unknown_languages_of(["La pluie.", german], "filrouge-fr-en").unwrap();
/// assert_eq!(unknown.shares[0], ("de".parse().ok(), 0.5));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[must_use]
pub fn unknown_languages_of<'a>(texts: impl IntoIterator<Item = &'a str>, model_id: &str) -> Option<UnknownLanguages> {
    let told = texts.into_iter().map(|text| {
        let telling = text.chars().nth(TELLING).is_some();
        (if telling { Language::detect(text) } else { None }, text)
    });
    among(told, model_id)
}

fn among<'a>(texts: impl Iterator<Item = (Option<Language>, &'a str)>, model_id: &str) -> Option<UnknownLanguages> {
    let known = embedder::languages(model_id)?;
    let mut counts: Vec<(Option<Language>, usize)> = Vec::new();
    let mut all = 0_usize;
    for (language, text) in texts {
        all += 1;
        let unknown = match language {
            Some(language) => !known.include(language),
            None => text.chars().nth(TELLING).is_some(),
        };
        if unknown {
            match counts.iter_mut().find(|(other, _)| *other == language) {
                Some((_, count)) => *count += 1,
                None => counts.push((language, 1)),
            }
        }
    }
    let all = all.max(1) as f64;
    let unknown: usize = counts.iter().map(|(_, count)| count).sum();
    if (unknown as f64) < WORTH_SAYING * all {
        return None;
    }
    counts.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
    let shares = counts.into_iter().map(|(language, count)| (language, count as f64 / all)).collect();
    Some(UnknownLanguages { shares, better: embedder::most_languages() })
}

/// The most languages that are named one by one.
const NAMED: usize = 5;

impl fmt::Display for UnknownLanguages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| format!("{:.0} %", (share * 100.0).max(1.0));
        let all = percent(self.shares.iter().map(|(_, share)| share).sum());
        let named = self.shares.iter().take(NAMED).map(|(language, share)| match language {
            Some(language) => format!("{language} {}", percent(*share)),
            None => format!("not recognised {}", percent(*share)),
        });
        let more = self.shares.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named: Vec<String> = named.collect();
        let shown = self.shares.iter().filter_map(|(language, _)| *language);
        let lacking = shown.filter(|language| !Languages::Multilingual.include(*language));
        let lacking: Vec<String> = lacking.map(|language| language.to_string()).collect();
        write!(
            formatter,
            "{all} of the texts are in languages that the model does not know ({}{more}), so that their themes and \
             neighbours mean little; `--model {}` knows a hundred languages{}",
            named.join(", "),
            self.better,
            if lacking.is_empty() { String::new() } else { format!(", though not {}", lacking.join(", ")) }
        )
    }
}
