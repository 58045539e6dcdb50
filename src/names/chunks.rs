//! Runs of words with capitals: what names are made of. A run begins and goes on where capitals are a sign, or where the
//! rest of the corpus says that they are; titles before a person are taken off it.

use super::casing::Casing;
use super::lexicon::Marks;
use super::reading::{Elided, Joint, Place, Token};

/// A run of words with capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Its first token.
    pub(super) first: usize,
    /// One past its last token.
    pub(super) end: usize,
    /// Whether a title in capitals was taken off it.
    pub(super) titled: bool,
    /// Whether it holds nothing but words that name nobody alone.
    pub(super) is_plain: bool,
}

/// The runs of a passage, in order.
pub(super) fn chunks(tokens: &[Token<'_>], casing: &Casing) -> Vec<Chunk> {
    let runs = Runs { tokens, casing };
    let mut found = Vec::new();
    let mut position = 0;
    while position < tokens.len() {
        if !runs.starts(position) {
            position += 1;
            continue;
        }
        let end = runs.end(position);
        let first = if runs.has_prefix(position) { position - 1 } else { position };
        if let Some(chunk) = runs.trimmed(first, end) {
            found.push(chunk);
        }
        position = end;
    }
    found
}

struct Runs<'t, 'a> {
    tokens: &'t [Token<'a>],
    casing: &'t Casing,
}

impl Runs<'_, '_> {
    /// Whether a run begins here.
    fn starts(&self, position: usize) -> bool {
        let token = &self.tokens[position];
        if !token.capital || token.marks().has(Marks::CALENDAR) && !self.is_first_name(position) {
            return false;
        }
        if token.is_function() {
            let hyphen = self.tokens.get(position + 1).is_some_and(|next| next.joint == Joint::Hyphen);
            let initial = is_initial(token) && token.elided == Elided::Nothing;
            return token.place == Place::Inside
                && (is_article(token) || hyphen || initial)
                && self.goes_on(position + 1);
        }
        match token.place {
            Place::Inside => true,
            Place::Opens => self.may_open(position),
            Place::Heading => {
                self.casing.is_name(token.surface) || token.marks().has(Marks::KNOWN_PLACE) && !self.is_common(position)
            }
        }
    }

    /// Whether a word that begins a sentence may begin a name.
    fn may_open(&self, position: usize) -> bool {
        let token = &self.tokens[position];
        if self.casing.is_name(token.surface) || token.marks().any(&[Marks::FIRST, Marks::KNOWN_PLACE]) {
            return true;
        }
        let seen_lower = self.casing.is_seen_lower(token.surface);
        let next = self.goes_on(position + 1) && !self.tokens[position + 1].marks().names_nothing();
        token.marks().any(&[Marks::ORGANISATION, Marks::TITLE, Marks::NEVER])
            || !seen_lower && (next || token.is_acronym())
    }

    fn is_first_name(&self, position: usize) -> bool {
        position > 0 && self.tokens[position].follows() && self.tokens[position - 1].marks().has(Marks::FIRST)
    }

    /// Whether a run goes on with this token.
    fn goes_on(&self, position: usize) -> bool {
        let Some(token) = self.tokens.get(position).filter(|token| token.follows()) else { return false };
        if token.joint == Joint::Hyphen && token.elided == Elided::Nothing && !token.capital {
            return self.tokens[position - 1].capital || self.tokens[position - 1].joint == Joint::Hyphen;
        }
        let calendar = token.marks().has(Marks::CALENDAR) && !self.is_first_name(position);
        if !token.capital || token.elided != Elided::Nothing || calendar {
            return false;
        }
        match token.place {
            Place::Heading => self.casing.is_name(token.surface),
            Place::Opens => false,
            Place::Inside if token.is_function() => {
                (is_article(token) || is_initial(token)) && self.goes_on(position + 1)
            }
            Place::Inside => true,
        }
    }

    /// One past the last token of the run that begins here.
    fn end(&self, first: usize) -> usize {
        let mut end = first + 1;
        loop {
            if self.breaks(end) || self.is_met_by_person(first, end) {
                return end;
            }
            if self.goes_on(end) {
                end += 1;
            } else if let Some(particles) = self.particles(end) {
                end += particles + 1;
            } else {
                return end;
            }
        }
    }

    /// Whether two names meet here: a place and a person, or two places with a hyphen between.
    fn breaks(&self, position: usize) -> bool {
        let Some(token) = self.tokens.get(position) else { return true };
        let before = &self.tokens[position - 1];
        let place_then_person = before.marks().has(Marks::KNOWN_PLACE)
            && !before.marks().has(Marks::FIRST)
            && token.marks().has(Marks::FIRST)
            && token.joint == Joint::Space;
        let places = token.joint == Joint::Hyphen
            && before.marks().has(Marks::KNOWN_PLACE)
            && token.marks().has(Marks::KNOWN_PLACE)
            && super::lexicon::known(&format!("{} {}", before.folded(), token.folded())).is_none();
        let acronym = before.is_acronym() && token.marks().any(&[Marks::TITLE, Marks::FIRST]);
        place_then_person || places || acronym
    }

    /// Whether a given name and another word follow two words or more of another name: « Grand Orient Jean Dupont ».
    fn is_met_by_person(&self, first: usize, position: usize) -> bool {
        let is_first = |position: usize| self.tokens[position].marks().has(Marks::FIRST);
        position >= first + 2
            && self.tokens.get(position).is_some_and(|token| token.joint == Joint::Space && is_first(position))
            && self.goes_on(position + 1)
            && !is_first(position - 1)
            && !self.tokens[position - 1].marks().any(&[Marks::PARTICLE, Marks::PREFIX])
            && self.tokens[position - 1].joint != Joint::Hyphen
    }

    /// How many particles lead from here to a word that goes on with the name: « von der » before « Leyen ».
    fn particles(&self, end: usize) -> Option<usize> {
        let reaches = |count: &usize| {
            (end..end + count).all(|position| position < self.tokens.len() && self.is_particle(position))
                && self.goes_on(end + count)
        };
        (1..=2).find(reaches).filter(|_| self.tokens[end - 1].capital)
    }

    fn is_particle(&self, position: usize) -> bool {
        self.tokens.get(position).is_some_and(|token| {
            token.follows()
                && !token.capital
                && token.elided == Elided::Nothing
                && token.marks().any(&[Marks::PARTICLE, Marks::PREFIX])
                && !matches!(&*token.surface, "as" | "an" | "ad")
        }) || self.tokens.get(position + 1).is_some_and(|next| {
            let token = &self.tokens[position];
            next.joint == Joint::Hyphen && token.follows() && token.marks().has(Marks::PREFIX) && next.capital
        })
    }

    /// Whether a hyphen binds a lower-case prefix to the word: `al-Qaïda`.
    fn has_prefix(&self, position: usize) -> bool {
        self.tokens[position].joint == Joint::Hyphen
            && self.tokens[position - 1].marks().has(Marks::PREFIX)
            && !self.tokens[position - 1].capital
    }

    fn is_common(&self, position: usize) -> bool {
        self.casing.is_common(self.tokens[position].surface)
    }

    /// Whether the word names nobody alone.
    fn is_plain(&self, position: usize) -> bool {
        let token = &self.tokens[position];
        if token.is_acronym() {
            return token.marks().any(&[Marks::NEVER, Marks::TITLE]);
        }
        token.marks().names_nothing()
            || token.is_function()
            || !token.marks().has(Marks::KNOWN_PLACE) && self.is_common(position)
    }

    /// Whether a run begins with what somebody is by where they are from: « la Bermudienne Flora Duffy ».
    fn is_inhabitant(&self, first: usize, end: usize) -> bool {
        let name_after = end >= first + 3 || end == first + 2 && self.tokens[end - 1].marks().has(Marks::FIRST);
        name_after && self.tokens[first + 1].joint == Joint::Space && self.is_inhabitant_alone(first)
    }

    /// Whether a word after an article has an ending of those who live somewhere.
    fn is_inhabitant_alone(&self, position: usize) -> bool {
        const ENDINGS: [&str; 6] = ["ien", "ienne", "aise", "oise", "esse", "ains"];
        let token = &self.tokens[position];
        let before = position.checked_sub(1).filter(|_| token.follows()).map(|before| self.tokens[before].folded());
        let article =
            token.elided == Elided::Article || matches!(before, Some("le" | "la" | "les" | "des" | "un" | "une"));
        let singular = token.folded().strip_suffix('s').unwrap_or(&token.folded());
        article && !token.marks().has(Marks::KNOWN_PLACE) && ENDINGS.iter().any(|ending| singular.ends_with(ending))
    }

    /// The run without titles and peoples at its start; none when nothing is left.
    fn trimmed(&self, first: usize, end: usize) -> Option<Chunk> {
        let (mut start, mut titled) = (first + usize::from(self.is_inhabitant(first, end)), false);
        for position in start..end.saturating_sub(1) {
            let (token, next) = (&self.tokens[position], &self.tokens[position + 1]);
            if !token.marks().any(&[Marks::TITLE, Marks::ROLE, Marks::PEOPLE, Marks::NEVER]) && !self.is_plain(position)
            {
                break;
            }
            let before_person =
                !next.marks().any(&[Marks::ORGANISATION, Marks::PLACE, Marks::NEVER]) && next.joint == Joint::Space;
            if token.marks().has(Marks::TITLE) && before_person && !next.marks().names_nothing() {
                (start, titled) = (position + 1, true);
            } else if token.marks().has(Marks::PEOPLE) && before_person && !self.is_plain(position + 1) {
                start = position + 1;
            }
        }
        let words = start..end;
        let is_plain = words.clone().all(|position| self.is_plain(position));
        if end == start + 1 && self.is_inhabitant_alone(start) {
            return None;
        }
        let nobody = [Marks::TITLE, Marks::PEOPLE, Marks::CALENDAR];
        let nothing = words.clone().all(|position| {
            let marks = self.tokens[position].marks();
            marks.any(&nobody)
                && !marks.any(&[Marks::ORGANISATION, Marks::PLACE, Marks::FIRST, Marks::KNOWN_PLACE])
                && (!self.tokens[position].is_acronym() || marks.has(Marks::TITLE))
        });
        (!nothing && !words.is_empty()).then_some(Chunk { first: start, end, titled, is_plain })
    }
}

/// Whether the word is the initial of a given name.
fn is_initial(token: &Token<'_>) -> bool {
    token.surface.chars().count() == 1
}

/// Whether the word is an article that names may begin with.
pub(super) fn is_article(token: &Token<'_>) -> bool {
    matches!(token.folded(), "le" | "la" | "les" | "los" | "el" | "the")
}
