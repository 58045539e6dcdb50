//! `filrouge embed`: the filter that pipelines run. JSON lines in, JSON lines out, in order, as they come.

use super::{count, refuse_folder};
use crate::Outcome;
use crate::args::Embed;
use crate::context::Context;
use anyhow::{Context as _, anyhow};
use filrouge::analysis::unknown_languages_of;
use filrouge::embedder::Embedder;
use filrouge::error::Error;
use filrouge::progress::Silent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// Lines embedded together: enough to keep all cores busy, few enough for the memory of any machine.
const BATCH: usize = 1_024;

#[derive(Deserialize)]
struct Request {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    embedding: &'a [f32],
}

pub(crate) fn run(context: &Context, options: &Embed) -> anyhow::Result<Outcome> {
    let embedder = context.open_model(context.model.as_deref())?;
    let mut writer = BufWriter::new(io::stdout().lock());
    let (reader, name): (Box<dyn BufRead>, String) = match &options.input {
        Some(path) if path.as_os_str() != "-" => {
            refuse_folder(path)?;
            let file = File::open(path).map_err(Error::io("read", path))?;
            (Box::new(BufReader::new(file)), format!("`{}`", path.display()))
        }
        _ => (Box::new(io::stdin().lock()), "standard input".into()),
    };
    let mut batch = Vec::with_capacity(BATCH);
    let mut first = true;
    let mut answer = |batch: &[Request], writer: &mut BufWriter<_>| {
        if std::mem::take(&mut first) {
            warn(context, embedder.model_id(), batch);
        }
        answer(embedder.as_ref(), batch, writer)
    };
    for (number, line) in reader.lines().enumerate() {
        match request(line, &name, number + 1) {
            Ok(None) => {}
            Ok(Some(request)) => batch.push(request),
            Err(error) => {
                // what came before the broken line is still answered
                answer(&batch, &mut writer)?;
                writer.flush()?;
                return Err(error);
            }
        }
        if batch.len() == BATCH {
            answer(&batch, &mut writer)?;
            batch.clear();
        }
    }
    answer(&batch, &mut writer)?;
    writer.flush()?;
    Ok(Outcome::Done)
}

/// Says so where the model does not know the languages of the first texts: all of them may never end.
fn warn(context: &Context, model: &str, batch: &[Request]) {
    let texts = batch.iter().map(|request| request.text.as_str());
    if let Some(unknown) = unknown_languages_of(texts, model) {
        context.say(&format!("warning: of the first {}, {unknown}", count(batch.len(), "text")));
    }
}

fn request(line: io::Result<String>, name: &str, number: usize) -> anyhow::Result<Option<Request>> {
    let place = || format!("{name} line {number}");
    let line = line.with_context(place)?;
    // some editors put a byte order mark before the first line
    let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
    if line.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(line)
        .map(Some)
        .map_err(|error| anyhow!("{}: not a JSON object with `id` and `text`: {error}", place()))
}

fn answer(embedder: &dyn Embedder, batch: &[Request], writer: &mut impl Write) -> anyhow::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let texts: Vec<&str> = batch.iter().map(|request| request.text.as_str()).collect();
    let embeddings = embedder.embed_passages(&texts, &Silent)?;
    for (row, request) in batch.iter().enumerate() {
        let embedding = embeddings.row(row);
        let embedding = embedding.as_slice().unwrap_or_default();
        serde_json::to_writer(&mut *writer, &Answer { id: &request.id, embedding })?;
        writer.write_all(b"\n")?;
    }
    Ok(())
}
