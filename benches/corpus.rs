//! What each step costs as the corpus grows: embedding, clustering, one exact search, and the whole job from JSON lines to
//! themes in a fresh index, at 1,000, 10,000 and 100,000 passages.
//!
//! The model of a corpus: real passages where `FILROUGE_BENCH_TEXTS` names a file with one to a line, else seeded
//! sentences over thirty subjects with words drawn by Zipf's law, which cost what real ones cost to embed and are easier to
//! cluster. Run one size by `cargo bench -- /1000$`.

#![expect(clippy::expect_used, reason = "a bench that cannot begin should stop")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use filrouge::analysis::{Settings, analyse};
use filrouge::cluster::{ClusterOptions, cluster, join};
use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions};
use filrouge::embeddings::Embeddings;
use filrouge::embeddings::block::VectorBlock;
use filrouge::neighbours::nearest;
use filrouge::progress::Silent;
use filrouge::store::Store;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::hint::black_box;
use std::time::Duration;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const SUBJECTS: usize = 30;

/// Passages to measure with.
fn texts(count: usize) -> Vec<String> {
    let file = std::env::var("FILROUGE_BENCH_TEXTS").ok();
    let real = file.map(|path| std::fs::read_to_string(path).expect("FILROUGE_BENCH_TEXTS names a readable text file"));
    match real {
        Some(text) => text.lines().filter(|line| line.chars().count() > 200).take(count).map(str::to_owned).collect(),
        None => generated(count),
    }
}

fn generated(count: usize) -> Vec<String> {
    let mut random = Xoshiro256Plus::seed_from_u64(7);
    let syllables = ["ba", "mo", "ko", "ti", "ra", "sé", "gou", "lin", "dra", "pel", "ven", "ché", "tor", "us", "an"];
    let words: Vec<String> = (0..6_000)
        .map(|_| (0..random.gen_range(2..5)).map(|_| syllables[random.gen_range(0..syllables.len())]).collect())
        .collect();
    let zipf = |random: &mut Xoshiro256Plus, most: f64| (most.powf(random.gen_range(0.0..1.0)) - 1.0) as usize;
    let sentence = |random: &mut Xoshiro256Plus, number: usize| {
        let subject = number % SUBJECTS;
        let word = |random: &mut Xoshiro256Plus| {
            let own = random.gen_bool(0.5);
            let word = if own { 3_000 + subject * 100 + zipf(random, 100.0) } else { zipf(random, 3_000.0) };
            words[word].as_str()
        };
        let words: Vec<&str> = (0..40).map(|_| word(random)).collect();
        format!("Passage {number} : {}.", words.join(" "))
    };
    (0..count).map(|number| sentence(&mut random, number)).collect()
}

fn model() -> Box<dyn Embedder> {
    embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).expect("the embedded model opens")
}

fn embed(model: &dyn Embedder, texts: &[String]) -> Embeddings {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    model.embed_passages(&texts, &Silent).expect("texts embed")
}

fn steps(criterion: &mut Criterion) {
    let model = model();
    for size in SIZES {
        let texts = texts(size);
        let embeddings = embed(model.as_ref(), &texts);
        let centred = embeddings.clone().centred(&embeddings.mean());
        let query = embeddings.row(size / 2).to_vec();
        let mut group = criterion.benchmark_group("step");
        group.sample_size(10).measurement_time(Duration::from_secs(5)).throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("embed", size), |bencher| {
            bencher.iter(|| embed(model.as_ref(), black_box(&texts)));
        });
        group.bench_function(BenchmarkId::new("cluster in 30", size), |bencher| {
            let options = ClusterOptions::default().count(Some(30));
            let space = |rows| join(rows, None).expect("rows have principal directions");
            bencher.iter(|| cluster(&space(black_box(&centred)), &options, &Silent).expect("rows cluster"));
        });
        group.bench_function(BenchmarkId::new("exact search", size), |bencher| {
            let block = VectorBlock::in_memory(&embeddings).expect("vectors fit into memory");
            bencher.iter(|| nearest(black_box(block.rows()), &query, 10, |_| true).expect("rows are searched"));
        });
        group.finish();
    }
}

fn whole_job(criterion: &mut Criterion) {
    let model = model();
    for size in SIZES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let lines: Vec<String> =
            texts(size).iter().map(|text| serde_json::json!({ "text": text }).to_string()).collect();
        let corpus = folder.path().join("corpus.jsonl");
        std::fs::write(&corpus, lines.join("\n")).expect("the corpus is written");
        let settings = Settings::new(vec![corpus]);
        let mut group = criterion.benchmark_group("whole job");
        group.sample_size(10).measurement_time(Duration::from_secs(10)).throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                let index = folder.path().join("index.sqlite");
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", index.display()));
                }
                let mut store = Store::create(&index).expect("an index is made");
                analyse(&settings, model.as_ref(), &mut store, &Silent).expect("the corpus is analysed")
            });
        });
        group.finish();
    }
}

criterion_group!(benches, steps, whole_job);
criterion_main!(benches);
