//! The tool `timeline`: how much there is of each theme over time.

use super::arguments::ThemeName;
use super::library::Library;
use super::tool::Tool;
use filrouge::analysis::Analysis;
use filrouge::cluster::ThemeId;
use filrouge::corpus::Date;
use filrouge::timeline::{self, PeriodLength, Tally, TimelineSettings};
use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

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

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    #[default]
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl By {
    fn length(self) -> Option<PeriodLength> {
        match self {
            Self::Auto => None,
            Self::Day => Some(PeriodLength::Day),
            Self::Week => Some(PeriodLength::Week),
            Self::Month => Some(PeriodLength::Month),
            Self::Quarter => Some(PeriodLength::Quarter),
            Self::Year => Some(PeriodLength::Year),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    themes: Vec<Theme>,
    #[serde(flatten)]
    timeline: timeline::Timeline,
}

#[derive(Debug, Serialize)]
struct Theme {
    id: u32,
    key: String,
    name: String,
}

impl Tool for Timeline {
    const NAME: &'static str = "timeline";
    const TITLE: &'static str = "Themes over time";
    const DESCRIPTION: &'static str = "Passages and articles by day, week, month, quarter or year of the articles' dates, in all \
        and by theme, with each theme's share of the passages of the period; empty periods are listed too. `coarse` holds what \
        is dated too coarsely for the periods (a year among months), `undated` what has no date: neither is in any period. \
        These are counts of what the corpus holds, without a test of change: a rise may be a rise of the collection.";
    type Arguments = Arguments;
    type Answer = Answer;

    fn answer(library: &Library, arguments: Arguments) -> anyhow::Result<Answer> {
        let analysis = library.analysis()?;
        let wanted = arguments.theme.map(|theme| analysis.find_theme(&theme.to_string())).transpose()?;
        let settings = TimelineSettings {
            length: arguments.by.length(),
            since: arguments.since,
            until: arguments.until,
            most_periods: MOST_PERIODS,
        };
        let mut timeline = timeline::timeline(&analysis.corpus, &analysis.theme_of, &settings)?;
        if let Some(theme) = wanted {
            keep_only(theme, &mut timeline);
        }
        Ok(Answer { themes: themes(&analysis, wanted), timeline })
    }
}

/// Which numbers mean which themes.
fn themes(analysis: &Analysis, wanted: Option<ThemeId>) -> Vec<Theme> {
    let wanted = analysis.themes.iter().filter(|theme| wanted.is_none_or(|wanted| wanted == theme.id));
    wanted.map(|theme| Theme { id: theme.id.0, key: theme.key.clone(), name: theme.name.clone() }).collect()
}

fn keep_only(theme: ThemeId, timeline: &mut timeline::Timeline) {
    let periods = timeline.periods.iter_mut().map(|count| &mut count.tally);
    let coarse = timeline.coarse.iter_mut().map(|count| &mut count.tally);
    let keep = |tally: &mut Tally| tally.themes.retain(|count| count.theme == theme);
    periods.chain(coarse).chain([&mut timeline.undated]).for_each(keep);
}
