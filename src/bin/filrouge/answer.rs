//! Related passages as other programs read them: the one object that `filrouge similar --format json` prints and that the
//! tool `similar` of `filrouge mcp` answers.

use filrouge::corpus::{Date, Language, PassageId};
use filrouge::embedder::Embedder;
use filrouge::error::Result;
use filrouge::search::{ByWords, Found, Query, Search};
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
    pub(crate) passage: String,
    /// The id of its article.
    pub(crate) article: String,
    /// The file of the article.
    pub(crate) path: String,
    /// The title of the article.
    pub(crate) title: Option<String>,
    /// The date of the article, as precisely as known: 2024, 2024-08 or 2024-08-15.
    #[schemars(with = "Option<String>")]
    pub(crate) date: Option<Date>,
    /// The language, as an ISO 639 code.
    #[schemars(with = "Option<String>")]
    pub(crate) lang: Option<Language>,
    /// The passage, word for word.
    pub(crate) text: String,
    /// The cosine to the query; it means little by itself.
    pub(crate) similarity: f32,
    /// The share, in percent, of random pairs of passages from different articles that are less alike.
    pub(crate) percentile: f64,
    /// The number of its theme; null when no theme takes it.
    pub(crate) theme: Option<u32>,
    /// The words it shares with the query, names first.
    pub(crate) why: Vec<String>,
    /// With words asked for: what they say of it.
    #[serde(flatten)]
    by_words: Option<WordsEntry>,
}

/// What the query's words say of a passage.
#[derive(Debug, Serialize, JsonSchema)]
struct WordsEntry {
    /// The BM25 score, the higher the better.
    words_score: f64,
    /// The share of the query's words that it holds, by their rarity, in 0..=1.
    words_share: f64,
    /// Its place by meaning alone, where it is among the nearest.
    rank_by_meaning: Option<usize>,
    /// Its place by words alone, where it has any of them.
    rank_by_words: Option<usize>,
}

impl From<ByWords> for WordsEntry {
    fn from(found: ByWords) -> Self {
        Self {
            words_score: found.score,
            words_share: found.share,
            rank_by_meaning: found.rank_by_meaning,
            rank_by_words: found.rank,
        }
    }
}

impl Answer {
    /// What is related to a text with this vector, or else what came nearest.
    pub(crate) fn find(search: &Search, text: &str, vector: &[f32], query: &Query) -> Result<Self> {
        let neighbours = entries(search, text, vector, query)?;
        let nearest_miss = if neighbours.is_empty() {
            let anything = Query { min_percentile: 0.0, limit: 1, ..query.clone() };
            entries(search, text, vector, &anything)?.pop()
        } else {
            None
        };
        Ok(Self { query: text.to_owned(), neighbours, nearest_miss })
    }
}

fn entries(search: &Search, text: &str, vector: &[f32], query: &Query) -> Result<Vec<Entry>> {
    search.neighbours(text, vector, query)?.into_iter().map(|found| Entry::new(search, found)).collect()
}

impl Entry {
    fn new(search: &Search, found: Found) -> Result<Self> {
        let passage = search.passage(found.id)?;
        let article = search.article(passage.article)?;
        Ok(Self {
            passage: passage.key,
            article: article.key,
            path: article.path,
            title: article.title,
            date: article.date,
            lang: passage.language,
            text: passage.text,
            similarity: found.similarity,
            percentile: found.percentile,
            theme: search.theme(found.id)?,
            why: found.why,
            by_words: found.by_words.map(WordsEntry::from),
        })
    }
}

/// The vector of a text to compare with, or of the passage that it is; one of which the model knows no word will do only
/// where words are asked for.
pub(crate) fn query_vector(
    search: &Search,
    embedder: &dyn Embedder,
    text: &str,
    own: Option<PassageId>,
    by_words_too: bool,
) -> anyhow::Result<Vec<f32>> {
    anyhow::ensure!(!text.trim().is_empty(), "the text to compare with is empty");
    let vector = match own {
        Some(id) => search.vector(id),
        None => embedder.embed_query(text)?.to_vec(),
    };
    let known = by_words_too || vector.iter().any(|value| *value != 0.0);
    anyhow::ensure!(known, "the model knows no word of the text to compare with");
    Ok(vector)
}
