//! Every sighting of every name in a corpus, with the distinct spellings as numbers.

use super::casing::Casing;
use super::counts::Counts;
use super::cues::Cues;
use super::key;
use super::lexicon::{Marks, marks};
use super::reading::{Token, read};
use super::spans::{Span, spans};
use crate::corpus::Passage;
use crate::words::fold;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How many passages are read at once.
const BLOCK: usize = 2_048;

/// A name where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting {
    pub(super) passage: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) form: u32,
}

/// A spelling, as written.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) surface: Box<str>,
    pub(super) spelling: u32,
    pub(super) is_acronym: bool,
}

/// A spelling without accents, capitals and hyphens.
#[derive(Debug)]
pub(super) struct Spelling {
    pub(super) key: Box<str>,
    pub(super) cues: Cues,
    pub(super) is_acronym: bool,
    /// Whether it is of several words with spaces between, and not only hyphens.
    pub(super) is_spaced: bool,
    /// Whether it is written as persons are: no word in capitals throughout, and none with a digit.
    pub(super) is_personal: bool,
}

/// All that was seen.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    /// In the order of passages.
    pub(super) all: Vec<Sighting>,
    pub(super) forms: Vec<Form>,
    pub(super) spellings: Vec<Spelling>,
    /// Acronyms with what they stand for, as spellings.
    pub(super) expansions: Vec<(u32, u32)>,
    form_ids: FxHashMap<Box<str>, u32>,
    spelling_ids: FxHashMap<Box<str>, u32>,
}

impl Sightings {
    /// Reads all passages.
    pub(super) fn read(passages: &[Passage], casing: &Casing, counts: &Counts) -> Self {
        let blocks: Vec<Self> = passages
            .par_chunks(BLOCK)
            .map(|block| {
                let mut sightings = Self::default();
                for passage in block {
                    sightings.note(passage, casing, counts);
                }
                sightings
            })
            .collect();
        let mut whole = Self::default();
        for block in blocks {
            whole.append(block);
        }
        whole
    }

    fn note(&mut self, passage: &Passage, casing: &Casing, counts: &Counts) {
        let text = &passage.text;
        let tokens = read(text);
        let found = spans(text, &tokens, casing, counts);
        for name in &found.names {
            let (start, end) = bytes(&tokens, name.first, name.end);
            let is_acronym = name.end == name.first + 1 && tokens[name.first].is_acronym();
            if let Some(form) = self.form(&text[start..end], is_acronym) {
                let spelling = self.forms[form as usize].spelling as usize;
                self.spellings[spelling].cues.add(Cues::around(&tokens, *name));
                self.all.push(Sighting { passage: passage.id.0, start: start as u32, end: end as u32, form });
            }
        }
        for found in &found.expansions {
            let (start, end) = bytes(&tokens, found.first, found.end);
            let acronym = self.form(tokens[found.acronym].surface, true);
            if let (Some(acronym), Some(long)) = (acronym, self.form(&text[start..end], false)) {
                self.expansions.push((self.forms[acronym as usize].spelling, self.forms[long as usize].spelling));
            }
        }
    }

    /// The number of a form; none for what is no word.
    fn form(&mut self, surface: &str, is_acronym: bool) -> Option<u32> {
        if let Some(form) = self.form_ids.get(surface) {
            return Some(*form);
        }
        let key = key(surface);
        if key.chars().filter(|letter| letter.is_alphabetic()).count() < 2
            && !key.contains(|letter: char| letter.is_numeric())
        {
            return None;
        }
        let next = self.spellings.len() as u32;
        let spelling = *self.spelling_ids.entry(key.as_str().into()).or_insert(next);
        if spelling == next {
            self.spellings.push(Spelling {
                key: key.into(),
                cues: Cues::default(),
                is_acronym,
                is_spaced: is_spaced(surface),
                is_personal: is_personal(surface),
            });
        }
        self.spellings[spelling as usize].is_acronym |= is_acronym;
        let form = self.forms.len() as u32;
        self.forms.push(Form { surface: surface.into(), spelling, is_acronym });
        self.form_ids.insert(surface.into(), form);
        Some(form)
    }

    fn append(&mut self, block: Self) {
        let forms: Vec<u32> =
            block.forms.iter().map(|form| self.form(&form.surface, form.is_acronym).unwrap_or(0)).collect();
        let mut spelling_of = vec![0_u32; block.spellings.len()];
        for (form, &whole) in block.forms.iter().zip(&forms) {
            spelling_of[form.spelling as usize] = self.forms[whole as usize].spelling;
        }
        for (spelling, &whole) in block.spellings.iter().zip(&spelling_of) {
            self.spellings[whole as usize].cues.add(spelling.cues);
            self.spellings[whole as usize].is_acronym |= spelling.is_acronym;
        }
        self.all.extend(block.all.into_iter().map(|seen| Sighting { form: forms[seen.form as usize], ..seen }));
        let expansions = block.expansions.iter();
        self.expansions
            .extend(expansions.map(|(acronym, long)| (spelling_of[*acronym as usize], spelling_of[*long as usize])));
    }

    pub(super) fn spelling_of(&self, sighting: &Sighting) -> u32 {
        self.forms[sighting.form as usize].spelling
    }
}

/// Whether a name has words with spaces between, a leading article aside.
fn is_spaced(surface: &str) -> bool {
    let words =
        surface.split_whitespace().skip_while(|word| matches!(fold(word).as_str(), "le" | "la" | "les" | "the"));
    words.count() > 1
}

/// Whether a name has no word in capitals throughout, none with a digit, and none in lower case but particles.
fn is_personal(surface: &str) -> bool {
    let shouts = |word: &str| word.chars().count() > 2 && !word.chars().any(char::is_lowercase);
    let is_small =
        |word: &str| word.starts_with(char::is_lowercase) && !marks(&fold(word)).any(&[Marks::PARTICLE, Marks::PREFIX]);
    !surface.split([' ', '-']).any(|word| shouts(word) || word.contains(|letter: char| letter.is_ascii_digit()))
        && !surface
            .split(' ')
            .any(|word| is_small(word) && !matches!(word, "de" | "du" | "des") && !word.contains('\''))
}

/// The bytes of a name, with a lower-case prefix that a hyphen binds to it.
fn bytes(tokens: &[Token<'_>], first: usize, end: usize) -> (usize, usize) {
    (tokens[first].span.start, tokens[end - 1].span.end)
}
