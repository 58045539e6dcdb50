//! The tool `themes`: what runs through the corpus, or all about one theme.

use super::arguments::ThemeName;
use super::library::Library;
use super::tool::Tool;
use filrouge::cluster::ThemeId;
use filrouge::corpus::Date;
use filrouge::{analysis::Analysis, export};
use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is told of each theme when all are listed; of one theme all is told.
const LISTED: [&str; 14] = [
    "id",
    "key",
    "name",
    "guided",
    "keywords",
    "passages",
    "articles",
    "share",
    "first",
    "last",
    "cohesion",
    "stability",
    "badge",
    "quotes",
];
/// Quotes of each theme when all are listed: enough to see what it is, without filling an assistant's memory.
const QUOTES: usize = 2;

pub(super) struct Themes;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only this theme, by its number or its key: all about it, with a summary in sentences of the corpus, each with its
    /// passage, article and date.
    theme: Option<ThemeName>,
    /// At most this many quotes of each theme, from 0 to 5; if not given, 2 where all themes are listed and all for one.
    quotes: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    model: String,
    articles: usize,
    passages: usize,
    unassigned: usize,
    first: Option<Date>,
    last: Option<Date>,
    themes: Vec<Value>,
}

impl Tool for Themes {
    const NAME: &'static str = "themes";
    const TITLE: &'static str = "Themes of the corpus";
    const DESCRIPTION: &'static str = "The themes that run through the corpus, largest first: number (id), key, name, keywords, \
        how many passages and articles, share of all passages, first and last date, cohesion, stability, and quotes with \
        passage id, article and date. With `theme`, all about one theme: also a summary made of sentences of the corpus, names \
        of people and places, sources, and the theme nearest to it.";
    type Arguments = Arguments;
    type Answer = Answer;

    fn answer(library: &Library, arguments: Arguments) -> anyhow::Result<Answer> {
        let analysis = library.analysis()?;
        let wanted = arguments.theme.map(|theme| analysis.find_theme(&theme.to_string())).transpose()?;
        let themes = match wanted {
            Some(id) => vec![told(&analysis, id, arguments.quotes)?],
            None => (analysis.themes.iter())
                .map(|theme| told(&analysis, theme.id, Some(arguments.quotes.unwrap_or(QUOTES))).map(listed))
                .collect::<anyhow::Result<_>>()?,
        };
        let dates = || analysis.corpus.articles.iter().filter_map(|article| article.date);
        Ok(Answer {
            articles: analysis.corpus.articles.len(),
            passages: analysis.corpus.passages.len(),
            unassigned: analysis.unassigned(),
            first: dates().min(),
            last: dates().max(),
            themes,
            model: analysis.model.id,
        })
    }
}

/// A theme as every export has it, with at most so many quotes.
fn told(analysis: &Analysis, id: ThemeId, quotes: Option<usize>) -> anyhow::Result<Value> {
    let mut theme = serde_json::to_value(export::theme(analysis, id))?;
    if let (Some(most), Some(Value::Array(told))) = (quotes, theme.get_mut("quotes")) {
        told.truncate(most);
    }
    Ok(theme)
}

fn listed(mut theme: Value) -> Value {
    if let Value::Object(keys) = &mut theme {
        keys.retain(|key, _| LISTED.contains(&key.as_str()));
    }
    theme
}
