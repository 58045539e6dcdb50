//! What the user may type. Nothing is decided here.

mod links;
mod names;
mod similar;
mod themes;
mod timeline;
mod transition;

pub(crate) use links::{Links, LinksFormat};
pub(crate) use names::{Names, NamesFormat};
pub(crate) use similar::Similar;
pub(crate) use themes::{NamerChoice, Themes, ThemesFormat, UnitChoice};
pub(crate) use timeline::{By, Group, Timeline, TimelineFormat};
pub(crate) use transition::{Transition, TransitionFormat, Transitions};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
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
    /// Show how themes move over time, how sure that is, and when they change beyond chance
    Timeline(Timeline),
    /// Say how one thing gives way to another: when, how surely, which words stay and go, and which passages say so
    Transition(Transition),
    /// Propose pairs of names of which one may have given way to the other
    Transitions(Transitions),
    /// List the people, places and organisations that the corpus names, with their variants
    Names(Names),
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
