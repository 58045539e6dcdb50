//! Dates that an article's own words leave open and the other articles of the corpus settle: a weekday that comes back in one
//! year of theirs only, and an event that another article dates (`il y a un mois, 49 soldats …`).

use super::super::cut::{CutArticle, CutPassage};
use super::super::date::{Date, DateSource};
use super::super::dating::{Clue, DateEvidence, Dating};
use super::super::language::Language;
use super::super::sentences::sentence_ends;
use super::calendar::{falls_on, soon_after, years};
use super::mentions::{Mention, Relative, mentions};
use super::tokens::{Token, Word, tokens};
use crate::words::{Stemming, is_function_word, stem, words};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// So many dated articles, or half of the corpus, show in which years it was written.
const ENOUGH_DATED: usize = 10;
/// A year that fewer than one in so many dated articles are of says nothing of the corpus.
const RARE_YEAR: usize = 20;
/// Two sentences that share a number and so many other words tell of the same event.
const SHARED_WORDS: usize = 3;
/// Smaller numbers are in too many sentences, larger ones may be years.
const TELLING_NUMBERS: std::ops::RangeInclusive<i16> = 13..=999;
/// A number that so many dated sentences hold tells no event from another.
const MOST_SENTENCES: usize = 20;
/// An article appears within so many days after an event of which it says `dimanche`.
const WEEK: i64 = 6;
/// Words shorter than this, in letters, say too little.
const SHORTEST_WORD: usize = 4;

/// A sentence of an undecided article that says when from the day of writing.
struct Asked {
    article: usize,
    evidence: DateEvidence,
    relative: Mention,
    facts: Facts,
}

/// A sentence that dates an event.
struct Told {
    article: usize,
    date: Date,
    evidence: DateEvidence,
    facts: Facts,
}

/// What two accounts of one event have in common.
struct Facts {
    numbers: BTreeSet<i16>,
    stems: BTreeSet<String>,
}

/// Dates the articles that are still undecided, where others help.
pub(in super::super) fn settle(articles: &mut [CutArticle]) {
    let by_calendar = years_written(articles).map(|(first, last)| by_years(articles, first, last)).unwrap_or_default();
    let by_events = by_events(articles);
    // An event that another article dates says more than a calendar.
    for (article, date, evidence) in by_calendar.into_iter().chain(by_events) {
        let Some(metadata) = articles.get_mut(article).map(|article| &mut article.metadata) else { continue };
        metadata.date = Some(date);
        metadata.date_source = Some(DateSource::OtherArticles);
        let runner_up = metadata.dating.as_ref().and_then(|dating| dating.runner_up).filter(|other| *other != date);
        metadata.dating = Some(Box::new(Dating { evidence, runner_up, undecided: None }));
    }
}

/// The first and the last year in which articles of known date were written, if they are enough to speak for the others.
/// A year of one article in twenty or fewer is left aside: it may be an error.
fn years_written(articles: &[CutArticle]) -> Option<(i16, i16)> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for date in articles.iter().filter_map(|article| article.metadata.date) {
        *counts.entry(date.year()).or_default() += 1;
    }
    let count: usize = counts.values().sum();
    let mut held = counts.iter().filter(|(_, held)| RARE_YEAR * **held > count).map(|(year, _)| *year);
    let first = held.next().filter(|_| count >= ENOUGH_DATED || 2 * count >= articles.len())?;
    Some((first, held.next_back().unwrap_or(first)))
}

/// The undecided articles with what their own words say.
fn undecided(articles: &[CutArticle]) -> impl Iterator<Item = (usize, &CutArticle, &[DateEvidence])> {
    articles
        .iter()
        .enumerate()
        .filter(|(_, article)| article.metadata.date.is_none())
        .filter_map(|(index, article)| Some((index, article, article.metadata.dating.as_deref()?.evidence.as_slice())))
}

/// What the words of an evidence say, read again.
fn reread(evidence: &DateEvidence) -> Option<Mention> {
    let mut found = Vec::new();
    tokens(&evidence.text, 0, evidence.text.len(), &mut found);
    mentions(&evidence.text, 0, &found).into_iter().next()
}

/// The latest year that an article tells of.
fn latest_year(evidence: &[DateEvidence]) -> Option<i16> {
    evidence.iter().filter_map(reread).filter_map(|mention| mention.year).max()
}

type Settled = (usize, Date, Vec<DateEvidence>);

/// Weekdays that fit in one year of those in which the corpus was written.
fn by_years(articles: &[CutArticle], first: i16, last: i16) -> Vec<Settled> {
    let outside = |date: Date| date.year() < first || date.year() > last;
    let settled = articles.iter().enumerate().filter_map(|(index, article)| {
        let evidence = article.metadata.dating.as_deref()?.evidence.as_slice();
        // A year that only the calendar gave, and in which nothing else was written, is looked for again.
        let by_calendar = evidence.first().and_then(reread).is_some_and(|mention| mention.year.is_none());
        if article.metadata.date.is_some_and(|date| !(by_calendar && outside(date))) {
            return None;
        }
        let since = latest_year(evidence).map_or(first, |year| year.max(first));
        let dates = evidence.iter().filter(|evidence| evidence.clue == Clue::Weekday).filter_map(|evidence| {
            let mention = reread(evidence).filter(|mention| mention.year.is_none())?;
            let (date, again) = years(mention.weekday?, mention.month?, mention.day?, since, last);
            date.filter(|_| again.is_none()).map(|date| (date, evidence))
        });
        let (date, evidence) = dates.max_by_key(|(date, _)| *date)?;
        Some((index, soon_after(date)?, vec![evidence.clone()]))
    });
    settled.collect()
}

/// Events of which an undecided article says when from its own day, and another article on which day.
fn by_events(articles: &[CutArticle]) -> Vec<Settled> {
    let asked: Vec<Asked> =
        undecided(articles).flat_map(|(index, article, evidence)| asked(index, article, evidence)).collect();
    let numbers: BTreeSet<i16> = asked.iter().flat_map(|asked| asked.facts.numbers.iter().copied()).collect();
    if numbers.is_empty() {
        return Vec::new();
    }
    let told: Vec<Told> =
        articles.par_iter().enumerate().flat_map_iter(|(index, article)| told(index, article, &numbers)).collect();
    let mut by_number: BTreeMap<i16, Vec<&Told>> = BTreeMap::new();
    for told in &told {
        for number in &told.facts.numbers {
            by_number.entry(*number).or_default().push(told);
        }
    }
    let mut settled: BTreeMap<usize, Settled> = BTreeMap::new();
    for asked in &asked {
        let since = undecided_year(articles, asked.article);
        let candidates = asked
            .facts
            .numbers
            .iter()
            .filter_map(|number| by_number.get(number))
            .filter(|told| told.len() <= MOST_SENTENCES);
        let found = candidates.flatten().find_map(|told| {
            let same = told.article != asked.article
                && told.facts.stems.intersection(&asked.facts.stems).count() >= SHARED_WORDS;
            let date = written(&asked.relative, told.date)
                .filter(|date| same && since.is_none_or(|year| year <= date.year()))?;
            Some((asked.article, date, vec![asked.evidence.clone(), told.evidence.clone()]))
        });
        if let Some(found) = found {
            settled.entry(asked.article).or_insert(found);
        }
    }
    settled.into_values().collect()
}

fn undecided_year(articles: &[CutArticle], index: usize) -> Option<i16> {
    latest_year(&articles.get(index)?.metadata.dating.as_deref()?.evidence)
}

/// The month in which an article was written that says `relative` of an event of a known day.
fn written(relative: &Mention, event: Date) -> Option<Date> {
    let day = event.first_day();
    let after = match relative {
        Mention { relative: Some(Relative::MonthAgo), .. } => day.checked_add(jiff::Span::new().months(1)).ok()?,
        // The same day of the week, and an article appears within a week of an event that it so names.
        Mention { weekday: Some(weekday), .. } if falls_on(event, *weekday) => {
            let last = day.checked_add(jiff::Span::new().days(WEEK)).ok()?;
            if last.month() != day.month() {
                return None;
            }
            day
        }
        _ => return None,
    };
    Date::new(after.year(), Some(after.month()), None)
}

/// The sentences of an undecided article that say when from the day of writing, and hold a number.
fn asked(index: usize, article: &CutArticle, evidence: &[DateEvidence]) -> Vec<Asked> {
    let relative = evidence.iter().filter(|evidence| evidence.clue == Clue::Relative);
    let asked = relative.filter_map(|evidence| {
        let passage = article
            .passages
            .iter()
            .find(|passage| passage.span.start <= evidence.start && evidence.end <= passage.span.end)?;
        let facts =
            Facts::of(sentence_at(&passage.text, evidence.start - passage.span.start), article.metadata.language);
        let asked = Asked { article: index, evidence: evidence.clone(), relative: reread(evidence)?, facts };
        (!asked.facts.numbers.is_empty()).then_some(asked)
    });
    asked.collect()
}

/// The sentences of an article that hold one of the numbers, and say on which day.
fn told(index: usize, article: &CutArticle, numbers: &BTreeSet<i16>) -> Vec<Told> {
    let mut found = Vec::new();
    let mut told = Vec::new();
    for passage in &article.passages {
        found.clear();
        tokens(&passage.text, 0, passage.text.len(), &mut found);
        let holds = |token: &Token| matches!(token.word, Word::Number { value, .. } if numbers.contains(&value));
        if !found.iter().any(holds) {
            continue;
        }
        for mention in mentions(&passage.text, 0, &found) {
            let Some(date) = mention.date().filter(|date| date.day().is_some()) else { continue };
            let facts = Facts::of(sentence_at(&passage.text, mention.start), article.metadata.language);
            if !facts.numbers.is_disjoint(numbers) {
                let evidence = quoted(passage, &mention, &article.path);
                told.push(Told { article: index, date, evidence, facts });
            }
        }
    }
    told
}

fn quoted(passage: &CutPassage, mention: &Mention, path: &str) -> DateEvidence {
    let (start, end) = (passage.span.start + mention.start, passage.span.start + mention.end);
    let text = passage.text.get(mention.start..mention.end).unwrap_or_default().to_owned();
    DateEvidence { text, start, end, clue: Clue::Day, article: Some(path.to_owned()) }
}

/// The sentence around a byte.
fn sentence_at(text: &str, at: usize) -> &str {
    let mut start = 0;
    for end in sentence_ends(text) {
        if at < end {
            return text.get(start..end).unwrap_or_default();
        }
        start = end;
    }
    text.get(start..).unwrap_or_default()
}

impl Facts {
    fn of(sentence: &str, language: Option<Language>) -> Self {
        let stemming = match language {
            Some(Language::French) => Stemming::French,
            Some(Language::English) => Stemming::English,
            _ => Stemming::None,
        };
        let mut facts = Self { numbers: BTreeSet::new(), stems: BTreeSet::new() };
        for word in words(sentence) {
            if word.surface.starts_with(|first: char| first.is_ascii_digit()) {
                facts
                    .numbers
                    .extend(word.surface.parse::<i16>().ok().filter(|number| TELLING_NUMBERS.contains(number)));
            } else if word.surface.chars().count() >= SHORTEST_WORD && !is_function_word(&word.folded()) {
                facts.stems.insert(stem(word.surface, stemming));
            }
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Corpus, DateSource, ReadOptions, Undecided, read};
    use crate::progress::Silent;

    fn read_texts(texts: &[&str]) -> Corpus {
        let folder = tempfile::tempdir().unwrap();
        for (text, name) in texts.iter().zip('a'..) {
            std::fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
        }
        read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent).unwrap()
    }

    fn dates(corpus: &Corpus) -> Vec<Option<String>> {
        corpus.articles.iter().map(|article| article.date.map(|date| date.to_string())).collect()
    }

    const TOLD: &str =
        "Les 37 mariniers grévistes occupent la capitainerie de Ségou depuis le 10 juillet 2022, sans eau ni lumière.";

    #[test]
    fn an_event_that_another_article_dates_dates_this_one() {
        let corpus = read_texts(&[
            TOLD,
            "Il y a un mois, 37 mariniers grévistes investissaient la capitainerie de la ville, et rien n’a été réglé depuis.",
        ]);
        assert_eq!(dates(&corpus)[1].as_deref(), Some("2022-08"));
        let article = &corpus.articles[1];
        assert_eq!(article.date_source, Some(DateSource::OtherArticles));
        let said: Vec<(&str, bool)> = article
            .date_evidence()
            .iter()
            .map(|evidence| (evidence.text.as_str(), evidence.article.is_some()))
            .collect();
        assert_eq!(said, [("Il y a un mois", false), ("10 juillet 2022", true)]);
        let other = &article.date_evidence()[1];
        assert_eq!(TOLD[other.start..other.end], other.text);
    }

    #[test]
    fn another_number_or_another_matter_is_another_event() {
        for text in [
            "Il y a un mois, 38 mariniers grévistes investissaient la capitainerie de la ville, et rien n’a été réglé depuis.",
            "Il y a un mois, 37 maisons brûlaient dans le quartier du marché, et rien n’a été reconstruit depuis par la mairie.",
        ] {
            assert_eq!(dates(&read_texts(&[TOLD, text]))[1], None, "{text}");
        }
    }

    #[test]
    fn a_weekday_is_of_the_years_in_which_the_corpus_was_written() {
        let undated =
            "Le bac a coulé dimanche 22 juin devant Ségou, sans faire de victime parmi ses quarante passagers.";
        let dated = |year: &str| {
            format!("date {year} Le bac relie les deux rives, et personne ne se souvient d’un arrêt aussi long.")
        };
        let corpus = read_texts(&[undated, &dated("2024"), &dated("2026")]);
        assert_eq!(dates(&corpus)[0].as_deref(), Some("2025-06"));
        // Sundays of 2014 and of 2025
        let corpus = read_texts(&[undated, &dated("2012"), &dated("2026")]);
        assert_eq!(corpus.articles[0].date_undecided(), Some(Undecided::YearUnknown));
    }
}
