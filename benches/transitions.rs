//! How well crossing dates are found where they are known, how often something crosses where nothing does, and how long it takes
//! to look for candidates in 100,000 articles. Everything is synthetic and seeded.
//!
//! ```text
//! cargo bench --bench transitions > benches/transitions.md
//! cargo bench --bench transitions -- speed          # only the last part; `dates`, `chance` and `candidates` the others
//! ```
//!
//! Dates: articles over five years name one of two things, or in a tenth of their other passages the other too; the share of the
//! second among both follows a known curve. Of the dates 60 % are known to the day, 30 % to the month and 10 % to the year, and all
//! are off by about two weeks (normal, 15 days).

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "its results")]

use filrouge::corpus::{Article, ArticleId, Corpus, Date, Duplicates, Passage, PassageId};
use filrouge::embeddings::Embeddings;
use filrouge::embeddings::block::VectorBlock;
use filrouge::transition::{CandidateSettings, Subject, Verdict, Witness, candidates, crossing};
use jiff::{Span, civil};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;
use std::time::Instant;

/// How many corpora each row is about.
const CORPORA: u64 = 100;
const DRAWS: usize = 200;
const MONTHS: f64 = 60.0;
const DAYS_A_MONTH: f64 = 30.4375;
const FIRST: civil::Date = civil::date(2020, 1, 1);
/// Articles that name either of the two.
const SIZES: [usize; 4] = [8, 25, 100, 400];

/// The share of TO among both, by month.
type Curve = fn(f64) -> f64;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |part: &str| asked.is_empty() || asked.iter().any(|asked| asked == part);
    println!(
        "# Transitions where the truth is known\n\n`cargo bench --bench transitions`; what the columns mean stands in `transitions.rs`.\n"
    );
    if wanted("dates") {
        dates();
    }
    if wanted("chance") {
        nothing_crosses();
    }
    if wanted("candidates") {
        planted();
    }
    if wanted("speed") {
        speed();
    }
}

fn dates() {
    println!("## A crossing at a known month ({CORPORA} corpora a row)\n");
    println!(
        "| how | month | articles | crossed | at least likely | error, months | interval, months | coverage, all | coverage, at least likely |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let cases: [(&str, f64, Curve); 6] = [
        ("all at once, 0 to 100 %", 30.0, |month| f64::from(u8::from(month >= 30.0))),
        ("at once, 15 to 85 %", 30.0, |month| if month < 30.0 { 0.15 } else { 0.85 }),
        ("at once and late, 15 to 85 %", 48.0, |month| if month < 48.0 { 0.15 } else { 0.85 }),
        ("at once, 5 to 70 %", 35.0, |month| if month < 35.0 { 0.05 } else { 0.7 }),
        ("over two years, 15 to 85 %", 30.0, |month| (0.5 + 0.7 * (month - 30.0) / 24.0).clamp(0.15, 0.85)),
        ("logistic", 40.0, |month| 1.0 / (1.0 + (-(month - 40.0) / 6.0).exp())),
    ];
    for (name, month, curve) in cases {
        for size in SIZES {
            dates_row(name, month, size, curve);
        }
    }
    println!();
}

fn dates_row(name: &str, month: f64, size: usize, curve: Curve) {
    let truth = FIRST + Span::new().days((month * DAYS_A_MONTH) as i64);
    let found: Vec<_> = (0..CORPORA).into_par_iter().map(|seed| look(seed, size, curve)).collect();
    let all = found.len() as f64;
    let is_sure = |found: &&filrouge::transition::Crossing| matches!(found.verdict, Verdict::Crossed | Verdict::Likely);
    let share = |count: usize, of: f64| if of > 0.0 { format!("{:.2}", count as f64 / of) } else { "–".into() };
    let months =
        |one: civil::Date, other: civil::Date| f64::from(one.until(other).expect("a span").get_days()) / DAYS_A_MONTH;
    let covers = |found: &&filrouge::transition::Crossing| {
        let (Some(first), Some(last)) = (found.earliest, found.latest) else { return false };
        first.first_day() <= truth && truth <= last.last_day()
    };
    let dated = || found.iter().filter(|found| found.date.is_some());
    let likely = || found.iter().filter(is_sure);
    let errors = likely().filter_map(|found| Some(months(found.date?.first_day(), truth).abs())).collect();
    let widths =
        likely().filter_map(|found| Some(months(found.earliest?.first_day(), found.latest?.first_day()))).collect();
    println!(
        "| {name} | {month} | {size} | {} | {} | {:.1} | {:.1} | {} | {} |",
        share(found.iter().filter(|found| found.verdict == Verdict::Crossed).count(), all),
        share(likely().count(), all),
        median(errors),
        median(widths),
        share(dated().filter(covers).count(), dated().count() as f64),
        share(likely().filter(covers).count(), likely().count() as f64),
    );
}

fn nothing_crosses() {
    println!("## Nothing crosses ({CORPORA} corpora a row)\n");
    println!("| how | articles | crossed | at least likely |\n|---|---|---|---|");
    let cases: [(&str, Curve); 4] = [
        ("half and half throughout", |_| 0.5),
        ("30 % throughout", |_| 0.3),
        ("10 to 40 %, rising", |month| 0.1 + 0.3 * month / MONTHS),
        ("85 to 15 %, falling", |month| 0.85 - 0.7 * month / MONTHS),
    ];
    for (name, curve) in cases {
        for size in SIZES {
            let found: Vec<Verdict> =
                (0..CORPORA).into_par_iter().map(|seed| look(seed, size, curve).verdict).collect();
            let share = |wanted: &[Verdict]| {
                found.iter().filter(|found| wanted.contains(found)).count() as f64 / found.len() as f64
            };
            let (crossed, likely) = (share(&[Verdict::Crossed]), share(&[Verdict::Crossed, Verdict::Likely]));
            println!("| {name} | {size} | {crossed:.3} | {likely:.3} |");
        }
    }
    println!();
}

fn look(seed: u64, size: usize, curve: Curve) -> filrouge::transition::Crossing {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let witnesses: Vec<Witness> = (0..size).map(|_| witness(&mut random, curve)).collect();
    crossing(&witnesses, DRAWS, seed).expect("draws")
}

fn witness(random: &mut Xoshiro256Plus, curve: Curve) -> Witness {
    let month = random.gen_range(0.0..MONTHS);
    let is_to = random.gen_bool(curve(month));
    let mut witness = Witness { date: date(random, month * DAYS_A_MONTH), from: 0, to: 0, both: 0 };
    for at in 0..random.gen_range(1..=3) {
        // what an article is about it names first; other passages may name both, or the other alone
        match (at > 0).then(|| random.gen_range(0..20)) {
            Some(0) => witness.both += 1,
            Some(1) if is_to => witness.from += 1,
            Some(1) => witness.to += 1,
            _ if is_to => witness.to += 1,
            _ => witness.from += 1,
        }
    }
    witness
}

/// A day after the first, off by some, as precisely as dates are known.
fn date(random: &mut Xoshiro256Plus, days: f64) -> Date {
    let normal: f64 = (0..12).map(|_| random.gen_range(-0.5..0.5)).sum();
    let day = FIRST + Span::new().days((days + 15.0 * normal).clamp(0.0, MONTHS * DAYS_A_MONTH - 1.0) as i64);
    let (month, of_month) = (Some(day.month()), Some(day.day()));
    let date = match random.gen_range(0..10) {
        0 => Date::new(day.year(), None, None),
        1..=3 => Date::new(day.year(), month, None),
        _ => Date::new(day.year(), month, of_month),
    };
    date.expect("a date of the calendar")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A corpus of so many articles of three passages; its names stand in random passages, one name after the other by its curve.
struct Synthetic {
    corpus: Corpus,
    vectors: VectorBlock,
    subjects: Vec<Subject>,
}

const DIMENSION: usize = 64;
const PASSAGES: usize = 3;

/// `crossing` plants one pair that crosses in the middle and has a context of its own.
fn synthetic(seed: u64, articles: usize, names: usize, crossing: bool) -> Synthetic {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut corpus = Corpus { duplicates: Duplicates::default(), ..Corpus::default() };
    let mut values = Vec::with_capacity(articles * PASSAGES * DIMENSION);
    let mut subjects: Vec<Subject> =
        (0..names).map(|name| Subject { name: format!("Name{name}"), passages: Vec::new() }).collect();
    for article in 0..articles {
        let month = random.gen_range(0.0..MONTHS);
        corpus.articles.push(new_article(article, date(&mut random, month * DAYS_A_MONTH)));
        for ordinal in 0..PASSAGES {
            let passage = PassageId((article * PASSAGES + ordinal) as u32);
            // names are as unequal as Zipf says, and each pair of neighbours has a context of its own
            let name = ((names as f64).powf(random.gen_range(0.0..1.0)) as usize - 1).min(names - 1);
            let second = crossing && name / 2 == 2;
            let name =
                if second { 4 + usize::from(random.gen_bool(if month < 30.0 { 0.1 } else { 0.9 })) } else { name };
            subjects[name].passages.push(passage);
            values.extend((0..DIMENSION).map(|column| {
                random.gen_range(-1.0..1.0_f32) + if column == (name / 2) % DIMENSION { 3.0 } else { 0.0 }
            }));
            corpus.passages.push(new_passage(passage, article, ordinal));
        }
    }
    let embeddings = Embeddings::normalised(values, DIMENSION).expect("finite values");
    Synthetic { corpus, vectors: VectorBlock::in_memory(&embeddings).expect("memory"), subjects }
}

fn new_article(article: usize, date: Date) -> Article {
    Article {
        id: ArticleId(article as u32),
        key: format!("a{article}"),
        path: format!("{article}.txt"),
        title: None,
        source: None,
        date: Some(date),
        date_source: None,
        dating: None,
        language: None,
        copy_of: None,
    }
}

fn new_passage(id: PassageId, article: usize, ordinal: usize) -> Passage {
    Passage {
        id,
        key: format!("p{}", id.0),
        article: ArticleId(article as u32),
        ordinal: ordinal as u32,
        start: 0,
        end: 0,
        text: String::new(),
        language: None,
        copy_of: None,
    }
}

fn planted() {
    const MANY: u64 = 60;
    println!("## Candidates ({MANY} corpora a row, 60 names)\n");
    println!(
        "| articles | a pair crosses | any candidate at p ≤ 0.05 | the planted pair first | and at p ≤ 0.05 |\n|---|---|---|---|---|"
    );
    for articles in [100, 400, 1_600] {
        for crossing in [false, true] {
            let look = |seed: u64| {
                let made = synthetic(seed, articles, 60, crossing);
                let settings = CandidateSettings { limit: 1_000, permutations: 99, seed };
                let found =
                    candidates(&made.corpus, made.vectors.rows(), &made.subjects, &settings).expect("candidates");
                let first = found.first().is_some_and(|first| first.from == "Name4" && first.to == "Name5");
                let sure = found.first().is_some_and(|first| first.p_value <= 0.05);
                [found.iter().any(|found| found.p_value <= 0.05), first, first && sure]
            };
            let found: Vec<[bool; 3]> = (0..MANY).into_par_iter().map(look).collect();
            let share = |of: usize| found.iter().filter(|found| found[of]).count() as f64 / MANY as f64;
            let (any, first, sure) = (share(0), share(1), share(2));
            let planted = if crossing { format!("{first:.3} | {sure:.3}") } else { "– | –".into() };
            println!("| {articles} | {} | {any:.3} | {planted} |", if crossing { "yes" } else { "no" });
        }
    }
    println!();
}

fn speed() {
    println!("## Time\n");
    let made = synthetic(0, 100_000, 20_000, true);
    let start = Instant::now();
    let found = candidates(&made.corpus, made.vectors.rows(), &made.subjects, &CandidateSettings::default());
    let found = found.expect("candidates");
    let (seconds, threads) = (start.elapsed().as_secs_f64(), rayon::current_num_threads());
    println!(
        "Candidates among 20,000 names in 100,000 articles of three passages, names known: {seconds:.1} s on {threads} threads, {} found.",
        found.len()
    );
}
