//! What can go wrong, as facts with a place. The binary turns them into messages with a hint; nothing here gives advice.

use std::path::PathBuf;

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of this crate. Messages are lower case, without a full stop, with the offending value in backticks.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to read or write something.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried, as a verb: `read`, `write`, `list`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },

    /// A path given by the user does not exist.
    #[error("`{}` does not exist", path.display())]
    MissingPath {
        /// The path as given.
        path: PathBuf,
    },

    /// The paths were read and hold no passage.
    #[error("no passage was found in {searched}")]
    NoPassages {
        /// The paths read, for display, and how many files were seen and skipped.
        searched: String,
    },

    /// A file cannot be read as what it claims to be. Inside a folder it becomes a named skip, never an error.
    #[error("`{}`{}: {reason}", path.display(), line.map(|line| format!(" line {line}")).unwrap_or_default())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where one is known.
        line: Option<u64>,
        /// What is wrong with it.
        reason: String,
    },

    /// A file written by a person (`themes.toml`, a label sheet) does not say what it must.
    #[error("`{}`{}: {reason}", path.display(), line.map(|line| format!(" line {line}")).unwrap_or_default())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where one is known.
        line: Option<u64>,
        /// What is wrong with it.
        reason: String,
    },

    /// A parameter is out of its range.
    #[error("`{name}` is `{value}`: {rule}")]
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// The value given.
        value: String,
        /// What it must be.
        rule: &'static str,
    },

    /// More themes were asked for than there are distinct passages.
    #[error("cannot form `{count}` themes from `{distinct}` distinct passages")]
    TooManyThemes {
        /// How many were asked for.
        count: usize,
        /// How many distinct passages there are.
        distinct: usize,
    },

    /// More passages were asked for than there are, or too few to say something of every theme.
    #[error("cannot draw `{count}` passages: it takes `{least}` to have some of every theme, and there are `{most}`")]
    SampleSize {
        /// How many were asked for.
        count: usize,
        /// How many are needed.
        least: usize,
        /// How many there are.
        most: usize,
    },

    /// The analysis in an index was made by a version that knew other figures; its embeddings are still good.
    #[error("`{path}` holds an analysis of another version of filrouge, `{version}`")]
    OtherVersion {
        /// The index.
        path: PathBuf,
        /// The version that made it.
        version: String,
    },

    /// An algorithm was asked to cluster more passages than it can.
    #[error("`{algorithm}` takes at most `{most}` passages, not `{received}`: {why}")]
    TooManyPassages {
        /// The algorithm.
        algorithm: &'static str,
        /// How many it takes.
        most: usize,
        /// How many there are.
        received: usize,
        /// What stands in the way.
        why: &'static str,
    },

    /// Two arrays that must agree do not.
    #[error("{what}: expected `{expected}`, received `{received}`")]
    Shape {
        /// Which quantity.
        what: &'static str,
        /// What it must be.
        expected: usize,
        /// What it was.
        received: usize,
    },

    /// An embedding holds a value that is not a finite number, or a row that is neither of unit norm nor zero.
    #[error("embedding row `{row}` {problem}")]
    Embedding {
        /// The row, counted from 0.
        row: usize,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// A model name that no table knows.
    #[error("unknown model `{name}`")]
    UnknownModel {
        /// The name as given.
        name: String,
        /// The nearest known names.
        nearest: Vec<String>,
    },

    /// A name that no cross-encoder has.
    #[error("unknown reranker `{name}`; known are `{}`", known.join("`, `"))]
    UnknownReranker {
        /// The name as given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },

    /// A model's files are missing or broken.
    #[error("model `{model}`: {reason}")]
    Model {
        /// The model's name or folder.
        model: String,
        /// What is wrong with it.
        reason: String,
    },

    /// No ONNX Runtime was found.
    #[error("no ONNX Runtime was found; looked for {}", looked_for.join(", "))]
    RuntimeMissing {
        /// The places looked at, in order.
        looked_for: Vec<String>,
    },

    /// An ONNX Runtime was found and cannot be used.
    #[error("the ONNX Runtime at `{}` cannot be used: {reason}", path.display())]
    RuntimeUnusable {
        /// The library file.
        path: PathBuf,
        /// Why, such as its version.
        reason: String,
    },

    /// Something must be downloaded and `--offline` forbids it.
    #[error("model `{model}` is not in the cache `{}` and offline mode forbids downloading it", cache.display())]
    Offline {
        /// The model's name.
        model: String,
        /// The cache folder looked at.
        cache: PathBuf,
    },

    /// The model hub did not answer, or not in time.
    #[error("model `{model}` could not be downloaded: {reason}")]
    Download {
        /// The model's name.
        model: String,
        /// What the hub said, or that it did not answer within so many seconds.
        reason: String,
    },

    /// A language model that was asked for names did not answer as it should.
    #[error("the language model at `{url}`: {reason}")]
    LanguageModel {
        /// The base address.
        url: String,
        /// What happened.
        reason: String,
    },

    /// There is no index where one is needed, or one in which no run has ended yet.
    #[error("no index at `{}`", path.display())]
    NoIndex {
        /// The index file looked for.
        path: PathBuf,
    },

    /// A file is not a filrouge index.
    #[error("`{}` is not a filrouge index: {reason}", path.display())]
    NotAnIndex {
        /// The file.
        path: PathBuf,
        /// How that shows.
        reason: String,
    },

    /// An index that can be read and does not hold what it must.
    #[error("index `{}` is broken: {problem}", path.display())]
    Damaged {
        /// The index file.
        path: PathBuf,
        /// What is wrong, and where.
        problem: String,
    },

    /// An index written by a later version of filrouge.
    #[error("`{}` has index format `{found}`; this version reads up to `{supported}`", path.display())]
    IndexTooNew {
        /// The index file.
        path: PathBuf,
        /// The format it has.
        found: i64,
        /// The newest format this version reads.
        supported: i64,
    },

    /// An index written by an earlier version, which lacks what this one needs.
    #[error("`{}` was made by an earlier version of filrouge and holds no {lacks}", path.display())]
    IndexTooOld {
        /// The index file.
        path: PathBuf,
        /// What it lacks.
        lacks: &'static str,
    },

    /// Another process is writing the index.
    #[error("index `{}` is being written by another process", path.display())]
    IndexBusy {
        /// The index file.
        path: PathBuf,
    },

    /// The index was made with another model than the one asked for.
    #[error("index `{}` was made with model `{found}`, not `{asked}`", path.display())]
    ModelMismatch {
        /// The index file.
        path: PathBuf,
        /// The model it was made with.
        found: String,
        /// The model asked for.
        asked: String,
    },

    /// SQLite refused an operation on the index.
    #[error("cannot {action} index `{}`", path.display())]
    Sqlite {
        /// What was tried, as a verb.
        action: &'static str,
        /// The index file.
        path: PathBuf,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },

    /// A passage, article or theme id that the index does not hold.
    #[error("no {kind} `{id}` in this index")]
    UnknownId {
        /// `passage`, `article` or `theme`.
        kind: &'static str,
        /// The id as given.
        id: String,
    },

    /// A step of linfa refused its input. Input is validated before, so this is a bug worth reporting.
    #[error("clustering failed: {0}")]
    Clustering(String),
}

impl Error {
    /// Wraps an input or output error with what was tried on which path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
