//! `filrouge links`: which passages of different articles belong together, all at once.

use super::export::spare_the_index;
use super::{count, links_table};
use crate::Outcome;
use crate::args::{Links as Asked, LinksFormat, UnitChoice};
use crate::context::Context;
use crate::output::{self, Output};
use filrouge::analysis::{self, Analysis};
use filrouge::export::links::{self, GraphFormat};
use filrouge::links::{Links, Options};
use std::io::{self, Write};

pub(crate) fn run(context: &Context, asked: &Asked) -> anyhow::Result<Outcome> {
    let graph = matches!(asked.format, LinksFormat::Gexf | LinksFormat::Graphml);
    if asked.unit == UnitChoice::Article && !graph {
        anyhow::bail!("cannot list links by article: `--unit article` goes with `--format gexf` or `graphml`");
    }
    let store = context.open_index()?;
    if let Some(output) = asked.output.as_deref() {
        spare_the_index(output, store.path())?;
    }
    let output = Output::open(asked.output.as_deref())?;
    let analysis = analysis::load(&store)?;
    let options = Options {
        nearest: asked.nearest,
        min_percentile: asked.min_percentile,
        event_days: asked.window,
        theme: asked.theme.as_deref().map(|theme| analysis.find_theme(theme)).transpose()?,
        since: asked.since,
        until: asked.until,
    };
    let mut found = Links::find(&store, &analysis, &options, context.progress())?;
    keep_asked(&mut found, asked);
    let nothing = if asked.events { found.events.is_empty() } else { found.links.is_empty() };
    if asked.format == LinksFormat::Table && asked.output.is_none() {
        let mut writer = output::standard();
        table(&analysis, &found, asked, &mut writer)?;
        writer.flush()?;
    } else {
        output.write(|writer| write(&analysis, &found, asked, writer))?;
    }
    tell(context, &found, asked);
    Ok(if nothing { Outcome::Nothing } else { Outcome::Done })
}

fn keep_asked(found: &mut Links, asked: &Asked) {
    if asked.reuse {
        found.links.retain(|link| link.reuse.is_some());
    } else if asked.events {
        found.links.retain(|link| link.event.is_some());
    }
}

fn write(analysis: &Analysis, found: &Links, asked: &Asked, writer: &mut dyn Write) -> io::Result<()> {
    match asked.format {
        LinksFormat::Table => table(analysis, found, asked, writer),
        LinksFormat::Csv if asked.events => links::events_csv(analysis, found, writer),
        LinksFormat::Csv => links::links_csv(analysis, found, writer),
        LinksFormat::Jsonl if asked.events => links::events_json_lines(analysis, found, writer),
        LinksFormat::Jsonl => links::links_json_lines(analysis, found, writer),
        LinksFormat::Gexf => graph(analysis, found, (GraphFormat::Gexf, asked.unit), writer),
        LinksFormat::Graphml => graph(analysis, found, (GraphFormat::GraphMl, asked.unit), writer),
    }
}

fn graph(
    analysis: &Analysis,
    found: &Links,
    (format, unit): (GraphFormat, UnitChoice),
    writer: &mut dyn Write,
) -> io::Result<()> {
    match unit {
        UnitChoice::Passage => links::passage_graph(analysis, found, format, writer),
        UnitChoice::Article => links::article_graph(analysis, found, format, writer),
    }
}

fn table(analysis: &Analysis, found: &Links, asked: &Asked, writer: &mut dyn Write) -> io::Result<()> {
    if asked.events {
        links_table::events(analysis, found, asked.limit, writer)
    } else {
        links_table::links(analysis, found, asked.limit, writer)
    }
}

/// How much was found, and how much of it the table shows.
fn tell(context: &Context, found: &Links, asked: &Asked) {
    let all = if asked.events { found.events.len() } else { found.links.len() };
    if all == 0 {
        context.say(&format!("nothing is linked above percentile {}", asked.min_percentile));
        return;
    }
    let reuse = found.links.iter().filter(|link| link.reuse.is_some()).count();
    let copies = if reuse == 1 { "1 near copy".into() } else { format!("{reuse} near copies") };
    let links = format!("{}, {copies}", count(found.links.len(), "link"));
    let shown = if asked.format == LinksFormat::Table && all > asked.limit {
        format!("; the first {} are shown, `--format csv` has all", asked.limit)
    } else {
        String::new()
    };
    context.say(&format!("{links}, {}{shown}", count(found.events.len(), "event")));
}
