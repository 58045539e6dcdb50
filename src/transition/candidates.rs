//! Transitions that nobody asked for: pairs of names whose curves cross and whose contexts are alike, held against chance.
//!
//! Names that fall are paired with names that rise, by the mean place of their passages in time against that of the whole corpus,
//! and of these the pairs that are spoken of in like terms. Chance is the same corpus with the dates of its articles permuted and
//! all of that done again; of each permutation the pair of most evidence counts, so that many pairs do not make one seem rare
//! (Westfall and Young, "Resampling-Based Multiple Testing", 1993).

use super::bridges::{centred, mean};
use super::crossing::{Witness, crossing_day, days};
use super::replacement::replacement;
use crate::corpus::{Corpus, Date, PassageId};
use crate::embeddings::block::Rows;
use crate::embeddings::kernel::dot;
use crate::embeddings::normalise;
use crate::error::{Error, Result};
use crate::metrics::Resamples;
use crate::names::Names;
use rand::seq::SliceRandom;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A name of fewer dated passages has no curve.
const MIN_PASSAGES: usize = 3;
/// Nor has one of fewer articles.
const MIN_ARTICLES: usize = 2;
/// At most so many names are looked at: those of the most passages.
const NAMES: usize = 3_000;
/// At most so many names that fall are paired with as many that rise.
const TRENDS: usize = 100;
/// At most so many pairs are looked at: those with the most alike contexts.
const PAIRS: usize = 2_000;
/// Contexts less alike than this are not of one kind.
const ALIKE: f32 = 0.2;
/// The mean of a context needs no more passages than this.
const CONTEXT: usize = 500;

/// A name or phrase with the passages that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// How it is called.
    pub name: String,
    /// The passages that name it, in corpus order, copies aside.
    pub passages: Vec<PassageId>,
}

/// The names of a corpus as subjects.
#[must_use]
pub fn subjects(corpus: &Corpus, names: &Names) -> Vec<Subject> {
    let subject = |name: &crate::names::Name| {
        let mut passages: Vec<PassageId> = name.mentions.iter().map(|mention| mention.passage).collect();
        passages.dedup();
        passages.retain(|passage| corpus.passages[passage.0 as usize].copy_of.is_none());
        Subject { name: name.display.clone(), passages }
    };
    names.all().iter().map(subject).collect()
}

/// How to look for candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CandidateSettings {
    /// At most so many candidates.
    pub limit: usize,
    /// How many permutations of the dates they are held against.
    pub permutations: usize,
    /// The seed of the permutations.
    pub seed: u64,
}

impl Default for CandidateSettings {
    /// Ten candidates, held against 199 permutations.
    fn default() -> Self {
        Self { limit: 10, permutations: 199, seed: 0 }
    }
}

/// A pair of names of which one may have given way to the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// What seems to give way.
    pub from: String,
    /// To what.
    pub to: String,
    /// The day from which on TO is named more.
    pub date: Date,
    /// How many passages name FROM.
    pub from_passages: usize,
    /// How many name TO.
    pub to_passages: usize,
    /// How many name both.
    pub both: usize,
    /// How many of these speak of a replacement.
    pub statements: usize,
    /// The cosine of the mean embeddings of what names each, both centred.
    pub similarity: f64,
    /// How strongly the curves cross: the lead of FROM before and that of TO after, each by the root of the sum of the squares
    /// of what each article adds to it; the smaller of both.
    pub strength: f64,
    /// The share of permutations in which some pair has as much evidence.
    pub p_value: f64,
    /// By what they are ranked: strength by similarity, by one and the number of passages that speak of a replacement.
    pub evidence: f64,
    /// A passage that names both, one that speaks of a replacement where there is one.
    #[serde(skip)]
    pub passage: Option<PassageId>,
}

/// What is needed of a name to pair it.
struct Name<'a> {
    subject: &'a Subject,
    /// Its dated passages with their articles, in corpus order.
    dated: Vec<(PassageId, u32)>,
    articles: usize,
    /// The direction of its context, of unit norm, shape `(dimension,)`.
    context: Vec<f32>,
}

/// Pairs of `subjects` of which one may have given way to the other, the most evident first. `rows` are the embeddings of all
/// passages, shape `(n_passages, dimension)`.
///
/// # Errors
/// [`Error::Shape`] when `rows` is not of the corpus.
pub fn candidates(
    corpus: &Corpus,
    rows: Rows<'_>,
    subjects: &[Subject],
    settings: &CandidateSettings,
) -> Result<Vec<Candidate>> {
    let (expected, received) = (corpus.passages.len(), rows.len());
    if received != expected {
        return Err(Error::Shape { what: "embeddings", expected, received });
    }
    let Some(days) = article_days(corpus) else { return Ok(Vec::new()) };
    let names = names(corpus, rows, subjects, &days);
    let dated: Vec<usize> = (0..days.len()).filter(|article| days[*article].is_some()).collect();
    let draws = Resamples::new(dated.len(), settings.seed);
    let said = Said::of(corpus);
    let strongest = |draw: u64| {
        let mut order = dated.clone();
        order.shuffle(&mut draws.random(draw));
        let mut permuted = vec![None; days.len()];
        for (article, other) in dated.iter().zip(order) {
            permuted[*article] = days[other];
        }
        pairs((corpus, &said), &names, &permuted).iter().map(|pair| pair.evidence).fold(0.0, f64::max)
    };
    let chance: Vec<f64> = (0..settings.permutations as u64).into_par_iter().map(strongest).collect();
    let pairs = pairs((corpus, &said), &names, &days);
    let mut found: Vec<Candidate> =
        pairs.par_iter().filter_map(|pair| pair.candidate(&said, &names, &chance)).collect();
    found.sort_by(|a, b| b.evidence.total_cmp(&a.evidence).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    found.truncate(settings.limit);
    Ok(found)
}

/// The likeliest day of each article, counted from the first of any, shape `(n_articles,)`; nothing without dates.
fn article_days(corpus: &Corpus) -> Option<Vec<Option<u32>>> {
    let first = corpus.articles.iter().filter_map(|article| article.date).map(Date::first_day).min()?;
    let middle = |date: Date| usize::midpoint(days(first, date.first_day()), days(first, date.last_day())) as u32;
    Some(corpus.articles.iter().map(|article| article.date.map(middle)).collect())
}

/// The names of enough dated passages and articles, with their contexts.
fn names<'a>(corpus: &Corpus, rows: Rows<'_>, subjects: &'a [Subject], days: &[Option<u32>]) -> Vec<Name<'a>> {
    let article = |passage: PassageId| corpus.passages[passage.0 as usize].article.0;
    let name = |subject: &'a Subject| {
        let passages = subject.passages.iter().map(|passage| (*passage, article(*passage)));
        let dated: Vec<(PassageId, u32)> = passages.filter(|(_, article)| days[*article as usize].is_some()).collect();
        let articles = dated.chunk_by(|one, other| one.1 == other.1).count();
        let is_curve = dated.len() >= MIN_PASSAGES && articles >= MIN_ARTICLES;
        is_curve.then_some(Name { subject, dated, articles, context: Vec::new() })
    };
    let mut names: Vec<Name<'_>> = subjects.iter().filter_map(name).collect();
    names.sort_by(|a, b| b.dated.len().cmp(&a.dated.len()).then_with(|| a.subject.name.cmp(&b.subject.name)));
    names.truncate(NAMES);
    let middle = mean(rows, |row| corpus.passages[row].copy_of.is_none());
    names.par_iter_mut().for_each(|name| {
        let mut context = vec![0.0_f32; rows.dimension()];
        let step = name.dated.len().div_ceil(CONTEXT);
        for (passage, _) in name.dated.iter().step_by(step).filter(|(passage, _)| !rows.is_zero(passage.0 as usize)) {
            for (sum, value) in context.iter_mut().zip(centred(rows.row(passage.0 as usize), &middle)) {
                *sum += value;
            }
        }
        normalise(&mut context);
        name.context = context;
    });
    names
}

/// The mean place in time of each name's passages against that of all articles, in standard errors, shape `(n_names,)`.
fn trends(names: &[Name<'_>], days: &[Option<u32>]) -> Vec<f64> {
    let all: Vec<f64> = days.iter().flatten().map(|day| f64::from(*day)).collect();
    let count = all.len().max(1) as f64;
    let mean = all.iter().sum::<f64>() / count;
    let deviation = (all.iter().map(|day| (day - mean).powi(2)).sum::<f64>() / count).sqrt().max(1.0);
    let trend = |name: &Name<'_>| {
        let days = name.dated.iter().filter_map(|(_, article)| days[*article as usize]).map(f64::from);
        // the passages of one article do not vote one by one
        (days.sum::<f64>() / name.dated.len() as f64 - mean) / deviation * (name.articles as f64).sqrt()
    };
    names.iter().map(trend).collect()
}

/// Which passages speak of a replacement; each is read when it is first asked about.
struct Said<'a> {
    corpus: &'a Corpus,
    known: Vec<OnceLock<bool>>,
}

impl<'a> Said<'a> {
    fn of(corpus: &'a Corpus) -> Self {
        Self { corpus, known: corpus.passages.iter().map(|_| OnceLock::new()).collect() }
    }

    fn is_replacement(&self, passage: PassageId) -> bool {
        let row = passage.0 as usize;
        *self.known[row].get_or_init(|| replacement(&self.corpus.passages[row].text).is_some())
    }
}

/// A pair with what each article says of it.
struct Pair {
    from: usize,
    to: usize,
    similarity: f32,
    /// Of each dated article that names either: what it says of both.
    witnesses: Vec<(u32, Witness)>,
    both: Vec<PassageId>,
    strength: f64,
    /// How many passages that name both speak of a replacement.
    statements: usize,
    evidence: f64,
}

/// The pairs of a name that falls more and one that rises more whose contexts are the most alike and whose curves cross, when the articles
/// are of these days.
fn pairs((corpus, said): (&Corpus, &Said<'_>), names: &[Name<'_>], days: &[Option<u32>]) -> Vec<Pair> {
    let trends = trends(names, days);
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| trends[*a].total_cmp(&trends[*b]).then(a.cmp(b)));
    let falling = order.iter().copied().take(TRENDS);
    let rising: Vec<usize> = order.iter().rev().copied().take(TRENDS).collect();
    let mut alike: Vec<(f32, usize, usize)> = Vec::new();
    for from in falling {
        for &to in rising.iter().filter(|to| trends[from] < trends[**to]) {
            let similarity = dot(&names[from].context, &names[to].context);
            if similarity >= ALIKE && !is_part(&names[from].subject.name, &names[to].subject.name) {
                alike.push((similarity, from, to));
            }
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    alike.truncate(PAIRS);
    let pair = |(similarity, from, to): (f32, usize, usize)| {
        let (witnesses, both) = witnesses(corpus, &names[from], &names[to]);
        let mut pair = Pair { from, to, similarity, witnesses, both, strength: 0.0, statements: 0, evidence: 0.0 };
        pair.strength = pair.strength(days);
        if pair.strength <= 0.0 {
            return None;
        }
        pair.statements = pair.both.iter().filter(|passage| said.is_replacement(**passage)).count();
        pair.evidence = pair.strength * f64::from(similarity) * (1.0 + pair.statements as f64);
        Some(pair)
    };
    alike.into_iter().filter_map(pair).collect()
}

/// Whether one name is a part of the other: then both are one thing.
fn is_part(one: &str, other: &str) -> bool {
    let words = |name: &str| crate::words::words(name).iter().map(crate::words::Word::folded).collect::<BTreeSet<_>>();
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// What each dated article says of two names, articles in order, and the passages that name both.
fn witnesses(corpus: &Corpus, from: &Name<'_>, to: &Name<'_>) -> (Vec<(u32, Witness)>, Vec<PassageId>) {
    let (mut old, mut new) = (from.dated.iter().peekable(), to.dated.iter().peekable());
    let mut found: Vec<(u32, Witness)> = Vec::new();
    let mut both = Vec::new();
    while let Some(&(passage, article)) = [old.peek(), new.peek()].into_iter().flatten().min().copied() {
        let named = [&mut old, &mut new].map(|passages| passages.next_if(|next| next.0 == passage).is_some());
        if found.last().is_none_or(|last| last.0 != article) {
            let Some(date) = corpus.articles[article as usize].date else { continue };
            found.push((article, Witness { date, from: 0, to: 0, both: 0 }));
        }
        let Some((_, witness)) = found.last_mut() else { continue };
        match named {
            [true, true] => {
                witness.both += 1;
                both.push(passage);
            }
            [true, false] => witness.from += 1,
            _ => witness.to += 1,
        }
    }
    (found, both)
}

impl Pair {
    /// The smaller lead, of FROM before or TO after the crossing, when the articles are of these days.
    fn strength(&self, days: &[Option<u32>]) -> f64 {
        let added = |witness: &Witness| i64::from(witness.to) - i64::from(witness.from);
        let day = |(article, witness): &(u32, Witness)| Some((days[*article as usize]?, added(witness)));
        let mut days: Vec<(u32, i64)> = self.witnesses.iter().filter_map(day).collect();
        days.sort_unstable();
        let (mut sum, mut squares) = (0, 0);
        let (mut least, mut squares_before) = (0, 0);
        for (at, (day, added)) in days.iter().enumerate() {
            (sum, squares) = (sum + added, squares + added * added);
            if sum < least && days.get(at + 1).is_none_or(|next| next.0 != *day) {
                (least, squares_before) = (sum, squares);
            }
        }
        let by_root = |lead: i64, squares: i64| lead as f64 / (squares.max(1) as f64).sqrt();
        by_root(-least, squares_before).min(by_root(sum - least, squares - squares_before))
    }

    fn candidate(&self, said: &Said<'_>, names: &[Name<'_>], chance: &[f64]) -> Option<Candidate> {
        let witnesses: Vec<Witness> = self.witnesses.iter().map(|(_, witness)| *witness).collect();
        let says = |passage: &&PassageId| said.is_replacement(**passage);
        let as_strong = chance.iter().filter(|most| **most >= self.evidence).count();
        let similarity = f64::from(self.similarity);
        Some(Candidate {
            from: names[self.from].subject.name.clone(),
            to: names[self.to].subject.name.clone(),
            date: crossing_day(&witnesses)?,
            from_passages: names[self.from].subject.passages.len(),
            to_passages: names[self.to].subject.passages.len(),
            both: self.both.len(),
            statements: self.statements,
            similarity,
            strength: self.strength,
            p_value: (as_strong + 1) as f64 / (chance.len() + 1) as f64,
            evidence: self.evidence,
            passage: self.both.iter().find(says).or(self.both.first()).copied(),
        })
    }
}
