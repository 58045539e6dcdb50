//! Time for other programs: counts by period with their intervals, change points with their passages, what was new, and
//! how themes come from earlier ones. Keys and columns are a contract: added, never renamed.

use super::json::{FORMAT, Quote, quote};
use super::lineage::LineageEntry;
use super::{json_lines, write_csv};
use crate::analysis::Analysis;
use crate::corpus::{Article, ArticleId, Date};
use crate::metrics::Estimate;
use crate::timeline::{
    ArticleNovelty, Cell, Change, Changes, Lineage, Novelty, Period, PeriodCount, PeriodLength, PeriodNovelty, RowKind,
    Rows, Tally, Timeline,
};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::io::{self, Write};

/// What was found about time, of one analysis.
#[derive(Clone, Copy, Debug)]
pub struct TimelineParts<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// What the rows are.
    pub rows: &'a Rows,
    /// The counts.
    pub timeline: &'a Timeline,
    /// The change points, where they were asked for.
    pub changes: Option<&'a Changes>,
    /// What was new, where it was asked for and could be measured.
    pub novelty: Option<&'a Novelty>,
    /// What became of the themes of each time, where it was asked for and could be found.
    pub lineage: Option<&'a Lineage>,
    /// Only this row, of all.
    pub only: Option<u32>,
}

/// Time as `--format json` prints it.
#[derive(Debug, Serialize)]
pub struct TimelineDocument<'a> {
    format: &'static str,
    rows: RowKind,
    #[serde(flatten)]
    named: Named<'a>,
    length: PeriodLength,
    periods: Vec<PeriodEntry<'a>>,
    coarse: Vec<CoarseEntry<'a>>,
    undated: TallyEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangesEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    novelty: Option<NoveltyEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lineage: Option<LineageEntry<'a>>,
}

/// A list under the name of what it lists: `themes`, `sources` or `languages`.
#[derive(Debug)]
struct Named<'a> {
    kind: RowKind,
    rows: Vec<RowEntry<'a>>,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.kind.words().1, &self.rows)?;
        map.end()
    }
}

/// What a row is called.
#[derive(Debug, Serialize)]
struct RowEntry<'a> {
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    name: &'a str,
}

#[derive(Debug, Serialize)]
struct PeriodEntry<'a> {
    period: Period,
    first: String,
    last: String,
    empty: bool,
    partial: bool,
    thin: bool,
    #[serde(flatten)]
    tally: TallyEntry<'a>,
}

#[derive(Debug, Serialize)]
struct CoarseEntry<'a> {
    date: Date,
    #[serde(flatten)]
    tally: TallyEntry<'a>,
}

/// Counts in all and by row.
#[derive(Debug)]
struct TallyEntry<'a> {
    kind: RowKind,
    tally: &'a Tally,
    only: Option<u32>,
    has_intervals: bool,
}

impl Serialize for TallyEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("passages", &self.tally.passages)?;
        map.serialize_entry("articles", &self.tally.articles)?;
        map.serialize_entry("unassigned", &self.tally.unassigned)?;
        let wanted = self.tally.cells.iter().filter(|cell| self.only.is_none_or(|only| only == cell.row));
        let cells: Vec<CellEntry<'_>> =
            wanted.map(|cell| CellEntry { kind: self.kind, cell, has_intervals: self.has_intervals }).collect();
        map.serialize_entry(self.kind.words().1, &cells)?;
        map.end()
    }
}

/// The counts of a row, whose number stands under the name of its kind: `theme`, `source` or `language`.
#[derive(Debug)]
struct CellEntry<'a> {
    kind: RowKind,
    cell: &'a Cell,
    has_intervals: bool,
}

impl Serialize for CellEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cell { row, passages, articles, share, article_share } = self.cell;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.kind.words().0, row)?;
        map.serialize_entry("passages", passages)?;
        map.serialize_entry("articles", articles)?;
        map.serialize_entry("share", &share.estimate)?;
        if self.has_intervals {
            map.serialize_entry("low", &share.low)?;
            map.serialize_entry("high", &share.high)?;
        }
        map.serialize_entry("article_share", &article_share.estimate)?;
        if self.has_intervals {
            map.serialize_entry("article_low", &article_share.low)?;
            map.serialize_entry("article_high", &article_share.high)?;
        }
        map.end()
    }
}

#[derive(Debug, Serialize)]
struct ChangesEntry<'a> {
    length: PeriodLength,
    periods: usize,
    articles: usize,
    draws: usize,
    found: Vec<ChangeEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeEntry<'a> {
    /// None for the mix of all rows.
    row: Option<u32>,
    mover: u32,
    period: Period,
    earliest: Period,
    latest: Period,
    before: Estimate,
    after: Estimate,
    size: Estimate,
    p_value: f64,
    evidence: Vec<Quote<'a>>,
}

#[derive(Debug, Serialize)]
struct NoveltyEntry<'a> {
    window_days: i32,
    unplaced: usize,
    periods: Vec<NoveltyOfPeriod>,
    articles: Vec<ArticleEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct NoveltyOfPeriod {
    period: Period,
    articles: usize,
    novelty: f64,
    transience: f64,
    resonance: f64,
}

#[derive(Debug, Serialize)]
struct ArticleEntry<'a> {
    article: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    date: Option<Date>,
    novelty: f64,
    transience: f64,
    resonance: f64,
}

impl<'a> TimelineParts<'a> {
    /// The object for all of it.
    #[must_use]
    pub fn document(&self) -> TimelineDocument<'a> {
        let kind = self.rows.kind();
        let (timeline, only) = (self.timeline, self.only);
        let tally = |tally: &'a Tally, has_intervals| TallyEntry { kind, tally, only, has_intervals };
        let period = |count: &'a PeriodCount| PeriodEntry {
            period: count.period,
            first: count.first.to_string(),
            last: count.last.to_string(),
            empty: count.tally.articles == 0,
            partial: count.partial,
            thin: count.thin,
            tally: tally(&count.tally, true),
        };
        TimelineDocument {
            format: FORMAT,
            rows: kind,
            named: Named { kind, rows: self.named() },
            length: timeline.length,
            periods: timeline.periods.iter().map(period).collect(),
            coarse: timeline
                .coarse
                .iter()
                .map(|count| CoarseEntry { date: count.date, tally: tally(&count.tally, false) })
                .collect(),
            undated: tally(&timeline.undated, false),
            changes: self.changes.map(|changes| self.changes_entry(changes)),
            novelty: self.novelty.map(|novelty| self.novelty_entry(novelty)),
            lineage: self.lineage.map(|lineage| LineageEntry::new(self.analysis, lineage)),
        }
    }

    fn named(&self) -> Vec<RowEntry<'a>> {
        let named = (0..).zip(self.rows.labels());
        let wanted = named.filter(|(row, _)| self.only.is_none_or(|only| only == *row));
        let key = |row: u32| match self.rows.kind() {
            RowKind::Theme => self.analysis.themes.get(row as usize).map(|theme| theme.key.as_str()),
            RowKind::Source | RowKind::Language => None,
        };
        wanted.map(|(id, name)| RowEntry { id, key: key(id), name }).collect()
    }

    fn changes_entry(&self, changes: &'a Changes) -> ChangesEntry<'a> {
        let &Changes { length, periods, articles, draws, .. } = changes;
        let wanted = changes.changes.iter().filter(|change| self.only.is_none_or(|only| change.row == Some(only)));
        ChangesEntry { length, periods, articles, draws, found: wanted.map(|change| self.change(change)).collect() }
    }

    fn change(&self, change: &Change) -> ChangeEntry<'a> {
        let &Change { row, mover, period, earliest, latest, before, after, size, p_value, .. } = change;
        let evidence = change.evidence.iter().map(|id| quote(self.analysis, *id)).collect();
        ChangeEntry { row, mover, period, earliest, latest, before, after, size, p_value, evidence }
    }

    fn novelty_entry(&self, novelty: &Novelty) -> NoveltyEntry<'a> {
        let entry = |of: &ArticleNovelty| {
            let article = self.article(of.article);
            ArticleEntry {
                article: &article.key,
                path: &article.path,
                title: article.title.as_deref(),
                date: article.date,
                novelty: of.novelty,
                transience: of.transience,
                resonance: of.resonance,
            }
        };
        let of_period = |of: &PeriodNovelty| {
            let &PeriodNovelty { period, articles, novelty, transience, resonance } = of;
            NoveltyOfPeriod { period, articles, novelty, transience, resonance }
        };
        NoveltyEntry {
            window_days: novelty.window_days,
            unplaced: novelty.unplaced,
            periods: novelty.periods.iter().map(of_period).collect(),
            articles: novelty.articles.iter().map(entry).collect(),
        }
    }

    fn article(&self, id: ArticleId) -> &'a Article {
        self.analysis.article(id)
    }

    /// Writes the object on a line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, mut writer: impl Write) -> io::Result<()> {
        json_lines(&mut writer, [self.document()])?;
        writer.flush()
    }

    /// Writes a row for each period and row, those without passages too.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, mut writer: impl Write) -> io::Result<()> {
        let kind = self.rows.kind().words().0;
        let labels = self.rows.labels();
        let cells =
            self.timeline.periods.iter().flat_map(|count| count.tally.cells.iter().map(move |cell| (count, cell)));
        let wanted = cells.filter(|(_, cell)| self.only.is_none_or(|only| only == cell.row));
        let rows = wanted.map(|(count, cell)| CsvRow {
            period: count.period,
            first: count.first.to_string(),
            last: count.last.to_string(),
            partial: count.partial,
            thin: count.thin,
            kind,
            row: cell.row,
            name: labels.get(cell.row as usize).map_or("", String::as_str),
            passages: cell.passages,
            articles: cell.articles,
            of_passages: count.tally.passages,
            of_articles: count.tally.articles,
            share: cell.share.estimate,
            low: cell.share.low,
            high: cell.share.high,
            article_share: cell.article_share.estimate,
            article_low: cell.article_share.low,
            article_high: cell.article_share.high,
        });
        write_csv(&mut writer, rows)?;
        writer.flush()
    }
}

#[derive(Serialize)]
struct CsvRow<'a> {
    period: Period,
    first: String,
    last: String,
    partial: bool,
    thin: bool,
    kind: &'static str,
    row: u32,
    name: &'a str,
    passages: usize,
    articles: usize,
    of_passages: usize,
    of_articles: usize,
    share: f64,
    low: f64,
    high: f64,
    article_share: f64,
    article_low: f64,
    article_high: f64,
}
