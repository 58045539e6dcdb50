//! Two share curves as sparklines, one above the other on one scale, with a mark where they cross.

use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, pad};
use filrouge::corpus::Date;
use filrouge::transition::{Counts, PeriodShares, Transition};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The heights of a bar.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The widest label.
const LABEL: usize = 24;

/// Consecutive periods that one column stands for.
struct Column<'a> {
    periods: &'a [PeriodShares],
}

impl Column<'_> {
    fn shares(&self) -> Option<[f64; 2]> {
        let sum = |count: fn(&Counts) -> usize| self.periods.iter().map(|period| count(&period.counts)).sum::<usize>();
        let all = sum(|counts| counts.passages);
        let share = |part: usize| part as f64 / all as f64;
        (all > 0).then(|| [share(sum(|counts| counts.from_passages)), share(sum(|counts| counts.to_passages))])
    }
}

pub(super) fn curves(found: &Transition, writer: &mut impl Write) -> io::Result<()> {
    let periods = &found.curves.periods;
    let labels = [&found.from, &found.to].map(|side| cut(&one_line(&side.label), LABEL));
    let width = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let room = columns().saturating_sub(width + 32).max(10);
    let step = periods.len().div_ceil(room).max(1);
    // narrow charts are stretched, so that a mark can be seen
    let stretch = if step == 1 { (room / periods.len().max(1)).clamp(1, 3) } else { 1 };
    let shown: Vec<Column<'_>> = periods.chunks(step).map(|periods| Column { periods }).collect();
    let shares: Vec<Option<[f64; 2]>> = shown.iter().map(Column::shares).collect();
    let highest = shares.iter().flatten().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    for (side, label) in labels.iter().enumerate() {
        let bar = |shares: &Option<[f64; 2]>| {
            let bar = match shares {
                None => ' ',
                Some(shares) if shares[side] <= 0.0 => '·',
                Some(shares) => BARS[((shares[side] / highest * 8.0).ceil() as usize).clamp(1, 8) - 1],
            };
            bar.to_string().repeat(stretch)
        };
        let line: String = shares.iter().map(bar).collect();
        let most = shares.iter().flatten().map(|shares| shares[side]).fold(0.0, f64::max) * 100.0;
        let label = pad(label, width);
        writeln!(
            writer,
            "     {BOLD}{label}{BOLD:#} {RED_THREAD}{line}{RED_THREAD:#} {FAINT}at most {most:.0} % of passages{FAINT:#}"
        )?;
    }
    marks(found, (shown.as_slice(), stretch), width + 6, writer)?;
    let note = beside(found);
    if !note.is_empty() {
        writeln!(writer, "     {FAINT}{}{FAINT:#}", cut(&note, columns() - 5))?;
    }
    Ok(())
}

/// A mark at the crossing, and the first and last period below.
fn marks(
    found: &Transition,
    (shown, stretch): (&[Column<'_>], usize),
    indent: usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    let space = " ".repeat(indent);
    let all = shown.len() * stretch;
    if let Some(at) = found.crossing.date.and_then(|date| place(shown, date)) {
        let at = at * stretch;
        let date = found.crossing.date.map(|date| date.to_string()).unwrap_or_default();
        let line = if at > date.len() + 1 {
            format!("{}{date} ▲", " ".repeat(at - date.len() - 1))
        } else {
            format!("{}▲ {date}", " ".repeat(at))
        };
        writeln!(writer, "{space}{BOLD}{line}{BOLD:#}")?;
    }
    let (Some(first), Some(last)) = (found.curves.periods.first(), found.curves.periods.last()) else { return Ok(()) };
    let (first, last) = (first.period.to_string(), last.period.to_string());
    let gap = " ".repeat(all.saturating_sub(first.len() + last.len()).max(1));
    let length = format!("{:?}", found.curves.length).to_lowercase();
    writeln!(writer, "{space}{FAINT}{first}{gap}{last}  by {length}{FAINT:#}")
}

/// The column that a day is in.
fn place(shown: &[Column<'_>], date: Date) -> Option<usize> {
    let last_day = |column: &Column<'_>| column.periods.last().map(|period| period.period.last_day());
    shown.iter().position(|column| last_day(column).is_some_and(|last| date.first_day() <= last))
}

/// What the curves do not show.
fn beside(found: &Transition) -> String {
    let named = |counts: &Counts| counts.from_passages + counts.to_passages;
    let (coarse, undated) = (named(&found.curves.coarse), named(&found.curves.undated));
    let mut beside = Vec::new();
    if coarse > 0 {
        beside.push(format!("{coarse} dated too coarsely for these periods"));
    }
    if undated > 0 {
        beside.push(format!("{undated} undated"));
    }
    if beside.is_empty() { String::new() } else { format!("not shown: mentions {}", beside.join(", ")) }
}
