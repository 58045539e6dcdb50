use super::*;
use crate::cluster::ThemeId;
use crate::corpus::{Article, ArticleId, Passage, PassageId};

/// A corpus of articles with these dates, and the themes of the passages of each.
pub(super) fn corpus(articles: &[(&str, &[Option<u32>])]) -> (Corpus, Vec<Option<ThemeId>>) {
    let mut corpus = Corpus::default();
    let mut theme_of = Vec::new();
    for (number, (date, themes)) in articles.iter().enumerate() {
        let id = ArticleId(number as u32);
        corpus.articles.push(Article {
            id,
            key: format!("a{number}"),
            path: format!("{number}.txt"),
            title: None,
            source: None,
            date: date.parse().ok(),
            date_source: None,
            dating: None,
            language: None,
            copy_of: None,
        });
        for (ordinal, theme) in themes.iter().enumerate() {
            let position = corpus.passages.len() as u32;
            corpus.passages.push(Passage {
                id: PassageId(position),
                key: format!("p{position}"),
                article: id,
                ordinal: ordinal as u32,
                start: 0,
                end: 0,
                text: String::new(),
                language: None,
                copy_of: None,
            });
            theme_of.push(theme.map(ThemeId));
        }
    }
    (corpus, theme_of)
}

fn count(articles: &[(&str, &[Option<u32>])], settings: TimelineSettings) -> Result<Timeline> {
    let (corpus, theme_of) = corpus(articles);
    timeline(&corpus, &themes(&corpus, &theme_of), &settings)
}

pub(super) fn themes(corpus: &Corpus, theme_of: &[Option<ThemeId>]) -> Rows {
    Rows::themes(corpus, theme_of, Vec::new()).unwrap()
}

fn by(length: PeriodLength) -> TimelineSettings {
    TimelineSettings { length: Some(length), ..TimelineSettings::default() }
}

fn names(timeline: &Timeline) -> Vec<String> {
    timeline.periods.iter().map(|count| count.period.to_string()).collect()
}

const FOUR: [(&str, &[Option<u32>]); 4] = [
    ("2024-01-31", &[Some(0), Some(0), Some(1)]),
    ("2024-03", &[Some(1), None]),
    ("2024", &[Some(0)]),
    ("undated", &[Some(1), Some(1)]),
];

#[test]
fn every_passage_is_counted_once_and_a_coarse_date_apart() {
    for length in PeriodLength::ALL {
        let timeline = count(&FOUR, by(length)).unwrap();
        let tallies = timeline.periods.iter().map(|count| &count.tally);
        let tallies: Vec<&Tally> =
            tallies.chain(timeline.coarse.iter().map(|count| &count.tally)).chain([&timeline.undated]).collect();
        assert_eq!(tallies.iter().map(|tally| tally.passages).sum::<usize>(), 8, "{length:?}");
        assert_eq!(tallies.iter().map(|tally| tally.articles).sum::<usize>(), 4, "{length:?}");
        for tally in tallies {
            let in_themes: usize = tally.cells.iter().map(|cell| cell.passages).sum();
            assert_eq!(in_themes + tally.unassigned, tally.passages);
            assert!(tally.cells.iter().all(|cell| (0.0..=1.0).contains(&cell.share.estimate)));
        }
    }
}

#[test]
fn months_have_the_empty_one_between_and_the_year_beside() {
    let timeline = count(&FOUR, by(PeriodLength::Month)).unwrap();
    assert_eq!(names(&timeline), ["2024-01", "2024-02", "2024-03"]);
    let [january, february, march] = &timeline.periods[..] else { panic!("{timeline:?}") };
    assert_eq!((january.tally.passages, january.tally.articles), (3, 1));
    assert!((january.tally.cells[0].share.estimate - 2.0 / 3.0).abs() < f64::EPSILON);
    assert_eq!(february.tally, Tally::default());
    assert_eq!((march.tally.unassigned, march.tally.cells[1].passages), (1, 1));
    assert_eq!(timeline.coarse.len(), 1);
    assert_eq!((timeline.coarse[0].date.to_string(), timeline.coarse[0].tally.passages), ("2024".into(), 1));
    assert_eq!((timeline.undated.passages, timeline.undated.articles), (2, 1));
}

#[test]
fn a_month_lands_on_no_day_and_in_no_week() {
    for length in [PeriodLength::Day, PeriodLength::Week] {
        let timeline = count(&FOUR, by(length)).unwrap();
        assert_eq!(timeline.periods.len(), 1);
        let coarse: Vec<String> = timeline.coarse.iter().map(|count| count.date.to_string()).collect();
        assert_eq!(coarse, ["2024", "2024-03"]);
    }
}

#[test]
fn the_length_fits_the_span_and_the_precision() {
    let length = |dates: &[&str]| {
        let articles: Vec<(&str, &[Option<u32>])> = dates.iter().map(|date| (*date, &[Some(0)][..])).collect();
        count(&articles, TimelineSettings::default()).unwrap().length
    };
    assert_eq!(length(&["2024-01-03", "2024-01-20"]), PeriodLength::Day);
    assert_eq!(length(&["2024-01-03", "2024-05-20"]), PeriodLength::Week);
    assert_eq!(length(&["2024-01-03", "2025-12-20"]), PeriodLength::Month);
    assert_eq!(length(&["2020-01-03", "2025-12-20"]), PeriodLength::Quarter);
    assert_eq!(length(&["1990-01-03", "2025-12-20"]), PeriodLength::Year);
    assert_eq!(length(&["2024-01", "2024-02-03"]), PeriodLength::Month);
    assert_eq!(length(&["2024", "2024-02-03"]), PeriodLength::Year);
    assert_eq!(count(&[], TimelineSettings::default()).unwrap().periods, []);
}

#[test]
fn a_part_of_the_time_flags_the_periods_that_it_cuts() {
    let settings = TimelineSettings {
        since: Some("2024-01-15".parse().unwrap()),
        until: Some("2024-02".parse().unwrap()),
        ..by(PeriodLength::Month)
    };
    let articles: [(&str, &[Option<u32>]); 4] =
        [("2024-01-03", &[None]), ("2024-01-20", &[None]), ("2024-02-20", &[None]), ("2024-03-01", &[None])];
    let timeline = count(&articles, settings).unwrap();
    assert_eq!(names(&timeline), ["2024-01", "2024-02"]);
    assert_eq!(timeline.periods.iter().map(|count| count.partial).collect::<Vec<_>>(), [true, false]);
    assert!(timeline.periods.iter().all(|count| count.tally.passages == 1));
}

#[test]
fn too_many_periods_and_wrong_shapes_are_refused() {
    let articles: [(&str, &[Option<u32>]); 2] = [("1000-01-01", &[None]), ("9999-12-31", &[None])];
    assert_eq!(count(&articles, TimelineSettings::default()).unwrap().length, PeriodLength::Year);
    let error = count(&articles, by(PeriodLength::Month)).unwrap_err();
    assert!(error.to_string().contains("`length` is `month`"), "{error}");
    let (corpus, _) = corpus(&FOUR);
    assert!(matches!(Rows::themes(&corpus, &[], Vec::new()), Err(Error::Shape { .. })));
}

#[test]
fn shares_have_intervals_that_a_single_article_makes_wide() {
    let twenty: Vec<(&str, &[Option<u32>])> = (0..20).map(|_| ("2024-01", &[Some(0), Some(1)][..])).collect();
    let one: [(&str, &[Option<u32>]); 1] = [("2024-02-03", &[Some(0), Some(0)])];
    let timeline = count(&[&twenty[..], &one].concat(), by(PeriodLength::Month)).unwrap();
    let [january, february] = &timeline.periods[..] else { panic!("{timeline:?}") };
    let width = |cell: &Cell| cell.share.high - cell.share.low;
    assert!(width(&january.tally.cells[0]) < 0.05, "all twenty articles are alike: {january:?}");
    assert!(width(&february.tally.cells[0]) > 0.2, "one article tells little: {february:?}");
    assert!(february.tally.cells[0].share.low < 1.0 && february.tally.cells[0].share.high >= 1.0 - f64::EPSILON);
    assert_eq!(february.tally.cells[1].passages, 0);
    assert!(february.tally.cells[1].share.high > 0.1, "that the article has none of a theme proves little");
    assert_eq!((january.thin, february.thin), (false, true));
}

#[test]
fn the_corpus_may_begin_and_end_within_a_period() {
    let days: Vec<String> =
        (10..=30).map(|day| format!("2024-01-{day}")).chain((1..=9).map(|day| format!("2024-02-0{day}"))).collect();
    let articles: Vec<(&str, &[Option<u32>])> = days.iter().map(|day| (day.as_str(), &[Some(0)][..])).collect();
    let timeline = count(&articles, by(PeriodLength::Month)).unwrap();
    assert!(timeline.periods.iter().all(|count| count.partial), "nine days without any are no chance here");
    let sparse: [(&str, &[Option<u32>]); 3] =
        [("2024-01-10", &[Some(0)]), ("2024-01-30", &[Some(0)]), ("2024-02-20", &[Some(0)])];
    let timeline = count(&sparse, by(PeriodLength::Month)).unwrap();
    assert!(timeline.periods.iter().all(|count| !count.partial), "one in twenty days may well leave ten out");
}

#[test]
fn copies_count_for_nothing() {
    let (mut corpus, theme_of) = corpus(&FOUR);
    corpus.passages[1].copy_of = Some(PassageId(0));
    let timeline = timeline(&corpus, &themes(&corpus, &theme_of), &by(PeriodLength::Month)).unwrap();
    assert_eq!((timeline.periods[0].tally.passages, timeline.periods[0].tally.cells[0].passages), (2, 1));
}

#[test]
fn intervals_do_not_depend_on_threads() {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| count(&FOUR, by(PeriodLength::Month)).unwrap())
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn what_is_new_and_taken_up_resounds() {
    let day = |number: usize| format!("2024-{:02}-{:02}", 1 + number / 28, 1 + number % 28);
    let days: Vec<String> = (0..56).map(day).collect();
    let mix = |number: usize| if number < 28 { &[Some(0), Some(0)][..] } else { &[Some(1), Some(1)][..] };
    let articles: Vec<(&str, &[Option<u32>])> =
        days.iter().enumerate().map(|(number, day)| (day.as_str(), mix(number))).collect();
    let (corpus, theme_of) = corpus(&articles);
    let rows = themes(&corpus, &theme_of);
    let novelty = novelty(&corpus, &rows, PeriodLength::Month, &TimelineSettings::default()).unwrap().unwrap();
    assert_eq!(novelty.window_days, 7);
    let of = |number: u32| novelty.articles.iter().find(|article| article.article.0 == number).unwrap();
    let first = of(28);
    assert!((first.novelty - 1.0).abs() < 1e-9 && first.transience.abs() < 1e-9, "{first:?}");
    assert!((first.resonance - 1.0).abs() < 1e-9);
    let last = of(27);
    assert!((last.resonance + 1.0).abs() < 1e-9, "the last of the old is dropped: {last:?}");
    assert!(of(14).resonance.abs() < 1e-9);
    assert_eq!(novelty.periods.len(), 2);
    assert!(novelty.periods[1].novelty > novelty.periods[0].novelty);
}
