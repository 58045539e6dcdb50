//! Acronyms that a text spells out: « Communauté économique des États de l'Afrique de l'Ouest (Cédéao) », by the initials
//! of the words before the parenthesis (Schwartz and Hearst, 2003, for initials of words).

use super::reading::{Joint, Token};

/// A spelt-out name has so many words at most beyond the letters of its acronym.
const SMALL_WORDS: usize = 8;
/// An acronym has so many letters,
const FEWEST: usize = 2;
/// and not more than these.
const MOST: usize = 10;

/// A name that the text shortens, as positions among the tokens of its passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expansion {
    pub(super) first: usize,
    pub(super) end: usize,
    /// The token of the acronym.
    pub(super) acronym: usize,
}

/// The spelt-out acronyms of a passage.
pub(super) fn expansions(tokens: &[Token<'_>]) -> Vec<Expansion> {
    let bracketed = tokens.iter().enumerate().filter(|(_, token)| token.joint == Joint::Bracket && token.capital);
    bracketed
        .filter_map(|(acronym, _)| Some(Expansion { first: start(tokens, acronym)?, end: acronym, acronym }))
        .collect()
}

/// Where the words begin that the acronym is made of.
fn start(tokens: &[Token<'_>], acronym: usize) -> Option<usize> {
    let token = &tokens[acronym];
    let letters: Vec<char> = token.folded().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let alone = tokens.get(acronym + 1).is_none_or(|next| !next.follows());
    if !(FEWEST..=MOST).contains(&letters.len()) || !alone && !token.is_acronym() || acronym == 0 {
        return None;
    }
    let reach = acronym.saturating_sub(letters.len() + SMALL_WORDS);
    let mut position = acronym;
    let mut candidates = Vec::new();
    while position > reach && (position == acronym || tokens[position].follows()) {
        position -= 1;
        if tokens[position].capital && initial(&tokens[position]) == letters.first().copied() {
            candidates.push(position);
        }
    }
    candidates.into_iter().find(|&first| spells(&tokens[first..acronym], &letters))
}

fn initial(token: &Token<'_>) -> Option<char> {
    token.folded().chars().next()
}

/// Whether the initials of the words are the letters: every word with a meaning gives its own, others may.
fn spells(words: &[Token<'_>], letters: &[char]) -> bool {
    let Some((word, rest)) = words.split_first() else { return letters.is_empty() };
    let takes = letters.first().copied().is_some_and(|letter| initial(word) == Some(letter));
    // « d’ » and « l’ » may give letters too, and do not where the word after them gives its own
    takes && spells(rest, &letters[1..]) || word.is_function() && spells(rest, letters)
}

#[cfg(test)]
mod tests {
    use super::super::reading::read;
    use super::*;

    fn spelt(text: &str) -> Option<&str> {
        let tokens = read(text);
        let found = expansions(&tokens);
        found.first().map(|found| &text[tokens[found.first].span.start..tokens[found.end - 1].span.end])
    }

    #[test]
    fn initials_say_where_the_long_name_begins() {
        let text = "Hier, la Communauté économique des États de l'Afrique de l'Ouest (Cédéao) a levé ses sanctions";
        assert_eq!(spelt(text), Some("Communauté économique des États de l'Afrique de l'Ouest"));
        assert_eq!(
            spelt("le Groupe de soutien à l’islam et aux musulmans (GSIM) a revendiqué"),
            Some("Groupe de soutien à l’islam et aux musulmans")
        );
        assert_eq!(spelt("the World Health Organization (WHO) said"), Some("World Health Organization"));
        assert_eq!(spelt("au nord de Gao (Mali), hier"), None);
    }
}
