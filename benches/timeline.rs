//! Injected truth: corpora of which it is known when and by how much a theme's share moves, and what the timeline says of
//! them.
//!
//! `cargo bench --bench timeline` prints the tables of `benches/timeline.md`: how often a move is found, how often one is
//! found where nothing moves, how many months it is off, how often intervals hold the truth, and how long it takes.
//!
//! A corpus is 48 months of articles of 1 to 8 passages. The mix of themes of an article is Dirichlet-distributed around that
//! of its month, so that passages of one article go together as they do in the press; 12 % of passages are in no
//! theme. A fifth of the dates is known to the month only, and one in fifty is wrong by up to two months.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "the output is the result")]

use filrouge::cluster::ThemeId;
use filrouge::corpus::{Article, ArticleId, Corpus, Date, Passage, PassageId};
use filrouge::timeline::{PeriodLength, Rows, TimelineSettings, changes, novelty, timeline};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::time::Instant;

const MONTHS: u32 = 48;
const THEMES: usize = 8;
/// How much the articles of a month agree on their mix: the sum of the Dirichlet parameters.
const AGREEMENT: f64 = 4.0;
/// Shares before anything moves; the rest is in no theme.
const SHARES: [f64; THEMES] = [0.15, 0.15, 0.13, 0.12, 0.10, 0.10, 0.08, 0.05];
/// The theme that moves.
const MOVER: usize = 3;

/// A corpus in the making.
struct World {
    random: Xoshiro256Plus,
    articles: usize,
    /// By how much the mover's share rises.
    rise: f64,
    /// In which month.
    month: u32,
    months: u32,
}

impl World {
    /// The share of each theme in a month, and last that of no theme.
    fn shares(&self, month: u32) -> [f64; THEMES + 1] {
        let rise = if month >= self.month { self.rise } else { 0.0 };
        let left = (1.0 - SHARES[MOVER] - rise) / (1.0 - SHARES[MOVER]);
        let rest = 1.0 - SHARES.iter().sum::<f64>();
        std::array::from_fn(|theme| match theme {
            MOVER => SHARES[MOVER] + rise,
            THEMES => rest * left,
            _ => SHARES[theme] * left,
        })
    }

    fn gamma(&mut self, shape: f64) -> f64 {
        // Johnk for the fraction, exponentials for the whole: shapes are small here
        let mut sum = 0.0;
        for _ in 0..shape as usize {
            sum -= (1.0 - self.random.r#gen::<f64>()).ln();
        }
        let rest = shape.fract();
        if rest > 1e-9 {
            loop {
                let (a, b): (f64, f64) = (self.random.r#gen(), self.random.r#gen());
                let (x, y) = (a.powf(1.0 / rest), b.powf(1.0 / (1.0 - rest)));
                if x + y <= 1.0 && x + y > 0.0 {
                    sum -= x / (x + y) * (1.0 - self.random.r#gen::<f64>()).ln();
                    break;
                }
            }
        }
        sum
    }

    fn corpus(mut self) -> (Corpus, Vec<Option<ThemeId>>) {
        let mut months: Vec<u32> = (0..self.articles).map(|_| self.random.gen_range(0..self.months)).collect();
        months.sort_unstable();
        let mut corpus = Corpus::default();
        let mut theme_of = Vec::new();
        for (number, month) in months.into_iter().enumerate() {
            let shares = self.shares(month);
            let mix: Vec<f64> = shares.iter().map(|share| self.gamma(share * AGREEMENT)).collect();
            let id = ArticleId(number as u32);
            let date = self.date(month);
            corpus.articles.push(article(id, date));
            for ordinal in 0..self.random.gen_range(1..=8) {
                let mut left = self.random.r#gen::<f64>() * mix.iter().sum::<f64>();
                let theme = mix.iter().position(|part| {
                    left -= part;
                    left < 0.0
                });
                let position = PassageId(corpus.passages.len() as u32);
                corpus.passages.push(passage(position, id, ordinal));
                theme_of.push(theme.filter(|theme| *theme < THEMES).map(|theme| ThemeId(theme as u32)));
            }
        }
        (corpus, theme_of)
    }

    fn date(&mut self, month: u32) -> Option<Date> {
        let is_wrong = self.random.gen_bool(0.02);
        let off = if is_wrong { self.random.gen_range(-2..=2) } else { 0 };
        let month = (month as i32 + off).clamp(0, self.months as i32 - 1);
        let day = self.random.gen_bool(0.8).then(|| self.random.gen_range(1..=28));
        Date::new(2016 + (month / 12) as i16, Some((month % 12 + 1) as i8), day)
    }
}

fn article(id: ArticleId, date: Option<Date>) -> Article {
    Article {
        id,
        key: format!("a{}", id.0),
        path: String::new(),
        title: None,
        source: None,
        date,
        date_source: None,
        dating: None,
        language: None,
        copy_of: None,
    }
}

fn passage(id: PassageId, article: ArticleId, ordinal: u32) -> Passage {
    let (key, text) = (format!("p{}", id.0), String::new());
    Passage { id, key, article, ordinal, start: 0, end: 0, text, language: None, copy_of: None }
}

fn world(seed: u64, articles: usize, rise: f64) -> World {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let month = random.gen_range(8..MONTHS - 8);
    World { random, articles, rise, month, months: MONTHS }
}

fn settings(seed: u64) -> TimelineSettings {
    TimelineSettings { length: Some(PeriodLength::Month), seed, ..TimelineSettings::default() }
}

/// What changes were found in corpora of one kind.
#[derive(Default)]
struct Found {
    moved: usize,
    off: Vec<f64>,
    held: usize,
    size_held: usize,
    others: usize,
    any: usize,
}

fn detection() {
    println!(
        "| articles | points | found | median months off | interval of date holds | of size | also another theme |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for articles in [100, 300, 1_000, 3_000, 10_000] {
        for points in [0, 5, 10, 20, 40] {
            let runs = if articles >= 3_000 { 60 } else { 200 };
            let mut found = Found::default();
            for run in 0..runs {
                note(&mut found, run, articles, f64::from(points) / 100.0);
            }
            report(&mut found, runs as usize, articles, points);
        }
    }
}

fn note(found: &mut Found, run: u64, articles: usize, rise: f64) {
    let world = world(run * 7_919 + articles as u64, articles, rise);
    let month = i64::from(world.month);
    let (corpus, theme_of) = world.corpus();
    let rows = Rows::themes(&corpus, &theme_of, vec![String::new(); THEMES]).unwrap();
    let changes = changes(&corpus, &rows, &vec![0.0; theme_of.len()], &settings(run)).unwrap().changes;
    let month_of = |period: filrouge::timeline::Period| {
        let first = period.first_day();
        i64::from(first.year() - 2016) * 12 + i64::from(first.month()) - 1
    };
    found.any += usize::from(!changes.is_empty());
    let own = changes.iter().filter(|change| change.row == Some(MOVER as u32));
    let nearest = own.min_by_key(|change| (month_of(change.period) - month).abs());
    found.others += changes.iter().filter(|change| change.row.is_some_and(|row| row != MOVER as u32)).count();
    if let Some(change) = nearest {
        found.moved += 1;
        found.off.push((month_of(change.period) - month).abs() as f64);
        found.held += usize::from((month_of(change.earliest)..=month_of(change.latest)).contains(&month));
        found.size_held += usize::from(change.size.low <= rise && rise <= change.size.high);
    }
}

fn report(found: &mut Found, runs: usize, articles: usize, points: u32) {
    found.off.sort_by(f64::total_cmp);
    let percent = |part: usize, of: usize| match (100 * part + of / 2).checked_div(of) {
        Some(percent) => format!("{percent} %"),
        None => "–".to_owned(),
    };
    if points == 0 {
        println!("| {articles} | 0 | any theme or the mix: {} | | | | |", percent(found.any, runs));
        return;
    }
    let median = found.off.get(found.off.len() / 2).map_or("–".to_owned(), |off| format!("{off:.0}"));
    let others = found.others as f64 / runs as f64;
    println!(
        "| {articles} | {points} | {} | {median} | {} | {} | {others:.2} |",
        percent(found.moved, runs),
        percent(found.held, found.moved),
        percent(found.size_held, found.moved)
    );
}

/// How often the interval of a share holds the share that the articles of a month were drawn with.
fn coverage() {
    println!("\n| articles | a month | of passages, intervals that hold the truth | their mean width | of articles |");
    println!("|--:|--:|--:|--:|--:|");
    for articles in [100, 300, 1_000, 3_000, 10_000] {
        let (mut held, mut width, mut all, mut held_articles) = (0, 0.0, 0_usize, 0);
        for run in 0..20 {
            let world = world(run * 104_729 + 1, articles, 0.2);
            let truth: Vec<[f64; THEMES + 1]> = (0..MONTHS).map(|month| world.shares(month)).collect();
            let article_truth = article_shares(run, &world);
            let (corpus, theme_of) = world.corpus();
            let rows = Rows::themes(&corpus, &theme_of, vec![String::new(); THEMES]).unwrap();
            for count in timeline(&corpus, &rows, &settings(run)).unwrap().periods {
                let month = (i32::from(count.first.year()) - 2016) * 12 + i32::from(count.first.month()) - 1;
                for cell in &count.tally.cells {
                    let (share, of_articles) =
                        (truth[month as usize][cell.row as usize], article_truth[month as usize][cell.row as usize]);
                    held += usize::from(cell.share.low <= share && share <= cell.share.high);
                    let interval = cell.article_share;
                    held_articles += usize::from(interval.low <= of_articles && of_articles <= interval.high);
                    width += cell.share.high - cell.share.low;
                    all += 1;
                }
            }
        }
        let share = |held: usize| 100.0 * held as f64 / all as f64;
        println!(
            "| {articles} | {:.0} | {:.1} % | {:.0} points | {:.1} % |",
            articles as f64 / f64::from(MONTHS),
            share(held),
            100.0 * width / all as f64,
            share(held_articles)
        );
    }
}

/// The share of articles with a passage of each theme before and after the move, by drawing many.
fn article_shares(seed: u64, world: &World) -> Vec<[f64; THEMES]> {
    let draw = |month: u32| {
        let random = Xoshiro256Plus::seed_from_u64(seed ^ 0xA5A5);
        let many = World {
            random,
            articles: 20_000,
            rise: if month >= world.month { world.rise } else { 0.0 },
            month: 0,
            months: 1,
        };
        let (corpus, theme_of) = many.corpus();
        std::array::from_fn(|theme| {
            let has = corpus.passages.iter().zip(&theme_of).filter(|(_, own)| **own == Some(ThemeId(theme as u32)));
            let mut articles: Vec<u32> = has.map(|(passage, _)| passage.article.0).collect();
            articles.dedup();
            articles.len() as f64 / 20_000.0
        })
    };
    let (before, after) = (draw(0), draw(MONTHS));
    (0..MONTHS).map(|month| if month >= world.month { after } else { before }).collect()
}

/// A hundred thousand articles over ten years.
fn scale() {
    let random = Xoshiro256Plus::seed_from_u64(0);
    let (corpus, theme_of) = World { random, articles: 100_000, rise: 0.1, month: 70, months: 120 }.corpus();
    let rows = Rows::themes(&corpus, &theme_of, vec![String::new(); THEMES]).unwrap();
    let settings = TimelineSettings::default();
    println!("\n| 100,000 articles, {} passages, 10 years | seconds |", corpus.passages.len());
    println!("|---|--:|");
    let time = |what: &str, work: &dyn Fn()| {
        let started = Instant::now();
        work();
        println!("| {what} | {:.1} |", started.elapsed().as_secs_f64());
    };
    time("timeline with intervals", &|| drop(timeline(&corpus, &rows, &settings).unwrap()));
    time("change points", &|| drop(changes(&corpus, &rows, &vec![0.0; theme_of.len()], &settings).unwrap()));
    time("novelty", &|| drop(novelty(&corpus, &rows, PeriodLength::Month, &settings).unwrap()));
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let wants = |part: &str| asked.is_empty() || asked.iter().any(|asked| asked == part);
    if wants("detection") {
        detection();
    }
    if wants("coverage") {
        coverage();
    }
    if wants("scale") {
        scale();
    }
}
