//! The passages that state the change outright: they name both sides, and a sentence of theirs that names at least one speaks of
//! a replacement.

use super::phrase::Pieces;
use super::replacement::replacement;
use super::side::Found;
use crate::corpus::{Corpus, Passage, PassageId, sentence_ends};
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Range;

/// A passage that states the change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Which.
    #[serde(skip)]
    pub passage: PassageId,
    /// The sentence that says so, in bytes of the passage's text.
    pub sentence: Range<usize>,
    /// The words that speak of a replacement.
    pub words: String,
    /// Whether that one sentence names both sides.
    pub both: bool,
}

/// All such passages, those that name both in one sentence first, then by date, the earliest possible first.
pub(super) fn statements(corpus: &Corpus, sides: [&Found; 2]) -> Vec<Statement> {
    let both = |passage: &&Passage| sides.iter().all(|side| side.is_in[passage.id.0 as usize]);
    let passages: Vec<&Passage> = corpus.passages.iter().filter(both).collect();
    let mut found: Vec<Statement> = passages.into_par_iter().filter_map(|passage| statement(passage, sides)).collect();
    let date = |statement: &Statement| {
        let article = corpus.passages[statement.passage.0 as usize].article;
        let date = corpus.articles[article.0 as usize].date;
        (date.is_none(), date.map(|date| (date.first_day(), date.last_day())))
    };
    found.sort_by_key(|statement| (!statement.both, date(statement), statement.passage));
    found
}

fn statement(passage: &Passage, sides: [&Found; 2]) -> Option<Statement> {
    let mut best: Option<Statement> = None;
    for span in sentences(&passage.text) {
        let sentence = &passage.text[span.clone()];
        let pieces = Pieces::of(sentence);
        let named = sides.map(|side| side.is_in_sentence(passage.id, &pieces));
        let both = named[0] && named[1];
        if !(named[0] || named[1]) || best.as_ref().is_some_and(|best| best.both || !both) {
            continue;
        }
        if let Some(words) = replacement(sentence) {
            best = Some(Statement { passage: passage.id, sentence: span, words, both });
        }
    }
    best
}

/// The sentences of a text without the space around them; a line by itself, such as a heading, is one.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut ends: Vec<usize> = sentence_ends(text).chain(lines).collect();
    ends.sort_unstable();
    for end in ends {
        let piece = &text[start..end];
        let trimmed = piece.trim_start();
        let from = start + piece.len() - trimmed.len();
        let span = from..from + trimmed.trim_end().len();
        if !span.is_empty() {
            found.push(span);
        }
        start = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_trimmed_and_lines_end_them() {
        let text = "Après la pluie\nLe vent. Puis le beau temps ! ";
        let found: Vec<&str> = sentences(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["Après la pluie", "Le vent.", "Puis le beau temps !"]);
    }
}
