//! Lineage: which themes a time had when it is looked at by itself, and what became of them.
//!
//! The themes of the whole corpus are the same from beginning to end by definition. Here each stretch of time is clustered
//! for itself, and its themes are matched with those of the next: the stretches overlap by a period, and what belongs together
//! is what both hold of the passages of that period.

mod links;
mod stretch;

pub use links::{Fate, Link};
pub use stretch::{LocalTheme, Stretch};

use super::{PeriodLength, Rows, TimelineSettings, articles, fitting};
use crate::corpus::{Corpus, Passage};
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use crate::timeline::Period;
use std::collections::BTreeMap;

/// More stretches than this are no longer taken in.
const MOST_STRETCHES: usize = 24;
/// Half of the stretches have at least this many passages: fewer make no themes.
const MEDIAN_PASSAGES: usize = 60;

/// The themes of each stretch of time, and what became of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Lineage {
    /// How long a period is; a stretch is two of them, and the next one begins with the second.
    pub length: PeriodLength,
    /// The stretches in order of time.
    pub stretches: Vec<Stretch>,
    /// Which theme of a stretch goes on as which of the next.
    pub links: Vec<Link>,
}

/// Clusters each stretch of two periods for itself, and matches its themes with those of the next stretch. `vectors` are
/// the centred embeddings of the passages, shape `(n_passages, dimension)`; `rows` are the themes of the whole corpus, which
/// the themes of a stretch are told by. None where the dated passages are too few for three periods of some size.
///
/// Overlapping windows and their shares of common members: after MONIC (Spiliopoulou, Ntoutsi, Theodoridis and Schult, KDD
/// 2006).
///
/// # Errors
/// [`Error::Shape`] when `rows` or `vectors` are not of the corpus; those of [`cluster`](crate::cluster::cluster).
pub fn lineage(
    corpus: &Corpus,
    rows: &Rows,
    vectors: &Embeddings,
    settings: &TimelineSettings,
) -> Result<Option<Lineage>> {
    let (expected, received) = (corpus.passages.len(), vectors.len());
    if expected != received {
        return Err(Error::Shape { what: "embeddings of passages", expected, received });
    }
    let counted = articles(corpus, rows, settings)?;
    let shortest = settings.length.unwrap_or_else(|| fitting(&counted, PeriodLength::Month, MOST_STRETCHES + 1));
    let lengths = PeriodLength::ALL.into_iter().filter(|length| *length >= shortest);
    let lengths = lengths.take(if settings.length.is_some() { 1 } else { PeriodLength::ALL.len() });
    let placed = lengths.map(|length| (length, placed(corpus, rows, settings, length)));
    let fits = |(_, placed): &(PeriodLength, BTreeMap<Period, Vec<usize>>)| {
        let mut sizes: Vec<usize> = placed.values().map(Vec::len).collect();
        sizes.sort_unstable();
        sizes.len() >= 3 && sizes[sizes.len() / 2] * 2 >= MEDIAN_PASSAGES && sizes.len() <= MOST_STRETCHES + 1
    };
    let Some((length, placed)) = placed.into_iter().find(fits) else { return Ok(None) };
    let periods: Vec<(Period, Vec<usize>)> = placed.into_iter().collect();
    let mut stretches = Vec::new();
    for pair in periods.windows(2) {
        stretches.push(Stretch::find(corpus, rows, vectors, pair, settings.seed)?);
    }
    let links = links::links(corpus, vectors, &periods, &mut stretches);
    Ok(Some(Lineage { length, stretches, links }))
}

/// The passages that count, by period; periods without any are not there.
fn placed(
    corpus: &Corpus,
    rows: &Rows,
    settings: &TimelineSettings,
    length: PeriodLength,
) -> BTreeMap<Period, Vec<usize>> {
    let mut placed: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
    let date_of = |passage: &Passage| corpus.articles[passage.article.0 as usize].date;
    for (row, passage) in corpus.passages.iter().enumerate() {
        let date = date_of(passage).filter(|date| date.is_within(settings.since, settings.until));
        if let Some(period) = date.and_then(|date| Period::of(date, length)).filter(|_| rows.counted[row]) {
            placed.entry(period).or_default().push(row);
        }
    }
    placed
}
