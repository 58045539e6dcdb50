use super::*;
use crate::corpus::Corpus;
use crate::timeline::tests::{corpus, themes};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// 24 months of articles of four passages: theme 0 has a third of the passages, from `month` on two thirds.
fn moving(month: usize, articles: usize, seed: u64) -> Vec<(String, Vec<Option<u32>>)> {
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut article = |number: usize| {
        let at = number * 24 / articles;
        let share = if at >= month { 2.0 / 3.0 } else { 1.0 / 3.0 };
        let date = format!("{}-{:02}-{:02}", 2023 + at / 12, at % 12 + 1, random.gen_range(1..=28));
        let passages = (0..4).map(|_| if random.gen_bool(share) { Some(0) } else { Some(random.gen_range(1..4)) });
        (date, passages.collect())
    };
    (0..articles).map(&mut article).collect()
}

fn found(articles: &[(String, Vec<Option<u32>>)], settings: &TimelineSettings) -> (Corpus, Changes) {
    let articles: Vec<(&str, &[Option<u32>])> =
        articles.iter().map(|(date, themes)| (date.as_str(), themes.as_slice())).collect();
    let (corpus, theme_of) = corpus(&articles);
    let scores = vec![0.5; theme_of.len()];
    let changes = changes(&corpus, &themes(&corpus, &theme_of), &scores, settings).unwrap();
    (corpus, changes)
}

fn by_month() -> TimelineSettings {
    TimelineSettings { length: Some(PeriodLength::Month), ..TimelineSettings::default() }
}

#[test]
fn a_share_that_moves_is_found_with_its_month_and_size_and_passages() {
    let (corpus, changes) = found(&moving(14, 240, 1), &by_month());
    let change = changes.changes.iter().find(|change| change.row == Some(0)).unwrap();
    assert!((13..=15).contains(&month_of(change.period)), "{change:?}");
    assert!(change.earliest <= change.period && change.period <= change.latest);
    assert!(month_of(change.earliest) <= 14 && 14 <= month_of(change.latest), "{change:?}");
    assert!(change.size.low < 1.0 / 3.0 && 1.0 / 3.0 < change.size.high, "{change:?}");
    assert!(change.p_value <= 0.001);
    assert_eq!(change.evidence.len(), 3);
    for id in &change.evidence {
        let article = &corpus.articles[corpus.passages[id.0 as usize].article.0 as usize];
        assert!(
            article.date.unwrap().first_day() >= change.period.first_day(),
            "a rise is shown by what came after it"
        );
    }
    assert!(changes.changes.iter().any(|change| change.row.is_none()), "the mix has changed too: {changes:?}");
}

fn month_of(period: Period) -> i16 {
    (period.first_day().year() - 2023) * 12 + i16::from(period.first_day().month()) - 1
}

/// Of a hundred corpora in which nothing moves, five may seem to; 12 or more would be a chance of one in 250.
#[test]
fn where_nothing_moves_few_changes_are_found() {
    let false_alarms = (0..100).filter(|seed| {
        let (_, changes) = found(&moving(24, 60, 1_000 + seed), &by_month());
        !changes.changes.is_empty()
    });
    let false_alarms = false_alarms.count();
    assert!(false_alarms < 12, "{false_alarms} of 100");
}

/// One event of which twenty papers write on one day is one event: its articles are put in another order together.
#[test]
fn a_day_is_no_change() {
    let mut articles = moving(24, 72, 5);
    articles.extend((0..20).map(|_| ("2024-03-12".to_owned(), vec![Some(5), Some(5), Some(5)])));
    let (_, changes) = found(&articles, &by_month());
    assert_eq!(changes.changes.iter().filter(|change| change.row == Some(5)).count(), 0, "{changes:?}");
}

#[test]
fn changes_do_not_depend_on_threads() {
    let articles = moving(9, 100, 3);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(&articles, &by_month()).1)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn too_little_to_test_is_no_trouble() {
    for articles in [moving(9, 0, 0), moving(9, 1, 0), moving(9, 6, 0)] {
        assert_eq!(found(&articles, &TimelineSettings::default()).1.changes, []);
    }
    let one_day = vec![("2024-03-12".to_owned(), vec![Some(0), Some(1)]); 40];
    assert_eq!(found(&one_day, &TimelineSettings::default()).1.changes, []);
    let one_theme: Vec<_> = (1..=12).map(|month| (format!("2024-{month:02}"), vec![Some(0); 3])).collect();
    assert_eq!(found(&one_theme, &TimelineSettings::default()).1.changes, []);
    let undated = vec![("undated".to_owned(), vec![Some(0)]); 40];
    assert_eq!(found(&undated, &TimelineSettings::default()).1.articles, 0);
}

/// Two outlets write as much as each other; from month 12 on, the first one writes of nothing but theme 0.
#[test]
fn shares_of_each_source_are_tested_against_its_own_passages() {
    let articles = moving(24, 200, 8);
    let refs: Vec<(&str, &[Option<u32>])> =
        articles.iter().map(|(date, themes)| (date.as_str(), themes.as_slice())).collect();
    let (mut corpus, mut theme_of) = corpus(&refs);
    for (number, article) in corpus.articles.iter_mut().enumerate() {
        article.source = Some(if number % 2 == 0 { "one" } else { "other" }.into());
    }
    for passage in &corpus.passages {
        let article = &corpus.articles[passage.article.0 as usize];
        if article.source.as_deref() == Some("one") && article.date.unwrap() >= "2024".parse().unwrap() {
            theme_of[passage.id.0 as usize] = Some(crate::cluster::ThemeId(0));
        }
    }
    let asked = theme_of.iter().map(|theme| theme.is_some_and(|theme| theme.0 == 0)).collect();
    let rows = Rows::sources(&corpus).asking(asked).unwrap();
    let one = rows.labels().iter().position(|label| label == "one").unwrap() as u32;
    let changes = changes(&corpus, &rows, &vec![0.0; theme_of.len()], &by_month()).unwrap().changes;
    assert!(changes.iter().all(|change| change.row == Some(one)), "{changes:?}");
    assert_eq!(changes.iter().map(|change| month_of(change.period)).collect::<Vec<_>>(), [12]);
    assert!((changes[0].after.estimate - 1.0).abs() < 1e-9);
}
