//! Who changed when: the same question asked of each source by itself.

use super::crossing::{Witness, crossing_day};
use super::side::Found;
use crate::corpus::{ArticleId, Corpus, Date, PassageId};
use serde::Serialize;
use std::collections::BTreeMap;

/// What one source says of both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceChange {
    /// The outlet or site, as its articles name it.
    pub source: String,
    /// How many of its passages name FROM.
    pub from: usize,
    /// How many name TO.
    pub to: usize,
    /// Its first passage that names TO, by the first day its date may mean.
    #[serde(skip)]
    pub first_to: Option<PassageId>,
    /// The day from which on it names TO more, where there is one.
    pub crossed: Option<Date>,
}

/// The sources that name either side, the first to name TO first; nothing where there are not at least two.
pub(super) fn sources(
    corpus: &Corpus,
    sides: [&Found; 2],
    witnesses: &BTreeMap<ArticleId, Witness>,
) -> Vec<SourceChange> {
    let mut found: BTreeMap<&str, SourceChange> = BTreeMap::new();
    let mut own: BTreeMap<&str, Vec<Witness>> = BTreeMap::new();
    let source = |article: ArticleId| corpus.articles[article.0 as usize].source.as_deref();
    let date = |passage: PassageId| {
        let article = corpus.passages[passage.0 as usize].article;
        corpus.articles[article.0 as usize].date.map(|date| (date.first_day(), date.last_day()))
    };
    for (row, passage) in corpus.passages.iter().enumerate() {
        let named = sides.map(|side| side.is_in[row]);
        let (true, Some(source)) = (named[0] || named[1], source(passage.article)) else { continue };
        let change = found.entry(source).or_insert_with(|| SourceChange {
            source: source.to_owned(),
            from: 0,
            to: 0,
            first_to: None,
            crossed: None,
        });
        change.from += usize::from(named[0]);
        change.to += usize::from(named[1]);
        if named[1] && date(passage.id).is_some() && change.first_to.is_none_or(|first| date(passage.id) < date(first))
        {
            change.first_to = Some(passage.id);
        }
    }
    for (article, witness) in witnesses {
        own.entry(source(*article).unwrap_or_default()).or_default().push(*witness);
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<SourceChange> = found.into_values().collect();
    for change in &mut found {
        change.crossed = own.get(change.source.as_str()).and_then(|witnesses| crossing_day(witnesses));
    }
    let first = |change: &SourceChange| change.first_to.and_then(date);
    found.sort_by_key(|change| (change.to == 0, first(change), change.source.clone()));
    found
}
