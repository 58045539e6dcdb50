//! Links and events for reading on a terminal: both quotes side by side, who was first, and what they share.

use super::quote::{quote_passage, shown_date};
use super::{count, period};
use crate::paint::{BOLD, FAINT, columns, cut, one_line};
use filrouge::analysis::Analysis;
use filrouge::corpus::PassageId;
use filrouge::links::{Kind, Link, Links};
use filrouge::neighbours::shared_words;
use std::io::{self, Write};

/// Lines of each quote of a link.
const LINES: usize = 3;
/// Passages shown for an event; the other formats have them all.
const PASSAGES: usize = 4;

pub(crate) fn links(analysis: &Analysis, found: &Links, limit: usize, writer: &mut dyn Write) -> io::Result<()> {
    for (rank, link) in found.links.iter().take(limit).enumerate() {
        writeln!(
            writer,
            "{FAINT}{:>3}{FAINT:#}  {BOLD}{:.2}{BOLD:#} · {} · {}",
            rank + 1,
            link.similarity,
            kind(link, found),
            who_first(analysis, link)
        )?;
        quote_passage(&analysis.corpus, link.from, LINES, writer)?;
        quote_passage(&analysis.corpus, link.to, LINES, writer)?;
        writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&shared(analysis, link), columns() - 7))?;
    }
    Ok(())
}

pub(crate) fn events(analysis: &Analysis, found: &Links, limit: usize, writer: &mut dyn Write) -> io::Result<()> {
    for event in found.events.iter().take(limit) {
        let size = format!("{} in {}", count(event.passages.len(), "passage"), count(event.articles.len(), "article"));
        let when = period(Some(event.first), Some(event.last));
        writeln!(writer, "{BOLD}{when}{BOLD:#} · {size} · {FAINT}{}{FAINT:#}", event.key)?;
        for &id in event.passages.iter().take(PASSAGES) {
            quote_passage(&analysis.corpus, id, LINES, writer)?;
        }
        if event.passages.len() > PASSAGES {
            writeln!(writer, "       {FAINT}and {} more{FAINT:#}", event.passages.len() - PASSAGES)?;
        }
    }
    Ok(())
}

fn kind(link: &Link, found: &Links) -> String {
    match (link.kind(), &link.reuse, link.event) {
        (_, Some(reuse), _) => format!("near copy, {:.0} % in the same words", reuse.containment * 100.0),
        (Kind::Event, _, Some(event)) => format!("same event {}", found.events[event].key),
        _ if link.is_mutual() => "mutual".into(),
        _ => "related".into(),
    }
}

fn who_first(analysis: &Analysis, link: &Link) -> String {
    let article = |id: PassageId| analysis.article(analysis.corpus.passages[id.0 as usize].article);
    let (from, to) = (article(link.from), article(link.to));
    match (shown_date(from), shown_date(to)) {
        (from_date, to_date) if link.first.is_some() => format!("{from_date} first, then {to_date}"),
        (from_date, to_date) if from_date == to_date => format!("{from_date}, both"),
        (from_date, to_date) if from.date.is_some() && from.date == to.date => format!("{from_date} and {to_date}"),
        (from_date, to_date) => format!("{from_date} and {to_date}: who was first is not known"),
    }
}

/// The longest run of common words of a near copy; the words that the two have in common otherwise.
fn shared(analysis: &Analysis, link: &Link) -> String {
    let passage = |id: PassageId| &analysis.corpus.passages[id.0 as usize];
    let (from, to) = (passage(link.from), passage(link.to));
    match &link.reuse {
        Some(reuse) => format!("both: « {} »", one_line(&from.text[reuse.from.clone()])),
        None => format!("shared: {}", shared_words(&from.text, &to.text, to.language).join(", ")),
    }
}
