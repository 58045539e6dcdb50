//! What `filrouge timeline` takes.

use clap::{Args as ClapArgs, ValueEnum};
use filrouge::corpus::{Date, Language};
use filrouge::timeline::PeriodLength;
use rmcp::schemars::{self, JsonSchema};
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct Timeline {
    /// How long the periods are
    #[arg(long, value_enum, value_name = "LENGTH", default_value = "auto")]
    pub(crate) by: By,
    /// What there is a row for
    #[arg(long, value_enum, default_value = "theme")]
    pub(crate) group: Group,
    /// Only this theme, by its number or its key; with `--group source` or `language`, how much of what each writes is of it
    #[arg(long, value_name = "N|KEY")]
    pub(crate) theme: Option<String>,
    /// Only articles of this outlet or site, as the articles name it
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Only passages in this language: fr, en
    #[arg(long, value_name = "CODE")]
    pub(crate) lang: Option<Language>,
    /// Only articles of this date or later: 2024, 2024-08 or 2024-08-15
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only articles of this date or earlier
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Show shares of articles in place of shares of passages; JSON and CSV have both
    #[arg(long)]
    pub(crate) articles: bool,
    /// Also which articles were new when they were written, and stayed
    #[arg(long)]
    pub(crate) novelty: bool,
    /// Also what themes each time has when it is looked at by itself, and what became of them: born, split, merged, faded
    #[arg(long)]
    pub(crate) lineage: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TimelineFormat,
    /// Where to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    /// As the span and the precision of the dates allow
    #[default]
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl By {
    pub(crate) fn length(self) -> Option<PeriodLength> {
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    Theme,
    Source,
    Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    /// For reading on a terminal
    Table,
    /// One object
    Json,
    /// A row for each period and theme, source or language
    Csv,
}
