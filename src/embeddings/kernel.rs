//! The arithmetic that everything else spends its time in: dot products and squared distances with the widest vector
//! instructions of the machine at hand, and products of whole blocks of rows.

#![expect(clippy::inline_always, reason = "pulp compiles a kernel for each instruction set only where it is inlined")]

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// Rows to a block. Fixed, so that results do not depend on how many threads share the blocks.
const BLOCK: usize = 256;

/// The dot product of two vectors of the same length; the shorter length counts.
///
/// ```
/// assert_eq!(filrouge::embeddings::kernel::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    dispatch(Dot { a, b })
}

/// The squared Euclidean distance between two vectors of the same length; the shorter length counts.
#[must_use]
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    dispatch(SquaredDistance { a, b })
}

/// Runs a kernel with vectors of the same width on all machines of one kind: AVX-512 would add up in another order, and a
/// corpus would get other themes on another machine.
fn dispatch<K: WithSimd>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return Simd::vectorize(simd, kernel);
    }
    Arch::new().dispatch(kernel)
}

struct Dot<'a> {
    a: &'a [f32],
    b: &'a [f32],
}

impl WithSimd for Dot<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        accumulate(simd, self.a, self.b, |sum, a, b| simd.mul_add_f32s(a, b, sum), |a, b| a * b)
    }
}

struct SquaredDistance<'a> {
    a: &'a [f32],
    b: &'a [f32],
}

impl WithSimd for SquaredDistance<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let vectors = |sum, a, b| {
            let difference = simd.sub_f32s(a, b);
            simd.mul_add_f32s(difference, difference, sum)
        };
        accumulate(simd, self.a, self.b, vectors, |a, b| (a - b) * (a - b))
    }
}

/// Folds two slices with four independent accumulators, then the rest one value at a time.
#[inline(always)]
fn accumulate<S: Simd>(
    simd: S,
    a: &[f32],
    b: &[f32],
    vectors: impl Fn(S::f32s, S::f32s, S::f32s) -> S::f32s,
    scalars: impl Fn(f32, f32) -> f32,
) -> f32 {
    let length = a.len().min(b.len());
    let (a_vectors, a_rest) = S::as_simd_f32s(&a[..length]);
    let (b_vectors, b_rest) = S::as_simd_f32s(&b[..length]);
    let mut sums = [simd.splat_f32s(0.0); 4];
    let (a_fours, a_single) = a_vectors.as_chunks::<4>();
    let (b_fours, b_single) = b_vectors.as_chunks::<4>();
    for (a, b) in a_fours.iter().zip(b_fours) {
        for lane in 0..4 {
            sums[lane] = vectors(sums[lane], a[lane], b[lane]);
        }
    }
    for (a, b) in a_single.iter().zip(b_single) {
        sums[0] = vectors(sums[0], *a, *b);
    }
    let sum = simd.add_f32s(simd.add_f32s(sums[0], sums[1]), simd.add_f32s(sums[2], sums[3]));
    simd.reduce_sum_f32s(sum) + a_rest.iter().zip(b_rest).map(|(a, b)| scalars(*a, *b)).sum::<f32>()
}

/// Dot products of every row of `rows`, shape `(n, dimension)`, with every row of `others`, shape `(m, dimension)`,
/// handed block by block to `use_block(first_row, products)`, where `products` has shape `(rows in block, m)` in
/// row-major order. The answers come back in the order of the blocks, the same at any number of threads.
pub fn products_by_block<T: Send>(
    rows: &[f32],
    others: &[f32],
    dimension: usize,
    use_block: impl Fn(usize, &[f32]) -> T + Sync,
) -> Vec<T> {
    if dimension == 0 {
        return Vec::new();
    }
    let n_others = others.len() / dimension;
    rows.par_chunks(BLOCK * dimension)
        .enumerate()
        .map_init(Vec::new, |products: &mut Vec<f32>, (block, rows)| {
            let n_rows = rows.len() / dimension;
            products.clear();
            products.resize(n_rows * n_others, 0.0);
            multiply(rows, others, dimension, products);
            use_block(block * BLOCK, products)
        })
        .collect()
}

/// Dot products of every row of `rows`, shape `(n, dimension)`, with every row of `others`, shape `(m, dimension)`, into
/// `products`, shape `(n, m)`, all in row-major order; on one thread.
///
/// ```
/// let mut products = [0.0; 2];
/// filrouge::embeddings::kernel::multiply(&[1.0, 2.0], &[3.0, 4.0, 0.0, 1.0], 2, &mut products);
/// assert_eq!(products, [11.0, 2.0]);
/// ```
pub fn multiply(rows: &[f32], others: &[f32], dimension: usize, products: &mut [f32]) {
    let (n_rows, n_others) = (rows.len() / dimension, others.len() / dimension);
    matmul(
        MatMut::from_row_major_slice_mut(products, n_rows, n_others),
        Accum::Replace,
        MatRef::from_row_major_slice(rows, n_rows, dimension),
        MatRef::from_row_major_slice(others, n_others, dimension).transpose(),
        1.0,
        Par::Seq,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vector_and_scalar_arithmetic_agree(pairs in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0), 0..400)) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.into_iter().unzip();
            let exact: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            prop_assert!((f64::from(dot(&a, &b)) - exact).abs() < 1e-4);
            let exact: f64 = a.iter().zip(&b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
            prop_assert!((f64::from(squared_distance(&a, &b)) - exact).abs() < 1e-3);
        }
    }

    #[test]
    fn block_products_are_dot_products_in_order() {
        let dimension = 7;
        let rows: Vec<f32> = (0..600 * dimension).map(|value| (value % 13) as f32).collect();
        let others: Vec<f32> = (0..3 * dimension).map(|value| (value % 5) as f32).collect();
        let blocks = products_by_block(&rows, &others, dimension, |first, products| (first, products.to_vec()));
        assert_eq!(blocks.iter().map(|(first, _)| *first).collect::<Vec<_>>(), [0, 256, 512]);
        let products: Vec<f32> = blocks.into_iter().flat_map(|(_, products)| products).collect();
        for (position, product) in products.iter().enumerate() {
            let (row, other) = (position / 3, position % 3);
            let expected =
                dot(&rows[row * dimension..(row + 1) * dimension], &others[other * dimension..(other + 1) * dimension]);
            assert!((product - expected).abs() < 1e-3);
        }
    }
}
