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
    /// No passages of this article.
    pub not_article: Option<ArticleId>,
    /// Not this passage.
    pub not_passage: Option<PassageId>,
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
        let Conditions { since, until, theme, article, source, language, not_article, not_passage } = conditions;
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
        ids.into_iter().flatten().for_each(|row| rows.insert(row));
        if let Some(article) = not_article {
            let own = self.ids("SELECT id FROM passage WHERE article = ?1", params![article.0])?;
            own.into_iter().for_each(|row| rows.remove(row));
        }
        not_passage.iter().for_each(|passage| rows.remove(passage.0 as usize));
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
