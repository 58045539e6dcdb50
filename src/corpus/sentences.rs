//! Where sentences end in French and English, well enough to split a long paragraph.
//!
//! It is no linguistic analysis: a missed end only makes a longer piece.

use super::abbreviations::{shortens, starts_sentence};
use std::iter;

/// No indentation is wider, in characters; a text may hold megabytes of spaces.
const WIDEST_GAP: usize = 64;

/// A footnote's number has no more digits.
const MARK_DIGITS: usize = 3;

/// The bytes of `text` after which a sentence ends, ascending; the end of the text is the last.
pub(crate) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut position = 0;
    let mut sentence = 0;
    iter::from_fn(move || {
        while let Some(found) = text.get(position..).and_then(|rest| rest.find(is_terminal)) {
            let stop = position + found;
            let run = text[stop..].len() - text[stop..].trim_start_matches(is_terminal).len();
            position = stop + run;
            let closed = position + closing(&text[position..]);
            let end = closed + footnote(&text[sentence..stop], &text[closed..]);
            let lone_stop = run == 1 && text[stop..].starts_with('.');
            // `[...]` stands for words left out: of a sentence, unless the next begins
            let omission = text[sentence..stop].strip_suffix(['[', '(']);
            let goes_on = omission.is_some_and(|before| before.trim().is_empty() || !starts_sentence(&text[end..]));
            let begins = begins_sentence(&text[end..]) || text[..position].ends_with(WITHOUT_SPACE);
            if begins && !goes_on && !(lone_stop && shortens(&text[sentence..stop], &text[end..])) {
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

/// Full stops of scripts that put no space after them.
const WITHOUT_SPACE: [char; 3] = ['。', '！', '？'];

fn is_terminal(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '。' | '！' | '？')
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

/// How many bytes the mark of a footnote takes: `[1]`, `(1)`, `¹`, or a bare number after a plain word.
fn footnote(before: &str, rest: &str) -> usize {
    let digits = |text: &str| text.bytes().take(MARK_DIGITS + 1).take_while(u8::is_ascii_digit).count();
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inside) = rest.strip_prefix(open) {
            let number = digits(inside);
            let closes = (1..=MARK_DIGITS).contains(&number) && inside[number..].starts_with(close);
            return if closes { number + 2 } else { 0 };
        }
    }
    let raised = rest.len() - rest.trim_start_matches(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰']).len();
    if raised > 0 {
        return raised;
    }
    let number = digits(rest);
    // `file.12` and `no.5` are no footnotes: the word before is a plain one of three letters or more.
    let plain = before.chars().rev().take(3).filter(|letter| letter.is_lowercase()).count() == 3;
    let ends = rest[number..].starts_with(char::is_whitespace);
    if plain && ends && (1..=MARK_DIGITS).contains(&number) { number } else { 0 }
}

/// Whether what follows is a space and then something that a sentence can begin with.
fn begins_sentence(rest: &str) -> bool {
    let mut characters = rest.chars();
    if !characters.next().is_some_and(char::is_whitespace) {
        return rest.is_empty();
    }
    let mut characters = characters.take(WIDEST_GAP).skip_while(|character| character.is_whitespace());
    characters.next().is_some_and(|first| {
        if first.is_lowercase() {
            // `iOS` and `eBay` begin a sentence as they are
            return characters.next().is_some_and(char::is_uppercase);
        }
        first.is_alphanumeric() || OPENING.contains(first)
    })
}

/// What a sentence begins with beside letters and digits.
const OPENING: &str = "«“\"‘'([—–-¿¡•*";

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
            "Selon M. Traoré, J.-C. Diarra et Mme. Coulibaly sont venus en 50 av. J.-C. par la piste",
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

    /// How many ends are found, how many of them are right, and how many there are, in the cases of `hard_sentences.txt`.
    fn tally() -> (usize, usize, usize) {
        let cases =
            include_str!("hard_sentences.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (mut found, mut right, mut all) = (0, 0, 0);
        for case in cases {
            let text = case.replace('|', "");
            let mut wanted: Vec<usize> = case.split('|').map(str::len).collect();
            wanted.pop();
            (1..wanted.len()).for_each(|index| wanted[index] += wanted[index - 1]);
            let ends: Vec<usize> = sentence_ends(&text).filter(|end| *end < text.len()).collect();
            found += ends.len();
            right += ends.iter().filter(|end| wanted.contains(end)).count();
            all += wanted.len();
        }
        (found, right, all)
    }

    #[test]
    fn hard_cases_are_told_as_a_person_tells_them() {
        let (found, right, all) = tally();
        assert!(all > 140, "{all}");
        let (precision, recall) = (right as f64 / found as f64, right as f64 / all as f64);
        assert!(precision >= 0.98 && recall >= 0.96, "precision {precision:.3}, recall {recall:.3}");
    }

    #[test]
    fn other_scripts_have_their_own_stops() {
        assert_eq!(split("雨停了。我们走吧！好。"), ["雨停了。", "我们走吧！", "好。"]);
        assert_eq!(split("هل وصل المطر؟ نعم. وصل."), ["هل وصل المطر؟", "نعم.", "وصل."]);
    }
}
