//! `filrouge timeline`: how themes move over time, how sure that is, and when they change beyond chance.

use super::export::spare_the_index;
use super::timeline_table;
use crate::Outcome;
use crate::args::{Group, Timeline as Asked, TimelineFormat};
use crate::context::Context;
use crate::output::{self, Output};
use filrouge::analysis::{self, Analysis};
use filrouge::cluster::ThemeId;
use filrouge::corpus::{Article, Passage};
use filrouge::export::TimelineParts;
use filrouge::timeline::{self, Rows, TimelineSettings};
use std::io::Write;

pub(crate) fn run(context: &Context, asked: &Asked) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    if let Some(output) = asked.output.as_deref() {
        spare_the_index(output, store.path())?;
    }
    let output = Output::open(asked.output.as_deref())?;
    let analysis = analysis::load(&store)?;
    let theme = asked.theme.as_deref().map(|theme| analysis.find_theme(theme)).transpose()?;
    check_source(&analysis, asked)?;
    let rows = rows(&analysis, asked, theme)?;
    let settings = TimelineSettings {
        length: asked.by.length(),
        since: asked.since,
        until: asked.until,
        seed: context.seed.unwrap_or(analysis.seed),
        ..TimelineSettings::default()
    };
    let corpus = &analysis.corpus;
    let timeline = timeline::timeline(corpus, &rows, &settings)?;
    // rows of shares have no place for them
    let changes = match asked.format {
        TimelineFormat::Csv => None,
        TimelineFormat::Table | TimelineFormat::Json => {
            Some(timeline::changes(corpus, &rows, &analysis.scores, &settings)?)
        }
    };
    let novelty = if asked.novelty { timeline::novelty(corpus, &rows, timeline.length, &settings)? } else { None };
    let lineage = if asked.lineage {
        timeline::lineage(corpus, &rows, &analysis::vectors(&store, &analysis)?, &settings)?
    } else {
        None
    };
    let parts = TimelineParts {
        analysis: &analysis,
        rows: &rows,
        timeline: &timeline,
        changes: changes.as_ref(),
        novelty: novelty.as_ref(),
        lineage: lineage.as_ref(),
        only: theme.filter(|_| asked.group == Group::Theme).map(|theme| theme.0),
    };
    match asked.format {
        TimelineFormat::Table if asked.output.is_none() => {
            let mut writer = output::standard();
            timeline_table::table(&parts, asked, &mut writer)?;
            writer.flush()?;
        }
        TimelineFormat::Table => output.write(|writer| timeline_table::table(&parts, asked, writer))?,
        TimelineFormat::Json => output.write(|writer| parts.write_json(writer))?,
        TimelineFormat::Csv => output.write(|writer| parts.write_csv(writer))?,
    }
    if asked.novelty && novelty.is_none() {
        context.say("novelty cannot be measured: too few articles are dated to the day, with others near them");
    }
    if asked.lineage && lineage.is_none() {
        context.say("lineage cannot be told: it takes three periods of some thirty passages each");
    }
    if timeline.periods.is_empty() {
        context.say("no article is dated: `filrouge themes -v` says of each why");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

/// A source that no article names is a slip of the pen, and an empty answer would hide it.
fn check_source(analysis: &Analysis, asked: &Asked) -> anyhow::Result<()> {
    let Some(source) = &asked.source else { return Ok(()) };
    let mut known: Vec<&str> =
        analysis.corpus.articles.iter().filter_map(|article| article.source.as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    if known.contains(&source.as_str()) {
        return Ok(());
    }
    let shown: Vec<&str> = known.iter().copied().take(10).collect();
    match known.len() {
        0 => anyhow::bail!("no article is of the source `{source}`: none names one"),
        _ => anyhow::bail!(
            "no article is of the source `{source}`; there are {} sources, such as `{}`",
            known.len(),
            shown.join("`, `")
        ),
    }
}

fn rows(analysis: &Analysis, asked: &Asked, theme: Option<ThemeId>) -> anyhow::Result<Rows> {
    let corpus = &analysis.corpus;
    let rows = match asked.group {
        Group::Theme => {
            let names = analysis.themes.iter().map(|theme| theme.name.clone()).collect();
            Rows::themes(corpus, &analysis.theme_of, names)?
        }
        Group::Source => Rows::sources(corpus),
        Group::Language => Rows::languages(corpus),
    };
    let rows = rows.only(corpus, |article: &Article, passage: &Passage| {
        asked.source.as_ref().is_none_or(|source| article.source.as_ref() == Some(source))
            && asked.lang.is_none_or(|language| passage.language.or(article.language) == Some(language))
    });
    match theme.filter(|_| asked.group != Group::Theme) {
        Some(theme) => Ok(rows.asking(analysis.theme_of.iter().map(|own| *own == Some(theme)).collect())?),
        None => Ok(rows),
    }
}
