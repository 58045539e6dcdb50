//! Who and where: the people, places and organisations that a theme names, by how many of its passages name them and by
//! how much more often than the rest of the corpus does. Which of the three a name is, it does not say.

use super::keywords::log_odds;
use super::terms::{Term, TermKind, Terms};
use crate::words::fold;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many names a theme shows.
const NAMES: usize = 10;
/// So many are shown at least, common ones if need be: where all of a corpus plays in one place, a theme does too.
const FEWEST_NAMES: usize = 3;
/// A name is a theme's own when it is more frequent there than in the rest by more than a standard deviation. Keywords
/// must be surer; of names a reader wants more, and sees in how many passages they are.
const OWN: f64 = 1.0;
/// A name of one passage is an aside, unless the theme has hardly more passages.
const MIN_PASSAGES: usize = 2;

/// A person, place or organisation that a theme names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// The name as the corpus writes it most.
    pub name: String,
    /// How many passages of the theme hold it.
    pub passages: usize,
    /// How much more often than the rest of the corpus: log-odds in standard deviations (Monroe, Colaresi and Quinn,
    /// 2008).
    pub significance: f64,
}

/// The names of every theme: its own ones, most significant first, then the most frequent. `group_of` has the shape
/// `(n_read,)` of the passages whose terms were read.
pub(super) fn names(terms: &Terms, group_of: &[Option<usize>], n_groups: usize) -> Vec<Vec<Name>> {
    let mut totals = vec![0_usize; terms.terms.len()]; // (n_terms,) of passages
    let mut sizes = vec![0_usize; n_groups];
    let mut found: Vec<BTreeMap<u32, usize>> = vec![BTreeMap::new(); n_groups]; // passages by term
    for (passage, group) in terms.of_passage.iter().zip(group_of) {
        for &(term, _) in passage {
            totals[term as usize] += 1;
            let Some(group) = *group else { continue };
            sizes[group] += 1;
            if terms.terms[term as usize].kind == TermKind::Name {
                *found[group].entry(term).or_default() += 1;
            }
        }
    }
    let all = totals.iter().sum::<usize>() as f64;
    let ranked = |(group, found): (usize, BTreeMap<u32, usize>)| {
        let size = sizes[group] as f64;
        let weigh = |(term, passages): (u32, usize)| {
            let (held, total) = (passages as f64, totals[term as usize] as f64);
            (term, passages, log_odds((held, size), (total - held, all - size), total / all))
        };
        let mut names: Vec<(u32, usize, f64)> = found.into_iter().map(weigh).collect();
        // its own by significance, the others after them by frequency
        let significance = |name: &(u32, usize, f64)| if name.2 > OWN { name.2 } else { 0.0 };
        names.sort_by(|a, b| significance(b).total_cmp(&significance(a)).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
        names.sort_by_key(|name| Reverse(name.1 >= MIN_PASSAGES));
        chosen(terms, &names)
    };
    found.into_iter().enumerate().map(ranked).collect()
}

/// The first names that do not say what one before them says.
fn chosen(terms: &Terms, ranked: &[(u32, usize, f64)]) -> Vec<Name> {
    let mut shown: Vec<(u32, usize, f64)> = Vec::new();
    for name in ranked {
        let frequent = name.1 >= MIN_PASSAGES;
        let wanted = shown.len() < FEWEST_NAMES || frequent && name.2 > OWN;
        let term = &terms.terms[name.0 as usize];
        let said = |shown: &(u32, usize, f64)| {
            let other = &terms.terms[shown.0 as usize];
            // a name has a stem in each language that uses it
            same_words(other, term) || fold(&other.display) == fold(&term.display)
        };
        if wanted && shown.len() < NAMES && !shown.iter().any(said) {
            shown.push(*name);
        }
    }
    let name = |(term, passages, significance): (u32, usize, f64)| Name {
        name: terms.terms[term as usize].display.clone(),
        passages,
        significance,
    };
    shown.into_iter().map(name).collect()
}

/// Whether two terms share a word, so that saying both would say it twice.
fn same_words(a: &Term, b: &Term) -> bool {
    a.stems.iter().any(|stem| b.stems.contains(stem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::naming::plain;

    fn term(display: &str, stem: u32, kind: TermKind) -> Term {
        Term { kind, ..plain(display, &[stem]) }
    }

    #[test]
    fn names_set_a_theme_apart_and_ordinary_words_are_none() {
        let terms = Terms {
            terms: vec![
                term("Mali", 0, TermKind::Name),
                term("Wagner", 1, TermKind::Name),
                term("départ", 2, TermKind::Word),
                term("Cédéao", 3, TermKind::Name),
            ],
            of_passage: [vec![vec![(0, 1), (1, 2), (2, 1)]; 60], vec![vec![(0, 1), (2, 1), (3, 2)]; 60]].concat(),
            ..Terms::default()
        };
        let group_of: Vec<Option<usize>> = (0..120).map(|row| Some(row / 60)).collect();
        let names = names(&terms, &group_of, 2);
        assert_eq!((names[0][0].name.as_str(), names[0][0].passages), ("Wagner", 60));
        assert_eq!(names[1][0].name, "Cédéao");
        assert!(names[0][0].significance > OWN);
        assert_eq!(names[0][1].name, "Mali", "what all themes name comes after");
        assert_eq!(names[0].len(), 2);
    }

    #[test]
    fn one_theme_and_no_terms_are_no_trouble() {
        let terms =
            Terms { terms: vec![term("Gao", 0, TermKind::Name)], of_passage: vec![vec![(0, 1)]], ..Terms::default() };
        let names = names(&terms, &[Some(0)], 1);
        assert_eq!(names[0][0].passages, 1);
        assert!(names[0][0].significance.is_finite());
        assert_eq!(super::names(&Terms { of_passage: vec![Vec::new()], ..Terms::default() }, &[None], 1), [Vec::new()]);
    }
}
