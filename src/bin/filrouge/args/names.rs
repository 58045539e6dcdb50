//! What `filrouge names` takes.

use super::positive;
use clap::{Args as ClapArgs, ValueEnum};
use filrouge::names::NameKind;

#[derive(Debug, ClapArgs)]
pub(crate) struct Names {
    /// Only names of this kind; those whose kind cannot be told are of none
    #[arg(long, value_enum)]
    pub(crate) kind: Option<KindChoice>,
    /// Only names that passages of this theme hold, by its number or its key
    #[arg(long, value_name = "N|KEY")]
    pub(crate) theme: Option<String>,
    /// How many to show [default: 30 in the table, all in the other formats]
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) limit: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: NamesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindChoice {
    Person,
    Place,
    Organisation,
}

impl From<KindChoice> for NameKind {
    fn from(choice: KindChoice) -> Self {
        match choice {
            KindChoice::Person => Self::Person,
            KindChoice::Place => Self::Place,
            KindChoice::Organisation => Self::Organisation,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NamesFormat {
    /// For reading on a terminal
    Table,
    /// One object
    Json,
    /// A row for each name
    Csv,
}
