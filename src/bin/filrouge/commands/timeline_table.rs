//! Time for reading on a terminal: a line of marks for each row, and its change points with the passages that show them.

use super::quote::quote_passage;
use super::{count, lineage_table};
use crate::args::Timeline as Asked;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, pad, wrap};
use filrouge::export::TimelineParts;
use filrouge::metrics::Estimate;
use filrouge::timeline::{ArticleNovelty, Cell, Change, PeriodCount, RowKind};
use std::io::{self, Write};

/// Marks of a share, from none to the row's largest.
const MARKS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// How many rows are shown; the other formats have all.
const ROWS: usize = 30;
/// How many passages show a change.
const QUOTES: usize = 2;
/// How many articles that were new and stayed.
const NEW: usize = 5;
/// What stands left of the marks.
const INDENT: usize = 5;

/// What the table is made from, for all its parts.
struct Table<'a> {
    parts: &'a TimelineParts<'a>,
    articles: bool,
    width: usize,
    /// How many periods a mark stands for.
    together: usize,
}

pub(super) fn table(parts: &TimelineParts<'_>, asked: &Asked, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let width = columns();
    let together = parts.timeline.periods.len().div_ceil(width - INDENT - 1).max(1);
    Table { parts, articles: asked.articles, width, together }.write(writer)
}

impl Table<'_> {
    fn write(&self, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let periods = &self.parts.timeline.periods;
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(()) };
        let dated: usize = periods.iter().map(|count| count.tally.articles).sum();
        let rows = self.rows();
        let words = self.parts.rows.kind().words();
        let what = if rows.len() == 1 { words.0 } else { words.1 };
        let length = format!("{:?}", self.parts.timeline.length).to_lowercase();
        writeln!(
            writer,
            "{BOLD}{} {what}{BOLD:#} by {length}, {} – {} · {}{}",
            rows.len(),
            first.period,
            last.period,
            count(dated, "article"),
            self.outside()
        )?;
        writeln!(writer)?;
        let all: Vec<f64> = periods.iter().map(|count| count.tally.articles as f64).collect();
        writeln!(writer, "     {FAINT}articles by {length}{FAINT:#}")?;
        self.line(&all, writer)?;
        self.axis(writer)?;
        self.changes(None, writer)?;
        for &row in rows.iter().take(ROWS) {
            writeln!(writer)?;
            self.row(row, writer)?;
        }
        if rows.len() > ROWS {
            writeln!(
                writer,
                "\n     {FAINT}and {} {} more: --format csv has all{FAINT:#}",
                rows.len() - ROWS,
                words.1
            )?;
        }
        self.new_and_taken_up(writer)?;
        if let Some(lineage) = self.parts.lineage {
            lineage_table::table(lineage, writer)?;
        }
        self.legend(writer)
    }

    /// The rows to show, by number.
    fn rows(&self) -> Vec<u32> {
        let all = 0..self.parts.rows.labels().len() as u32;
        all.filter(|row| self.parts.only.is_none_or(|only| only == *row)).collect()
    }

    /// What is in no period.
    fn outside(&self) -> String {
        let coarse: usize = self.parts.timeline.coarse.iter().map(|count| count.tally.articles).sum();
        let undated = self.parts.timeline.undated.articles;
        let told = |number: usize, what: &str| if number > 0 { format!(" · {number} {what}") } else { String::new() };
        told(coarse, "dated too coarsely") + &told(undated, "undated")
    }

    fn share(&self, cell: &Cell) -> Estimate {
        if self.articles { cell.article_share } else { cell.share }
    }

    fn row(&self, row: u32, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let label = &self.parts.rows.labels()[row as usize];
        let periods = &self.parts.timeline.periods;
        let cells: Vec<Option<Cell>> = periods.iter().map(|count| cell(count, row)).collect();
        let value = |cell: &Option<Cell>| cell.as_ref().map_or(0.0, |cell| self.share(cell).estimate);
        let peak = (0..cells.len()).filter(|at| !periods[*at].thin && !periods[*at].partial);
        let peak = peak.max_by(|&a, &b| value(&cells[a]).total_cmp(&value(&cells[b])).then(b.cmp(&a)));
        let peak = peak.and_then(|at| cells[at].map(|cell| (periods[at].period, self.share(&cell))));
        let peak = peak.map_or(String::new(), |(period, share)| format!("peak {period} {}", interval(share)));
        let number = if self.parts.rows.kind() == RowKind::Theme { format!("{row:>3}") } else { "   ".into() };
        let room = self.width.saturating_sub(INDENT + peak.chars().count() + 2).max(10);
        writeln!(
            writer,
            "{FAINT}{number}{FAINT:#}  {BOLD}{}{BOLD:#}  {FAINT}{peak}{FAINT:#}",
            pad(&cut(&one_line(label), room), room)
        )?;
        self.line(&cells.iter().map(value).collect::<Vec<_>>(), writer)?;
        self.changes(Some(row), writer)
    }

    /// A mark for each period, or for as many together as it takes to fit; faint where a period is partial or thin.
    fn line(&self, values: &[f64], writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let most = values.iter().copied().fold(0.0, f64::max);
        write!(writer, "     ")?;
        for (values, counts) in values.chunks(self.together).zip(self.parts.timeline.periods.chunks(self.together)) {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let empty = counts.iter().all(|count| count.tally.articles == 0);
            let level =
                if mean <= 0.0 || most <= 0.0 { 0 } else { (mean / most * 8.0).ceil().clamp(1.0, 8.0) as usize };
            let mark = if empty { ' ' } else { MARKS[level] };
            if counts.iter().all(|count| count.partial || count.thin) {
                write!(writer, "{FAINT}{mark}{FAINT:#}")?;
            } else {
                write!(writer, "{RED_THREAD}{mark}{RED_THREAD:#}")?;
            }
        }
        writeln!(writer)
    }

    /// The first and the last period under the marks.
    fn axis(&self, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let periods = &self.parts.timeline.periods;
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(()) };
        let (first, last) = (first.period.to_string(), last.period.to_string());
        let marks = periods.len().div_ceil(self.together);
        match marks.checked_sub(first.len() + last.len()).filter(|gap| *gap > 0) {
            Some(gap) => writeln!(writer, "     {FAINT}{first}{}{last}{FAINT:#}", " ".repeat(gap)),
            None => writeln!(writer, "     {FAINT}{first} – {last}{FAINT:#}"),
        }
    }

    fn changes(&self, row: Option<u32>, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let all = self.parts.changes.into_iter().flat_map(|changes| &changes.changes);
        for change in all.filter(|change| change.row == row && (row.is_some() || self.parts.only.is_none())) {
            self.change(change, writer)?;
        }
        Ok(())
    }

    fn change(&self, change: &Change, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let &Change { period, earliest, latest, before, after, size, p_value, .. } = change;
        let when = if earliest == latest { String::new() } else { format!(" ({earliest} to {latest})") };
        let arrow = if size.estimate < 0.0 { '↘' } else { '↗' };
        let percent = |share: Estimate| format!("{:.0} %", share.estimate * 100.0);
        let points = |share: f64| format!("{:+.0}", share * 100.0);
        let whole = if change.row.is_some() {
            String::new()
        } else {
            let label = self.parts.rows.labels().get(change.mover as usize).map_or("", String::as_str);
            format!("the whole mix changes, most of all {}: ", one_line(label))
        };
        let told = format!(
            "{arrow} {period}{when} {whole}{} to {}, {} points ({} to {}), p {p_value:.3}",
            percent(before),
            percent(after),
            points(size.estimate),
            points(size.low),
            points(size.high)
        );
        for line in wrap(&told, self.width - INDENT, 3) {
            writeln!(writer, "     {line}")?;
        }
        let quotes = if change.row.is_some() && !self.is_pushed_out(change) { QUOTES } else { 0 };
        change
            .evidence
            .iter()
            .take(quotes)
            .try_for_each(|id| quote_passage(&self.parts.analysis.corpus, *id, 2, writer))
    }

    /// Whether a row falls when the whole mix changes because another rises: what is told then is told by that one.
    fn is_pushed_out(&self, change: &Change) -> bool {
        let mut all = self.parts.changes.into_iter().flat_map(|changes| &changes.changes);
        change.size.estimate < 0.0
            && all.any(|other| {
                other.row.is_none()
                    && other.period == change.period
                    && other.size.estimate > 0.0
                    && Some(other.mover) != change.row
            })
    }

    /// The articles that were newest among those that more of what followed was like than of what went before.
    fn new_and_taken_up(&self, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let Some(novelty) = self.parts.novelty else { return Ok(()) };
        let mut articles: Vec<&ArticleNovelty> =
            novelty.articles.iter().filter(|article| article.resonance > 0.0).collect();
        articles.sort_by(|a, b| b.resonance.total_cmp(&a.resonance).then(a.article.cmp(&b.article)));
        writeln!(
            writer,
            "\n{BOLD}New, and taken up{BOLD:#} {FAINT}against the {} days before and after; divergences in bits{FAINT:#}",
            novelty.window_days
        )?;
        for found in articles.iter().take(NEW) {
            let article = self.parts.analysis.article(found.article);
            let date = article.shown_date().map(|date| format!("{date} · ")).unwrap_or_default();
            let title = article.title.as_deref().map(|title| format!("{} · ", one_line(title))).unwrap_or_default();
            writeln!(
                writer,
                "     novelty {:.2}, transience {:.2}, resonance {BOLD}{:+.2}{BOLD:#}",
                found.novelty, found.transience, found.resonance
            )?;
            let source =
                cut(&format!("{date}{title}{} · {}", article.key, one_line(&article.path)), self.width - INDENT - 2);
            writeln!(writer, "       {FAINT}{source}{FAINT:#}")?;
        }
        Ok(())
    }

    /// What the marks mean, and what was tested.
    fn legend(&self, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
        let periods = &self.parts.timeline.periods;
        let number = |flag: fn(&PeriodCount) -> bool| periods.iter().filter(|count| flag(count)).count();
        let (thin, partial) = (number(|count| count.thin), number(|count| count.partial));
        let empty = number(|count| count.tally.articles == 0);
        let unit = if self.articles { "articles" } else { "passages" };
        let together = if self.together > 1 { format!(", {} periods to a mark", self.together) } else { String::new() };
        let mut told = vec![format!("marks: share of {unit}, each row to its own peak{together}")];
        if thin + partial + empty > 0 {
            told.push(format!(
                "faint: fewer than 5 articles ({thin}) or covered in part ({partial}); blank: no article ({empty})"
            ));
        }
        if let Some(changes) = self.parts.changes {
            let length = format!("{:?}", changes.length).to_lowercase();
            told.push(match changes.changes.len() {
                0 => format!(
                    "no share changes beyond chance: {} by {length} against {} random orders",
                    count(changes.articles, "article"),
                    changes.draws
                ),
                _ => format!(
                    "↗ ↘: beyond chance, {} by {length} against {} random orders",
                    count(changes.articles, "article"),
                    changes.draws
                ),
            });
        }
        writeln!(writer)?;
        for line in told.iter().flat_map(|told| wrap(told, self.width - INDENT, 3)) {
            writeln!(writer, "     {FAINT}{line}{FAINT:#}")?;
        }
        Ok(())
    }
}

fn cell(count: &PeriodCount, row: u32) -> Option<Cell> {
    count.tally.cells.iter().find(|cell| cell.row == row).copied()
}

/// `48 % (35 to 61)`.
fn interval(share: Estimate) -> String {
    format!("{:.0} % ({:.0} to {:.0})", share.estimate * 100.0, share.low * 100.0, share.high * 100.0)
}
