//! Which name each mention is of, where that depends on the article: a surname alone is the person's whose full name the
//! article has, or whose the corpus alone has; and names in their final order.

use super::cues::Cues;
use super::kinds::{Evidence, NameKind};
use super::lexicon::known;
use super::merge::{Groups, is_person, is_surely_person};
use super::sightings::{Sighting, Sightings, Spelling};
use super::sound::sound;
use super::{Mention, Name, NameId, Names, Variant};
use crate::corpus::{ArticleId, Corpus, PassageId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Beyond so many mentions for each of the full name, a surname is its bearer's only in articles that have both.
const SHORT_FOR_FULL: u32 = 20;

/// A word that more names begin with is short for none.
const MOST_BEGINNINGS: usize = 50;
/// Surnames of so many letters may be spelt in several ways.
const LONG_SURNAME: usize = 6;

/// The names of a corpus.
pub(super) fn names(corpus: &Corpus, sightings: &Sightings, groups: &Groups) -> Names {
    let resolver = Resolver::new(corpus, sightings, groups);
    let mut found: BTreeMap<u32, Vec<Sighting>> = BTreeMap::new();
    for sighting in &sightings.all {
        found.entry(resolver.group(sighting)).or_default().push(*sighting);
    }
    let mut names: Vec<(Name, Vec<u32>)> =
        found.into_values().map(|seen| name(corpus, sightings, groups, &seen)).collect();
    names.sort_by(|(a, _), (b, _)| {
        let size = |name: &Name| Reverse((name.passages, name.mentions.len()));
        size(a).cmp(&size(b)).then_with(|| a.display.cmp(&b.display))
    });
    let mut by_key: HashMap<Box<str>, Vec<(usize, NameId)>> = HashMap::new();
    for (id, (name, spellings)) in (0..).map(NameId).zip(&mut names) {
        name.id = id;
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for spelling in spellings.iter() {
            *counts.entry(*spelling).or_default() += 1;
        }
        for (spelling, count) in counts {
            by_key.entry(sightings.spellings[spelling as usize].key.clone()).or_default().push((count, id));
        }
    }
    let ordered = |mut ids: Vec<(usize, NameId)>| {
        ids.sort_by_key(|(count, id)| (Reverse(*count), *id));
        ids.into_iter().map(|(_, id)| id).collect()
    };
    let by_key = by_key.into_iter().map(|(key, ids)| (key, ordered(ids))).collect();
    Names { names: names.into_iter().map(|(name, _)| name).collect(), by_key }
}

struct Resolver<'a> {
    corpus: &'a Corpus,
    sightings: &'a Sightings,
    groups: &'a Groups,
    /// The groups that a spelling may be short for, with how often their full names stand.
    bearers: HashMap<u32, Vec<(u32, u32)>>,
    /// The groups that a spelling may be the beginning of, in the same article.
    longer: HashMap<u32, Vec<u32>>,
    /// Articles with the groups whose full names they have.
    full_in: HashSet<(u32, u32)>,
}

impl<'a> Resolver<'a> {
    fn new(corpus: &'a Corpus, sightings: &'a Sightings, groups: &'a Groups) -> Self {
        let (mut by_surname, mut by_start) = (BTreeMap::new(), BTreeMap::new());
        let mut full = HashSet::new();
        for (id, spelling) in (0_u32..).zip(&sightings.spellings) {
            let words: Vec<&str> = spelling.key.split(' ').collect();
            if words.len() < 2 {
                continue;
            }
            full.insert(id);
            if is_person(spelling) {
                // what is a person only by its shape is one's full name in its own article
                let weight = if is_surely_person(spelling) { spelling.cues.mentions } else { 0 };
                for start in 1..words.len() {
                    let surname = surname_sound(&words[start..].join(" "));
                    let bearers: &mut BTreeMap<u32, u32> = by_surname.entry(surname).or_default();
                    *bearers.entry(groups.root(id)).or_default() += weight;
                }
            }
        }
        for form in &sightings.forms {
            let spelling = &sightings.spellings[form.spelling as usize];
            if let Some((first, _)) =
                form.surface.split_once(' ').filter(|_| spelling.is_spaced && !is_person(spelling))
            {
                let starts: &mut BTreeSet<u32> = by_start.entry(super::key(first)).or_default();
                starts.insert(groups.root(form.spelling));
            }
        }
        let (mut bearers, mut longer) = (HashMap::new(), HashMap::new());
        for (id, spelling) in (0_u32..).zip(&sightings.spellings) {
            if known(&spelling.key).is_some() || spelling.is_acronym {
                continue;
            }
            let own = groups.root(id);
            let kind = Evidence::of(spelling).kind();
            if let Some(found) = by_surname.get(&surname_sound(&spelling.key)).filter(|_| is_surname(kind, spelling)) {
                bearers.insert(
                    id,
                    found.iter().map(|(group, count)| (*group, *count)).filter(|(group, _)| *group != own).collect(),
                );
            } else if let Some(found) = by_start.get(&*spelling.key).filter(|found| found.len() <= MOST_BEGINNINGS) {
                longer.insert(id, found.iter().copied().filter(|group| *group != own).collect());
            }
        }
        let article = |seen: &Sighting| corpus.passages[seen.passage as usize].article.0;
        let full_in = sightings.all.iter().filter(|seen| full.contains(&sightings.spelling_of(seen)));
        let full_in = full_in.map(|seen| (article(seen), groups.root(sightings.spelling_of(seen)))).collect();
        Self { corpus, sightings, groups, bearers, longer, full_in }
    }

    /// The group that a mention is of.
    fn group(&self, sighting: &Sighting) -> u32 {
        let spelling = self.sightings.spelling_of(sighting);
        let article = self.corpus.passages[sighting.passage as usize].article.0;
        let own = self.groups.root(spelling);
        let is_here = |group: &&u32| self.full_in.contains(&(article, **group));
        if let Some(longer) = self.longer.get(&spelling) {
            let mut here = longer.iter().filter(is_here);
            return here.next().filter(|_| here.next().is_none()).copied().unwrap_or(own);
        }
        let Some(bearers) = self.bearers.get(&spelling) else { return own };
        let here: Vec<u32> = bearers.iter().map(|(group, _)| group).filter(is_here).copied().collect();
        match (here.as_slice(), bearers.as_slice()) {
            ([group], _) => *group,
            ([], [(group, full)]) => {
                let short = self.sightings.spellings[spelling as usize].cues.mentions;
                if short <= SHORT_FOR_FULL * full { *group } else { own }
            }
            _ => own,
        }
    }
}

/// What surnames of one person share: the sound of long ones, short ones themselves.
fn surname_sound(key: &str) -> String {
    if key.contains(' ') || key.chars().count() < LONG_SURNAME { format!("={key}") } else { sound(key) }
}

/// Whether the words around a single word let it be a surname.
fn is_surname(kind: Option<NameKind>, spelling: &Spelling) -> bool {
    let Cues { mentions, inside, place, organisation, .. } = spelling.cues;
    // « à Macron » is said of people too
    let doubtful = 2 * inside < mentions && 4 * place < mentions && 4 * organisation < mentions;
    matches!(kind, None | Some(NameKind::Person)) || doubtful
}

/// A name with the spelling of each of its mentions.
fn name(corpus: &Corpus, sightings: &Sightings, groups: &Groups, seen: &[Sighting]) -> (Name, Vec<u32>) {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new(); // mentions by form
    for sighting in seen {
        *counts.entry(sighting.form).or_default() += 1;
    }
    let mut forms: Vec<(u32, usize)> = counts.into_iter().collect();
    let surface = |form: u32| &*sightings.forms[form as usize].surface;
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| surface(a.0).cmp(surface(b.0))));
    let place: HashMap<u32, u32> = forms.iter().zip(0..).map(|((form, _), place)| (*form, place)).collect();
    let mention = |seen: &Sighting| Mention {
        passage: PassageId(seen.passage),
        start: seen.start,
        end: seen.end,
        variant: place[&seen.form],
    };
    let spelling_ids: BTreeSet<u32> = seen.iter().map(|sighting| sightings.spelling_of(sighting)).collect();
    let mut evidence = Evidence::default();
    let own: BTreeSet<u32> = spelling_ids.iter().map(|id| groups.root(*id)).collect();
    for &id in &spelling_ids {
        let spelling = &sightings.spellings[id as usize];
        // a surname that others bear too says little beside the full name
        if own.len() == 1 || spelling.key.contains(' ') {
            evidence.add(Evidence::of(spelling));
        }
    }
    let kind = evidence.kind();
    let passages: BTreeSet<u32> = seen.iter().map(|sighting| sighting.passage).collect();
    let distinct =
        passages.iter().map(|&row| &corpus.passages[row as usize]).filter(|passage| passage.copy_of.is_none());
    let articles: BTreeSet<ArticleId> = distinct.clone().map(|passage| passage.article).collect();
    let dates = || articles.iter().filter_map(|article: &ArticleId| corpus.articles.get(article.0 as usize)?.date);
    let full = forms.iter().find(|(form, _)| surface(*form).contains(' ') && kind == Some(NameKind::Person));
    let display = full.or(forms.first()).map_or_else(String::new, |(form, _)| surface(*form).to_owned());
    let name = Name {
        id: NameId(0),
        display,
        kind,
        variants: forms
            .iter()
            .map(|(form, mentions)| Variant { form: surface(*form).to_owned(), mentions: *mentions })
            .collect(),
        mentions: seen.iter().map(mention).collect(),
        passages: distinct.count(),
        articles: articles.len(),
        first: dates().min(),
        last: dates().max(),
    };
    (name, seen.iter().map(|sighting| sightings.spelling_of(sighting)).collect())
}
