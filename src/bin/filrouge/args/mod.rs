//! What the user may type. Nothing is decided here.

mod links;
mod similar;

pub(crate) use links::{Links, LinksFormat};
pub(crate) use similar::Similar;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use filrouge::analysis::Unit;
use filrouge::cluster::Algorithm;
use filrouge::cluster::Granularity;
use filrouge::coding::Delimiter;
use std::path::PathBuf;

/// Finds the themes running through a folder of articles, and the passages that belong together across them. Nothing
/// leaves your machine, unless you name a model to download or give `--namer-url`.
#[derive(Debug, Parser)]
#[command(name = "filrouge", version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) general: General,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles and show the themes that run through them
    Themes(Themes),
    /// Find the passages that say the same thing as a text
    Similar(Similar),
    /// Find the passages of other articles nearest to every passage, near copies and who wrote first, and same events
    Links(Links),
    /// Write themes and passages in a format for other programs, or for people
    Export(Export),
    /// Turn JSON lines {"id","text"} into JSON lines {"id","embedding"}, in order
    Embed(Embed),
    /// Compare the themes with a person's labels
    Evaluate(Evaluate),
    /// Draw passages for a person to sort blindly, or say what a sorted sheet shows
    Sample(Sample),
    /// List embedding models, show one, or download one
    Models(Models),
    /// Say what the index holds, by which model, and whether it is fresh
    Status(Status),
    /// Serve the index to an assistant, by the Model Context Protocol on standard input and output. Read-only and offline
    Mcp,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Options of every command.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "General options")]
#[expect(clippy::struct_excessive_bools, reason = "flags that a user sets one by one")]
pub(crate) struct General {
    /// The index file [default: .filrouge/index.sqlite here or in a folder above]
    #[arg(long, global = true, value_name = "FILE", env = "FILROUGE_INDEX")]
    pub(crate) index: Option<PathBuf>,
    /// The embedding model: a name from `filrouge models`, or a folder (./DIR) with an ONNX model [default: the
    /// embedded French-English model, or the one the index was made with]
    #[arg(long, global = true, value_name = "NAME|DIR")]
    pub(crate) model: Option<String>,
    /// Never use the network
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    /// The seed of every random draw [default: 0]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// How many threads to use [default: one per core]; results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more on standard error: every file skipped, every line left out
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Draw no progress bars
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl ColorChoice {
    /// Tells the output streams; `auto` obeys `NO_COLOR` and whether there is a terminal.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

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

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "not a whole number above 0".into())
}

fn percent(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "not from 0 to 100".into())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableOrJson {
    /// For reading on a terminal
    Table,
    /// One object
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Export {
    /// In which format
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// Only this theme, by its number or key; with --format markdown
    #[arg(long, value_name = "N|KEY")]
    pub(crate) theme: Option<String>,
    /// Where to [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One object with everything
    Json,
    /// An object for each passage, a line each
    Jsonl,
    /// A row for each passage
    Csv,
    /// A document
    Markdown,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Embed {
    /// JSON lines to read [default: standard input]
    pub(crate) input: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Evaluate {
    /// CSV with a column `theme` and either `passage`, or `path` with `begins` or `start`, or `path` alone
    pub(crate) labels: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TableOrJson,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Sample {
    /// How many passages to draw [default: 200, or all there are]; --seed draws others
    #[arg(short = 'n', long, value_name = "N", value_parser = positive)]
    pub(crate) count: Option<usize>,
    /// Where to write the sheet; its codebook goes beside it, as NAME.themes.csv [default: standard output]
    #[arg(short, long, value_name = "SHEET")]
    pub(crate) output: Option<PathBuf>,
    /// How many people will fill it in, a column each
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = positive)]
    pub(crate) coders: usize,
    /// What stands between the fields; French spreadsheets want semicolons
    #[arg(long, value_enum, default_value = "comma")]
    pub(crate) delimiter: DelimiterChoice,
    /// Read a filled-in sheet: agreement, errors, and the true share of each theme
    #[arg(long, value_name = "SHEET", conflicts_with_all = ["count", "output", "coders", "delimiter"])]
    pub(crate) read: Option<PathBuf>,
    /// How to print what it shows
    #[arg(long, value_enum, default_value = "table", requires = "read")]
    pub(crate) format: TableOrJson,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DelimiterChoice {
    Comma,
    Semicolon,
    Tab,
}

impl From<DelimiterChoice> for Delimiter {
    fn from(choice: DelimiterChoice) -> Self {
        match choice {
            DelimiterChoice::Comma => Self::Comma,
            DelimiterChoice::Semicolon => Self::Semicolon,
            DelimiterChoice::Tab => Self::Tab,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Models {
    #[command(subcommand)]
    pub(crate) action: Option<ModelsAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsAction {
    /// List all models
    List,
    /// Show a model, and the ONNX Runtime that would run it
    Show {
        /// A name from the list, or a folder
        name: Option<String>,
    },
    /// Download a model into the cache
    Fetch {
        /// A name from the list
        name: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Status {
    /// Also examine everything: texts against their hashes, embeddings, the vectors beside the index, what percentiles
    /// refer to, and the search against a full sort; exit code 2 when something is broken
    #[arg(long)]
    pub(crate) verify: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TableOrJson,
}
