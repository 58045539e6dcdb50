//! Who and where: the people, places and organisations that a theme names, by how many of its passages name them and by
//! how much more often than the rest of the corpus does. The names themselves are found by [`names`](crate::names).

use super::keywords::log_odds;
use crate::names::{NameId, NameKind, Names};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    /// The name as the corpus writes it most, a person's in full.
    pub name: String,
    /// How many passages of the theme hold it or a variant of it.
    pub passages: usize,
    /// How much more often than the rest of the corpus: log-odds in standard deviations (Monroe, Colaresi and Quinn,
    /// 2008).
    pub significance: f64,
    /// What it names, where that can be told.
    #[serde(default)]
    pub kind: Option<NameKind>,
}

/// The names of every theme: its own ones, most significant first, then the most frequent. `group_of` has the shape
/// `(n_passages,)`; passages in no group are the rest of the corpus, and `counted` says which count at all.
pub(super) fn names(
    found: &Names,
    group_of: &[Option<usize>],
    counted: impl Fn(usize) -> bool,
    n_groups: usize,
) -> Vec<Vec<Name>> {
    let mut held: Vec<BTreeMap<NameId, usize>> = vec![BTreeMap::new(); n_groups]; // passages by name
    let mut totals: BTreeMap<NameId, usize> = BTreeMap::new();
    let mut sizes = vec![0_usize; n_groups];
    for name in found.all() {
        let rows: BTreeSet<usize> = name.mentions.iter().map(|mention| mention.passage.0 as usize).collect();
        for row in rows.into_iter().filter(|row| counted(*row)) {
            *totals.entry(name.id).or_default() += 1;
            if let Some(group) = group_of[row] {
                *held[group].entry(name.id).or_default() += 1;
                sizes[group] += 1;
            }
        }
    }
    let all = totals.values().sum::<usize>() as f64;
    let ranked = |(group, held): (usize, BTreeMap<NameId, usize>)| {
        let size = sizes[group] as f64;
        let weigh = |(name, passages): (NameId, usize)| {
            let (held, total) = (passages as f64, totals[&name] as f64);
            (name, passages, log_odds((held, size), (total - held, all - size), total / all))
        };
        let mut names: Vec<(NameId, usize, f64)> = held.into_iter().map(weigh).collect();
        // its own by significance, the others after them by frequency
        let significance = |name: &(NameId, usize, f64)| if name.2 > OWN { name.2 } else { 0.0 };
        names.sort_by(|a, b| significance(b).total_cmp(&significance(a)).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
        names.sort_by_key(|name| Reverse(name.1 >= MIN_PASSAGES));
        chosen(found, &names)
    };
    held.into_iter().enumerate().map(ranked).collect()
}

/// The first names, common ones only where there are hardly others.
fn chosen(found: &Names, ranked: &[(NameId, usize, f64)]) -> Vec<Name> {
    let wanted = |(place, name): &(usize, &(NameId, usize, f64))| {
        *place < FEWEST_NAMES || name.1 >= MIN_PASSAGES && name.2 > OWN
    };
    let kept = ranked.iter().enumerate().filter(wanted).take(NAMES);
    let shown = kept.filter_map(|(_, &(id, passages, significance))| {
        let name = found.get(id)?;
        Some(Name { name: name.display.clone(), passages, significance, kind: name.kind })
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{ArticleId, Corpus, Passage, PassageId};

    fn corpus(texts: &[&str]) -> Corpus {
        let passage = |(number, text): (u32, &&str)| Passage {
            id: PassageId(number),
            key: String::new(),
            article: ArticleId(number),
            ordinal: 0,
            start: 0,
            end: text.len(),
            text: (*text).to_owned(),
            language: None,
            copy_of: None,
        };
        Corpus { passages: (0..).zip(texts).map(passage).collect(), ..Corpus::default() }
    }

    #[test]
    fn names_set_a_theme_apart_and_ordinary_words_are_none() {
        let one = ["Au Mali, le ministre de la Défense a parlé du groupe Wagner et de son départ."; 60];
        let other = ["Au Mali, la Cédéao a parlé du départ ; la Cédéao attend."; 60];
        let found = crate::names::find(&corpus(&[one, other].concat()));
        let group_of: Vec<Option<usize>> = (0..120).map(|row| Some(row / 60)).collect();
        let names = names(&found, &group_of, |_| true, 2);
        let first = &names[0][0];
        assert_eq!((first.name.as_str(), first.passages, first.kind), ("Wagner", 60, Some(NameKind::Organisation)));
        assert_eq!(names[1][0].name, "Cédéao");
        assert!(first.significance > OWN);
        assert_eq!(names[0][1].name, "Mali", "what all themes name comes after");
        assert_eq!(names[0].len(), 2, "neither `Défense` nor `départ` is a name");
    }

    #[test]
    fn one_theme_and_no_names_are_no_trouble() {
        let found = crate::names::find(&corpus(&["Le convoi est parti à Gao."]));
        let named = names(&found, &[Some(0)], |_| true, 1);
        assert_eq!(named[0][0].passages, 1);
        assert!(named[0][0].significance.is_finite());
        assert_eq!(names(&Names::default(), &[None], |_| true, 1), [Vec::new()]);
    }
}
