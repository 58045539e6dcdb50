//! The themes of each stretch of time, and what became of them, for reading on a terminal.

use super::count;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line};
use filrouge::timeline::{Lineage, LocalTheme};
use std::io::{self, Write};

/// What stands left of a theme.
const INDENT: usize = 5;

pub(super) fn table(lineage: &Lineage, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let width = columns() - INDENT;
    writeln!(
        writer,
        "\n{BOLD}Lineage{BOLD:#} {FAINT}the themes of each stretch by itself, and those that go on in the next{FAINT:#}"
    )?;
    for (number, stretch) in lineage.stretches.iter().enumerate() {
        writeln!(
            writer,
            "\n  {BOLD}{} – {}{BOLD:#}  {FAINT}{}{FAINT:#}",
            stretch.first,
            stretch.last,
            count(stretch.passages, "passage")
        )?;
        for (theme_number, theme) in stretch.themes.iter().enumerate() {
            theme_line(theme, width, writer)?;
            let next = lineage.links.iter().filter(|link| link.stretch == number && link.from == theme_number);
            for link in next {
                let name = &lineage.stretches[number + 1].themes[link.to].name;
                let told = format!(
                    "→ {} · {} in common · similarity {:.2}",
                    one_line(name),
                    count(link.articles, "article"),
                    link.similarity
                );
                writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&told, width - 2))?;
            }
        }
    }
    Ok(())
}

fn theme_line(theme: &LocalTheme, width: usize, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let fates = theme.fate.words().join(", ");
    let known = theme.row.map(|(row, _)| format!(" ·{row}")).unwrap_or_default();
    let room = width.saturating_sub(fates.len() + 12 + known.len()).max(10);
    writeln!(
        writer,
        "     {RED_THREAD}│{RED_THREAD:#} {}{FAINT}{known}{FAINT:#} {:.0} % {RED_THREAD}{fates}{RED_THREAD:#}",
        cut(&one_line(&theme.name), room),
        theme.share * 100.0
    )
}
