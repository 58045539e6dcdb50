//! The JSON object: the contract with other programs. Keys may be added, never renamed or taken away.

use super::duplicates::{DuplicateEntry, article_key, duplicates, passage_key};
use super::layers::LayersEntry;
use crate::analysis::{Analysis, ModelIdentity, ThemeProbability};
use crate::cluster::{Algorithm, Candidate, Choice, Membership, Plateau, Reason, ThemeId};
use crate::corpus::{Date, DateEvidence, DateSource, Language, LeftOut, PassageId, Precision, Skipped, Undecided};
use crate::themes::{Badge, Keyword, Name, NameSource, Relation, Sentence, SourceCount, Theme};
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
    fringe: usize,
    left_out: &'a [LeftOut],
    duplicates: Vec<DuplicateEntry<'a>>,
    skipped: &'a [Skipped],
    curve: &'a [Candidate],
    choice: ChoiceEntry<'a>,
    layers: Option<LayersEntry<'a>>,
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

/// A theme as every export has it, with what is said as evidence.
#[derive(Debug, Serialize)]
pub struct ThemeEntry<'a> {
    id: ThemeId,
    key: &'a str,
    name: &'a str,
    guided: bool,
    keywords: &'a [Keyword],
    passages: usize,
    articles: usize,
    copies: usize,
    share: f64,
    first: Option<Date>,
    last: Option<Date>,
    cohesion: f64,
    stability: Option<f64>,
    badge: Option<Badge>,
    summary: Vec<SummaryEntry<'a>>,
    names: &'a [Name],
    sources: &'a [SourceCount],
    nearest: Option<Relation>,
    opposite: Option<Relation>,
    persistence: Option<f64>,
    quotes: Vec<Quote<'a>>,
    fit: Option<f64>,
    coverage: Option<f64>,
    doubts: Vec<DoubtEntry<'a>>,
    unmatched: &'a [String],
    agreement: Option<f64>,
    name_source: NameSource,
    name_evidence: Option<NameEvidenceEntry<'a>>,
}

/// What a language model saw when it named the theme.
#[derive(Debug, Serialize)]
struct NameEvidenceEntry<'a> {
    model: &'a str,
    host: &'a str,
    own_name: &'a str,
    keywords: &'a [String],
    passages: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct DoubtEntry<'a> {
    passage: &'a str,
    runner_up: ThemeId,
    margin: f32,
}

/// A sentence as evidence; `start..end` are its bytes in the passage's text.
#[derive(Debug, Serialize)]
struct SummaryEntry<'a> {
    passage: &'a str,
    text: &'a str,
    start: usize,
    end: usize,
    article: &'a str,
    date: Option<Date>,
    path: &'a str,
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
    date_precision: Option<Precision>,
    date_evidence: &'a [DateEvidence],
    date_runner_up: Option<Date>,
    date_undecided: Option<Undecided>,
    lang: Option<&'a Language>,
    theme: Option<ThemeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copy_of: Option<&'a str>,
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
    event: Option<&'a str>,
    score: f32,
    membership: Membership,
    probabilities: &'a [ThemeProbability],
    #[serde(skip_serializing_if = "Option::is_none")]
    copy_of: Option<&'a str>,
}

/// Why there are as many themes; the curve has a key of its own.
#[derive(Debug, Serialize)]
struct ChoiceEntry<'a> {
    count: usize,
    reason: Reason,
    coarse: Option<usize>,
    fine: Option<usize>,
    plateaus: &'a [Plateau],
}

fn choice_entry(choice: &Choice) -> ChoiceEntry<'_> {
    let &Choice { count, reason, coarse, fine, ref plateaus, .. } = choice;
    ChoiceEntry { count, reason, coarse, fine, plateaus }
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
                date_precision: article.date.map(Date::precision),
                date_evidence: article.date_evidence(),
                date_runner_up: article.dating.as_ref().and_then(|dating| dating.runner_up),
                date_undecided: article.date_undecided(),
                lang: article.language.as_ref(),
                theme,
                copy_of: article.copy_of.map(|of| article_key(analysis, of)),
            })
            .collect(),
        passages: (0..corpus.passages.len()).map(|row| passage_entry(analysis, row)).collect(),
        unassigned: analysis.unassigned(),
        fringe: analysis.fringe(),
        left_out: &corpus.left_out,
        duplicates: duplicates(analysis),
        skipped: &corpus.skipped,
        curve: &analysis.choice.curve,
        choice: choice_entry(&analysis.choice),
        layers: analysis.layers.as_ref().map(|layers| LayersEntry::new(analysis, layers)),
        clustering: ClusteringSummary { algorithm: analysis.method.algorithm, notes: &analysis.method.notes },
    }
}

/// The object for one theme of an analysis; none where there is no such theme.
///
/// ```no_run
/// use filrouge::{analysis, export, store::Store};
/// let analysis = analysis::load(&Store::open(".filrouge/index.sqlite".as_ref())?)?;
/// let theme = export::theme(&analysis, analysis.find_theme("0")?);
/// println!("{}", serde_json::to_string(&theme)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn theme(analysis: &Analysis, id: ThemeId) -> Option<ThemeEntry<'_>> {
    analysis.themes.iter().find(|theme| theme.id == id).map(|theme| theme_entry(analysis, theme))
}

fn theme_entry<'a>(analysis: &'a Analysis, theme: &'a Theme) -> ThemeEntry<'a> {
    let tested = theme.hypothesis.as_ref();
    let doubts = tested.into_iter().flat_map(|tested| &tested.doubts).map(|doubt| DoubtEntry {
        passage: &analysis.corpus.passages[doubt.passage.0 as usize].key,
        runner_up: doubt.runner_up,
        margin: doubt.margin,
    });
    ThemeEntry {
        id: theme.id,
        key: &theme.key,
        name: &theme.name,
        guided: theme.guided,
        keywords: &theme.keywords,
        passages: theme.passages,
        articles: theme.articles,
        copies: theme.copies,
        share: theme.share,
        first: theme.first,
        last: theme.last,
        cohesion: theme.cohesion,
        stability: theme.stability,
        badge: theme.stability.map(Badge::of),
        summary: theme.summary.iter().map(|&sentence| summary_entry(analysis, sentence)).collect(),
        names: &theme.names,
        sources: &theme.sources,
        nearest: theme.nearest,
        opposite: theme.opposite,
        persistence: analysis.method.persistence.get(theme.id.0 as usize).copied(),
        quotes: theme.quotes.iter().map(|&id| quote(analysis, id)).collect(),
        name_source: theme.name_source(),
        name_evidence: theme.name_evidence.as_ref().map(|evidence| NameEvidenceEntry {
            model: &evidence.model,
            host: &evidence.host,
            own_name: &evidence.own_name,
            keywords: &evidence.keywords,
            passages: evidence.passages.iter().map(|id| passage_key(analysis, *id)).collect(),
        }),
        fit: tested.and_then(|tested| tested.fit),
        coverage: tested.and_then(|tested| tested.coverage),
        doubts: doubts.collect(),
        agreement: theme.agreement,
        unmatched: tested.map_or(&[], |tested| &tested.unmatched),
    }
}

fn summary_entry(analysis: &Analysis, sentence: Sentence) -> SummaryEntry<'_> {
    let Sentence { passage: id, start, end } = sentence;
    let Quote { passage, article, date, path, .. } = quote(analysis, id);
    SummaryEntry { passage, text: sentence.text(&analysis.corpus), start, end, article, date, path }
}

pub(super) fn quote(analysis: &Analysis, id: PassageId) -> Quote<'_> {
    let passage = &analysis.corpus.passages[id.0 as usize];
    let article = analysis.article(passage.article);
    Quote { passage: &passage.key, text: &passage.text, article: &article.key, date: article.date, path: &article.path }
}

pub(super) fn event(analysis: &Analysis, row: usize) -> Option<&str> {
    let layers = analysis.layers.as_ref()?;
    layers.event_of[row].map(|event| layers.events[event as usize].id.as_str())
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
        event: event(analysis, row),
        score: analysis.scores[row],
        membership: analysis.memberships[row],
        probabilities: analysis.method.probabilities.get(row).map_or(&[], Vec::as_slice),
        copy_of: passage.copy_of.map(|of| passage_key(analysis, of)),
    }
}
