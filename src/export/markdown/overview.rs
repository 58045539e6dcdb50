//! The corpus in one paragraph: its size, its largest themes, what is in none.

use super::escape;
use super::wording::{Noun, Wording};
use crate::analysis::Analysis;
use crate::themes::Theme;

/// How many themes are named; one more rather than leave a single one unnamed.
const NAMED: usize = 3;

pub(super) fn overview(analysis: &Analysis, wording: Wording) -> String {
    let (size, unassigned) = (size(analysis, wording), unassigned(analysis, wording));
    [Some(size), largest(&analysis.themes, wording), Some(unassigned)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn size(analysis: &Analysis, wording: Wording) -> String {
    let passages = wording.count(analysis.corpus.passages.len(), Noun::Passage);
    let articles = wording.count(analysis.corpus.articles.len(), Noun::Article);
    let themes = wording.count(analysis.themes.len(), Noun::Theme);
    match wording {
        Wording::French => format!("{passages} de {articles}, {themes}."),
        Wording::English => format!("{passages} of {articles}, {themes}."),
    }
}

fn largest(themes: &[Theme], wording: Wording) -> Option<String> {
    let named = if themes.len() == NAMED + 1 { NAMED + 1 } else { NAMED };
    let largest: Vec<String> = themes.iter().take(named).map(|theme| with_share(theme, wording)).collect();
    let rest = if named < themes.len() { wording.pick(", puis de plus petits", ", then smaller ones") } else { "" };
    let (first, others) = largest.split_first()?;
    let [others @ .., last] = others else {
        return Some(format!("{} {first}.", wording.pick("C’est", "It is")));
    };
    let and = wording.pick(" et ", " and ");
    let followers = if others.is_empty() { last.clone() } else { format!("{}{and}{last}", others.join(", ")) };
    Some(match wording {
        Wording::French => format!("Le plus grand est {first} ; viennent ensuite {followers}{rest}."),
        Wording::English => format!("The largest is {first}, followed by {followers}{rest}."),
    })
}

fn with_share(theme: &Theme, wording: Wording) -> String {
    format!("{} ({})", wording.quoted(&escape(&theme.name)), wording.percent(theme.share))
}

fn unassigned(analysis: &Analysis, wording: Wording) -> String {
    let number = analysis.unassigned();
    let passages = format!("{} ({})", wording.count(number, Noun::Passage), share(analysis, wording));
    match (wording, number) {
        (_, 0) => wording.pick("Tous les passages sont dans un thème.", "Every passage is in a theme.").to_owned(),
        (Wording::French, 1) => format!("{passages} n’entre dans aucun."),
        (Wording::French, _) => format!("{passages} n’entrent dans aucun."),
        (Wording::English, 1) => format!("{passages} is in none."),
        (Wording::English, _) => format!("{passages} are in none."),
    }
}

/// The share of passages in no theme.
pub(super) fn share(analysis: &Analysis, wording: Wording) -> String {
    wording.percent(analysis.unassigned() as f64 / analysis.corpus.distinct_passages().max(1) as f64)
}
