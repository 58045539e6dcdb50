//! Candidates for transitions for reading on a terminal.

use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, wrap};
use filrouge::corpus::{Corpus, Date};
use filrouge::transition::Candidate;
use std::io::{self, Write};

pub(super) fn table(corpus: &Corpus, found: &[Candidate], writer: &mut impl Write) -> io::Result<()> {
    for (rank, found) in found.iter().enumerate() {
        let names = cut(&format!("{} → {}", one_line(&found.from), one_line(&found.to)), columns() - 20);
        writeln!(writer, "{FAINT}{:>3}{FAINT:#}  {BOLD}{names}{BOLD:#} · {}", rank + 1, found.date)?;
        let chance = if found.p_value < 0.01 { "p < 0.01".into() } else { format!("p = {:.2}", found.p_value) };
        let said = match found.statements {
            0 => String::new(),
            said => format!(", {said} speak of a replacement"),
        };
        let line = format!(
            "{} → {} passages, {} name both{said} · contexts alike {:.2} · {chance} against chance",
            found.from_passages, found.to_passages, found.both, found.similarity
        );
        for line in wrap(&line, columns() - 7, 2) {
            writeln!(writer, "       {FAINT}{line}{FAINT:#}")?;
        }
        if let Some(passage) = found.passage {
            let passage = &corpus.passages[passage.0 as usize];
            let article = &corpus.articles[passage.article.0 as usize];
            quote(&passage.text, (article.date, &passage.key, &article.path), 2, writer)?;
        }
    }
    Ok(())
}

/// A quote with its date, passage and path.
pub(super) fn quote(
    text: &str,
    (date, passage, path): (Option<Date>, &str, &str),
    lines: usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    let width = columns() - 7;
    for line in wrap(&one_line(text), width, lines) {
        writeln!(writer, "     {RED_THREAD}│{RED_THREAD:#} {line}")?;
    }
    let date = date.map_or_else(|| "undated".into(), |date| date.to_string());
    let place = format!("{date} · {passage} · {}", one_line(path));
    writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&place, width))
}
