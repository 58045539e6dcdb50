//! `filrouge themes`: the main job.

use super::explain::explain;
use super::{corpus_period, count, diff, layers, namer, period};
use crate::Outcome;
use crate::args::{Themes, ThemesFormat};
use crate::context::Context;
use crate::output;
use crate::paint::{BOLD, FAINT, RED_THREAD, columns, cut, one_line, pad, wrap};
use filrouge::analysis::{self, Analysis, Settings, analyse};
use filrouge::error::Error;
use filrouge::export::{self, Format};
use filrouge::store::Store;
use filrouge::themes::{Badge, Doubt, Guide, Hypothesis, Theme};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// The longest bar, for the largest theme.
const BAR: usize = 12;
/// Quotes shown for a theme; the exports have them all.
const QUOTES: usize = 2;
/// Notes on files that are told without `-v`.
const NOTES: usize = 5;
/// Names shown for a theme, on one line.
const NAMES: usize = 6;

pub(crate) fn run(context: &Context, options: &Themes) -> anyhow::Result<Outcome> {
    let readable = matches!(options.format, ThemesFormat::Table | ThemesFormat::Json);
    anyhow::ensure!(!options.diff || readable, "`--diff` prints a table, or JSON with `--format json`");
    let explained = !options.explain || options.format == ThemesFormat::Table && !options.suggest;
    anyhow::ensure!(explained, "`--explain` goes with the table; JSON has `choice` and `curve`");
    let settings = settings(context, options)?;
    let namer = namer::open(context, &options.namer)?;
    let embedder = context.open_model(settings.model.as_deref())?;
    let mut store = Store::create(&context.index_path())?;
    let mut analysis = analyse(&settings, embedder.as_ref(), &mut store, context.progress())?;
    if let Some(namer) = &namer {
        namer::rename(context, namer, &mut analysis, &mut store)?;
    }
    tell_skips(context, &analysis);
    if let Some(unknown) = analysis::unknown_languages(&analysis.corpus, &analysis.model.id) {
        context.say(&format!("warning: {unknown}"));
    }
    context.say_laps();
    if options.diff {
        return diff::run(context, &store, &analysis, options.format);
    }
    analysis.method.notes.iter().for_each(|note| context.say(&format!("{}: {note}", analysis.method.algorithm)));
    let mut writer = output::standard();
    match options.format {
        _ if options.suggest => write!(writer, "{}", analysis::suggest(&analysis, settings.guide.as_ref()))?,
        ThemesFormat::Table => {
            table(&analysis, &mut writer)?;
            if let Some(layers) = &analysis.layers {
                layers::show(&analysis, layers, &mut writer)?;
            }
            if options.explain {
                explain(&analysis.choice, settings.guide.is_some(), &mut writer)?;
            }
        }
        ThemesFormat::Json => export::export(&analysis, Format::Json, &mut writer)?,
        ThemesFormat::Csv => export::themes_csv(&analysis, &mut writer)?,
        ThemesFormat::Markdown => export::export(&analysis, Format::Markdown, &mut writer)?,
    }
    writer.flush()?;
    Ok(Outcome::Done)
}

/// What is to be done: what was typed, and without paths what was done last, with what was typed instead.
fn settings(context: &Context, options: &Themes) -> anyhow::Result<Settings> {
    let guide = options.guide.as_deref().map(Guide::read).transpose()?;
    let mut settings = if options.paths.is_empty() {
        let last = analysis::settings(&context.open_index()?)?;
        anyhow::ensure!(last.paths != [Path::new("-")], "the last run read standard input; give it again with `-`");
        Context::enter(&last)?;
        last
    } else {
        if let Some(path) = options.paths.iter().find(|path| path.as_os_str() != "-" && !path.exists()) {
            return Err(Error::MissingPath { path: path.clone() }.into());
        }
        let here = std::env::current_dir().ok().and_then(|here| here.to_str().map(str::to_owned));
        Settings { folder: here, ..Settings::new(options.paths.clone()) }
    };
    settings.guide = guide.or(settings.guide);
    settings.count = options.count.or(settings.count.filter(|_| options.granularity.is_none()));
    settings.granularity = options.granularity.map_or(settings.granularity, Into::into);
    settings.layers |= options.layers;
    settings.max_unassigned = options.max_unassigned.or(settings.max_unassigned);
    settings.algorithm = options.algorithm.map_or(settings.algorithm, Into::into);
    settings.unit = options.unit.map_or(settings.unit, Into::into);
    settings.seed = context.seed.unwrap_or(settings.seed);
    settings.model = context.model.clone().or(settings.model);
    if options.keep_all {
        settings.read = settings.read.keep_all(true);
    }
    if options.keep_duplicates {
        settings.read = settings.read.keep_duplicates(true);
    }
    Ok(settings)
}

/// What was not read as it stands is never silent: a line each with `-v`, else a count.
fn tell_skips(context: &Context, analysis: &Analysis) {
    let corpus = &analysis.corpus;
    if context.verbose {
        for skipped in &corpus.skipped {
            let line = skipped.line.map(|line| format!(" line {line}")).unwrap_or_default();
            context.say(&format!("skipped `{}`{line}: {}", skipped.path, skipped.reason));
        }
        for left_out in &corpus.left_out {
            let text = cut(&one_line(&left_out.text), 60);
            context.say(&format!("left out of `{}` ({}): {text}", left_out.path, left_out.reason));
        }
        for copied in &corpus.duplicates.articles {
            let (copy, of) = (analysis.article(copied.copy), analysis.article(copied.of));
            let date = of.date.map(|date| format!(" of {date}")).unwrap_or_default();
            let share = 100.0 * copied.share;
            context.say(&format!("`{}` is a copy of `{}`{date} ({share:.0} % of it)", copy.path, of.path));
        }
    } else if !corpus.skipped.is_empty() {
        let (number, things) =
            (corpus.skipped.len(), if corpus.skipped.len() == 1 { "file or line" } else { "files or lines" });
        context.say(&format!("skipped {number} {things} (`-v` names them)"));
    }
    tell_dates(context, analysis);
    let shown = if context.verbose { corpus.notes.len() } else { NOTES };
    for note in corpus.notes.iter().take(shown) {
        let line = note.line.map(|line| format!(" line {line}")).unwrap_or_default();
        context.say(&format!("note: `{}`{line}: {}", note.path, note.message));
    }
    if let Some(more) = corpus.notes.len().checked_sub(shown).filter(|more| *more > 0) {
        context.say(&format!("{} (`-v` names them)", count(more, "more note")));
    }
}

/// Which articles were dated by what their texts tell, and which could not be: a line each with `-v`, else their numbers.
fn tell_dates(context: &Context, analysis: &Analysis) {
    let articles = &analysis.corpus.articles;
    let inferred = || articles.iter().filter(|article| article.is_date_inferred());
    let open = || articles.iter().filter_map(|article| article.date_undecided().map(|undecided| (article, undecided)));
    if context.verbose {
        for article in inferred() {
            let words = article.date_evidence().iter().map(|evidence| match &evidence.article {
                Some(path) => format!("`{}` in `{path}`", one_line(&evidence.text)),
                None => format!("`{}`", one_line(&evidence.text)),
            });
            let words: Vec<String> = words.collect();
            context.say(&format!(
                "`{}`: {} by {}",
                article.path,
                article.shown_date().unwrap_or_default(),
                words.join(", ")
            ));
        }
        for (article, undecided) in open() {
            context.say(&format!("`{}`: undated: {}", article.path, undecided.reason()));
        }
    } else if inferred().next().is_some() {
        let open = match open().count() {
            0 => String::new(),
            open => format!("; {open} undated"),
        };
        context.say(&format!(
            "{} dated by what they tell of (`~`){open} (`-v` says why)",
            count(inferred().count(), "article")
        ));
    }
}

fn table(analysis: &Analysis, writer: &mut impl Write) -> io::Result<()> {
    let corpus = &analysis.corpus;
    let (passages, articles) = (count(corpus.passages.len(), "passage"), count(corpus.articles.len(), "article"));
    let themes = count(analysis.themes.len(), "theme");
    writeln!(writer, "{BOLD}{themes}{BOLD:#} in {passages} of {articles}, {}", corpus_period(corpus))?;
    let largest = analysis.themes.iter().map(|theme| theme.passages).max().unwrap_or(0);
    for theme in &analysis.themes {
        writeln!(writer)?;
        heading(theme, largest, writer)?;
        details(analysis, theme, writer)?;
    }
    writeln!(writer)?;
    remainder(analysis, writer)
}

/// Number, name, bar, passages and share, on one line.
fn heading(theme: &Theme, largest: usize, writer: &mut impl Write) -> io::Result<()> {
    let filled = (theme.passages * BAR).div_ceil(largest.max(1));
    let width = columns();
    let name = pad(&cut(&theme.name, width - BAR - 18), width - BAR - 18);
    writeln!(
        writer,
        "{FAINT}{:>3}{FAINT:#}  {BOLD}{name}{BOLD:#} {RED_THREAD}{}{RED_THREAD:#}{} {:>5} {:>3.0} %",
        theme.id.0,
        "━".repeat(filled),
        " ".repeat(BAR - filled),
        theme.passages,
        theme.share * 100.0
    )
}

fn details(analysis: &Analysis, theme: &Theme, writer: &mut impl Write) -> io::Result<()> {
    let width = columns() - 5;
    let guided = if theme.guided { " · guided" } else { "" };
    let namer = theme.name_evidence.as_ref().map(|by| format!(" · named by {}", one_line(&by.model)));
    writeln!(
        writer,
        "     {FAINT}{} · {} · {}{guided}{}{FAINT:#}",
        period(theme.first, theme.last),
        count(theme.articles, "article"),
        badge(theme.stability),
        namer.unwrap_or_default()
    )?;
    let keywords: Vec<&str> = theme.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
    if !keywords.is_empty() {
        writeln!(writer, "     {}", cut(&keywords.join(", "), width))?;
    }
    if let Some(tested) = &theme.hypothesis {
        test(analysis, tested, width, writer)?;
    }
    // who and where, but for those that the keywords have told already
    let mentioned = theme.names.iter().map(|name| name.name.as_str()).filter(|name| !keywords.contains(name));
    let mentioned: Vec<&str> = mentioned.take(NAMES).collect();
    if !mentioned.is_empty() {
        writeln!(writer, "     {FAINT}who and where:{FAINT:#} {}", cut(&mentioned.join(", "), width - 15))?;
    }
    for &id in theme.quotes.iter().take(QUOTES) {
        let passage = &analysis.corpus.passages[id.0 as usize];
        let article = analysis.article(passage.article);
        for (number, line) in wrap(&one_line(&passage.text), width - 2, 2).iter().enumerate() {
            let mark = if number == 0 { "│" } else { " " };
            writeln!(writer, "     {RED_THREAD}{mark}{RED_THREAD:#} {line}")?;
        }
        let date = article.shown_date().map(|date| format!("{date} · ")).unwrap_or_default();
        let source = cut(&format!("{date}{} · {}", passage.key, one_line(&article.path)), width - 2);
        writeln!(writer, "       {FAINT}{source}{FAINT:#}")?;
    }
    Ok(())
}

/// What the test of a guided theme showed, briefly; the figures are in every export.
fn test(analysis: &Analysis, tested: &Hypothesis, width: usize, writer: &mut impl Write) -> io::Result<()> {
    let percent = |share: Option<f64>| share.map_or("–".into(), |share| format!("{:.0} %", share * 100.0));
    let (fit, coverage) = (percent(tested.fit), percent(tested.coverage));
    writeln!(writer, "     {FAINT}fit {fit} · holds {coverage} of what speaks of it{FAINT:#}")?;
    if !tested.doubts.is_empty() {
        let key = |doubt: &Doubt| analysis.corpus.passages[doubt.passage.0 as usize].key.as_str();
        let keys: Vec<&str> = tested.doubts.iter().map(key).collect();
        writeln!(writer, "     {FAINT}{}{FAINT:#}", cut(&format!("in doubt: {}", keys.join(", ")), width))?;
    }
    if !tested.unmatched.is_empty() {
        let all = format!("no passage answers to: {}", one_line(&tested.unmatched.join("; ")));
        for line in wrap(&all, width, 3) {
            writeln!(writer, "     {line}")?;
        }
    }
    Ok(())
}

/// Stability in words; the figure is in every export.
fn badge(stability: Option<f64>) -> String {
    let Some(stability) = stability else { return "stability not measured".into() };
    let word = match Badge::of(stability) {
        Badge::Stable => "stable",
        Badge::FairlyStable => "fairly stable",
        Badge::Unstable => "unstable",
    };
    format!("{word} {stability:.2}")
}

/// What is in no theme and what was left out, so that every line read is accounted for.
fn remainder(analysis: &Analysis, writer: &mut impl Write) -> io::Result<()> {
    let corpus = &analysis.corpus;
    let share = |passages: usize| 100.0 * passages as f64 / corpus.distinct_passages().max(1) as f64;
    let (outside, fringe) = (analysis.unassigned(), analysis.fringe());
    writeln!(
        writer,
        "{FAINT}  –{FAINT:#}  in no theme: {} ({:.0} %); at the fringe of one: {fringe} ({:.0} %)",
        count(outside, "passage"),
        share(outside),
        share(fringe)
    )?;
    let duplicates = &corpus.duplicates;
    if !duplicates.is_empty() {
        let (articles, passages) = (duplicates.articles.len(), duplicates.passages.len());
        writeln!(writer, "     copies, counted once: {}, {}", count(articles, "article"), count(passages, "passage"))?;
    }
    if !corpus.left_out.is_empty() {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for left_out in &corpus.left_out {
            *reasons.entry(left_out.reason.to_string()).or_default() += 1;
        }
        let reasons: Vec<String> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        let all = format!("left out: {} ({})", count(corpus.left_out.len(), "line"), reasons.join(", "));
        for line in wrap(&all, columns() - 5, 4) {
            writeln!(writer, "     {line}")?;
        }
    }
    Ok(())
}
