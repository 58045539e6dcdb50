//! `filrouge similar`: passages that say the same thing as a text.

use crate::Outcome;
use crate::answer::{Answer, Entry, query_vector};
use crate::args::Similar;
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, wrap};
use anyhow::Context as _;
use filrouge::analysis;
use filrouge::corpus::PassageId;
use filrouge::error::Error;
use filrouge::search::{Query, Search};
use std::io::{self, Read, Write};
use std::path::Path;

pub(crate) fn run(context: &Context, options: &Similar) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let embedder = context.open_model_of(&store)?;
    let folder = analysis::settings(&store)?.folder.unwrap_or_default();
    let search = Search::load(store, embedder.as_ref(), context.progress())?;
    let (text, own) = query_text(options, &search)?;
    let theme = options.theme.as_deref().map(|theme| search.find_theme(theme)).transpose()?;
    let own_article = match (own, &options.file) {
        (Some(id), _) => Some(search.passage(id)?.article),
        (None, Some(file)) => search.article_at(file, Path::new(&folder))?,
        (None, None) => None,
    };
    let query = Query {
        limit: options.limit,
        per_article: options.per_article,
        since: options.since,
        until: options.until,
        theme,
        min_percentile: options.min_percentile,
        own_article: own_article.filter(|_| !options.same_article),
        own,
        phrase: options.exact_phrase.clone(),
        words: options.words || is_phrase_alone(options),
        ..Query::default()
    };
    let vector = query_vector(&search, embedder.as_ref(), &text, own, query.words)?;
    let answer = Answer::find(&search, &text, &vector, &query)?;
    output::report(options.format, &answer, |writer| table(&answer.neighbours, writer))?;
    if answer.neighbours.is_empty() {
        tell_miss(context, answer.nearest_miss.as_ref(), query.min_percentile);
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

/// The text asked about, and its passage when it is one of the index.
fn query_text(options: &Similar, search: &Search) -> anyhow::Result<(String, Option<PassageId>)> {
    if let Some(key) = &options.passage {
        let id = search.find(key)?.ok_or_else(|| Error::UnknownId { kind: "passage", id: key.clone() })?;
        return Ok((search.passage(id)?.text, Some(id)));
    }
    if let Some(path) = &options.file {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        return Ok((text, None));
    }
    match options.text.as_deref() {
        Some("-") => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("cannot read standard input as UTF-8 text")?;
            Ok((text, None))
        }
        text => Ok((text.or(options.exact_phrase.as_deref()).unwrap_or_default().to_owned(), None)),
    }
}

/// Whether a phrase is all that was given: then every passage that has it answers.
fn is_phrase_alone(options: &Similar) -> bool {
    options.text.is_none() && options.passage.is_none() && options.file.is_none()
}

/// Nothing passed: say so, and what came nearest.
fn tell_miss(context: &Context, miss: Option<&Entry>, min_percentile: f64) {
    let Some(miss) = miss else {
        context.say("nothing to compare with: no passage fits the conditions");
        return;
    };
    context.say(&format!(
        "nothing above percentile {min_percentile}; the nearest is {} (similarity {:.2}, percentile {:.1}): {}",
        miss.passage,
        miss.similarity,
        miss.percentile,
        cut(&one_line(&miss.text), 100)
    ));
}

fn table(found: &[Entry], writer: &mut impl Write) -> io::Result<()> {
    let width = columns() - 5;
    for (rank, found) in found.iter().enumerate() {
        let date = found.date.map_or_else(|| "undated".into(), |date| date.to_string());
        writeln!(
            writer,
            "{FAINT}{:>3}{FAINT:#}  {BOLD}{:.2}{BOLD:#} · {} · {date} · {FAINT}{}{FAINT:#}",
            rank + 1,
            found.similarity,
            closer_than(found.percentile),
            found.passage
        )?;
        for line in wrap(&one_line(&found.text), width - 2, 4) {
            writeln!(writer, "     {RED_THREAD}│{RED_THREAD:#} {line}")?;
        }
        writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&one_line(&found.path), width - 2))?;
        if !found.why.is_empty() {
            writeln!(writer, "       {FAINT}shared: {}{FAINT:#}", cut(&found.why.join(", "), width - 10))?;
        }
    }
    Ok(())
}

/// What a percentile means; close to 100 the last digits are what counts.
fn closer_than(percentile: f64) -> String {
    if percentile > 99.99 {
        "closer than all chance pairs".into()
    } else {
        format!("closer than {:.1} % of pairs", (percentile * 10.0).floor() / 10.0)
    }
}
