//! The sums of products of a query with rows of bytes, by the widest vectors of the machine at hand. Whole numbers, so
//! that every kernel gives the same.

#![expect(clippy::inline_always, reason = "pulp compiles a kernel for each instruction set only where it is inlined")]

use super::RoundedQuery;
use pulp::NullaryFnOnce;

/// The part of a row that one step takes, with AVX-512, with AVX2 and without; a line is a multiple of each.
const WIDE: usize = 64;
const MIDDLE: usize = 32;
const NARROW: usize = 16;
/// Rows whose lanes are added up together.
const ROWS: usize = 4;
/// Rows whose sums are held before they become bounds: a kilobyte of them.
const TOGETHER: usize = 256;

/// Runs `bounds` with the widest vectors at hand.
pub(super) fn dispatch(bounds: Bounds<'_>) {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            return simd.vectorize(With(Avx512(simd), bounds));
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(With(Avx2(simd), bounds));
        }
    }
    pulp::Arch::new().dispatch(With(Portable, bounds));
}

/// The largest dot products that rows may have with a query; see [`RoundedQuery::upper_bounds`].
pub(super) struct Bounds<'a> {
    pub(super) query: &'a RoundedQuery,
    pub(super) codes: &'a [u8],
    pub(super) scales: &'a [f32],
    pub(super) residuals: &'a [f32],
    pub(super) upper: &'a mut [f32],
}

struct With<'a, T>(T, Bounds<'a>);

impl<T: Step> NullaryFnOnce for With<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(step, Bounds { query, codes, scales, residuals, upper }) = self;
        let mut sums = [0; TOGETHER];
        let codes = codes.chunks(TOGETHER * query.codes.len().max(1));
        let lost = scales.chunks(TOGETHER).zip(residuals.chunks(TOGETHER));
        for ((upper, codes), (scales, residuals)) in upper.chunks_mut(TOGETHER).zip(codes).zip(lost) {
            let sums = &mut sums[..upper.len()];
            Products { step, query: &query.codes, codes, sums: &mut *sums }.all_sums();
            for ((upper, sum), (&scale, &residual)) in upper.iter_mut().zip(sums).zip(scales.iter().zip(residuals)) {
                *upper = query.estimate(*sum, scale) + query.margin(residual);
            }
        }
    }
}

/// How one instruction set multiplies and adds.
trait Step: Copy {
    /// What a step holds of the query, and adds up.
    type Query: Copy;
    type Sum: Copy;
    /// Reads a part of the query; `part` is below the count of such parts in a row.
    fn query(self, query: &[i8], part: usize) -> Self::Query;
    /// Adds the products with the same part of a row.
    fn add(self, sum: Self::Sum, query: Self::Query, row: &[u8], part: usize) -> Self::Sum;
    fn zero(self) -> Self::Sum;
    fn totals(self, sums: [Self::Sum; ROWS]) -> [i32; ROWS];
    /// How much of a row a step takes.
    const PART: usize;
}

/// The sum of products of `query`, shape `(stride,)`, with each row of `codes`, shape `(n, stride)`, into `sums`, shape
/// `(n,)`. The query's codes are at most [`MOST_QUERY`](super::MOST_QUERY) from zero.
struct Products<'a, T> {
    step: T,
    query: &'a [i8],
    codes: &'a [u8],
    sums: &'a mut [i32],
}

impl<T: Step> Products<'_, T> {
    #[inline(always)]
    fn all_sums(self) {
        // a count known beforehand keeps the query in registers: 256 and 384 columns are what most models have
        match self.query.len() / T::PART {
            0 => self.sums.fill(0),
            4 => self.known::<4>(),
            6 => self.known::<6>(),
            8 => self.known::<8>(),
            12 => self.known::<12>(),
            _ => self.any(),
        }
    }

    #[inline(always)]
    fn known<const PARTS: usize>(self) {
        let mut query = [self.step.query(self.query, 0); PARTS];
        for (part, held) in query.iter_mut().enumerate() {
            *held = self.step.query(self.query, part);
        }
        self.all(&Known { query });
    }

    #[inline(always)]
    fn any(self) {
        let query = Any { query: self.query };
        self.all(&query);
    }

    /// Fills the sums, row after row, as the machine fetches ahead.
    #[inline(always)]
    fn all(self, query: &impl Query<T>) {
        let stride = self.query.len();
        let (fours, rest) = self.sums.as_chunks_mut::<ROWS>();
        let (many, few) = self.codes.split_at(fours.len() * ROWS * stride);
        for (sums, rows) in fours.iter_mut().zip(many.chunks_exact(ROWS * stride)) {
            let mut four = [self.step.zero(); ROWS];
            for (sum, row) in four.iter_mut().zip(rows.chunks_exact(stride)) {
                *sum = query.products(self.step, row);
            }
            *sums = self.step.totals(four);
        }
        for (sum, row) in rest.iter_mut().zip(few.chunks_exact(stride)) {
            let mut four = [self.step.zero(); ROWS];
            four[0] = query.products(self.step, row);
            *sum = self.step.totals(four)[0];
        }
    }
}

/// A query in registers or in memory. A closure would be compiled without the instructions of the kernel around it.
trait Query<T: Step> {
    /// The products with a row, not yet added up.
    fn products(&self, step: T, row: &[u8]) -> T::Sum;
}

struct Known<T: Step, const PARTS: usize> {
    query: [T::Query; PARTS],
}

impl<T: Step, const PARTS: usize> Query<T> for Known<T, PARTS> {
    #[inline(always)]
    fn products(&self, step: T, row: &[u8]) -> T::Sum {
        let row = &row[..PARTS * T::PART];
        let mut sum = step.zero();
        for part in 0..PARTS {
            sum = step.add(sum, self.query[part], row, part);
        }
        sum
    }
}

struct Any<'a> {
    query: &'a [i8],
}

impl<T: Step> Query<T> for Any<'_> {
    #[inline(always)]
    fn products(&self, step: T, row: &[u8]) -> T::Sum {
        let mut sum = step.zero();
        for part in 0..self.query.len() / T::PART {
            sum = step.add(sum, step.query(self.query, part), row, part);
        }
        sum
    }
}

#[derive(Clone, Copy)]
struct Portable;

impl Step for Portable {
    type Query = [i8; NARROW];
    type Sum = [i32; NARROW];
    const PART: usize = NARROW;

    #[inline(always)]
    fn query(self, query: &[i8], part: usize) -> Self::Query {
        query.as_chunks().0[part]
    }

    #[inline(always)]
    fn add(self, mut sum: Self::Sum, query: Self::Query, row: &[u8], part: usize) -> Self::Sum {
        let row: &[u8; NARROW] = &row.as_chunks().0[part];
        for lane in 0..NARROW {
            sum[lane] = sum[lane].wrapping_add(i32::from(row[lane]) * i32::from(query[lane]));
        }
        sum
    }

    #[inline(always)]
    fn zero(self) -> Self::Sum {
        [0; NARROW]
    }

    #[inline(always)]
    fn totals(self, sums: [Self::Sum; ROWS]) -> [i32; ROWS] {
        sums.map(|sum| sum.into_iter().fold(0, i32::wrapping_add))
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{MIDDLE, ROWS, Step, WIDE};
    use pulp::x86::{V3, V4};
    use pulp::{i8x32, i8x64, i16x16, i16x32, i32x4, i32x8, i32x16};

    /// AVX-512: 64 products in one instruction, which adds them in pairs that fit into 16 bits.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512(pub(super) V4);

    impl Step for Avx512 {
        type Query = i8x64;
        type Sum = i32x16;
        const PART: usize = WIDE;

        #[inline(always)]
        fn query(self, query: &[i8], part: usize) -> i8x64 {
            let part: [i8; WIDE] = query.as_chunks().0[part];
            pulp::cast(part)
        }

        #[inline(always)]
        fn add(self, sum: i32x16, query: i8x64, row: &[u8], part: usize) -> i32x16 {
            let part: [u8; WIDE] = row.as_chunks().0[part];
            let pairs = self.0.multiply_saturating_add_adjacent_i8x64(pulp::cast(part), query);
            let ones: i16x32 = self.0.splat_i16x32(1);
            self.0.wrapping_add_i32x16(sum, self.0.multiply_wrapping_add_adjacent_i16x32(pairs, ones))
        }

        #[inline(always)]
        fn zero(self) -> i32x16 {
            self.0.splat_i32x16(0)
        }

        #[inline(always)]
        fn totals(self, sums: [i32x16; ROWS]) -> [i32; ROWS] {
            let halves = sums.map(|sum| {
                let [low, high]: [i32x8; 2] = pulp::cast(sum);
                self.0.wrapping_add_i32x8(low, high)
            });
            Avx2(*self.0).totals(halves)
        }
    }

    /// AVX2: 32 products in one instruction.
    #[derive(Clone, Copy)]
    pub(super) struct Avx2(pub(super) V3);

    impl Step for Avx2 {
        type Query = i8x32;
        type Sum = i32x8;
        const PART: usize = MIDDLE;

        #[inline(always)]
        fn query(self, query: &[i8], part: usize) -> i8x32 {
            let part: [i8; MIDDLE] = query.as_chunks().0[part];
            pulp::cast(part)
        }

        #[inline(always)]
        fn add(self, sum: i32x8, query: i8x32, row: &[u8], part: usize) -> i32x8 {
            let part: [u8; MIDDLE] = row.as_chunks().0[part];
            let pairs = self.0.multiply_saturating_add_adjacent_i8x32(pulp::cast(part), query);
            let ones: i16x16 = self.0.splat_i16x16(1);
            self.0.wrapping_add_i32x8(sum, self.0.multiply_wrapping_add_adjacent_i16x16(pairs, ones))
        }

        #[inline(always)]
        fn zero(self) -> i32x8 {
            self.0.splat_i32x8(0)
        }

        #[inline(always)]
        fn totals(self, sums: [i32x8; ROWS]) -> [i32; ROWS] {
            let [a, b, c, d] = sums.map(pulp::cast);
            let avx2 = self.0.avx2;
            let pairs = avx2._mm256_hadd_epi32(avx2._mm256_hadd_epi32(a, b), avx2._mm256_hadd_epi32(c, d));
            let [low, high]: [i32x4; 2] = pulp::cast(pairs);
            pulp::cast(self.0.wrapping_add_i32x4(low, high))
        }
    }
}
#[cfg(target_arch = "x86_64")]
use x86::{Avx2, Avx512};

#[cfg(test)]
mod tests {
    use super::super::{MOST_QUERY, stride};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_kernel_gives_the_same_sums(dimension in 1_usize..300, seed in 0_u64..1000) {
            let value = |at: usize| (at as u64 * 7_919 + seed * 104_729).pow(2) >> 3;
            let codes: Vec<u8> = (0..7 * stride(dimension)).map(|at| 255 - (value(at) % 40) as u8 * 6).collect();
            let most = MOST_QUERY as i64;
            let query: Vec<i8> =
                (0..stride(dimension)).map(|at| (value(at + 3) as i64 % (2 * most + 1) - most) as i8).collect();
            let expected: Vec<i32> = codes
                .chunks_exact(stride(dimension))
                .map(|row| row.iter().zip(&query).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum())
                .collect();
            let mut sums = [0; 7];
            Products { step: Portable, query: &query, codes: &codes, sums: &mut sums }.all_sums();
            prop_assert_eq!(&sums[..], &expected[..]);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V3::try_new() {
                let step = Avx2(simd);
                simd.vectorize(|| Products { step, query: &query, codes: &codes, sums: &mut sums }.all_sums());
                prop_assert_eq!(&sums[..], &expected[..]);
            }
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V4::try_new() {
                let step = Avx512(simd);
                simd.vectorize(|| Products { step, query: &query, codes: &codes, sums: &mut sums }.all_sums());
                prop_assert_eq!(&sums[..], &expected[..]);
            }
        }
    }
}
