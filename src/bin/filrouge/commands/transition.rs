//! `filrouge transition`: how one thing gives way to another.

use super::transition_table::table;
use crate::Outcome;
use crate::args::{Transition as Options, TransitionFormat};
use crate::context::Context;
use crate::output;
use filrouge::analysis::{self, Analysis};
use filrouge::export::transition::{transition_document, transition_markdown};
use filrouge::names::{self, Meaning, Names};
use filrouge::transition::{Asked, Side, Transition, TransitionSettings, Verdict, transition};
use std::io::Write;

/// What a theme begins with where a name or phrase could stand.
const THEME: &str = "theme:";

pub(crate) fn run(context: &Context, options: &Options) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let analysis = analysis::load(&store)?;
    let names = names::find(&analysis.corpus);
    let known = (&analysis, &names);
    let from = asked(known, &options.from, &options.from_variant)?;
    let to = asked(known, &options.to, &options.to_variant)?;
    let vectors = store.vectors(&analysis.model.id, analysis.model.dimension, context.progress())?;
    let settings = TransitionSettings {
        length: options.by.length(),
        bridges: options.limit,
        seed: context.seed.unwrap_or(analysis.seed),
        ..TransitionSettings::default()
    };
    let (corpus, theme_of) = (&analysis.corpus, &analysis.theme_of);
    let found = transition(corpus, theme_of, vectors.rows(), [&from, &to], &settings)?;
    let missing: Vec<&Side> = [&found.from, &found.to].into_iter().filter(|side| side.passages == 0).collect();
    if missing.is_empty() || options.format == TransitionFormat::Json {
        write(&analysis, &found, options.format)?;
    }
    for side in &missing {
        context.say(&nowhere(&names, side));
    }
    let crossed = matches!(found.crossing.verdict, Verdict::Crossed | Verdict::Likely);
    Ok(if missing.is_empty() && crossed { Outcome::Done } else { Outcome::Nothing })
}

/// A side as typed.
fn asked((analysis, names): (&Analysis, &Names), typed: &str, variants: &[String]) -> anyhow::Result<Asked> {
    let Some(theme) = typed.strip_prefix(THEME) else {
        let known = match names.of(typed) {
            Meaning::One(name) => name.variants.iter().map(|variant| variant.form.clone()).collect(),
            Meaning::Several(_) | Meaning::None => Vec::new(),
        };
        return Ok(Asked::phrases(typed, &[variants, &known].concat()));
    };
    if !variants.is_empty() {
        anyhow::bail!("`{typed}` is a theme: other ways to write it go with a name or phrase");
    }
    let theme = analysis.find_theme(theme)?;
    let label = analysis.themes.iter().find(|found| found.id == theme).map(|found| found.name.clone());
    Ok(Asked::Theme { label: label.unwrap_or_else(|| typed.to_owned()), theme })
}

fn write(analysis: &Analysis, found: &Transition, format: TransitionFormat) -> anyhow::Result<()> {
    let mut writer = output::standard();
    match format {
        TransitionFormat::Table => table(&analysis.corpus, found, &mut writer)?,
        TransitionFormat::Markdown => transition_markdown(&analysis.corpus, found, &mut writer)?,
        TransitionFormat::Json => {
            serde_json::to_writer(&mut writer, &transition_document(&analysis.corpus, found))?;
            writeln!(writer)?;
        }
    }
    Ok(writer.flush()?)
}

/// A side that no passage speaks of, and what may have been meant.
fn nowhere(names: &Names, side: &Side) -> String {
    let label = &side.label;
    if side.theme.is_some() {
        return format!("no passage is in the theme `{label}`");
    }
    let known = names.all().iter().map(|name| name.display.clone());
    let nearest = filrouge::transition::nearest_names(label, known);
    if nearest.is_empty() {
        return format!("`{label}` is named nowhere, nor is anything written like it");
    }
    format!("`{label}` is named nowhere; the nearest names are `{}`", nearest.join("`, `"))
}
