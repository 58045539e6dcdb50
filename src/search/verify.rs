//! Is the index what it says it is? Every text against its hash, every embedding against what an embedding must be, the
//! mapped vectors against both, and the search against a full sort.

use super::measured;
use crate::analysis;
use crate::corpus::{Article, ArticleId, Passage};
use crate::embeddings::Embeddings;
use crate::embeddings::block::{Rows, VectorBlock};
use crate::embeddings::kernel::dot;
use crate::error::Result;
use crate::neighbours::nearest;
use crate::store::{Store, text_hash};
use serde::Serialize;

/// How many passages are searched with, spread over the corpus.
const QUERIES: usize = 50;
/// How many neighbours of each are compared with those of a full sort.
const NEIGHBOURS: usize = 10;

/// What an examination of an index showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verification {
    /// Whether nothing is broken.
    pub sound: bool,
    /// The model whose queries compare with the index.
    pub model: String,
    /// The share of true nearest neighbours that the search found, in 0..=1; none where there is nothing to search.
    pub recall: Option<f64>,
    /// Everything that was examined, in order.
    pub checks: Vec<Check>,
}

/// One thing that was examined.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// What: `passages`, `articles`, `embeddings`, `vectors`, `chance`, `recall`.
    pub name: &'static str,
    /// How many of it.
    pub examined: usize,
    /// What is broken, with its place; none when all is well.
    pub problem: Option<String>,
    /// What is worth knowing and not broken.
    pub note: Option<String>,
}

impl Check {
    fn new(name: &'static str, examined: usize, problem: Option<String>) -> Self {
        Self { name, examined, problem, note: None }
    }
}

impl Verification {
    /// What is broken, in words, with its place.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let found = |check: &Check| Some(format!("{}: {}", check.name, check.problem.as_ref()?));
        self.checks.iter().find_map(found)
    }
}

/// Examines everything in an index; reads all of it.
///
/// # Errors
/// [`Error::NotAnIndex`](crate::error::Error::NotAnIndex) when it is too damaged to be read, and the errors of
/// [`Store::load`].
///
/// ```no_run
/// use filrouge::store::Store;
/// let verification = filrouge::search::verify(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// assert!(verification.sound, "{:?}", verification.problem());
/// # Ok::<(), filrouge::error::Error>(())
/// ```
pub fn verify(store: &Store) -> Result<Verification> {
    let (model, state) = (analysis::model(store)?, store.load()?);
    let mut checks = vec![
        Check::new("passages", state.passages.len(), passages(store, &state.passages)?),
        Check::new("articles", state.articles.len(), articles(&state.passages, &state.articles)),
    ];
    drop(state);
    let mut recall = None;
    match store.embeddings_of_passages(&model.id, model.dimension) {
        Err(error) => checks.push(Check::new("embeddings", 0, Some(error.to_string()))),
        Ok(embeddings) => {
            checks.push(Check::new("embeddings", embeddings.len(), None));
            checks.push(vectors(store, &model, embeddings.len())?);
            let block = VectorBlock::in_memory(&embeddings)?;
            checks.push(chance(store, block.rows())?);
            let (queries, share) = measure_recall(&embeddings, block.rows())?;
            let missed = share.filter(|share| *share < 1.0);
            checks.push(Check::new("recall", queries, missed.map(|share| format!("the search finds {share} of all"))));
            recall = share;
        }
    }
    let sound = checks.iter().all(|check| check.problem.is_none());
    Ok(Verification { sound, model: model.id, recall, checks })
}

/// A passage whose text or place is not what was kept.
fn passages(store: &Store, passages: &[Passage]) -> Result<Option<String>> {
    let hashes = store.text_hashes()?;
    let at_fault = passages.iter().zip(&hashes).enumerate().find_map(|(position, (passage, hash))| {
        let problem = if passage.id.0 as usize != position {
            "is not in its place"
        } else if text_hash(&passage.text) != *hash {
            "has another text than was kept"
        } else if passage.end - passage.start.min(passage.end) != passage.text.len() {
            "is not as long as its place in the article"
        } else {
            return None;
        };
        Some(format!("passage `{}` {problem}", passage.key))
    });
    Ok(at_fault)
}

/// A passage whose article is not there.
fn articles(passages: &[Passage], articles: &[Article]) -> Option<String> {
    let is_there = |id: ArticleId| articles.binary_search_by_key(&id, |article| article.id).is_ok();
    let lost = passages.iter().find(|passage| !is_there(passage.article))?;
    Some(format!("the article of passage `{}` is missing", lost.key))
}

/// The file beside the index. A missing one is no fault: it was left behind when the index was copied.
fn vectors(store: &Store, model: &analysis::ModelIdentity, count: usize) -> Result<Check> {
    let (path, fault) = store.vectors_fault(&model.id, model.dimension)?;
    let missing = !path.is_file();
    let place = format!("`{}`", path.display());
    let problem = fault.filter(|_| !missing).map(|fault| format!("{place}: {fault}"));
    let note = missing.then(|| format!("{place} is not there; the next search makes it again"));
    Ok(Check { name: "vectors", examined: if missing { 0 } else { count }, problem, note })
}

/// The distribution that percentiles refer to.
fn chance(store: &Store, rows: Rows<'_>) -> Result<Check> {
    let (kept, measured) = (analysis::chance(store)?, measured(store, rows)?);
    let Some(kept) = kept else {
        let note = Some("an earlier version made this index; each search measures it".into());
        return Ok(Check { name: "chance", examined: 0, problem: None, note });
    };
    let differs = (kept != measured).then(|| "what was kept is not what is measured now".to_owned());
    Ok(Check::new("chance", measured.pairs(), differs))
}

/// How many passages were searched with, and the share of their nearest that were found.
fn measure_recall(embeddings: &Embeddings, rows: Rows<'_>) -> Result<(usize, Option<f64>)> {
    let step = rows.len().div_ceil(QUERIES).max(1);
    let (mut wanted, mut met, mut queries) = (0, 0, 0);
    for query in (0..rows.len()).step_by(step).filter(|&row| !embeddings.is_zero(row)) {
        let vector = rows.row(query);
        let found = nearest(rows, vector, NEIGHBOURS, |row| row != query)?;
        let others = (0..rows.len()).filter(|&row| row != query && !embeddings.is_zero(row));
        let mut all: Vec<(f32, usize)> = others.map(|row| (dot(rows.row(row), vector), row)).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.truncate(NEIGHBOURS);
        queries += 1;
        wanted += all.len();
        met += all.iter().filter(|(_, row)| found.iter().any(|found| found.row == *row)).count();
    }
    Ok((queries, (wanted > 0).then(|| met as f64 / wanted as f64)))
}
