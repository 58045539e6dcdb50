//! A document to hand to an editor: what runs through the corpus, theme by theme, each statement with its source; what is
//! in no theme and what was left out; how to get the same again.

mod copies;
mod overview;
mod theme;
pub(super) mod wording;

use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use crate::corpus::{Date, Reason};
use crate::themes::main_language;
use overview::{overview, share};
use std::collections::BTreeMap;
use std::io::{self, Write};
use wording::{Noun, Wording};

pub(super) fn write(analysis: &Analysis, writer: &mut impl Write) -> io::Result<()> {
    let wording = Wording::of(main_language(&analysis.corpus));
    writeln!(writer, "# {}\n", title(analysis, wording))?;
    writeln!(writer, "{}\n", overview(analysis, wording))?;
    writeln!(writer, "{}\n", wording.how_to_read())?;
    if !analysis.themes.is_empty() {
        table(analysis, wording, writer)?;
    }
    let mut references = 0;
    for theme in &analysis.themes {
        theme::write(analysis, theme, wording, &mut references, writer)?;
    }
    remainder(analysis, wording, writer)?;
    repeat(analysis, wording, writer)
}

/// Writes one theme as a document of its own; nothing where there is no such theme.
pub(super) fn write_theme(analysis: &Analysis, id: ThemeId, writer: &mut impl Write) -> io::Result<()> {
    let wording = Wording::of(main_language(&analysis.corpus));
    let Some(theme) = analysis.themes.get(id.0 as usize) else { return Ok(()) };
    writeln!(writer, "# {}\n", title(analysis, wording))?;
    writeln!(writer, "{}", wording.how_to_read())?;
    theme::write(analysis, theme, wording, &mut 0, writer)?;
    repeat(analysis, wording, writer)
}

fn dates(analysis: &Analysis) -> impl Iterator<Item = Date> {
    analysis.corpus.articles.iter().filter_map(|article| article.date)
}

fn title(analysis: &Analysis, wording: Wording) -> String {
    let articles = wording.count(analysis.corpus.articles.len(), Noun::Article);
    let period = wording.period(dates(analysis).min(), dates(analysis).max());
    let period = period.map(|period| format!(", {period}")).unwrap_or_default();
    format!("{} {articles}{period}", wording.pick("Fil rouge de", "The thread through"))
}

/// A row for each theme; the period only where articles have dates.
fn table(analysis: &Analysis, wording: Wording, writer: &mut impl Write) -> io::Result<()> {
    let dated = dates(analysis).next().is_some();
    let (period, rule) = if dated { (wording.pick(" de | à |", " from | to |"), "---|---|") } else { ("", "") };
    let head =
        wording.pick("| n° | thème | passages | part | articles |", "| no. | theme | passages | share | articles |");
    writeln!(writer, "{head}{period} {} |", wording.pick("stabilité", "stability"))?;
    writeln!(writer, "|--:|---|--:|--:|--:|{rule}---|")?;
    for theme in &analysis.themes {
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let (passages, articles) = (wording.number(theme.passages), wording.number(theme.articles));
        let share = wording.percent(theme.share);
        write!(writer, "| {} | {} | {passages} | {share} | {articles} |", theme.id.0, escape(&theme.name))?;
        if dated {
            write!(writer, " {} | {} |", date(theme.first), date(theme.last))?;
        }
        writeln!(writer, " {} |", wording.stability(theme.stability))?;
    }
    Ok(())
}

/// What is in no theme, what was left out and why, what could not be read.
fn remainder(analysis: &Analysis, wording: Wording, writer: &mut impl Write) -> io::Result<()> {
    let corpus = &analysis.corpus;
    writeln!(writer, "\n## {}\n", wording.pick("Ce qui n’est dans aucun thème", "What is in no theme"))?;
    let passages = wording.count(analysis.unassigned(), Noun::Passage);
    let colon = wording.colon();
    let label = wording.pick("Passages dans aucun thème", "Passages in no theme");
    let list = wording.pick(
        "leur `theme` est vide dans `filrouge export --format csv`",
        "their `theme` is empty in `filrouge export --format csv`",
    );
    if analysis.unassigned() == 0 {
        writeln!(writer, "- {label}{colon} {passages}.")?;
    } else {
        writeln!(writer, "- {label}{colon} {passages} ({}){} {list}.", share(analysis, wording), wording.semicolon())?;
    }
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    for left_out in &corpus.left_out {
        *reasons.entry(left_out.reason).or_default() += 1;
    }
    let mut reasons: Vec<(Reason, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(reason, count)| (std::cmp::Reverse(count), reason));
    let reasons: Vec<String> = reasons
        .iter()
        .map(|&(reason, count)| format!("{} {}", wording.reason(reason), wording.number(count)))
        .collect();
    let label = wording.pick("Étranger aux articles et laissé de côté", "No part of an article and left out");
    let lines = wording.count(corpus.left_out.len(), Noun::Line);
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    writeln!(writer, "- {label}{colon} {lines}{reasons}.")?;
    if let Some(copies) = copies::copies(analysis, wording) {
        writeln!(writer, "- {copies}")?;
    }
    if !corpus.skipped.is_empty() {
        let label = wording.pick("Fichiers ou rangées sans texte lisible", "Files or rows without readable text");
        writeln!(writer, "- {label}{colon} {}.", wording.number(corpus.skipped.len()))?;
    }
    Ok(())
}

fn repeat(analysis: &Analysis, wording: Wording, writer: &mut impl Write) -> io::Result<()> {
    let (model, seed) = (&analysis.model.id, analysis.seed);
    writeln!(writer, "\n## {}\n", wording.pick("Refaire ce document", "How to repeat this document"))?;
    let version = env!("CARGO_PKG_VERSION");
    let (model_word, seed_word) = (wording.pick("modèle", "model"), wording.pick("graine", "seed"));
    writeln!(
        writer,
        "filrouge {version}, {model_word} `{}`, {seed_word} {seed}. {}",
        code(model),
        wording.how_to_repeat()
    )
}

/// Text from the corpus must not become markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            escaped.push('\\');
        }
        match letter {
            '&' => escaped.push_str("&amp;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Text inside backticks, where nothing can be escaped.
fn code(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter == '`' {
                '\''
            } else if letter.is_control() {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_from_the_corpus_is_no_markup() {
        assert_eq!(escape("a|b *c* <d>\n# e &lt;"), "a\\|b \\*c\\* \\<d\\> \\# e &amp;lt;");
    }
}
