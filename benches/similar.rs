//! How long a search takes: one query, beside a kernel that only reads the same bytes (the least any scan of them can
//! take on this machine), and a thousand queries at once. Rows are synthetic: seeded, of unit norm, 256 columns, around a
//! thousand centres as texts are around their subjects.
//!
//! ```text
//! cargo bench --bench similar                     # 100,000 rows
//! FILROUGE_BENCH_ROWS=1000000 cargo bench --bench similar
//! FILROUGE_BENCH_NPY=rows.npy cargo bench --bench similar   # also writes the rows for benches/peers/similar.py
//! ```

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::inline_always, reason = "pulp compiles a kernel for each instruction set only where it is inlined")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use filrouge::embeddings::Embeddings;
use filrouge::embeddings::block::{Identity, Rows, VectorBlock};
use filrouge::neighbours::{Wanted, nearest, nearest_many};
use pulp::{Arch, Simd, WithSimd};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;
use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

const DIMENSION: usize = 256;
const CENTRES: usize = 1_000;
/// How far rows lie from their centre, against a centre of unit norm: neighbours then have cosines as passages have.
const SPREAD: f32 = 1.2;
/// Rows made or read at once.
const BLOCK: usize = 2_048;
const QUERIES: usize = 1_000;
const NEIGHBOURS: usize = 10;

fn synthetic(count: usize) -> Embeddings {
    let value = |random: &mut Xoshiro256Plus| -> f32 { (0..4).map(|_| random.gen_range(-1.0..1.0_f32)).sum() };
    let mut random = Xoshiro256Plus::seed_from_u64(0);
    let centres = (0..CENTRES * DIMENSION).map(|_| value(&mut random)).collect();
    let centres = Embeddings::normalised(centres, DIMENSION).expect("centres are finite");
    let mut values = vec![0.0; count * DIMENSION];
    values.par_chunks_mut(BLOCK * DIMENSION).enumerate().for_each(|(block, rows)| {
        let mut random = Xoshiro256Plus::seed_from_u64(1 + block as u64);
        for row in rows.chunks_exact_mut(DIMENSION) {
            let centre = centres.row(random.gen_range(0..CENTRES));
            let noise: Vec<f32> = (0..DIMENSION).map(|_| value(&mut random)).collect();
            let norm = noise.iter().map(|value| value * value).sum::<f32>().sqrt();
            for ((value, centre), noise) in row.iter_mut().zip(centre).zip(noise) {
                *value = centre + SPREAD * noise / norm;
            }
        }
    });
    Embeddings::normalised(values, DIMENSION).expect("rows are finite")
}

/// Reads bytes with the widest instructions at hand and does as little with them as keeps them from being left out.
struct Read<'a>(&'a [u8]);

impl WithSimd for Read<'_> {
    type Output = u32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> u32 {
        let words: &[u32] = bytemuck::cast_slice(self.0);
        let (vectors, rest) = S::as_simd_u32s(words);
        let (eights, single) = vectors.as_chunks::<8>();
        let mut sums = [simd.splat_u32s(0); 8];
        for eight in eights {
            for lane in 0..8 {
                sums[lane] = simd.xor_u32s(sums[lane], eight[lane]);
            }
        }
        let all = sums.into_iter().chain(single.iter().copied()).fold(simd.splat_u32s(0), |a, b| simd.xor_u32s(a, b));
        let lanes: &[u32] = bytemuck::cast_slice(std::slice::from_ref(&all));
        lanes.iter().chain(rest).fold(0, |a, b| a ^ b)
    }
}

/// The bytes that a scan reads, on all cores.
fn floor(rows: Rows<'_>) -> u32 {
    let read = |block: usize| {
        let (codes, scales, residuals) = rows.rounded(block * BLOCK..rows.len().min((block + 1) * BLOCK));
        let sections: [&[u8]; 3] = [codes, bytemuck::cast_slice(scales), bytemuck::cast_slice(residuals)];
        sections.into_iter().fold(0, |sum, section| sum ^ Arch::new().dispatch(Read(section)))
    };
    (0..rows.len().div_ceil(BLOCK)).into_par_iter().map(read).reduce(|| 0, |a, b| a ^ b)
}

fn searches(criterion: &mut Criterion) {
    let count = std::env::var("FILROUGE_BENCH_ROWS").map_or(100_000, |rows| rows.parse().expect("a number of rows"));
    let embeddings = synthetic(count);
    if let Ok(path) = std::env::var("FILROUGE_BENCH_NPY") {
        npy(&path, &embeddings).expect("the rows are written");
    }
    let queries = embeddings.select(&(0..QUERIES).map(|query| query * count / QUERIES).collect::<Vec<_>>());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let identity = Identity::default();
    let mapped = folder.path().join("vectors");
    VectorBlock::create(&mapped, &embeddings, &identity).expect("the vectors are written");
    drop(embeddings);
    let block = VectorBlock::open(&mapped, &identity).expect("the vectors are mapped");
    let rows = block.rows();
    let bytes = count * (filrouge::embeddings::int8::stride(DIMENSION) + 8);
    let mut group = criterion.benchmark_group("similar");
    group.measurement_time(Duration::from_secs(5)).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function(BenchmarkId::new("read the bytes", count), |bencher| bencher.iter(|| floor(black_box(rows))));
    let mut position = 0;
    group.bench_function(BenchmarkId::new("one query", count), |bencher| {
        bencher.iter(|| {
            position = (position + 1) % QUERIES;
            nearest(black_box(rows), queries.values(position), NEIGHBOURS, |_| true).expect("rows are searched")
        });
    });
    tell_resident();
    group.sample_size(10).throughput(Throughput::Elements(QUERIES as u64));
    let wanted = Wanted { count: NEIGHBOURS, least: f32::NEG_INFINITY };
    group.bench_function(BenchmarkId::new("1,000 queries at once", count), |bencher| {
        bencher.iter(|| nearest_many(black_box(rows).values(), &queries, wanted, |_, _| true, |_, found| [found]));
    });
    group.finish();
}

/// Says how much memory searches of one query have made resident, where the system tells.
fn tell_resident() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = status.lines().find(|line| line.starts_with("VmRSS")) {
        let _ =
            writeln!(std::io::stderr(), "resident after single queries: {}", line.trim_start_matches("VmRSS:").trim());
    }
}

/// Rows as numpy reads them: version 1.0 of its format.
fn npy(path: &str, embeddings: &Embeddings) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let shape = (embeddings.len(), embeddings.dimension());
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape:?}, }}");
    let padding = 64 - (10 + header.len() + 1) % 64;
    header.push_str(&" ".repeat(padding));
    header.push('\n');
    file.write_all(b"\x93NUMPY\x01\x00")?;
    file.write_all(&(header.len() as u16).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    for value in embeddings.as_slice() {
        file.write_all(&value.to_le_bytes())?;
    }
    file.flush()
}

criterion_group!(benches, searches);
criterion_main!(benches);
