//! `filrouge export`: the last analysis in a format for other programs, or for people.

use crate::Outcome;
use crate::args::{Export, ExportFormat};
use crate::context::Context;
use crate::output::Output;
use filrouge::analysis;
use filrouge::export::{Format, export};

pub(crate) fn run(context: &Context, options: &Export) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let output = Output::open(options.output.as_deref())?;
    let analysis = analysis::load(&store)?;
    let format = match options.format {
        ExportFormat::Json => Format::Json,
        ExportFormat::Jsonl => Format::JsonLines,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Markdown => Format::Markdown,
    };
    output.write(|writer| export(&analysis, format, writer))?;
    Ok(Outcome::Done)
}
