//! What the document says of copies: how many there are, and of which articles.

use super::escape;
use super::wording::{Noun, Wording};
use crate::analysis::Analysis;
use std::path::Path;

/// How many originals are named.
const NAMED: usize = 5;

/// One sentence on the articles and passages that are copies; none where there is none.
pub(super) fn copies(analysis: &Analysis, wording: Wording) -> Option<String> {
    let duplicates = &analysis.corpus.duplicates;
    if duplicates.is_empty() {
        return None;
    }
    let (articles, passages) = (duplicates.articles.len(), duplicates.passages.len());
    let counted = [(articles, Noun::Article), (passages, Noun::Passage)].into_iter();
    let counted: Vec<String> =
        counted.filter(|(number, _)| *number > 0).map(|(number, noun)| wording.count(number, noun)).collect();
    let label = wording.pick("Copies, comptées une seule fois", "Copies, counted once");
    let originals = duplicates.originals();
    let named = originals.iter().take(NAMED).map(|&(id, number)| {
        let article = analysis.article(id);
        let file = Path::new(&article.path).file_name().map(|name| name.to_string_lossy());
        let title = article.title.clone().or(file.map(Into::into)).unwrap_or_default();
        let (of, quoted) = (wording.pick("de", "of"), wording.quoted(&escape(&title)));
        let date = article.date.map(|date| format!(" ({})", wording.date(date))).unwrap_or_default();
        format!("{} {of} {quoted}{date}", wording.number(number))
    });
    let mut named: Vec<String> = named.collect();
    if originals.len() > NAMED {
        let others: usize = originals[NAMED..].iter().map(|(_, number)| number).sum();
        named.push(format!("{} {}", wording.number(others), wording.pick("d’autres", "of others")));
    }
    let list = wording.pick(
        "`duplicates` les énumère dans `filrouge export --format json`",
        "`duplicates` in `filrouge export --format json` lists them",
    );
    let named = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
    let and = wording.pick(" et ", " and ");
    Some(format!("{label}{} {}{named}{} {list}.", wording.colon(), counted.join(and), wording.semicolon()))
}
