//! Flat tables: a row for each passage, or for each theme, for spreadsheets and data frames.

use super::duplicates::passage_key;
use super::json::event;
use super::write_csv;
use crate::analysis::Analysis;
use crate::cluster::Membership;
use crate::themes::Badge;
use serde::Serialize;
use std::io::{self, Write};

/// A passage with all that is known of it, in one row.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    passage: &'a str,
    theme: Option<u32>,
    theme_name: Option<&'a str>,
    score: f32,
    date: Option<String>,
    article: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    path: &'a str,
    ordinal: u32,
    start: usize,
    end: usize,
    lang: Option<String>,
    text: &'a str,
    membership: Membership,
    event: Option<&'a str>,
    copy_of: Option<&'a str>,
}

pub(super) fn rows(analysis: &Analysis) -> impl Iterator<Item = Row<'_>> {
    analysis.corpus.passages.iter().enumerate().map(|(row, passage)| {
        let article = analysis.article(passage.article);
        let theme = analysis.theme_of[row];
        Row {
            passage: &passage.key,
            theme: theme.map(|theme| theme.0),
            theme_name: theme.map(|theme| analysis.themes[theme.0 as usize].name.as_str()),
            score: analysis.scores[row],
            date: article.date.map(|date| date.to_string()),
            article: &article.key,
            title: article.title.as_deref(),
            source: article.source.as_deref(),
            path: &article.path,
            ordinal: passage.ordinal,
            start: passage.start,
            end: passage.end,
            lang: passage.language.as_ref().map(ToString::to_string),
            text: &passage.text,
            membership: analysis.memberships[row],
            event: event(analysis, row),
            copy_of: passage.copy_of.map(|of| passage_key(analysis, of)),
        }
    })
}

#[derive(Debug, Serialize)]
struct ThemeRow<'a> {
    theme: u32,
    name: &'a str,
    guided: bool,
    passages: usize,
    articles: usize,
    share: f64,
    first: Option<String>,
    last: Option<String>,
    cohesion: f64,
    stability: Option<f64>,
    keywords: String,
    key: &'a str,
    badge: Option<Badge>,
    copies: usize,
}

/// A row for each theme.
///
/// # Errors
/// Those of the writer.
pub fn themes_csv(analysis: &Analysis, mut writer: impl Write) -> io::Result<()> {
    let rows = analysis.themes.iter().map(|theme| ThemeRow {
        theme: theme.id.0,
        name: &theme.name,
        guided: theme.guided,
        passages: theme.passages,
        articles: theme.articles,
        share: theme.share,
        first: theme.first.map(|date| date.to_string()),
        last: theme.last.map(|date| date.to_string()),
        cohesion: theme.cohesion,
        stability: theme.stability,
        keywords: theme.keywords.iter().map(|keyword| keyword.term.as_str()).collect::<Vec<_>>().join(", "),
        key: &theme.key,
        badge: theme.stability.map(Badge::of),
        copies: theme.copies,
    });
    write_csv(&mut writer, rows)
}
