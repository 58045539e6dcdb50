//! What `filrouge links` takes.

use super::{UnitChoice, percent, positive};
use clap::{Args as ClapArgs, ValueEnum};
use filrouge::corpus::Date;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct Links {
    /// At most this many nearest for each passage
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = positive)]
    pub(crate) nearest: usize,
    /// Only links closer than this share, in percent, of random pairs of the corpus; near copies are always shown
    #[arg(long, value_name = "P", default_value_t = 99.0, value_parser = percent)]
    pub(crate) min_percentile: f64,
    /// Only near copies: passages that have many runs of five words in common
    #[arg(long)]
    pub(crate) reuse: bool,
    /// Groups of passages about the same event in place of links; as a graph, only the links within them
    #[arg(long, conflicts_with = "reuse")]
    pub(crate) events: bool,
    /// The most days between two passages about the same event
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) window: u32,
    /// Only between passages of this theme, by its number or its key
    #[arg(long, value_name = "N|KEY")]
    pub(crate) theme: Option<String>,
    /// Only between articles of this date or later: 2024, 2024-08 or 2024-08-15
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only between articles of this date or earlier
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// What the nodes of a graph are
    #[arg(long, value_enum, default_value = "passage")]
    pub(crate) unit: UnitChoice,
    /// How many the table shows; the other formats have all
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = positive)]
    pub(crate) limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: LinksFormat,
    /// Where to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinksFormat {
    /// For reading on a terminal
    Table,
    /// A row for each link
    Csv,
    /// An object for each link, a line each
    Jsonl,
    /// A graph for Gephi
    Gexf,
    /// A graph for most other programs
    Graphml,
}
