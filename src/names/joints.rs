//! What may join the words of one name: prepositions between runs of capitals, and the lower-case words that French names
//! of organisations go on with (« Conseil de sécurité », « Nations unies »).

use super::lexicon::Marks;
use super::reading::{Elided, Joint, Token};

/// A name goes on in lower case for so many words with a meaning at most.
const LONGEST_TAIL: usize = 6;

/// How two runs are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// By « de », "of" or the like.
    Of,
    /// By « et » or "and", with or without a preposition after it.
    And,
}

/// How the tokens from `end` on lead to `next`, if they do.
pub(super) fn link(tokens: &[Token<'_>], end: usize, next: usize) -> Option<Link> {
    let between = tokens.get(end..next)?;
    if !tokens[next].follows() || between.iter().any(|token| !token.follows() || token.elided == Elided::Other) {
        return None;
    }
    let words: Vec<&str> = between.iter().map(|token| token.surface).collect();
    match (words.as_slice(), tokens[next].elided) {
        ([], Elided::Of) | (["de" | "du" | "des" | "of"], Elided::Nothing) => Some(Link::Of),
        (["de", "la"] | ["of" | "for" | "on", "the"] | ["for" | "sur" | "pour"], Elided::Nothing) => Some(Link::Of),
        (["de" | "pour" | "à"], Elided::Article) => Some(Link::Of),
        (["et" | "and"], _) => Some(Link::And),
        (["et", "de" | "du" | "des" | "la"], Elided::Nothing) | (["et", "de"], Elided::Article) => Some(Link::And),
        (["et", "de", "la"], Elided::Nothing) => Some(Link::And),
        _ => None,
    }
}

/// Where a name that goes on in lower case from `end` may stop: one past the last token, nearest first.
pub(super) fn stops(tokens: &[Token<'_>], end: usize) -> Vec<usize> {
    let mut stops = Vec::new();
    let mut position = end;
    while stops.len() < LONGEST_TAIL {
        let Some(next) = content(tokens, position) else { break };
        position = next + 1;
        stops.push(position);
    }
    stops
}

/// The word with a meaning that the name goes on with from `position`: the next word, or the one after a preposition.
fn content(tokens: &[Token<'_>], position: usize) -> Option<usize> {
    let token = tokens.get(position).filter(|token| token.follows())?;
    let is_content =
        |token: &Token<'_>| !token.is_function() && (!token.capital || !token.marks().has(Marks::CALENDAR));
    match token.elided {
        Elided::Of => return is_content(token).then_some(position),
        Elided::Article | Elided::Other => return None,
        Elided::Nothing => {}
    }
    if !token.is_function() {
        return (!token.capital).then_some(position);
    }
    let mut next = position + 1;
    if token.surface == "et" && tokens.get(next).is_some_and(is_adjective) {
        return Some(next);
    }
    if token.surface == "et"
        && tokens.get(next).is_some_and(|token| matches!(token.surface, "aux" | "de" | "des" | "du"))
    {
        next += 1;
    } else if !matches!(token.surface, "de" | "du" | "des" | "à" | "au" | "aux" | "pour" | "en") {
        return None;
    }
    if tokens.get(next).is_some_and(|token| token.follows() && matches!(token.surface, "la" | "le" | "les")) {
        next += 1;
    }
    let token = tokens.get(next).filter(|token| token.follows() && token.joint != Joint::Hyphen)?;
    (is_content(token) && !matches!(token.elided, Elided::Other)).then_some(next)
}

/// Whether a word has the ending of a French adjective that names of organisations are made with.
pub(super) fn is_adjective(token: &Token<'_>) -> bool {
    const ENDINGS: [&str; 26] = [
        "al", "ale", "ales", "aux", "ique", "iques", "aire", "aires", "ien", "ienne", "iens", "iennes", "ain", "aine",
        "aines", "ains", "el", "elle", "elles", "els", "unis", "unies", "iste", "istes", "if", "ive",
    ];
    !token.capital
        && token.joint == Joint::Space
        && token.elided == Elided::Nothing
        && (ENDINGS.iter().any(|ending| token.folded().len() > ending.len() + 2 && token.folded().ends_with(ending))
            || matches!(
                token.folded(),
                "unis" | "unies" | "uni" | "permanent" | "permanente" | "supreme" | "populaire" | "arabe" | "arabes"
            ))
}
