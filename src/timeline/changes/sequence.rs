//! The articles in order of time as blocks that are put in another order together, and the sums by period of an order.

use crate::corpus::Precision;
use crate::timeline::counted::Counted;
use crate::timeline::{Period, PeriodLength};
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use std::collections::BTreeMap;
use std::ops::Range;

/// The articles of a corpus by period, and which of them go together.
///
/// Articles of one day go together: one event makes several papers write, and permuting them one by one would take that for
/// a change that lasts.
pub(super) struct Sequence<'a> {
    pub(super) periods: Vec<Period>,
    /// In order of time.
    pub(super) articles: Vec<&'a Counted>,
    /// Where the articles of each period end, shape `(n_periods,)`.
    pub(super) ends: Vec<usize>,
    blocks: Vec<Block>,
    /// What the blocks have of the rows, one block after the other.
    entries: Vec<BlockEntry>,
    pub(super) asked: bool,
    /// The share of each row over the whole time, shape `(n_rows,)`.
    pub(super) shares: Vec<f64>,
    /// The variance of what an article has beyond its expectation, by row, shape `(n_rows,)`.
    pub(super) variances: Vec<f64>,
}

/// Articles that go together.
struct Block {
    articles: usize,
    passages: u64,
    /// Its place in [`Sequence::entries`].
    entries: Range<usize>,
}

/// What a block has of a row.
#[derive(Default)]
struct BlockEntry {
    row: usize,
    /// Passages asked about.
    hits: f64,
    /// Passages of the row.
    base: f64,
    /// Articles with passages of the row.
    articles: f64,
}

/// Prefix sums over periods of an order of the articles, rows side by side.
pub(super) struct Sums {
    n_rows: usize,
    /// How many numbers of articles stand side by side: one, or `n_rows` where rows have their own articles.
    width: usize,
    /// Passages beyond expectation up to each period, shape `(n_periods + 1, n_rows)`.
    excess: Vec<f64>,
    /// Articles up to each period, shape `(n_periods + 1, width)`.
    articles: Vec<f64>,
}

impl Sums {
    /// How many numbers of articles there are for a period.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// How many passages more than expected a row has in the periods `from..to`.
    pub(super) fn excess_between(&self, row: usize, from: usize, to: usize) -> f64 {
        self.excess[to * self.n_rows + row] - self.excess[from * self.n_rows + row]
    }

    /// How many articles the periods `from..to` have, of the row where rows have their own.
    pub(super) fn articles_between(&self, row: usize, from: usize, to: usize) -> f64 {
        let column = row % self.width;
        self.articles[to * self.width + column] - self.articles[from * self.width + column]
    }
}

impl<'a> Sequence<'a> {
    pub(super) fn new(articles: &'a [Counted], length: PeriodLength, n_rows: usize, asked: bool) -> Self {
        let place = |article: &'a Counted| Some((Period::of(article.date?, length)?, article));
        let mut placed: Vec<(Period, &Counted)> = articles.iter().filter_map(place).collect();
        placed.sort_by_key(|(period, article)| (*period, article.date, article.article));
        let periods: Vec<Period> = match (placed.first(), placed.last()) {
            (Some(&(first, _)), Some(&(last, _))) => {
                std::iter::successors(Some(first), |period| period.next().filter(|next| *next <= last)).collect()
            }
            _ => Vec::new(),
        };
        let ends = periods.iter().map(|period| placed.partition_point(|(own, _)| own <= period)).collect();
        let articles: Vec<&Counted> = placed.into_iter().map(|(_, article)| article).collect();
        let (blocks, entries) = blocks(&articles);
        let mut sequence = Self {
            periods,
            blocks,
            entries,
            articles,
            ends,
            asked,
            shares: vec![0.0; n_rows],
            variances: vec![0.0; n_rows],
        };
        sequence.measure(n_rows);
        sequence
    }

    pub(super) fn n_rows(&self) -> usize {
        self.shares.len()
    }

    fn measure(&mut self, n_rows: usize) {
        let passages: f64 = self.articles.iter().map(|article| f64::from(article.passages)).sum();
        let (mut hits, mut bases) = (vec![0.0; n_rows], vec![0.0; n_rows]);
        let mut squares = vec![0.0; n_rows]; // of what articles have beyond expectation
        let mut counts = vec![0.0; n_rows];
        for entry in self.articles.iter().flat_map(|article| &article.entries) {
            hits[entry.row as usize] += f64::from(entry.hits);
            bases[entry.row as usize] += f64::from(entry.base);
        }
        let base = |row: usize| if self.asked { bases[row] } else { passages };
        self.shares = (0..n_rows).map(|row| if base(row) > 0.0 { hits[row] / base(row) } else { 0.0 }).collect();
        let all: f64 = self.articles.iter().map(|article| f64::from(article.passages).powi(2)).sum();
        for article in &self.articles {
            for entry in &article.entries {
                let row = entry.row as usize;
                let expected = self.shares[row] * f64::from(article.base(entry, self.asked));
                squares[row] += (f64::from(entry.hits) - expected).powi(2);
                counts[row] += 1.0;
                if !self.asked {
                    squares[row] -= expected.powi(2); // what `all` counts for it below
                }
            }
        }
        for row in 0..n_rows {
            let (squares, count) = if self.asked {
                (squares[row], counts[row])
            } else {
                (squares[row] + self.shares[row].powi(2) * all, self.articles.len() as f64)
            };
            self.variances[row] = if count > 1.0 { squares.max(0.0) / (count - 1.0) } else { 0.0 };
        }
    }

    /// The sums of the articles in their own order.
    pub(super) fn sums(&self) -> Sums {
        let whole: Vec<u32> = (0..self.blocks.len() as u32).collect();
        self.sums_of(&whole)
    }

    /// The sums of the articles in a random order of the blocks. Periods keep their numbers of articles, as nearly as
    /// blocks allow.
    pub(super) fn permuted(&self, random: &mut Xoshiro256Plus) -> Sums {
        let mut order: Vec<u32> = (0..self.blocks.len() as u32).collect();
        order.shuffle(random);
        self.sums_of(&order)
    }

    fn sums_of(&self, order: &[u32]) -> Sums {
        let n_rows = self.n_rows();
        let width = if self.asked { n_rows.max(1) } else { 1 };
        let mut sums = Sums {
            n_rows,
            width,
            excess: vec![0.0; (self.periods.len() + 1) * n_rows],
            articles: vec![0.0; (self.periods.len() + 1) * width],
        };
        let mut passages = vec![0_u64; self.periods.len()];
        let (mut period, mut seen) = (0, 0);
        for &block in order {
            let block = &self.blocks[block as usize];
            while seen >= self.ends[period] && period + 1 < self.ends.len() {
                period += 1;
            }
            seen += block.articles;
            passages[period] += block.passages;
            self.add(block, period, &mut sums);
        }
        if !self.asked {
            for (excess, passages) in sums.excess[n_rows..].chunks_exact_mut(n_rows.max(1)).zip(passages) {
                for (excess, share) in excess.iter_mut().zip(&self.shares) {
                    *excess -= share * passages as f64; // what was expected of them
                }
            }
        }
        for position in n_rows..sums.excess.len() {
            sums.excess[position] += sums.excess[position - n_rows];
        }
        for position in width..sums.articles.len() {
            sums.articles[position] += sums.articles[position - width];
        }
        sums
    }

    fn add(&self, block: &Block, period: usize, sums: &mut Sums) {
        let n_rows = self.n_rows();
        let excess = &mut sums.excess[(period + 1) * n_rows..(period + 2) * n_rows];
        let entries = &self.entries[block.entries.clone()];
        if self.asked {
            for entry in entries {
                excess[entry.row] += entry.hits - self.shares[entry.row] * entry.base;
                sums.articles[(period + 1) * n_rows + entry.row] += entry.articles;
            }
        } else {
            sums.articles[period + 1] += block.articles as f64;
            for entry in entries {
                excess[entry.row] += entry.hits;
            }
        }
    }
}

/// Which articles go together, those dated to the same day, and what they have of the rows. The articles are in order of
/// date.
fn blocks(articles: &[&Counted]) -> (Vec<Block>, Vec<BlockEntry>) {
    let day = |article: &&Counted| article.date.filter(|date| date.precision() == Precision::Day);
    let together = |one: &&Counted, next: &&Counted| day(one).is_some() && day(one) == day(next);
    let (mut blocks, mut entries) = (Vec::new(), Vec::new());
    for part in articles.chunk_by(together) {
        let mut by_row: BTreeMap<u32, BlockEntry> = BTreeMap::new();
        for entry in part.iter().flat_map(|article| &article.entries) {
            let sum = by_row.entry(entry.row).or_default();
            sum.row = entry.row as usize;
            sum.hits += f64::from(entry.hits);
            sum.base += f64::from(entry.base);
            sum.articles += 1.0;
        }
        let first = entries.len();
        entries.extend(by_row.into_values());
        let passages = part.iter().map(|article| u64::from(article.passages)).sum();
        blocks.push(Block { articles: part.len(), passages, entries: first..entries.len() });
    }
    (blocks, entries)
}
