//! The tool `similar`: passages that say the same thing as a text or a passage.

use super::arguments::{ThemeName, in_range};
use super::library::Library;
use super::tool::Tool;
use crate::answer::{self, Asked};
use filrouge::corpus::{Date, Language};
use filrouge::search::{Conditions, Query};
use rmcp::handler::server::common::schema_for_output;
use rmcp::model::JsonObject;
use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// As many passages as `filrouge similar` gives unasked.
const LIMIT: usize = 10;
/// More would fill the memory of an assistant, not its answer.
const MOST: usize = 100;
/// Below this percentile a likeness is what chance brings, at the customary 5 % level.
const BEYOND_CHANCE: f64 = 95.0;

pub(super) struct Similar;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The text to compare with, in any language of the corpus: a sentence or a paragraph says more than a word. Give this
    /// or `passage`.
    text: Option<String>,
    /// The id of a passage of the index to compare with; its own article is left out.
    passage: Option<String>,
    /// At most this many passages, from 1 to 100; 10 if not given.
    limit: Option<usize>,
    /// At most this many passages of one article, from 1.
    per_article: Option<usize>,
    /// Only articles of this date or later: 2024, 2024-08 or 2024-08-15. Undated articles are left out.
    #[schemars(with = "Option<String>")]
    since: Option<Date>,
    /// Only articles of this date or earlier: 2024, 2024-08 or 2024-08-15. Undated articles are left out.
    #[schemars(with = "Option<String>")]
    until: Option<Date>,
    /// Only passages of this theme, by its number or its key.
    theme: Option<ThemeName>,
    /// Only articles of this source, as the articles name it.
    source: Option<String>,
    /// Only passages in this language, as an ISO 639 code: fr, en.
    #[schemars(with = "Option<String>")]
    lang: Option<Language>,
    /// Only passages more alike than this share, in percent, of random pairs of the corpus, from 0 to 100; 95 if not given.
    min_percentile: Option<f64>,
    /// Search by words too: for names and rare terms, which then come first.
    #[serde(default)]
    words: bool,
    /// With `passage`: also passages of its own article.
    #[serde(default)]
    same_article: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Answer {
    #[serde(flatten)]
    answer: answer::Answer,
    /// What the answer means, when nothing was found.
    note: Option<String>,
}

impl Tool for Similar {
    const NAME: &'static str = "similar";
    const TITLE: &'static str = "Related passages";
    const DESCRIPTION: &'static str = "Passages of the corpus that say the same thing as a text, or as a passage given by its \
        id, in other articles; French and English find each other. Each comes with its id, article, date, text, the percentile \
        of chance that it beats, its theme and the words shared. Says so when nothing is closer than chance, with the nearest \
        miss.";
    type Arguments = Arguments;
    type Answer = Answer;

    fn answer(library: &Library, arguments: Arguments) -> anyhow::Result<Answer> {
        let min_percentile = arguments.min_percentile.unwrap_or(BEYOND_CHANCE);
        anyhow::ensure!(
            (0.0..=100.0).contains(&min_percentile),
            "`min_percentile` is `{min_percentile}`: it must be from 0 to 100"
        );
        let limit = in_range("limit", arguments.limit.unwrap_or(LIMIT), 1..=MOST)?;
        let per_article = arguments.per_article.map(|most| in_range("per_article", most, 1..=MOST)).transpose()?;
        let (search, embedder) = library.search()?;
        let asked = match (&arguments.text, &arguments.passage) {
            (Some(text), None) => Asked::text(text, embedder.as_ref())?,
            (None, Some(key)) => Asked::passage(key, &search)?,
            _ => anyhow::bail!("give either `text` or `passage`"),
        };
        let theme = arguments.theme.map(|theme| search.find_theme(&theme.to_string())).transpose()?;
        let query = Query {
            limit,
            per_article,
            within: Conditions {
                since: arguments.since,
                until: arguments.until,
                theme,
                source: arguments.source,
                language: arguments.lang,
                not_articles: if arguments.same_article { Vec::new() } else { asked.articles(&search)? },
                not_passages: asked.own.clone(),
                ..Conditions::default()
            },
            min_percentile,
            words: arguments.words,
            ..Query::default()
        };
        let answer = answer::Answer::find(&search, &asked.text, &asked.vector(query.words)?, &query, None)?;
        Ok(Answer { note: note(&answer, min_percentile), answer })
    }

    fn output_schema() -> Option<Arc<JsonObject>> {
        Some(schema_for_output::<Answer>())
    }
}

fn note(answer: &answer::Answer, min_percentile: f64) -> Option<String> {
    if !answer.neighbours.is_empty() {
        return None;
    }
    let Some(miss) = &answer.nearest_miss else {
        return Some("nothing to compare with: no passage fits the conditions".into());
    };
    Some(format!(
        "nothing is closer than {min_percentile} % of chance pairs; the nearest miss is closer than {:.1} %",
        miss.percentile
    ))
}
