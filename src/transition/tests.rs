use super::*;
use crate::corpus::Article;
use crate::embeddings::Embeddings;
use crate::embeddings::block::VectorBlock;

/// Articles with their dates and passages.
type Given<'a> = &'a [(&'a str, &'a [&'a str])];

fn corpus(articles: Given<'_>) -> (Corpus, VectorBlock) {
    let mut corpus = Corpus::default();
    for (number, (date, texts)) in articles.iter().enumerate() {
        let id = ArticleId(number as u32);
        corpus.articles.push(Article {
            id,
            key: format!("a{number}"),
            path: format!("{number}.txt"),
            title: None,
            source: Some(["matin", "soir"][number % 2].to_owned()),
            date: date.parse().ok(),
            date_source: None,
            dating: None,
            language: None,
            copy_of: None,
        });
        for (ordinal, text) in texts.iter().enumerate() {
            let position = corpus.passages.len() as u32;
            let earlier = corpus.passages.iter().find(|passage: &&Passage| passage.text == *text);
            corpus.passages.push(Passage {
                id: PassageId(position),
                key: format!("p{position}"),
                article: id,
                ordinal: ordinal as u32,
                start: 0,
                end: text.len(),
                text: (*text).to_owned(),
                language: None,
                copy_of: earlier.map(|passage| passage.id),
            });
        }
    }
    // a direction of its own for every passage, and one that tells those that name something from the others
    let dimension = corpus.passages.len() + 1;
    let values = corpus.passages.iter().flat_map(|passage| {
        let own = passage.id.0 as usize;
        let named = passage.text.contains("Tempo") || passage.text.contains("Vivo");
        (0..dimension).map(move |column| match column {
            column if column == own => 0.5,
            column if column + 1 == dimension => {
                if named {
                    1.0
                } else {
                    -1.0
                }
            }
            _ => 0.0,
        })
    });
    let embeddings = Embeddings::normalised(values.collect(), dimension).unwrap();
    (corpus, VectorBlock::in_memory(&embeddings).unwrap())
}

fn find(articles: Given<'_>, sides: [&Asked; 2]) -> Transition {
    let (corpus, vectors) = corpus(articles);
    let theme_of = vec![Some(ThemeId(0)); corpus.passages.len()];
    let settings = TransitionSettings { draws: 300, ..TransitionSettings::default() };
    transition(&corpus, &theme_of, vectors.rows(), sides, &settings).unwrap()
}

/// A tram by an old and a new operator; the crossing is in May 2024.
const TRAM: Given<'_> = &[
    ("2024-01-05", &["Tempo exploite le tram.", "La pluie tombe sur la ville."]),
    ("2024-02-03", &["Les rames de Tempo sont vieilles.", "Les retards de Tempo durent."]),
    ("2024-03-09", &["Tempo perd des voyageurs.", "Tempo promet des rames."]),
    ("2024-04-12", &["La mairie critique Tempo.", "Un match se joue dimanche."]),
    ("2024-05-20", &["Le 1er juin, Vivo succède à Tempo. La mairie s’en félicite."]),
    ("2024-06-02", &["Vivo exploite le tram.", "Les rames de Vivo sont neuves."]),
    ("2024-07", &["Vivo gagne des voyageurs.", "Les horaires de Vivo plaisent."]),
    ("2024-08-21", &["L’été de Vivo est calme.", "Le marché rouvre."]),
    ("2024-09-01", &["La rentrée de Vivo se passe bien.", "La rentrée de VIVO ravit la mairie."]),
    ("sans date", &["Tempo et Vivo se parlent."]),
];

fn tram() -> [Asked; 2] {
    [Asked::phrases("Tempo", &[]), Asked::phrases("Vivo", &[])]
}

#[test]
fn a_plain_change_is_found_with_all_that_shows_it() {
    let [from, to] = tram();
    let found = find(TRAM, [&from, &to]);
    assert_eq!(found.crossing.verdict, Verdict::Crossed);
    let date = found.crossing.date.unwrap().to_string();
    assert!(("2024-04-13".."2024-06-03").contains(&date.as_str()), "{date}");
    assert_eq!((found.from.passages, found.from.articles, found.from.undated), (8, 6, 1));
    assert_eq!(found.to.first, Some(PassageId(8)));
    assert_eq!(found.from.last, Some(PassageId(8)));
    assert_eq!((found.last_from_alone, found.first_to_alone), (Some(PassageId(6)), Some(PassageId(9))));
    assert_eq!(
        found.overlap.map(|overlap| (overlap.first, overlap.last)),
        "2024-05-20".parse().ok().map(|day| (day, day))
    );
    let stated: Vec<(u32, bool)> = found.statements.iter().map(|found| (found.passage.0, found.both)).collect();
    assert_eq!(stated, [(8, true)]);
    assert_eq!(found.bridges[0].passage, PassageId(8));
    assert!(found.words.dropped.first().is_some_and(|word| word.before > word.after), "{:?}", found.words);
    assert!(found.sources.iter().all(|source| source.crossed.is_some()), "{:?}", found.sources);
}

#[test]
fn the_curves_count_every_passage_once() {
    let [from, to] = tram();
    let curves = find(TRAM, [&from, &to]).curves;
    assert_eq!(curves.length, PeriodLength::Month);
    let sum = |count: fn(&Counts) -> usize| {
        let periods = curves.periods.iter().map(|period| count(&period.counts)).sum::<usize>();
        periods + count(&curves.coarse) + count(&curves.undated)
    };
    assert_eq!((sum(|counts| counts.passages), sum(|counts| counts.articles)), (18, 10));
    assert_eq!((sum(|counts| counts.from_passages), sum(|counts| counts.to_passages)), (8, 9));
    let first = &curves.periods[0];
    assert_eq!((first.period.to_string().as_str(), first.from.unwrap().estimate), ("2024-01", 0.5));
    let shares = curves.periods.iter().filter_map(|period| period.to);
    assert!(shares.into_iter().all(|share| share.low <= share.estimate && share.estimate <= share.high));
}

#[test]
fn a_date_too_coarse_for_the_periods_is_in_none() {
    let [from, to] = tram();
    let (corpus, vectors) = corpus(TRAM);
    let settings = TransitionSettings { length: Some(PeriodLength::Week), draws: 10, ..TransitionSettings::default() };
    let found = transition(&corpus, &[None; 18], vectors.rows(), [&from, &to], &settings).unwrap();
    assert_eq!((found.curves.coarse.to_passages, found.curves.undated.from_passages), (2, 1));
}

#[test]
fn copies_do_not_count() {
    let copied: Given<'_> = &[("2024-01-01", &["Tempo est là."]), ("2024-02-01", &["Tempo est là.", "Vivo est là."])];
    let [from, to] = tram();
    assert_eq!(find(copied, [&from, &to]).from.passages, 1);
}

#[test]
fn variants_are_one_side_and_a_theme_is_all_its_passages() {
    let variants = Asked::phrases("Vivo", &["marché".into(), "Vivo".into()]);
    let theme = Asked::Theme { label: "tout".into(), theme: ThemeId(0) };
    let found = find(TRAM, [&theme, &variants]);
    assert_eq!((found.from.passages, found.to.passages), (18, 10));
    assert_eq!(found.to.variants, ["Vivo", "marché"]);
}

#[test]
fn a_side_that_is_nowhere_crosses_nothing() {
    let (from, nowhere) = (Asked::phrases("Tempo", &[]), Asked::phrases("Presto", &[]));
    let found = find(TRAM, [&from, &nowhere]);
    assert_eq!((found.to.passages, found.crossing.verdict), (0, Verdict::None));
    assert!(found.statements.is_empty());
}

#[test]
fn what_is_not_of_the_corpus_is_refused() {
    let [from, to] = tram();
    let (corpus, vectors) = corpus(TRAM);
    let settings = TransitionSettings::default();
    assert!(transition(&corpus, &[None; 3], vectors.rows(), [&from, &to], &settings).is_err());
    let empty = Asked::phrases("…", &[]);
    assert!(transition(&corpus, &[None; 18], vectors.rows(), [&from, &empty], &settings).is_err());
}

#[test]
fn the_pair_that_changed_is_the_first_candidate() {
    let (corpus, vectors) = corpus(TRAM);
    let subject = |name: &str| {
        let phrase = Phrase::new(name).unwrap();
        let passages = corpus.passages.iter().filter(|passage| phrase.is_in(&passage.text));
        Subject { name: name.to_owned(), passages: passages.map(|passage| passage.id).collect() }
    };
    let subjects: Vec<Subject> = ["Tempo", "Vivo", "tram"].map(subject).into();
    let found = candidates(&corpus, vectors.rows(), &subjects, &CandidateSettings::default()).unwrap();
    assert_eq!((found[0].from.as_str(), found[0].to.as_str(), found[0].statements), ("Tempo", "Vivo", 1));
    assert!(found[0].p_value < 0.05, "{found:?}");
}
