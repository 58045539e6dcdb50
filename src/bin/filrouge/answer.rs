//! Related passages as other programs read them: the one object that `filrouge similar --format json` prints and that the
//! tool `similar` of `filrouge mcp` answers.

use filrouge::corpus::{Date, Language, PassageId};
use filrouge::embedder::Embedder;
use filrouge::search::{Found, Query, Search};
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

/// What was asked, and the passages that are related to it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answer {
    /// The text asked about.
    query: String,
    /// The related passages, the most alike first; none when nothing is closer than chance.
    pub(crate) neighbours: Vec<Entry>,
    /// When there is no related passage, the one that came nearest: too far to count as related.
    pub(crate) nearest_miss: Option<Entry>,
}

/// A related passage.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Entry {
    /// The id of the passage.
    passage: String,
    /// The id of its article.
    article: String,
    /// The file of the article.
    path: String,
    /// The title of the article.
    title: Option<String>,
    /// The date of the article, as precisely as known: 2024, 2024-08 or 2024-08-15.
    #[schemars(with = "Option<String>")]
    date: Option<Date>,
    /// The language, as an ISO 639 code.
    #[schemars(with = "Option<String>")]
    lang: Option<Language>,
    /// The passage, word for word.
    text: String,
    /// The cosine to the query; it means little by itself.
    similarity: f32,
    /// The share, in percent, of random pairs of passages from different articles that are less alike.
    pub(crate) percentile: f64,
    /// The number of its theme; null when no theme takes it.
    theme: Option<u32>,
    /// The words it shares with the query, names first.
    why: Vec<String>,
}

impl Answer {
    pub(crate) fn new(query: &str, search: &Search, found: &[Found], miss: Option<&Found>) -> Self {
        Self {
            query: query.to_owned(),
            neighbours: found.iter().map(|found| Entry::new(search, found)).collect(),
            nearest_miss: miss.map(|miss| Entry::new(search, miss)),
        }
    }
}

impl Entry {
    fn new(search: &Search, found: &Found) -> Self {
        let passage = search.passage(found.id);
        let article = search.article(passage.article);
        Self {
            passage: passage.key.clone(),
            article: article.key.clone(),
            path: article.path.clone(),
            title: article.title.clone(),
            date: article.date,
            lang: passage.language,
            text: passage.text.clone(),
            similarity: found.similarity,
            percentile: found.percentile,
            theme: search.theme(found.id),
            why: found.why.clone(),
        }
    }
}

/// The vector of a text to compare with, or of the passage that it is.
pub(crate) fn query_vector(
    search: &Search,
    embedder: &dyn Embedder,
    text: &str,
    own: Option<PassageId>,
) -> anyhow::Result<Vec<f32>> {
    anyhow::ensure!(!text.trim().is_empty(), "the text to compare with is empty");
    let vector = match own {
        Some(id) => search.vector(id),
        None => embedder.embed_query(text)?.to_vec(),
    };
    anyhow::ensure!(vector.iter().any(|value| *value != 0.0), "the model knows no word of the text to compare with");
    Ok(vector)
}

/// What came nearest, where nothing is near enough.
pub(crate) fn nearest_miss(
    search: &Search,
    text: &str,
    vector: &[f32],
    query: &Query,
) -> anyhow::Result<Option<Found>> {
    let nearest = Query { min_percentile: 0.0, limit: 1, ..query.clone() };
    Ok(search.neighbours(text, vector, &nearest)?.pop())
}
