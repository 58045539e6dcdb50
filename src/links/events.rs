//! Passages about the same event: retrospective event detection as Yang, Pierce and Carbonell do it ("A study of
//! retrospective and on-line event detection", SIGIR 1998), by group-average clustering under a limit in time.
//!
//! The two closest clusters are merged again and again, as long as they are linked, the mean similarity of their passages
//! is that of a strict link, and all their dates lie within the window. The mean over all pairs keeps two events of one
//! theme apart that a chain of links would join, the window keeps apart what returns every year.

use crate::corpus::{Date, Precision};
use crate::embeddings::Embeddings;
use crate::embeddings::kernel::dot;
use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

/// Seconds in a day, for spans between days.
const SECONDS_A_DAY: i64 = 86_400;

/// The days that a group of passages is from, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct When {
    /// The first and the last day, of the dates known to the day.
    days: Option<(Date, Date)>,
    /// The month, where a date is known to the month only.
    month: Option<(i16, Option<i8>)>,
}

impl When {
    /// Nothing where the date is known only to the year: no event can be told from that.
    pub(super) fn of(date: Date) -> Option<Self> {
        let month = (date.year(), date.month());
        match date.precision() {
            Precision::Day => Some(Self { days: Some((date, date)), month: None }),
            Precision::Month => Some(Self { days: None, month: Some(month) }),
            Precision::Year => None,
        }
    }

    /// Both together, where no two days are more than `window` days apart and all are in the month of those that are
    /// known to the month only.
    fn with(self, other: Self, window: u32) -> Option<Self> {
        let days = match (self.days, other.days) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (days, other) => days.or(other),
        };
        let month = self.month.or(other.month);
        let same_month = |date: Date| month.is_none_or(|month| month == (date.year(), date.month()));
        let near = days.is_none_or(|(first, last)| {
            let span = last.first_day().duration_since(first.first_day()).as_secs();
            span <= i64::from(window) * SECONDS_A_DAY && same_month(first) && same_month(last)
        });
        (near && other.month.is_none_or(|other| Some(other) == month)).then_some(Self { days, month })
    }
}

/// A pair of clusters that could be merged; the largest is the closest, on a tie the oldest.
#[derive(Clone, Copy, PartialEq)]
struct Merge {
    similarity: f32,
    one: usize,
    other: usize,
}

impl Eq for Merge {}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        let ends = (other.one, other.other).cmp(&(self.one, self.other));
        self.similarity.total_cmp(&other.similarity).then(ends)
    }
}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Cluster {
    members: Vec<usize>,
    sum: Vec<f32>, // (dimension,)
    when: When,
    linked: BTreeSet<usize>,
}

/// What makes an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The least mean cosine of the passages of two clusters that are united.
    pub(super) similarity: f32,
    /// The most days between two passages.
    pub(super) window: u32,
}

/// The rows of each event, ascending, events by their first row. `rows` has shape `(n_rows, dimension)`, `when` shape
/// `(n_rows,)`; `links` are pairs of rows.
pub(super) fn events(
    rows: &Embeddings,
    when: &[Option<When>],
    links: impl Iterator<Item = (usize, usize)>,
    limits: Limits,
) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Option<Cluster>> = (when.iter().enumerate())
        .map(|(row, &when)| {
            when.map(|when| Cluster { members: vec![row], sum: Vec::new(), when, linked: BTreeSet::new() })
        })
        .collect();
    let mut merges = BinaryHeap::new();
    for (one, other) in links {
        let similarity = dot(rows.values(one), rows.values(other));
        if let (Some(first), Some(second)) = (when[one], when[other])
            && similarity >= limits.similarity
            && first.with(second, limits.window).is_some()
        {
            for (from, to) in [(one, other), (other, one)] {
                if let Some(cluster) = &mut clusters[from] {
                    cluster.linked.insert(to);
                }
            }
            merges.push(Merge { similarity, one: one.min(other), other: one.max(other) });
        }
    }
    while let Some(Merge { one, other, .. }) = merges.pop() {
        if clusters[one].is_none() || clusters[other].is_none() {
            continue;
        }
        if let (Some(one), Some(other)) = (clusters[one].take(), clusters[other].take()) {
            merge(rows, &mut clusters, &mut merges, (one, other), limits);
        }
    }
    let mut events: Vec<Vec<usize>> =
        clusters.into_iter().flatten().map(|cluster| cluster.members).filter(|members| members.len() > 1).collect();
    for members in &mut events {
        members.sort_unstable();
    }
    events.sort_unstable();
    events
}

/// Puts two clusters together as the last one, and says with which others it could go on.
fn merge(
    rows: &Embeddings,
    clusters: &mut Vec<Option<Cluster>>,
    merges: &mut BinaryHeap<Merge>,
    (one, other): (Cluster, Cluster),
    limits: Limits,
) {
    let Some(when) = one.when.with(other.when, limits.window) else { return };
    let sum = sum_of(rows, &one).iter().zip(sum_of(rows, &other)).map(|(a, b)| a + b).collect();
    let linked = one.linked.union(&other.linked).copied().filter(|&row| clusters[row].is_some()).collect();
    let united = Cluster { members: [one.members, other.members].concat(), sum, when, linked };
    let number = clusters.len();
    for &neighbour in &united.linked {
        let Some(cluster) = &mut clusters[neighbour] else { continue };
        cluster.linked.insert(number);
        let pairs = united.members.len() * cluster.members.len();
        let similarity = dot(&united.sum, sum_of(rows, cluster)) / pairs as f32;
        if similarity >= limits.similarity && when.with(cluster.when, limits.window).is_some() {
            merges.push(Merge { similarity, one: neighbour, other: number });
        }
    }
    clusters.push(Some(united));
}

/// The sum of a cluster's rows, shape `(dimension,)`.
fn sum_of<'a>(rows: &'a Embeddings, cluster: &'a Cluster) -> &'a [f32] {
    if cluster.sum.is_empty() { rows.values(cluster.members[0]) } else { &cluster.sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { similarity: 0.8, window: 7 };

    fn when(date: &str) -> Option<When> {
        When::of(date.parse().unwrap())
    }

    /// Unit vectors at these angles, in degrees.
    fn at(angles: &[f32]) -> Embeddings {
        let values = angles.iter().flat_map(|angle| [angle.to_radians().cos(), angle.to_radians().sin()]);
        Embeddings::normalised(values.collect(), 2).unwrap()
    }

    #[test]
    fn a_chain_of_links_does_not_join_two_events() {
        // each is close to the next, the ends are far apart
        let rows = at(&[0.0, 6.0, 30.0, 60.0, 66.0]);
        let when = vec![when("2024-05-01"); 5];
        let links = [(0, 1), (1, 2), (2, 3), (3, 4)];
        let found = events(&rows, &when, links.into_iter(), LIMITS);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found.iter().any(|event| event.starts_with(&[0, 1])) && found.iter().any(|event| event.ends_with(&[3, 4]))
        );
    }

    #[test]
    fn what_returns_every_week_is_not_one_event() {
        let rows = at(&[0.0; 5]);
        let dates = ["2024-05-01", "2024-05-06", "2024-05-11", "2024-05-16", "2024-05-21"];
        let links = [(0, 1), (1, 2), (2, 3), (3, 4)];
        let found = events(&rows, &dates.map(when), links.into_iter(), LIMITS);
        assert_eq!(found, [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn dates_count_at_their_precision() {
        let together = |one: &str, other: &str| {
            events(&at(&[0.0; 2]), &[when(one), when(other)], [(0, 1)].into_iter(), LIMITS).len() == 1
        };
        assert!(together("2024-05-28", "2024-06-04") && !together("2024-05-28", "2024-06-05"));
        assert!(together("2024-05", "2024-05-28") && !together("2024-05", "2024-06-01"));
        assert!(together("2024-05", "2024-05") && !together("2024-05", "2024-06") && !together("2024-05", "2023-05"));
        assert!(!together("2024", "2024-05-28") && !together("2024", "2024"));
    }
}
