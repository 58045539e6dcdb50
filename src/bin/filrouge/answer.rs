//! Related passages as other programs read them: the one object that `filrouge similar --format json` prints and that the
//! tool `similar` of `filrouge mcp` answers.

use filrouge::corpus::{Article, ArticleId, Date, Language, Passage, PassageId};
use filrouge::embedder::{Embedder, Reranker};
use filrouge::error::{Error, Result};
use filrouge::search::{ByWords, Carried, Found, Query, Search, carried};
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

/// What was asked, and the passages that are related to it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answer {
    /// The id that a line of several queries gave itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// The text asked about.
    pub(crate) query: String,
    /// The related passages, the most alike first; none when nothing is closer than chance.
    pub(crate) neighbours: Vec<Entry>,
    /// When there is no related passage, the one that came nearest: too far to count as related.
    pub(crate) nearest_miss: Option<Entry>,
}

/// A related passage.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Entry {
    #[serde(skip)]
    #[schemars(skip)]
    id: PassageId,
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
    /// The date as a table shows it.
    #[serde(skip)]
    #[schemars(skip)]
    pub(crate) shown_date: String,
    /// The other articles with the same passage, word for word or nearly so, where there are any: the one that had it first
    /// comes first, unless that is this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also_in: Vec<AlsoIn>,
    /// Whether this one was the first of those.
    #[serde(skip)]
    #[schemars(skip)]
    pub(crate) is_first: bool,
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
    /// Where asked for, and among the first: the score of a cross-encoder, the higher the better, by which these are in
    /// order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rerank_score: Option<f32>,
    /// Where asked for: the words of the passage that carry the similarity, the strongest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) carried: Option<Vec<CarriedEntry>>,
    /// Where asked for: the passages before it in its article, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Vec<Beside>>,
    /// Where asked for: the passages after it in its article, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Vec<Beside>>,
}

/// Another article with the same passage.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AlsoIn {
    article: String,
    pub(crate) path: String,
    #[schemars(with = "Option<String>")]
    date: Option<Date>,
    #[serde(skip)]
    #[schemars(skip)]
    pub(crate) shown_date: String,
}

impl From<Article> for AlsoIn {
    fn from(article: Article) -> Self {
        Self { shown_date: shown_date(&article), article: article.key, path: article.path, date: article.date }
    }
}

fn shown_date(article: &Article) -> String {
    article.shown_date().unwrap_or_else(|| "undated".into())
}

/// A passage of the same article, before or after another.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Beside {
    passage: String,
    ordinal: u32,
    pub(crate) text: String,
}

impl From<Passage> for Beside {
    fn from(passage: Passage) -> Self {
        Self { passage: passage.key, ordinal: passage.ordinal, text: passage.text }
    }
}

/// A word with what it adds to the similarity.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CarriedEntry {
    pub(crate) word: String,
    /// How much lower the cosine would be without it.
    drop: f32,
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
    /// Nothing is related to a text.
    pub(crate) fn nothing(text: &str) -> Self {
        Self { id: None, query: text.to_owned(), neighbours: Vec::new(), nearest_miss: None }
    }

    /// What is related to a text with this vector, or else what came nearest.
    pub(crate) fn find(
        search: &Search,
        text: &str,
        vector: &[f32],
        query: &Query,
        reranker: Option<&Reranker>,
    ) -> Result<Self> {
        let found = match reranker {
            Some(reranker) => search.reranked(text, vector, query, reranker)?,
            None => search.neighbours(text, vector, query)?,
        };
        let entry = |found| Entry::new(search, found, &query.within.not_articles);
        let nearest_miss = if found.is_empty() {
            let anything = Query { min_percentile: 0.0, limit: 1, ..query.clone() };
            search.neighbours(text, vector, &anything)?.pop().map(entry).transpose()?
        } else {
            None
        };
        let neighbours = found.into_iter().map(entry).collect::<Result<_>>()?;
        Ok(Self { neighbours, nearest_miss, ..Self::nothing(text) })
    }
}

impl Entry {
    /// Without what is in articles that are `left_aside`.
    fn new(search: &Search, found: Found, left_aside: &[ArticleId]) -> Result<Self> {
        let passage = found.passage;
        let article = search.article(passage.article)?;
        let mut also_in = search.articles_with_copies(&passage)?;
        also_in.retain(|article| !left_aside.contains(&article.id));
        Ok(Self {
            shown_date: shown_date(&article),
            also_in: also_in.into_iter().map(AlsoIn::from).collect(),
            is_first: passage.copy_of.is_none(),
            passage: passage.key,
            article: article.key,
            path: article.path,
            title: article.title,
            date: article.date,
            lang: passage.language,
            text: passage.text,
            similarity: found.similarity,
            percentile: found.percentile,
            theme: search.theme(passage.id)?,
            why: found.why,
            by_words: found.by_words.map(WordsEntry::from),
            rerank_score: found.rerank_score,
            carried: None,
            before: None,
            after: None,
            id: passage.id,
        })
    }

    /// Adds so many passages of its article on either side.
    pub(crate) fn add_context(&mut self, search: &Search, most: usize) -> Result<()> {
        let (before, after) = search.store().around(self.id, most)?;
        self.before = Some(before.into_iter().map(Beside::from).collect());
        self.after = Some(after.into_iter().map(Beside::from).collect());
        Ok(())
    }

    /// Adds the words that carry its similarity to a vector.
    pub(crate) fn add_carried(&mut self, embedder: &dyn Embedder, vector: &[f32]) -> Result<()> {
        let carried = carried(embedder, vector, &self.text)?.into_iter();
        self.carried = Some(carried.map(|Carried { word, drop }| CarriedEntry { word, drop }).collect());
        Ok(())
    }
}

/// What a query is like: a text or a passage, and others beside it.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The id that the query gave itself.
    pub(crate) id: Option<String>,
    /// The text, that of the passages included.
    pub(crate) text: String,
    /// The sum of the vectors, shape `(dimension,)`; empty as long as there is none.
    sum: Vec<f32>,
    /// The passages that it is.
    pub(crate) own: Vec<PassageId>,
}

impl Asked {
    /// A text to be like.
    pub(crate) fn text(text: &str, embedder: &dyn Embedder) -> anyhow::Result<Self> {
        anyhow::ensure!(!text.trim().is_empty(), "the text to compare with is empty");
        Ok(Self { text: text.to_owned(), sum: embedder.embed_query(text)?.to_vec(), ..Self::default() })
    }

    /// The same, with the id that the query gave itself.
    pub(crate) fn called(self, id: Option<String>) -> Self {
        Self { id, ..self }
    }

    /// A passage to be like, by its id.
    pub(crate) fn passage(key: &str, search: &Search) -> Result<Self> {
        let id = search.find(key)?.ok_or_else(|| Error::UnknownId { kind: "passage", id: key.to_owned() })?;
        Ok(Self { text: search.passage(id)?.text, sum: search.vector(id), own: vec![id], id: None })
    }

    /// A passage where the text is the id of one, else a text.
    pub(crate) fn either(text: &str, search: &Search, embedder: &dyn Embedder) -> anyhow::Result<Self> {
        match search.find(text)? {
            Some(_) => Ok(Self::passage(text, search)?),
            None => Self::text(text, embedder),
        }
    }

    /// Like both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        if self.sum.is_empty() {
            return other;
        }
        self.text = format!("{}\n{}", self.text, other.text);
        self.sum.iter_mut().zip(&other.sum).for_each(|(sum, value)| *sum += value);
        self.own.extend(other.own);
        self
    }

    /// The vector to compare with, of unit norm, shape `(dimension,)`; zero, when the model knows no word, will do only
    /// where words are asked for.
    pub(crate) fn vector(&self, by_words_too: bool) -> anyhow::Result<Vec<f32>> {
        let norm = self.sum.iter().map(|value| value * value).sum::<f32>().sqrt();
        anyhow::ensure!(norm > 0.0 || by_words_too, "the model knows no word of the text to compare with");
        let by = if norm > 0.0 { norm } else { 1.0 };
        Ok(self.sum.iter().map(|value| value / by).collect())
    }

    /// The articles of the passages that it is.
    pub(crate) fn articles(&self, search: &Search) -> Result<Vec<ArticleId>> {
        self.own.iter().map(|&id| Ok(search.passage(id)?.article)).collect()
    }
}
