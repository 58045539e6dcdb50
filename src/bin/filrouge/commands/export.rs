//! `filrouge export`: the last analysis in a format for other programs, or for people.

use crate::Outcome;
use crate::args::{Export, ExportFormat};
use crate::context::Context;
use crate::output::{Output, is_same_file};
use filrouge::analysis;
use filrouge::export::{Format, export, theme_markdown};
use std::path::Path;

pub(crate) fn run(context: &Context, options: &Export) -> anyhow::Result<Outcome> {
    if options.theme.is_some() && options.format != ExportFormat::Markdown {
        anyhow::bail!("cannot export one theme as data: `--theme` goes with `--format markdown`");
    }
    let store = context.open_index()?;
    if let Some(output) = options.output.as_deref() {
        spare_the_index(output, store.path())?;
    }
    let output = Output::open(options.output.as_deref())?;
    let analysis = analysis::load(&store)?;
    let format = match options.format {
        ExportFormat::Json => Format::Json,
        ExportFormat::Jsonl => Format::JsonLines,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Markdown => Format::Markdown,
    };
    match &options.theme {
        None => output.write(|writer| export(&analysis, format, writer))?,
        Some(theme) => {
            let theme = analysis.find_theme(theme)?;
            output.write(|writer| theme_markdown(&analysis, theme, writer))?;
        }
    }
    Ok(Outcome::Done)
}

/// An export may go anywhere but over the index, or over a file that SQLite keeps beside it.
pub(super) fn spare_the_index(output: &Path, index: &Path) -> anyhow::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut file = index.as_os_str().to_owned();
        file.push(suffix);
        if is_same_file(output, Path::new(&file)) {
            anyhow::bail!("cannot write `{}`: it is the index, or belongs to it", output.display());
        }
    }
    Ok(())
}
