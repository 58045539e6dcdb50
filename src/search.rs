//! Related passages in an index: the exact search of [`neighbours`](crate::neighbours), with the conditions that people
//! put on it and what they need to judge the answer.

use crate::analysis::Analysis;
use crate::corpus::{Article, ArticleId, Date, Passage, PassageId};
use crate::embedder::Embedder;
use crate::embeddings::Embeddings;
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::neighbours::{Chance, nearest, shared_words};
use crate::store::{Store, text_hash};
use std::collections::HashMap;
use std::path::Path;

/// An index read for searching.
///
/// ```no_run
/// use filrouge::embedder::{self, ModelChoice, ModelOptions};
/// use filrouge::search::{Query, Search};
/// use filrouge::{progress::Silent, store::Store};
/// let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
/// let search = Search::load(&Store::open(".filrouge/index.sqlite".as_ref())?, embedder.as_ref())?;
/// let text = "le départ de Wagner";
/// let vector = embedder.embed_query(text)?.to_vec();
/// for found in search.neighbours(text, &vector, &Query { limit: 5, ..Query::default() })? {
///     println!("{:.2} {}", found.similarity, search.passage(found.id).text);
/// }
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Search {
    analysis: Analysis,
    embeddings: Embeddings,
    chance: Chance,
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// At most this many passages.
    pub limit: usize,
    /// At most this many of one article.
    pub per_article: Option<usize>,
    /// Only articles of this date or later; undated ones are out.
    pub since: Option<Date>,
    /// Only articles of this date or earlier; undated ones are out.
    pub until: Option<Date>,
    /// Only passages of this theme.
    pub theme: Option<u32>,
    /// Only passages more alike than this share, in percent, of random pairs.
    pub min_percentile: f64,
    /// The article the query is from, whose passages are not related but its own.
    pub own_article: Option<ArticleId>,
    /// The passage the query is.
    pub own: Option<PassageId>,
}

/// A related passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Which passage.
    pub id: PassageId,
    /// The cosine to the query, in -1..=1.
    pub similarity: f32,
    /// The share of random pairs of the corpus that are less alike, in percent.
    pub percentile: f64,
    /// The words it shares with the query, names first.
    pub why: Vec<String>,
}

impl Search {
    /// Reads an index made with this model.
    pub fn load(store: &Store, embedder: &dyn Embedder) -> Result<Self> {
        let analysis = crate::analysis::load(store)?;
        let hashes: Vec<[u8; 32]> = analysis.corpus.passages.iter().map(|passage| text_hash(&passage.text)).collect();
        let embeddings = store.embeddings(embedder.model_id(), &hashes, embedder.dimension())?;
        let article_of: Vec<u32> = analysis.corpus.passages.iter().map(|passage| passage.article.0).collect();
        let chance = Chance::measure(&embeddings, &article_of)?;
        Ok(Self { analysis, embeddings, chance })
    }

    /// The number of the theme with this number or key.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn find_theme(&self, id: &str) -> Result<u32> {
        self.analysis.find_theme(id).map(|theme| theme.0)
    }

    /// The article read from this file, when the file holds just one. The articles' relative paths start from `folder`.
    #[must_use]
    pub fn article_at(&self, path: &Path, folder: &Path) -> Option<ArticleId> {
        let wanted = path.canonicalize().ok()?;
        let name = path.file_name()?;
        let is_it = |article: &&Article| {
            let path = Path::new(&article.path);
            path.file_name() == Some(name) && folder.join(path).canonicalize().is_ok_and(|path| path == wanted)
        };
        self.analysis.corpus.articles.iter().find(is_it).map(|article| article.id)
    }

    /// The passages most like a vector, shape `(dimension,)`, that fulfil the conditions, most alike first. `text` is
    /// what the vector was made of.
    pub fn neighbours(&self, text: &str, vector: &[f32], query: &Query) -> Result<Vec<Found>> {
        let accepted = |row: usize| self.accepts(row, query);
        // all accepted rows are ranked where one article could use up the limit
        let limit = if query.per_article.is_some() { self.embeddings.len() } else { query.limit };
        let mut of_article: HashMap<ArticleId, usize> = HashMap::new();
        let mut found = Vec::new();
        for neighbour in nearest(&self.embeddings, vector, limit, accepted)? {
            let percentile = self.chance.percentile(neighbour.similarity);
            if percentile < query.min_percentile || found.len() == query.limit {
                break;
            }
            let passage = &self.analysis.corpus.passages[neighbour.row];
            let taken = of_article.entry(passage.article).or_default();
            if query.per_article.is_some_and(|most| *taken >= most) {
                continue;
            }
            *taken += 1;
            let why = shared_words(text, &passage.text, passage.language);
            found.push(Found { id: passage.id, similarity: neighbour.similarity, percentile, why });
        }
        Ok(found)
    }

    fn accepts(&self, row: usize, query: &Query) -> bool {
        let passage = &self.analysis.corpus.passages[row];
        let date = self.article(passage.article).date;
        let since = query.since.is_none_or(|since| date.is_some_and(|date| date.last_day() >= since.first_day()));
        let until = query.until.is_none_or(|until| date.is_some_and(|date| date.first_day() <= until.last_day()));
        let theme = query.theme.is_none_or(|theme| self.theme(passage.id) == Some(theme));
        since && until && theme && query.own_article != Some(passage.article) && query.own != Some(passage.id)
    }

    /// The passage with this public id.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<PassageId> {
        self.analysis.corpus.passages.iter().find(|passage| passage.key == key).map(|passage| passage.id)
    }

    /// A passage.
    #[must_use]
    pub fn passage(&self, id: PassageId) -> &Passage {
        &self.analysis.corpus.passages[id.0 as usize]
    }

    /// An article.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> &Article {
        self.analysis.article(id)
    }

    /// The number of a passage's theme.
    #[must_use]
    pub fn theme(&self, id: PassageId) -> Option<u32> {
        self.analysis.theme_of[id.0 as usize].map(|theme| theme.0)
    }

    /// The embedding of a passage, shape `(dimension,)`.
    #[must_use]
    pub fn vector(&self, id: PassageId) -> Vec<f32> {
        self.embeddings.row(id.0 as usize).to_vec()
    }
}
