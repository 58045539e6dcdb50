//! Single passages and articles, and which passages fulfil conditions: what a search needs, without reading the rest.

use super::rows;
use super::schema::refused;
use super::{RowSet, Store};
use crate::corpus::{Article, ArticleId, Date, Language, Passage, PassageId};
use crate::error::{Error, Result};
use rusqlite::types::ToSql;
use rusqlite::{OptionalExtension, Row, params};

/// What passages must fulfil to count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Only articles of this date or later; undated ones are out.
    pub since: Option<Date>,
    /// Only articles of this date or earlier; undated ones are out.
    pub until: Option<Date>,
    /// Only passages of this theme.
    pub theme: Option<u32>,
    /// Only passages of this article.
    pub article: Option<ArticleId>,
    /// Only articles of this outlet or site, as it is written.
    pub source: Option<String>,
    /// Only passages in this language.
    pub language: Option<Language>,
    /// No passages of these articles.
    pub not_articles: Vec<ArticleId>,
    /// Not these passages.
    pub not_passages: Vec<PassageId>,
}

/// Dates are ISO 8601 of various lengths, so that comparing two as far as the shorter goes says whether what they cover
/// meets. A language is kept as its code.
const MATCHING: &str = "
SELECT passage.id FROM passage JOIN article ON article.id = passage.article
WHERE (?1 IS NULL OR substr(?1, 1, length(date)) <= date) AND (?2 IS NULL OR substr(date, 1, length(?2)) <= ?2)
  AND (?3 IS NULL OR source = ?3) AND (?4 IS NULL OR passage.article = ?4)
  AND (?5 IS NULL OR theme = ?5) AND (?6 IS NULL OR passage.language = ?6)
";
/// The same without what only articles know.
const MATCHING_PASSAGES: &str = "
SELECT id FROM passage WHERE (?1 IS NULL OR article = ?1) AND (?2 IS NULL OR theme = ?2) AND (?3 IS NULL OR language = ?3)
";

impl Store {
    /// How many passages there are.
    pub fn passage_count(&self) -> Result<usize> {
        // ids are positions, so the last tells without a walk through all
        let last = self.one("SELECT max(id) FROM passage", &[], |row| row.get::<_, Option<u32>>(0))?;
        Ok(last.flatten().map_or(0, |last| last as usize + 1))
    }

    /// A passage.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn passage(&self, id: PassageId) -> Result<Passage> {
        let found = self.one("SELECT * FROM passage WHERE id = ?1", params![id.0], rows::passage)?;
        found.ok_or_else(|| Error::UnknownId { kind: "passage", id: id.0.to_string() })
    }

    /// The passage with this public id.
    pub fn passage_with_key(&self, key: &str) -> Result<Option<Passage>> {
        self.one("SELECT * FROM passage WHERE key = ?1", params![key], rows::passage)
    }

    /// The article of a passage.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is no such passage.
    pub fn article_of(&self, id: PassageId) -> Result<ArticleId> {
        let found = self.one("SELECT article FROM passage WHERE id = ?1", params![id.0], |row| row.get(0))?;
        found.map(ArticleId).ok_or_else(|| Error::UnknownId { kind: "passage", id: id.0.to_string() })
    }

    /// The passages of the same article before a passage and after it, in order, at most so many on either side.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is no such passage.
    pub fn around(&self, id: PassageId, most: usize) -> Result<(Vec<Passage>, Vec<Passage>)> {
        let article = self.article_of(id)?;
        let sql = "SELECT * FROM passage WHERE article = ?1 AND id BETWEEN ?2 AND ?3 ORDER BY id";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let first = i64::from(id.0).saturating_sub(most);
        let beside = self.all(sql, params![article.0, first, i64::from(id.0).saturating_add(most)], rows::passage)?;
        Ok(beside.into_iter().filter(|other| other.id != id).partition(|other| other.id < id))
    }

    /// The articles that hold this passage, which is no copy, or copies of it: its own first, then in corpus order.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is no such passage.
    pub fn articles_with_copies(&self, original: PassageId) -> Result<Vec<ArticleId>> {
        let first = self.article_of(original)?;
        let has_copies = "SELECT 1 FROM pragma_table_info('passage') WHERE name = 'copy_of'";
        if self.one(has_copies, &[], |_| Ok(()))?.is_none() {
            return Ok(vec![first]); // an index of an earlier format knows of none
        }
        let copies = "SELECT DISTINCT article FROM passage WHERE copy_of = ?1 ORDER BY article";
        let mut articles = self.all(copies, params![original.0], |row| row.get(0).map(ArticleId))?;
        articles.retain(|article| *article != first);
        articles.insert(0, first);
        Ok(articles)
    }

    /// The theme number of a passage.
    pub fn theme_of(&self, id: PassageId) -> Result<Option<u32>> {
        let found = self.one("SELECT theme FROM passage WHERE id = ?1", params![id.0], |row| row.get(0))?;
        Ok(found.flatten())
    }

    /// An article.
    ///
    /// # Errors
    /// [`Error::UnknownId`] when there is none.
    pub fn article(&self, id: ArticleId) -> Result<Article> {
        let found = self.one("SELECT * FROM article WHERE id = ?1", params![id.0], rows::article)?;
        found.ok_or_else(|| Error::UnknownId { kind: "article", id: id.0.to_string() })
    }

    /// The article with this public id.
    pub fn article_with_key(&self, key: &str) -> Result<Option<Article>> {
        self.one("SELECT * FROM article WHERE key = ?1", params![key], rows::article)
    }

    /// The articles whose path ends like this, in corpus order.
    pub fn articles_with_path_end(&self, end: &str) -> Result<Vec<Article>> {
        let sql = "SELECT * FROM article WHERE substr(path, -length(?1)) = ?1 ORDER BY id";
        self.all(sql, params![end], rows::article)
    }

    /// The article of each passage, shape `(n_passages,)`.
    pub fn article_column(&self) -> Result<Vec<u32>> {
        self.all("SELECT article FROM passage ORDER BY id", &[], |row| row.get(0))
    }

    /// The passages that fulfil all conditions.
    pub fn matching(&self, conditions: &Conditions) -> Result<RowSet> {
        let Conditions { since, until, theme, article, source, language, not_articles, not_passages } = conditions;
        let count = self.passage_count()?;
        let (article, language) = (article.map(|id| id.0), rows::text(language.as_ref()));
        let ids = if since.is_some() || until.is_some() || source.is_some() {
            let (since, until) = (since.map(|date| date.to_string()), until.map(|date| date.to_string()));
            Some(self.ids(MATCHING, params![since, until, source, article, theme, language])?)
        } else if article.is_some() || theme.is_some() || language.is_some() {
            Some(self.ids(MATCHING_PASSAGES, params![article, theme, language])?)
        } else {
            None
        };
        let mut rows = ids.as_ref().map_or_else(|| RowSet::all(count), |_| RowSet::none(count));
        for row in ids.into_iter().flatten() {
            rows.insert(row);
        }
        for article in not_articles {
            let own = self.ids("SELECT id FROM passage WHERE article = ?1", params![article.0])?;
            for row in own {
                rows.remove(row);
            }
        }
        for passage in not_passages {
            rows.remove(passage.0 as usize);
        }
        Ok(rows)
    }

    fn ids(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<usize>> {
        self.all(sql, values, |row| Ok(row.get::<_, u32>(0)? as usize))
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let find =
            || -> rusqlite::Result<Vec<T>> { self.connection.prepare_cached(sql)?.query_map(values, read)?.collect() };
        find().map_err(refused("read", &self.path))
    }

    fn one<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let find = || self.connection.prepare_cached(sql)?.query_row(values, read).optional();
        find().map_err(refused("read", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::Embeddings;
    use crate::store::{State, text_hash};

    const MODEL: &str = "a model";

    fn article(id: u32, date: Option<&str>, source: &str) -> Article {
        Article {
            id: ArticleId(id),
            key: format!("a{id}"),
            path: format!("folder/{id}.txt"),
            title: None,
            source: Some(source.into()),
            date: date.map(|date| date.parse().unwrap()),
            date_source: None,
            dating: None,
            language: None,
            copy_of: None,
        }
    }

    fn passage(id: u32, article: u32) -> Passage {
        let text = format!("Passage {id}.");
        let (key, language) = (format!("p{id}"), id.is_multiple_of(2).then_some(Language::French));
        Passage {
            id: PassageId(id),
            key,
            article: ArticleId(article),
            ordinal: 0,
            start: 0,
            end: text.len(),
            text,
            language,
            copy_of: None,
        }
    }

    /// Two passages an article; every third passage in theme 1.
    fn store(folder: &tempfile::TempDir, dates: &[Option<&str>]) -> Store {
        let articles: Vec<Article> =
            (0..).zip(dates).map(|(id, date)| article(id, *date, ["A", "B"][id as usize % 2])).collect();
        let passages: Vec<Passage> = (0..2 * dates.len() as u32).map(|id| passage(id, id / 2)).collect();
        let hashes: Vec<[u8; 32]> = passages.iter().map(|passage| text_hash(&passage.text)).collect();
        let embeddings = Embeddings::normalised(vec![1.0; 2 * passages.len()], 2).unwrap();
        let path = folder.path().join("index.sqlite");
        let mut store = Store::create(&path).unwrap();
        let vectors = store.write_vectors(MODEL, &hashes, &embeddings).unwrap();
        let assignments = passages.iter().map(|passage| ((passage.id.0 % 3 == 0).then_some(1), 0.5)).collect();
        let state = State { articles: articles.into(), passages: passages.into(), assignments, ..State::default() };
        store.save(&state, MODEL, &vectors).unwrap();
        assert_eq!(store.embeddings(MODEL, &hashes, 2).unwrap(), embeddings, "what another process forgot is put back");
        Store::open(&path).unwrap()
    }

    fn rows(store: &Store, conditions: &Conditions) -> Vec<usize> {
        let set = store.matching(conditions).unwrap();
        (0..store.passage_count().unwrap()).filter(|&row| set.contains(row)).collect()
    }

    #[test]
    fn dates_of_all_precisions_meet_as_their_days_do() {
        let dates = ["2023", "2023-12", "2023-12-31", "2024", "2024-01", "2024-01-01", "2024-02-29", "2024-08", "2025"];
        let mut kept: Vec<Option<&str>> = dates.iter().copied().map(Some).collect();
        kept.push(None);
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder, &kept);
        for bound in dates.map(|date| date.parse::<Date>().unwrap()) {
            let since = |date: Date| date.last_day() >= bound.first_day();
            let until = |date: Date| date.first_day() <= bound.last_day();
            let expected = |holds: &dyn Fn(Date) -> bool| -> Vec<usize> {
                let articles = dates.iter().enumerate().filter(|(_, date)| holds(date.parse().unwrap()));
                articles.flat_map(|(article, _)| [2 * article, 2 * article + 1]).collect()
            };
            let found = rows(&store, &Conditions { since: Some(bound), ..Conditions::default() });
            assert_eq!(found, expected(&since), "since {bound}");
            let found = rows(&store, &Conditions { until: Some(bound), ..Conditions::default() });
            assert_eq!(found, expected(&until), "until {bound}");
        }
    }

    #[test]
    fn all_conditions_hold_together() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder, &[None, Some("2024"), Some("2024"), None]);
        let all = Conditions::default;
        assert_eq!(rows(&store, &all()).len(), 8);
        assert_eq!(rows(&store, &Conditions { theme: Some(1), ..all() }), [0, 3, 6]);
        assert_eq!(rows(&store, &Conditions { article: Some(ArticleId(2)), ..all() }), [4, 5]);
        assert_eq!(rows(&store, &Conditions { language: Some(Language::French), ..all() }), [0, 2, 4, 6]);
        assert_eq!(rows(&store, &Conditions { source: Some("B".into()), ..all() }), [2, 3, 6, 7]);
        let not = Conditions { not_articles: vec![ArticleId(0)], not_passages: vec![PassageId(3)], ..all() };
        assert_eq!(rows(&store, &not), [2, 4, 5, 6, 7]);
        let since = Some("2024".parse().unwrap());
        assert_eq!(rows(&store, &Conditions { since, theme: Some(1), source: Some("B".into()), ..not }), [0; 0]);
        assert_eq!(rows(&store, &Conditions { since, theme: Some(1), source: Some("B".into()), ..all() }), [3]);
    }

    #[test]
    fn what_is_looked_up_is_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder, &[None, Some("2024")]);
        assert_eq!(store.passage(PassageId(3)).unwrap(), passage(3, 1));
        assert_eq!(store.passage_with_key("p3").unwrap(), Some(passage(3, 1)));
        assert_eq!(store.article(ArticleId(1)).unwrap(), article(1, Some("2024"), "B"));
        assert_eq!(store.article_of(PassageId(2)).unwrap(), ArticleId(1));
        assert_eq!((store.theme_of(PassageId(3)).unwrap(), store.theme_of(PassageId(2)).unwrap()), (Some(1), None));
        assert_eq!(store.articles_with_path_end("1.txt").unwrap().len(), 1);
        assert_eq!(store.article_column().unwrap(), [0, 0, 1, 1]);
        assert!(store.passage(PassageId(9)).is_err() && store.article(ArticleId(9)).is_err());
    }
}
