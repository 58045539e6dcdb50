//! What must hold of names and keywords whatever the text.

use super::keywords::weights;
use super::naming::names;
use super::terms::{Terms, Title};
use super::{KEYWORDS, keywords, naming};
use crate::corpus::{ArticleId, Language, Passage, PassageId};
use crate::words::{fold, is_function_word, words};
use proptest::prelude::*;

fn passage(position: usize, text: &str, language: Option<Language>) -> Passage {
    let text = text.to_owned();
    let (key, end) = (format!("p{position}"), text.len());
    let (id, article) = (PassageId(position as u32), ArticleId(position as u32 / 2));
    Passage { id, key, article, ordinal: 0, start: 0, end, text, language, copy_of: None }
}

fn passages(texts: &[&str], language: Language) -> Vec<Passage> {
    texts.iter().enumerate().map(|(position, text)| passage(position, text, Some(language))).collect()
}

/// How the terms fit for a title are shown.
fn titles(texts: &[&str], language: Language) -> Vec<String> {
    let terms = Terms::read(passages(texts, language).iter(), language).terms;
    terms.into_iter().filter(|term| term.title == Title::Fit).map(|term| term.display).collect()
}

#[test]
fn french_phrases_are_found_whole() {
    let texts = [
        "La charte de la transition prévoit une élection. La raffinerie d’or a ouvert.",
        "Le texte remplace la charte de la transition. Une raffinerie d’or ouvrira à Bamako.",
        "L’Assemblée nationale vote. Africa Corps remplace le groupe. Ils ont signé.",
        "Hier l’Assemblée nationale a voté. Les hommes d’Africa Corps sont là. Ils ont signé.",
    ];
    let titles = titles(&texts, Language::French);
    for expected in ["charte de la transition", "raffinerie d’or", "Assemblée nationale", "Africa Corps"] {
        assert!(titles.iter().any(|title| title == expected), "{expected} not in {titles:?}");
    }
    for fragment in ["charte", "Africa", "Corps", "nationale", "signé", "transition prévoit"] {
        assert!(!titles.iter().any(|title| title == fragment), "{fragment} in {titles:?}");
    }
}

#[test]
fn english_phrases_are_found_whole() {
    let texts = [
        "The oil prices rose. Manmohan Singh met the finance minister of the country.",
        "He said high oil prices hurt. Then Manmohan Singh left.",
        "Analysts watch the oil prices of the week. It was said by Manmohan Singh.",
    ];
    let titles = titles(&texts, Language::English);
    for expected in ["oil prices", "Manmohan Singh"] {
        assert!(titles.iter().any(|title| title == expected), "{expected} not in {titles:?}");
    }
    for unfit in ["Manmohan", "Singh", "high", "rose", "said"] {
        assert!(!titles.iter().any(|title| title == unfit), "{unfit} in {titles:?}");
    }
}

/// Words of all classes and both languages, and noise.
fn token() -> impl Strategy<Value = String> {
    let known = "la le les de du des d’ l’ en à un a the of and et il ne est sont was armée soldats Mali Wagner Africa Corps \
        tués attaque raffinerie or prices oil new York NEW 2022 &lt; <b> http://x.y quot; - . , : « » \n";
    let known: Vec<String> = known.split(' ').map(str::to_owned).collect();
    prop_oneof![4 => proptest::sample::select(known), 1 => "\\PC{0,6}"]
}

proptest! {
    #[test]
    fn any_text_is_named_by_the_rules(
        texts in prop::collection::vec((prop::collection::vec(token(), 0..25), 0..3_u8, 0..4_usize), 0..14),
    ) {
        let language = |number: u8| [None, Some(Language::French), Some(Language::English)][usize::from(number)];
        let read: Vec<Passage> = texts
            .iter()
            .enumerate()
            .map(|(position, (tokens, number, _))| passage(position, &tokens.join(" "), language(*number)))
            .collect();
        let group_of: Vec<Option<usize>> = texts.iter().map(|(_, _, group)| group.checked_sub(1)).collect();
        let article_of: Vec<u32> = read.iter().map(|passage| passage.article.0).collect();
        let terms = Terms::read(read.iter(), Language::French);
        let weights = weights(&terms, &group_of, &article_of, 3);
        let names = names(&terms, &weights, &[None, None, None], Language::French);
        for (position, name) in names.iter().enumerate() {
            prop_assert!(!name.is_empty() && name.chars().count() <= 60, "{}", name);
            prop_assert!(!names[..position].contains(name), "{:?}", names);
            if name.starts_with("Thème ") {
                continue;
            }
            for term in name.split(", ").flat_map(|part| part.split(" et ")) {
                let words = words(term);
                let content = |word: Option<&crate::words::Word<'_>>| {
                    word.is_some_and(|word| !is_function_word(&fold(word.surface)) || word.elided.starts_with('d'))
                };
                prop_assert!(content(words.first()) && content(words.last()), "`{}` in `{}`", term, name);
            }
        }
        for weights in &weights {
            for keyword in naming::keywords(&terms, &keywords::significant(weights), KEYWORDS) {
                prop_assert!(keyword.significance.is_finite() && keyword.score.is_finite());
            }
        }
    }
}
