//! The two sides of a transition: what they are, and which passages speak of them.

use super::phrase::{Phrase, Pieces};
use super::statements::sentences;
use crate::cluster::ThemeId;
use crate::corpus::{ArticleId, Corpus, Passage, PassageId};
use crate::error::{Error, Result};
use crate::words::fold;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a side is, as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A name or phrase, with the other ways to write it.
    Phrases {
        /// How it is called in what is shown.
        label: String,
        /// All ways to write it, the label among them where it is one.
        variants: Vec<String>,
    },
    /// A theme of the analysis.
    Theme {
        /// Its name.
        label: String,
        /// Which.
        theme: ThemeId,
    },
}

impl Asked {
    /// A name or phrase with other ways to write it.
    #[must_use]
    pub fn phrases(label: &str, others: &[String]) -> Self {
        let mut variants = vec![label.to_owned()];
        let mut seen = vec![Phrase::new(label)];
        for other in others {
            let phrase = Phrase::new(other);
            // what is found alike is one way to write it
            if !seen.contains(&phrase) {
                variants.push(other.clone());
                seen.push(phrase);
            }
        }
        Self::Phrases { label: label.to_owned(), variants }
    }

    /// How it is called.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Phrases { label, .. } | Self::Theme { label, .. } => label,
        }
    }
}

/// A side, and how much the corpus speaks of it. Copies of other passages do not count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// How it is called.
    pub label: String,
    /// The ways to write it that were looked for; none for a theme.
    pub variants: Vec<String>,
    /// The theme, where it is one.
    pub theme: Option<ThemeId>,
    /// How many passages speak of it.
    pub passages: usize,
    /// How many articles these are of.
    pub articles: usize,
    /// How many of the passages are of articles without a date: they say nothing of time.
    pub undated: usize,
    /// The passage that speaks of it first, by the first day its date may mean.
    #[serde(skip)]
    pub first: Option<PassageId>,
    /// The passage that speaks of it last, by the last day its date may mean.
    #[serde(skip)]
    pub last: Option<PassageId>,
}

/// A side of fewer passages is rare: what is said of it is said of single passages.
const RARE: usize = 5;

impl Side {
    /// Whether it is named in so few passages that single ones decide.
    #[must_use]
    pub fn is_rare(&self) -> bool {
        self.passages < RARE
    }

    /// The first sentence of a text that names it, in bytes; the first of all where none does, as in a passage of a theme.
    #[must_use]
    pub fn sentence_in(&self, text: &str) -> Range<usize> {
        let phrases: Vec<Phrase> = self.variants.iter().filter_map(|variant| Phrase::new(variant)).collect();
        let sentences = sentences(text);
        let names = |span: &&Range<usize>| {
            let pieces = Pieces::of(&text[(*span).clone()]);
            phrases.iter().any(|phrase| phrase.is_among(&pieces))
        };
        sentences.iter().find(names).or(sentences.first()).cloned().unwrap_or(0..text.len())
    }
}

/// A side at work: how to find it in a text, and where it was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) phrases: Vec<Phrase>,
    /// Whether each passage speaks of it, shape `(n_passages,)`; never a copy.
    pub(super) is_in: Vec<bool>,
}

/// Finds both sides in all passages.
pub(super) fn find(corpus: &Corpus, theme_of: &[Option<ThemeId>], asked: [&Asked; 2]) -> Result<[Found; 2]> {
    let phrases = [phrases(asked[0])?, phrases(asked[1])?];
    let of_theme = |side: &Asked, passage: &Passage| match side {
        Asked::Theme { theme, .. } => theme_of[passage.id.0 as usize] == Some(*theme),
        Asked::Phrases { .. } => false,
    };
    let look = |passage: &Passage| {
        if passage.copy_of.is_some() {
            return [false, false];
        }
        let pieces = Pieces::of(&passage.text);
        [0, 1].map(|side: usize| {
            of_theme(asked[side], passage) || phrases[side].iter().any(|phrase| phrase.is_among(&pieces))
        })
    };
    let is_in: Vec<[bool; 2]> = corpus.passages.par_iter().map(look).collect();
    let [from, to] = phrases;
    let column = |side: usize| is_in.iter().map(|found| found[side]).collect();
    Ok([Found { phrases: from, is_in: column(0) }, Found { phrases: to, is_in: column(1) }])
}

fn phrases(asked: &Asked) -> Result<Vec<Phrase>> {
    let Asked::Phrases { variants, .. } = asked else { return Ok(Vec::new()) };
    let rule = "it must hold a word";
    let phrase = |variant: &String| {
        Phrase::new(variant).ok_or_else(|| Error::Parameter { name: "side", value: variant.clone(), rule })
    };
    variants.iter().map(phrase).collect()
}

impl Found {
    /// What the corpus says of this side in all.
    pub(super) fn side(&self, corpus: &Corpus, asked: &Asked) -> Side {
        let passages: Vec<&Passage> = self.passages(corpus).collect();
        let date = |passage: &&Passage| corpus.articles[passage.article.0 as usize].date;
        let dated = || passages.iter().filter_map(|passage| Some((date(passage)?, passage.id)));
        let first = dated().min_by_key(|(date, id)| (date.first_day(), date.last_day(), *id));
        let last = dated().max_by_key(|(date, id)| (date.last_day(), date.first_day(), std::cmp::Reverse(*id)));
        let (variants, theme) = match asked {
            Asked::Phrases { variants, .. } => (variants.clone(), None),
            Asked::Theme { theme, .. } => (Vec::new(), Some(*theme)),
        };
        Side {
            label: asked.label().to_owned(),
            variants,
            theme,
            passages: passages.len(),
            articles: passages.iter().map(|passage| passage.article).collect::<BTreeSet<ArticleId>>().len(),
            undated: passages.len() - dated().count(),
            first: first.map(|(_, id)| id),
            last: last.map(|(_, id)| id),
        }
    }

    /// Whether a passage speaks of it.
    pub(super) fn names(&self, passage: &Passage) -> bool {
        self.is_in[passage.id.0 as usize]
    }

    /// The passages that speak of it, in corpus order.
    pub(super) fn passages<'a>(&'a self, corpus: &'a Corpus) -> impl Iterator<Item = &'a Passage> {
        corpus.passages.iter().zip(&self.is_in).filter(|(_, is_in)| **is_in).map(|(passage, _)| passage)
    }

    /// Whether a sentence of a passage speaks of it. A theme speaks in every sentence of its passages.
    pub(super) fn is_in_sentence(&self, passage: PassageId, sentence: &Pieces<'_>) -> bool {
        let is_theme = self.phrases.is_empty();
        self.is_in[passage.0 as usize] && (is_theme || self.phrases.iter().any(|phrase| phrase.is_among(sentence)))
    }
}

/// Of the names `known`, those written most like what was typed, nearest first.
///
/// ```
/// use filrouge::transition::nearest_names;
/// let known = ["Wagner", "Bamako"].map(str::to_owned);
/// assert_eq!(nearest_names("Vagner", known.into_iter()), ["Wagner"]);
/// ```
#[must_use]
pub fn nearest_names(typed: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let known: BTreeSet<String> = known.collect();
    crate::words::nearest(typed, known.into_iter().map(|name| (name.clone(), vec![fold(&name), name])))
}
