//! Noun phrases by pattern (Justeson and Katz, 1995): in French a noun with the adjectives and the complements after it
//! (« charte de la transition », « lutte contre le terrorisme »), in English nouns and adjectives before the last noun
//! ("oil prices"), in both names of several words, which are never cut.

use super::classes::Class;
use super::lexicon::{Elided, Lexicon, Token};
use crate::corpus::Language;
use std::collections::HashMap;
use std::ops::Range;

/// A phrase has at most this many content words: longer ones are sentences.
pub(super) const LONGEST_PHRASE: usize = 4;
/// A participle belongs to a fixed expression when it follows the same word so often, and in this share of its sightings.
const FIXED_COUNT: u32 = 3;
const FIXED_SHARE: f64 = 0.6;

/// The content words of a phrase by their stems; unused places hold [`NO_STEM`].
pub(super) type Stems = [u32; LONGEST_PHRASE];
/// No word.
pub(super) const NO_STEM: u32 = u32::MAX;

/// A content word of a chunk.
#[derive(Clone, Copy, Debug)]
struct Link {
    position: usize,
    class: Class,
    is_name: bool,
    /// Whether a preposition joins it to the word before.
    complement: bool,
}

/// A phrase where it stands in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) stems: Stems,
    /// Its first and last word, as positions among the tokens.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether it names somebody or something: it begins and ends with a name.
    pub(super) is_name: bool,
}

/// Finds phrases once all forms have their class.
#[derive(Debug)]
pub(super) struct Chunker<'a> {
    lexicon: &'a Lexicon,
    classes: &'a [Class],
    /// Participles with the stem before them in a fixed expression.
    fixed: HashMap<(u32, u32), u32>,
}

impl<'a> Chunker<'a> {
    /// Reads which participles stand in fixed expressions.
    pub(super) fn new(lexicon: &'a Lexicon, classes: &'a [Class], texts: &[Vec<Token>]) -> Self {
        let mut fixed: HashMap<(u32, u32), u32> = HashMap::new();
        for pair in texts.iter().flat_map(|tokens| tokens.windows(2)) {
            if classes[pair[1].form as usize] == Class::Participle && pair[1].follows() {
                *fixed.entry((lexicon.stem(&pair[0]), pair[1].form)).or_default() += 1;
            }
        }
        let seen = |form: u32| f64::from(lexicon.forms[form as usize].places.seen);
        fixed.retain(|&(_, form), count| *count >= FIXED_COUNT && f64::from(*count) >= FIXED_SHARE * seen(form));
        Self { lexicon, classes, fixed }
    }

    /// All phrases of a passage of two content words or more, in order.
    pub(super) fn phrases(&self, tokens: &[Token]) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        let mut start = 0;
        while start < tokens.len() {
            let chunk = self.chunk(tokens, start);
            start = chunk.last().map_or(start, |link| link.position) + 1;
            for first in 0..chunk.len() {
                for end in first + 2..=chunk.len().min(first + LONGEST_PHRASE) {
                    if self.is_phrase(tokens, &chunk, first..end) {
                        phrases.push(self.phrase(tokens, &chunk[first..end]));
                    }
                }
            }
        }
        phrases
    }

    fn phrase(&self, tokens: &[Token], links: &[Link]) -> Phrase {
        let mut stems = [NO_STEM; LONGEST_PHRASE];
        for (stem, link) in stems.iter_mut().zip(links) {
            *stem = self.lexicon.stem(&tokens[link.position]);
        }
        let (first, last) = (links[0], links[links.len() - 1]);
        Phrase { stems, first: first.position, last: last.position, is_name: first.is_name && last.is_name }
    }

    /// The longest chain of content words from `start` on that one phrase could hold.
    fn chunk(&self, tokens: &[Token], start: usize) -> Vec<Link> {
        let mut chunk: Vec<Link> = self.link(tokens, start, false).into_iter().collect();
        let mut next = start + 1;
        while !chunk.is_empty() && tokens.get(next).is_some_and(Token::follows) {
            let (position, complement) = match tokens[next].elided {
                Elided::Of => (next, true),
                Elided::Nothing if !self.lexicon.form(&tokens[next]).is_function => (next, false),
                Elided::Nothing => match self.complement(tokens, next) {
                    Some(position) => (position, true),
                    None => break,
                },
                Elided::Article | Elided::Other => break,
            };
            let Some(link) = self.link(tokens, position, complement) else { break };
            chunk.push(link);
            next = position + 1;
        }
        chunk
    }

    /// The content word that a preposition at `position` leads to, with or without an article between.
    fn complement(&self, tokens: &[Token], position: usize) -> Option<usize> {
        let form = self.lexicon.form(&tokens[position]);
        let (prepositions, articles): (&[&str], &[&str]) = match form.language {
            Language::French => (&["de", "du", "des", "a", "au", "aux", "en", "contre"], &["la", "le", "les"]),
            Language::English => (&["of"], &["the", "a"]),
            Language::Other(_) => return None,
        };
        if !prepositions.contains(&&*form.folded) || &*form.surface == "a" {
            return None;
        }
        let mut next = position + 1;
        if tokens.get(next).is_some_and(|token| articles.contains(&&*self.lexicon.form(token).folded)) {
            next += 1;
        }
        let token = tokens.get(next).filter(|token| token.follows() && tokens[position + 1].follows())?;
        let open = !self.lexicon.form(token).is_function
            && matches!(token.elided, Elided::Nothing | Elided::Article)
            && (next == position + 1 || token.elided == Elided::Nothing);
        open.then_some(next)
    }

    fn link(&self, tokens: &[Token], position: usize, complement: bool) -> Option<Link> {
        let token = &tokens[position];
        let is_name = self.names(tokens, position);
        let class = self.classes[token.form as usize];
        let fits = match class {
            Class::Noun => true,
            Class::Adjective => !complement || self.lexicon.form(token).language == Language::English,
            Class::Participle => {
                let before = position.checked_sub(1).map(|before| self.lexicon.stem(&tokens[before]));
                !complement && before.is_some_and(|stem| self.fixed.contains_key(&(stem, token.form)))
            }
            Class::Other => false,
        };
        let newsroom = class == Class::Other && !is_name;
        (fits || is_name && !newsroom && !super::vocabulary::is_newsroom(&self.lexicon.form(token).folded))
            .then_some(Link { position, class, is_name, complement })
    }

    /// Whether the word is a name, or part of one: a capital beside a name, where it does not open a sentence, is its.
    fn names(&self, tokens: &[Token], position: usize) -> bool {
        let token = &tokens[position];
        let form = self.lexicon.form(token);
        // a dateline ("NEW YORK - ") is in capitals throughout
        let dateline = form.surface.chars().count() > 2 && form.surface.chars().all(char::is_uppercase);
        if self.lexicon.is_name(token) || form.is_function || !token.capitalised || token.opens && !dateline {
            return self.lexicon.is_name(token);
        }
        let beside = |other: Option<&Token>| other.is_some_and(|other| self.lexicon.is_name(other));
        beside(tokens.get(position + 1).filter(|next| next.follows()))
            || token.follows() && beside(position.checked_sub(1).map(|before| &tokens[before]))
    }

    /// Whether a part of a chunk is a phrase of its own.
    fn is_phrase(&self, tokens: &[Token], chunk: &[Link], part: Range<usize>) -> bool {
        let (first, last) = (chunk[part.start], chunk[part.end - 1]);
        let heads = |link: Link| link.is_name || link.class == Class::Noun;
        let next = chunk.get(part.end).filter(|next| !next.complement);
        let cuts_a_name = |left: Link, right: Link| left.is_name && right.is_name && !right.complement;
        let before = part.start.checked_sub(1).map(|before| chunk[before]);
        if before.is_some_and(|before| cuts_a_name(before, first)) || next.is_some_and(|next| cuts_a_name(last, *next))
        {
            return false;
        }
        match self.lexicon.form(&tokens[first.position]).language {
            // a name takes no other word before it: "Vioxx", not "drug Vioxx"
            Language::English if last.is_name => chunk[part].iter().all(|link| link.is_name),
            Language::English => heads(last) && next.is_none(),
            _ => heads(first) && chunk[part].iter().all(|link| !link.complement || heads(*link)),
        }
    }
}
