//! `filrouge similar`: passages that say the same thing as a text.

use super::similar_table::table;
use crate::Outcome;
use crate::answer::{Answer, Asked, Entry};
use crate::args::{Similar, TableOrJson};
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, columns, cut, one_line};
use anyhow::Context as _;
use filrouge::analysis;
use filrouge::embedder::{Embedder, Reranker};
use filrouge::error::Error;
use filrouge::search::{Conditions, Query, Search};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// A line of `--each` that is JSON.
#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    text: String,
}

pub(crate) fn run(context: &Context, options: &Similar) -> anyhow::Result<Outcome> {
    let store = context.open_index()?;
    let reranker = options.rerank.as_deref().map(|model| context.open_reranker(model)).transpose()?;
    let embedder = context.open_model_of(&store)?;
    let folder = analysis::settings(&store)?.folder.unwrap_or_default();
    let search = Search::load(store, embedder.as_ref(), context.progress())?;
    let query = query(options, &search, embedder.as_ref())?;
    let mut questions = Questions { context, options, query, search, embedder, reranker };
    if options.each {
        return questions.each();
    }
    let asked = questions.asked()?;
    questions.warn(&asked);
    if let Some(file) = options.file.as_ref().filter(|_| !options.same_article) {
        questions.query.within.not_articles.extend(questions.search.article_at(file, Path::new(&folder))?);
    }
    let answer = questions.answer(&asked)?;
    output::report(options.format, &answer, |writer| table(&answer.neighbours, writer))?;
    if answer.neighbours.is_empty() {
        tell_miss(context, answer.nearest_miss.as_ref(), options.min_percentile);
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

/// What is asked, but for the text.
fn query(options: &Similar, search: &Search, embedder: &dyn Embedder) -> anyhow::Result<Query> {
    let within = &options.within;
    let not = options.not.iter().map(|text| Asked::either(text, search, embedder)?.vector(false));
    let no_text = options.text.is_none() && options.passage.is_none() && options.file.is_none();
    let phrase_alone = no_text && options.like.is_empty() && options.not.is_empty() && !options.diverse;
    Ok(Query {
        limit: options.limit,
        per_article: options.per_article,
        within: Conditions {
            since: within.since,
            until: within.until,
            theme: within.theme.as_deref().map(|theme| search.find_theme(theme)).transpose()?,
            article: within.article.as_deref().map(|key| search.find_article(key)).transpose()?,
            source: within.source.clone(),
            language: within.lang,
            ..Conditions::default()
        },
        min_percentile: options.min_percentile,
        phrase: options.exact_phrase.clone(),
        words: options.words || phrase_alone,
        not: not.collect::<anyhow::Result<_>>()?,
        diverse: options.diverse,
    })
}

/// Everything that answers questions of one kind.
struct Questions<'a> {
    context: &'a Context,
    options: &'a Similar,
    query: Query,
    search: Search,
    embedder: Box<dyn Embedder>,
    reranker: Option<Reranker>,
}

impl Questions<'_> {
    /// What the command line asks about.
    fn asked(&self) -> anyhow::Result<Asked> {
        let Self { options, search, embedder, .. } = self;
        let like = options.like.iter().map(|text| Asked::either(text, search, embedder.as_ref()));
        let mut asked = match (&options.passage, text(options)?) {
            (Some(key), _) => Asked::passage(key, search)?,
            (None, Some(text)) => Asked::either(&text, search, embedder.as_ref())?,
            (None, None) => Asked::default(),
        };
        for other in like {
            asked = asked.and(other?);
        }
        match &options.exact_phrase {
            Some(phrase) if asked.text.is_empty() => Asked::text(phrase, embedder.as_ref()),
            _ => Ok(asked),
        }
    }

    fn answer(&self, asked: &Asked) -> anyhow::Result<Answer> {
        let mut query = self.query.clone();
        if !self.options.same_article && query.within.article.is_none() {
            query.within.not_articles.extend(asked.articles(&self.search)?);
        }
        query.within.not_passages.clone_from(&asked.own);
        let vector = asked.vector(query.words)?;
        let mut answer = Answer::find(&self.search, &asked.text, &vector, &query, self.reranker.as_ref())?;
        for entry in &mut answer.neighbours {
            if let Some(most) = self.options.context {
                entry.add_context(&self.search, most)?;
            }
            if self.options.explain {
                entry.add_carried(self.embedder.as_ref(), &vector)?;
            }
        }
        answer.id.clone_from(&asked.id);
        Ok(answer)
    }

    /// Says so where the model does not know the language that is asked in.
    fn warn(&self, asked: &Asked) {
        let unknown = analysis::unknown_languages_of([asked.text.as_str()], self.embedder.model_id());
        if let Some((Some(language), _)) = unknown.as_ref().and_then(|unknown| unknown.shares.first()) {
            let better = unknown.as_ref().map_or("", |unknown| &unknown.better);
            self.context.say(&format!(
                "warning: `{}` is in {language}, which the model does not know, so that its neighbours mean little; an index \
                 made with `--model {better}` knows a hundred languages",
                cut(&one_line(&asked.text), 40)
            ));
        }
    }

    /// Answers each line as it comes.
    fn each(&self) -> anyhow::Result<Outcome> {
        let lines: Box<dyn BufRead> = match (&self.options.text, &self.options.file) {
            (_, Some(path)) => Box::new(BufReader::new(File::open(path).map_err(Error::io("read", path))?)),
            (Some(text), None) if text != "-" => Box::new(io::Cursor::new(text.clone())),
            _ => Box::new(io::stdin().lock()),
        };
        let mut writer = output::standard();
        let mut outcome = Outcome::Nothing;
        for (number, line) in lines.lines().enumerate() {
            let place = || format!("line {} of the queries", number + 1);
            let line = line.with_context(|| format!("{} cannot be read as UTF-8 text", place()))?;
            if line.trim().is_empty() {
                continue;
            }
            let Line { id, text } = if line.trim_start().starts_with('{') {
                serde_json::from_str(&line).with_context(place)?
            } else {
                Line { id: None, text: line }
            };
            let asked = Asked::either(&text, &self.search, self.embedder.as_ref()).with_context(place)?.called(id);
            self.warn(&asked);
            let answer = if asked.vector(self.query.words).is_ok() {
                self.answer(&asked)?
            } else {
                self.context.say(&format!("{}: the model knows no word of it", place()));
                Answer { id: asked.id.clone(), ..Answer::nothing(&text) }
            };
            if !answer.neighbours.is_empty() {
                outcome = Outcome::Done;
            }
            self.show(&answer, &mut writer)?;
            writer.flush()?;
        }
        Ok(outcome)
    }

    fn show(&self, answer: &Answer, writer: &mut impl Write) -> anyhow::Result<()> {
        if self.options.format == TableOrJson::Json {
            serde_json::to_writer(&mut *writer, answer)?;
            return Ok(writeln!(writer)?);
        }
        writeln!(writer, "{BOLD}{}{BOLD:#}", cut(&one_line(&answer.query), columns()))?;
        table(&answer.neighbours, writer)?;
        writer.flush()?; // before what is told about it
        if answer.neighbours.is_empty() {
            tell_miss(self.context, answer.nearest_miss.as_ref(), self.options.min_percentile);
        }
        Ok(writeln!(writer)?)
    }
}

/// The text typed, or read from where it is.
fn text(options: &Similar) -> anyhow::Result<Option<String>> {
    if let Some(path) = &options.file {
        return Ok(Some(std::fs::read_to_string(path).map_err(Error::io("read", path))?));
    }
    if options.text.as_deref() != Some("-") {
        return Ok(options.text.clone());
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).context("cannot read standard input as UTF-8 text")?;
    Ok(Some(text))
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
