//! Terms: what themes can be named and described by. Words with their forms grouped, names of people, places and
//! organisations as whole phrases, and fixed expressions, counted passage by passage.

use super::lexicon::{Lexicon, Occurrence};
use crate::corpus::Passage;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Words that may join the parts of a name: Alliance *des* États *du* Sahel.
const JOINTS: [&str; 12] = ["de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "al", "ag"];
/// Determiners: what they precede is a noun. The English "a" is not among them: French "a" and "à" fold to it.
const DETERMINERS: [&str; 33] = [
    "le",
    "la",
    "les",
    "l",
    "un",
    "une",
    "des",
    "du",
    "au",
    "aux",
    "ce",
    "cet",
    "cette",
    "ces",
    "son",
    "sa",
    "ses",
    "leur",
    "leurs",
    "notre",
    "nos",
    "plusieurs",
    "quelques",
    "the",
    "an",
    "this",
    "these",
    "its",
    "his",
    "her",
    "their",
    "our",
    "several",
];
/// At most this many joints between two parts of a name.
const MAX_JOINTS: usize = 2;
/// In how many passages a phrase must stand to be one: fixed expressions repeat, chance does not.
const MIN_PHRASE_COUNT: u32 = 3;
const MIN_NAME_COUNT: u32 = 2;
/// How much oftener two words must stand together than chance would have it, as count^2 / (count a x count b).
const MIN_ATTRACTION: f64 = 0.03;

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermKind {
    /// One ordinary word.
    Word,
    /// A person, place or organisation, of one word or several.
    Name,
    /// Two words that belong together.
    Phrase,
}

/// A term of the corpus.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// As readers write it: the commonest form, accents and case kept.
    pub(super) display: String,
    pub(super) kind: TermKind,
    /// The stems of its words, to tell whether two terms say the same.
    pub(super) stems: Vec<u32>,
    /// Whether it can stand in a title: a name, or a word that determiners precede.
    pub(super) is_noun: bool,
}

/// All terms of a corpus and where they stand.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) terms: Vec<Term>,
    /// The terms of each passage with their counts, shape `(n_passages,)`.
    pub(super) of_passage: Vec<Vec<(u32, u32)>>,
}

impl Terms {
    /// Reads the terms of all passages.
    pub(super) fn read(passages: &[Passage]) -> Self {
        let mut lexicon = Lexicon::default();
        let occurrences: Vec<Vec<Occurrence>> = passages.iter().map(|passage| lexicon.read(passage)).collect();
        let names = count_names(&lexicon, &occurrences);
        let phrases = count_phrases(&lexicon, &occurrences);
        let mut builder = Builder { lexicon: &lexicon, ids: BTreeMap::new(), tallies: Vec::new(), stems: Vec::new() };
        let of_passage = occurrences.iter().map(|words| builder.count(words, &names, &phrases)).collect();
        Self { terms: builder.finish(), of_passage }
    }
}

/// Names of several words, by the stems of their words, with their counts and the last word's stem.
struct Names {
    counts: HashMap<Vec<u32>, u32>,
    /// The one full name that a last word stands for ("Goïta" for "Assimi Goïta").
    full: HashMap<u32, Vec<u32>>,
}

/// Where a name begins and ends among the words of a passage, as word positions.
fn name_spans(lexicon: &Lexicon, words: &[Occurrence]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = 0;
    while start < words.len() {
        if !lexicon.is_name(&words[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        let mut next = end;
        while next < words.len() && words[next].follows() && next - end <= MAX_JOINTS {
            if lexicon.is_name(&words[next]) {
                end = next + 1;
            } else if words[next].capitalised || !JOINTS.contains(&lexicon.folded(words[next].form)) {
                break;
            }
            next += 1;
        }
        spans.push((start, end));
        start = end;
    }
    spans
}

fn content_stems(lexicon: &Lexicon, words: &[Occurrence]) -> Vec<u32> {
    let content = words.iter().filter(|word| !lexicon.is_function(word.form));
    content.map(|word| lexicon.stem(word.form)).collect()
}

fn count_names(lexicon: &Lexicon, occurrences: &[Vec<Occurrence>]) -> Names {
    let mut counts: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut single: HashMap<u32, u32> = HashMap::new();
    for words in occurrences {
        for (start, end) in name_spans(lexicon, words) {
            let stems = content_stems(lexicon, &words[start..end]);
            match stems.as_slice() {
                [] => {}
                [stem] => *single.entry(*stem).or_default() += 1,
                _ => *counts.entry(stems).or_default() += 1,
            }
        }
    }
    counts.retain(|_, count| *count >= MIN_NAME_COUNT);
    let mut by_last: HashMap<u32, Vec<&Vec<u32>>> = HashMap::new();
    for name in counts.keys() {
        by_last.entry(name[name.len() - 1]).or_default().push(name);
    }
    // a last word stands for its full name when only one full name ends so and it is no commoner name by itself
    let full = by_last.into_iter().filter_map(|(last, names)| match names.as_slice() {
        [name] if name.len() == 2 && single.get(&last).copied().unwrap_or(0) <= 4 * counts[*name] => {
            Some((last, (*name).clone()))
        }
        _ => None,
    });
    let full = full.collect();
    Names { counts, full }
}

/// Pairs of neighbouring ordinary words, joined by at most one "de", with how often they stand together.
fn count_phrases(lexicon: &Lexicon, occurrences: &[Vec<Occurrence>]) -> HashMap<(u32, u32), u32> {
    let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
    let mut singles: HashMap<u32, u32> = HashMap::new();
    for words in occurrences {
        for word in words {
            *singles.entry(lexicon.stem(word.form)).or_default() += 1;
        }
        for (first, second) in pair_positions(lexicon, words) {
            let pair = (lexicon.stem(words[first].form), lexicon.stem(words[second].form));
            *pairs.entry(pair).or_default() += 1;
        }
    }
    pairs.retain(|&(first, second), count| {
        let (first, second) = (f64::from(singles[&first]), f64::from(singles[&second]));
        *count >= MIN_PHRASE_COUNT && f64::from(*count).powi(2) / (first * second) >= MIN_ATTRACTION
    });
    pairs
}

/// Positions of ordinary words that stand side by side, or with one joint between.
fn pair_positions<'a>(lexicon: &'a Lexicon, words: &'a [Occurrence]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let ordinary = |position: usize| {
        let word = &words[position];
        !lexicon.is_function(word.form) && !lexicon.is_name(word)
    };
    (0..words.len()).filter_map(move |first| {
        if !ordinary(first) || first + 1 >= words.len() || !words[first + 1].follows() {
            return None;
        }
        if !lexicon.is_function(words[first + 1].form) {
            return ordinary(first + 1).then_some((first, first + 1));
        }
        let joined = matches!(lexicon.folded(words[first + 1].form), "de" | "d" | "of");
        let second = first + 2;
        (joined && second < words.len() && words[second].follows() && ordinary(second)).then_some((first, second))
    })
}

/// How a term has been seen so far.
#[derive(Default)]
struct Tally {
    /// By form: how often after a determiner, and in all.
    surfaces: BTreeMap<String, (u32, u32)>,
    seen: u32,
    after_determiner: u32,
    /// After a determiner and with no word leaning on it: a noun, where an adjective would need one.
    between: u32,
    kind: Option<TermKind>,
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    ids: BTreeMap<Vec<u32>, u32>,
    tallies: Vec<Tally>,
    stems: Vec<Vec<u32>>,
}

impl Builder<'_> {
    /// Counts the terms of one passage: names first, then phrases, then the words that no name took.
    fn count(&mut self, words: &[Occurrence], names: &Names, phrases: &HashMap<(u32, u32), u32>) -> Vec<(u32, u32)> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        let mut in_name = vec![false; words.len()];
        for (start, end) in name_spans(self.lexicon, words) {
            let stems = content_stems(self.lexicon, &words[start..end]);
            let whole = stems.len() > 1 && names.counts.contains_key(&stems);
            let full = if stems.len() == 1 { names.full.get(&stems[0]) } else { None };
            if whole {
                in_name[start..end].fill(true);
                let surface = self.surface(&words[start..end]);
                *counts.entry(self.note(stems, surface, TermKind::Name, words, start..end)).or_default() += 1;
            } else if let Some(full) = full {
                in_name[start..end].fill(true);
                *counts.entry(self.id(full.clone(), TermKind::Name)).or_default() += 1;
            }
        }
        for (first, second) in pair_positions(self.lexicon, words) {
            let stems = (self.lexicon.stem(words[first].form), self.lexicon.stem(words[second].form));
            if phrases.contains_key(&stems) {
                let surface = self.surface(&words[first..=second]);
                let id = self.note(vec![stems.0, stems.1], surface, TermKind::Phrase, words, first..second + 1);
                *counts.entry(id).or_default() += 1;
            }
        }
        for (position, word) in words.iter().enumerate() {
            if in_name[position] || self.lexicon.is_function(word.form) {
                continue;
            }
            let kind = if self.lexicon.is_name(word) { TermKind::Name } else { TermKind::Word };
            let surface = self.lexicon.display(word, kind == TermKind::Name);
            let id = self.note(vec![self.lexicon.stem(word.form)], surface, kind, words, position..position + 1);
            *counts.entry(id).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    fn id(&mut self, stems: Vec<u32>, kind: TermKind) -> u32 {
        let next = self.tallies.len() as u32;
        let id = *self.ids.entry(stems.clone()).or_insert(next);
        if id == next {
            self.tallies.push(Tally::default());
            self.stems.push(stems);
        }
        let tally = &mut self.tallies[id as usize];
        tally.kind = tally.kind.or(Some(kind));
        id
    }

    fn note(
        &mut self,
        stems: Vec<u32>,
        surface: String,
        kind: TermKind,
        words: &[Occurrence],
        span: Range<usize>,
    ) -> u32 {
        let id = self.id(stems, kind);
        let start = span.start;
        let determined = words[start].has_elided_article()
            || start > 0 && words[start].follows() && DETERMINERS.contains(&self.lexicon.folded(words[start - 1].form));
        let stands_last = words.get(span.end).is_none_or(|next| !next.follows() || self.lexicon.is_function(next.form));
        let tally = &mut self.tallies[id as usize];
        let form = tally.surfaces.entry(surface).or_default();
        form.0 += u32::from(determined);
        form.1 += 1;
        tally.seen += 1;
        tally.after_determiner += u32::from(determined);
        tally.between += u32::from(determined && stands_last);
        id
    }

    /// The words as written, joined as they stood.
    fn surface(&self, words: &[Occurrence]) -> String {
        let mut surface = String::new();
        for (position, word) in words.iter().enumerate() {
            if position > 0 {
                surface.push_str(word.joined_by.unwrap_or(" "));
                surface.push_str(&Lexicon::elision(word));
            }
            surface.push_str(&self.lexicon.display(word, word.capitalised));
        }
        surface
    }

    fn finish(self) -> Vec<Term> {
        let finish = |(tally, stems): (Tally, Vec<u32>)| {
            let kind = tally.kind.unwrap_or(TermKind::Word);
            let is_noun = 4 * tally.after_determiner >= tally.seen && 5 * tally.between >= 2 * tally.after_determiner;
            let is_noun = kind == TermKind::Name || is_noun && tally.between > 0;
            Term { display: display(&tally.surfaces, is_noun && kind == TermKind::Word), kind, stems, is_noun }
        };
        self.tallies.into_iter().zip(self.stems).map(finish).collect()
    }
}

/// The commonest form; of a noun the one commonest after determiners, since verbs share its stem. Capitals throughout
/// only where it is always so; on a tie the first in the alphabet.
fn display(surfaces: &BTreeMap<String, (u32, u32)>, noun: bool) -> String {
    let shouted = |surface: &str| surface.chars().count() > 1 && !surface.chars().any(char::is_lowercase);
    let count = |&(determined, all): &(u32, u32)| if noun { (determined, all) } else { (all, determined) };
    let commonest = surfaces
        .iter()
        .max_by(|a, b| shouted(b.0).cmp(&shouted(a.0)).then(count(a.1).cmp(&count(b.1))).then(b.0.cmp(a.0)));
    commonest.map(|(surface, _)| surface.clone()).unwrap_or_default()
}

/// Whether two terms share a word, so that saying both would say it twice.
pub(super) fn same_words(a: &Term, b: &Term) -> bool {
    a.stems.iter().any(|stem| b.stems.contains(stem))
}
