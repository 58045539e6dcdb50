//! The section of one theme: figures, what it is about sentence by sentence, who and where, quotes, its neighbours.

use super::wording::{Noun, Wording};
use super::{code, dates, escape};
use crate::analysis::Analysis;
use crate::corpus::{Article, ArticleId, PassageId, sentence_ends};
use crate::themes::{Relation, Theme};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Quotes that a theme shows beside its summary.
const QUOTES: usize = 3;
/// A quote longer than this, in characters, is cut at the end of a sentence, or of a word.
const LONGEST_QUOTE: usize = 420;
/// A line of a quote shorter than this, in characters, was not broken because it was full.
const FULL_LINE: usize = 50;
/// Sources that are named; the others are counted.
const SOURCES: usize = 6;

/// Writes the section; `references` is the number of the last reference so far.
pub(super) fn write(
    analysis: &Analysis,
    theme: &Theme,
    wording: Wording,
    references: &mut usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    writeln!(writer, "\n## {}. {}\n", theme.id.0, escape(&theme.name))?;
    writeln!(writer, "{}", figures(analysis, theme, wording))?;
    let first = *references + 1;
    if !theme.summary.is_empty() {
        writeln!(writer)?;
        for (number, sentence) in (first..).zip(&theme.summary) {
            let text = sentence.text(&analysis.corpus).split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(writer, "- {} \\[{number}\\]", item(&text))?;
        }
    }
    for line in facts(analysis, theme, wording) {
        writeln!(writer, "\n{line}")?;
    }
    let cited = |id: &PassageId| theme.summary.iter().any(|sentence| sentence.passage == *id);
    for &id in theme.quotes.iter().filter(|id| !cited(id)).take(QUOTES) {
        quotation(analysis, id, wording, writer)?;
    }
    if !theme.summary.is_empty() {
        writeln!(writer, "\n{}{}\n", wording.pick("Références", "References"), wording.colon())?;
        for (number, sentence) in (first..).zip(&theme.summary) {
            writeln!(writer, "- \\[{number}\\] {}", source(analysis, sentence.passage, wording))?;
        }
    }
    *references += theme.summary.len();
    Ok(())
}

/// A line of a list must not begin a list, or a heading, of its own.
fn item(text: &str) -> String {
    let escaped = escape(text);
    let digits = escaped.len() - escaped.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    if escaped.starts_with(['-', '+']) {
        format!("\\{escaped}")
    } else if digits > 0 && escaped[digits..].starts_with(['.', ')']) {
        format!("{}\\{}", &escaped[..digits], &escaped[digits..])
    } else {
        escaped
    }
}

/// Size, period, stability and cohesion in a sentence or two.
fn figures(analysis: &Analysis, theme: &Theme, wording: Wording) -> String {
    let passages = wording.count(theme.passages, Noun::Passage);
    if theme.passages == 0 {
        return wording
            .pick(
                "Aucun passage ne répond à ce thème décrit d’avance.",
                "No passage answers this theme, described beforehand.",
            )
            .into();
    }
    let articles = wording.count(theme.articles, Noun::Article);
    let share = wording.percent(theme.share);
    let period = period(analysis, theme, wording);
    let guided = if theme.guided { wording.pick("Thème décrit d’avance, ", "Described beforehand, ") } else { "" };
    let (stability, cohesion) = (wording.stability(theme.stability), wording.decimal(theme.cohesion));
    let figures = match wording {
        Wording::French => format!(
            "{passages} de {articles}, soit {share} du corpus{period}. {guided}{stability} ; cohésion {cohesion}."
        ),
        Wording::English => {
            format!(
                "{passages} of {articles}, {share} of the corpus{period}. {guided}{stability}; cohesion {cohesion}."
            )
        }
    };
    if theme.guided { figures } else { figures.replacen(&stability, &capitalised(&stability), 1) }
}

/// The period of the theme's articles, and how many of them have no date to be counted in it.
fn period(analysis: &Analysis, theme: &Theme, wording: Wording) -> String {
    let corpus = &analysis.corpus;
    let own = corpus.passages.iter().zip(&analysis.theme_of).filter(|(_, own)| **own == Some(theme.id));
    let articles: BTreeSet<ArticleId> = own.map(|(passage, _)| passage.article).collect();
    let undated = articles.iter().filter(|&&id| analysis.article(id).date.is_none()).count();
    let Some(period) = wording.period(theme.first, theme.last) else { return String::new() };
    if undated == 0 {
        return format!(", {period}");
    }
    let without = wording.pick("sans date", "without a date");
    format!(", {period} ({} {without})", wording.count(undated, Noun::Article))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Who and where, keywords, sources, neighbours: a line each, where there is something to say.
fn facts(analysis: &Analysis, theme: &Theme, wording: Wording) -> Vec<String> {
    let names = theme.names.iter().map(|name| format!("{} ({})", escape(&name.name), wording.number(name.passages)));
    let keywords = theme.keywords.iter().map(|keyword| escape(&keyword.term));
    let relation = |relation: Option<Relation>, french: &str, english: &str| {
        let relation = relation?;
        let name = escape(&analysis.themes.get(relation.theme.0 as usize)?.name);
        let similarity = wording.decimal(relation.similarity);
        Some(format!("{} {}. {name} ({similarity})", wording.pick(french, english), relation.theme.0))
    };
    let neighbours = [
        relation(theme.nearest, "le plus proche,", "nearest,"),
        relation(theme.opposite, "le plus éloigné,", "farthest,"),
    ];
    let lines = [
        ("Qui et où, en nombre de passages", "Who and where, in passages", join(names, ", ")),
        ("Mots clés", "Keywords", join(keywords, ", ")),
        ("Sources, en nombre de passages", "Sources, in passages", sources(theme, wording)),
        ("Autres thèmes", "Other themes", join(neighbours.into_iter().flatten(), &format!("{} ", wording.semicolon()))),
    ];
    let told = lines.into_iter().filter(|(_, _, text)| !text.is_empty());
    told.map(|(french, english, text)| format!("**{}{}** {text}.", wording.pick(french, english), wording.colon()))
        .collect()
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}

/// Nothing where no article says its source.
fn sources(theme: &Theme, wording: Wording) -> String {
    if theme.sources.iter().all(|count| count.source.is_none()) {
        return String::new();
    }
    let unknown = wording.pick("source non indiquée", "source not given");
    let mut parts: Vec<String> = theme
        .sources
        .iter()
        .take(SOURCES)
        .map(|count| {
            let source = count.source.as_deref().map_or_else(|| unknown.to_owned(), escape);
            format!("{source} ({})", wording.number(count.passages))
        })
        .collect();
    let others: usize = theme.sources.iter().skip(SOURCES).map(|count| count.passages).sum();
    if others > 0 {
        parts.push(format!("{} ({})", wording.pick("autres", "others"), wording.number(others)));
    }
    parts.join(", ")
}

fn quotation(analysis: &Analysis, id: PassageId, wording: Wording, writer: &mut impl Write) -> io::Result<()> {
    let text = &analysis.corpus.passages[id.0 as usize].text;
    let kept = cut(text);
    let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let more = if kept.len() < text.trim_end().len() { " \\[…\\]" } else { "" };
    writeln!(writer)?;
    for (number, line) in lines.iter().enumerate() {
        let last = number + 1 == lines.len();
        writeln!(writer, "> {}{}", item(line), if last { more } else { "" })?;
        // a heading stays apart from the text below it
        if !last && line.chars().count() < FULL_LINE {
            writeln!(writer, ">")?;
        }
    }
    writeln!(writer, ">\n> — {}", source(analysis, id, wording))
}

/// The beginning of a text, up to the end of a sentence, or of a word where the first sentence is too long.
fn cut(text: &str) -> &str {
    let Some((limit, _)) = text.char_indices().nth(LONGEST_QUOTE) else { return text.trim_end() };
    let ends: Vec<usize> = sentence_ends(text).take_while(|&end| end <= limit).collect();
    // not inside somebody's words, unless hardly anything would be left
    let count = |end: usize, mark: char| text[..end].matches(mark).count();
    let closed =
        |end: usize| [('«', '»'), ('“', '”')].iter().all(|&(open, close)| count(end, open) == count(end, close));
    let enough = |end: &&usize| **end >= limit / 3;
    let end = ends.iter().rev().filter(enough).find(|&&end| closed(end)).or(ends.last().filter(|end| enough(end)));
    let end = end.copied().or_else(|| text[..limit].rfind(char::is_whitespace)).unwrap_or(limit);
    text[..end].trim_end()
}

/// Title, outlet, date, place and passage id.
fn source(analysis: &Analysis, id: PassageId, wording: Wording) -> String {
    let passage = &analysis.corpus.passages[id.0 as usize];
    let article = analysis.article(passage.article);
    let Article { title, source, date, path, .. } = article;
    let title = title.as_deref().map(|title| format!("*{}*", escape(title.trim())));
    // where no article has a date, to say so of each says nothing
    let undated = || dates(analysis).next().map(|_| wording.pick("sans date", "undated").to_owned());
    let inferred =
        if article.is_date_inferred() { wording.pick(" (d’après le texte)", " (from the text)") } else { "" };
    let date = date.map(|date| format!("{}{inferred}", wording.date(date))).or_else(undated);
    let place = format!("`{}`, passage `{}`", code(path), passage.key);
    join([title, source.as_deref().map(escape), date, Some(place)].into_iter().flatten(), ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quote_ends_with_a_sentence() {
        let sentence = "La rivière a débordé dans la nuit et les eaux ont envahi les rues basses du village. ";
        let text = sentence.repeat(9);
        let kept = cut(&text);
        assert!(kept.ends_with("du village.") && kept.chars().count() <= LONGEST_QUOTE, "{kept}");
        assert_eq!(cut(sentence), sentence.trim_end());
    }

    #[test]
    fn a_long_quote_does_not_end_inside_somebody_s_words() {
        let said = "« Les eaux montent. Elles montent depuis trois jours, et rien ne les arrête. » ".repeat(3);
        let text = format!("{said}« {}»", "Nous partirons donc demain avec tout le village. ".repeat(6));
        assert!(cut(&text).ends_with('»'), "{}", cut(&text));
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let kept = "très ".repeat(200);
        assert!(cut(&kept).ends_with("très") && cut(&kept).len() < kept.len());
        assert_eq!(cut(&"é".repeat(900)).chars().count(), LONGEST_QUOTE);
    }

    #[test]
    fn text_from_the_corpus_is_no_list() {
        assert_eq!(item("42. Soldats"), "42\\. Soldats");
        assert_eq!(item("- Soldats"), "\\- Soldats");
        assert_eq!(item("42 soldats"), "42 soldats");
    }
}
