//! `filrouge models`: which embedding models there are.

use crate::Outcome;
use crate::args::{Models, ModelsAction};
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, columns, cut, pad};
use filrouge::embedder::{self, ModelChoice, ModelInfo};
use std::io::{self, Write};

pub(crate) fn run(context: &Context, options: &Models) -> anyhow::Result<Outcome> {
    let mut writer = output::standard();
    match &options.action {
        None | Some(ModelsAction::List) => list(&mut writer)?,
        Some(ModelsAction::Show { name }) => show(context, name.as_deref(), &mut writer)?,
        Some(ModelsAction::Fetch { name }) => {
            embedder::fetch(name, &context.model_options, context.progress())?;
            writeln!(writer, "`{name}` is ready")?;
        }
    }
    writer.flush()?;
    Ok(Outcome::Done)
}

fn list(writer: &mut impl Write) -> io::Result<()> {
    let models = embedder::list();
    let width = models.iter().map(|model| model.name.len()).max().unwrap_or(0);
    for ModelInfo { name, dimension, languages, description, .. } in models {
        let languages = pad(&languages.to_string(), 12);
        let rest = cut(&description, columns().max(width + 30) - width - 22);
        writeln!(writer, "{BOLD}{}{BOLD:#} {dimension:>5}  {languages} {FAINT}{rest}{FAINT:#}", pad(&name, width))?;
    }
    Ok(())
}

fn show(context: &Context, name: Option<&str>, writer: &mut impl Write) -> anyhow::Result<()> {
    match embedder::runtime() {
        Ok(runtime) => writeln!(writer, "ONNX Runtime  {} at {}", runtime.version, runtime.path.display())?,
        Err(error) => writeln!(writer, "ONNX Runtime  none: {error}")?,
    }
    let choice = name.map_or(ModelChoice::Embedded, ModelChoice::from);
    if let ModelChoice::Named(name) = &choice {
        let cached = embedder::is_cached(name, &context.model_options)?;
        writeln!(writer, "in the cache  {}", if cached { "yes" } else { "no" })?;
        if embedder::is_reranker(name) {
            writeln!(writer, "about         a cross-encoder, for `filrouge similar --rerank {name}`")?;
        }
        if let Some(model) = embedder::list().into_iter().find(|model| model.name.eq_ignore_ascii_case(name)) {
            writeln!(writer, "model         {}", model.name)?;
            writeln!(writer, "dimension     {}", model.dimension)?;
            writeln!(writer, "languages     {}", model.languages)?;
            writeln!(writer, "about         {}", model.description)?;
        }
        return Ok(());
    }
    let embedder = embedder::open(&choice, &context.model_options, context.progress())?;
    writeln!(writer, "model         {}", embedder.model_id())?;
    writeln!(writer, "dimension     {}", embedder.dimension())?;
    for note in embedder.notes() {
        writeln!(writer, "note          {note}")?;
    }
    Ok(())
}
