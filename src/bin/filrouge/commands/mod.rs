//! One module for each command.

pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod embed;
pub(crate) mod evaluate;
mod explain;
pub(crate) mod export;
mod layers;
mod lineage_table;
pub(crate) mod links;
mod links_table;
pub(crate) mod mcp;
pub(crate) mod models;
pub(crate) mod namer;
pub(crate) mod names;
mod quote;
pub(crate) mod sample;
pub(crate) mod similar;
mod similar_table;
pub(crate) mod status;
pub(crate) mod themes;
pub(crate) mod timeline;
mod timeline_table;
pub(crate) mod transition;
mod transition_curves;
mod transition_table;
pub(crate) mod transitions;
mod transitions_table;

use filrouge::corpus::Corpus;
use filrouge::corpus::Date;
use std::path::Path;

/// A period as people write it: one date, or two with a dash, or nothing.
pub(crate) fn period(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => "undated".into(),
    }
}

/// The period of a whole corpus.
pub(crate) fn corpus_period(corpus: &Corpus) -> String {
    let dates = || corpus.articles.iter().filter_map(|article| article.date);
    period(dates().min(), dates().max())
}

/// `1 article`, `2 articles`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Says so at once where a folder is given for a file.
pub(crate) fn refuse_folder(path: &Path) -> anyhow::Result<()> {
    if path.is_dir() {
        anyhow::bail!("cannot read `{}`: it is a folder", path.display());
    }
    Ok(())
}
