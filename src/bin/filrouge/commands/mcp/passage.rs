//! The tool `passage`: a passage in its place, with what stands before and after it in the article.

use super::arguments::in_range;
use super::library::Library;
use super::tool::Tool;
use crate::answer::Beside;
use filrouge::analysis;
use filrouge::corpus::{Date, DateSource, Language};
use filrouge::error::Error;
use rmcp::handler::server::common::schema_for_output;
use rmcp::model::JsonObject;
use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Passages on each side, unasked: what a reader looks at to see what "he" or "there" means.
const CONTEXT: usize = 1;
/// More on each side is reading the article, which the user has.
const MOST_CONTEXT: usize = 20;

pub(super) struct Passage;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The id of the passage: `p` and eight letters and digits.
    passage: String,
    /// How many passages before and after it to give, from 0 to 20; 1 if not given.
    context: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Answer {
    /// The id of the passage.
    passage: String,
    /// The passage, word for word.
    text: String,
    /// The id of its article.
    article: String,
    /// The title of the article.
    title: Option<String>,
    /// The outlet or site, where it is said.
    source: Option<String>,
    /// The file of the article.
    path: String,
    /// The date of the article, as precisely as known: 2024, 2024-08 or 2024-08-15; null when undated.
    #[schemars(with = "Option<String>")]
    date: Option<Date>,
    /// How the date is known: `metadata` or `file-name`.
    #[schemars(with = "Option<String>")]
    date_source: Option<DateSource>,
    /// The language, as an ISO 639 code.
    #[schemars(with = "Option<String>")]
    lang: Option<Language>,
    /// Its theme; null when no theme takes it.
    theme: Option<Theme>,
    /// Its position in the article, from 0.
    ordinal: u32,
    /// Its first byte in the article's text as read.
    start: usize,
    /// One past its last byte.
    end: usize,
    /// The passages before it in the article, in order.
    before: Vec<Beside>,
    /// The passages after it in the article, in order.
    after: Vec<Beside>,
}

/// The theme of a passage.
#[derive(Debug, Serialize, JsonSchema)]
struct Theme {
    id: u32,
    key: String,
    name: String,
}

impl Tool for Passage {
    const NAME: &'static str = "passage";
    const TITLE: &'static str = "A passage in its place";
    const DESCRIPTION: &'static str = "A passage by its id: text, article, title, source, file, date and how it is known, \
        language, theme, and the passages before and after it in the article. Use it to check a quotation, and what it stands \
        among, before citing.";
    type Arguments = Arguments;
    type Answer = Answer;

    fn answer(library: &Library, arguments: Arguments) -> anyhow::Result<Answer> {
        let context = in_range("context", arguments.context.unwrap_or(CONTEXT), 0..=MOST_CONTEXT)?;
        let store = library.open()?;
        let themes = analysis::load_themes(&store)?;
        let found = store.passage_with_key(&arguments.passage)?;
        let passage = found.ok_or(Error::UnknownId { kind: "passage", id: arguments.passage })?;
        let theme = store.theme_of(passage.id)?.and_then(|number| themes.get(number as usize));
        let article = store.article(passage.article)?;
        let (before, after) = store.around(passage.id, context)?;
        Ok(Answer {
            passage: passage.key,
            text: passage.text,
            article: article.key,
            title: article.title,
            source: article.source,
            path: article.path,
            date: article.date,
            date_source: article.date_source,
            lang: passage.language,
            theme: theme.map(|theme| Theme { id: theme.id.0, key: theme.key.clone(), name: theme.name.clone() }),
            ordinal: passage.ordinal,
            start: passage.start,
            end: passage.end,
            before: before.into_iter().map(Beside::from).collect(),
            after: after.into_iter().map(Beside::from).collect(),
        })
    }

    fn output_schema() -> Option<Arc<JsonObject>> {
        Some(schema_for_output::<Answer>())
    }
}
