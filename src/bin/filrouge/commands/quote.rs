//! A passage as evidence on a terminal: what is said, when, under which id, and where.

use crate::paint::{FAINT, RED_THREAD, columns, cut, one_line, wrap};
use filrouge::corpus::{Article, Corpus, PassageId};
use std::io::{self, Write};

/// The words in at most so many lines, then their source. A date that follows from what the article tells of has its sign.
pub(super) fn quote(
    text: &str,
    (article, passage): (&Article, &str),
    lines: usize,
    writer: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let width = columns() - 7;
    for line in wrap(&one_line(text), width, lines) {
        writeln!(writer, "     {RED_THREAD}│{RED_THREAD:#} {line}")?;
    }
    let place = format!("{} · {passage} · {}", shown_date(article), one_line(&article.path));
    writeln!(writer, "       {FAINT}{}{FAINT:#}", cut(&place, width))
}

/// A whole passage.
pub(super) fn quote_passage(
    corpus: &Corpus,
    id: PassageId,
    lines: usize,
    writer: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let passage = &corpus.passages[id.0 as usize];
    quote(&passage.text, (&corpus.articles[passage.article.0 as usize], &passage.key), lines, writer)
}

pub(super) fn shown_date(article: &Article) -> String {
    article.shown_date().unwrap_or_else(|| "undated".into())
}
