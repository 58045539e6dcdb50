//! What each form of a corpus can be in a title, by its ending and by the places it stands in: noun, adjective, or
//! neither. No dictionary: endings give a first opinion, worth a few sightings, and the corpus the rest.

use super::lexicon::{Form, Lexicon, Places};
use super::vocabulary::{Ending, ending, is_newsroom};
use crate::corpus::Language;
use std::collections::HashMap;

/// What a form can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It heads a phrase.
    Noun,
    /// It qualifies a noun.
    Adjective,
    /// It qualifies a noun in a fixed expression only (« Nations unies »).
    Participle,
    /// Verbs, adverbs, function words, numbers, words of the newsroom.
    Other,
}

/// How many sightings the ending's opinion is worth.
const ENDING_SIGHTINGS: f64 = 3.0;
/// Share of a noun's sightings that are in places where only nouns stand, those before another content word aside, which
/// tell nothing; other words have less. English nouns often have no determiner.
const FRENCH_NOUN_SHARE: f64 = 0.36;
const ENGLISH_NOUN_SHARE: f64 = 0.28;
/// A shorter word ends in its own `s`.
const SHORTEST_SINGULAR: usize = 3;
/// From this share of sightings where verbs stand on, a word that is no noun is a verb.
const VERB_SHARE: f64 = 0.3;

/// The class of each form, shape `(n_forms,)`. A form with a capital or in the plural is judged by the same places as the
/// word without.
pub(super) fn classes(lexicon: &Lexicon) -> Vec<Class> {
    let mut places: HashMap<(Language, String), Places> = HashMap::new();
    let lowered = |form: &Form| form.surface.to_lowercase();
    let singular = |lower: &str| match lower.strip_suffix(['s', 'x']) {
        Some(start) if start.chars().count() >= SHORTEST_SINGULAR => start.to_owned(),
        _ => lower.to_owned(),
    };
    for form in &lexicon.forms {
        add(places.entry((form.language, singular(&lowered(form)))).or_default(), &form.places);
    }
    lexicon
        .forms
        .iter()
        .map(|form| {
            let lower = lowered(form);
            class(form, &lower, &places[&(form.language, singular(&lower))])
        })
        .collect()
}

fn add(sum: &mut Places, other: &Places) {
    sum.seen += other.seen;
    sum.after_determiner += other.after_determiner;
    sum.after_preposition += other.after_preposition;
    sum.after_subject += other.after_subject;
    sum.after_auxiliary += other.after_auxiliary;
    sum.before_determiner += other.before_determiner;
    sum.before_content += other.before_content;
}

fn class(form: &Form, lower: &str, places: &Places) -> Class {
    let letters = lower.chars().filter(|letter| letter.is_alphabetic()).count();
    if form.is_function || is_newsroom(&form.folded) || letters < 2 {
        return Class::Other;
    }
    let ending = ending(lower, &form.folded, form.language);
    let (opinion, noun_share) = match (ending, form.language) {
        (_, Language::Other(_)) => return Class::Noun,
        (Ending::Noun, _) => (1.0, FRENCH_NOUN_SHARE),
        (Ending::Open, Language::French) => (0.5, FRENCH_NOUN_SHARE),
        (Ending::Open, _) => (if lower.ends_with('s') { 0.6 } else { 0.3 }, ENGLISH_NOUN_SHARE),
        (Ending::Adjective | Ending::Participle | Ending::Verb, Language::French) => (0.0, FRENCH_NOUN_SHARE),
        (Ending::Adjective | Ending::Participle | Ending::Verb, _) => (0.0, ENGLISH_NOUN_SHARE),
    };
    let verbal = matches!(ending, Ending::Verb | Ending::Participle);
    // « de faire », "by using": verbs stand after prepositions too
    let as_noun = places.after_determiner + if verbal { 0 } else { places.after_preposition };
    let seen = f64::from(places.seen);
    // before a content word nouns and adjectives look alike, so that only words that may be either gain by its absence
    let telling = match ending {
        Ending::Noun | Ending::Open => f64::from(places.seen - places.before_content.min(places.seen)),
        Ending::Adjective | Ending::Participle | Ending::Verb => seen,
    };
    let noun = (f64::from(as_noun) + opinion * ENDING_SIGHTINGS) / (telling + ENDING_SIGHTINGS);
    let as_verb = f64::from(places.after_subject + places.before_determiner);
    if noun >= noun_share && as_verb <= f64::from(as_noun).max(VERB_SHARE * seen) {
        return Class::Noun;
    }
    match ending {
        Ending::Participle => Class::Participle,
        Ending::Verb => Class::Other,
        _ if as_verb >= VERB_SHARE * seen => Class::Other,
        _ if f64::from(places.after_auxiliary) >= VERB_SHARE * seen => Class::Participle,
        // an adverb, since nothing says noun; an English verb, since it qualifies nothing
        Ending::Noun => Class::Other,
        Ending::Open if form.language == Language::English && 2 * places.before_content < places.seen => Class::Other,
        Ending::Adjective | Ending::Open => Class::Adjective,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class_of(text: &str, word: &str, language: Language) -> Class {
        let mut lexicon = Lexicon::default();
        lexicon.read(text, language);
        let classes = classes(&lexicon);
        classes[lexicon.forms.iter().position(|form| &*form.surface == word).unwrap()]
    }

    #[test]
    fn french_words_are_told_apart() {
        let text = "La prise de Kidal par l’armée. Les soldats tués étaient maliens. Elle attaque le camp militaire. \
            Le camp a été repris, rapidement. Les tués de l’armée. Il veut fournir des armes. L’armée, une armée.";
        let class = |word: &str| class_of(text, word, Language::French);
        assert_eq!(class("prise"), Class::Noun);
        assert_eq!(class("armée"), Class::Noun);
        assert_eq!(class("camp"), Class::Noun);
        assert_eq!(class("militaire"), Class::Adjective);
        assert_eq!(class("tués"), Class::Participle);
        assert_eq!(class("attaque"), Class::Other);
        assert_eq!(class("fournir"), Class::Other);
    }

    #[test]
    fn english_words_are_told_apart() {
        let text = "The prices of oil rose. High oil prices hurt. He wants the company. Nuclear weapons are an issue of the day.";
        let class = |word: &str| class_of(text, word, Language::English);
        assert_eq!(class("prices"), Class::Noun);
        assert_eq!(class("oil"), Class::Noun);
        assert_eq!(class("wants"), Class::Other);
        assert_eq!(class("Nuclear"), Class::Adjective);
    }
}
