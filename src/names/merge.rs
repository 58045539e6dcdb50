//! Which spellings are one name wherever they stand: those that the lists know to be alike, acronyms with what they stand
//! for, « groupe Wagner » with « Wagner », transliterations. What depends on the article is [`resolve`](super::resolve)'s.

use super::cues::Cues;
use super::kinds::joins;
use super::lexicon::{Marks, known, marks};
use super::sightings::{Sightings, Spelling};
use super::sound::sound;
use crate::corpus::Corpus;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names of so many letters at least are compared by sound alone.
const LONG_ENOUGH: usize = 5;
/// Two spellings of one word are one name when they are named with the same others: so many,
const SHARED_NAMES: usize = 2;
/// which are this share of those of the rarer spelling.
const SHARED: f64 = 0.3;
/// A person's name has so many words at most.
const LONGEST_PERSON: usize = 5;

/// Spellings that are one name, each with the smallest of its group.
#[derive(Debug)]
pub(super) struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    fn new(n: usize) -> Self {
        Self { parent: (0..n as u32).collect() }
    }

    /// The spelling that stands for the group of this one.
    pub(super) fn root(&self, mut spelling: u32) -> u32 {
        while self.parent[spelling as usize] != spelling {
            spelling = self.parent[spelling as usize];
        }
        spelling
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.root(left), self.root(right));
        self.parent[left.max(right) as usize] = left.min(right);
    }

    /// Joins all spellings with the same value.
    fn join_alike<T: Ord>(&mut self, values: impl Iterator<Item = (T, u32)>) {
        let mut first: BTreeMap<T, u32> = BTreeMap::new();
        for (value, spelling) in values {
            let known = *first.entry(value).or_insert(spelling);
            self.join(known, spelling);
        }
    }
}

/// Brings spellings together.
pub(super) fn groups(corpus: &Corpus, sightings: &Sightings) -> Groups {
    let spellings = &sightings.spellings;
    let mut groups = Groups::new(spellings.len());
    let numbered = || (0_u32..).zip(spellings);
    groups.join_alike(numbered().filter_map(|(id, spelling)| Some((known(&spelling.key)?, id))));
    let ids: HashMap<&str, u32> = numbered().map(|(id, spelling)| (&*spelling.key, id)).collect();
    for (acronym, long) in expansions(sightings) {
        groups.join(acronym, long);
    }
    for (id, spelling) in numbered() {
        if let Some(bare) = without_head(spelling, &ids, spellings) {
            groups.join(id, bare);
        }
    }
    groups.join_alike(numbered().filter(|(_, spelling)| is_person(spelling)).map(|(id, spelling)| {
        let words: Vec<&str> = spelling.key.split(' ').collect();
        ((sound(words[0]), sound(words[words.len() - 1])), id)
    }));
    let phrases = numbered().filter(|(_, spelling)| spelling.key.contains(' ') && known(&spelling.key).is_none());
    groups.join_alike(phrases.map(|(id, spelling)| (phrase_sound(&spelling.key), id)));
    for (left, right) in alike_in_context(corpus, sightings) {
        groups.join(left, right);
    }
    groups
}

/// Whether a spelling of several words may be a person's.
pub(super) fn is_person(spelling: &Spelling) -> bool {
    let words: Vec<&str> = spelling.key.split(' ').collect();
    if !(2..=LONGEST_PERSON).contains(&words.len())
        || known(&spelling.key).is_some()
        || !spelling.is_spaced
        || !spelling.is_personal
    {
        return false;
    }
    let Cues { mentions, person, inside, place, organisation, article, .. } = spelling.cues;
    let heads = [Marks::ORGANISATION, Marks::PLACE, Marks::NEVER, Marks::PEOPLE, Marks::KNOWN_PLACE];
    if marks(words[0]).has(Marks::FIRST) || person > 0 {
        return true;
    }
    let is_head = words.iter().any(|word| marks(word).any(&heads));
    !is_head && !joins(&words) && organisation == 0 && 3 * (inside + place + article) < mentions.max(1)
}

/// Whether more than the shape of a spelling says that it is a person's: a given name, or a title.
pub(super) fn is_surely_person(spelling: &Spelling) -> bool {
    let first = spelling.key.split(' ').next().unwrap_or_default();
    is_person(spelling) && (marks(first).has(Marks::FIRST) || spelling.cues.person > 0)
}

/// Acronyms each with what they mostly stand for.
fn expansions(sightings: &Sightings) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
    for (acronym, long) in &sightings.expansions {
        *counts.entry(*acronym).or_default().entry(*long).or_default() += 1;
    }
    let differs = |acronym: u32, long: u32| {
        let of = |id: u32| known(&sightings.spellings[id as usize].key);
        of(acronym).zip(of(long)).is_some_and(|(left, right)| left != right)
    };
    let best = counts.into_iter().filter_map(|(acronym, longs)| {
        let (long, _) = longs.into_iter().max_by_key(|(long, count)| (*count, std::cmp::Reverse(*long)))?;
        Some((acronym, long))
    });
    best.filter(|(acronym, long)| !differs(*acronym, *long)).collect()
}

/// The spelling without the head of an organisation before or after it, where that is the commoner name.
fn without_head(spelling: &Spelling, ids: &HashMap<&str, u32>, spellings: &[Spelling]) -> Option<u32> {
    let (first, rest) = spelling.key.split_once(' ')?;
    let (start, last) = spelling.key.rsplit_once(' ')?;
    let is_head = |word: &str| marks(word).has(Marks::ORGANISATION);
    let bare = if is_head(first) {
        rest
    } else if is_head(last) {
        start
    } else {
        return None;
    };
    let id = *ids.get(bare)?;
    let of = &spellings[id as usize];
    let is_name = bare
        .split(' ')
        .any(|word| !marks(word).any(&[Marks::NEVER, Marks::PEOPLE, Marks::ORGANISATION, Marks::KNOWN_PLACE]));
    (is_name && known(bare).is_none() && of.cues.mentions > spelling.cues.mentions).then_some(id)
}

/// The sound of a name of several words, plurals aside.
pub(super) fn phrase_sound(key: &str) -> String {
    let singular = |word: &str| sound(if word.len() > 4 { word.strip_suffix('s').unwrap_or(word) } else { word });
    key.split(' ').map(singular).collect::<Vec<_>>().join(" ")
}

/// Pairs of single words that sound alike and are named with the same others (« Poutine » and "Putin").
fn alike_in_context(corpus: &Corpus, sightings: &Sightings) -> Vec<(u32, u32)> {
    let mut by_sound: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (id, spelling) in (0_u32..).zip(&sightings.spellings) {
        let alone = !spelling.key.contains(' ') && spelling.key.len() >= LONG_ENOUGH && !spelling.is_acronym;
        if alone && known(&spelling.key).is_none() {
            by_sound.entry(sound(&spelling.key)).or_default().push(id);
        }
    }
    by_sound.retain(|_, ids| ids.len() > 1);
    let wanted: BTreeSet<u32> = by_sound.values().flatten().copied().collect();
    let mut beside: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let article = |passage: u32| corpus.passages[passage as usize].article;
    for seen in sightings.all.chunk_by(|left, right| article(left.passage) == article(right.passage)) {
        let here: BTreeSet<u32> = seen.iter().map(|sighting| sightings.spelling_of(sighting)).collect();
        for id in here.iter().filter(|id| wanted.contains(id)) {
            beside.entry(*id).or_default().extend(here.iter().filter(|other| *other != id));
        }
    }
    let mut pairs = Vec::new();
    for ids in by_sound.values() {
        for (place, left) in ids.iter().enumerate() {
            for right in &ids[place + 1..] {
                let (Some(ours), Some(theirs)) = (beside.get(left), beside.get(right)) else { continue };
                let shared = ours.intersection(theirs).count();
                if shared >= SHARED_NAMES && shared as f64 >= SHARED * ours.len().min(theirs.len()) as f64 {
                    pairs.push((*left, *right));
                }
            }
        }
    }
    pairs
}
