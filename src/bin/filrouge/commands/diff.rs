//! `filrouge themes --diff`: what changed since the run before.

use super::count;
use crate::Outcome;
use crate::args::ThemesFormat;
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, columns, cut, one_line};
use filrouge::analysis::{self, Analysis, Change, Diff, ThemeChange};
use filrouge::store::Store;
use std::collections::HashMap;
use std::io::{self, Write};

/// So many moved passages are shown; JSON has them all.
const MOVES: usize = 10;

pub(crate) fn run(
    context: &Context,
    store: &Store,
    analysis: &Analysis,
    format: ThemesFormat,
) -> anyhow::Result<Outcome> {
    let found = analysis::diff(store, analysis)?;
    if found.is_none() {
        context.say("nothing to compare with: this index holds no earlier run that differs");
    }
    let diff = found.unwrap_or_default();
    let mut writer = output::standard();
    if format == ThemesFormat::Json {
        serde_json::to_writer(&mut writer, &diff)?;
        writer.write_all(b"\n")?;
    } else {
        table(analysis, &diff, &mut writer)?;
    }
    writer.flush()?;
    Ok(if diff.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn table(analysis: &Analysis, diff: &Diff, writer: &mut impl Write) -> io::Result<()> {
    for theme in &diff.themes {
        let words: Vec<&str> = theme.changes.iter().map(|&change| word(change)).collect();
        writeln!(writer, "{BOLD}{}{BOLD:#} {FAINT}{}{FAINT:#}", one_line(&theme.name), theme.key)?;
        writeln!(writer, "     {}{}", words.join(", "), sizes(theme))?;
        if let Some(before) = theme.name_before.as_ref().filter(|before| **before != theme.name) {
            writeln!(writer, "     was called {}", one_line(before))?;
        }
        for (label, names) in [("split into", &theme.into), ("merged from", &theme.from)] {
            if !names.is_empty() {
                writeln!(writer, "     {label}: {}", one_line(&names.join(" · ")))?;
            }
        }
    }
    moves(analysis, diff, writer)?;
    let passages = |number: usize| count(number, "passage");
    writeln!(writer, "{} moved, {} new, {} gone", passages(diff.moved.len()), diff.added, diff.removed)
}

fn moves(analysis: &Analysis, diff: &Diff, writer: &mut impl Write) -> io::Result<()> {
    let texts: HashMap<&str, &str> =
        analysis.corpus.passages.iter().map(|passage| (passage.key.as_str(), passage.text.as_str())).collect();
    let name = |theme: &Option<String>| theme.as_deref().map_or("no theme".into(), one_line);
    for moved in diff.moved.iter().take(MOVES) {
        writeln!(writer, "{FAINT}{}{FAINT:#}  {} → {}", moved.passage, name(&moved.from), name(&moved.to))?;
        let text = texts.get(moved.passage.as_str()).copied().unwrap_or_default();
        writeln!(writer, "     {FAINT}{}{FAINT:#}", cut(&one_line(text), columns() - 5))?;
    }
    if diff.moved.len() > MOVES {
        writeln!(writer, "{FAINT}and {} more (`--format json` names them){FAINT:#}", diff.moved.len() - MOVES)?;
    }
    Ok(())
}

fn word(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Gone => "gone",
        Change::Renamed => "renamed",
        Change::Grown => "grown",
        Change::Shrunk => "shrunk",
        Change::Split => "split",
        Change::Merged => "merged",
        _ => "changed",
    }
}

/// How many passages, before and now.
fn sizes(theme: &ThemeChange) -> String {
    match (theme.passages_before, theme.passages) {
        (Some(before), Some(now)) => format!(" · {before} → {now} passages"),
        (None, Some(only)) | (Some(only), None) => format!(" · {}", count(only, "passage")),
        (None, None) => String::new(),
    }
}
