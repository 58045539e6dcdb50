//! A transition for reading on a terminal: both curves, what the summary says with its quotes, bridges, words, sources.

use super::quote::{quote, quote_passage};
use super::transition_curves::curves;
use crate::paint::{BOLD, FAINT, columns, cut, one_line, wrap};
use filrouge::corpus::Corpus;
use filrouge::export::transition::{Sentence, summary};
use filrouge::transition::{Bridge, ContextWord, Crossing, Side, SourceChange, Transition, Verdict};
use std::io::{self, Write};

/// Lines of a sentence of the summary.
const LINES: usize = 6;
/// Quotes shown for a sentence; the other formats have them all.
const QUOTES: usize = 2;

pub(super) fn table(corpus: &Corpus, found: &Transition, writer: &mut impl Write) -> io::Result<()> {
    let (from, to) = (one_line(&found.from.label), one_line(&found.to.label));
    writeln!(writer, "{BOLD}{}{BOLD:#}", cut(&format!("{from} → {to}"), columns()))?;
    for line in wrap(&verdict(&found.crossing), columns() - 5, 3) {
        writeln!(writer, "     {line}")?;
    }
    for side in [&found.from, &found.to] {
        variants(side, writer)?;
    }
    writeln!(writer)?;
    curves(found, writer)?;
    heading("What the passages say", writer)?;
    for sentence in summary(corpus, found) {
        told(corpus, &sentence, writer)?;
    }
    if !found.bridges.is_empty() {
        heading("Bridge passages", writer)?;
    }
    for (rank, found) in found.bridges.iter().enumerate() {
        bridge(corpus, rank, found, writer)?;
    }
    words(found, writer)?;
    sources(&found.sources, writer)
}

fn heading(text: &str, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer, "\n{BOLD}{text}{BOLD:#}")
}

/// When and how surely, in one line.
fn verdict(crossing: &Crossing) -> String {
    let (Some(date), Some(earliest), Some(latest)) = (crossing.date, crossing.earliest, crossing.latest) else {
        return "no crossing: the second is never named more than the first after being named less".into();
    };
    let how = match crossing.verdict {
        Verdict::Crossed => "crossed",
        Verdict::Likely => "probably crossed",
        _ if crossing.level => "comes level, does not overtake: the corpus cannot tell",
        _ => "the corpus cannot tell",
    };
    let wide = if crossing.wide { " (most of the time in which either is named)" } else { "" };
    let chance = crossing.probability * 100.0;
    format!("{how} · {date} · 95 % interval {earliest} – {latest}{wide} · a crossing in {chance:.0} % of draws")
}

fn variants(side: &Side, writer: &mut impl Write) -> io::Result<()> {
    if side.variants.len() < 2 {
        return Ok(());
    }
    let line = format!("{}: also {}", one_line(&side.label), one_line(&side.variants[1..].join(", ")));
    writeln!(writer, "     {FAINT}{}{FAINT:#}", cut(&line, columns() - 5))
}

fn told(corpus: &Corpus, sentence: &Sentence<'_>, writer: &mut impl Write) -> io::Result<()> {
    for (at, line) in wrap(&one_line(&sentence.text), columns() - 5, LINES).iter().enumerate() {
        writeln!(writer, "   {} {line}", if at == 0 { "•" } else { " " })?;
    }
    for found in sentence.evidence.iter().take(QUOTES) {
        let article = corpus.articles.iter().find(|article| article.key == found.article);
        article.map_or(Ok(()), |article| quote(found.text, (article, found.passage), 2, writer))?;
    }
    Ok(())
}

fn bridge(corpus: &Corpus, rank: usize, found: &Bridge, writer: &mut impl Write) -> io::Result<()> {
    let named = match (found.from, found.to) {
        (true, true) => "names both",
        (true, false) => "names the first",
        (false, true) => "names the second",
        (false, false) => "names neither",
    };
    let words = found.words.as_ref().map_or_else(String::new, |words| format!(" · says {}", one_line(words)));
    let near = found.near * 100.0;
    let line = format!("{named} · nearer to both than {near:.0} % of passages{words}");
    let line = cut(&line, columns() - 12);
    writeln!(writer, "{FAINT}{:>3}{FAINT:#}  {BOLD}{:.2}{BOLD:#} · {line}", rank + 1, found.score)?;
    quote_passage(corpus, found.passage, 4, writer)
}

fn words(found: &Transition, writer: &mut impl Write) -> io::Result<()> {
    let words = &found.words;
    if words.inherited.is_empty() && words.dropped.is_empty() && words.new.is_empty() {
        return Ok(());
    }
    heading("Words around them", writer)?;
    let (before, after) = (words.before, words.after);
    let read = format!("{before} passages before, {after} after; those in brackets may be chance");
    writeln!(writer, "     {FAINT}{}{FAINT:#}", cut(&read, columns() - 5))?;
    for (kind, words) in [("inherited", &words.inherited), ("dropped", &words.dropped), ("new", &words.new)] {
        let shown = |word: &ContextWord| {
            let counts = format!("{} {}→{}", one_line(&word.word), word.before, word.after);
            if word.is_sure() { counts } else { format!("({counts})") }
        };
        if words.is_empty() {
            continue;
        }
        let listed: Vec<String> = words.iter().map(shown).collect();
        for (at, line) in wrap(&listed.join(", "), columns() - 16, 3).iter().enumerate() {
            writeln!(writer, "     {:<10} {line}", if at == 0 { kind } else { "" })?;
        }
    }
    Ok(())
}

fn sources(sources: &[SourceChange], writer: &mut impl Write) -> io::Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    heading("By source", writer)?;
    for source in sources {
        let crossed = source.crossed.map_or_else(|| "no crossing".into(), |date| format!("crossed {date}"));
        let line = format!("{} · {} → {} passages · {crossed}", one_line(&source.source), source.from, source.to);
        writeln!(writer, "     {}", cut(&line, columns() - 5))?;
    }
    Ok(())
}
