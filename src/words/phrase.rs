//! Whether a text holds a phrase, as a person would say: case, accents, line breaks and the shapes of quotation marks,
//! apostrophes and dashes make no difference; words are whole.

use super::fold;

/// Whether `text` holds `phrase`. A phrase without a letter or sign is in no text.
///
/// ```
/// use filrouge::words::has_phrase;
/// assert!(has_phrase("« L’Africa  Corps »,\nselon lui", "l'africa corps"));
/// assert!(has_phrase("Assimi Goïta", "GOITA"));
/// assert!(!has_phrase("les guerres", "guerre"));
/// ```
#[must_use]
pub fn has_phrase(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (level(text), level(phrase));
    if phrase.is_empty() {
        return false;
    }
    text.match_indices(&phrase).any(|(start, found)| {
        let (before, after) = (&text[..start], &text[start + found.len()..]);
        is_edge(before.chars().next_back(), found.chars().next())
            && is_edge(found.chars().next_back(), after.chars().next())
    })
}

/// Whether no word goes on from one character to the next.
fn is_edge(left: Option<char>, right: Option<char>) -> bool {
    let inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !(inside(left) && inside(right))
}

/// A text without the differences that do not count.
fn level(text: &str) -> String {
    let mut level = String::with_capacity(text.len());
    for letter in fold(text).chars() {
        match letter {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            '‘' | '‛' | '`' | '´' => level.push('\''),
            '“' | '”' | '„' | '‟' | '«' => level.push('"'),
            '»' => {
                level.truncate(level.trim_end_matches(' ').len()); // French sets a space inside guillemets
                level.push('"');
            }
            '‐'..='―' | '−' => level.push('-'),
            space if space.is_whitespace() => {
                if !level.ends_with([' ', '"']) {
                    level.push(' ');
                }
            }
            other => level.push(other),
        }
    }
    level.trim().to_owned()
}
