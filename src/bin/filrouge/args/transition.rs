//! What `filrouge transition` and `filrouge transitions` take.

use super::timeline::By;
use super::{TableOrJson, positive};
use clap::{Args as ClapArgs, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(crate) struct Transition {
    /// What gives way: a name or phrase, found as whole words in any case, with or without accents and plural endings; or a
    /// theme as theme:N or theme:KEY
    pub(crate) from: String,
    /// To what: the same
    pub(crate) to: String,
    /// Another way to write FROM
    #[arg(long, value_name = "TEXT")]
    pub(crate) from_variant: Vec<String>,
    /// Another way to write TO
    #[arg(long, value_name = "TEXT")]
    pub(crate) to_variant: Vec<String>,
    /// How long the periods of the curves are
    #[arg(long, value_enum, value_name = "LENGTH", default_value = "auto")]
    pub(crate) by: By,
    /// At most this many bridge passages
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = positive)]
    pub(crate) limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TransitionFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransitionFormat {
    /// For reading on a terminal
    Table,
    /// One object
    Json,
    /// The summary as a document, with a note for every quote
    Markdown,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Transitions {
    /// At most this many candidates
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = positive)]
    pub(crate) limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TableOrJson,
}
