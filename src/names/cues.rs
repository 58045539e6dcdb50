//! What the words around a name say of its kind: a title before a person, « à » and « en » before a place, « groupe » before
//! an organisation.

use super::lexicon::Marks;
use super::reading::{Elided, Joint, Token};
use super::spans::Span;

/// So many words may stand between a title and the person (« ministre des Affaires étrangères Abdoulaye Diop »).
const FARTHEST_TITLE: usize = 6;

/// What was seen around one mention, or the sum over many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues {
    pub(super) mentions: u32,
    /// A title before it, an age after it.
    pub(super) person: u32,
    /// A verb of saying after it.
    pub(super) says: u32,
    /// A preposition of place before it.
    pub(super) inside: u32,
    /// A word such as « ville de » before it.
    pub(super) place: u32,
    /// A word such as « groupe » or « mercenaires de » before it.
    pub(super) organisation: u32,
    /// A definite article before it.
    pub(super) article: u32,
}

impl Cues {
    pub(super) fn add(&mut self, other: Self) {
        self.mentions += other.mentions;
        self.person += other.person;
        self.says += other.says;
        self.inside += other.inside;
        self.place += other.place;
        self.organisation += other.organisation;
        self.article += other.article;
    }

    /// The cues around a name.
    pub(super) fn around(tokens: &[Token<'_>], span: Span) -> Self {
        let mut cues = Self { mentions: 1, ..Self::default() };
        cues.person = u32::from(span.titled || is_titled(tokens, span.first) || has_age(tokens, span.end));
        cues.says = u32::from(says(tokens, span.end));
        let first = &tokens[span.first];
        cues.article = u32::from(first.elided == Elided::Article);
        let Some(before) = span.first.checked_sub(1).map(|before| &tokens[before]).filter(|_| first.follows()) else {
            return cues;
        };
        if first.elided == Elided::Nothing {
            cues.inside =
                u32::from(matches!(before.surface, "à" | "en" | "in" | "near" | "at" | "À" | "En" | "In" | "vers"));
            cues.article |= u32::from(matches!(
                before.surface,
                "le" | "la" | "les" | "du" | "au" | "the" | "Le" | "La" | "Les" | "The"
            ));
            let within =
                span.first.checked_sub(2).is_some_and(|within| matches!(tokens[within].folded(), "dans" | "across"));
            cues.inside |= u32::from(within && matches!(before.surface, "le" | "la" | "les" | "the"));
            cues.organisation = u32::from(before.marks().has(Marks::ORGANISATION) && !before.marks().has(Marks::PLACE));
            cues.place = u32::from(
                before.marks().has(Marks::PLACE) && !before.marks().any(&[Marks::NEVER, Marks::ORGANISATION]),
            );
        }
        cues.inside |= u32::from(first.elided == Elided::Article && before.folded() == "dans");
        if let Some(head) = head(tokens, span.first) {
            cues.place |=
                u32::from(head.marks().any(&[Marks::PLACE, Marks::SITE]) && !head.marks().has(Marks::MEMBERS));
            cues.organisation |= u32::from(head.marks().has(Marks::MEMBERS));
        }
        cues
    }
}

/// The word that governs the name through « de » or "of".
fn head<'t, 'a>(tokens: &'t [Token<'a>], first: usize) -> Option<&'t Token<'a>> {
    let of = |position: usize| matches!(tokens[position].surface, "de" | "du" | "des" | "of");
    let mut position = first;
    if tokens[first].elided == Elided::Of {
        return position.checked_sub(1).map(|position| &tokens[position]);
    }
    position = position.checked_sub(1)?;
    if matches!(tokens[position].surface, "la" | "the") {
        position = position.checked_sub(1)?;
    }
    (of(position) && tokens[position].follows()).then(|| position.checked_sub(1).map(|position| &tokens[position]))?
}

/// Whether a title leads to the name: right before it, or with an adjective or a portfolio between.
fn is_titled(tokens: &[Token<'_>], first: usize) -> bool {
    if tokens[first].elided != Elided::Nothing {
        return false;
    }
    let mut position = first;
    for distance in 0..FARTHEST_TITLE {
        if !tokens[position].follows() || position == 0 {
            return false;
        }
        position -= 1;
        let token = &tokens[position];
        if token.marks().has(Marks::TITLE) {
            return true;
        }
        let of = matches!(token.surface, "de" | "du" | "des" | "la" | "le" | "les" | "of" | "the" | "et");
        if distance == 0 && of {
            return false; // « le chef de Wagner »
        }
        let follows_of = position > 0
            && (token.elided != Elided::Nothing || matches!(tokens[position - 1].surface, "de" | "du" | "des" | "la"));
        let describes =
            token.marks().any(&[Marks::PEOPLE, Marks::NEVER, Marks::ROLE]) || super::joints::is_adjective(token);
        if !of && !follows_of && !describes {
            return false;
        }
    }
    false
}

/// Whether an age follows: « Aïssata Touré, 34 ans ».
fn has_age(tokens: &[Token<'_>], end: usize) -> bool {
    let comma = tokens.get(end).is_some_and(|token| token.joint == Joint::Comma && token.surface.parse::<u8>().is_ok());
    comma
        && tokens
            .get(end + 1)
            .is_none_or(|token| token.joint != Joint::Space || matches!(token.folded(), "ans" | "years"))
}

/// Whether a verb of saying follows.
fn says(tokens: &[Token<'_>], end: usize) -> bool {
    let verb = |position: usize| {
        tokens.get(position).is_some_and(|token| token.follows() && !token.capital && token.marks().has(Marks::SAYS))
    };
    let auxiliary =
        tokens.get(end).is_some_and(|token| token.follows() && matches!(token.surface, "a" | "avait" | "has" | "had"));
    verb(end) || auxiliary && verb(end + 1)
}
