//! What is a name, where it ends, what it names and which variants are one, each on sentences made for it.

use super::*;
use crate::corpus::{ArticleId, Passage};
use proptest::prelude::*;

/// A corpus with an article for each of the texts.
fn corpus(texts: &[&str]) -> Corpus {
    let passage = |(number, text): (u32, &&str)| Passage {
        id: PassageId(number),
        key: String::new(),
        article: ArticleId(number),
        ordinal: 0,
        start: 0,
        end: text.len(),
        text: (*text).to_owned(),
        language: None,
        copy_of: None,
    };
    Corpus { passages: (0..).zip(texts).map(passage).collect(), ..Corpus::default() }
}

/// The names of one text as written, in order.
fn written(texts: &[&str]) -> Vec<String> {
    let names = find(&corpus(texts));
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
    for name in names.all() {
        found.extend(name.mentions.iter().map(|mention| (mention.passage.0, mention.start, mention.end)));
    }
    found.sort_unstable();
    let text =
        |&(passage, start, end): &(u32, u32, u32)| texts[passage as usize][start as usize..end as usize].to_owned();
    found.iter().map(text).collect()
}

fn kind(texts: &[&str], name: &str) -> Option<NameKind> {
    find(&corpus(texts)).of(name).one().unwrap_or_else(|| panic!("no `{name}`")).kind
}

#[test]
fn capitals_inside_a_sentence_are_names_and_ordinary_words_are_none() {
    assert_eq!(
        written(&["Le ministre de la Défense, Sadio Camara, s’est rendu à Moscou avec des Maliens."]),
        ["Sadio Camara", "Moscou"]
    );
    assert_eq!(
        written(&["On Monday the Malian President met Deputy Defence Minister Yunus-bek Yevkurov in Gao."]),
        ["Yunus-bek Yevkurov", "Gao"]
    );
    assert!(written(&["Les soldats de l’État ont quitté le Nord. Inutile de le dire."]).is_empty());
}

#[test]
fn elisions_particles_and_apostrophes_have_their_places() {
    assert_eq!(
        written(&["Le départ d’Africa Corps, qu’Assimi Goïta et l’ONU ont salué à N’Djamena et en Côte d’Ivoire."]),
        ["Africa Corps", "Assimi Goïta", "ONU", "N’Djamena", "Côte d’Ivoire"]
    );
    assert_eq!(
        written(&[
            "Selon M. Jean-Yves Le Drian, Bachar al-Assad et Iyad Ag Ghali étaient à La Haye avec Ursula von der Leyen."
        ]),
        ["Jean-Yves Le Drian", "Bachar al-Assad", "Iyad Ag Ghali", "La Haye", "Ursula von der Leyen"]
    );
}

#[test]
fn names_of_organisations_go_on_in_lower_case() {
    assert_eq!(
        written(&["Le Conseil de sécurité s’est réuni. L’avis du Conseil de sécurité sur l’État islamique est connu."]),
        ["Conseil de sécurité", "Conseil de sécurité", "État islamique"]
    );
    assert_eq!(
        written(&["Il a reçu le ministère de l’Intérieur et de la Sécurité, puis la Cour constitutionnelle."]),
        ["ministère de l’Intérieur et de la Sécurité", "Cour constitutionnelle"]
    );
    assert_eq!(written(&["Les armées du Mali et du Niger"]), ["Mali", "Niger"]);
}

#[test]
fn acronyms_are_what_the_text_says_they_are() {
    let texts = ["Hier, le Mouvement pour la paix du Macina (MPM) a signé. Le MPM attend, dit-on."];
    let names = find(&corpus(&texts));
    let name = names.of("MPM").one().unwrap();
    assert_eq!(names.of("mouvement pour la paix du Macina"), Meaning::One(name));
    assert_eq!(name.mentions.len(), 3);
    assert_eq!(name.kind, Some(NameKind::Organisation));
}

#[test]
fn variants_of_a_person_are_one_name() {
    let names = find(&corpus(&[
        "Le ministre Sergueï Lavrov est venu. Puis Lavrov est reparti.",
        "The minister Sergei Lavrov came. Selon Evgueni Prigojine, rien.",
        "Serguei Lavrov et Yevgeny Prigozhin se sont vus.",
    ]));
    let lavrov = names.of("lavrov").one().unwrap();
    let mut forms: Vec<&str> = lavrov.variants.iter().map(|variant| variant.form.as_str()).collect();
    forms.sort_unstable();
    assert_eq!(forms, ["Lavrov", "Sergei Lavrov", "Serguei Lavrov", "Sergueï Lavrov"]);
    assert_eq!(lavrov.kind, Some(NameKind::Person));
    assert_eq!(lavrov.passages, 3);
    assert_eq!(names.of("Evgueni Prigojine"), names.of("Yevgeny Prigozhin"));
}

#[test]
fn a_surname_of_two_is_its_article_s() {
    let texts = [
        "Le président Ibrahim Keïta a parlé. Keïta est parti.",
        "Le chanteur Salif Keïta a chanté. Keïta a plu.",
        "Sans un mot, Keïta a souri.",
    ];
    let names = find(&corpus(&texts));
    assert_eq!(names.of("Salif Keïta").one().unwrap().mentions.len(), 2);
    assert_eq!(names.of("Ibrahim Keïta").one().unwrap().mentions.len(), 2);
    assert!(matches!(names.of("Keita"), Meaning::Several(found) if found.len() == 3));
}

#[test]
fn two_languages_call_one_place_alike() {
    let names = find(&corpus(&["Il vit en Russie, à Moscou.", "He lives in Russia, in Moscow."]));
    assert_eq!(names.all().len(), 2);
    assert_eq!(names.of("Russia"), names.of("Russie"));
    assert_eq!(names.of("Russian Federation"), names.of("Russie"));
}

#[test]
fn the_words_around_a_name_say_its_kind() {
    assert_eq!(kind(&["Il a vu Zorbal Kimou, 45 ans, hier"], "Zorbal Kimou"), Some(NameKind::Person));
    assert_eq!(
        kind(&["Le convoi est arrivé à Tarkint, dans le village de Tarkint."], "Tarkint"),
        Some(NameKind::Place)
    );
    assert_eq!(
        kind(&["Le groupe Wagner et les mercenaires de Wagner sont là."], "Wagner"),
        Some(NameKind::Organisation)
    );
}

#[test]
fn capitals_of_headlines_say_nothing() {
    let texts =
        ["Harvest Fails Across Wheat Country\n\nThe harvest of the country failed, said the minister of Egypt."];
    assert_eq!(written(&texts), ["Egypt"]);
}

/// The labels are of a person; `cargo bench --bench names` has the figures.
#[test]
fn the_labelled_passages_of_the_seeds_are_read_as_a_person_reads_them() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = crate::corpus::read(&[root.join("seeds")], &Default::default(), &crate::progress::Silent).unwrap();
    let names = find(&corpus);
    let mut labels = csv::Reader::from_path(root.join("tests/names/seeds.csv")).unwrap();
    let labels: Vec<[String; 4]> = labels.deserialize().map(Result::unwrap).collect();
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    let keys: std::collections::BTreeSet<&str> = labels.iter().map(|[passage, ..]| passage.as_str()).collect();
    for key in keys {
        let passage = corpus.passages.iter().find(|passage| passage.key == key).unwrap();
        let of = |label: &&[String; 4]| label[0] == key && !label[2].is_empty();
        let mut expected: Vec<&str> = labels.iter().filter(of).map(|label| label[2].as_str()).collect();
        wanted += expected.len();
        let mentions =
            names.all().iter().flat_map(|name| &name.mentions).filter(|mention| mention.passage == passage.id);
        for mention in mentions {
            let text = passage.text[mention.start as usize..mention.end as usize].replace('\n', " ");
            found += 1;
            if let Some(at) = expected.iter().position(|name| *name == text) {
                expected.swap_remove(at);
                right += 1;
            }
        }
    }
    let (precision, recall) = (f64::from(right) / f64::from(found), f64::from(right) / wanted as f64);
    assert!(precision >= 0.97 && recall >= 0.97, "precision {precision:.3}, recall {recall:.3}");
}

/// Words of all classes and both languages, and noise.
fn token() -> impl Strategy<Value = String> {
    let known = "la le les de du d’ l’ L’ N’ et the of and M. général ministre Ministre Défense Mali Wagner Conseil sécurité (CS) ( ) Africa \
        Corps ONU Sergueï Lavrov Sergei al- -Assad von der Saint Nord É E. 12 _ . , : « » \n - ’ mer Noire Île";
    let known: Vec<String> = known.split(' ').map(str::to_owned).collect();
    prop_oneof![6 => proptest::sample::select(known), 1 => "\\PC{0,6}"]
}

proptest! {
    #[test]
    fn any_text_has_names_that_stand_in_it(texts in prop::collection::vec(prop::collection::vec(token(), 0..40), 0..6)) {
        let texts: Vec<String> = texts.iter().map(|tokens| tokens.join(" ")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let names = find(&corpus(&texts));
        for name in names.all() {
            prop_assert!(!name.display.is_empty() && !name.mentions.is_empty());
            prop_assert_eq!(name.variants.iter().map(|variant| variant.mentions).sum::<usize>(), name.mentions.len());
            for mention in &name.mentions {
                let text = texts[mention.passage.0 as usize].get(mention.start as usize..mention.end as usize);
                prop_assert_eq!(text, Some(name.variants[mention.variant as usize].form.as_str()));
            }
            prop_assert!(names.of(&name.display) != Meaning::None);
        }
    }
}
