//! Related passages in an index: the exact search of [`neighbours`](crate::neighbours), with the conditions that people
//! put on it and what they need to judge the answer.

mod carried;
mod hybrid;
mod ranking;
mod rerank;
mod verify;

pub use crate::store::Conditions;
pub use carried::{Carried, carried};
pub use hybrid::ByWords;
pub use ranking::away;
pub use rerank::RERANKED;
pub use verify::{Check, Verification, verify};

use crate::analysis;
use crate::corpus::{Article, ArticleId, Passage, PassageId};
use crate::embedder::Embedder;
use crate::embeddings::block::{Rows, VectorBlock};
use crate::error::{Error, Result};
use crate::neighbours::{Chance, Neighbour, nearest, shared_words};
use crate::progress::Progress;
use crate::store::{RowSet, Store};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// When one article could use up the limit, so many times as many passages are looked at, and more where need be.
const DEEPER: usize = 4;
/// So many times as many passages as are wanted are those among which diverse ones are chosen.
const POOL: usize = 5;

/// An index opened for searching. Vectors are mapped and passages read one by one, so opening costs next to nothing at any
/// size. Everything is of the moment at which the [`Store`] was opened.
///
/// ```no_run
/// use filrouge::embedder::{self, ModelChoice, ModelOptions};
/// use filrouge::search::{Query, Search};
/// use filrouge::{progress::Silent, store::Store};
/// let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
/// let store = Store::open(".filrouge/index.sqlite".as_ref())?;
/// let search = Search::load(store, embedder.as_ref(), &Silent)?;
/// let text = "le départ de Wagner";
/// let vector = embedder.embed_query(text)?.to_vec();
/// for found in search.neighbours(text, &vector, &Query { limit: 5, ..Query::default() })? {
///     println!("{:.2} {}", found.similarity, found.passage.text);
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Search {
    store: Store,
    vectors: VectorBlock,
    chance: Chance,
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// At most this many passages.
    pub limit: usize,
    /// At most this many of one article.
    pub per_article: Option<usize>,
    /// Where to look; the passages and articles that the query is from are best left out.
    pub within: Conditions,
    /// Only passages more alike than this share, in percent, of random pairs.
    pub min_percentile: f64,
    /// What is not wanted, as vectors of shape `(dimension,)`: see [`away`].
    pub not: Vec<Vec<f32>>,
    /// Each like the query and unlike those before it, by maximal marginal relevance, among five times as many.
    pub diverse: bool,
    /// Only passages whose text holds this phrase (see [`has_phrase`](crate::words::has_phrase)).
    pub phrase: Option<String>,
    /// By words beside meaning: passages that hold enough of the query's words, by their rarity, need not be alike, and
    /// those that hold a name asked for come first.
    pub words: bool,
}

/// A related passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The passage.
    pub passage: Passage,
    /// The cosine to the query, in -1..=1.
    pub similarity: f32,
    /// The share of random pairs of the corpus that are less alike, in percent.
    pub percentile: f64,
    /// The words it shares with the query, names first.
    pub why: Vec<String>,
    /// What the query's words say of it, where they were asked for.
    pub by_words: Option<ByWords>,
    /// What a cross-encoder says of it, where one was asked: see [`Search::reranked`].
    pub rerank_score: Option<f32>,
}

/// What is needed of a theme to find it.
#[derive(Deserialize)]
struct Numbered {
    id: u32,
    key: String,
}

impl Search {
    /// Opens an index made with this model, which from now on belongs to the search.
    ///
    /// # Errors
    /// [`Error::ModelMismatch`] when it was made with another, and those of [`Store::vectors`].
    pub fn load(store: Store, embedder: &dyn Embedder, progress: &dyn Progress) -> Result<Self> {
        let found = analysis::model(&store)?.id;
        if found != embedder.model_id() {
            let asked = embedder.model_id().to_owned();
            return Err(Error::ModelMismatch { path: store.path().into(), found, asked });
        }
        let vectors = store.vectors(&found, embedder.dimension(), progress)?;
        let chance = match analysis::chance(&store)? {
            Some(chance) => chance,
            None => measured(&store, vectors.rows())?,
        };
        Ok(Self { store, vectors, chance })
    }

    /// The index.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The vectors of the passages, in corpus order.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        self.vectors.rows()
    }

    /// How alike passages are by chance.
    #[must_use]
    pub fn chance(&self) -> &Chance {
        &self.chance
    }

    /// The number of the theme with this number or key.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn find_theme(&self, id: &str) -> Result<u32> {
        let json = self.store.document("themes")?.unwrap_or_default();
        let themes: Vec<Numbered> = serde_json::from_str(&json).map_err(|error| Error::NotAnIndex {
            path: self.store.path().into(),
            reason: format!("`themes` is damaged: {error}"),
        })?;
        let found = themes.iter().find(|theme| theme.key == id || id.parse() == Ok(theme.id));
        found.map(|theme| theme.id).ok_or_else(|| Error::UnknownId { kind: "theme", id: id.to_owned() })
    }

    /// The article read from this file, when the file holds just one. The articles' relative paths start from `folder`.
    pub fn article_at(&self, path: &Path, folder: &Path) -> Result<Option<ArticleId>> {
        let (Ok(wanted), Some(name)) = (path.canonicalize(), path.file_name()) else { return Ok(None) };
        let is_it = |article: &&Article| {
            let path = Path::new(&article.path);
            path.file_name() == Some(name) && folder.join(path).canonicalize().is_ok_and(|path| path == wanted)
        };
        let candidates = self.store.articles_with_path_end(&name.to_string_lossy())?;
        Ok(candidates.iter().find(is_it).map(|article| article.id))
    }

    /// The passages most like a vector, shape `(dimension,)`, that fulfil the conditions, most alike first. `text` is
    /// what the vector was made of.
    pub fn neighbours(&self, text: &str, vector: &[f32], query: &Query) -> Result<Vec<Found>> {
        if query.words {
            return self.by_words_and_meaning(text, vector, query);
        }
        let accepted = self.accepted(query)?;
        let keep = |row: usize| accepted.as_ref().is_none_or(|rows| rows.contains(row));
        let direction = away(vector, &query.not);
        let pool = query.limit.saturating_mul(if query.diverse { POOL } else { 1 });
        let mut looked_at = pool.saturating_mul(if query.per_article.is_some() { DEEPER } else { 1 });
        loop {
            let mut close = nearest(self.rows(), &direction, looked_at, keep)?;
            let exhausted = close.len() < looked_at;
            if !query.not.is_empty() {
                self.refuse(&mut close, vector, &query.not);
            }
            let all = close.len();
            close.retain(|found| self.percentile(found) >= query.min_percentile);
            let past_them = query.not.is_empty() && close.len() < all;
            let chosen = self.choose(&close, query.per_article, pool)?;
            if chosen.len() == pool || exhausted || past_them {
                let chosen = if query.diverse { self.diverse(chosen, query.limit) } else { chosen };
                return chosen.into_iter().map(|found| self.explain(found, text)).collect();
            }
            looked_at = looked_at.saturating_mul(DEEPER);
        }
    }

    /// The passages that fulfil the conditions, all when there is none.
    pub fn accepted(&self, query: &Query) -> Result<Option<RowSet>> {
        let anywhere = query.within == Conditions::default();
        let rows = if anywhere { None } else { Some(self.store.matching(&query.within)?) };
        let Some(phrase) = &query.phrase else { return Ok(rows) };
        let mut holding = RowSet::none(self.rows().len());
        let with_phrase = self.store.rows_with_phrase(phrase)?.into_iter();
        with_phrase
            .filter(|row| rows.as_ref().is_none_or(|rows| rows.contains(*row)))
            .for_each(|row| holding.insert(row));
        Ok(Some(holding))
    }

    fn percentile(&self, found: &Neighbour) -> f64 {
        self.chance.percentile(found.similarity)
    }

    /// The first of each article, up to the limits, and one of the copies of a text.
    fn choose(&self, nearest: &[Neighbour], per_article: Option<usize>, limit: usize) -> Result<Vec<Neighbour>> {
        let mut taken = Taken::new(per_article);
        let mut chosen = Vec::new();
        for found in nearest {
            if chosen.len() == limit {
                break;
            }
            if taken.takes(&self.passage(PassageId(found.row as u32))?) {
                chosen.push(*found);
            }
        }
        Ok(chosen)
    }

    /// The articles that hold copies of a passage, or what it is a copy of: the original's first, then in corpus order.
    pub fn articles_with_copies(&self, passage: &Passage) -> Result<Vec<Article>> {
        let mut articles = self.store.articles_with_copies(passage.copy_of.unwrap_or(passage.id))?;
        articles.retain(|id| *id != passage.article);
        articles.into_iter().map(|id| self.article(id)).collect()
    }

    fn explain(&self, found: Neighbour, text: &str) -> Result<Found> {
        let passage = self.passage(PassageId(found.row as u32))?;
        let why = shared_words(text, &passage.text, passage.language);
        Ok(Found {
            passage,
            similarity: found.similarity,
            percentile: self.percentile(&found),
            why,
            by_words: None,
            rerank_score: None,
        })
    }

    /// The passage with this public id.
    pub fn find(&self, key: &str) -> Result<Option<PassageId>> {
        Ok(self.store.passage_with_key(key)?.map(|passage| passage.id))
    }

    /// A passage.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when the index has none of this number.
    pub fn passage(&self, id: PassageId) -> Result<Passage> {
        self.store.passage(id)
    }

    /// The number of the article with this id.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn find_article(&self, key: &str) -> Result<ArticleId> {
        let found = self.store.article_with_key(key)?;
        found.map(|article| article.id).ok_or_else(|| Error::UnknownId { kind: "article", id: key.to_owned() })
    }

    /// An article.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when the index has none of this number.
    pub fn article(&self, id: ArticleId) -> Result<Article> {
        self.store.article(id)
    }

    /// The number of a passage's theme.
    pub fn theme(&self, id: PassageId) -> Result<Option<u32>> {
        self.store.theme_of(id)
    }

    /// The embedding of a passage, shape `(dimension,)`.
    #[must_use]
    pub fn vector(&self, id: PassageId) -> Vec<f32> {
        self.rows().row(id.0 as usize).to_vec()
    }
}

/// What an answer holds already: so many passages of each article, and texts of which copies would say nothing new.
struct Taken {
    per_article: Option<usize>,
    of_article: HashMap<ArticleId, usize>,
    originals: HashSet<PassageId>,
}

impl Taken {
    fn new(per_article: Option<usize>) -> Self {
        Self { per_article, of_article: HashMap::new(), originals: HashSet::new() }
    }

    /// Takes a passage, if it has a place.
    fn takes(&mut self, passage: &Passage) -> bool {
        let of_article = self.of_article.entry(passage.article).or_default();
        let has_place = self.per_article.is_none_or(|most| *of_article < most)
            && self.originals.insert(passage.copy_of.unwrap_or(passage.id));
        *of_article += usize::from(has_place);
        has_place
    }
}

/// How alike passages are by chance, measured from the vectors.
fn measured(store: &Store, rows: Rows<'_>) -> Result<Chance> {
    Ok(Chance::measure(rows.values(), rows.dimension(), &store.article_column()?)?.brief())
}
