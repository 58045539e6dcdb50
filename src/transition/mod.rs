//! How one thing gives way to another: when, how surely, what carried over, what was dropped, and which passages say so.
//!
//! Everything is counted in the passages that name each side; nothing is claimed beyond them. Who is behind it, and why, it does
//! not say. Copies of other passages do not count.

mod bridges;
mod candidates;
mod crossing;
mod curves;
mod phrase;
mod replacement;
mod shift;
mod side;
mod sigmoid;
mod sources;
mod statements;

pub use bridges::Bridge;
pub use candidates::{Candidate, CandidateSettings, Subject, candidates, subjects};
pub use crossing::{Crossing, Verdict, Witness, crossing};
pub use curves::{Counts, Curves, PeriodShares};
pub use phrase::{Phrase, Pieces};
pub use shift::{ContextWord, Shift};
pub use side::{Asked, Side, nearest_names};
pub use sources::SourceChange;
pub use statements::Statement;

use crate::cluster::ThemeId;
use crate::corpus::{ArticleId, Corpus, Date, Passage, PassageId};
use crate::embeddings::block::Rows;
use crate::error::{Error, Result};
use crate::timeline::PeriodLength;
use jiff::civil;
use serde::Serialize;
use side::Found;
use std::collections::BTreeMap;

/// How to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransitionSettings {
    /// How long the periods of the curves are; chosen by the span and the precision of the dates when not given.
    pub length: Option<PeriodLength>,
    /// How many draws intervals and probabilities are of.
    pub draws: usize,
    /// At most so many bridge passages.
    pub bridges: usize,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for TransitionSettings {
    /// A length that fits, a thousand draws, five bridges.
    fn default() -> Self {
        Self { length: None, draws: 1_000, bridges: 5, seed: 0 }
    }
}

/// The time in which both sides are spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// The first date at which TO is named.
    pub first: Date,
    /// The last date at which FROM is named.
    pub last: Date,
}

/// How one thing gave way to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// What gave way.
    pub from: Side,
    /// To what.
    pub to: Side,
    /// How many passages name both.
    pub both: usize,
    /// When.
    pub crossing: Crossing,
    /// Both share curves.
    pub curves: Curves,
    /// From the first passage of TO to the last of FROM, where TO is named before FROM is not any more.
    pub overlap: Option<Overlap>,
    /// The last passage before the crossing that names FROM alone.
    pub last_from_alone: Option<PassageId>,
    /// The first passage from the crossing on that names TO alone.
    pub first_to_alone: Option<PassageId>,
    /// Passages between both, the best first.
    pub bridges: Vec<Bridge>,
    /// Words inherited, dropped and new.
    pub words: Shift,
    /// Passages that state the change outright, those that name both in one sentence first, then by date.
    pub statements: Vec<Statement>,
    /// Who changed when, where there are several sources.
    pub sources: Vec<SourceChange>,
}

/// How FROM gave way to TO in a corpus. `theme_of` has the theme of each passage, shape `(n_passages,)`; `rows` are their
/// embeddings, shape `(n_passages, dimension)`.
///
/// # Errors
/// [`Error::Parameter`] for a side without a word or no draws, [`Error::Shape`] when `theme_of` or `rows` is not of the corpus,
/// and those of [`timeline`](crate::timeline::timeline).
///
/// ```no_run
/// use filrouge::transition::{Asked, TransitionSettings, transition};
/// use filrouge::{analysis, progress::Silent, store::Store};
/// let store = Store::open(".filrouge/index.sqlite".as_ref())?;
/// let analysis = analysis::load(&store)?;
/// let vectors = store.vectors(&analysis.model.id, analysis.model.dimension, &Silent)?;
/// let sides = [Asked::phrases("Wagner", &[]), Asked::phrases("Africa Corps", &["Afrika Korps".into()])];
/// let settings = TransitionSettings::default();
/// let found = transition(&analysis.corpus, &analysis.theme_of, vectors.rows(), [&sides[0], &sides[1]], &settings)?;
/// println!("{:?}", found.crossing.date);
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn transition(
    corpus: &Corpus,
    theme_of: &[Option<ThemeId>],
    rows: Rows<'_>,
    asked: [&Asked; 2],
    settings: &TransitionSettings,
) -> Result<Transition> {
    let expected = corpus.passages.len();
    for (what, received) in [("themes of passages", theme_of.len()), ("embeddings", rows.len())] {
        if received != expected {
            return Err(Error::Shape { what, expected, received });
        }
    }
    let found = side::find(corpus, theme_of, asked)?;
    let sides = [&found[0], &found[1]];
    let witnesses = witnesses(corpus, sides);
    let said: Vec<Witness> = witnesses.values().copied().collect();
    let crossing = crossing(&said, settings.draws, settings.seed)?;
    let [from, to] = [0, 1].map(|side: usize| found[side].side(corpus, asked[side]));
    let parts = Parts::new(corpus, sides, crossing.date);
    let between = between(corpus, &from, &to);
    let mut bridges = bridges::bridges(corpus, rows, sides, between);
    bridges.truncate(settings.bridges);
    Ok(Transition {
        both: corpus.passages.iter().filter(|passage| sides.iter().all(|side| side.names(passage))).count(),
        overlap: overlap(corpus, &from, &to),
        curves: curves::curves(corpus, (sides, [&from, &to]), settings.length, settings.seed)?,
        last_from_alone: parts.last_from_alone,
        first_to_alone: parts.first_to_alone,
        words: shift::shift(corpus, sides, &parts.before, &parts.after),
        statements: statements::statements(corpus, sides),
        sources: sources::sources(corpus, sides, &witnesses),
        bridges,
        crossing,
        from,
        to,
    })
}

/// What each dated article that names a side says of both.
fn witnesses(corpus: &Corpus, sides: [&Found; 2]) -> BTreeMap<ArticleId, Witness> {
    let mut found: BTreeMap<ArticleId, Witness> = BTreeMap::new();
    for passage in &corpus.passages {
        let Some(date) = corpus.articles[passage.article.0 as usize].date else { continue };
        let named = sides.map(|side| side.names(passage));
        if named == [false, false] {
            continue;
        }
        let witness = found.entry(passage.article).or_insert(Witness { date, from: 0, to: 0, both: 0 });
        match named {
            [true, true] => witness.both += 1,
            [true, false] => witness.from += 1,
            _ => witness.to += 1,
        }
    }
    found
}

/// When TO is first named, and when FROM is last.
fn ends(corpus: &Corpus, from: &Side, to: &Side) -> Option<(Date, Date)> {
    let date = |passage: PassageId| {
        let article = corpus.passages[passage.0 as usize].article;
        corpus.articles[article.0 as usize].date
    };
    Some((to.first.and_then(date)?, from.last.and_then(date)?))
}

/// The days between the two, in order.
fn between(corpus: &Corpus, from: &Side, to: &Side) -> Option<[civil::Date; 2]> {
    let (first, last) = ends(corpus, from, to)?;
    Some([first.first_day().min(last.first_day()), first.last_day().max(last.last_day())])
}

fn overlap(corpus: &Corpus, from: &Side, to: &Side) -> Option<Overlap> {
    let (first, last) = ends(corpus, from, to)?;
    (first.first_day() <= last.last_day()).then_some(Overlap { first, last })
}

/// What of both sides lies before and after the crossing. A date that may mean days on both sides of it is on neither.
#[derive(Debug, Default)]
struct Parts {
    /// Passages of FROM before.
    before: Vec<PassageId>,
    /// Passages of TO from then on.
    after: Vec<PassageId>,
    last_from_alone: Option<PassageId>,
    first_to_alone: Option<PassageId>,
}

impl Parts {
    /// Without a crossing, all of FROM and all of TO.
    fn new(corpus: &Corpus, sides: [&Found; 2], crossing: Option<Date>) -> Self {
        let mut parts = Self::default();
        let date = |passage: &Passage| corpus.articles[passage.article.0 as usize].date;
        let (mut last, mut first) = (None, None);
        for passage in &corpus.passages {
            let [from, to] = sides.map(|side| side.names(passage));
            let (before, after) = match (crossing, date(passage)) {
                (None, _) => (true, true),
                (Some(_), None) => (false, false),
                (Some(crossing), Some(date)) => {
                    (date.last_day() < crossing.first_day(), date.first_day() >= crossing.first_day())
                }
            };
            if from && before {
                parts.before.push(passage.id);
            }
            if to && after {
                parts.after.push(passage.id);
            }
            let (Some(date), Some(_)) = (date(passage), crossing) else { continue };
            if from && !to && before && last.is_none_or(|last| last < date) {
                (last, parts.last_from_alone) = (Some(date), Some(passage.id));
            }
            if to && !from && after && first.is_none_or(|first| date < first) {
                (first, parts.first_to_alone) = (Some(date), Some(passage.id));
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests;
