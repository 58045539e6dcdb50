//! Rows in one byte a value: how a row is rounded, what that costs, and the sum of products that tells in whole numbers
//! which rows a query cannot be near. Whole numbers make the sums the same on every machine.

#![expect(clippy::inline_always, reason = "pulp compiles a kernel for each instruction set only where it is inlined")]

mod sums;

use sums::Bounds;

/// Codes of one row are padded with zeros to a multiple of this: a cache line, and the widest vector of any machine.
pub const LINE: usize = 64;
/// The largest code of a row, from zero both ways; kept with [`ZERO`] added, since the widest instructions multiply bytes
/// without a sign by bytes with one.
const MOST: f32 = 127.0;
/// The code of a value of zero.
pub const ZERO: u8 = 128;
/// The largest code of a query, from zero both ways. Two products of a row's byte with it fit into 16 bits, in which those
/// instructions add them: 2 * 255 * 63 < 32,768.
const MOST_QUERY: f32 = 63.0;
/// An embedding counts as of unit norm up to this; see [`Embeddings`](super::Embeddings).
const LARGEST_NORM: f32 = 1.001;

/// How many codes a row of this dimension takes.
///
/// ```
/// assert_eq!(filrouge::embeddings::int8::stride(300), 320);
/// ```
#[must_use]
pub const fn stride(dimension: usize) -> usize {
    dimension.next_multiple_of(LINE)
}

/// What a row is worth in codes: `scale` times a code less [`ZERO`] is about the value, and the Euclidean norm of what the rounding
/// loses is at most `residual`. A zero row has a scale of zero, and no other row has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// The value of one unit of a code.
    pub scale: f32,
    /// The norm of the row less what its codes say, rounded up.
    pub residual: f32,
}

/// Rounds a row, shape `(dimension,)`, into `codes`, shape `(stride(dimension),)`, whose end stays as it is.
///
/// ```
/// use filrouge::embeddings::int8::{round, stride};
/// let mut codes = vec![0; stride(2)];
/// let rounding = round(&[1.0, -0.5], &mut codes);
/// assert_eq!(codes[..2], [128 + 127, 128 - 64]);
/// assert!(rounding.residual < rounding.scale);
/// ```
pub fn round(row: &[f32], codes: &mut [u8]) -> Rounding {
    let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = largest / MOST;
    if scale == 0.0 || !scale.is_normal() {
        codes[..row.len()].fill(ZERO);
        return Rounding { scale: 0.0, residual: 0.0 };
    }
    let mut squared = 0.0_f64;
    for (code, &value) in codes.iter_mut().zip(row) {
        let rounded = (value / scale).round().clamp(-MOST, MOST);
        *code = (rounded + f32::from(ZERO)) as u8;
        squared += (f64::from(value) - f64::from(rounded) * f64::from(scale)).powi(2);
    }
    Rounding { scale, residual: (squared.sqrt() as f32).next_up() }
}

/// A query rounded to seven bits a value, with what is needed to bound its cosine to a rounded row.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundedQuery {
    codes: Vec<i8>, // (stride(dimension),)
    /// What [`ZERO`] adds to every sum of products.
    offset: i32,
    scale: f32,
    by_residual: f32,
    always: f32,
}

impl RoundedQuery {
    /// Rounds a query, shape `(dimension,)`, of finite values.
    #[must_use]
    pub fn new(query: &[f32]) -> Self {
        let dimension = query.len().max(1);
        // no sum of so many products can leave 32 bits
        let room = f64::from(i32::MAX) / (f64::from(u8::MAX) * dimension as f64);
        let most = room.floor().min(f64::from(MOST_QUERY));
        let largest = query.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = if largest > 0.0 { (f64::from(largest) / most) as f32 } else { 1.0 };
        let scale = if scale.is_normal() { scale } else { f32::MIN_POSITIVE };
        let mut codes = vec![0_i8; stride(query.len())];
        let (mut squared, mut lost) = (0.0_f64, 0.0_f64);
        for (code, &value) in codes.iter_mut().zip(query) {
            let rounded = (f64::from(value) / f64::from(scale)).round().clamp(-most, most);
            *code = rounded as i8;
            squared += f64::from(value).powi(2);
            lost += (f64::from(value) - rounded * f64::from(scale)).powi(2);
        }
        let (norm, lost) = (squared.sqrt(), lost.sqrt());
        // what single precision may add: to the exact dot product, one rounding for each value, and a few to the bound
        let rounding = (dimension + 16) as f64 * f64::from(f32::EPSILON) * norm;
        let always = f64::from(LARGEST_NORM) * lost + rounding;
        let offset = i32::from(ZERO) * codes.iter().map(|code| i32::from(*code)).sum::<i32>();
        Self { codes, offset, scale, by_residual: ((norm + lost) as f32).next_up(), always: (always as f32).next_up() }
    }

    /// How far the dot product with a row may be from [`estimate`](Self::estimate): by the inequality of Cauchy and
    /// Schwarz, `|q·x - q'·x'| <= |q| |x - x'| + |q - q'| |x'|`.
    #[must_use]
    #[inline(always)]
    pub fn margin(&self, residual: f32) -> f32 {
        self.by_residual * residual + self.always
    }

    /// The dot product with a rounded row, made of its sum of products.
    #[must_use]
    #[inline(always)]
    pub fn estimate(&self, sum: i32, scale: f32) -> f32 {
        (sum - self.offset) as f32 * (scale * self.scale)
    }

    /// The largest dot product that each row may have, shape `(n,)`, of `codes`, shape `(n, stride)`, and what their
    /// rounding lost, shape `(n,)` each.
    pub fn upper_bounds(&self, codes: &[u8], scales: &[f32], residuals: &[f32], upper: &mut [f32]) {
        sums::dispatch(Bounds { query: self, codes, scales, residuals, upper });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::Embeddings;
    use crate::embeddings::kernel::dot;
    use proptest::prelude::*;

    fn rounded(embeddings: &Embeddings) -> (Vec<u8>, Vec<Rounding>) {
        let stride = stride(embeddings.dimension());
        let mut codes = vec![0; embeddings.len() * stride];
        let roundings = codes.chunks_exact_mut(stride).enumerate();
        let roundings = roundings.map(|(row, codes)| round(embeddings.row(row).as_slice().unwrap(), codes)).collect();
        (codes, roundings)
    }

    proptest! {
        #[test]
        fn the_dot_product_is_within_the_margin(
            dimension in 1_usize..200,
            values in prop::collection::vec(-1.0_f32..1.0, 200 * 5),
            size in 0.001_f32..1000.0,
        ) {
            let rows = Embeddings::normalised(values[..4 * dimension].to_vec(), dimension).unwrap();
            let query: Vec<f32> = values[values.len() - dimension..].iter().map(|value| value * size).collect();
            let (codes, roundings) = rounded(&rows);
            let rounded = RoundedQuery::new(&query);
            let (scales, residuals): (Vec<f32>, Vec<f32>) =
                roundings.iter().map(|rounding| (rounding.scale, rounding.residual)).unzip();
            let mut upper = [0.0; 4];
            rounded.upper_bounds(&codes, &scales, &residuals, &mut upper);
            for (row, (upper, residual)) in upper.into_iter().zip(residuals).enumerate() {
                let exact = dot(rows.row(row).as_slice().unwrap(), &query);
                let lower = upper - 2.0 * rounded.margin(residual);
                prop_assert!((lower..=upper).contains(&exact), "{exact} is not in {lower}..={upper} in row {row}");
            }
        }
    }

    #[test]
    fn sums_of_long_rows_stay_in_32_bits() {
        // more columns than any model has, all as large as can be
        let dimension = 262_144;
        let value = 1.0 / (dimension as f32).sqrt();
        let row = vec![value; dimension];
        let query = RoundedQuery::new(&row);
        let mut upper = [0.0];
        query.upper_bounds(&vec![u8::MAX; dimension], &[value / MOST], &[0.0], &mut upper);
        assert!((upper[0] - 1.0).abs() < 0.1, "{}", upper[0]);
    }
}
