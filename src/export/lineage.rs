//! The themes of each stretch of time and what became of them, for other programs.

use super::json::{Quote, quote};
use crate::analysis::Analysis;
use crate::timeline::{Lineage, Link, LocalTheme, Period, PeriodLength, Stretch};
use serde::Serialize;

/// Lineage as `timeline --format json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct LineageEntry<'a> {
    length: PeriodLength,
    stretches: Vec<StretchEntry<'a>>,
    links: Vec<LinkEntry>,
}

#[derive(Debug, Serialize)]
struct StretchEntry<'a> {
    first: Period,
    last: Period,
    passages: usize,
    themes: Vec<LocalEntry<'a>>,
}

/// A theme of a stretch; `theme` is the theme of the whole corpus that most of its passages are of.
#[derive(Debug, Serialize)]
struct LocalEntry<'a> {
    name: &'a str,
    keywords: &'a [String],
    passages: usize,
    articles: usize,
    share: f64,
    theme: Option<u32>,
    theme_share: Option<f64>,
    fates: Vec<&'static str>,
    central: Option<Quote<'a>>,
}

/// `from` is a theme of the stretch numbered `stretch`, `to` one of the next; both count from 0.
#[derive(Debug, Serialize)]
struct LinkEntry {
    stretch: usize,
    from: usize,
    to: usize,
    shared_passages: usize,
    shared_articles: usize,
    overlap: f64,
    similarity: f64,
}

impl<'a> LineageEntry<'a> {
    pub(super) fn new(analysis: &'a Analysis, lineage: &'a Lineage) -> Self {
        let local = |theme: &'a LocalTheme| LocalEntry {
            name: &theme.name,
            keywords: &theme.keywords,
            passages: theme.passages,
            articles: theme.articles,
            share: theme.share,
            theme: theme.row.map(|(row, _)| row),
            theme_share: theme.row.map(|(_, share)| share),
            fates: theme.fate.words(),
            central: theme.central.map(|id| quote(analysis, id)),
        };
        let stretch = |stretch: &'a Stretch| StretchEntry {
            first: stretch.first,
            last: stretch.last,
            passages: stretch.passages,
            themes: stretch.themes.iter().map(local).collect(),
        };
        let link = |link: &Link| LinkEntry {
            stretch: link.stretch,
            from: link.from,
            to: link.to,
            shared_passages: link.passages,
            shared_articles: link.articles,
            overlap: link.overlap,
            similarity: link.similarity,
        };
        Self {
            length: lineage.length,
            stretches: lineage.stretches.iter().map(stretch).collect(),
            links: lineage.links.iter().map(link).collect(),
        }
    }
}
