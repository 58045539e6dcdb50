//! `filrouge similar`: passages that say the same thing as a text.

use crate::Outcome;
use crate::args::{Similar, TableOrJson};
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, wrap};
use anyhow::Context as _;
use filrouge::analysis;
use filrouge::corpus::{Article, Date, Language, Passage, PassageId};
use filrouge::error::{Error, Result};
use filrouge::search::{ByWords, Found, Query, Search};
use serde::Serialize;
use std::io::{self, Read, Write};
use std::path::Path;

pub(crate) fn run(context: &Context, options: &Similar) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let embedder = context.open_model_of(&store)?;
    let folder = analysis::settings(&store)?.folder.unwrap_or_default();
    let search = Search::load(store, embedder.as_ref(), context.progress())?;
    let (text, own) = query_text(options, &search)?;
    anyhow::ensure!(!text.trim().is_empty(), "the text to compare with is empty");
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
    let vector = match own {
        Some(id) => search.vector(id),
        None => embedder.embed_query(&text)?.to_vec(),
    };
    let known = query.words || vector.iter().any(|value| *value != 0.0);
    anyhow::ensure!(known, "the model knows no word of the text to compare with");
    let found = search.neighbours(&text, &vector, &query)?;
    let shown = found.iter().map(|found| show(&search, found)).collect::<Result<Vec<_>>>()?;
    let mut writer = output::standard();
    match options.format {
        TableOrJson::Json => json(&text, &shown, &mut writer)?,
        TableOrJson::Table => table(&shown, &mut writer)?,
    }
    writer.flush()?;
    if found.is_empty() {
        tell_miss(context, &search, &text, &vector, &query)?;
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
fn tell_miss(context: &Context, search: &Search, text: &str, vector: &[f32], query: &Query) -> anyhow::Result<()> {
    let nearest = search.neighbours(text, vector, &Query { min_percentile: 0.0, limit: 1, ..query.clone() })?;
    let Some(miss) = nearest.first() else {
        context.say("nothing to compare with: no passage fits the conditions");
        return Ok(());
    };
    let passage = search.passage(miss.id)?;
    context.say(&format!(
        "nothing above percentile {}; the nearest is {} (similarity {:.2}, percentile {:.1}): {}",
        query.min_percentile,
        passage.key,
        miss.similarity,
        miss.percentile,
        cut(&one_line(&passage.text), 100)
    ));
    Ok(())
}

/// What is shown of a related passage.
struct Shown<'a> {
    found: &'a Found,
    passage: Passage,
    article: Article,
    theme: Option<u32>,
}

fn show<'a>(search: &Search, found: &'a Found) -> Result<Shown<'a>> {
    let passage = search.passage(found.id)?;
    Ok(Shown { found, article: search.article(passage.article)?, theme: search.theme(found.id)?, passage })
}

fn table(shown: &[Shown<'_>], writer: &mut impl Write) -> io::Result<()> {
    let width = columns() - 5;
    for (rank, Shown { found, passage, article, .. }) in shown.iter().enumerate() {
        let date = article.date.map_or_else(|| "undated".into(), |date| date.to_string());
        writeln!(
            writer,
            "{FAINT}{:>3}{FAINT:#}  {BOLD}{:.2}{BOLD:#} · {} · {date} · {FAINT}{}{FAINT:#}",
            rank + 1,
            found.similarity,
            closer_than(found.percentile),
            passage.key
        )?;
        for line in wrap(&one_line(&passage.text), width - 2, 4) {
            writeln!(writer, "     {RED_THREAD}│{RED_THREAD:#} {line}")?;
        }
        writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&one_line(&article.path), width - 2))?;
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

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    neighbours: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    passage: &'a str,
    article: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    date: Option<Date>,
    lang: Option<&'a Language>,
    text: &'a str,
    similarity: f32,
    percentile: f64,
    theme: Option<u32>,
    why: &'a [String],
    #[serde(flatten)]
    by_words: Option<WordsEntry>,
}

/// With words asked for.
#[derive(Serialize)]
struct WordsEntry {
    words_score: f64,
    words_share: f64,
    rank_by_meaning: Option<usize>,
    rank_by_words: Option<usize>,
}

impl From<ByWords> for WordsEntry {
    fn from(found: ByWords) -> Self {
        Self {
            words_score: found.score,
            words_share: found.share,
            rank_by_meaning: found.rank_by_meaning,
            rank_by_words: found.rank,
        }
    }
}

fn json(query: &str, shown: &[Shown<'_>], writer: &mut impl Write) -> io::Result<()> {
    let neighbours = shown.iter().map(|Shown { found, passage, article, theme }| Entry {
        passage: &passage.key,
        article: &article.key,
        path: &article.path,
        title: article.title.as_deref(),
        date: article.date,
        lang: passage.language.as_ref(),
        text: &passage.text,
        similarity: found.similarity,
        percentile: found.percentile,
        theme: *theme,
        why: &found.why,
        by_words: found.by_words.map(WordsEntry::from),
    });
    serde_json::to_writer(&mut *writer, &Answer { query, neighbours: neighbours.collect() })?;
    writer.write_all(b"\n")
}
