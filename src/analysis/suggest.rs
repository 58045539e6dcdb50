//! A guide made of the themes found, for a person to edit: names, sentences and words to rename, merge and split.

use super::Analysis;
use crate::corpus::sentences::sentence_ends;
use crate::corpus::{Language, Passage, PassageId};
use crate::themes::{Guide, GuidedTheme, Theme, main_language};
use crate::words::fold;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// How many sentences describe a theme.
const SENTENCES: usize = 12;
/// How many passages are examples of it.
const EXAMPLES: usize = 24;
/// A sentence that says enough, and is still read at a glance, in characters.
const READABLE: RangeInclusive<usize> = 40..=240;

const HEADER_FRENCH: &str = "\
# Thèmes trouvés par `filrouge themes --suggest` ; à reprendre par `filrouge themes --guide FICHIER`. Changez les noms.
# Réunir deux thèmes : déplacez les lignes de l'un dans l'autre. En séparer un : copiez son bloc, sans sa ligne `key`, et
# partagez ses lignes entre les deux. `like` : les passages qui doivent y rester ; `not` : ce qui parle contre le thème.
";
const HEADER_ENGLISH: &str = "\
# Themes found by `filrouge themes --suggest`; to be used by `filrouge themes --guide FILE`. Change the names.
# To merge two themes, move the lines of one into the other. To split one, copy its block without its `key` line, and
# share its lines between the two. `like`: the passages that must stay; `not`: what speaks against the theme.
";

/// A guide in TOML. A theme that was found is described by sentences of its passages, each with its source, and by its
/// keywords; a guided theme as its `guide` describes it.
///
/// ```no_run
/// use filrouge::{analysis, store::Store};
/// let store = Store::open(".filrouge/index.sqlite".as_ref())?;
/// let guide = analysis::settings(&store)?.guide;
/// println!("{}", analysis::suggest(&analysis::load(&store)?, guide.as_ref()));
/// # Ok::<(), filrouge::error::Error>(())
/// ```
#[must_use]
pub fn suggest(analysis: &Analysis, guide: Option<&Guide>) -> String {
    let french = main_language(&analysis.corpus) != Language::English;
    let mut toml = String::from(if french { HEADER_FRENCH } else { HEADER_ENGLISH });
    for theme in &analysis.themes {
        let described =
            guide.and_then(|guide| guide.themes.iter().find(|other| theme.guided && other.name == theme.name));
        toml.push_str("\n[[theme]]\n");
        setting(&mut toml, "name", &theme.name);
        setting(&mut toml, "key", &theme.key);
        match described {
            Some(described) => as_described(&mut toml, described),
            None => as_found(&mut toml, analysis, theme),
        }
    }
    toml
}

fn as_described(toml: &mut String, described: &GuidedTheme) {
    list(toml, "about", described.about.iter().map(|phrase| (phrase.clone(), None)));
    list(toml, "words", described.words.iter().map(|word| (word.clone(), None)));
    list(toml, "like", described.like.iter().map(|key| (key.clone(), None)));
    list(toml, "not", described.not.iter().map(|phrase| (phrase.clone(), None)));
}

fn as_found(toml: &mut String, analysis: &Analysis, theme: &Theme) {
    let mut said = BTreeSet::new();
    let representatives = representatives(analysis, theme);
    // a sentence of every other one: the sides that the examples show, in half the lines
    let sentences = representatives.iter().step_by(2).filter_map(|id| {
        let passage = &analysis.corpus.passages[id.0 as usize];
        let sentence = telling_sentence(passage, theme)?;
        let article = analysis.article(passage.article);
        let date = article.date.map(|date| format!("{date}, ")).unwrap_or_default();
        let source = format!("{}, {date}{}", passage.key, one_line(&article.path));
        said.insert(sentence.clone()).then_some((sentence, Some(source)))
    });
    list(toml, "about", sentences.take(SENTENCES));
    list(toml, "words", theme.keywords.iter().map(|keyword| (keyword.term.clone(), None)));
    list(
        toml,
        "like",
        representatives.iter().take(EXAMPLES).map(|id| (analysis.corpus.passages[id.0 as usize].key.clone(), None)),
    );
}

/// The quotes of a theme, then passages of it from its middle outwards, evenly, so that its sides are described too.
fn representatives(analysis: &Analysis, theme: &Theme) -> Vec<PassageId> {
    let own = |row: &usize| analysis.theme_of[*row] == Some(theme.id);
    let mut members: Vec<usize> = (0..analysis.theme_of.len()).filter(own).collect();
    members.sort_by(|&a, &b| analysis.scores[b].total_cmp(&analysis.scores[a]).then(a.cmp(&b)));
    let step = members.len().div_ceil(EXAMPLES).max(1);
    let spread = members.iter().step_by(step).map(|&row| analysis.corpus.passages[row].id);
    let mut chosen = theme.quotes.clone();
    for id in spread {
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    chosen
}

/// The readable sentence with most of the theme's keywords, the first of equals; else the passage's beginning.
fn telling_sentence(passage: &Passage, theme: &Theme) -> Option<String> {
    let mut start = 0;
    let sentences = sentence_ends(&passage.text).map(|end| {
        let sentence = one_line(&passage.text[start..end]);
        start = end;
        sentence
    });
    let value = |sentence: &String| {
        let folded = fold(sentence);
        let held = theme.keywords.iter().filter(|keyword| folded.contains(&fold(&keyword.term)));
        held.map(|keyword| keyword.score).sum::<f64>()
    };
    let readable = sentences.filter(|sentence| READABLE.contains(&sentence.chars().count()));
    let valued = readable.map(|sentence| (value(&sentence), sentence));
    let best = valued.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(|| beginning(&one_line(&passage.text)), |(_, sentence)| Some(sentence))
}

/// As many whole words as are readable.
fn beginning(text: &str) -> Option<String> {
    let end = text.char_indices().nth(*READABLE.end()).map_or(text.len(), |(at, _)| at);
    let end = if end == text.len() { end } else { text[..end].rfind(' ').unwrap_or(end) };
    text[..end].contains(char::is_alphanumeric).then(|| text[..end].to_owned())
}

/// `name = "value"`.
fn setting(toml: &mut String, name: &str, value: &str) {
    toml.extend([name, " = ", &quoted(value), "\n"]);
}

/// `name = [ ... ]`, an entry a line, with where it is from; nothing for an empty list.
fn list(toml: &mut String, name: &str, entries: impl Iterator<Item = (String, Option<String>)>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    toml.extend([name, " = [\n"]);
    for (entry, source) in entries {
        let source = source.map(|source| format!(" # {source}")).unwrap_or_default();
        toml.extend(["  ", &quoted(&entry), ",", &source, "\n"]);
    }
    toml.push_str("]\n");
}

/// A string as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

/// Without line breaks, nor what else could end a comment.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_being_quoted() {
        for text in ["l'été « à » Ségou", r#"he said "no" and 'yes'"#, r"back\slash", "#", "'''", r#"""""#] {
            let mut toml = String::new();
            setting(&mut toml, "name", text);
            list(&mut toml, "about", [(text.to_owned(), Some("source".to_owned()))].into_iter());
            let read: toml::Table = toml::from_str(&toml).unwrap();
            assert_eq!(read["name"].as_str(), Some(text), "{toml}");
            assert_eq!(read["about"][0].as_str(), Some(text), "{toml}");
        }
    }
}
