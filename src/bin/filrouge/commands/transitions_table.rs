//! Candidates for transitions for reading on a terminal.

use super::quote::quote_passage;
use crate::paint::{BOLD, FAINT, columns, cut, one_line, wrap};
use filrouge::corpus::Corpus;
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
            quote_passage(corpus, passage, 2, writer)?;
        }
    }
    Ok(())
}
