//! A guided theme put to the test: how well its description matches what it holds, how much of what speaks of it is in
//! it, what could as well be elsewhere, and what was described and is not there.

use super::fit::GuidedFit;
use crate::cluster::ThemeId;
use crate::corpus::PassageId;
use crate::embeddings::kernel::dot;
use crate::embeddings::{Embeddings, normalise};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// A passage is in doubt when another theme fits it less well by so little.
const DOUBTFUL_MARGIN: f32 = 0.05;
/// So many doubts a person reads; the closest ones come first.
const MOST_DOUBTS: usize = 10;

/// What became of a guided theme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// How alike its passages are to the nearest of its descriptions: the mean share of random pairs of passages that are
    /// less alike, in 0..=1. None without passages.
    pub fit: Option<f64>,
    /// Of the passages that plainly speak of it (they hold one of its words, or are more like one of its descriptions than
    /// 95 % of random pairs are), the share that it holds, in 0..=1; the others fit another theme better. None when no
    /// passage speaks of it.
    pub coverage: Option<f64>,
    /// The passages that it holds and that another theme fits almost as well, closest first, at most ten.
    pub doubts: Vec<Doubt>,
    /// The phrases that are plainly like no passage and of whose words no passage holds half, and the words that stand in
    /// none, and the passages named that are gone: what was expected and is not there.
    pub unmatched: Vec<String>,
}

/// A passage that could as well be in another theme.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// The passage; of a whole article, its first one.
    pub passage: PassageId,
    /// The theme that fits it next best.
    pub runner_up: ThemeId,
    /// How much better its own theme fits; less than nothing when its likes decided.
    pub margin: f32,
}

/// Puts the guided themes to the test. `group_of` is the theme of each row, guided ones first, in the order of the guide;
/// `rows` are the centred embeddings and `passages` what each row is called by, all of shape `(n_rows,)`. Runners-up are
/// numbered as the groups are.
#[must_use]
pub fn hypotheses(
    fitted: &GuidedFit,
    group_of: &[Option<usize>],
    rows: &Embeddings,
    passages: &[PassageId],
) -> Vec<Hypothesis> {
    let n_guided = fitted.values.ncols();
    let centres = free_centres(n_guided, group_of, rows);
    let test = |theme: usize| {
        let held: Vec<usize> = (0..group_of.len()).filter(|&row| group_of[row] == Some(theme)).collect();
        let speaking = (0..group_of.len()).filter(|&row| fitted.plain[(row, theme)]).count();
        let taken = held.iter().filter(|&&row| fitted.plain[(row, theme)]).count();
        let likeness = held.iter().map(|&row| fitted.likeness[(row, theme)]).sum::<f64>();
        let doubt = |&row: &usize| {
            let (runner_up, value) = runner_up(fitted, theme, row, &centres, rows)?;
            let margin = fitted.values[(row, theme)] - value;
            (margin < DOUBTFUL_MARGIN).then_some(Doubt { passage: passages[row], runner_up, margin })
        };
        let mut doubts: Vec<Doubt> = held.iter().filter_map(doubt).collect();
        doubts.sort_by(|a, b| a.margin.total_cmp(&b.margin).then(a.passage.cmp(&b.passage)));
        doubts.truncate(MOST_DOUBTS);
        Hypothesis {
            fit: (!held.is_empty()).then(|| likeness / held.len() as f64),
            coverage: (speaking > 0).then(|| taken as f64 / speaking as f64),
            doubts,
            unmatched: fitted.unmatched[theme].clone(),
        }
    };
    (0..n_guided).map(test).collect()
}

/// The middle of each free theme, shape `(n_free, dimension)`.
fn free_centres(n_guided: usize, group_of: &[Option<usize>], rows: &Embeddings) -> Array2<f32> {
    let n_groups = group_of.iter().flatten().max().map_or(n_guided, |last| n_guided.max(last + 1));
    let mut centres = Array2::<f32>::zeros((n_groups - n_guided, rows.dimension()));
    for (row, group) in group_of.iter().enumerate() {
        if let Some(free) = group.and_then(|group| group.checked_sub(n_guided)) {
            centres.row_mut(free).scaled_add(1.0, &rows.row(row));
        }
    }
    centres.rows_mut().into_iter().for_each(|mut centre| normalise(centre.as_slice_mut().unwrap_or_default()));
    centres
}

/// The theme other than its own that fits a row best, and how well.
fn runner_up(
    fitted: &GuidedFit,
    own: usize,
    row: usize,
    centres: &Array2<f32>,
    rows: &Embeddings,
) -> Option<(ThemeId, f32)> {
    let n_guided = fitted.values.ncols();
    let guided = fitted.values.row(row).into_iter().copied().enumerate().filter(|(theme, _)| *theme != own);
    let row = rows.row(row);
    let row = row.as_slice().unwrap_or_default();
    let closeness = |centre: ndarray::ArrayView1<'_, f32>| dot(row, centre.as_slice().unwrap_or_default());
    let free = centres.rows().into_iter().enumerate().map(|(free, centre)| (n_guided + free, closeness(centre)));
    let best = guided.chain(free).filter(|(_, value)| value.is_finite()).max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((ThemeId(best.0 as u32), best.1))
}
