//! A document to hand on: each theme with its figures, keywords and quotes, each quote with its source.

use super::json::{Quote, quote};
use crate::analysis::Analysis;
use crate::themes::Theme;
use std::io::{self, Write};

pub(super) fn write(analysis: &Analysis, writer: &mut impl Write) -> io::Result<()> {
    let corpus = &analysis.corpus;
    let dates = || corpus.articles.iter().filter_map(|article| article.date);
    writeln!(writer, "# Themes\n")?;
    write!(writer, "{} passages from {} articles", corpus.passages.len(), corpus.articles.len())?;
    if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
        write!(writer, ", {first} to {last}")?;
    }
    writeln!(writer, "; {} in no theme, {} lines left out.", analysis.unassigned(), corpus.left_out.len())?;
    writeln!(writer, "Model `{}`, seed {}.\n", analysis.model.id, analysis.seed)?;
    writeln!(writer, "| | theme | passages | articles | share | from | to |")?;
    writeln!(writer, "|--:|---|--:|--:|--:|---|---|")?;
    for theme in &analysis.themes {
        summary_row(theme, writer)?;
    }
    for theme in &analysis.themes {
        section(analysis, theme, writer)?;
    }
    Ok(())
}

fn summary_row(theme: &Theme, writer: &mut impl Write) -> io::Result<()> {
    let date = |date: Option<crate::corpus::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    writeln!(
        writer,
        "| {} | {} | {} | {} | {:.0} % | {} | {} |",
        theme.id.0,
        escape(&theme.name),
        theme.passages,
        theme.articles,
        theme.share * 100.0,
        date(theme.first),
        date(theme.last)
    )
}

fn section(analysis: &Analysis, theme: &Theme, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer, "\n## {}. {}\n", theme.id.0, escape(&theme.name))?;
    let keywords: Vec<String> = theme.keywords.iter().map(|keyword| escape(&keyword.term)).collect();
    if !keywords.is_empty() {
        writeln!(writer, "*{}*\n", keywords.join(", "))?;
    }
    write!(writer, "Cohesion {:.2}", theme.cohesion)?;
    if let Some(stability) = theme.stability {
        write!(writer, ", stability {stability:.2}")?;
    }
    writeln!(writer, "{}.", if theme.guided { "; described by the user" } else { "" })?;
    for &id in &theme.quotes {
        quotation(analysis, &quote(analysis, id), writer)?;
    }
    Ok(())
}

fn quotation(analysis: &Analysis, quote: &Quote<'_>, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer)?;
    for line in quote.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(writer, "> {}", escape(line))?;
    }
    let article = analysis.corpus.articles.iter().find(|article| article.key == quote.article);
    let title = article.and_then(|article| article.title.as_deref()).map(escape);
    let date = quote.date.map_or_else(|| "undated".into(), |date| date.to_string());
    let title = title.map(|title| format!("{title}, ")).unwrap_or_default();
    writeln!(writer, ">\n> — {title}{date}, `{}`, passage `{}`", quote.path.replace('`', "'"), quote.passage)
}

/// Text from the corpus must not become markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(if letter.is_control() { ' ' } else { letter });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_from_the_corpus_is_no_markup() {
        assert_eq!(escape("a|b *c* <d>\n# e"), "a\\|b \\*c\\* \\<d\\> \\# e");
    }
}
