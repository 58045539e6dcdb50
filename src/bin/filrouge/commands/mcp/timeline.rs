//! The tool `timeline`: how much there is of each theme over time.

use super::arguments::ThemeName;
use super::library::Library;
use super::tool::Tool;
use crate::args::By;
use filrouge::corpus::Date;
use filrouge::export::TimelineParts;
use filrouge::timeline::{self, Rows, TimelineSettings};
use rmcp::schemars::{self, JsonSchema};
use serde::Deserialize;

/// More periods would fill an assistant's memory: a year of days, eight years of weeks.
const MOST_PERIODS: usize = 400;

pub(super) struct Timeline;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// How long the periods are; `auto` if not given: as the span and the precision of the dates allow.
    #[serde(default)]
    by: By,
    /// Only this theme, by its number or its key.
    theme: Option<ThemeName>,
    /// Only articles of this date or later: 2024, 2024-08 or 2024-08-15.
    #[schemars(with = "Option<String>")]
    since: Option<Date>,
    /// Only articles of this date or earlier: 2024, 2024-08 or 2024-08-15.
    #[schemars(with = "Option<String>")]
    until: Option<Date>,
}

impl Tool for Timeline {
    const NAME: &'static str = "timeline";
    const TITLE: &'static str = "Themes over time";
    const DESCRIPTION: &'static str = "Passages and articles by day, week, month, quarter or year of the articles' dates, in all \
        and by theme, with each theme's share of the passages of the period and its 95 % interval; empty periods are listed too. \
        `coarse` holds what is dated too coarsely for the periods (a year among months), `undated` what has no date: neither is \
        in any period. `changes` lists the periods at which a share shifts beyond chance, with passages that show it; what is \
        not there is not known to have changed. Counts are of what the corpus holds: a rise of counts may be a rise of the \
        collection.";
    type Arguments = Arguments;
    type Answer = serde_json::Value;

    fn answer(library: &Library, arguments: Arguments) -> anyhow::Result<serde_json::Value> {
        let analysis = library.analysis()?;
        let wanted = arguments.theme.map(|theme| analysis.find_theme(&theme.to_string())).transpose()?;
        let settings = TimelineSettings {
            length: arguments.by.length(),
            since: arguments.since,
            until: arguments.until,
            most_periods: MOST_PERIODS,
            seed: analysis.seed,
        };
        let names = analysis.themes.iter().map(|theme| theme.name.clone()).collect();
        let rows = Rows::themes(&analysis.corpus, &analysis.theme_of, names)?;
        let timeline = timeline::timeline(&analysis.corpus, &rows, &settings)?;
        let changes = timeline::changes(&analysis.corpus, &rows, &analysis.scores, &settings)?;
        let parts = TimelineParts {
            analysis: &analysis,
            rows: &rows,
            timeline: &timeline,
            changes: Some(&changes),
            novelty: None,
            lineage: None,
            only: wanted.map(|theme| theme.0),
        };
        Ok(serde_json::to_value(parts.document())?)
    }
}
