//! Which runs of a passage are names, and where each begins and ends: runs joined where their words come together more
//! often than not, and names that go on in lower case followed as far as the corpus does.

use super::acronyms::{self, Expansion};
use super::casing::Casing;
use super::chunks::{Chunk, chunks};
use super::counts::Counts;
use super::joints::{Link, is_adjective, link, stops};
use super::key;
use super::lexicon::{Marks, known};
use super::reading::{Elided, Place, Token};

/// A longer name must be seen so often,
const MIN_COUNT: u32 = 2;
/// and in this share of the sightings of the shorter one.
const MIN_SHARE: f64 = 0.5;
/// A word that is an ordinary one with a capital begins a name in this share of its sightings at least.
const MIN_SHARE_OF_WORD: f64 = 0.25;
/// A proper name is bound to what stands before it in this share of its sightings.
const BOUND: f64 = 0.8;
/// A proper name that stands behind another in this share of its sightings has no life of its own: « Rio de Janeiro ».
const ALWAYS: f64 = 0.95;
/// So many adjectives are believed without having been seen before.
const ADJECTIVES: usize = 3;

/// Heads that a name of an office has in lower case too (« ministère de la Défense »).
const OFFICES: [&str; 6] = ["ministere", "ministry", "secretariat", "department", "departement", "ministeres"];

/// A name where it stands, as positions among the tokens of its passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: usize,
    pub(super) end: usize,
    /// Whether a title stood before it in the same run of capitals.
    pub(super) titled: bool,
}

/// What a passage holds: names in order, and acronyms that it spells out.
#[derive(Debug, Default)]
pub(super) struct Spans {
    pub(super) names: Vec<Span>,
    pub(super) expansions: Vec<Expansion>,
}

/// The names of a passage.
pub(super) fn spans(text: &str, tokens: &[Token<'_>], casing: &Casing, counts: &Counts) -> Spans {
    let expansions = acronyms::expansions(tokens);
    let finder = Finder { text, tokens, counts, chunks: chunks(tokens, casing), expansions: &expansions };
    Spans { names: finder.names(), expansions }
}

struct Finder<'t, 'a> {
    text: &'t str,
    tokens: &'t [Token<'a>],
    counts: &'t Counts,
    chunks: Vec<Chunk>,
    expansions: &'t [Expansion],
}

impl Finder<'_, '_> {
    fn names(&self) -> Vec<Span> {
        let mut names: Vec<Span> = Vec::new();
        let mut done = 0; // tokens
        for expansion in self.expansions {
            names.push(Span { first: expansion.first, end: expansion.end, titled: false });
        }
        let inside = |position: usize| self.expansions.iter().any(|found| (found.first..found.end).contains(&position));
        for (index, chunk) in self.chunks.iter().enumerate() {
            if chunk.first < done || inside(chunk.first) {
                continue;
            }
            if let Some(name) = self.name(index) {
                done = name.end;
                if !inside(name.end - 1) {
                    names.push(name);
                }
            }
        }
        names.sort_by_key(|name| name.first);
        names
    }

    /// The name that begins with a run, if any does.
    fn name(&self, index: usize) -> Option<Span> {
        let chunk = self.chunks[index];
        let mut first = chunk.first;
        let head = self.head_before(first);
        let mut is_plain = chunk.is_plain;
        if let Some(end) = self.known_tail(chunk) {
            return Some(Span { first, end, titled: false });
        }
        let text = &self.text[self.tokens[first].span.start..self.tokens[chunk.end - 1].span.end];
        is_plain &= known(&key(text)).is_none();
        if let Some(head) = head.filter(|_| is_plain) {
            if !self.tokens[head].marks().has(Marks::ORGANISATION) {
                return None; // « ministre de la Défense »: the word is part of the title
            }
            (first, is_plain) = (head, false);
        }
        if let Some(water) = self.water_before(first) {
            first = water;
        }
        let (end, joined) = self.joined(index, first);
        let span = Span { first, end, titled: chunk.titled };
        if joined || first < chunk.first {
            return Some(Span { end: self.portfolio(end).unwrap_or(end), ..span });
        }
        if let Some(end) = self.direction(chunk) {
            return Some(Span { end, ..span });
        }
        if !is_plain {
            return Some(Span { end: self.believed_word(chunk).unwrap_or(end), ..span });
        }
        match self.tail(chunk) {
            Some(end) => Some(Span { end, ..span }),
            None => self.stands_alone(chunk).then_some(span),
        }
    }

    /// The head in lower case of which the run is a complement (« ministère de la Défense »), as a position.
    fn head_before(&self, first: usize) -> Option<usize> {
        let token = &self.tokens[first];
        let back = |steps: usize| first.checked_sub(steps).map(|position| (position, &self.tokens[position]));
        let of = |token: &Token<'_>| matches!(token.surface, "de" | "du" | "des" | "of");
        let (position, head) = match token.elided {
            Elided::Of => back(1)?,
            Elided::Article => back(1).filter(|(_, token)| of(token)).and_then(|_| back(2))?,
            _ if back(1).is_some_and(|(_, token)| matches!(token.surface, "la" | "the")) => {
                back(2).filter(|(_, token)| of(token)).and_then(|_| back(3))?
            }
            _ => back(1).filter(|(_, token)| of(token)).and_then(|_| back(2))?,
        };
        // « ministère russe de la Défense »
        let (position, head) =
            match position.checked_sub(1).filter(|_| head.marks().has(Marks::PEOPLE) && head.follows()) {
                Some(before) => (before, &self.tokens[before]),
                None => (position, head),
            };
        let joined = (position + 1..=first).all(|position| self.tokens[position].follows());
        let heads = head.marks().has(Marks::TITLE) || OFFICES.contains(&head.folded());
        (joined && heads && !head.capital).then_some(position)
    }

    /// « mer » before « Noire », « golfe de » before « Guinée ».
    fn water_before(&self, first: usize) -> Option<usize> {
        let water = |position: usize| {
            let token = &self.tokens[position];
            (token.marks().has(Marks::WATER) && !token.capital && self.tokens[position + 1].follows())
                .then_some(position)
        };
        let token = &self.tokens[first];
        let back = |steps: usize| first.checked_sub(steps).filter(|_| token.follows());
        match token.elided {
            Elided::Nothing => back(1).and_then(water).or_else(|| {
                let of = |position: &usize| matches!(self.tokens[*position].surface, "de" | "du" | "of");
                back(1).filter(of).and_then(|_| back(2)).and_then(water)
            }),
            Elided::Of => back(1).and_then(water),
            Elided::Article | Elided::Other => None,
        }
    }

    /// One past the lower-case words with which a run is a name that the lists know.
    fn known_tail(&self, chunk: Chunk) -> Option<usize> {
        let text = |stop: usize| &self.text[self.tokens[chunk.first].span.start..self.tokens[stop - 1].span.end];
        stops(self.tokens, chunk.end).into_iter().rev().find(|stop| known(&key(text(*stop))).is_some())
    }

    /// One past « étrangères » in « ministère des Affaires étrangères », where the name of an office goes on in lower case.
    fn portfolio(&self, end: usize) -> Option<usize> {
        let (last, next) = (&self.tokens[end - 1], self.tokens.get(end)?);
        let goes_on = last.marks().has(Marks::NEVER) && (is_adjective(next) || next.folded() == "etrangeres");
        (goes_on && !next.marks().has(Marks::PEOPLE)).then_some(end + 1)
    }

    /// One past the word that a capitalised one has after it more often than not (« Assises nationales », « Coupe du monde »).
    fn believed_word(&self, chunk: Chunk) -> Option<usize> {
        let stop = *stops(self.tokens, chunk.end).first()?;
        let (first, next) = (&self.tokens[chunk.first], &self.tokens[stop - 1]);
        let alone = chunk.end == chunk.first + 1
            && !first.marks().any(&[Marks::KNOWN_PLACE, Marks::FIRST])
            && !first.is_acronym()
            && !next.capital
            && !next.marks().any(&[Marks::PEOPLE, Marks::SAYS]);
        let whole = self.counts.of(self.text, self.tokens, chunk.first, chunk.end);
        let together = self.counts.of(self.text, self.tokens, chunk.first, stop);
        let adjective = stop == chunk.end + 1 && is_adjective(next);
        let (fewest, share) = if adjective { (MIN_COUNT, MIN_SHARE_OF_WORD) } else { (MIN_COUNT + 1, MIN_SHARE) };
        (alone && together >= fewest && f64::from(together) >= share * f64::from(whole)).then_some(stop)
    }

    /// One past the last token of the runs that are one with this one, and whether there are any.
    fn joined(&self, index: usize, first: usize) -> (usize, bool) {
        let (mut end, mut joined) = (self.chunks[index].end, first < self.chunks[index].first);
        let mut last = index;
        while let Some(next) = self.chunks.get(last + 1) {
            let Some(link) = link(self.tokens, end, next.first) else { break };
            let whole = self.text[self.tokens[first].span.start..self.tokens[next.end - 1].span.end].to_owned();
            let binds = known(&key(&whole)).is_some()
                || match link {
                    Link::Of => self.binds(first, &self.chunks[last], next),
                    Link::And => joined && next.is_plain && self.is_organisation(first) && self.stops_plain(next),
                };
            if !binds {
                break;
            }
            (end, last, joined) = (next.end, last + 1, true);
        }
        (end, joined)
    }

    fn stops_plain(&self, chunk: &Chunk) -> bool {
        self.tail(*chunk).is_none()
    }

    fn is_organisation(&self, position: usize) -> bool {
        self.tokens[position].marks().has(Marks::ORGANISATION)
    }

    /// Whether a preposition between two runs makes them one name.
    fn binds(&self, first: usize, left: &Chunk, right: &Chunk) -> bool {
        let count = |from: usize, to: usize| self.counts.of(self.text, self.tokens, from, to);
        let together = count(left.first, right.end);
        let head = &self.tokens[left.first];
        if left.titled {
            return false;
        }
        let directions = ["nord", "sud", "est", "ouest", "north", "south", "east", "west"];
        if right.is_plain && right.end == right.first + 1 && directions.contains(&self.tokens[right.first].folded()) {
            return head.marks().has(Marks::KNOWN_PLACE);
        }
        if left.is_plain {
            let heads = head.marks().any(&[Marks::ORGANISATION, Marks::PLACE]) && !head.marks().has(Marks::NEVER);
            let often = together >= MIN_COUNT && f64::from(together) >= BOUND * f64::from(count(left.first, left.end));
            return heads
                && head.place == Place::Inside
                && (right.is_plain || left.end > left.first + 1 || self.heads_name(left, right))
                || often;
        }
        if right.is_plain {
            return self.tokens[first..left.end].iter().any(|token| token.marks().has(Marks::ORGANISATION))
                && !left.titled;
        }
        let of_first_name = left.end == left.first + 1
            && head.marks().has(Marks::FIRST)
            && !self.tokens[right.first].marks().has(Marks::KNOWN_PLACE);
        let share = |whole: u32| f64::from(together) / f64::from(whole.max(together));
        let of_right = share(count(right.first, right.end));
        let bound = of_right >= BOUND && share(count(left.first, left.end)) >= MIN_SHARE_OF_WORD
            || of_right >= ALWAYS && together > MIN_COUNT;
        let binds =
            share(count(left.first, left.end)) >= MIN_SHARE && !head.marks().any(&[Marks::KNOWN_PLACE, Marks::FIRST]);
        of_first_name || together >= MIN_COUNT && bound || together > MIN_COUNT && binds
    }

    /// Whether « Université de Bamako » is a name, as « Conseil de Bamako » may not be: a head of an organisation with its
    /// place.
    fn heads_name(&self, left: &Chunk, _right: &Chunk) -> bool {
        let head = &self.tokens[left.first];
        head.marks().any(&[Marks::ORGANISATION, Marks::PLACE])
    }

    /// One past « centrale » in « Afrique centrale ».
    fn direction(&self, chunk: Chunk) -> Option<usize> {
        let next = self.tokens.get(chunk.end).filter(|token| token.follows() && token.elided == Elided::Nothing)?;
        let last = &self.tokens[chunk.end - 1];
        (next.marks().has(Marks::DIRECTION) && last.marks().has(Marks::KNOWN_PLACE)).then_some(chunk.end + 1)
    }

    /// Where a name that goes on in lower case ends, if it does.
    fn tail(&self, chunk: Chunk) -> Option<usize> {
        let head = &self.tokens[chunk.first];
        let whole = f64::from(self.counts.of(self.text, self.tokens, chunk.first, chunk.end));
        let stops = stops(self.tokens, chunk.end);
        let never = head.marks().has(Marks::NEVER);
        let (mut best, mut before) = (None, whole);
        for &stop in &stops {
            let seen = self.counts.of(self.text, self.tokens, chunk.first, stop);
            let after_head =
                head.marks().has(Marks::ORGANISATION) && (stop > chunk.end + 1 || is_adjective(&self.tokens[stop - 1]));
            let share = match best {
                Some(_) => MIN_SHARE,
                None if after_head => 0.0,
                None => MIN_SHARE_OF_WORD,
            };
            if !never && seen >= MIN_COUNT && f64::from(seen) >= share * before {
                if best.is_none() && self.is_verb(stop - 1) {
                    break;
                }
                (best, before) = (Some(stop), f64::from(seen));
            }
        }
        best.or_else(|| self.adjectives(chunk, &stops))
    }

    /// Whether a word right after a run is rather a verb: an ordinary word that agrees with nothing is not told from one,
    /// but the commonest are.
    fn is_verb(&self, position: usize) -> bool {
        self.tokens[position].marks().has(Marks::SAYS)
    }

    /// One past the adjectives that a head of an organisation has after it, seen before or not.
    fn adjectives(&self, chunk: Chunk, stops: &[usize]) -> Option<usize> {
        let head = &self.tokens[chunk.first];
        if !head.marks().has(Marks::ORGANISATION) || head.place != Place::Inside || !head.capital {
            return None;
        }
        let mut end = chunk.end;
        for &stop in stops.iter().take(ADJECTIVES) {
            let coordinated = stop == end + 2 && end > chunk.end && self.tokens[end].surface == "et";
            if !(stop == end + 1 || coordinated) || !is_adjective(&self.tokens[stop - 1]) {
                break;
            }
            end = stop;
        }
        if end == chunk.end {
            return None;
        }
        let office = matches!(
            self.tokens[end - 1].folded(),
            "national" | "nationale" | "superieur" | "general" | "generale" | "populaire"
        );
        let complement = stops.iter().find(|stop| **stop > end).filter(|stop| office && **stop > end + 1);
        Some(complement.copied().unwrap_or(end))
    }

    /// Whether words that name nobody alone do so together: two or more with capitals, among them a head.
    fn stands_alone(&self, chunk: Chunk) -> bool {
        let words = &self.tokens[chunk.first..chunk.end];
        let sure =
            words.iter().filter(|token| token.capital && token.place == Place::Inside && !token.is_function()).count();
        let nothing = [Marks::NEVER, Marks::TITLE, Marks::ROLE, Marks::CALENDAR, Marks::PEOPLE];
        words.len() >= 2 && sure >= 2 && !words.iter().all(|token| token.is_function() || token.marks().any(&nothing))
    }
}
