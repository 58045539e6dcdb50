//! Names: a theme is called by one to three of its own terms, written like a section title. No two themes share a noun
//! or a name in theirs, so no two are alike.

use super::Keyword;
use super::keywords::Weight;
use super::terms::{Term, TermKind, Terms, Title};
use crate::corpus::Language;
use std::collections::{HashMap, HashSet};

/// A name fits on a line beside its figures.
const MAX_CHARACTERS: usize = 60;
/// A name has at most so many terms, and so many content words in them.
const MAX_TERMS: usize = 3;
const MAX_WORDS: usize = 5;
/// How far a phrase may stay behind its strongest word and still stand for it: it says more, and is said less often.
const PHRASE_BONUS: f64 = 1.6;
/// A further term must have this share of the first one's worth.
const WORTH_ADDING: f64 = 0.5;
/// A noun names a theme only where it is at least this share as significant as in the theme that has most of it.
const OWN_SHARE: f64 = 0.5;
/// Of a theme's terms only the best may name it.
const CANDIDATES: usize = 60;

/// A term that may name a theme.
#[derive(Clone, Copy, Debug)]
struct Candidate<'a> {
    term: &'a Term,
    number: u32,
    worth: f64,
}

/// Names of all themes from their weighted terms, in the language of the corpus, none like one the user gave.
pub(super) fn names(
    terms: &Terms,
    weights: &[Vec<Weight>],
    given: &[Option<String>],
    language: Language,
) -> Vec<String> {
    let significance: Vec<HashMap<u32, f64>> =
        weights.iter().map(|own| own.iter().map(|weight| (weight.term, weight.significance)).collect()).collect();
    let mut highest: HashMap<u32, f64> = HashMap::new();
    for (&term, &value) in significance.iter().flatten() {
        let slot = highest.entry(term).or_insert(value);
        *slot = slot.max(value);
    }
    let is_own = |theme: usize, term: u32| {
        significance[theme].get(&term).copied().unwrap_or(0.0) >= OWN_SHARE * highest.get(&term).copied().unwrap_or(0.0)
    };
    let candidates: Vec<Vec<Candidate<'_>>> = weights
        .iter()
        .enumerate()
        .map(|(theme, own)| candidates(terms, own, &significance[theme], |term| is_own(theme, term)))
        .collect();
    let chosen = share_out(&candidates);
    let mut names: Vec<String> = Vec::new();
    for (theme, chosen) in chosen.iter().enumerate() {
        let name = join(chosen, language);
        let taken = names.contains(&name) || given.iter().flatten().any(|given| *given == name);
        names.push(if name.is_empty() || taken { numbered(theme, language) } else { name });
    }
    names
}

/// The terms fit to name a theme, best first.
fn candidates<'a>(
    terms: &'a Terms,
    weights: &[Weight],
    significance: &HashMap<u32, f64>,
    is_own: impl Fn(u32) -> bool,
) -> Vec<Candidate<'a>> {
    let of_stem = |stem: &u32| terms.of_stem.get(*stem as usize).copied().flatten();
    let repeated =
        weights.iter().any(|weight| weight.passages > 1 && terms.terms[weight.term as usize].title == Title::Fit);
    let candidate = |weight: &Weight| {
        let term = &terms.terms[weight.term as usize];
        let owned = is_own(weight.term) && term.subjects.iter().filter_map(of_stem).all(&is_own);
        let strongest = term.stems.iter().filter_map(of_stem).filter_map(|word| significance.get(&word).copied());
        let strongest = strongest.fold(weight.significance, f64::max);
        let worth = match term.stems.len() {
            1 => weight.significance,
            _ if term.kind == TermKind::Name => weight.significance,
            _ => PHRASE_BONUS * (weight.significance * strongest).sqrt(),
        };
        // a term of one article stands for that article; each further one adds less
        let spread = f64::from(weight.articles) / (f64::from(weight.articles) + 1.0);
        let fit = term.title != Title::Never && (weight.passages > 1 || !repeated);
        (fit && owned).then_some(Candidate { term, number: weight.term, worth: worth * spread })
    };
    let mut candidates: Vec<Candidate<'_>> = weights.iter().filter_map(candidate).collect();
    candidates.sort_by(|a, b| {
        b.term.title.cmp(&a.term.title).then(b.worth.total_cmp(&a.worth)).then(a.number.cmp(&b.number))
    });
    candidates.truncate(CANDIDATES);
    candidates
}

/// Gives each theme its best terms, a term to one theme only: in each round the theme that has most to lose chooses first.
fn share_out<'a>(candidates: &[Vec<Candidate<'a>>]) -> Vec<Vec<&'a Term>> {
    let mut chosen: Vec<Vec<Candidate<'a>>> = vec![Vec::new(); candidates.len()];
    let mut taken: HashSet<u32> = HashSet::new(); // subjects
    for _ in 0..MAX_TERMS {
        let mut waiting: Vec<usize> = (0..candidates.len()).collect();
        while !waiting.is_empty() {
            let bids = waiting.iter().map(|&theme| {
                let open = candidates[theme].iter().filter(|candidate| !overlaps(candidate.term, &taken));
                (theme, open.copied().find(|candidate| fits(&chosen[theme], candidate)))
            });
            let best = bids.filter_map(|(theme, bid)| bid.map(|bid| (theme, bid)));
            let best = best.max_by(|(a, bid_a), (b, bid_b)| bid_a.worth.total_cmp(&bid_b.worth).then(b.cmp(a)));
            let Some((theme, bid)) = best else { break };
            taken.extend(&bid.term.subjects);
            taken.extend(bid.term.subjects.is_empty().then_some(bid.term.stems[0]));
            chosen[theme].push(bid);
            waiting.retain(|other| *other != theme);
        }
    }
    chosen.into_iter().map(|chosen| chosen.into_iter().map(|candidate| candidate.term).collect()).collect()
}

fn overlaps(term: &Term, taken: &HashSet<u32>) -> bool {
    term.subjects.iter().chain(&term.stems).any(|stem| taken.contains(stem))
}

/// Whether a term can follow those a theme has.
fn fits(chosen: &[Candidate<'_>], candidate: &Candidate<'_>) -> bool {
    let Some(first) = chosen.first() else { return candidate.term.display.chars().count() <= MAX_CHARACTERS };
    let words: usize = chosen.iter().map(|other| other.term.stems.len()).sum();
    let repeats = |other: &Candidate<'_>| other.term.stems.iter().any(|stem| candidate.term.stems.contains(stem));
    candidate.worth >= WORTH_ADDING * first.worth
        && candidate.term.title == first.term.title
        && words + candidate.term.stems.len() <= MAX_WORDS
        && !chosen.iter().any(repeats)
        && length(chosen, candidate.term) <= MAX_CHARACTERS
}

fn length(chosen: &[Candidate<'_>], term: &Term) -> usize {
    let letters = |term: &Term| term.display.chars().count();
    chosen.iter().map(|other| letters(other.term) + " and ".len()).sum::<usize>() + letters(term)
}

fn join(chosen: &[&Term], language: Language) -> String {
    let and = if language == Language::English { " and " } else { " et " };
    let mut name = String::new();
    for (position, term) in chosen.iter().enumerate() {
        match position {
            0 => {}
            _ if position + 1 == chosen.len() => name.push_str(and),
            _ => name.push_str(", "),
        }
        name.push_str(&term.display);
    }
    capitalised(&name)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn numbered(theme: usize, language: Language) -> String {
    let word = if language == Language::English { "Theme" } else { "Thème" };
    format!("{word} {}", theme + 1)
}

/// The keywords to show: heaviest first, a word left out where a longer term shown already holds it.
pub(super) fn keywords(terms: &Terms, weights: &[Weight], count: usize) -> Vec<Keyword> {
    let mut shown: Vec<(&Term, &Weight)> = Vec::new();
    for weight in weights {
        let term = &terms.terms[weight.term as usize];
        let part_of_shown = |(other, _): &(&Term, &Weight)| term.stems.iter().all(|stem| other.stems.contains(stem));
        let long_enough = term.display.chars().count() >= 2;
        if long_enough && !shown.iter().any(part_of_shown) {
            if term.kind != TermKind::Word {
                shown.retain(|(other, _)| !other.stems.iter().all(|stem| term.stems.contains(stem)));
            }
            shown.push((term, weight));
        }
        if shown.len() >= count {
            break;
        }
    }
    let keyword = |(term, weight): (&Term, &Weight)| Keyword {
        term: term.display.clone(),
        score: weight.tf_idf,
        significance: weight.significance,
    };
    shown.into_iter().map(keyword).collect()
}

/// A word that can stand in a title.
#[cfg(test)]
pub(super) fn plain(display: &str, stems: &[u32]) -> Term {
    let stems = stems.to_vec();
    Term { display: display.into(), kind: TermKind::Word, subjects: stems.clone(), stems, title: Title::Fit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(terms: Vec<Term>) -> Terms {
        let n_stems = terms.iter().flat_map(|term| &term.stems).max().map_or(0, |stem| *stem as usize + 1);
        let mut of_stem = vec![None; n_stems];
        for (id, term) in terms.iter().enumerate().filter(|(_, term)| term.stems.len() == 1) {
            of_stem[term.stems[0] as usize] = Some(id as u32);
        }
        Terms { terms, of_passage: Vec::new(), of_stem }
    }

    fn weight(term: u32, weight: f64) -> Weight {
        Weight { term, tf_idf: weight, significance: weight, passages: 2, articles: 2 }
    }

    #[test]
    fn names_read_like_titles_and_share_nothing() {
        let terms = terms(vec![
            plain("départ", &[0]),
            plain("Wagner", &[1]),
            plain("prise de Kidal", &[2, 4]),
            plain("sommet", &[3]),
            plain("Kidal", &[4]),
        ]);
        let first = vec![weight(0, 5.0), weight(2, 4.0), weight(1, 3.0), weight(4, 4.0)];
        let weights = [first, vec![weight(3, 2.0), weight(1, 2.0), weight(4, 2.5)]];
        let names = names(&terms, &weights, &[None, None], Language::French);
        assert_eq!(names, ["Prise de Kidal et départ", "Wagner et sommet"]);
    }

    #[test]
    fn a_theme_without_terms_has_a_number() {
        assert_eq!(names(&terms(Vec::new()), &[Vec::new()], &[None], Language::English), ["Theme 1"]);
    }

    #[test]
    fn a_word_of_another_language_names_only_what_nothing_else_can() {
        let foreign = |display: &str, stem: u32| Term { title: Title::Foreign, ..plain(display, &[stem]) };
        let terms = terms(vec![foreign("troops", 0), plain("armée", &[1]), foreign("gold", 2)]);
        let weights = [vec![weight(0, 9.0), weight(1, 1.0)], vec![weight(2, 3.0)]];
        assert_eq!(names(&terms, &weights, &[None, None], Language::French), ["Armée", "Gold"]);
    }
}
