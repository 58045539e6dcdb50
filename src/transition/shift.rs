//! Words inherited, dropped and new: what was said around FROM before the crossing, against what is said around TO after it.
//!
//! A word counts once a passage, its forms together. It is dropped where the passages of FROM have more of it than those of TO
//! by their log-odds, new where it is the other way round, and inherited where each of the two has more of it than the rest of
//! the corpus does. The words of the sides themselves do not count.

use super::side::Found;
use crate::corpus::{Corpus, Language, PassageId};
use crate::metrics::LogOdds;
use crate::words::{fold, is_function_word, stem, words};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The prior weighs as many words as a passage or two: there are seldom many passages to compare.
const PRIOR_WORDS: f64 = 60.0;
/// How many words of each kind are told.
const WORDS: usize = 8;
/// A word of one passage is an aside.
const MIN_PASSAGES: usize = 2;
/// The rest of the corpus is heard in about so many passages.
const REST: usize = 20_000;

/// A word of the contexts of both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContextWord {
    /// The word as it is written most.
    pub word: String,
    /// In how many passages of FROM before the crossing it stands.
    pub before: usize,
    /// In how many passages of TO after the crossing it stands.
    pub after: usize,
    /// The difference of its log-odds: of TO against FROM for a word that is dropped or new, of the less different of both
    /// against the rest of the corpus for an inherited one.
    pub log_odds: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end of its 95 % interval.
    pub high: f64,
    /// A passage that has it: of TO for a new or inherited word, of FROM for a dropped one.
    #[serde(skip)]
    pub passage: PassageId,
}

impl ContextWord {
    /// Whether its interval is on one side of zero.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// What of the words around FROM went on, ended and began with TO; the surest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shift {
    /// How many passages of FROM before the crossing were read.
    pub before: usize,
    /// How many passages of TO after it.
    pub after: usize,
    /// Words that set both apart from the rest.
    pub inherited: Vec<ContextWord>,
    /// Words of FROM that TO has less of.
    pub dropped: Vec<ContextWord>,
    /// Words of TO that FROM has less of.
    pub new: Vec<ContextWord>,
}

/// Passages with a word, and one of them.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    passages: usize,
    example: Option<PassageId>,
}

/// The words of some passages.
#[derive(Debug, Default)]
struct Context {
    held: BTreeMap<String, Held>,
    /// All passages with all words.
    size: f64,
}

/// `before` and `after` are the passages of FROM before the crossing and of TO after it.
pub(super) fn shift(corpus: &Corpus, sides: [&Found; 2], before: &[PassageId], after: &[PassageId]) -> Shift {
    let own = own_stems(sides);
    let heard: BTreeSet<PassageId> = before.iter().chain(after).copied().collect();
    let others = corpus.passages.iter().filter(|passage| passage.copy_of.is_none() && !heard.contains(&passage.id));
    let step = corpus.passages.len().div_ceil(REST).max(1);
    let rest: Vec<PassageId> = others.step_by(step).map(|passage| passage.id).collect();
    let mut surfaces: HashMap<String, BTreeMap<String, usize>> = HashMap::new();
    let [from, to, rest] = [before, after, rest.as_slice()].map(|passages| read(corpus, passages, &own, &mut surfaces));
    let mut shift = Shift { before: before.len(), after: after.len(), ..Shift::default() };
    let stems: BTreeSet<&String> = from.held.keys().chain(to.held.keys()).collect();
    for stem in stems {
        let [old, new, other] = [&from, &to, &rest].map(|context| context.held.get(stem).copied().unwrap_or_default());
        if old.passages + new.passages < MIN_PASSAGES {
            continue;
        }
        let all = (old.passages + new.passages + other.passages) as f64 / (from.size + to.size + rest.size);
        let odds = |one: (&Held, &Context), two: (&Held, &Context)| {
            let count = |(held, context): (&Held, &Context)| (held.passages as f64, context.size);
            LogOdds::of(count(one), count(two), all, PRIOR_WORDS)
        };
        let word = |odds: LogOdds, passage: Option<PassageId>| {
            passage.map(|passage| ContextWord {
                word: commonest(surfaces.get(stem)),
                before: old.passages,
                after: new.passages,
                log_odds: odds.difference,
                low: odds.interval().low,
                high: odds.interval().high,
                passage,
            })
        };
        let change = odds((&new, &to), (&old, &from));
        let kept = [odds((&old, &from), (&other, &rest)), odds((&new, &to), (&other, &rest))];
        let kept = if kept[0].significance() < kept[1].significance() { kept[0] } else { kept[1] };
        let is_both = old.passages.min(new.passages) >= MIN_PASSAGES;
        let is_kept = is_both && kept.significance() > change.significance().abs();
        if is_kept {
            shift.inherited.extend(word(kept, new.example));
        } else if change.difference < 0.0 {
            shift.dropped.extend(word(change, old.example));
        } else {
            shift.new.extend(word(change, new.example));
        }
    }
    for words in [&mut shift.inherited, &mut shift.dropped, &mut shift.new] {
        let significance = |word: &ContextWord| word.log_odds.abs() / (word.high - word.low);
        words.sort_by(|a, b| significance(b).total_cmp(&significance(a)).then(a.word.cmp(&b.word)));
        words.truncate(WORDS);
    }
    shift
}

/// The words of the sides, which are in all their contexts.
fn own_stems(sides: [&Found; 2]) -> BTreeSet<String> {
    let phrases = sides.into_iter().flat_map(|side| &side.phrases);
    phrases.flat_map(|phrase| phrase.words().iter().map(|word| key(word, None))).collect()
}

/// What the forms of a word have in common, without the ending that phrases are compared without.
fn key(surface: &str, language: Option<Language>) -> String {
    let stemmed = stem(surface, Language::stemming(language));
    stemmed.strip_suffix(['s', 'x']).map_or_else(|| stemmed.clone(), str::to_owned)
}

fn read(
    corpus: &Corpus,
    passages: &[PassageId],
    own: &BTreeSet<String>,
    surfaces: &mut HashMap<String, BTreeMap<String, usize>>,
) -> Context {
    let cut = |id: &PassageId| {
        let passage = &corpus.passages[id.0 as usize];
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for word in words(&passage.text) {
            let folded = word.folded();
            if is_function_word(&folded) || own.contains(&key(&folded, None)) {
                continue;
            }
            found.entry(key(word.surface, passage.language)).or_insert_with(|| word.surface.to_owned());
        }
        (*id, found)
    };
    let texts: Vec<(PassageId, BTreeMap<String, String>)> = passages.par_iter().map(cut).collect();
    let mut context = Context::default();
    for (id, found) in texts {
        context.size += found.len() as f64;
        for (stem, surface) in found {
            *surfaces.entry(stem.clone()).or_default().entry(surface).or_default() += 1;
            let held = context.held.entry(stem).or_insert(Held { passages: 0, example: Some(id) });
            held.passages += 1;
        }
    }
    context
}

/// The form met most; of two as common, the one in small letters.
fn commonest(forms: Option<&BTreeMap<String, usize>>) -> String {
    let forms = forms.into_iter().flatten();
    let best = forms.max_by_key(|(form, count)| (**count, **form == form.to_lowercase(), fold(form)));
    best.map(|(form, _)| form.clone()).unwrap_or_default()
}
