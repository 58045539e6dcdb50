//! Guided themes first, then what they do not take, clustered freely.

use super::Groups;
use crate::analysis::Method;
use crate::cluster::{Algorithm, Choice, ClusterOptions, Membership, Reason, cluster};
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use crate::error::Result;
use crate::progress::Progress;
use crate::themes::{Guide, GuidedFit};
use ndarray::Array1;

/// A passage that fits a guided theme less than this may belong to a theme that nobody foresaw.
const GOOD_FIT: f32 = 0.2;
/// A free theme whose middle is as close to that of a guided one is a side of it, and nothing unforeseen.
const FORESEEN: f32 = 0.5;
/// A passage that fits its best guided theme less than this, and no free one, belongs to none.
const HOPELESS: f32 = -0.05;
/// A theme that nobody foresaw needs so many passages to be seen.
const MIN_FREE_THEME: usize = 8;
/// In a larger corpus it needs this share of the passages, until it has so many that nobody would overlook it.
const MIN_FREE_SHARE: f64 = 0.05;
const MOST_FOR_A_FREE_THEME: usize = 50;

/// Guided themes take what fits them. What fits them badly is clustered freely, and stays in a free theme where that
/// holds it better than the best guided one; else it goes back, or stays unassigned where that is far off. `rows` are the
/// centred embeddings of the units, `space` is where free themes are sought.
pub(super) fn guided(
    guide: &Guide,
    fitted: &GuidedFit,
    (rows, space): (&Embeddings, &Embeddings),
    options: &ClusterOptions,
    progress: &dyn Progress,
) -> Result<(Groups, Choice)> {
    let taken = |row: usize| fitted.theme_of[row].filter(|_| fitted.scores[row] > HOPELESS);
    let group_of: Vec<Option<usize>> = (0..rows.len()).map(taken).collect();
    let firmness = |(group, score): (&Option<usize>, &f32)| match group {
        None => Membership::Unassigned,
        Some(_) if *score < GOOD_FIT => Membership::Fringe,
        Some(_) => Membership::Core,
    };
    let mut groups = Groups {
        memberships: group_of.iter().zip(&fitted.scores).map(firmness).collect(),
        group_of,
        scores: fitted.scores.clone(),
        stability: fitted.stability.clone(),
        given_names: guide.themes.iter().map(|theme| Some(theme.name.clone())).collect(),
        hypotheses: Vec::new(),
        layers: None,
        method: Method { algorithm: options.chosen_algorithm(), ..Method::default() },
    };
    let doubtful: Vec<usize> =
        (0..rows.len()).filter(|&row| groups.group_of[row].is_none() || groups.scores[row] < GOOD_FIT).collect();
    let smallest = MIN_FREE_THEME.max((rows.len() as f64 * MIN_FREE_SHARE) as usize).min(MOST_FOR_A_FREE_THEME);
    if doubtful.len() < smallest {
        return Ok((groups, Choice { reason: Reason::Foreseen, ..Choice::default() }));
    }
    let remainder = (&rows.select(&doubtful), &space.select(&doubtful));
    let fit = |member: usize| groups.scores[doubtful[member]];
    let (free, mut choice, method) = free_beside_guided(remainder, fit, smallest, options, progress)?;
    groups.method = method;
    let centres = centres(&groups, rows);
    let foreseen = |theme: &FreeTheme| {
        let centre = middle(rows, theme.held.iter().map(|(member, ..)| doubtful[*member]));
        centres.iter().any(|guided| dot(guided, &centre) > FORESEEN)
    };
    for theme in free.into_iter().filter(|theme| !foreseen(theme)) {
        for (member, closeness, membership) in theme.held {
            groups.group_of[doubtful[member]] = Some(groups.given_names.len());
            groups.scores[doubtful[member]] = closeness;
            groups.memberships[doubtful[member]] = membership;
        }
        groups.given_names.push(None);
        groups.stability.push(Some(theme.stability));
    }
    let kept = groups.given_names.len() - guide.themes.len();
    if choice.reason == Reason::Given && kept < choice.count {
        let asked = choice.count;
        let note =
            format!("of the {asked} themes asked for beside the guide, {kept} hold passages better than a guided one");
        groups.method.notes.push(note);
        choice.count = kept;
    }
    Ok((groups, choice))
}

/// The middle of what fits each group well, shape `(n_groups, dimension)`.
fn centres(groups: &Groups, rows: &Embeddings) -> Vec<Vec<f32>> {
    let fits = |group: usize| {
        (0..rows.len()).filter(move |&row| groups.group_of[row] == Some(group) && groups.scores[row] >= GOOD_FIT)
    };
    (0..groups.given_names.len()).map(|group| middle(rows, fits(group))).collect()
}

/// The mean direction of some rows, shape `(dimension,)`; zero of none.
fn middle(rows: &Embeddings, members: impl Iterator<Item = usize>) -> Vec<f32> {
    let mut sum = members.fold(Array1::<f32>::zeros(rows.dimension()), |sum, row| sum + rows.row(row)).to_vec();
    normalise(&mut sum);
    sum
}

/// A theme that nobody foresaw.
struct FreeTheme {
    /// Its members, how close they are to it, and how firmly they belong.
    held: Vec<(usize, f32, Membership)>,
    stability: f64,
}

/// Clusters what guided themes fit badly, and again with fewer groups while some are too small without the members that
/// a guided theme would rather have.
fn free_beside_guided(
    (rows, space): (&Embeddings, &Embeddings),
    fit: impl Fn(usize) -> f32,
    smallest: usize,
    options: &ClusterOptions,
    progress: &dyn Progress,
) -> Result<(Vec<FreeTheme>, Choice, Method)> {
    let mut clustering = cluster(space, options, progress)?;
    let choice = std::mem::take(&mut clustering.choice);
    let algorithm = options.chosen_algorithm();
    let method = Method::of(algorithm, &mut clustering).without_figures();
    loop {
        let groups = clustering.stability.iter().enumerate().map(|(group, &stability)| {
            let members: Vec<usize> = (0..rows.len()).filter(|&row| clustering.group_of[row] == Some(group)).collect();
            let held = held_better(rows, &members, &fit).into_iter();
            let held = held.map(|(member, closeness)| (member, closeness, clustering.memberships[member]));
            FreeTheme { held: held.collect(), stability }
        });
        let large: Vec<FreeTheme> = groups.filter(|theme| theme.held.len() >= smallest).collect();
        // other algorithms than k-means take a count as a wish, and would be asked for ever
        if large.len() == clustering.stability.len() || large.is_empty() || algorithm != Algorithm::KMeans {
            return Ok((large, choice, method));
        }
        clustering = cluster(space, &options.count(Some(large.len())), progress)?;
    }
}

/// The members of a group that are closer to the rest of it than `fit` says they are to a guided theme, with that
/// closeness: the cosine to the sum of the other members.
fn held_better(rows: &Embeddings, members: &[usize], fit: impl Fn(usize) -> f32) -> Vec<(usize, f32)> {
    let sum = members.iter().fold(Array1::<f32>::zeros(rows.dimension()), |sum, &member| sum + rows.row(member));
    let closeness = |member: usize| {
        let mut others = (&sum - &rows.row(member)).to_vec();
        normalise(&mut others);
        dot(&others, rows.row(member).as_slice().unwrap_or_default())
    };
    let held = members.iter().map(|&member| (member, closeness(member)));
    held.filter(|&(member, closeness)| closeness > fit(member)).collect()
}
