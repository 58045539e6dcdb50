//! What reading costs as a corpus grows, as JSON lines and as a folder of files: megabytes a second on one core, the time to
//! embed and store, the memory held at most, a second run with nothing changed, one with one file changed, and the exponent
//! by which time grows.
//!
//!     cargo bench --bench reading -- PASSAGES.txt [--sizes 10000,100000,337313]
//!     cargo bench --bench reading -- --folder FOLDER
//!
//! `PASSAGES.txt` has one passage to a line; files hold 58 of them each. `FOLDER` holds files of any kind, and is copied. Memory is
//! the most that was resident, which only Linux tells.

#![expect(clippy::expect_used, reason = "a bench that cannot begin should stop")]
#![expect(clippy::print_stdout, reason = "the table is its result")]

use filrouge::analysis::{Settings, analyse};
use filrouge::corpus::{ReadOptions, read};
use filrouge::embedder::{self, Embedder, ModelChoice, ModelOptions};
use filrouge::progress::{Phase, Progress, Silent};
use filrouge::store::Store;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Instant;

const SIZES: &str = "10000,30000,100000,337313";
/// As many as an article of the laws of Canada has on average.
const PASSAGES_PER_FILE: usize = 58;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [measured, corpus, folder, size] = arguments.as_slice()
        && measured == MEASURED
    {
        let cost = measure(Path::new(corpus), Path::new(folder), size.parse().expect("a size"));
        println!("{} {} {}", cost.bytes, cost.read, cost.stored);
        return;
    }
    let option = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1);
    if let Some(folder) = option("--folder") {
        return measure_change(Path::new(folder));
    }
    let Some(path) = arguments.first().filter(|path| !path.starts_with('-')) else {
        println!("give a file with one passage to a line: cargo bench --bench reading -- PASSAGES.txt");
        return;
    };
    let sizes: Vec<usize> = option("--sizes")
        .map_or(SIZES, String::as_str)
        .split(',')
        .map(|size| size.parse().expect("sizes are whole numbers, with commas between"))
        .collect();
    for (form, write) in [("JSON lines", json_lines as fn(&[&str], &Path) -> PathBuf), ("files", files)] {
        println!(
            "\n| {form}: passages | MB | read, MB/s on one core | read, MB | embedded and stored, s | until then, MB | whole run, s | whole run, MB | again, s | read, CPU s | one file changed: read, CPU s | whole run, s |"
        );
        println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        let mut costs = Vec::new();
        for &size in &sizes {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let corpus = {
                let text = fs::read_to_string(path).expect("the file of passages is readable");
                write(&text.lines().take(size).collect::<Vec<_>>(), folder.path())
            };
            costs.push(measured(&corpus, folder.path(), size));
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

/// What tells the process that measures what to do.
const MEASURED: &str = "--measured";

/// Measures in a process of its own, so that nothing that this one held counts as filrouge's memory.
fn measured(corpus: &Path, folder: &Path, size: usize) -> Cost {
    let mut other = Command::new(std::env::current_exe().expect("this program has a path"));
    let output = other.arg(MEASURED).args([corpus, folder]).arg(size.to_string()).stderr(Stdio::inherit()).output();
    let output = String::from_utf8(output.expect("it starts").stdout).expect("it prints text");
    let (row, cost) = output.trim_end().rsplit_once('\n').expect("it prints a row and the cost");
    println!("{row}");
    let cost: Vec<f64> = cost.split(' ').map(|number| number.parse().expect("a number")).collect();
    Cost { bytes: cost[0], read: cost[1], stored: cost[2] }
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
    let (start, processor) = (Instant::now(), processor_seconds());
    let passages = one.install(|| read(&[corpus.to_owned()], &ReadOptions::default(), &Silent)).expect("it is read");
    // whatever else the machine does meanwhile
    let spent = processor_seconds().zip(processor).map(|(after, before)| after - before);
    let (seconds, read_peak) = (spent.unwrap_or(start.elapsed().as_secs_f64()), peak());
    assert!(passages.passages.len() > size / 2, "most passages are found");
    drop(passages);
    let run = Run::new(corpus, folder);
    let first = run.measure();
    let whole_peak = peak();
    let again = run.measure();
    let changed = run.measure_changed();
    println!(
        "| {size} | {:.1} | {:.0} | {read_peak:.0} | {:.1} | {:.0} | {:.1} | {whole_peak:.0} | {:.2} | {:.2} | {:.2} | {:.1} |",
        bytes / 1e6,
        bytes / 1e6 / seconds,
        first.stored,
        first.stored_peak,
        first.whole,
        again.whole,
        first.read,
        changed.read,
        changed.whole,
    );
    Cost { bytes, read: seconds, stored: first.stored }
}

/// What a change of one file costs in a folder of files of any kind.
fn measure_change(from: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder is made");
    for entry in fs::read_dir(from).expect("the folder is readable").flatten() {
        fs::copy(entry.path(), corpus.join(entry.file_name())).expect("a file is copied");
    }
    let run = Run::new(&corpus, folder.path());
    println!("| MB | read, CPU s | whole run, s | again, s | one file changed: read, CPU s | whole run, s |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let (first, again, changed) = (run.measure(), run.measure(), run.measure_changed());
    println!(
        "| {:.1} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
        bytes_of(&corpus) / 1e6,
        first.read,
        first.whole,
        again.whole,
        changed.read,
        changed.whole
    );
}

/// Runs over one corpus with one index.
struct Run {
    model: Box<dyn Embedder>,
    settings: Settings,
    index: PathBuf,
}

impl Run {
    fn new(corpus: &Path, folder: &Path) -> Self {
        let model = embedder::open(&ModelChoice::Embedded, &ModelOptions::default(), &Silent).expect("the model opens");
        Self { model, settings: Settings::new(vec![corpus.to_owned()]), index: folder.join("index.sqlite") }
    }

    fn measure(&self) -> Times {
        let mut store = Store::create(&self.index).expect("an index is made");
        let processor = processor_seconds().unwrap_or(f64::NAN);
        let marks = Marks { start: Instant::now(), processor, times: Mutex::default() };
        reset_peak();
        analyse(&self.settings, self.model.as_ref(), &mut store, &marks).expect("the corpus is analysed");
        let whole = marks.start.elapsed().as_secs_f64();
        Times { whole, ..marks.times.into_inner().expect("no thread panicked") }
    }

    /// After a byte was added to a file.
    fn measure_changed(&self) -> Times {
        let corpus = &self.settings.paths[0];
        let inside = fs::read_dir(corpus).ok().and_then(|mut entries| entries.next()).and_then(Result::ok);
        let changed = inside.map_or_else(|| corpus.clone(), |entry| entry.path());
        let mut bytes = fs::read(&changed).expect("the file is readable");
        bytes.push(b'\n');
        fs::write(&changed, bytes).expect("the file is written");
        self.measure()
    }
}

/// When all was read, with what depends on several files, in seconds of all cores together; when all passages were embedded
/// and stored, with the memory held at most until then; and the whole run. In seconds and megabytes.
#[derive(Clone, Copy, Default)]
struct Times {
    read: f64,
    stored: f64,
    stored_peak: f64,
    whole: f64,
}

struct Marks {
    start: Instant,
    processor: f64,
    times: Mutex<Times>,
}

impl Progress for Marks {
    fn start(&self, phase: Phase, _: Option<u64>) {
        if phase == Phase::Embedding {
            let spent = processor_seconds().map_or(f64::NAN, |after| after - self.processor);
            self.times.lock().expect("no thread panicked").read = spent;
        }
    }

    fn advance(&self, _: Phase, _: u64) {}

    fn finish(&self, phase: Phase) {
        if phase == Phase::Embedding {
            let mut times = self.times.lock().expect("no thread panicked");
            (times.stored, times.stored_peak) = (self.start.elapsed().as_secs_f64(), peak());
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

/// The processor time that this process has used, in seconds, where the system tells.
fn processor_seconds() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    // after the name in parentheses, which may hold anything: user and system time, in hundredths of a second
    let ticks = status.rsplit_once(')')?.1.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some(ticks.collect::<Result<Vec<_>, _>>().ok()?.iter().sum::<f64>() / 100.0)
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
