//! What two texts have in common, for a reader to see.

use crate::corpus::Language;
use crate::words::{is_function_word, stem, words};
use std::collections::HashSet;

/// The words that two texts share, as the second writes them, names first; function words do not count.
///
/// ```
/// use filrouge::corpus::Language;
/// let shared = filrouge::neighbours::shared_words("le départ de Wagner", "Wagner annonce son départ du Mali", Some(Language::French));
/// assert_eq!(shared, ["Wagner", "départ"]);
/// ```
#[must_use]
pub fn shared_words(query: &str, text: &str, language: Option<Language>) -> Vec<String> {
    let stemming = Language::stemming(language);
    let key = |surface: &str| stem(surface, stemming);
    let wanted: HashSet<String> = words(query).iter().map(|word| key(word.surface)).collect();
    let mut seen = HashSet::new();
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for word in words(text) {
        let stem = key(word.surface);
        if is_function_word(&word.folded()) || !wanted.contains(&stem) || !seen.insert(stem) {
            continue;
        }
        if word.is_capitalised() { names.push(word.surface.to_owned()) } else { others.push(word.surface.to_owned()) }
    }
    names.append(&mut others);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_cross_forms_and_leave_function_words() {
        let shared = shared_words(
            "Les attaques dans le nord",
            "une attaque au nord de Gao dans la nuit",
            Some(Language::French),
        );
        assert_eq!(shared, ["attaque", "nord"]);
    }
}
