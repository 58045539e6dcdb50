//! What `filrouge themes` takes.

use super::percent;
use clap::{Args as ClapArgs, ValueEnum};
use filrouge::analysis::Unit;
use filrouge::cluster::{Algorithm, Granularity};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "flags that a user sets one by one")]
pub(crate) struct Themes {
    /// Folders (read with all below them) and files: .txt .md .html .jsonl .csv, or - for JSON lines on standard input
    /// [default: those of the last run, with its options]
    pub(crate) paths: Vec<PathBuf>,
    /// Form this many themes instead of as many as the corpus suggests; with --guide, at most so many beside the guided
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<usize>,
    /// How closely to look: fewer themes than stand out best, as many, or more [default: medium]
    #[arg(long, value_enum, conflicts_with = "count")]
    pub(crate) granularity: Option<GranularityChoice>,
    /// At most this share of the passages may stay in no theme: 5%, or 0 to force every passage with a known word into one;
    /// those let in are marked as fringe [default: as many as belong to none]
    #[arg(long, value_name = "P%", value_parser = share)]
    pub(crate) max_unassigned: Option<f64>,
    /// Also find families of themes, and events within themes
    #[arg(long)]
    pub(crate) layers: bool,
    /// Also show why there are as many themes: the curve with its plateaus, and the reason in words
    #[arg(long)]
    pub(crate) explain: bool,
    /// How to form themes [default: kmeans]; the limits of the others are told before they run
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) algorithm: Option<AlgorithmChoice>,
    /// Themes you describe beforehand, in a TOML file; the rest is clustered freely
    #[arg(long, value_name = "FILE")]
    pub(crate) guide: Option<PathBuf>,
    /// What to cluster [default: passage]
    #[arg(long, value_enum)]
    pub(crate) unit: Option<UnitChoice>,
    /// Print a guide (TOML for --guide) made of the themes found, for you to rename, merge and split
    #[arg(long, conflicts_with_all = ["diff", "format"])]
    pub(crate) suggest: bool,
    /// Print what changed since the run before in this index: themes that are new, gone, renamed, grown, shrunk, split or
    /// merged, and passages that moved. As a table or as JSON; exit code 0 when something changed, 1 when nothing did
    #[arg(long)]
    pub(crate) diff: bool,
    /// Keep advertising, links and the like as passages
    #[arg(long)]
    pub(crate) keep_all: bool,
    /// Count agency copy and reprints as texts of their own, instead of once each text
    #[arg(long)]
    pub(crate) keep_duplicates: bool,
    #[command(flatten)]
    pub(crate) namer: NamerChoice,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: ThemesFormat,
}

/// Names by a language model. Without an address nothing is sent anywhere.
#[derive(Debug, ClapArgs)]
pub(crate) struct NamerChoice {
    /// Let a language model name the themes but the guided: the OpenAI-compatible address of its server, such as
    /// `http://localhost:11434/v1`. Keywords, names and some quotes of each theme are sent there. `FILROUGE_NAMER_KEY`
    /// may hold its key
    #[arg(id = "namer_url", long = "namer-url", value_name = "URL", env = "FILROUGE_NAMER_URL")]
    pub(crate) url: Option<String>,
    /// The model to ask for names [default: the only one the server has]
    #[arg(id = "namer_model", long = "namer-model", value_name = "NAME", requires = "namer_url")]
    pub(crate) model: Option<String>,
    /// How many seconds to wait for each answer
    #[arg(id = "namer_timeout", long = "namer-timeout", value_name = "SECONDS", default_value_t = 120)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GranularityChoice {
    Coarse,
    Medium,
    Fine,
}

impl From<GranularityChoice> for Granularity {
    fn from(choice: GranularityChoice) -> Self {
        match choice {
            GranularityChoice::Coarse => Self::Coarse,
            GranularityChoice::Medium => Self::Medium,
            GranularityChoice::Fine => Self::Fine,
        }
    }
}

/// A share given in percent, with or without the sign, as a number in 0..=1.
fn share(text: &str) -> Result<f64, String> {
    percent(text.trim_end_matches('%').trim_end()).map(|percent| percent / 100.0)
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AlgorithmChoice {
    /// The best on short texts, at any size of corpus
    Kmeans,
    /// Gaussian mixture: each passage belongs to themes with probabilities
    Gmm,
    /// Dense regions at one density
    Dbscan,
    /// Dense regions at any density, by steep slopes
    Optics,
    /// Dense regions at any density, by how long they persist
    Hdbscan,
}

impl From<AlgorithmChoice> for Algorithm {
    fn from(choice: AlgorithmChoice) -> Self {
        match choice {
            AlgorithmChoice::Kmeans => Self::KMeans,
            AlgorithmChoice::Gmm => Self::GaussianMixture,
            AlgorithmChoice::Dbscan => Self::Dbscan,
            AlgorithmChoice::Optics => Self::Optics,
            AlgorithmChoice::Hdbscan => Self::Hdbscan,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnitChoice {
    Passage,
    Article,
}

impl From<UnitChoice> for Unit {
    fn from(choice: UnitChoice) -> Self {
        match choice {
            UnitChoice::Passage => Self::Passage,
            UnitChoice::Article => Self::Article,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ThemesFormat {
    /// For reading on a terminal
    Table,
    /// One object with everything
    Json,
    /// A row for each theme
    Csv,
    /// A document
    Markdown,
}
