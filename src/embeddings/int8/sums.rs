//! The sums of products of a query with rows of bytes, by the widest vectors of the machine at hand. Whole numbers, so
//! that every kernel gives the same.

#![expect(clippy::inline_always, reason = "pulp compiles a kernel for each instruction set only where it is inlined")]

use pulp::NullaryFnOnce;

/// The part of a row that one step takes, with AVX-512 and without; a line is a multiple of both.
const WIDE: usize = 32;
const NARROW: usize = 16;
/// Rows that share each load of the query.
const ROWS: usize = 4;

/// The sum of products of `query`, shape `(stride,)`, with each row of `codes`, shape `(n, stride)`, into `sums`, shape
/// `(n,)`.
pub(super) fn sums(query: &[i16], codes: &[i8], sums: &mut [i32]) {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            return simd.vectorize(Products { step: Avx512(simd), query, codes, sums });
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(Products { step: Avx2(simd), query, codes, sums });
        }
    }
    pulp::Arch::new().dispatch(Products { step: Portable, query, codes, sums });
}

/// How one instruction set multiplies and adds.
trait Step: Copy {
    /// What a step holds of the query, and adds up.
    type Query: Copy;
    type Sum: Copy;
    /// Reads part of a row and of the query; `part` is below the count of such parts in a row.
    fn query(self, query: &[i16], part: usize) -> Self::Query;
    fn add(self, sum: Self::Sum, query: Self::Query, row: &[i8], part: usize) -> Self::Sum;
    fn zero(self) -> Self::Sum;
    fn total(self, sum: Self::Sum) -> i32;
    /// How much of a row a step takes.
    const PART: usize;
}

struct Products<'a, T> {
    step: T,
    query: &'a [i16],
    codes: &'a [i8],
    sums: &'a mut [i32],
}

impl<T: Step> NullaryFnOnce for Products<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { step, query, codes, sums } = self;
        let stride = query.len();
        if stride == 0 {
            return sums.fill(0);
        }
        let parts = stride / T::PART;
        let (fours, rest) = sums.as_chunks_mut::<ROWS>();
        let many = fours.len() * ROWS * stride;
        for (sums, rows) in fours.iter_mut().zip(codes[..many].chunks_exact(ROWS * stride)) {
            let (first, second) = rows.split_at(2 * stride);
            let ((a, b), (c, d)) = (first.split_at(stride), second.split_at(stride));
            let mut totals = [step.zero(); ROWS];
            for part in 0..parts {
                let query = step.query(query, part);
                totals[0] = step.add(totals[0], query, a, part);
                totals[1] = step.add(totals[1], query, b, part);
                totals[2] = step.add(totals[2], query, c, part);
                totals[3] = step.add(totals[3], query, d, part);
            }
            *sums = totals.map(|total| step.total(total));
        }
        for (sum, row) in rest.iter_mut().zip(codes[many..].chunks_exact(stride)) {
            let mut total = step.zero();
            for part in 0..parts {
                total = step.add(total, step.query(query, part), row, part);
            }
            *sum = step.total(total);
        }
    }
}

#[derive(Clone, Copy)]
struct Portable;

impl Step for Portable {
    type Query = [i16; NARROW];
    type Sum = [i32; NARROW];
    const PART: usize = NARROW;

    #[inline(always)]
    fn query(self, query: &[i16], part: usize) -> Self::Query {
        query.as_chunks().0[part]
    }

    #[inline(always)]
    fn add(self, mut sum: Self::Sum, query: Self::Query, row: &[i8], part: usize) -> Self::Sum {
        let row: &[i8; NARROW] = &row.as_chunks().0[part];
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
    fn total(self, sum: Self::Sum) -> i32 {
        sum.into_iter().fold(0, i32::wrapping_add)
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{NARROW, Step, WIDE};
    use pulp::x86::{V3, V4};
    use pulp::{i8x16, i8x32, i16x16, i16x32, i32x8, i32x16};

    /// AVX-512: 32 products in one instruction.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512(pub(super) V4);

    impl Step for Avx512 {
        type Query = i16x32;
        type Sum = i32x16;
        const PART: usize = WIDE;

        #[inline(always)]
        fn query(self, query: &[i16], part: usize) -> i16x32 {
            let part: [i16; WIDE] = query.as_chunks().0[part];
            pulp::cast(part)
        }

        #[inline(always)]
        fn add(self, sum: i32x16, query: i16x32, row: &[i8], part: usize) -> i32x16 {
            let part: [i8; WIDE] = row.as_chunks().0[part];
            let row = self.0.convert_i8x32_to_i16x32(pulp::cast::<_, i8x32>(part));
            self.0.wrapping_add_i32x16(sum, self.0.multiply_wrapping_add_adjacent_i16x32(row, query))
        }

        #[inline(always)]
        fn zero(self) -> i32x16 {
            self.0.splat_i32x16(0)
        }

        #[inline(always)]
        fn total(self, sum: i32x16) -> i32 {
            self.0.avx512f._mm512_reduce_add_epi32(pulp::cast(sum))
        }
    }

    /// AVX2: 16 products in one instruction.
    #[derive(Clone, Copy)]
    pub(super) struct Avx2(pub(super) V3);

    impl Step for Avx2 {
        type Query = i16x16;
        type Sum = i32x8;
        const PART: usize = NARROW;

        #[inline(always)]
        fn query(self, query: &[i16], part: usize) -> i16x16 {
            let part: [i16; NARROW] = query.as_chunks().0[part];
            pulp::cast(part)
        }

        #[inline(always)]
        fn add(self, sum: i32x8, query: i16x16, row: &[i8], part: usize) -> i32x8 {
            let part: [i8; NARROW] = row.as_chunks().0[part];
            let row = self.0.convert_i8x16_to_i16x16(pulp::cast::<_, i8x16>(part));
            self.0.wrapping_add_i32x8(sum, self.0.multiply_wrapping_add_adjacent_i16x16(row, query))
        }

        #[inline(always)]
        fn zero(self) -> i32x8 {
            self.0.splat_i32x8(0)
        }

        #[inline(always)]
        fn total(self, sum: i32x8) -> i32 {
            pulp::cast::<_, [i32; 8]>(sum).into_iter().fold(0, i32::wrapping_add)
        }
    }
}
#[cfg(target_arch = "x86_64")]
use x86::{Avx2, Avx512};

#[cfg(test)]
mod tests {
    use super::super::stride;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_kernel_gives_the_same_sums(dimension in 1_usize..300, seed in 0_i64..1000) {
            let value = |at: usize| ((at as i64 * 7_919 + seed * 104_729) % 255 - 127) as i8;
            let codes: Vec<i8> = (0..7 * stride(dimension)).map(value).collect();
            let query: Vec<i16> = (0..stride(dimension)).map(|at| i16::from(value(at + 3)) * 258).collect();
            let expected: Vec<i32> = codes
                .chunks_exact(stride(dimension))
                .map(|row| row.iter().zip(&query).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum())
                .collect();
            let mut sums = [0; 7];
            super::sums(&query, &codes, &mut sums);
            prop_assert_eq!(&sums[..], &expected[..]);
            Products { step: Portable, query: &query, codes: &codes, sums: &mut sums }.call();
            prop_assert_eq!(&sums[..], &expected[..]);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V3::try_new() {
                simd.vectorize(Products { step: Avx2(simd), query: &query, codes: &codes, sums: &mut sums });
                prop_assert_eq!(&sums[..], &expected[..]);
            }
        }
    }
}
