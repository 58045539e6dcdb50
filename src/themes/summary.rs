//! What a theme is about, in sentences of the corpus itself: near the theme's centre and carrying its keywords, unlike
//! each other (maximal marginal relevance, Carbonell and Goldstein, 1998), from different articles, times and sources.
//! Nothing is written by the program: every sentence is a span of a passage.

use super::relations::centres;
use super::sentences::{Grade, grade, sentences};
use super::spoken::{contains, stems};
use super::{Keyword, Theme};
use crate::cluster::ThemeId;
use crate::corpus::{Article, Corpus, Date, PassageId};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::dot;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

/// How many sentences a summary has, where the theme has as many.
const FEWEST: usize = 3;
const MOST: usize = 5;
/// A theme's passages are put in order of time and cut into so many parts of equal size; a summary should have something
/// of each.
const PARTS: usize = MOST;
/// Only so many passages of a theme are cut into sentences, those nearest its centre, an equal number from each part.
const PASSAGES: usize = 60;
/// At most so many passages of one article are among them.
const PASSAGES_PER_ARTICLE: usize = 3;
/// Only so many sentences of a theme are embedded.
const SENTENCES: usize = 45;
/// How much the keywords that a sentence carries count beside its likeness to the theme's centre.
const KEYWORD_WEIGHT: f32 = 0.3;
/// How much likeness to a sentence already chosen counts against another, as for quotes.
const DIVERSITY: f32 = 0.4;
/// What counts against a sentence of a source that the summary has: enough to decide between sentences about as good.
const SAME_SOURCE: f32 = 0.05;
/// Sentences more alike than this say the same thing.
const SAME: f32 = 0.9;
/// For the sake of time and variety a sentence may be less relevant than the best so far, but not less than this share.
const WORTH_SAYING: f32 = 0.5;

/// A sentence of a passage, as evidence of what a theme is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The passage it stands in.
    pub passage: PassageId,
    /// Its first byte in the passage's text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Sentence {
    /// Its text, as it stands in the corpus it was drawn from.
    #[must_use]
    pub fn text(self, corpus: &Corpus) -> &str {
        let passage = corpus.passages.get(self.passage.0 as usize);
        passage.and_then(|passage| passage.text.get(self.start..self.end)).unwrap_or_default()
    }
}

/// The sentences that may tell what each theme is about; which do is known when they are embedded.
///
/// ```
/// use filrouge::corpus::{ReadOptions, read};
/// use filrouge::embedder::{self, ModelChoice, ModelOptions};
/// use filrouge::progress::Silent;
/// use filrouge::themes::{Partition, SummaryCandidates, describe};
///
/// let folder = tempfile::tempdir()?;
/// let text = "Le bac relie de nouveau les deux rives, après trois semaines d’arrêt. Il part toutes les heures.";
/// std::fs::write(folder.path().join("bac.txt"), text)?;
/// let corpus = read(&[folder.path().to_owned()], &ReadOptions::default(), &Silent)?;
/// let embedder = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent)?;
/// let rows = embedder.embed_passages(&[text], &Silent)?;
/// let theme_of = [Some(filrouge::cluster::ThemeId(0))];
/// let partition = Partition { theme_of: &theme_of, scores: &[1.0], stability: &[None], given_names: &[None] };
/// let themes = describe(&corpus, &filrouge::names::find(&corpus), &rows, partition);
/// let candidates = SummaryCandidates::draw(&corpus, &rows, &theme_of, &themes);
/// let summaries = candidates.choose(&embedder.embed_passages(&candidates.texts(), &Silent)?);
/// assert_eq!(summaries[0][0].text(&corpus), "Le bac relie de nouveau les deux rives, après trois semaines d’arrêt.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SummaryCandidates<'a> {
    corpus: &'a Corpus,
    centres: Vec<Vec<f32>>,          // (n_themes, dimension)
    candidates: Vec<Vec<Candidate>>, // (n_themes, at most SENTENCES)
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    sentence: Sentence,
    grade: Grade,
    part: usize,
    keywords: f32,  // the share of the theme's keywords that it carries, by weight
    closeness: f32, // of its passage to the theme's centre
}

impl<'a> SummaryCandidates<'a> {
    /// Draws candidates for `themes`. `rows` are the centred embeddings of the passages, shape
    /// `(n_passages, dimension)`, `theme_of` has shape `(n_passages,)`. What is drawn is bounded by the number of themes,
    /// not by that of passages.
    #[must_use]
    pub fn draw(corpus: &'a Corpus, rows: &Embeddings, theme_of: &[Option<ThemeId>], themes: &[Theme]) -> Self {
        let mut members = vec![Vec::new(); themes.len()];
        for (row, theme) in theme_of.iter().enumerate() {
            let members = theme.and_then(|theme| members.get_mut(theme.0 as usize));
            if let Some(members) = members.filter(|_| corpus.passages[row].copy_of.is_none()) {
                members.push(row);
            }
        }
        let centres = centres(rows, &members);
        let draw = |theme: usize| draw_one(corpus, rows, &members[theme], &centres[theme], &themes[theme].keywords);
        let candidates = (0..themes.len()).into_par_iter().map(draw).collect();
        Self { corpus, centres, candidates }
    }

    /// The texts to embed.
    #[must_use]
    pub fn texts(&self) -> Vec<&'a str> {
        self.candidates.iter().flatten().map(|candidate| candidate.sentence.text(self.corpus)).collect()
    }

    /// The summary of each theme, in order of time. `embeddings` are those of [`texts`](Self::texts), centred with the
    /// mean of the passages, shape `(n_texts, dimension)`.
    #[must_use]
    pub fn choose(&self, embeddings: &Embeddings) -> Vec<Vec<Sentence>> {
        let mut first = 0;
        let choose = |(candidates, centre): (&Vec<Candidate>, &Vec<f32>)| {
            let rows = first..first + candidates.len();
            first = rows.end;
            let mut chosen = Choice { corpus: self.corpus, candidates, rows, embeddings, centre }.make();
            chosen.sort_by_key(|sentence| {
                let date = date(self.corpus, sentence.passage.0 as usize);
                (date.is_none(), date, sentence.passage, sentence.start)
            });
            chosen
        };
        self.candidates.iter().zip(&self.centres).map(choose).collect()
    }
}

fn article(corpus: &Corpus, row: usize) -> &Article {
    &corpus.articles[corpus.passages[row].article.0 as usize]
}

fn date(corpus: &Corpus, row: usize) -> Option<Date> {
    article(corpus, row).date
}

fn draw_one(
    corpus: &Corpus,
    rows: &Embeddings,
    members: &[usize],
    centre: &[f32],
    keywords: &[Keyword],
) -> Vec<Candidate> {
    let parts = parts(corpus, members);
    let keywords: Vec<(Vec<String>, f32)> =
        keywords.iter().map(|keyword| (stems(&keyword.term), keyword.score as f32)).collect();
    let mut candidates = Vec::new();
    for (part, members) in parts.iter().enumerate() {
        let mut drawn = Vec::new();
        for (row, closeness) in nearest(corpus, rows, members, centre, PASSAGES.div_ceil(parts.len())) {
            let passage = &corpus.passages[row];
            drawn.extend(sentences(&passage.text).into_iter().map(|Range { start, end }| {
                let text = &passage.text[start..end];
                let sentence = Sentence { passage: passage.id, start, end };
                Candidate { sentence, grade: grade(text), part, keywords: carried(text, &keywords), closeness }
            }));
        }
        let promise = |candidate: &Candidate| weigh(candidate.closeness, candidate.keywords);
        drawn.sort_by(|a, b| {
            let order = a.grade.cmp(&b.grade).then(promise(b).total_cmp(&promise(a)));
            order.then((a.sentence.passage, a.sentence.start).cmp(&(b.sentence.passage, b.sentence.start)))
        });
        drawn.truncate(SENTENCES.div_ceil(parts.len()));
        candidates.append(&mut drawn);
    }
    candidates
}

/// The members in order of time, cut into parts of equal size; those without a date are a part by themselves.
fn parts(corpus: &Corpus, members: &[usize]) -> Vec<Vec<usize>> {
    let (mut dated, undated): (Vec<usize>, Vec<usize>) = members.iter().partition(|&&row| date(corpus, row).is_some());
    dated.sort_by_key(|&row| (date(corpus, row), row));
    let mut parts: Vec<Vec<usize>> = dated.chunks(dated.len().div_ceil(PARTS).max(1)).map(<[usize]>::to_vec).collect();
    if !undated.is_empty() {
        parts.push(undated);
    }
    parts
}

/// The `count` members nearest the centre, nearest first, not too many of one article.
fn nearest(corpus: &Corpus, rows: &Embeddings, members: &[usize], centre: &[f32], count: usize) -> Vec<(usize, f32)> {
    let closeness = |&row: &usize| (row, dot(&rows.as_slice()[row * rows.dimension()..][..rows.dimension()], centre));
    let mut ranked: Vec<(usize, f32)> = members.iter().map(closeness).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut of_article: HashMap<u32, usize> = HashMap::new();
    let few = |&(row, _): &(usize, f32)| {
        let taken = of_article.entry(corpus.passages[row].article.0).or_default();
        *taken += 1;
        *taken <= PASSAGES_PER_ARTICLE
    };
    ranked.into_iter().filter(few).take(count).collect()
}

/// The share of the keywords that a text carries, by their weight, in 0..=1.
fn carried(text: &str, keywords: &[(Vec<String>, f32)]) -> f32 {
    let stems = stems(text);
    let all: f32 = keywords.iter().map(|(_, weight)| weight).sum();
    let found: f32 = keywords.iter().filter(|(term, _)| contains(&stems, term)).map(|(_, weight)| weight).sum();
    if all > 0.0 { found / all } else { 0.0 }
}

fn weigh(closeness: f32, keywords: f32) -> f32 {
    (1.0 - KEYWORD_WEIGHT) * closeness + KEYWORD_WEIGHT * keywords
}

/// The choice of one theme's sentences.
struct Choice<'a> {
    corpus: &'a Corpus,
    candidates: &'a [Candidate],
    rows: Range<usize>, // of the candidates in `embeddings`
    embeddings: &'a Embeddings,
    centre: &'a [f32],
}

impl Choice<'_> {
    fn embedding(&self, candidate: usize) -> &[f32] {
        let dimension = self.embeddings.dimension();
        &self.embeddings.as_slice()[(self.rows.start + candidate) * dimension..][..dimension]
    }

    fn relevance(&self, candidate: usize) -> f32 {
        weigh(dot(self.embedding(candidate), self.centre), self.candidates[candidate].keywords)
    }

    fn article(&self, candidate: usize) -> &Article {
        article(self.corpus, self.candidates[candidate].sentence.passage.0 as usize)
    }

    /// Sentences that stand alone; where they are too few, others, best grade first.
    fn make(&self) -> Vec<Sentence> {
        let mut chosen: Vec<usize> = Vec::new();
        for grade in [Grade::StandsAlone, Grade::Leans, Grade::Piece] {
            let mut open: Vec<usize> =
                (0..self.candidates.len()).filter(|&candidate| self.candidates[candidate].grade == grade).collect();
            while chosen.len() < MOST && (grade == Grade::StandsAlone || chosen.len() < FEWEST) {
                open.retain(|&candidate| self.is_new(candidate, &chosen));
                let Some(best) = self.next(&open, &chosen) else { break };
                chosen.push(best);
            }
        }
        chosen.into_iter().map(|candidate| self.candidates[candidate].sentence).collect()
    }

    /// The best of a part of time that has not spoken, where it is worth saying; else the best that is; else, while
    /// there are too few, the best.
    fn next(&self, open: &[usize], chosen: &[usize]) -> Option<usize> {
        let worth = |candidate: &usize| self.is_worth_saying(*candidate, chosen);
        let part = |candidate: usize| self.candidates[candidate].part;
        let fresh = |candidate: &usize| !chosen.iter().any(|&other| part(other) == part(*candidate));
        let best = |candidates: &mut dyn Iterator<Item = usize>| {
            candidates.max_by(|&a, &b| {
                let values = self.value(a, chosen).total_cmp(&self.value(b, chosen));
                values.then(Reverse(a).cmp(&Reverse(b)))
            })
        };
        let all = || open.iter().copied();
        let found = best(&mut all().filter(fresh).filter(worth)).or_else(|| best(&mut all().filter(worth)));
        if chosen.len() < FEWEST { found.or_else(|| best(&mut all())) } else { found }
    }

    fn value(&self, candidate: usize, chosen: &[usize]) -> f32 {
        let likeness = |&other: &usize| dot(self.embedding(candidate), self.embedding(other));
        let repeats = chosen.iter().map(likeness).fold(0.0, f32::max);
        let source = self.article(candidate).source.as_deref();
        let mut penalty = 0.0;
        if source.is_some() && chosen.iter().any(|&other| self.article(other).source.as_deref() == source) {
            penalty += SAME_SOURCE;
        }
        // of an article that has spoken only where no other has anything left to say
        if self.has_spoken(candidate, chosen) {
            penalty += 2.0;
        }
        (1.0 - DIVERSITY) * self.relevance(candidate) - DIVERSITY * repeats - penalty
    }

    fn has_spoken(&self, candidate: usize, chosen: &[usize]) -> bool {
        chosen.iter().any(|&other| self.article(other).id == self.article(candidate).id)
    }

    /// Whether no chosen sentence says it already.
    fn is_new(&self, candidate: usize, chosen: &[usize]) -> bool {
        let text = |candidate: usize| self.candidates[candidate].sentence.text(self.corpus);
        let same = |&other: &usize| {
            text(other) == text(candidate) || dot(self.embedding(candidate), self.embedding(other)) > SAME
        };
        !chosen.iter().any(same)
    }

    fn is_worth_saying(&self, candidate: usize, chosen: &[usize]) -> bool {
        let best = chosen.iter().map(|&other| self.relevance(other)).fold(f32::NEG_INFINITY, f32::max);
        !self.has_spoken(candidate, chosen) && self.relevance(candidate) >= WORTH_SAYING * best
    }
}
