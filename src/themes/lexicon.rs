//! The forms that words take in a corpus: each distinct spelling once, with its stem and the places in which it was seen,
//! so that counting never handles strings.

use super::markup::without_markup;
use super::vocabulary::{self, Ending, Role, ending};
use crate::corpus::Language;
use crate::words::{fold, is_function_word, stem, words};
use std::collections::HashMap;

/// So many adjectives and nouns may stand between an English determiner and its noun.
const MOST_BEFORE_NOUN: usize = 2;

/// A conjunction, but gold after « d’ » and « l’ »: one spelling, two rows of the lexicon.
const GOLD: &str = "or";
const GOLD_KEY: &str = "d’or";

/// A spelling in a language, as a row of the lexicon.
pub(super) type FormId = u32;

/// What was elided before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elided {
    Nothing,
    /// An article, `l’`.
    Article,
    /// `d’`.
    Of,
    /// A pronoun, a negation or a conjunction: a verb follows.
    Other,
}

/// One word of a passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) form: FormId,
    pub(super) elided: Elided,
    pub(super) capitalised: bool,
    /// Whether it begins a sentence, where a capital says nothing.
    pub(super) opens: bool,
    /// What joins it to the word before: a space or a hyphen; nothing where more stands between.
    pub(super) joined_by: Option<char>,
    /// Whether its elision is written with a typographic apostrophe.
    curly: bool,
}

/// How often a form was seen, and where.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    pub(super) seen: u32,
    /// With a capital inside a sentence.
    pub(super) capital: u32,
    /// In lower case.
    pub(super) lower: u32,
    /// Between a determiner and something that is no content word: where nouns stand.
    pub(super) after_determiner: u32,
    /// The same after a preposition.
    pub(super) after_preposition: u32,
    /// After a subject pronoun, a negation or a modal: where verbs stand.
    pub(super) after_subject: u32,
    /// After an auxiliary: where participles stand.
    pub(super) after_auxiliary: u32,
    /// Before a determiner: where verbs stand.
    pub(super) before_determiner: u32,
    /// Right before a content word, where nouns, adjectives and verbs alike stand.
    pub(super) before_content: u32,
}

/// One spelling in one language.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) surface: Box<str>,
    pub(super) folded: Box<str>,
    /// What it shares with the other forms of the word.
    pub(super) stem: u32,
    /// The spelling itself, folded and without a plural `s`, in the place of a stem: names keep theirs, since « Russie » is no form of « russe ».
    spelling: u32,
    pub(super) language: Language,
    /// A function word, or a number.
    pub(super) is_function: bool,
    /// What a function word does to the word after it.
    pub(super) role: Option<Role>,
    /// Whether its ending or a list says verb or participle.
    is_verbal: bool,
    pub(super) places: Places,
}

/// All spellings of a corpus.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) forms: Vec<Form>,
    ids: HashMap<Language, HashMap<Box<str>, FormId>>,
    stems: HashMap<String, u32>,
    casing: Vec<(u32, u32)>, // (n_stems,): of spellings, how often in lower case, and with a capital inside a sentence
}

impl Token {
    /// Whether it goes on from the word before.
    pub(super) fn follows(&self) -> bool {
        self.joined_by.is_some()
    }

    /// The elision as written.
    pub(super) fn elision(&self) -> &'static str {
        match (self.elided, self.curly) {
            (Elided::Article, false) => "l'",
            (Elided::Article, true) => "l’",
            (Elided::Of, false) => "d'",
            (Elided::Of, true) => "d’",
            (Elided::Nothing | Elided::Other, _) => "",
        }
    }
}

impl Lexicon {
    pub(super) fn n_stems(&self) -> usize {
        self.casing.len()
    }

    pub(super) fn form(&self, token: &Token) -> &Form {
        &self.forms[token.form as usize]
    }

    /// The words of a text, noted in the lexicon.
    pub(super) fn read(&mut self, text: &str, language: Language) -> Vec<Token> {
        let text = without_markup(text);
        let mut end_of_last = None;
        let mut tokens = Vec::new();
        for word in words(&text) {
            let is_gold = word.surface == GOLD && word.elided.starts_with(['d', 'l', 'D', 'L']);
            let form = self.note(word.surface, language, is_gold);
            let between = end_of_last.map(|end| &text[end..word.span.start - word.elided.len()]);
            tokens.push(Token {
                form,
                elided: match word.elided.chars().next() {
                    None => Elided::Nothing,
                    Some('l' | 'L') => Elided::Article,
                    Some('d' | 'D') => Elided::Of,
                    Some(_) => Elided::Other,
                },
                capitalised: word.is_capitalised(),
                opens: word.opens,
                joined_by: match between {
                    Some("-" | "\u{2011}") => Some('-'),
                    Some(" " | "\u{a0}" | "\u{202f}" | "") => Some(' '),
                    _ => None,
                },
                curly: word.elided.ends_with('’'),
            });
            end_of_last = Some(word.span.end);
        }
        self.note_places(&tokens);
        tokens
    }

    fn note(&mut self, surface: &str, language: Language, is_gold: bool) -> FormId {
        let key = if is_gold { GOLD_KEY } else { surface };
        if let Some(&form) = self.ids.get(&language).and_then(|ids| ids.get(key)) {
            return form;
        }
        let folded = fold(surface);
        let stem = self.stem_id(stem(surface, Language::stemming(Some(language))));
        // « Indiens » and « Indien » name the same people
        let spelling = self.stem_id(format!("={}", folded.strip_suffix('s').unwrap_or(&folded)));
        let form = self.forms.len() as FormId;
        let is_verbal = matches!(ending(&surface.to_lowercase(), &folded, language), Ending::Verb | Ending::Participle);
        self.forms.push(Form {
            is_verbal,
            surface: surface.into(),
            stem,
            spelling,
            language,
            is_function: !is_gold && is_function_word(&folded) || vocabulary::is_markup(surface),
            // « à » and « a » fold alike
            role: if surface == "à" { Some(Role::Preposition) } else { vocabulary::role(&folded, language) },
            folded: folded.into(),
            places: Places::default(),
        });
        self.ids.entry(language).or_default().insert(key.into(), form);
        form
    }

    fn stem_id(&mut self, key: String) -> u32 {
        let next = self.stems.len() as u32;
        let id = *self.stems.entry(key).or_insert(next);
        if id == next {
            self.casing.push((0, 0));
        }
        id
    }

    /// What stands for the word here: its stem, or its spelling where it is a name.
    pub(super) fn stem(&self, token: &Token) -> u32 {
        let form = self.form(token);
        if self.is_name(token) { self.name_or_word(form) } else { form.stem }
    }

    /// The stems that a form's sightings count for.
    pub(super) fn name_or_word(&self, form: &Form) -> u32 {
        let (lower, capital) = self.casing[form.spelling as usize];
        if capital > lower { form.spelling } else { form.stem }
    }

    fn note_places(&mut self, tokens: &[Token]) {
        for (position, token) in tokens.iter().enumerate() {
            let before = match token.elided {
                Elided::Nothing => self.role_before(&tokens[..=position]),
                Elided::Article => Some(Role::Determiner),
                Elided::Of => Some(Role::Preposition),
                Elided::Other => Some(Role::Subject),
            };
            let next = tokens.get(position + 1).filter(|next| next.follows());
            let before_content =
                next.is_some_and(|next| !self.form(next).is_function && next.elided == Elided::Nothing);
            let before_determiner = next.is_some_and(|next| match next.elided {
                Elided::Article => true,
                _ => vocabulary::is_plain_determiner(&self.form(next).folded),
            });
            let spelling = self.form(token).spelling as usize;
            let capital = token.capitalised && !token.opens;
            self.casing[spelling].0 += u32::from(!token.capitalised);
            self.casing[spelling].1 += u32::from(capital);
            let places = &mut self.forms[token.form as usize].places;
            places.seen += 1;
            places.capital += u32::from(capital);
            places.lower += u32::from(!token.capitalised);
            places.before_content += u32::from(before_content);
            places.before_determiner += u32::from(before_determiner);
            match before {
                Some(Role::Determiner) => places.after_determiner += u32::from(!before_content),
                Some(Role::Preposition) => places.after_preposition += u32::from(!before_content),
                Some(Role::Subject) => places.after_subject += 1,
                Some(Role::Auxiliary) => places.after_auxiliary += 1,
                None => {}
            }
        }
    }

    /// The role of the function word before the last token. In English, where a noun has its adjectives before it, words
    /// that are no verbs may stand between.
    fn role_before(&self, tokens: &[Token]) -> Option<Role> {
        let english = self.form(tokens.last()?).language == Language::English;
        let reach = if english { MOST_BEFORE_NOUN + 1 } else { 1 };
        for back in 1..=reach.min(tokens.len() - 1) {
            let (word, next) = (tokens.len() - 1 - back, tokens.len() - back);
            let form = self.form(&tokens[word]);
            if !tokens[next].follows() || form.is_verbal {
                return None;
            }
            if form.is_function {
                let leads_to_noun = matches!(form.role, Some(Role::Determiner | Role::Preposition));
                return form.role.filter(|_| back == 1 || leads_to_noun);
            }
        }
        None
    }

    /// Whether the word names somebody or something here: it has a capital, and where a capital says nothing the rest
    /// of the corpus writes the word with one.
    pub(super) fn is_name(&self, token: &Token) -> bool {
        let form = self.form(token);
        if !token.capitalised || form.is_function {
            return false;
        }
        let (lower, capital) = self.casing[form.spelling as usize];
        if token.opens { capital > lower } else { 4 * capital > lower }
    }

    /// The word as it should be shown inside a phrase: an ordinary word loses the capital that its place gave it.
    pub(super) fn display(&self, token: &Token) -> String {
        let surface = &self.form(token).surface;
        if self.is_name(token) || !token.opens { surface.to_string() } else { surface.to_lowercase() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_by_the_places_it_stands_in() {
        let mut lexicon = Lexicon::default();
        lexicon.read("L’attaque a fait des morts. Il attaque la ville. La prise de Kidal.", Language::French);
        let places = |surface: &str| lexicon.forms.iter().find(|form| &*form.surface == surface).unwrap().places;
        let attack = places("attaque");
        assert_eq!(
            (attack.seen, attack.after_determiner, attack.after_subject, attack.before_determiner),
            (2, 1, 1, 1)
        );
        assert_eq!(places("Kidal").after_preposition, 1);
    }

    #[test]
    fn a_capital_that_only_opens_a_sentence_names_nobody() {
        let mut lexicon = Lexicon::default();
        let tokens = lexicon.read("Soldats et Maliens partent. Les soldats partent.", Language::French);
        assert!(!lexicon.is_name(&tokens[0]));
        assert!(lexicon.is_name(&tokens[2]));
        assert_eq!(lexicon.display(&tokens[0]), "soldats");
    }
}
