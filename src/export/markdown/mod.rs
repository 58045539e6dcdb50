//! A document to hand to an editor: what runs through the corpus, theme by theme, each statement with its source; what is
//! in no theme and what was left out; how to get the same again.

mod theme;
mod wording;

use crate::analysis::Analysis;
use crate::corpus::{Date, Reason};
use crate::themes::{Theme, main_language};
use std::collections::BTreeMap;
use std::io::{self, Write};
use wording::{Noun, Wording};

/// How many themes the overview names; one more rather than leave a single one unnamed.
const NAMED: usize = 3;

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

fn period(analysis: &Analysis) -> (Option<Date>, Option<Date>) {
    let dates = || analysis.corpus.articles.iter().filter_map(|article| article.date);
    (dates().min(), dates().max())
}

fn title(analysis: &Analysis, wording: Wording) -> String {
    let articles = wording.count(analysis.corpus.articles.len(), Noun::Article);
    let (first, last) = period(analysis);
    let period = wording.period(first, last).map(|period| format!(", {period}")).unwrap_or_default();
    format!("{} {articles}{period}", wording.pick("Fil rouge de", "The thread through"))
}

/// The corpus in one paragraph: its size, its largest themes, what is in none.
fn overview(analysis: &Analysis, wording: Wording) -> String {
    let corpus = &analysis.corpus;
    let themes = wording.count(analysis.themes.len(), Noun::Theme);
    let passages = wording.count(corpus.passages.len(), Noun::Passage);
    let articles = wording.count(corpus.articles.len(), Noun::Article);
    let mut text = match wording {
        Wording::French => format!("{passages} de {articles} ont été lus ; {themes} les parcourent."),
        Wording::English => format!("{passages} of {articles} were read; {themes} run through them."),
    };
    if analysis.themes.len() == 1 {
        text = text.replace("thème les parcourent", "thème les parcourt").replace("theme run", "theme runs");
    }
    let named = if analysis.themes.len() == NAMED + 1 { NAMED + 1 } else { NAMED };
    let largest: Vec<String> = analysis.themes.iter().take(named).map(|theme| with_share(theme, wording)).collect();
    if let Some((first, others)) = largest.split_first() {
        let all = others.len() + 1 == analysis.themes.len();
        text += &match (wording, others.is_empty()) {
            (Wording::French, true) => format!(" C’est {first}."),
            (Wording::English, true) => format!(" It is {first}."),
            (Wording::French, _) => {
                format!(" Le plus grand est {first} ; viennent ensuite {}", enumerate(others, " et "))
            }
            (Wording::English, _) => format!(" The largest is {first}, followed by {}", enumerate(others, " and ")),
        };
        if !others.is_empty() {
            text += if all { "." } else { wording.pick(", puis de plus petits.", ", then smaller ones.") };
        }
    }
    let unassigned = wording.count(analysis.unassigned(), Noun::Passage);
    text += &match (wording, analysis.unassigned()) {
        (Wording::French, 0) => " Tous les passages sont dans un thème.".to_owned(),
        (Wording::English, 0) => " Every passage is in a theme.".to_owned(),
        (Wording::French, number) => {
            format!(
                " {unassigned} ({}) {} dans aucun.",
                share(analysis, wording),
                if number > 1 { "n’entrent" } else { "n’entre" }
            )
        }
        (Wording::English, number) => {
            format!(" {unassigned} ({}) {} in none.", share(analysis, wording), if number == 1 { "is" } else { "are" })
        }
    };
    text
}

fn enumerate(parts: &[String], and: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{}{and}{last}", others.join(", ")),
    }
}

/// The share of passages in no theme.
fn share(analysis: &Analysis, wording: Wording) -> String {
    wording.percent(analysis.unassigned() as f64 / analysis.corpus.passages.len().max(1) as f64)
}

fn with_share(theme: &Theme, wording: Wording) -> String {
    format!("{} ({})", wording.quoted(&escape(&theme.name)), wording.percent(theme.share))
}

fn table(analysis: &Analysis, wording: Wording, writer: &mut impl Write) -> io::Result<()> {
    let head = "| n° | thème | passages | part | articles | de | à | stabilité |";
    writeln!(
        writer,
        "{}",
        wording.pick(head, "| no. | theme | passages | share | articles | from | to | stability |")
    )?;
    writeln!(writer, "|--:|---|--:|--:|--:|---|---|---|")?;
    for theme in &analysis.themes {
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        writeln!(
            writer,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            theme.id.0,
            escape(&theme.name),
            wording.number(theme.passages),
            wording.percent(theme.share),
            wording.number(theme.articles),
            date(theme.first),
            date(theme.last),
            wording.stability(theme.stability)
        )?;
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
        writeln!(writer, "- {label}{colon} {passages} ({}) ; {list}.", share(analysis, wording))?;
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
