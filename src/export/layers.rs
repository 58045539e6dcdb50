//! Layers in the JSON object.

use super::json::{Quote, quote};
use crate::analysis::{Analysis, Event, Family, Layers};
use crate::cluster::ThemeId;
use crate::corpus::Date;
use crate::themes::{Keyword, Theme};
use serde::Serialize;

/// Families above the themes, events below them.
#[derive(Debug, Serialize)]
pub(super) struct LayersEntry<'a> {
    coarse: Vec<FamilyEntry<'a>>,
    fine: Vec<EventEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct FamilyEntry<'a> {
    id: &'a str,
    themes: &'a [ThemeId],
    #[serde(flatten)]
    figures: Figures<'a>,
}

#[derive(Debug, Serialize)]
struct EventEntry<'a> {
    id: &'a str,
    theme: ThemeId,
    #[serde(flatten)]
    figures: Figures<'a>,
}

#[derive(Debug, Serialize)]
struct Figures<'a> {
    name: &'a str,
    keywords: &'a [Keyword],
    passages: usize,
    articles: usize,
    share: f64,
    first: Option<Date>,
    last: Option<Date>,
    cohesion: f64,
    quotes: Vec<Quote<'a>>,
}

impl<'a> LayersEntry<'a> {
    pub(super) fn new(analysis: &'a Analysis, layers: &'a Layers) -> Self {
        let figures = |of: &'a Theme| Figures {
            name: &of.name,
            keywords: &of.keywords,
            passages: of.passages,
            articles: of.articles,
            share: of.share,
            first: of.first,
            last: of.last,
            cohesion: of.cohesion,
            quotes: of.quotes.iter().map(|&id| quote(analysis, id)).collect(),
        };
        let family = |of: &'a Family| FamilyEntry { id: &of.id, themes: &of.themes, figures: figures(&of.figures) };
        let event = |of: &'a Event| EventEntry { id: &of.id, theme: of.theme, figures: figures(&of.figures) };
        Self { coarse: layers.families.iter().map(family).collect(), fine: layers.events.iter().map(event).collect() }
    }
}
