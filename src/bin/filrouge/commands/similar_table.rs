//! Related passages for reading on a terminal.

use super::count;
use crate::answer::{Beside, CarriedEntry, Entry};
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, wrap};
use std::io::{self, Write};

pub(super) fn table(found: &[Entry], writer: &mut impl Write) -> io::Result<()> {
    let width = columns() - 5;
    for (rank, found) in found.iter().enumerate() {
        let reranked = found.rerank_score.map_or_else(String::new, |score| format!(" · rerank score {score:.2}"));
        writeln!(
            writer,
            "{FAINT}{:>3}{FAINT:#}  {BOLD}{:.2}{BOLD:#} · {}{reranked} · {} · {FAINT}{}{FAINT:#}",
            rank + 1,
            found.similarity,
            closer_than(found.percentile),
            found.shown_date,
            found.passage
        )?;
        beside(found.before.as_deref(), width, writer)?;
        for line in wrap(&one_line(&found.text), width - 2, 4) {
            writeln!(writer, "     {RED_THREAD}│{RED_THREAD:#} {line}")?;
        }
        beside(found.after.as_deref(), width, writer)?;
        writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&one_line(&found.path), width - 2))?;
        if let Some(also) = also_in(found) {
            writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&one_line(&also), width - 2))?;
        }
        if !found.why.is_empty() {
            writeln!(writer, "       {FAINT}shared: {}{FAINT:#}", cut(&found.why.join(", "), width - 10))?;
        }
        if let Some(carried) = &found.carried {
            let words: Vec<&str> = carried.iter().map(|CarriedEntry { word, .. }| word.as_str()).collect();
            writeln!(writer, "       {FAINT}carried by: {}{FAINT:#}", cut(&words.join(", "), width - 14))?;
        }
    }
    Ok(())
}

/// Where the same passage stands too.
fn also_in(found: &Entry) -> Option<String> {
    let first = found.also_in.first()?;
    let articles = count(found.also_in.len(), "article");
    let place = format!("{} {}", first.shown_date, first.path);
    let order = if found.is_first { "this one first, then" } else { "first" };
    Some(format!("also in {articles}, {order} {place}"))
}

/// Passages before or after another, a line or two each.
fn beside(passages: Option<&[Beside]>, width: usize, writer: &mut impl Write) -> io::Result<()> {
    for passage in passages.unwrap_or_default() {
        for line in wrap(&one_line(&passage.text), width - 2, 2) {
            writeln!(writer, "     {FAINT}  {line}{FAINT:#}")?;
        }
    }
    Ok(())
}

/// What a percentile means; close to 100 the last digits are what counts.
fn closer_than(percentile: f64) -> String {
    if percentile > 99.99 {
        "closer than all chance pairs".into()
    } else {
        format!("closer than {:.1} % of pairs", (percentile * 10.0).floor() / 10.0)
    }
}
