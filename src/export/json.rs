//! The JSON object: the contract with other programs. Keys may be added, never renamed or taken away.

use crate::analysis::{Analysis, Membership, ModelIdentity};
use crate::cluster::{Algorithm, Candidate, ThemeId};
use crate::corpus::{Date, DateSource, Language, LeftOut, PassageId, Skipped};
use crate::themes::{Keyword, Theme};
use serde::Serialize;

/// The version of the format, in the object's `format` key.
pub const FORMAT: &str = "filrouge/1";

/// An analysis as `--format json` prints it.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    format: &'static str,
    model: &'a ModelIdentity,
    seed: u64,
    corpus: CorpusSummary,
    themes: Vec<ThemeEntry<'a>>,
    articles: Vec<ArticleEntry<'a>>,
    passages: Vec<PassageEntry<'a>>,
    unassigned: usize,
    left_out: &'a [LeftOut],
    skipped: &'a [Skipped],
    curve: &'a [Candidate],
    clustering: ClusteringSummary<'a>,
}

/// How the themes were formed.
#[derive(Debug, Serialize)]
struct ClusteringSummary<'a> {
    algorithm: Algorithm,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct CorpusSummary {
    articles: usize,
    passages: usize,
    first: Option<Date>,
    last: Option<Date>,
}

#[derive(Debug, Serialize)]
struct ThemeEntry<'a> {
    id: ThemeId,
    name: &'a str,
    guided: bool,
    keywords: &'a [Keyword],
    passages: usize,
    articles: usize,
    share: f64,
    first: Option<Date>,
    last: Option<Date>,
    cohesion: f64,
    stability: Option<f64>,
    persistence: Option<f64>,
    quotes: Vec<Quote<'a>>,
}

/// A passage as evidence: what is said, where and when.
#[derive(Debug, Serialize)]
pub(super) struct Quote<'a> {
    pub(super) passage: &'a str,
    pub(super) text: &'a str,
    pub(super) article: &'a str,
    pub(super) date: Option<Date>,
    /// Where to find it.
    pub(super) path: &'a str,
}

#[derive(Debug, Serialize)]
struct ArticleEntry<'a> {
    id: &'a str,
    path: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<Date>,
    date_source: Option<DateSource>,
    lang: Option<&'a Language>,
    theme: Option<ThemeId>,
}

#[derive(Debug, Serialize)]
struct PassageEntry<'a> {
    id: &'a str,
    article: &'a str,
    path: &'a str,
    ordinal: u32,
    start: usize,
    end: usize,
    text: &'a str,
    date: Option<Date>,
    lang: Option<&'a Language>,
    theme: Option<ThemeId>,
    score: f32,
    memberships: &'a [Membership],
}

/// The object for an analysis.
#[must_use]
pub fn document(analysis: &Analysis) -> Document<'_> {
    let corpus = &analysis.corpus;
    let dates = || corpus.articles.iter().filter_map(|article| article.date);
    let theme_of_articles = analysis.theme_of_articles();
    Document {
        format: FORMAT,
        model: &analysis.model,
        seed: analysis.seed,
        corpus: CorpusSummary {
            articles: corpus.articles.len(),
            passages: corpus.passages.len(),
            first: dates().min(),
            last: dates().max(),
        },
        themes: analysis.themes.iter().map(|theme| theme_entry(analysis, theme)).collect(),
        articles: (corpus.articles.iter().zip(theme_of_articles))
            .map(|(article, theme)| ArticleEntry {
                id: &article.key,
                path: &article.path,
                title: article.title.as_deref(),
                source: article.source.as_deref(),
                date: article.date,
                date_source: article.date_source,
                lang: article.language.as_ref(),
                theme,
            })
            .collect(),
        passages: (0..corpus.passages.len()).map(|row| passage_entry(analysis, row)).collect(),
        unassigned: analysis.unassigned(),
        left_out: &corpus.left_out,
        skipped: &corpus.skipped,
        curve: &analysis.curve,
        clustering: ClusteringSummary { algorithm: analysis.method.algorithm, notes: &analysis.method.notes },
    }
}

fn theme_entry<'a>(analysis: &'a Analysis, theme: &'a Theme) -> ThemeEntry<'a> {
    ThemeEntry {
        id: theme.id,
        name: &theme.name,
        guided: theme.guided,
        keywords: &theme.keywords,
        passages: theme.passages,
        articles: theme.articles,
        share: theme.share,
        first: theme.first,
        last: theme.last,
        cohesion: theme.cohesion,
        stability: theme.stability,
        persistence: analysis.method.persistence.get(theme.id.0 as usize).copied(),
        quotes: theme.quotes.iter().map(|&id| quote(analysis, id)).collect(),
    }
}

pub(super) fn quote(analysis: &Analysis, id: PassageId) -> Quote<'_> {
    let passage = &analysis.corpus.passages[id.0 as usize];
    let article = analysis.article(passage.article);
    Quote { passage: &passage.key, text: &passage.text, article: &article.key, date: article.date, path: &article.path }
}

fn passage_entry(analysis: &Analysis, row: usize) -> PassageEntry<'_> {
    let passage = &analysis.corpus.passages[row];
    let article = analysis.article(passage.article);
    PassageEntry {
        id: &passage.key,
        article: &article.key,
        path: &article.path,
        ordinal: passage.ordinal,
        start: passage.start,
        end: passage.end,
        text: &passage.text,
        date: article.date,
        lang: passage.language.as_ref(),
        theme: analysis.theme_of[row],
        score: analysis.scores[row],
        memberships: analysis.method.memberships.get(row).map_or(&[], Vec::as_slice),
    }
}
