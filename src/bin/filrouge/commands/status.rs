//! `filrouge status`: what the index holds, by which model, and whether it is fresh.

use super::{corpus_period, count};
use crate::Outcome;
use crate::args::Status;
use crate::context::Context;
use crate::output;
use filrouge::analysis::{self, Analysis, Changes};
use filrouge::error::Error;
use filrouge::search::{Check, Verification, verify};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

#[derive(Serialize)]
struct Report {
    index: PathBuf,
    bytes: u64,
    model: String,
    dimension: usize,
    articles: usize,
    passages: usize,
    period: String,
    themes: usize,
    unassigned: usize,
    left_out: usize,
    skipped: usize,
    seed: u64,
    paths: Vec<PathBuf>,
    #[serde(flatten)]
    changes: Changes,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<Verification>,
}

pub(crate) fn run(context: &Context, options: &Status) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let Analysis { model, seed, corpus, themes, theme_of, .. } = analysis::load(&store)?;
    let settings = analysis::settings(&store)?;
    let bytes = std::fs::metadata(store.path()).map_or(0, |metadata| metadata.len());
    let changes = match Context::enter(&settings) {
        Ok(()) => analysis::changes(&settings, &corpus),
        Err(error) => Changes { unreadable: Some(format!("{error:#}")), ..Changes::default() },
    };
    let report = Report {
        index: store.path().into(),
        bytes,
        model: model.id,
        dimension: model.dimension,
        articles: corpus.articles.len(),
        passages: corpus.passages.len(),
        period: corpus_period(&corpus),
        themes: themes.len(),
        unassigned: theme_of.iter().filter(|theme| theme.is_none()).count(),
        left_out: corpus.left_out.len(),
        skipped: corpus.skipped.len(),
        seed,
        changes,
        paths: settings.paths,
        verification: options.verify.then(|| verify(&store)).transpose()?,
    };
    output::report(options.format, &report, |writer| table(&report, writer))?;
    match report.verification.and_then(|verification| verification.problem()) {
        Some(problem) => Err(Error::Damaged { path: store.path().into(), problem }.into()),
        None => Ok(Outcome::Done),
    }
}

fn table(report: &Report, writer: &mut impl Write) -> std::io::Result<()> {
    let paths: Vec<String> = report.paths.iter().map(|path| path.display().to_string()).collect();
    let mebibytes = report.bytes as f64 / 1_048_576.0;
    writeln!(writer, "index     {} ({mebibytes:.1} MiB)", report.index.display())?;
    writeln!(writer, "model     {}, {} dimensions, seed {}", report.model, report.dimension, report.seed)?;
    writeln!(writer, "corpus    {}: {}", paths.join(", "), report.period)?;
    let (articles, passages) = (count(report.articles, "article"), count(report.passages, "passage"));
    writeln!(writer, "          {articles}, {passages}, {} left out", count(report.left_out, "line"))?;
    let (themes, unassigned) = (count(report.themes, "theme"), count(report.unassigned, "passage"));
    writeln!(writer, "themes    {themes}, {unassigned} in none")?;
    let Changes { changed, added, removed, renamed, unreadable } = &report.changes;
    if let Some(reason) = unreadable {
        writeln!(writer, "fresh     cannot tell: {reason}")?;
    } else if changed + added + removed + renamed == 0 {
        writeln!(writer, "fresh     yes: no file has changed since")?;
    } else {
        writeln!(
            writer,
            "fresh     no: {changed} changed, {added} added, {removed} removed, {renamed} renamed; `filrouge themes` rereads"
        )?;
    }
    report.verification.as_ref().map_or(Ok(()), |verification| verified(verification, writer))
}

fn verified(verification: &Verification, writer: &mut impl Write) -> std::io::Result<()> {
    for (position, Check { name, examined, problem, note }) in verification.checks.iter().enumerate() {
        let label = if position == 0 { "verified" } else { "" };
        let verdict = match (problem, note) {
            (Some(problem), _) => format!("BROKEN: {problem}"),
            (None, Some(note)) => note.clone(),
            (None, None) => "sound".into(),
        };
        writeln!(writer, "{label:<10}{name:<11}{examined:>8}  {verdict}")?;
    }
    if let Some(recall) = verification.recall {
        writeln!(writer, "          the search finds {:.1} % of what a full sort finds", 100.0 * recall)?;
    }
    Ok(())
}
