//! Where sentences end in French and English, well enough to split a long paragraph.
//!
//! It is no linguistic analysis: a missed end only makes a longer piece.

use std::iter;

/// Words that a full stop shortens, in lower case, without that stop.
const ABBREVIATIONS: &[&str] = &[
    "m", "mm", "mme", "mmes", "mlle", "dr", "pr", "prof", "me", "st", "ste", "av", "apr", "cf", "ex", "env", "art",
    "vol", "fig", "chap", "éd", "ed", "trad", "tél", "tel", "boul", "bd", "p", "pp", "no", "n°", "nos", "mr", "mrs",
    "ms", "jr", "sr", "inc", "ltd", "co", "corp", "vs", "gen", "gal", "col", "lt", "cpt", "cdt", "sgt", "maj", "gov",
    "sen", "rep", "rev", "hon", "jan", "feb", "febr", "aug", "sept", "oct", "nov", "dec", "janv", "févr", "juil",
    "déc", "e.g", "i.e", "approx", "dept", "est",
];

/// The bytes of `text` after which a sentence ends, ascending; the end of the text is the last.
pub(crate) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut position = 0;
    let mut sentence = 0;
    iter::from_fn(move || {
        while let Some(found) = text.get(position..).and_then(|rest| rest.find(is_terminal)) {
            let stop = position + found;
            let terminals = text[stop..].len() - text[stop..].trim_start_matches(is_terminal).len();
            position = stop + terminals;
            let end = position + closing(&text[position..]);
            let lone_stop = terminals == 1 && text[stop..].starts_with('.');
            if begins_sentence(&text[end..]) && !(lone_stop && shortens(&text[sentence..stop])) {
                position = end;
                sentence = end;
                return Some(end);
            }
        }
        position = text.len();
        let rest = sentence < text.len();
        sentence = text.len();
        rest.then_some(text.len())
    })
}

fn is_terminal(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…')
}

/// How many bytes of closing quotes and brackets follow, a French quote also after a space.
fn closing(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        let spaced = character.is_whitespace() && characters.peek() == Some(&'»');
        if !spaced && !"»\"”’')]".contains(character) {
            break;
        }
        length += character.len_utf8();
    }
    length
}

/// Whether what follows is a space and then something that a sentence can begin with.
fn begins_sentence(rest: &str) -> bool {
    let mut characters = rest.chars();
    if !characters.next().is_some_and(char::is_whitespace) {
        return rest.is_empty();
    }
    // Enough to pass any indentation, and no more: the text may hold megabytes of spaces.
    characters.take(64).find(|character| !character.is_whitespace()).is_some_and(|character| {
        !character.is_lowercase() && (character.is_alphanumeric() || "«“\"‘'([—–-¿¡•*".contains(character))
    })
}

/// Whether the full stop after `before` shortens a word, follows an initial, or numbers an item.
fn shortens(before: &str) -> bool {
    let separator = |character: char| character.is_whitespace() || "'’(«“\"-[".contains(character);
    let from = before.rfind(separator).map_or(0, |found| before.ceil_char_boundary(found + 1));
    let word = &before[from..];
    if word.is_empty() || word.len() > 12 {
        return false;
    }
    let mut letters = word.split('.');
    if letters.all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase)) {
        return true;
    }
    let number = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    if number {
        return before[..from].trim().is_empty();
    }
    ABBREVIATIONS.contains(&word.to_lowercase().as_str()) && word != "est" && word != "me"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut start = 0;
        sentence_ends(text)
            .map(|end| {
                let sentence = text[start..end].trim();
                start = end;
                sentence
            })
            .collect()
    }

    #[test]
    fn plain_sentences() {
        assert_eq!(
            split("Le bac est parti. Il revient demain ! Vraiment ? Oui."),
            ["Le bac est parti.", "Il revient demain !", "Vraiment ?", "Oui."]
        );
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("sans fin"), ["sans fin"]);
    }

    #[test]
    fn closing_quotes_belong_to_the_sentence() {
        assert_eq!(
            split("« Nous partons. » Le maire se tait. “We stay.” He left."),
            ["« Nous partons. »", "Le maire se tait.", "“We stay.”", "He left."]
        );
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_a_sentence() {
        for text in [
            "Selon M. Traoré, J.-C. Diarra et Mme. Coulibaly sont venus en 50 av. J.-C. Personne ne rit",
            "The U.S. Senate met Dr. Smith and J. K. Brown on 3.5 acres at 10.30 a.m. sharp",
            "Il hésite... puis repart, etc. et revient",
            "1. Le premier point de l’ordre du jour",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn a_year_or_an_ellipsis_can_end_a_sentence() {
        assert_eq!(split("Le pont date de 1962. Il tremble… Les camions passent.").len(), 3);
    }

    #[test]
    fn a_long_run_of_spaces_or_stops_takes_no_time() {
        let text = format!("{}{}", ". ".repeat(200_000), " ".repeat(400_000));
        assert!(sentence_ends(&text).count() > 0);
    }
}
