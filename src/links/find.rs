//! Puts the links together: the nearest of every passage, the near copies, who was first, and the events.

use super::events::{Limits, When, events};
use super::shingles::{Texts, longest_common};
use super::{EVENT_PERCENTILE, Link, Links, Options, Reuse, SameEvent};
use crate::cluster::ThemeId;
use crate::corpus::keys::Keys;
use crate::corpus::{Corpus, Date, Passage, PassageId};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::dot;
use crate::error::{Error, Result};
use crate::neighbours::{Chance, Neighbour, Wanted, nearest_many};
use crate::progress::{Phase, Progress};
use rayon::prelude::*;
use std::collections::HashSet;

/// So far below the percentile wanted, in percent, lies the similarity from which rows are looked up: the similarity at a
/// percentile is known to one random pair in 50,000.
const MARGIN: f64 = 0.01;

/// A passage that another has among its nearest.
#[derive(Clone, Copy, Debug)]
struct Near {
    row: u32,
    other: u32,
    rank: u32,
    similarity: f32,
}

/// The passages that fulfil the conditions, in corpus order; all arrays have a place for each.
struct Selection<'a> {
    passages: Vec<&'a Passage>,
    /// How many passages there are, chosen or not.
    all: usize,
    rows: Embeddings,
    article_of: Vec<u32>,
    dates: Vec<Option<Date>>,
}

/// The links of a corpus, whose passages have the `embeddings`, shape `(n_passages, dimension)`, in its order; `chance`
/// says how alike they are by chance.
pub(super) fn find(
    corpus: &Corpus,
    (theme_of, embeddings): (&[Option<ThemeId>], Embeddings),
    chance: &Chance,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Links> {
    check(options)?;
    for (what, received) in [("themes of passages", theme_of.len()), ("embeddings", embeddings.len())] {
        let expected = corpus.passages.len();
        if received != expected {
            return Err(Error::Shape { what, expected, received });
        }
    }
    let selection = select(corpus, theme_of, embeddings, options);
    let near = nearest(&selection, chance, options, progress);
    let order = places_in_time(&selection.dates);
    let texts = Texts::read(&selection.passages);
    let mut links = pair_up(&selection, near);
    add_copies(&mut links, &selection, &texts, &order);
    links.par_iter_mut().for_each(|link| describe(link, &selection, &texts, chance));
    links.retain(|link| link.reuse.is_some() || link.from_rank.is_some() || link.to_rank.is_some());
    let events = mark_events(&mut links, &selection, &order, (chance, options));
    for link in &mut links {
        let passage = |row: PassageId| selection.passages[row.0 as usize].id;
        (link.from, link.to, link.first) = (passage(link.from), passage(link.to), link.first.map(passage));
    }
    let containment = |link: &Link| link.reuse.as_ref().map_or(0.0, |reuse| reuse.containment);
    links.sort_by(|a, b| {
        let strength = containment(b).total_cmp(&containment(a)).then(b.similarity.total_cmp(&a.similarity));
        strength.then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    Ok(Links { links, events })
}

fn check(options: &Options) -> Result<()> {
    if options.nearest == 0 {
        return Err(Error::Parameter { name: "nearest", value: "0".into(), rule: "it must be at least 1" });
    }
    if !(0.0..=100.0).contains(&options.min_percentile) {
        let value = options.min_percentile.to_string();
        return Err(Error::Parameter { name: "min-percentile", value, rule: "it must be from 0 to 100" });
    }
    Ok(())
}

fn select<'a>(
    corpus: &'a Corpus,
    theme_of: &[Option<ThemeId>],
    embeddings: Embeddings,
    options: &Options,
) -> Selection<'a> {
    let date_of = |row: usize| corpus.articles[corpus.passages[row].article.0 as usize].date;
    let accepts = |&row: &usize| {
        let any_date = options.since.is_none() && options.until.is_none();
        let in_time = any_date || date_of(row).is_some_and(|date| date.is_within(options.since, options.until));
        in_time && options.theme.is_none_or(|theme| theme_of[row] == Some(theme))
    };
    let chosen: Vec<usize> = (0..corpus.passages.len()).filter(accepts).collect();
    Selection {
        passages: chosen.iter().map(|&row| &corpus.passages[row]).collect(),
        all: corpus.passages.len(),
        article_of: chosen.iter().map(|&row| corpus.passages[row].article.0).collect(),
        dates: chosen.iter().map(|&row| date_of(row)).collect(),
        rows: if chosen.len() == embeddings.len() { embeddings } else { embeddings.select(&chosen) },
    }
}

/// The nearest rows of every row in other articles, above the percentile.
fn nearest(selection: &Selection<'_>, chance: &Chance, options: &Options, progress: &dyn Progress) -> Vec<Near> {
    let Selection { rows, article_of, .. } = selection;
    let known: Vec<bool> = (0..rows.len()).map(|row| !rows.is_zero(row)).collect();
    let least =
        if options.min_percentile > 0.0 { chance.at(options.min_percentile - MARGIN) } else { f32::NEG_INFINITY };
    let ranked = |row: usize, mut found: Vec<Neighbour>| {
        progress.advance(Phase::Linking, 1);
        found.retain(|other| chance.percentile(other.similarity) >= options.min_percentile);
        let near = move |(other, rank): (Neighbour, u32)| Near {
            row: row as u32,
            other: other.row as u32,
            rank,
            similarity: other.similarity,
        };
        found.into_iter().zip(1..).map(near)
    };
    progress.start(Phase::Linking, Some(rows.len() as u64));
    let wanted = Wanted { count: options.nearest, least };
    let apart = |row: usize, other: usize| article_of[row] != article_of[other] && known[row] && known[other];
    let near = nearest_many(rows.as_slice(), rows, wanted, apart, ranked);
    progress.finish(Phase::Linking);
    near
}

/// The place of each row in time, undated ones last, shape `(n_rows,)`.
fn places_in_time(dates: &[Option<Date>]) -> Vec<u32> {
    let mut rows: Vec<usize> = (0..dates.len()).collect();
    rows.sort_by_key(|&row| (dates[row].is_none(), dates[row], row));
    let mut order = vec![0; rows.len()];
    for (place, row) in (0..).zip(rows) {
        order[row] = place;
    }
    order
}

/// A link between two rows, not yet described. Its passages are rows until all is done.
fn link(selection: &Selection<'_>, one: u32, other: u32) -> Link {
    let (one, other) = (one.min(other), one.max(other));
    let dates = selection.dates[one as usize].zip(selection.dates[other as usize]);
    let (from, to, first) = match dates {
        Some((a, b)) if a.last_day() < b.first_day() => (one, other, Some(PassageId(one))),
        Some((a, b)) if b.last_day() < a.first_day() => (other, one, Some(PassageId(other))),
        _ => (one, other, None),
    };
    let similarity = dot(selection.rows.values(one as usize), selection.rows.values(other as usize));
    Link {
        from: PassageId(from),
        to: PassageId(to),
        similarity,
        percentile: 0.0,
        from_rank: None,
        to_rank: None,
        first,
        reuse: None,
        event: None,
    }
}

/// One link for each pair of which at least one is near the other.
fn pair_up(selection: &Selection<'_>, mut near: Vec<Near>) -> Vec<Link> {
    let ends = |near: &Near| (near.row.min(near.other), near.row.max(near.other));
    near.par_sort_unstable_by_key(|near| (ends(near), near.row));
    let pair = |both: &[Near]| {
        let mut link = link(selection, both[0].row, both[0].other);
        for near in both {
            let rank = if near.row == link.from.0 { &mut link.from_rank } else { &mut link.to_rank };
            *rank = Some(near.rank);
            link.similarity = near.similarity;
        }
        link
    };
    near.chunk_by(|a, b| ends(a) == ends(b)).map(pair).collect()
}

/// Adds what may be near copies and is not among the nearest: of a text with many copies, or of a part of a longer one.
fn add_copies(links: &mut Vec<Link>, selection: &Selection<'_>, texts: &Texts, order: &[u32]) {
    let linked: HashSet<(u32, u32)> =
        links.iter().map(|link| (link.from.0.min(link.to.0), link.from.0.max(link.to.0))).collect();
    let candidates = texts.candidates(order, &selection.article_of).into_iter();
    let new = candidates.filter(|pair| !linked.contains(pair));
    links.extend(new.map(|(one, other)| link(selection, one, other)));
}

fn describe(link: &mut Link, selection: &Selection<'_>, texts: &Texts, chance: &Chance) {
    let (from, to) = (link.from.0 as usize, link.to.0 as usize);
    link.percentile = chance.percentile(link.similarity);
    link.reuse = texts.containment(from, to).map(|containment| {
        let (from, to) = longest_common(&selection.passages[from].text, &selection.passages[to].text);
        Reuse { containment, from, to }
    });
}

/// How close passages of one event are: as far up as as many pairs reach as there are passages, and no farther than
/// [`EVENT_PERCENTILE`]. In a small corpus the pairs that tell of one event are a larger share of all pairs.
fn event_percentile(passages: usize) -> f64 {
    (100.0 - 200.0 / passages.max(2) as f64).min(EVENT_PERCENTILE)
}

/// Finds the events, and marks the links between two passages of one.
fn mark_events(
    links: &mut [Link],
    selection: &Selection<'_>,
    order: &[u32],
    (chance, options): (&Chance, &Options),
) -> Vec<SameEvent> {
    let limits = Limits { similarity: chance.at(event_percentile(selection.all)), window: options.event_days };
    let when: Vec<Option<When>> = selection.dates.iter().map(|date| date.and_then(When::of)).collect();
    let firm = links.iter().filter(|link| link.is_mutual() || link.reuse.is_some());
    let firm = firm.map(|link| (link.from.0 as usize, link.to.0 as usize));
    let mut groups = events(&selection.rows, &when, firm, limits);
    for group in &mut groups {
        group.sort_unstable_by_key(|&row| order[row]);
    }
    groups.sort_unstable_by_key(|group| order[group[0]]);
    let mut event_of: Vec<Option<usize>> = vec![None; selection.passages.len()];
    for (number, group) in groups.iter().enumerate() {
        for &row in group {
            event_of[row] = Some(number);
        }
    }
    for link in links {
        let event = event_of[link.from.0 as usize];
        link.event = event.filter(|_| event == event_of[link.to.0 as usize]);
    }
    let mut keys = Keys::new('e');
    groups.iter().filter_map(|group| same_event(group, selection, &mut keys)).collect()
}

/// An event from its rows, the earliest first. All of them are dated.
fn same_event(group: &[usize], selection: &Selection<'_>, keys: &mut Keys) -> Option<SameEvent> {
    let passages: Vec<&Passage> = group.iter().map(|&row| selection.passages[row]).collect();
    let dates = || group.iter().filter_map(|&row| selection.dates[row]);
    let mut seen = HashSet::new();
    let middle = selection.rows.select(group).mean();
    let closeness = |row: usize| dot(selection.rows.values(row), middle.as_slice().unwrap_or_default());
    let central = group.iter().copied().min_by(|&a, &b| closeness(b).total_cmp(&closeness(a)).then(a.cmp(&b)))?;
    Some(SameEvent {
        key: keys.next(blake3::hash(passages[0].key.as_bytes())),
        passages: passages.iter().map(|passage| passage.id).collect(),
        articles: passages.iter().map(|passage| passage.article).filter(|article| seen.insert(*article)).collect(),
        first: dates().min()?,
        last: dates().max_by_key(|date| date.last_day())?,
        central: selection.passages[central].id,
    })
}
