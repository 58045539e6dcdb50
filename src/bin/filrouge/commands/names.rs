//! `filrouge names`: who and where the corpus names, with the variants that were brought together.

use super::{count, period};
use crate::Outcome;
use crate::args::{Names as Asked, NamesFormat};
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, columns, cut, one_line, pad};
use filrouge::analysis;
use filrouge::export::{names_csv, names_json};
use filrouge::names::{self, Name, NameKind};
use std::io::{self, Write};

/// How many names the table shows.
const SHOWN: usize = 30;
/// Columns of a name and of its kind.
const NAME_WIDTH: usize = 28;
const KIND_WIDTH: usize = 14;

pub(crate) fn run(context: &Context, asked: &Asked) -> anyhow::Result<Outcome> {
    let analysis = analysis::load(&context.open_index()?)?;
    let theme = asked.theme.as_deref().map(|theme| analysis.find_theme(theme)).transpose()?;
    let found = names::find(&analysis.corpus);
    let in_theme = |name: &&Name| {
        theme.is_none() || name.mentions.iter().any(|mention| analysis.theme_of[mention.passage.0 as usize] == theme)
    };
    let of_kind = |name: &&Name| asked.kind.is_none_or(|kind| name.kind == Some(kind.into()));
    let all: Vec<&Name> = found.all().iter().filter(of_kind).filter(in_theme).collect();
    let most = asked.limit.unwrap_or(if asked.format == NamesFormat::Table { SHOWN } else { usize::MAX });
    let shown = &all[..all.len().min(most)];
    let mut writer = output::standard();
    match asked.format {
        NamesFormat::Table => table(shown, all.len(), &mut writer)?,
        NamesFormat::Json => names_json(shown, &mut writer)?,
        NamesFormat::Csv => names_csv(shown, &mut writer)?,
    }
    writer.flush()?;
    if all.is_empty() {
        context.say("no such name was found");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

fn table(names: &[&Name], all: usize, writer: &mut impl Write) -> io::Result<()> {
    for name in names {
        let shown = pad(&cut(&one_line(&name.display), NAME_WIDTH), NAME_WIDTH);
        let kind = pad(kind(name.kind), KIND_WIDTH);
        let where_found = format!("{} in {}", count(name.passages, "passage"), count(name.articles, "article"));
        writeln!(writer, "{BOLD}{shown}{BOLD:#} {kind}{where_found} · {}", period(name.first, name.last))?;
        let others = name.variants.iter().filter(|variant| variant.form != name.display);
        let others: Vec<String> = others.map(|variant| one_line(&variant.form)).collect();
        if !others.is_empty() {
            writeln!(writer, "  {FAINT}also {}{FAINT:#}", cut(&others.join(" · "), columns() - 7))?;
        }
    }
    if names.len() < all {
        writeln!(writer, "{FAINT}and {} more (`--limit`, `--format csv`){FAINT:#}", all - names.len())?;
    }
    Ok(())
}

fn kind(kind: Option<NameKind>) -> &'static str {
    match kind {
        Some(NameKind::Person) => "person",
        Some(NameKind::Place) => "place",
        Some(NameKind::Organisation) => "organisation",
        _ => "?",
    }
}
