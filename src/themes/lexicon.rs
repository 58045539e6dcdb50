//! The forms that words take in a corpus: each distinct spelling once, with its stem and how it is capitalised, so that
//! counting never handles strings.

use crate::corpus::{Language, Passage};
use crate::words::{Stemming, fold, is_function_word, stem, words};
use std::collections::HashMap;

/// A spelling, as a row of the lexicon.
pub(super) type FormId = u32;

/// One word of a passage.
#[derive(Clone, Debug)]
pub(super) struct Occurrence {
    pub(super) form: FormId,
    pub(super) capitalised: bool,
    /// Whether it begins a sentence, where a capital says nothing.
    pub(super) opens: bool,
    /// The space or hyphen between it and the word before; nothing where more stands between.
    pub(super) joined_by: Option<&'static str>,
    /// The elision as written, empty for most words.
    elided: Option<Box<str>>,
}

#[derive(Debug)]
struct Form {
    surface: Box<str>,
    folded: Box<str>,
    stem: u32,
    is_function: bool,
}

/// All spellings of a corpus.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    forms: Vec<Form>,
    ids: HashMap<(Box<str>, StemmingKey), FormId>,
    stems: HashMap<String, u32>,
    /// By stem: how often seen in lower case, and with a capital inside a sentence.
    casing: Vec<(u32, u32)>,
}

type StemmingKey = u8;

impl Occurrence {
    /// Whether it goes on from the word before.
    pub(super) fn follows(&self) -> bool {
        self.joined_by.is_some()
    }

    /// Whether an article is elided before it (`l’`).
    pub(super) fn has_elided_article(&self) -> bool {
        self.elided.as_deref().is_some_and(|elided| elided.starts_with(['l', 'L']))
    }
}

impl Lexicon {
    /// The words of a passage, noted in the lexicon.
    pub(super) fn read(&mut self, passage: &Passage) -> Vec<Occurrence> {
        let (stemming, key) = match passage.language {
            Some(Language::French) => (Stemming::French, 0),
            Some(Language::English) => (Stemming::English, 1),
            _ => (Stemming::None, 2),
        };
        let mut end_of_last = None;
        let mut occurrences = Vec::new();
        for word in words(&passage.text) {
            let form = self.form(word.surface, stemming, key);
            let between = end_of_last.map(|end| &passage.text[end..word.span.start - word.elided.len()]);
            let capitalised = word.is_capitalised();
            let casing = &mut self.casing[self.forms[form as usize].stem as usize];
            if !capitalised {
                casing.0 += 1;
            } else if !word.opens {
                casing.1 += 1;
            }
            occurrences.push(Occurrence {
                form,
                capitalised,
                opens: word.opens,
                joined_by: match between {
                    Some("-" | "\u{2011}") => Some("-"),
                    Some(" " | "\u{a0}" | "") => Some(" "),
                    _ => None,
                },
                elided: (!word.elided.is_empty()).then(|| word.elided.into()),
            });
            end_of_last = Some(word.span.end);
        }
        occurrences
    }

    fn form(&mut self, surface: &str, stemming: Stemming, key: StemmingKey) -> FormId {
        if let Some(&form) = self.ids.get(&(Box::from(surface), key)) {
            return form;
        }
        let folded = fold(surface);
        let next_stem = self.stems.len() as u32;
        let stem = *self.stems.entry(stem(surface, stemming)).or_insert(next_stem);
        if stem == next_stem {
            self.casing.push((0, 0));
        }
        let form = self.forms.len() as FormId;
        let is_function = is_function_word(&folded);
        self.forms.push(Form { surface: surface.into(), folded: folded.into(), stem, is_function });
        self.ids.insert((surface.into(), key), form);
        form
    }

    pub(super) fn stem(&self, form: FormId) -> u32 {
        self.forms[form as usize].stem
    }

    pub(super) fn folded(&self, form: FormId) -> &str {
        &self.forms[form as usize].folded
    }

    pub(super) fn is_function(&self, form: FormId) -> bool {
        self.forms[form as usize].is_function
    }

    /// Whether this occurrence names somebody or something: it has a capital, and where a capital says nothing the
    /// rest of the corpus writes the word with one.
    pub(super) fn is_name(&self, word: &Occurrence) -> bool {
        if !word.capitalised || self.is_function(word.form) {
            return false;
        }
        let (lower, capital) = self.casing[self.stem(word.form) as usize];
        if word.opens { capital > lower } else { 4 * capital > lower }
    }

    /// The word as it should be shown: an ordinary word loses the capital that its place gave it.
    pub(super) fn display(&self, word: &Occurrence, keep_case: bool) -> String {
        let surface = &self.forms[word.form as usize].surface;
        if keep_case && (self.is_name(word) || !word.opens) { surface.to_string() } else { surface.to_lowercase() }
    }

    /// The elision before a word inside a phrase, as written.
    pub(super) fn elision(word: &Occurrence) -> String {
        word.elided.as_deref().unwrap_or_default().to_lowercase()
    }
}
