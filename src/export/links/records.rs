//! Links and events as rows for other programs. Keys and columns are a contract: added, never renamed.

use super::super::{json_lines, write_csv};
use crate::analysis::Analysis;
use crate::corpus::{Article, ArticleId, Date, Language, Passage, PassageId};
use crate::links::{Kind, Link, Links, SameEvent};
use crate::neighbours::shared_words;
use rayon::prelude::*;
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Range;

/// Links made ready at a time: enough for all cores, few enough for any memory.
const BATCH: usize = 4_096;

/// One end of a link.
#[derive(Debug, Serialize)]
struct End<'a> {
    passage: &'a str,
    article: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    date: Option<Date>,
    lang: Option<&'a Language>,
    theme: Option<u32>,
    text: &'a str,
}

/// The place of each end among the nearest of the other.
#[derive(Debug, Serialize)]
struct Ranks {
    from: Option<u32>,
    to: Option<u32>,
}

/// What two passages share. All but the words is of near copies only; spans are bytes of the passages' texts.
#[derive(Debug, Serialize)]
struct Shared<'a> {
    words: Vec<String>,
    containment: Option<f64>,
    text: Option<&'a str>,
    from: Option<[usize; 2]>,
    to: Option<[usize; 2]>,
}

#[derive(Debug, Serialize)]
struct LinkEntry<'a> {
    from: End<'a>,
    to: End<'a>,
    similarity: f32,
    percentile: f64,
    rank: Ranks,
    mutual: bool,
    kind: Kind,
    first: Option<&'a str>,
    event: Option<&'a str>,
    shared: Shared<'a>,
}

/// A link as a row of a table.
#[derive(Debug, Serialize)]
struct LinkRow<'a> {
    from: &'a str,
    to: &'a str,
    similarity: f32,
    percentile: f64,
    kind: Kind,
    mutual: bool,
    first: Option<&'a str>,
    event: Option<&'a str>,
    from_rank: Option<u32>,
    to_rank: Option<u32>,
    containment: Option<f64>,
    shared_text: Option<&'a str>,
    shared_words: String,
    from_date: Option<Date>,
    to_date: Option<Date>,
    from_article: &'a str,
    to_article: &'a str,
    from_path: &'a str,
    to_path: &'a str,
    from_title: Option<&'a str>,
    to_title: Option<&'a str>,
    from_theme: Option<u32>,
    to_theme: Option<u32>,
    from_text: &'a str,
    to_text: &'a str,
}

#[derive(Debug, Serialize)]
struct EventEntry<'a> {
    event: &'a str,
    first: Date,
    last: Date,
    articles: Vec<&'a str>,
    central: &'a str,
    passages: Vec<End<'a>>,
}

/// A passage of an event, as a row of a table.
#[derive(Debug, Serialize)]
struct EventRow<'a> {
    event: &'a str,
    passage: &'a str,
    date: Option<Date>,
    article: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    theme: Option<u32>,
    central: bool,
    text: &'a str,
}

fn passage(analysis: &Analysis, id: PassageId) -> &Passage {
    &analysis.corpus.passages[id.0 as usize]
}

fn article_key(analysis: &Analysis, id: ArticleId) -> &str {
    &analysis.article(id).key
}

fn end(analysis: &Analysis, id: PassageId) -> End<'_> {
    let passage = passage(analysis, id);
    let Article { key, path, title, date, .. } = analysis.article(passage.article);
    End {
        passage: &passage.key,
        article: key,
        path,
        title: title.as_deref(),
        date: *date,
        lang: passage.language.as_ref(),
        theme: analysis.theme_of[id.0 as usize].map(|theme| theme.0),
        text: &passage.text,
    }
}

fn link_entry<'a>(analysis: &'a Analysis, links: &'a Links, link: &'a Link) -> LinkEntry<'a> {
    let (from, to) = (passage(analysis, link.from), passage(analysis, link.to));
    let span = |range: &Range<usize>| [range.start, range.end];
    let reuse = link.reuse.as_ref();
    LinkEntry {
        from: end(analysis, link.from),
        to: end(analysis, link.to),
        similarity: link.similarity,
        percentile: link.percentile,
        rank: Ranks { from: link.from_rank, to: link.to_rank },
        mutual: link.is_mutual(),
        kind: link.kind(),
        first: link.first.map(|id| passage(analysis, id).key.as_str()),
        event: link.event.map(|event| links.events[event].key.as_str()),
        shared: Shared {
            words: shared_words(&from.text, &to.text, to.language),
            containment: reuse.map(|reuse| reuse.containment),
            text: reuse.map(|reuse| &from.text[reuse.from.clone()]),
            from: reuse.map(|reuse| span(&reuse.from)),
            to: reuse.map(|reuse| span(&reuse.to)),
        },
    }
}

impl<'a> LinkRow<'a> {
    fn new(entry: LinkEntry<'a>) -> Self {
        let LinkEntry { from, to, similarity, percentile, rank, mutual, kind, first, event, shared } = entry;
        Self {
            from: from.passage,
            to: to.passage,
            similarity,
            percentile,
            kind,
            mutual,
            first,
            event,
            from_rank: rank.from,
            to_rank: rank.to,
            containment: shared.containment,
            shared_text: shared.text,
            shared_words: shared.words.join(" "),
            from_date: from.date,
            to_date: to.date,
            from_article: from.article,
            to_article: to.article,
            from_path: from.path,
            to_path: to.path,
            from_title: from.title,
            to_title: to.title,
            from_theme: from.theme,
            to_theme: to.theme,
            from_text: from.text,
            to_text: to.text,
        }
    }
}

/// All links, made ready on all cores a batch at a time.
fn entries<'a>(analysis: &'a Analysis, links: &'a Links) -> impl Iterator<Item = LinkEntry<'a>> {
    let ready = move |batch: &'a [Link]| batch.par_iter().map(|link| link_entry(analysis, links, link)).collect();
    links.links.chunks(BATCH).flat_map::<Vec<_>, _>(ready)
}

/// Writes a JSON object for each link, a line each.
///
/// # Errors
/// Those of the writer.
pub fn links_json_lines(analysis: &Analysis, links: &Links, mut writer: impl Write) -> io::Result<()> {
    json_lines(&mut writer, entries(analysis, links))?;
    writer.flush()
}

/// Writes a row for each link.
///
/// # Errors
/// Those of the writer.
pub fn links_csv(analysis: &Analysis, links: &Links, mut writer: impl Write) -> io::Result<()> {
    write_csv(&mut writer, entries(analysis, links).map(LinkRow::new))
}

/// Writes a JSON object for each event, a line each.
///
/// # Errors
/// Those of the writer.
pub fn events_json_lines<'a>(analysis: &'a Analysis, links: &'a Links, mut writer: impl Write) -> io::Result<()> {
    let entry = |event: &'a SameEvent| {
        let SameEvent { key, passages, articles, first, last, central } = event;
        EventEntry {
            event: key,
            first: *first,
            last: *last,
            articles: articles.iter().map(|&id| article_key(analysis, id)).collect(),
            central: &passage(analysis, *central).key,
            passages: passages.iter().map(|&id| end(analysis, id)).collect(),
        }
    };
    json_lines(&mut writer, links.events.iter().map(entry))?;
    writer.flush()
}

/// Writes a row for each passage of each event.
///
/// # Errors
/// Those of the writer.
pub fn events_csv<'a>(analysis: &'a Analysis, links: &'a Links, mut writer: impl Write) -> io::Result<()> {
    let passages = links.events.iter().flat_map(|event| event.passages.iter().map(move |&id| (event, id)));
    let row = |(event, id): (&'a SameEvent, PassageId)| {
        let End { passage, article, path, title, date, theme, text, .. } = end(analysis, id);
        let central = id == event.central;
        EventRow { event: &event.key, passage, date, article, path, title, theme, central, text }
    };
    write_csv(&mut writer, passages.map(row))
}
