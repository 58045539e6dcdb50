//! A mixture of Gaussian distributions by expectation and maximisation (Dempster, Laird and Rubin, 1977), as linfa fits
//! it: a row belongs to every group, with a probability.
//!
//! linfa fits full covariances only, in `f64`, from a k-means of its own. What it lacks is done here: few dimensions, so
//! that a covariance has rows enough; more regularisation and then fewer groups where a fit fails; and probabilities by
//! the logarithm of a sum of exponentials, since linfa's own turn to NaN for a row far from every centre.

use super::equal::distinct;
use super::grouping::Grouping;
use crate::embeddings::Embeddings;
use crate::embeddings::pca::Pca;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array2, ArrayView1, Axis};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// In more dimensions a full covariance of a theme of some dozens of passages is noise; in 8 mixtures of news agree less
/// with people's labels.
const MOST_DIMENSIONS: usize = 16;
/// Added to the variances, as shares of the mean variance, one after the other while fits fail.
const REGULARISATIONS: [f64; 3] = [0.01, 0.1, 0.5];
/// linfa stops when the mean log-likelihood gains less.
const TOLERANCE: f64 = 1e-3;
const MAX_ITERATIONS: u64 = 200;
/// Probabilities smaller than this are not kept.
const LEAST_KEPT: f32 = 0.001;

/// `count` groups of `rows`, or fewer where so many cannot be fitted.
pub(super) fn mixture(rows: &Embeddings, count: usize, seed: u64) -> Result<Grouping> {
    let projected = Pca::fit(rows, MOST_DIMENSIONS.min(rows.len() / 2).max(1))?.project(rows);
    // linfa's k-means panics where it cannot draw as many different centres
    let distinct = distinct(projected.view()).0.len();
    let projected = projected.mapv(f64::from);
    let mut refusals: Vec<String> = Vec::new();
    if projected.ncols() == 0 || distinct < 2 {
        return Ok(Grouping::whole(rows.len(), "the passages do not differ: all are one theme"));
    }
    if distinct < count {
        refusals.push(format!("only {distinct} passages differ"));
    }
    for fewer in (2..=count.min(distinct)).rev() {
        match fit(&projected, fewer, seed) {
            Ok((model, share)) => {
                let mut grouping = grouping(&model, &projected);
                grouping.notes.push(format!("{} principal components", projected.ncols()));
                if share > REGULARISATIONS[0] {
                    let note = "variances had to be widened by {} % of their mean for the fit to succeed";
                    grouping.notes.push(note.replace("{}", &(share * 100.0).round().to_string()));
                }
                if let Some(refusal) = refusals.first() {
                    grouping.notes.push(format!("{count} themes could not be fitted: {refusal}; {fewer} could"));
                }
                return Ok(grouping);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    match refusals.pop() {
        Some(refusal) => Err(Error::Clustering(format!("no Gaussian mixture fits these passages: {refusal}"))),
        None => Ok(Grouping::whole(rows.len(), "all passages are one theme")),
    }
}

/// The mixture, and the regularisation it took as a share of the mean variance; linfa's reason where none sufficed.
fn fit(rows: &Array2<f64>, count: usize, seed: u64) -> Result<(GaussianMixtureModel<f64>, f64), String> {
    let mean_variance = rows.var_axis(Axis(0), 0.0).mean().unwrap_or_default().max(f64::EPSILON);
    let dataset = DatasetBase::from(rows.view());
    let mut refusal = String::new();
    for share in REGULARISATIONS {
        let fitted = GaussianMixtureModel::params_with_rng(count, Xoshiro256Plus::seed_from_u64(seed))
            .reg_covariance(share * mean_variance)
            .tolerance(TOLERANCE)
            .max_n_iterations(MAX_ITERATIONS)
            .fit(&dataset);
        match fitted {
            Ok(model) if is_finite(&model) => return Ok((model, share)),
            Ok(_) => refusal = "a figure of it is not a finite number".into(),
            Err(error) => refusal = error.to_string(),
        }
    }
    Err(refusal)
}

fn is_finite(model: &GaussianMixtureModel<f64>) -> bool {
    let all = |values: &[f64]| values.iter().all(|value| value.is_finite());
    model.weights().iter().all(|weight| weight.is_finite())
        && model.means().as_slice().is_some_and(all)
        && model.precisions().as_slice().is_some_and(all)
}

/// Each row in the group it belongs to most probably; groups that are nobody's first choice are left away.
fn grouping(model: &GaussianMixtureModel<f64>, rows: &Array2<f64>) -> Grouping {
    let constants = constants(model);
    let mut probabilities: Vec<Vec<f64>> =
        (0..rows.nrows()).into_par_iter().map(|row| probabilities(model, &constants, rows.row(row))).collect();
    let first_choice = |of: &Vec<f64>| (0..of.len()).rev().max_by(|&a, &b| of[a].total_cmp(&of[b])).unwrap_or(0);
    let mut number = vec![None; constants.len()];
    for of in &probabilities {
        number[first_choice(of)] = Some(0);
    }
    number.iter_mut().flatten().enumerate().for_each(|(next, number)| *number = next);
    let group_of = probabilities.iter().map(|of| number[first_choice(of)]).collect();
    let probabilities = probabilities.iter_mut().map(|of| {
        let kept = of.iter().zip(&number).filter_map(|(&share, &group)| Some((group?, share as f32)));
        let mut kept: Vec<(usize, f32)> = kept.filter(|(_, share)| *share >= LEAST_KEPT).collect();
        kept.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        kept
    });
    let probabilities = Some(probabilities.collect());
    let empty = number.iter().filter(|number| number.is_none()).count();
    let notes = if empty == 0 { Vec::new() } else { vec![format!("{empty} themes were nobody's first choice")] };
    Grouping { group_of, probabilities, notes, ..Grouping::default() }
}

/// What the logarithm of the density of each group has that does not depend on the row, shape `(n_groups,)`: its weight
/// and half the logarithm of the determinant of its precision.
fn constants(model: &GaussianMixtureModel<f64>) -> Vec<f64> {
    let precisions = model.precisions().axis_iter(Axis(0));
    model
        .weights()
        .iter()
        .zip(precisions)
        .map(|(weight, precision)| weight.ln() + log_determinant(precision.to_owned()) / 2.0)
        .collect()
}

/// The logarithm of the determinant of a positive definite matrix, by elimination.
fn log_determinant(mut matrix: Array2<f64>) -> f64 {
    let size = matrix.nrows();
    let mut sum = 0.0;
    for pivot in 0..size {
        let value = matrix[(pivot, pivot)].max(f64::MIN_POSITIVE);
        sum += value.ln();
        for row in pivot + 1..size {
            let factor = matrix[(row, pivot)] / value;
            for column in pivot..size {
                matrix[(row, column)] -= factor * matrix[(pivot, column)];
            }
        }
    }
    sum
}

/// The probability of each group for a row, shape `(n_groups,)`.
fn probabilities(model: &GaussianMixtureModel<f64>, constants: &[f64], row: ArrayView1<'_, f64>) -> Vec<f64> {
    let log_density = |(group, constant): (usize, &f64)| {
        let difference = &row - &model.means().row(group);
        constant - difference.dot(&model.precisions().index_axis(Axis(0), group).dot(&difference)) / 2.0
    };
    let logs: Vec<f64> = constants.iter().enumerate().map(log_density).collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
    logs.iter().map(|log| (log - largest).exp() / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::neighbour_graph::tests::scattered;

    /// Two round groups of rows around different axes, and a row half-way.
    fn two_groups() -> Embeddings {
        let noise = scattered(81, 4);
        let values = (0..81).flat_map(|row| {
            let mut values: Vec<f32> = noise.row(row).iter().map(|value| value * 0.3).collect();
            values[0] += if row == 80 || row % 2 == 0 { 1.0 } else { 0.0 };
            values[1] += if row == 80 || row % 2 == 1 { 1.0 } else { 0.0 };
            values
        });
        Embeddings::normalised(values.collect(), 4).unwrap()
    }

    #[test]
    fn rows_belong_to_their_group_and_probabilities_sum_to_one() {
        let found = mixture(&two_groups(), 2, 0).unwrap();
        assert!((0..80).all(|row| found.group_of[row] == found.group_of[row % 2]));
        assert_ne!(found.group_of[0], found.group_of[1]);
        for of in found.probabilities.unwrap() {
            let sum: f32 = of.iter().map(|(_, share)| share).sum();
            assert!((sum - 1.0).abs() < 0.01 && of[0].1 >= 0.5, "{of:?}");
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_fewer_groups_with_a_note_or_an_error() {
        let found = mixture(&scattered(6, 3), 6, 0).unwrap();
        assert!(found.group_of.iter().all(Option::is_some));
        let same = Embeddings::normalised([0.6, 0.8].repeat(4), 2).unwrap();
        assert_eq!(mixture(&same, 3, 0).unwrap().group_of, [Some(0); 4]);
    }

    #[test]
    fn the_determinant_is_that_of_the_definition() {
        let matrix = ndarray::array![[4.0, 1.0], [1.0, 3.0]];
        assert!((log_determinant(matrix) - 11.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_row_far_from_every_centre_still_has_probabilities() {
        let rows = Pca::fit(&two_groups(), 3).unwrap().project(&two_groups()).mapv(f64::from);
        let (model, _) = fit(&rows, 2, 0).unwrap();
        let far = probabilities(&model, &constants(&model), (&rows.row(0) * 1e4).view());
        assert!((far.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{far:?}");
    }
}
