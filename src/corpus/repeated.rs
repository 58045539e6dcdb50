//! Finds the short lines that several articles share: a site's own lines, which no phrase table knows.

use super::judge::{Fate, ends_sentence};
use super::left_out::Reason;
use super::lines::{Kind, Unit};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Longer lines, in characters, are text even if articles share them.
const LONGEST: usize = 120;

/// Longer sentences, in characters, are text even if articles share them: news repeats itself.
const LONGEST_SENTENCE: usize = 80;

/// In how many different articles a line is a repetition, and how many a sentence takes.
const ARTICLES: usize = 3;
const ARTICLES_FOR_SENTENCE: usize = 5;

/// The short lines of one article, and a mark of the article itself.
#[derive(Debug, Default)]
pub(super) struct ShortLines {
    /// The same for copies of one dispatch: they repeat each other, and their lines are no boilerplate.
    dispatch: u64,
    lines: Vec<u64>,
    /// The line that the article begins with, if it is short.
    opening: Option<u64>,
}

/// The short lines that several articles share.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    lines: HashSet<u64>,
    /// Those that several articles begin with. A title is named by many articles and begins one.
    openings: HashSet<u64>,
}

impl Repeated {
    /// Leaves out the repeated lines among the kept ones.
    pub(super) fn mark(&self, text: &str, units: &[Unit], fates: &mut [Fate]) {
        for (place, (unit, fate)) in units.iter().zip(fates).enumerate() {
            let known = if place == 0 { &self.openings } else { &self.lines };
            if *fate == Fate::Kept && mark_of(text, *unit).is_some_and(|mark| known.contains(&mark)) {
                *fate = Fate::LeftOut(Reason::Repeated);
            }
        }
    }
}

/// The mark by which a short line is known again, odd for a sentence; `None` for a longer one.
fn mark_of(text: &str, unit: Unit) -> Option<u64> {
    if unit.chars > LONGEST || matches!(unit.kind, Kind::Code | Kind::Out(_)) {
        return None;
    }
    let line = unit.span.of(text);
    // An item of a list that ends with a semicolon is text as well.
    let sentence = ends_sentence(line) || line.ends_with(';');
    (!sentence || unit.chars <= LONGEST_SENTENCE).then(|| hash(line) & !1 | u64::from(sentence))
}

/// Collects the short lines of an article.
pub(super) fn short_lines(text: &str, units: &[Unit]) -> ShortLines {
    let longest = units.iter().max_by_key(|unit| unit.chars);
    let mut lines: Vec<u64> = units.iter().filter_map(|unit| mark_of(text, *unit)).collect();
    lines.sort_unstable();
    lines.dedup();
    let opening = units.first().and_then(|unit| mark_of(text, *unit));
    ShortLines { dispatch: longest.map_or(0, |unit| hash(unit.span.of(text))), lines, opening }
}

/// The lines that enough different articles hold. Articles with the same longest paragraph count as one.
pub(super) fn repeated(articles: &[ShortLines]) -> Repeated {
    let lines = articles.iter().flat_map(|article| article.lines.iter().map(|line| (*line, article.dispatch)));
    let openings = articles.iter().filter_map(|article| Some((article.opening?, article.dispatch)));
    Repeated { lines: shared(lines), openings: shared(openings) }
}

fn shared(lines: impl Iterator<Item = (u64, u64)>) -> HashSet<u64> {
    let mut holders: HashMap<u64, Vec<u64>> = HashMap::new();
    for (line, dispatch) in lines {
        let dispatches = holders.entry(line).or_default();
        if dispatches.len() < ARTICLES_FOR_SENTENCE && !dispatches.contains(&dispatch) {
            dispatches.push(dispatch);
        }
    }
    let enough = |line: u64| if line & 1 == 1 { ARTICLES_FOR_SENTENCE } else { ARTICLES };
    holders.into_iter().filter(|(line, dispatches)| dispatches.len() >= enough(*line)).map(|(line, _)| line).collect()
}

fn hash(text: &str) -> u64 {
    // Its keys are fixed, so that every run agrees.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, units};
    use super::*;

    fn repetitions(texts: &[String]) -> Repeated {
        let articles: Vec<ShortLines> =
            texts.iter().map(|text| short_lines(text, &units(text, &lines(text, 0)))).collect();
        repeated(&articles)
    }

    fn count(texts: &[String]) -> usize {
        repetitions(texts).lines.len()
    }

    fn article(number: usize) -> String {
        format!(
            "Le marché numéro {number} a rouvert ses étals ce matin, malgré la pluie.\nLe Courrier du fleuve, chaque jour"
        )
    }

    #[test]
    fn a_line_of_three_articles_is_a_repetition() {
        assert_eq!(count(&[article(1), article(2)]), 0);
        assert_eq!(count(&[article(1), article(2), article(3)]), 1);
    }

    #[test]
    fn copies_of_one_dispatch_count_once() {
        assert_eq!(count(&[article(1), article(1), article(1), article(2)]), 0);
    }

    #[test]
    fn a_sentence_takes_five_articles_and_a_long_one_is_text() {
        let with = |sentence: &str| {
            (0..5).map(|n| format!("{}\n{sentence}", article(n).lines().next().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(count(&with("Suivez le courrier du fleuve.")), 1);
        assert_eq!(count(&with("Suivez le courrier du fleuve.")[..4]), 0);
        assert_eq!(
            count(&with("Au classement, la pirogue de Mopti est première, suivie de celles de Ségou et de Djenné.")),
            0
        );
    }

    #[test]
    fn a_title_that_other_articles_name_is_still_a_title() {
        let own = format!("La pirogue de Mopti gagne\n{}", article(0));
        let naming = |n| format!("{}\nLa pirogue de Mopti gagne", article(n));
        let repeated = repetitions(&[own.clone(), naming(1), naming(2), naming(3)]);
        let units = units(&own, &lines(&own, 0));
        let mut fates = vec![Fate::Kept; units.len()];
        repeated.mark(&own, &units, &mut fates);
        assert_eq!(fates, [Fate::Kept, Fate::Kept, Fate::LeftOut(Reason::Repeated)]);
    }
}
