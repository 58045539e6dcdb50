//! How terms are shown: one surface form for all forms of a word or phrase, as readers write it, and whether it can
//! stand in a title.

use super::chunks::{NO_STEM, Stems};
use super::classes::Class;
use super::lexicon::{Form, Lexicon, Token};
use super::terms::Title;
use super::vocabulary::{Ending, ending, is_leaning};
use crate::corpus::Language;
use crate::words::fold;
use std::collections::BTreeMap;

/// A noun stands for its stem only when it is so much of the stem's sightings: a verb shares it otherwise.
const NOUN_SHARE: f64 = 0.5;
/// In this share of its sightings before no content word a noun of a title has a determiner or a preposition before it, at
/// least.
const FRENCH_SEEN_AS_NOUN: f64 = 0.3;
const ENGLISH_SEEN_AS_NOUN: f64 = 0.12;
/// A capitalised English word that mostly stands before another is an adjective ("Iraqi").
const MODIFIER_SHARE: f64 = 0.6;

/// How a term has been seen so far.
#[derive(Debug)]
pub(super) struct Tally {
    stems: Stems,
    /// Of a phrase, how often it was written so, by language: inside a sentence, and in all.
    surfaces: BTreeMap<(Language, String), (u32, u32)>,
    pub(super) seen: u32,
    /// How often as a name.
    pub(super) named: u32,
}

impl Tally {
    pub(super) fn new(stems: Stems) -> Self {
        Self { stems, surfaces: BTreeMap::new(), seen: 0, named: 0 }
    }

    pub(super) fn stems(&self) -> impl Iterator<Item = u32> {
        self.stems.into_iter().filter(|stem| *stem != NO_STEM)
    }

    /// Counts a phrase that stands in these words.
    pub(super) fn note(&mut self, lexicon: &Lexicon, words: &[Token], is_name: bool) {
        let language = lexicon.form(&words[0]).language;
        let count = self.surfaces.entry((language, surface(lexicon, words))).or_default();
        count.0 += u32::from(!words[0].opens);
        count.1 += 1;
        self.seen += 1;
        self.named += u32::from(is_name);
    }

    /// The commonest way to write the phrase, in the main language of the corpus where it is written in it.
    pub(super) fn shown(&self, main: Language) -> (String, Title) {
        let is_main = |(language, _): &(Language, String)| *language == main;
        let commonest = self.surfaces.iter().max_by(|(a, seen_a), (b, seen_b)| {
            let order = is_main(a).cmp(&is_main(b)).then(agrees(a).cmp(&agrees(b)));
            order.then(seen_a.cmp(seen_b)).then(b.1.cmp(&a.1))
        });
        let Some((written, _)) = commonest else { return (String::new(), Title::Never) };
        let fit = is_main(written) || 2 * self.named > self.seen;
        let title = match fit {
            _ if is_leaning(&fold(&written.1)) => Title::Never,
            true => Title::Fit,
            false => Title::Foreign,
        };
        (written.1.clone(), title)
    }
}

/// The words as written, joined as they stood.
fn surface(lexicon: &Lexicon, words: &[Token]) -> String {
    let mut surface = String::new();
    for (position, word) in words.iter().enumerate() {
        if position > 0 {
            surface.extend(word.joined_by);
            surface.push_str(word.elision());
        }
        surface.push_str(&lexicon.display(word));
    }
    surface
}

/// Whether a French noun and the adjective after it are both in the plural or neither is, as far as an `s` tells: « la langue et
/// la culture russes » is no name for a culture.
fn agrees((language, surface): &(Language, String)) -> bool {
    if *language != Language::French {
        return true;
    }
    let mut plural = surface.split(' ').map(|word| word.ends_with(['s', 'x']));
    match (plural.next(), plural.next(), plural.next()) {
        (Some(noun), Some(adjective), None) => noun == adjective,
        _ => true,
    }
}

/// Capitals throughout, as headlines have.
fn is_shouted(surface: &str) -> bool {
    surface.chars().count() > 1 && !surface.chars().any(char::is_lowercase)
}

/// The words of a corpus by stem.
#[derive(Debug)]
pub(super) struct Words<'a> {
    lexicon: &'a Lexicon,
    classes: &'a [Class],
    main: Language,
    of_stem: Vec<Vec<u32>>, // (n_stems,): their forms
}

impl<'a> Words<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, classes: &'a [Class], main: Language) -> Self {
        let mut of_stem = vec![Vec::new(); lexicon.n_stems()];
        for (id, form) in lexicon.forms.iter().enumerate() {
            of_stem[lexicon.name_or_word(form) as usize].push(id as u32);
        }
        Self { lexicon, classes, main, of_stem }
    }

    fn forms(&self, stem: u32) -> impl Iterator<Item = (&'a Form, Class)> {
        let forms = self.of_stem[stem as usize].iter();
        forms.map(|&id| (&self.lexicon.forms[id as usize], self.classes[id as usize]))
    }

    /// Whether a stem is a noun's or a name's.
    pub(super) fn is_subject(&self, stem: u32) -> bool {
        self.forms(stem).any(|(form, class)| class == Class::Noun || form.places.capital > form.places.lower)
    }

    /// How a single word is shown, and whether it can stand in a title.
    pub(super) fn shown(&self, stem: u32, is_name: bool) -> (String, Title) {
        if is_name { self.name_shown(stem) } else { self.word_shown(stem) }
    }

    fn name_shown(&self, stem: u32) -> (String, Title) {
        let forms = self.forms(stem).filter(|(form, _)| form.surface.chars().next().is_some_and(char::is_uppercase));
        let commonest = forms.max_by(|(a, _), (b, _)| {
            let count = |form: &Form| (form.places.capital, form.places.seen, !is_shouted(&form.surface));
            count(a).cmp(&count(b)).then(b.surface.cmp(&a.surface))
        });
        let Some((form, _)) = commonest else { return self.word_shown(stem) };
        let is_modifier = form.language == Language::English && {
            let before_content = f64::from(form.places.before_content) >= MODIFIER_SHARE * f64::from(form.places.seen);
            before_content || ending(&form.surface.to_lowercase(), &form.folded, form.language) == Ending::Adjective
        };
        let unfit = is_modifier || is_leaning(&form.folded) || !long_enough(&form.surface);
        (form.surface.to_string(), if unfit { Title::Never } else { Title::Fit })
    }

    /// The commonest noun among the forms, in the main language where it has one; where most are no nouns, the commonest.
    fn word_shown(&self, stem: u32) -> (String, Title) {
        let language =
            if self.forms(stem).any(|(form, _)| form.language == self.main) { Some(self.main) } else { None };
        let forms = || self.forms(stem).filter(|(form, _)| language.is_none_or(|language| form.language == language));
        let nouns = || forms().filter(|(_, class)| *class == Class::Noun);
        let (mut seen, mut as_noun) = (0, 0);
        forms().for_each(|(form, _)| seen += form.places.seen);
        nouns().for_each(|(form, _)| as_noun += form.places.seen);
        let is_noun = as_noun > 0 && f64::from(as_noun) >= NOUN_SHARE * f64::from(seen);
        let commonest = |forms: &mut dyn Iterator<Item = (&'a Form, Class)>| {
            let rank = |form: &Form| (form.places.lower > 0, form.places.seen);
            forms.max_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then(b.surface.cmp(&a.surface)))
        };
        let found = if is_noun { commonest(&mut nouns()) } else { commonest(&mut forms()) };
        let Some((form, _)) = found else { return (String::new(), Title::Never) };
        let display = form.surface.to_lowercase();
        let title = match form.language {
            _ if !is_noun || is_leaning(&form.folded) || !long_enough(&display) => Title::Never,
            _ if !self.stands_as_noun(stem, form, &display) => Title::Never,
            language if language == self.main => Title::Fit,
            _ => Title::Foreign,
        };
        (display, title)
    }

    /// Whether the form was seen where nouns stand, its ending aside.
    fn stands_as_noun(&self, stem: u32, form: &Form, lower: &str) -> bool {
        let spelt = self.forms(stem).filter(|(other, _)| other.surface.to_lowercase() == lower);
        let (mut seen, mut as_noun) = (0, 0);
        for (form, _) in spelt {
            seen += form.places.seen - form.places.before_content;
            as_noun += form.places.after_determiner + form.places.after_preposition;
        }
        let enough = match form.language {
            Language::French => FRENCH_SEEN_AS_NOUN,
            Language::English => ENGLISH_SEEN_AS_NOUN,
            Language::Other(_) => return true,
        };
        as_noun > 0 && f64::from(as_noun) >= enough * f64::from(seen)
    }
}

fn long_enough(surface: &str) -> bool {
    surface.chars().filter(|letter| letter.is_alphabetic()).count() >= 3
}
