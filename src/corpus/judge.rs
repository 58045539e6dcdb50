//! Says of each unit of an article whether it is kept, is the title, or is left out and why.

use super::author::{is_author_line, is_blurb, is_date_line, is_signature};
use super::boilerplate::{fold, recognise};
use super::left_out::Reason;
use super::lines::{Kind, Unit, begins_with_bullet};
use super::repeated::Repeated;

/// What becomes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// It is the title of the article, which is told apart from its passages.
    Title,
    LeftOut(Reason),
}

/// A first line longer than this, in characters, is no title.
const LONGEST_TITLE: usize = 150;

/// Judges the units of a text whose metadata gives `title`. Every reason but `NoWords` is ignored if `keep_all`.
pub(super) fn judge(text: &str, units: &[Unit], title: Option<&str>, repeated: &Repeated, keep_all: bool) -> Vec<Fate> {
    let mut fates: Vec<Fate> = units.iter().map(|unit| alone(text, *unit, keep_all)).collect();
    if !keep_all {
        repeated.mark(text, units, &mut fates);
    }
    match title {
        Some(title) => mark_title_again(text, units, title, keep_all, &mut fates),
        None => mark_title(text, units, &mut fates),
    }
    if !keep_all {
        mark_author(text, units, &mut fates);
    }
    fates
}

/// Judges a unit by itself.
fn alone(text: &str, unit: Unit, keep_all: bool) -> Fate {
    let line = unit.span.of(text);
    if !line.chars().any(char::is_alphabetic) {
        return Fate::LeftOut(Reason::NoWords);
    }
    if keep_all {
        return Fate::Kept;
    }
    if is_address(line) {
        return Fate::LeftOut(Reason::NoWords);
    }
    match unit.kind {
        Kind::Code => return Fate::LeftOut(Reason::Code),
        Kind::Image => return Fate::LeftOut(Reason::Image),
        Kind::Out(reason) => return Fate::LeftOut(reason),
        Kind::Text | Kind::Heading => {}
    }
    recognise(line, unit.chars).map_or(Fate::Kept, Fate::LeftOut)
}

/// Whether a line says nothing but addresses of pages, with or without numbers around them.
fn is_address(line: &str) -> bool {
    let opens = |word: &str| ["http://", "https://", "www."].iter().any(|scheme| word.starts_with(scheme));
    let mut words = line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).peekable();
    words.peek().is_some() && words.all(|word| opens(word.trim_start_matches(['<', '(', '['])))
}

/// Marks the title that the text repeats in its first lines.
fn mark_title_again(text: &str, units: &[Unit], title: &str, keep_all: bool, fates: &mut [Fate]) {
    let title = fold(title);
    let kept = units.iter().zip(fates).filter(|(_, fate)| **fate == Fate::Kept);
    for (unit, fate) in kept.take(3) {
        if unit.chars <= 2 * LONGEST_TITLE && !keep_all && fold(unit.span.of(text)) == title {
            *fate = Fate::LeftOut(Reason::Title);
        }
    }
}

/// Marks the first kept unit if it is a title: a heading, or a short line without a final full stop, and text follows.
fn mark_title(text: &str, units: &[Unit], fates: &mut [Fate]) {
    let mut kept = units.iter().zip(fates.iter_mut()).filter(|(_, fate)| **fate == Fate::Kept);
    let Some((unit, fate)) = kept.next() else { return };
    if unit.chars > LONGEST_TITLE {
        return;
    }
    let looks = unit.kind == Kind::Heading || looks_like_title(unit.span.of(text));
    let text_follows = kept
        .any(|(next, _)| next.kind == Kind::Text && (next.chars > LONGEST_TITLE || ends_sentence(next.span.of(text))));
    if looks && text_follows {
        *fate = Fate::Title;
    }
}

/// Whether a short line can be a title by its ends: it opens neither a list nor a lower-case continuation, holds two
/// words, and does not end as a sentence does.
fn looks_like_title(line: &str) -> bool {
    let opens = line.chars().next().is_some_and(|first| !first.is_lowercase());
    let words = line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let unquoted = line.trim_end_matches(|character: char| character.is_whitespace() || "»\"”".contains(character));
    let ends = line.ends_with([':', ';', ',', '–', '-']) || (unquoted.ends_with('.') && !unquoted.ends_with("..."));
    opens && words >= 2 && !ends && !begins_with_bullet(line)
}

/// Marks the lines by which an article presents itself: a signature or a date near its start or end, a blurb at its end.
fn mark_author(text: &str, units: &[Unit], fates: &mut [Fate]) {
    let kept: Vec<usize> =
        fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Kept).map(|(index, _)| index).collect();
    if kept.len() < 3 {
        return;
    }
    for (rank, index) in kept.iter().enumerate() {
        let (Some(unit), Some(fate)) = (units.get(*index), fates.get_mut(*index)) else { continue };
        let line = unit.span.of(text);
        let (near_start, near_end) = (rank < 3, rank + 2 >= kept.len());
        if near_end && (is_blurb(line, unit.chars) || is_author_line(line, unit.chars)) {
            *fate = Fate::LeftOut(Reason::AuthorBlurb);
        } else if (near_start || near_end) && (is_signature(line, unit.chars) || is_date_line(line, unit.chars)) {
            *fate = Fate::LeftOut(Reason::Byline);
        }
    }
}

/// Whether a text ends as a sentence does, quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|character: char| character.is_whitespace() || "»\"”’)]*_".contains(character))
        .ends_with(['.', '!', '?', '…', '。', '؟', '।'])
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, units};
    use super::*;

    const BODY: &str =
        "Les pêcheurs de Mopti ont sorti les pirogues avant l’aube, pour la première fois depuis la crue.";

    fn fates(text: &str, title: Option<&str>) -> Vec<Fate> {
        judge(text, &units(text, &lines(text, 0)), title, &Repeated::default(), false)
    }

    #[test]
    fn a_short_first_line_without_a_full_stop_is_the_title() {
        assert_eq!(fates(&format!("La crue se retire\n{BODY}"), None), [Fate::Title, Fate::Kept]);
        assert_eq!(fates(&format!("Où va le fleuve ?\n\n{BODY}"), None), [Fate::Title, Fate::Kept]);
    }

    #[test]
    fn a_sentence_a_lone_line_or_a_list_has_no_title() {
        assert_eq!(fates(&format!("La crue se retire.\n{BODY}"), None), [Fate::Kept, Fate::Kept]);
        assert_eq!(fates("La crue se retire", None), [Fate::Kept]);
        assert_eq!(fates("La crue se retire\nLe riz manque", None), [Fate::Kept, Fate::Kept]);
        assert_eq!(fates(&format!("- la crue se retire\n{BODY}"), None), [Fate::Kept, Fate::Kept]);
    }

    #[test]
    fn the_title_of_the_metadata_is_not_said_twice() {
        let text = format!("LA CRUE SE RETIRE\n{BODY}");
        assert_eq!(fates(&text, Some("La crue se retire")), [Fate::LeftOut(Reason::Title), Fate::Kept]);
        assert_eq!(fates(&text, Some("Autre chose")), [Fate::Kept, Fate::Kept]);
    }

    #[test]
    fn a_line_left_out_is_not_the_title() {
        let text = format!("Accueil\nLa crue se retire\n{BODY}");
        assert_eq!(fates(&text, None), [Fate::LeftOut(Reason::Navigation), Fate::Title, Fate::Kept]);
    }

    #[test]
    fn an_author_is_recognised_only_at_the_edges() {
        let line = "Awa Diallo est journaliste à Ségou.";
        let text = format!("{BODY}\n{BODY}\n{line}");
        assert_eq!(fates(&text, None).last(), Some(&Fate::LeftOut(Reason::AuthorBlurb)));
        let text = format!("{BODY}\n{line}\n{BODY}\n{BODY}");
        assert!(fates(&text, None).iter().all(|fate| *fate == Fate::Kept));
    }

    #[test]
    fn a_list_of_addresses_is_no_text() {
        let lines = ["https://example.org/Mali_:_la_junte", "2016-01\twww.example.org/a", "voir https://example.org/a"];
        let text = format!("{BODY}\n\n{}\n\n{}\n\n{BODY} {}", lines[0], lines[1], lines[2]);
        let out = Fate::LeftOut(Reason::NoWords);
        assert_eq!(fates(&text, None), [Fate::Kept, out, out, Fate::Kept]);
    }

    #[test]
    fn what_has_no_letter_is_left_out_even_if_all_is_kept() {
        let text = format!("{BODY}\n* * *\nContactez-nous");
        let kept = judge(&text, &units(&text, &lines(&text, 0)), None, &Repeated::default(), true);
        assert_eq!(kept, [Fate::Kept, Fate::LeftOut(Reason::NoWords), Fate::Kept]);
    }
}
