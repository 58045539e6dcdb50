//! All pairs: for every passage the nearest of other articles, which of them are near copies and who wrote first, and
//! which passages are about the same event. Time grows with the square of the passages, memory with their number.
//!
//! `filrouge links --format csv` on paragraphs of laws, embedded in 256 dimensions, two cores of a shared machine: 20,000
//! passages take 8 s of processor time and 104 MiB at the peak, 100,000 take 63 s and 442 MiB. Ten times as many would
//! take about a hundred times the time that is spent on products.

mod events;
mod find;
mod shingles;

pub use shingles::{REUSE_CONTAINMENT, Reuse};

use crate::analysis::{self, Analysis};
use crate::cluster::ThemeId;
use crate::corpus::{ArticleId, Corpus, Date, PassageId};
use crate::embeddings::Embeddings;
use crate::error::Result;
use crate::neighbours::Chance;
use crate::progress::Progress;
use crate::store::Store;
use serde::Serialize;

/// Passages of one event are more alike than this share, in percent, of random pairs: one pair in a thousand. In a corpus
/// of fewer than 2,000 passages as many pairs may be as close as there are passages.
pub const EVENT_PERCENTILE: f64 = 99.9;

/// What is linked, and how closely.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// At most this many nearest for each passage.
    pub nearest: usize,
    /// Only links closer than this share, in percent, of random pairs of the whole corpus. Near copies are always linked.
    pub min_percentile: f64,
    /// The most days between two passages about the same event.
    pub event_days: u32,
    /// Only passages of this theme.
    pub theme: Option<ThemeId>,
    /// Only articles of this date or later; undated ones are out.
    pub since: Option<Date>,
    /// Only articles of this date or earlier; undated ones are out.
    pub until: Option<Date>,
}

impl Default for Options {
    fn default() -> Self {
        Self { nearest: 5, min_percentile: 99.0, event_days: 7, theme: None, since: None, until: None }
    }
}

/// What makes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// One passage is a near copy of the other, or of a part of it.
    Reuse,
    /// Both are about the same event.
    Event,
    /// They are more alike than chance.
    Related,
}

impl Kind {
    /// Its name in every format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reuse => "reuse",
            Self::Event => "event",
            Self::Related => "related",
        }
    }
}

/// Two passages of different articles that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The passage of the earlier article, where the dates decide; else the first in the corpus.
    pub from: PassageId,
    /// The other.
    pub to: PassageId,
    /// Their cosine, in -1..=1.
    pub similarity: f32,
    /// The share of random pairs of the corpus that are less alike, in percent.
    pub percentile: f64,
    /// The place of `to` among the nearest of `from`, from 1, if it is among them.
    pub from_rank: Option<u32>,
    /// The place of `from` among the nearest of `to`.
    pub to_rank: Option<u32>,
    /// The passage that was there first; nothing where the dates, at their precision, do not decide.
    pub first: Option<PassageId>,
    /// How one is a near copy of the other, if it is.
    pub reuse: Option<Reuse>,
    /// The event that both are about, as a position in [`Links::events`].
    pub event: Option<usize>,
}

impl Link {
    /// Whether each is among the other's nearest.
    #[must_use]
    pub fn is_mutual(&self) -> bool {
        self.from_rank.is_some() && self.to_rank.is_some()
    }

    /// What makes it a link; the strongest where there is more than one reason.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (&self.reuse, self.event) {
            (Some(_), _) => Kind::Reuse,
            (None, Some(_)) => Kind::Event,
            (None, None) => Kind::Related,
        }
    }
}

/// Passages of different articles about the same event.
#[derive(Clone, Debug, PartialEq)]
pub struct SameEvent {
    /// `e` and eight letters and digits, the same as long as its earliest passage is.
    pub key: String,
    /// Its passages, the earliest first.
    pub passages: Vec<PassageId>,
    /// Their articles, the earliest first.
    pub articles: Vec<ArticleId>,
    /// The earliest date.
    pub first: Date,
    /// The latest date.
    pub last: Date,
    /// The passage nearest to the middle of them all.
    pub central: PassageId,
}

/// The links of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Near copies first, by containment; then by similarity.
    pub links: Vec<Link>,
    /// By their first date.
    pub events: Vec<SameEvent>,
}

impl Links {
    /// Finds the links between the passages of an index; the exact ones, at any number of threads.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) when `nearest` is 0 or a percentile is not in 0..=100, and those
    /// of the [`Store`].
    ///
    /// ```no_run
    /// use filrouge::links::{Links, Options};
    /// use filrouge::{analysis, progress::Silent, store::Store};
    /// let store = Store::open(".filrouge/index.sqlite".as_ref())?;
    /// let analysis = analysis::load(&store)?;
    /// for link in Links::find(&store, &analysis, &Options::default(), &Silent)?.links {
    ///     println!("{:?} {:.2}: {}", link.kind(), link.similarity, analysis.corpus.passages[link.from.0 as usize].text);
    /// }
    /// # Ok::<(), filrouge::error::Error>(())
    /// ```
    pub fn find(store: &Store, analysis: &Analysis, options: &Options, progress: &dyn Progress) -> Result<Self> {
        let embeddings = store.embeddings_of_passages(&analysis.model.id, analysis.model.dimension)?;
        let described = (analysis.theme_of.as_slice(), embeddings);
        match analysis::chance(store)? {
            Some(chance) => find::find(&analysis.corpus, described, &chance, options, progress),
            None => Self::between(&analysis.corpus, described, options, progress),
        }
    }

    /// Finds the links between the passages of a corpus with these themes, shape `(n_passages,)`, and embeddings, shape
    /// `(n_passages, dimension)`.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) as [`find`](Self::find),
    /// [`Error::Shape`](crate::error::Error::Shape) when there is not a theme and an embedding for each passage.
    pub fn between(
        corpus: &Corpus,
        (theme_of, embeddings): (&[Option<ThemeId>], Embeddings),
        options: &Options,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let article_of: Vec<u32> = corpus.passages.iter().map(|passage| passage.article.0).collect();
        let chance = Chance::measure(embeddings.as_slice(), embeddings.dimension(), &article_of)?.brief();
        find::find(corpus, (theme_of, embeddings), &chance, options, progress)
    }
}
