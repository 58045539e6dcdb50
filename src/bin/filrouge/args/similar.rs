//! What `filrouge similar` takes.

use super::{TableOrJson, percent, positive};
use clap::Args as ClapArgs;
use filrouge::corpus::{Date, Language};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that stands for itself")]
pub(crate) struct Similar {
    /// The text to compare with, or the id of a passage, or - to read a text from standard input
    #[arg(required_unless_present_any = ["passage", "file", "like", "exact_phrase"])]
    pub(crate) text: Option<String>,
    /// Compare with a passage of the index, by its id
    #[arg(long, value_name = "ID", conflicts_with_all = ["text", "file"])]
    pub(crate) passage: Option<String>,
    /// Compare with the text of a file
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub(crate) file: Option<PathBuf>,
    /// Compare with this text or passage too: with what all of them have in common
    #[arg(long, value_name = "TEXT|ID")]
    pub(crate) like: Vec<String>,
    /// But not with what this text or passage is about; similarity and percentile stay those to what is asked for
    #[arg(long, value_name = "TEXT|ID", conflicts_with = "words")]
    pub(crate) not: Vec<String>,
    /// Take each line of the text, file or standard input as a query of its own, plain or as JSON {"text"} with an "id" if
    /// you like; as JSON, the answers are lines too
    #[arg(long, conflicts_with_all = ["passage", "like"])]
    pub(crate) each: bool,
    /// Search by words too: passages that have a name asked for come first, and those with a third of the words, the
    /// rarer counting more, are shown whatever their percentile
    #[arg(long)]
    pub(crate) words: bool,
    /// Only passages with this phrase, whole words, in any case, with or without accents; without TEXT, all of them
    #[arg(long, value_name = "TEXT")]
    pub(crate) exact_phrase: Option<String>,
    /// At most this many passages
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = positive)]
    pub(crate) limit: usize,
    /// At most this many passages of one article
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) per_article: Option<usize>,
    /// Passages that are unlike each other, among five times as many of the most alike
    #[arg(long, conflicts_with = "words")]
    pub(crate) diverse: bool,
    /// Put the first 50 in order again by a cross-encoder, which reads text and passage together and needs ONNX Runtime:
    /// a name such as BAAI/bge-reranker-base, downloaded when first used, or a folder (./DIR) with model.onnx and its
    /// tokenizer
    #[arg(long, value_name = "NAME|DIR", conflicts_with = "diverse")]
    pub(crate) rerank: Option<String>,
    #[command(flatten)]
    pub(crate) within: Within,
    /// Only passages more alike than this share, in percent, of random pairs of the corpus
    #[arg(long, value_name = "P", default_value_t = 95.0, value_parser = percent)]
    pub(crate) min_percentile: f64,
    /// Also passages of the article that the query is from
    #[arg(long)]
    pub(crate) same_article: bool,
    /// Show so many passages of the article before and after each
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) context: Option<usize>,
    /// Show which words of each passage carry its similarity; slow with an ONNX model, which embeds it once a word
    #[arg(long)]
    pub(crate) explain: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: TableOrJson,
}

/// Where to look.
#[derive(Debug, ClapArgs)]
pub(crate) struct Within {
    /// Only articles of this date or later: 2024, 2024-08 or 2024-08-15
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only articles of this date or earlier
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Only passages of this theme, by its number or its key
    #[arg(long, value_name = "N|KEY")]
    pub(crate) theme: Option<String>,
    /// Only passages of this article, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) article: Option<String>,
    /// Only articles of this outlet or site, as the articles name it
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Only passages in this language: fr, en
    #[arg(long, value_name = "CODE")]
    pub(crate) lang: Option<Language>,
}
