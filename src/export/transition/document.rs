//! A transition as one JSON object.

use super::{Quote, Sentence, summary};
use crate::corpus::{Corpus, PassageId};
use crate::transition::{
    Bridge, Candidate, ContextWord, Crossing, Curves, Overlap, Side, SourceChange, Statement, Transition,
};
use serde::Serialize;

/// Everything found about a transition.
#[derive(Debug, Serialize)]
pub struct TransitionDocument<'a> {
    format: &'static str,
    from: SideEntry<'a>,
    to: SideEntry<'a>,
    both: usize,
    crossing: &'a Crossing,
    last_from_alone: Option<Quote<'a>>,
    first_to_alone: Option<Quote<'a>>,
    overlap: Option<Overlap>,
    curves: &'a Curves,
    bridges: Vec<WithQuote<'a, Bridge>>,
    words: Words<'a>,
    statements: Vec<WithQuote<'a, Statement>>,
    sources: Vec<SourceEntry<'a>>,
    summary: Vec<Sentence<'a>>,
}

#[derive(Debug, Serialize)]
struct SideEntry<'a> {
    #[serde(flatten)]
    side: &'a Side,
    first: Option<Quote<'a>>,
    last: Option<Quote<'a>>,
}

/// What was found in a passage, and its text.
#[derive(Debug, Serialize)]
struct WithQuote<'a, T> {
    #[serde(flatten)]
    quote: Quote<'a>,
    #[serde(flatten)]
    found: &'a T,
}

#[derive(Debug, Serialize)]
struct Words<'a> {
    before: usize,
    after: usize,
    inherited: Vec<WordEntry<'a>>,
    dropped: Vec<WordEntry<'a>>,
    new: Vec<WordEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct WordEntry<'a> {
    #[serde(flatten)]
    word: &'a ContextWord,
    sure: bool,
    example: Quote<'a>,
}

#[derive(Debug, Serialize)]
struct SourceEntry<'a> {
    #[serde(flatten)]
    change: &'a SourceChange,
    first_to: Option<Quote<'a>>,
}

/// A transition with the quotes that it rests on, to be serialised.
#[must_use]
pub fn transition_document<'a>(corpus: &'a Corpus, found: &'a Transition) -> TransitionDocument<'a> {
    let quote = |passage: PassageId| Quote::of(corpus, passage, None);
    let mention = |side: &Side, passage: Option<PassageId>| {
        passage.map(|id| Quote::of(corpus, id, Some(side.sentence_in(&corpus.passages[id.0 as usize].text))))
    };
    let side = |side: &'a Side| SideEntry { side, first: mention(side, side.first), last: mention(side, side.last) };
    let words = |words: &'a [ContextWord]| -> Vec<WordEntry<'a>> {
        words.iter().map(|word| WordEntry { word, sure: word.is_sure(), example: quote(word.passage) }).collect()
    };
    let statement = |found: &'a Statement| WithQuote {
        quote: Quote::of(corpus, found.passage, Some(found.sentence.clone())),
        found,
    };
    TransitionDocument {
        format: "filrouge-transition/1",
        from: side(&found.from),
        to: side(&found.to),
        both: found.both,
        crossing: &found.crossing,
        last_from_alone: mention(&found.from, found.last_from_alone),
        first_to_alone: mention(&found.to, found.first_to_alone),
        overlap: found.overlap,
        curves: &found.curves,
        bridges: found.bridges.iter().map(|found| WithQuote { quote: quote(found.passage), found }).collect(),
        words: Words {
            before: found.words.before,
            after: found.words.after,
            inherited: words(&found.words.inherited),
            dropped: words(&found.words.dropped),
            new: words(&found.words.new),
        },
        statements: found.statements.iter().map(statement).collect(),
        sources: found
            .sources
            .iter()
            .map(|change| SourceEntry { change, first_to: mention(&found.to, change.first_to) })
            .collect(),
        summary: summary(corpus, found),
    }
}

/// Candidates for transitions, the most evident first.
#[derive(Debug, Serialize)]
pub struct TransitionsDocument<'a> {
    format: &'static str,
    candidates: Vec<CandidateEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct CandidateEntry<'a> {
    #[serde(flatten)]
    candidate: &'a Candidate,
    example: Option<Quote<'a>>,
}

/// Candidates with a passage each that names both, to be serialised.
#[must_use]
pub fn transitions_document<'a>(corpus: &'a Corpus, candidates: &'a [Candidate]) -> TransitionsDocument<'a> {
    let entry = |candidate: &'a Candidate| CandidateEntry {
        candidate,
        example: candidate.passage.map(|passage| Quote::of(corpus, passage, None)),
    };
    TransitionsDocument { format: "filrouge-transitions/1", candidates: candidates.iter().map(entry).collect() }
}
