//! What of each article counts, and for which rows: what counts, intervals and tests of this module are made from.

use super::{Cell, Rows, Tally};
use crate::corpus::{Corpus, Date};
use crate::metrics::Estimate;
use std::collections::BTreeMap;

/// What of an article counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) article: u32,
    pub(super) date: Option<Date>,
    /// How many of its passages count.
    pub(super) passages: u32,
    /// How many of these are in no row.
    pub(super) rowless: u32,
    /// The rows it has passages of, by number.
    pub(super) entries: Vec<Entry>,
}

/// What an article has of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: u32,
    /// How many passages of the row.
    pub(super) base: u32,
    /// How many of these are asked about: all of them, where nothing is asked.
    pub(super) hits: u32,
}

impl Counted {
    /// Of what the hits of an entry are a share: of the row's passages where something is asked, else of all.
    pub(super) fn base(&self, entry: &Entry, asked: bool) -> u32 {
        if asked { entry.base } else { self.passages }
    }
}

/// The articles that have passages that count, in order.
pub(super) fn counted(corpus: &Corpus, rows: &Rows) -> Vec<Counted> {
    let mut all: Vec<Counted> = Vec::new();
    let mut by_row: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (position, passage) in corpus.passages.iter().enumerate() {
        if !rows.counted[position] {
            continue;
        }
        let article = passage.article.0;
        if all.last().is_none_or(|last| last.article != article) {
            finish(all.last_mut(), &mut by_row);
            let date = corpus.articles[article as usize].date;
            all.push(Counted { article, date, passages: 0, rowless: 0, entries: Vec::new() });
        }
        let Some(last) = all.last_mut() else { continue };
        last.passages += 1;
        match rows.row_of[position] {
            None => last.rowless += 1,
            Some(row) => {
                let (base, hits) = by_row.entry(row).or_default();
                *base += 1;
                *hits += u32::from(rows.asked.as_ref().is_none_or(|asked| asked[position]));
            }
        }
    }
    finish(all.last_mut(), &mut by_row);
    all
}

fn finish(article: Option<&mut Counted>, by_row: &mut BTreeMap<u32, (u32, u32)>) {
    if let Some(article) = article {
        article.entries = by_row.iter().map(|(&row, &(base, hits))| Entry { row, base, hits }).collect();
    }
    by_row.clear();
}

/// The counts of some articles. Shares have no interval yet: it is their own value.
pub(super) fn tally<'a>(articles: impl Iterator<Item = &'a Counted>, asked: bool) -> Tally {
    let mut tally = Tally::default();
    let mut sums: BTreeMap<u32, [usize; 4]> = BTreeMap::new(); // hits, their articles, base, its articles
    for article in articles {
        tally.passages += article.passages as usize;
        tally.articles += 1;
        tally.unassigned += article.rowless as usize;
        for entry in &article.entries {
            let [hits, hit_articles, base, base_articles] = sums.entry(entry.row).or_default();
            *hits += entry.hits as usize;
            *hit_articles += usize::from(entry.hits > 0);
            *base += entry.base as usize;
            *base_articles += 1;
        }
    }
    let certain = |part: usize, whole: usize| {
        let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        Estimate { estimate: share, low: share, high: share }
    };
    let cell = |(row, [hits, hit_articles, base, base_articles]): (u32, [usize; 4])| {
        let (of, articles_of) = if asked { (base, base_articles) } else { (tally.passages, tally.articles) };
        let (share, article_share) = (certain(hits, of), certain(hit_articles, articles_of));
        Cell { row, passages: hits, articles: hit_articles, share, article_share }
    };
    let cells = sums.into_iter().map(cell).collect();
    Tally { cells, ..tally }
}
