//! The crate's front door: from paths to themes, in order, with the index in between so that nothing is done twice.
//!
//! ```no_run
//! use filrouge::analysis::{Settings, analyse};
//! use filrouge::embedder::{self, ModelChoice, ModelOptions};
//! use filrouge::{progress::Silent, store::Store};
//! let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
//! let mut store = Store::create("index.sqlite".as_ref())?;
//! let analysis = analyse(&Settings::new(vec!["seeds".into()]), embedder.as_ref(), &mut store, &Silent)?;
//! for theme in &analysis.themes {
//!     println!("{}: {} passages", theme.name, theme.passages);
//! }
//! # Ok::<(), filrouge::error::Error>(())
//! ```

mod diff;
mod history;
mod languages;
mod layers;
mod method;
mod partition;
mod saved;
mod suggest;

pub use diff::{Change, Diff, Move, ThemeChange, diff};
pub use languages::{UnknownLanguages, unknown_languages, unknown_languages_of};
pub use layers::{Event, Family, Layers};
pub use method::{Method, ThemeProbability};
pub use saved::{Changes, chance, changes, load, load_themes, model, rename, settings, variants};
pub use suggest::suggest;

use crate::cluster::{Algorithm, Choice, Granularity, Membership, ThemeId};
use crate::corpus::{self, ArticleId, Corpus, ReadOptions, Reader};
use crate::embedder::Embedder;
use crate::embeddings::Embeddings;
use crate::error::{Error, Result};
use crate::names::{self, Names};
use crate::neighbours::Chance;
use crate::progress::{Phase, Progress, Silent};
use crate::store::{Store, text_hash};
use crate::themes::{Guide, Partition, SummaryCandidates, Theme, describe};
use ndarray::Array1;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many texts are embedded before their embeddings are kept in the index.
const EMBEDDING_BATCH: usize = 8_192;

/// What is clustered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Passages, each by itself.
    #[default]
    Passage,
    /// Whole articles; a passage has its article's theme.
    Article,
}

/// What to read and how to look at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// How to cut them into passages.
    pub read: ReadOptions,
    /// What is clustered.
    pub unit: Unit,
    /// How themes are formed.
    pub algorithm: Algorithm,
    /// How many themes, when not as many as the corpus suggests; in addition to guided ones.
    pub count: Option<usize>,
    /// How closely to look, where the count is not given.
    pub granularity: Granularity,
    /// The largest share of passages (or articles) that may stay in no theme, in 0..=1; as many as belong to none when
    /// not given.
    pub max_unassigned: Option<f64>,
    /// Whether families of themes and events within themes are sought too.
    pub layers: bool,
    /// Themes described beforehand.
    pub guide: Option<Guide>,
    /// The seed of every random draw.
    pub seed: u64,
    /// The model as the user asked for it, so that the index can be searched without asking again.
    pub model: Option<String>,
    /// The folder that relative paths start from, where its name can be written down.
    pub folder: Option<String>,
}

impl Settings {
    /// The defaults, for these paths.
    #[must_use]
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self {
            paths,
            read: ReadOptions::default(),
            unit: Unit::Passage,
            algorithm: Algorithm::KMeans,
            count: None,
            granularity: Granularity::Medium,
            max_unassigned: None,
            layers: false,
            guide: None,
            seed: 0,
            model: None,
            folder: None,
        }
    }
}

/// The model that embedded the passages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelIdentity {
    /// Its id, which changes whenever its vectors may.
    pub id: String,
    /// How many numbers an embedding has.
    pub dimension: usize,
}

/// Everything a run finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Which model embedded the passages.
    pub model: ModelIdentity,
    /// The seed.
    pub seed: u64,
    /// What was read.
    pub corpus: Corpus,
    /// The themes, by their id.
    pub themes: Vec<Theme>,
    /// The theme of each passage, shape `(n_passages,)`.
    pub theme_of: Vec<Option<ThemeId>>,
    /// How close each passage is to its theme, shape `(n_passages,)`.
    pub scores: Vec<f32>,
    /// How firmly each passage belongs to its theme, shape `(n_passages,)`.
    pub memberships: Vec<Membership>,
    /// How many themes were sought, and why; with a guide, how many beside the guided ones.
    pub choice: Choice,
    /// How the themes were formed.
    pub method: Method,
    /// Families of themes and events within themes, where they were asked for.
    pub layers: Option<Layers>,
}

impl Analysis {
    /// The theme that most passages of each article have (on a tie the larger theme), shape `(n_articles,)`.
    #[must_use]
    pub fn theme_of_articles(&self) -> Vec<Option<ThemeId>> {
        let mut counts: Vec<BTreeMap<ThemeId, usize>> = vec![BTreeMap::new(); self.corpus.articles.len()];
        for (passage, theme) in self.corpus.passages.iter().zip(&self.theme_of) {
            if let Some(theme) = theme {
                *counts[passage.article.0 as usize].entry(*theme).or_default() += 1;
            }
        }
        let commonest = |counts: BTreeMap<ThemeId, usize>| {
            counts.into_iter().min_by_key(|&(theme, count)| (std::cmp::Reverse(count), theme)).map(|(theme, _)| theme)
        };
        counts.into_iter().map(commonest).collect()
    }

    /// How many passages no theme takes, copies of others aside.
    #[must_use]
    pub fn unassigned(&self) -> usize {
        self.distinct(&self.theme_of).filter(|theme| theme.is_none()).count()
    }

    /// How many passages are only loosely in their theme, copies of others aside.
    #[must_use]
    pub fn fringe(&self) -> usize {
        self.distinct(&self.memberships).filter(|membership| **membership == Membership::Fringe).count()
    }

    /// What the passages that are no copies have, of `column` of shape `(n_passages,)`.
    fn distinct<'a, T>(&'a self, column: &'a [T]) -> impl Iterator<Item = &'a T> {
        let passages = self.corpus.passages.iter();
        passages.zip(column).filter(|(passage, _)| passage.copy_of.is_none()).map(|(_, value)| value)
    }

    /// The theme with this number or key.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn find_theme(&self, id: &str) -> Result<ThemeId> {
        let named = |theme: &&Theme| theme.key == id || id.parse() == Ok(theme.id.0);
        let unknown = || Error::UnknownId { kind: "theme", id: id.to_owned() };
        self.themes.iter().find(named).map(|theme| theme.id).ok_or_else(unknown)
    }

    /// The article of a passage.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> &corpus::Article {
        &self.corpus.articles[id.0 as usize]
    }
}

/// Reads, embeds, clusters, names, and keeps the result in the index. Where nothing has changed since the last run
/// with the same settings, the result is the kept one. Names are made of the themes' own terms, or the user's; those of a
/// language model are given afterwards, by the [`namer`](crate::namer) and [`rename`].
///
/// # Errors
/// Those of [`corpus::read`], of the embedder, of [`cluster`](crate::cluster::cluster) and of the [`Store`].
pub fn analyse(
    settings: &Settings,
    embedder: &dyn Embedder,
    store: &mut Store,
    progress: &dyn Progress,
) -> Result<Analysis> {
    if let Some(analysis) = saved::unchanged(store, settings, embedder)? {
        return saved::with_own_names(store, analysis);
    }
    embedder.load_ahead();
    let (corpus, readings) = read(settings, store, progress)?;
    let (embeddings, laid_out) = embed(&corpus, embedder, store, progress)?;
    let (mut analysis, names) = themes(settings, embedder, corpus, embeddings, progress)?;
    let last = history::Snapshot::last(store)?;
    history::give_keys(&mut analysis, settings.guide.as_ref(), last.as_ref());
    saved::save(store, settings, (&analysis, &names.variants()), &laid_out, last.as_ref())?;
    store.forget_other_readings(&readings)?;
    Ok(analysis)
}

/// Reads the corpus, and under which keys the index has what its files gave. A file that the index knows is not read
/// again, and what others give is kept as it comes, so that an interrupted run goes on where it stopped.
fn read(settings: &Settings, store: &mut Store, progress: &dyn Progress) -> Result<(Corpus, Vec<[u8; 32]>)> {
    let mut reader = Reader::new(&settings.paths, &settings.read, progress)?;
    let mut readings = Vec::new();
    while let Some(files) = reader.open_next() {
        let keys = files.keys();
        let new = reader.read(files, &store.readings(&keys)?)?;
        store.keep_readings(&new)?;
        readings.extend(keys);
    }
    Ok((reader.finish()?, readings))
}

/// The embeddings of all passages, shape `(n_passages, dimension)`, and what a search will need of them; only texts that
/// the index does not know are embedded, and kept as they come.
fn embed(
    corpus: &Corpus,
    embedder: &dyn Embedder,
    store: &mut Store,
    progress: &dyn Progress,
) -> Result<(Embeddings, saved::LaidOut)> {
    let model = embedder.model_id();
    let hashes: Vec<[u8; 32]> = corpus.passages.iter().map(|passage| text_hash(&passage.text)).collect();
    let missing = store.missing_embeddings(model, &hashes)?;
    progress.start(Phase::Embedding, Some(missing.len() as u64));
    for batch in missing.chunks(EMBEDDING_BATCH) {
        let texts: Vec<&str> = batch.iter().map(|&row| corpus.passages[row].text.as_str()).collect();
        let embeddings = embedder.embed_passages(&texts, progress)?;
        let hashes: Vec<[u8; 32]> = batch.iter().map(|&row| hashes[row]).collect();
        store.keep_embeddings(model, &hashes, &embeddings)?;
    }
    progress.finish(Phase::Embedding);
    let embeddings = store.embeddings(model, &hashes, embedder.dimension())?;
    let vectors = store.write_vectors(model, &hashes, &embeddings)?;
    let article_of: Vec<u32> = corpus.passages.iter().map(|passage| passage.article.0).collect();
    let chance = Chance::measure(embeddings.as_slice(), embeddings.dimension(), &article_of)?.brief();
    Ok((embeddings, saved::LaidOut { vectors, chance }))
}

/// The embeddings of the passages of a kept analysis, shape `(n_passages, dimension)`, the mean of the corpus taken away:
/// the space that its themes were sought in.
///
/// # Errors
/// Those of the [`Store`].
pub fn vectors(store: &Store, analysis: &Analysis) -> Result<Embeddings> {
    let embeddings = store.embeddings_of_passages(&analysis.model.id, analysis.model.dimension)?;
    let mean = mean_of_distinct(&analysis.corpus, &embeddings);
    Ok(embeddings.centred(&mean))
}

/// The mean embedding of the passages that are no copies, shape `(dimension,)`.
fn mean_of_distinct(corpus: &Corpus, embeddings: &Embeddings) -> Array1<f32> {
    let distinct = corpus.passages.iter().filter(|passage| passage.copy_of.is_none());
    embeddings.mean_of(distinct.map(|passage| passage.id.0 as usize))
}

fn themes(
    settings: &Settings,
    embedder: &dyn Embedder,
    corpus: Corpus,
    embeddings: Embeddings,
    progress: &dyn Progress,
) -> Result<(Analysis, Names)> {
    let mean = mean_of_distinct(&corpus, &embeddings);
    let guided = settings.guide.as_ref().map(|guide| (guide, embeddings.clone()));
    let mut rows = embeddings.centred(&mean);
    let fitted = match guided {
        Some((guide, plain)) => {
            Some(partition::guided_fit(guide, settings.unit, embedder, &corpus, (&plain, &rows), &mean)?)
        }
        None => None,
    };
    let found = partition::partition(settings, fitted.as_ref(), &corpus, &mut rows, progress)?;
    progress.start(Phase::Naming, Some(found.given_names.len() as u64));
    let names = names::find(&corpus);
    let partition = Partition {
        theme_of: &found.theme_of,
        scores: &found.scores,
        stability: &found.stability,
        given_names: &found.given_names,
    };
    let mut themes = describe(&corpus, &names, &rows, partition);
    for (theme, (tested, agreement)) in themes.iter_mut().zip(found.hypotheses.into_iter().zip(found.agreement)) {
        theme.hypothesis = tested;
        theme.agreement = agreement;
    }
    let candidates = SummaryCandidates::draw(&corpus, &rows, &found.theme_of, &themes);
    let sentences = embedder.embed_passages(&candidates.texts(), &Silent)?.centred(&mean);
    for (theme, summary) in themes.iter_mut().zip(candidates.choose(&sentences)) {
        theme.summary = summary;
    }
    let layers = found.layers.as_ref();
    let layers = layers
        .map(|layers| layers::in_words((&corpus, &names), &rows, (&found.theme_of, &found.scores), (&themes, layers)));
    progress.finish(Phase::Naming);
    let analysis = Analysis {
        model: ModelIdentity { id: embedder.model_id().to_owned(), dimension: embedder.dimension() },
        seed: settings.seed,
        corpus,
        themes,
        theme_of: found.theme_of,
        scores: found.scores,
        memberships: found.memberships,
        choice: found.choice,
        method: found.method,
        layers,
    };
    Ok((analysis, names))
}
