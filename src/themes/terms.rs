//! Terms: what themes can be named and described by. Words with their forms grouped, noun phrases, and the names of
//! people, places and organisations as whole phrases, counted passage by passage.

use super::chunks::{Chunker, NO_STEM, Phrase, Stems};
use super::classes::classes;
use super::lexicon::{Lexicon, Token};
use super::surfaces::{Tally, Words};
use crate::corpus::{Language, Passage};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A phrase must be said twice to be one.
const MIN_PHRASE_COUNT: u32 = 2;
/// A term that stands inside one longer phrase in so much of its sightings is a fragment of that (Frantzi's C-value, 2000,
/// as a yes or no).
const FRAGMENT_SHARE: f64 = 0.6;
/// A name by itself may be so many times commoner than the full name it stands for.
const SHORT_FOR_FULL: u32 = 4;

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermKind {
    /// One ordinary word.
    Word,
    /// A person, place or organisation, of one word or several.
    Name,
    /// Several words that belong together.
    Phrase,
}

/// A term of the corpus.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// As readers write it: the commonest form, accents and case kept.
    pub(super) display: String,
    pub(super) kind: TermKind,
    /// The stems of its content words.
    pub(super) stems: Vec<u32>,
    /// The stems of its nouns and names: two terms that share one speak of the same thing.
    pub(super) subjects: Vec<u32>,
    /// Whether it can stand in a title in the language of the corpus; in another language it may where nothing else can.
    pub(super) title: Title,
}

/// Whether a term can stand in a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Title {
    /// No noun, or a noun that says nothing alone, or a fragment of a phrase.
    Never,
    /// Of another language than most of the corpus.
    Foreign,
    /// Fit.
    Fit,
}

/// All terms of a corpus and where they stand.
#[derive(Debug, Default)]
pub(super) struct Terms {
    #[expect(clippy::struct_field_names, reason = "they are its terms")]
    pub(super) terms: Vec<Term>,
    /// The terms of each passage read with their counts, shape `(n_read,)`.
    pub(super) of_passage: Vec<Vec<(u32, u32)>>,
    /// The term that each stem is by itself, shape `(n_stems,)`.
    pub(super) of_stem: Vec<Option<u32>>,
}

impl Terms {
    /// Reads the terms of passages; `main` is the language of most of them.
    pub(super) fn read<'a>(passages: impl Iterator<Item = &'a Passage>, main: Language) -> Self {
        let mut lexicon = Lexicon::default();
        let texts: Vec<Vec<Token>> =
            passages.map(|passage| lexicon.read(&passage.text, passage.language.unwrap_or(main))).collect();
        let classes = classes(&lexicon);
        let chunker = Chunker::new(&lexicon, &classes, &texts);
        let words = Words::new(&lexicon, &classes, main);
        let phrases: Vec<Vec<Phrase>> = texts.par_iter().map(|tokens| chunker.phrases(tokens)).collect();
        let known = Known::new(&lexicon, &texts, &phrases);
        let mut builder = Builder { lexicon: &lexicon, known, ids: HashMap::new(), tallies: Vec::new() };
        let of_passage = texts.iter().zip(&phrases).map(|(tokens, phrases)| builder.count(tokens, phrases)).collect();
        builder.finish(of_passage, &words, main)
    }
}

/// The phrases of a corpus that are said more than once.
struct Known {
    counts: HashMap<Stems, u32>,
    /// The one full name that a last word stands for ("Goïta" for "Assimi Goïta").
    full: HashMap<u32, Stems>,
}

impl Known {
    fn new(lexicon: &Lexicon, texts: &[Vec<Token>], phrases: &[Vec<Phrase>]) -> Self {
        let mut counts: HashMap<Stems, u32> = HashMap::new();
        let mut names: HashMap<Stems, u32> = HashMap::new();
        for phrase in phrases.iter().flatten() {
            *counts.entry(phrase.stems).or_default() += 1;
            if phrase.is_name {
                *names.entry(phrase.stems).or_default() += 1;
            }
        }
        counts.retain(|_, count| *count >= MIN_PHRASE_COUNT);
        let mut single: HashMap<u32, u32> = HashMap::new();
        for token in texts.iter().flatten().filter(|token| lexicon.is_name(token)) {
            *single.entry(lexicon.stem(token)).or_default() += 1;
        }
        let mut by_last: HashMap<u32, Vec<Stems>> = HashMap::new();
        for stems in names.keys().filter(|stems| stems[1] != NO_STEM && counts.contains_key(*stems)) {
            let last = stems.iter().rev().find(|stem| **stem != NO_STEM);
            by_last.entry(last.copied().unwrap_or(NO_STEM)).or_default().push(*stems);
        }
        // a last word stands for its full name when only one full name ends so and it is no commoner name by itself
        let full = by_last.into_iter().filter_map(|(last, names)| match names.as_slice() {
            [name]
                if name[2] == NO_STEM && single.get(&last).copied().unwrap_or(0) <= SHORT_FOR_FULL * counts[name] =>
            {
                Some((last, *name))
            }
            _ => None,
        });
        let full = full.collect();
        Self { counts, full }
    }
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    known: Known,
    ids: HashMap<Stems, u32>,
    tallies: Vec<Tally>,
}

/// A single word in the place of a phrase.
fn alone(stem: u32) -> Stems {
    let mut stems = [NO_STEM; super::chunks::LONGEST_PHRASE];
    stems[0] = stem;
    stems
}

impl Builder<'_> {
    /// Counts the terms of one passage: phrases, then the words that no name took.
    fn count(&mut self, tokens: &[Token], phrases: &[Phrase]) -> Vec<(u32, u32)> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        let mut in_name = vec![false; tokens.len()];
        for phrase in phrases {
            if !self.known.counts.contains_key(&phrase.stems) {
                continue;
            }
            let words = &tokens[phrase.first..=phrase.last];
            if phrase.is_name {
                in_name[phrase.first..=phrase.last].fill(true);
            }
            let id = self.id(phrase.stems);
            self.tallies[id as usize].note(self.lexicon, words, phrase.is_name);
            *counts.entry(id).or_default() += 1;
        }
        for (token, in_name) in tokens.iter().zip(in_name) {
            let form = self.lexicon.form(token);
            if in_name || form.is_function || super::vocabulary::is_newsroom(&form.folded) {
                continue;
            }
            let names = self.lexicon.is_name(token);
            let stem = self.lexicon.stem(token);
            let full = self.known.full.get(&stem).copied().filter(|_| names);
            let id = self.id(full.unwrap_or_else(|| alone(stem)));
            self.tallies[id as usize].seen += 1;
            self.tallies[id as usize].named += u32::from(names);
            *counts.entry(id).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    fn id(&mut self, stems: Stems) -> u32 {
        let next = self.tallies.len() as u32;
        let id = *self.ids.entry(stems).or_insert(next);
        if id == next {
            self.tallies.push(Tally::new(stems));
        }
        id
    }

    fn finish(self, of_passage: Vec<Vec<(u32, u32)>>, words: &Words<'_>, main: Language) -> Terms {
        let fragments = self.fragments();
        let mut of_stem = vec![None; self.lexicon.n_stems()];
        let finish = |(id, tally): (usize, &Tally)| {
            let stems: Vec<u32> = tally.stems().collect();
            let is_name = 2 * tally.named > tally.seen;
            let (display, title) = if let [stem] = stems.as_slice() {
                of_stem[*stem as usize] = Some(id as u32);
                words.shown(*stem, is_name)
            } else {
                tally.shown(main)
            };
            Term {
                display,
                kind: match (is_name, stems.len()) {
                    (true, _) => TermKind::Name,
                    (_, 1) => TermKind::Word,
                    _ => TermKind::Phrase,
                },
                subjects: stems.iter().copied().filter(|&stem| words.is_subject(stem)).collect(),
                stems,
                title: if fragments[id] { Title::Never } else { title },
            }
        };
        let terms = self.tallies.iter().enumerate().map(finish).collect();
        Terms { terms, of_passage, of_stem }
    }

    /// Which terms hardly stand outside one longer phrase, shape `(n_terms,)`.
    fn fragments(&self) -> Vec<bool> {
        let mut fragments = vec![false; self.tallies.len()];
        for tally in &self.tallies {
            let stems: Vec<u32> = tally.stems().collect();
            for length in 1..stems.len() {
                for part in stems.windows(length) {
                    let mut key = alone(part[0]);
                    key[..length].copy_from_slice(part);
                    if let Some(&id) = self.ids.get(&key) {
                        let seen = f64::from(self.tallies[id as usize].seen);
                        fragments[id as usize] |= f64::from(tally.seen) >= FRAGMENT_SHARE * seen;
                    }
                }
            }
        }
        fragments
    }
}
