//! What reading costs as a corpus grows, as JSON lines and as a folder of files: megabytes a second on one core, the time to
//! embed and store, the memory held at most, a second run with nothing changed, and the exponent by which time grows.
//!
//!     cargo bench --bench reading -- PASSAGES.txt [--sizes 10000,100000,337313]
//!
//! `PASSAGES.txt` has one passage to a line; files hold 58 of them each. Memory is the most that was resident, which only Linux tells.

#![expect(clippy::expect_used, reason = "a bench that cannot begin should stop")]
#![expect(clippy::print_stdout, reason = "the table is its result")]

use filrouge::analysis::{Settings, analyse};
use filrouge::corpus::{ReadOptions, read};
use filrouge::embedder::{self, ModelChoice, ModelOptions};
use filrouge::progress::{Phase, Progress, Silent};
use filrouge::store::Store;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

const SIZES: &str = "10000,30000,100000,337313";
/// As many as an article of the laws of Canada has on average.
const PASSAGES_PER_FILE: usize = 58;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(path) = arguments.first().filter(|path| !path.starts_with('-')) else {
        println!("give a file with one passage to a line: cargo bench --bench reading -- PASSAGES.txt");
        return;
    };
    let sizes = arguments.iter().skip_while(|argument| *argument != "--sizes").nth(1);
    let sizes: Vec<usize> = sizes
        .map_or(SIZES, String::as_str)
        .split(',')
        .map(|size| size.parse().expect("sizes are whole numbers, with commas between"))
        .collect();
    for (form, write) in [("JSON lines", json_lines as fn(&[&str], &Path) -> PathBuf), ("files", files)] {
        println!(
            "\n| {form}: passages | MB | read, MB/s on one core | read, MB | embedded and stored, s | until then, MB | whole run, s | whole run, MB | again, s |"
        );
        println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        let mut costs = Vec::new();
        for &size in &sizes {
            let folder = tempfile::tempdir().expect("a temporary folder");
            // read anew for each size, so that nothing of it is held while filrouge's memory is measured
            let corpus = {
                let text = fs::read_to_string(path).expect("the file of passages is readable");
                write(&text.lines().take(size).collect::<Vec<_>>(), folder.path())
            };
            costs.push(measure(&corpus, folder.path(), size));
        }
        if let [first, .., last] = costs.as_slice() {
            let exponent = |cost: fn(&Cost) -> f64| (cost(last) / cost(first)).ln() / (last.bytes / first.bytes).ln();
            let [read, stored] = [exponent(|cost| cost.read), exponent(|cost| cost.stored)];
            println!(
                "\nTime grows with the size to the power of {read:.2} (reading), {stored:.2} (until all is stored)."
            );
        }
    }
}

/// Seconds at one size.
struct Cost {
    bytes: f64,
    read: f64,
    stored: f64,
}

fn measure(corpus: &Path, folder: &Path, size: usize) -> Cost {
    let bytes = bytes_of(corpus);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    reset_peak();
    let start = Instant::now();
    let passages = one.install(|| read(&[corpus.to_owned()], &ReadOptions::default(), &Silent)).expect("it is read");
    let (seconds, read_peak) = (start.elapsed().as_secs_f64(), peak());
    assert!(passages.passages.len() > size / 2, "most passages are found");
    drop(passages);
    let model = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).expect("the model opens");
    let settings = Settings::new(vec![corpus.to_owned()]);
    let run = || {
        let mut store = Store::create(&folder.join("index.sqlite")).expect("an index is made");
        let marks = Marks { start: Instant::now(), stored: Mutex::new((0.0, 0.0)) };
        reset_peak();
        analyse(&settings, model.as_ref(), &mut store, &marks).expect("the corpus is analysed");
        (marks.start.elapsed().as_secs_f64(), marks.stored.into_inner().expect("no thread panicked"))
    };
    let (whole, (stored, stored_peak)) = run();
    let whole_peak = peak();
    let (again, _) = run();
    println!(
        "| {size} | {:.1} | {:.0} | {read_peak:.0} | {stored:.1} | {stored_peak:.0} | {whole:.1} | {whole_peak:.0} | {again:.2} |",
        bytes / 1e6,
        bytes / 1e6 / seconds,
    );
    Cost { bytes, read: seconds, stored }
}

/// When all passages were embedded and stored, in seconds, and the memory held at most until then.
struct Marks {
    start: Instant,
    stored: Mutex<(f64, f64)>,
}

impl Progress for Marks {
    fn start(&self, _: Phase, _: Option<u64>) {}

    fn advance(&self, _: Phase, _: u64) {}

    fn finish(&self, phase: Phase) {
        if phase == Phase::Embedding {
            *self.stored.lock().expect("no thread panicked") = (self.start.elapsed().as_secs_f64(), peak());
        }
    }
}

fn json_lines(passages: &[&str], folder: &Path) -> PathBuf {
    let lines: Vec<String> = passages.iter().map(|text| serde_json::json!({ "text": text }).to_string()).collect();
    let path = folder.join("corpus.jsonl");
    fs::write(&path, lines.join("\n")).expect("the corpus is written");
    path
}

fn files(passages: &[&str], folder: &Path) -> PathBuf {
    let path = folder.join("corpus");
    fs::create_dir(&path).expect("a folder is made");
    for (number, passages) in passages.chunks(PASSAGES_PER_FILE).enumerate() {
        fs::write(path.join(format!("{number:05}.txt")), passages.join("\n\n")).expect("an article is written");
    }
    path
}

fn bytes_of(path: &Path) -> f64 {
    let length = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len()) as f64;
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| length(&entry.path())).sum(),
        Err(_) => length(path),
    }
}

/// Lets the peak begin anew.
fn reset_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The megabytes that were resident at most; not a number where the system does not tell.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e6)
}
