//! `filrouge themes --layers`: families of themes, and events within themes, as a tree.

use super::{count, period};
use crate::paint::{BOLD, FAINT, columns, cut};
use filrouge::analysis::{Analysis, Layers};
use std::io::{self, Write};

/// Events shown for a theme; the exports have them all.
const EVENTS: usize = 5;

pub(crate) fn show(analysis: &Analysis, layers: &Layers, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer)?;
    writeln!(writer, "{BOLD}Layers{BOLD:#}")?;
    for family in &layers.families {
        let name = cut(&family.figures.name, columns() - 26);
        let passages = count(family.figures.passages, "passage");
        writeln!(writer, "{:>4}  {BOLD}{name}{BOLD:#} {FAINT}{passages}{FAINT:#}", family.id)?;
        for &id in &family.themes {
            let theme = &analysis.themes[id.0 as usize];
            let name = cut(&theme.name, columns() - 26);
            writeln!(writer, "{:>6}  {name} {FAINT}{}{FAINT:#}", id.0, count(theme.passages, "passage"))?;
            let events: Vec<_> = layers.events.iter().filter(|event| event.theme == id).collect();
            for event in events.iter().take(EVENTS) {
                let figures = &event.figures;
                let when = period(figures.first, figures.last);
                let name = cut(&figures.name, columns().saturating_sub(when.len() + 20));
                writeln!(writer, "{:>9}  {name} {FAINT}{} · {when}{FAINT:#}", event.id, figures.passages)?;
            }
            if events.len() > EVENTS {
                writeln!(writer, "           {FAINT}and {} more{FAINT:#}", events.len() - EVENTS)?;
            }
        }
    }
    Ok(())
}
