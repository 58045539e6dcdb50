//! From a text to units: the lines or wrapped paragraphs that are examined one by one before passages are formed.
//!
//! It decides what a line break means in a text. It does not judge what a unit is worth.

use super::left_out::Reason;
use serde::{Deserialize, Serialize};

/// A range of bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What the markup of a text says that a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Text,
    Heading,
    Code,
    Image,
    /// Not part of the article, as its format says.
    Out(Reason),
}

/// A paragraph, or a line that stands by itself: trimmed, never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unit {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// Its length in characters.
    pub(super) chars: usize,
}

/// A trimmed line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) unit: Unit,
    /// Whether a blank line, or the start of the text, comes before it.
    pub(super) after_blank: bool,
}

impl Unit {
    /// The unit of `text[start..end]` without the white space around it, unless nothing is left.
    pub(super) fn trimmed(text: &str, span: Span, kind: Kind) -> Option<Self> {
        let raw = text.get(span.start..span.end)?;
        let start = span.start + (raw.len() - raw.trim_start().len());
        let trimmed = raw.trim();
        let chars = trimmed.chars().count();
        (chars > 0).then_some(Self { span: Span { start, end: start + trimmed.len() }, kind, chars })
    }
}

impl Span {
    /// The text of the span.
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Hard-wrapped lines are at most this long, in characters.
const WIDEST_WRAP: usize = 130;

/// The lines of `text` from byte `from` that are not blank.
pub(super) fn lines(text: &str, from: usize) -> Vec<Line> {
    let body = text.get(from..).unwrap_or_default();
    let line_end = if body.contains('\n') { '\n' } else { '\r' };
    let (mut lines, mut start, mut after_blank) = (Vec::new(), from, true);
    for raw in body.split(line_end) {
        let end = start + raw.len();
        match Unit::trimmed(text, Span { start, end }, Kind::Text) {
            Some(unit) => {
                lines.push(Line { unit, after_blank });
                after_blank = false;
            }
            None => after_blank = true,
        }
        start = end + line_end.len_utf8();
    }
    lines
}

/// Joins hard-wrapped lines into paragraphs; where lines are whole paragraphs, each stays a unit.
pub(super) fn units(text: &str, lines: &[Line]) -> Vec<Unit> {
    let Some(width) = wrap_width(text, lines) else {
        return lines.iter().map(|line| line.unit).collect();
    };
    let mut units: Vec<Unit> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in lines {
        match (previous, units.last_mut()) {
            (Some(before), Some(unit)) if continues(text, before, line, width) => {
                unit.span.end = line.unit.span.end;
                unit.chars += 1 + line.unit.chars;
            }
            _ => units.push(line.unit),
        }
        previous = Some(line);
    }
    units
}

/// The width at which the text is hard-wrapped, if it is. In wrapped prose most lines go on in the next, which then
/// begins with a small letter; where each line is a paragraph hardly any does.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let (mut joints, mut going_on, mut widths) = (0_usize, 0_usize, Vec::new());
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if next.after_blank || line.unit.kind != Kind::Text || next.unit.kind != Kind::Text {
            continue;
        }
        joints += 1;
        going_on += usize::from(begins_small(next.unit.span.of(text)));
        widths.push(line.unit.chars);
    }
    if joints == 0 || going_on * 10 < joints * 4 {
        return None;
    }
    widths.sort_unstable();
    let width = *widths.get(widths.len() * 9 / 10).or(widths.last())?;
    (width <= WIDEST_WRAP).then_some(width)
}

/// Whether `line` goes on the paragraph of `before` in a text wrapped at `width`.
fn continues(text: &str, before: &Line, line: &Line, width: usize) -> bool {
    if line.after_blank || before.unit.kind != Kind::Text || line.unit.kind != Kind::Text {
        return false;
    }
    let next = line.unit.span.of(text);
    if begins_small(next) {
        return true;
    }
    // A line that leaves much room and is not followed by a small letter ends a paragraph, or is a heading.
    let full = before.unit.chars * 10 >= width * 6;
    full && !begins_with_bullet(next)
}

fn begins_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// Whether a text begins as an item of a list or a line of dialogue.
pub(super) fn begins_with_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| "-*+•–—▪►→·‣■●".contains(first))
        && characters.next().is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        units(text, &lines(text, 0)).iter().map(|unit| unit.span.of(text)).collect()
    }

    #[test]
    fn blank_lines_separate_and_white_space_is_not_text() {
        assert_eq!(read("  Un.\r\n\r\n\u{a0}\r\nDeux.  \r\n"), ["Un.", "Deux."]);
        assert_eq!(read(" \n\t\n"), Vec::<&str>::new());
    }

    #[test]
    fn old_line_ends_are_read() {
        assert_eq!(read("Un.\rDeux."), ["Un.", "Deux."]);
    }

    #[test]
    fn whole_paragraphs_on_lines_stay_apart() {
        assert_eq!(
            read("Le pont est fermé.\nLes camions attendent.\nLa pluie continue."),
            ["Le pont est fermé.", "Les camions attendent.", "La pluie continue."]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "Le marché du samedi a repris sur la place, et les vendeuses de\n\
                    mangues sont revenues les premières, avant même que les camions de\n\
                    Sikasso ne soient arrivés.\n\nLe prix du sac a baissé de moitié en trois semaines, ce que les\n\
                    acheteurs n’espéraient plus.";
        assert_eq!(read(text).len(), 2);
    }

    #[test]
    fn a_short_line_ends_a_wrapped_paragraph_without_blank_lines() {
        let text = "LE MARCHÉ\nLe marché du samedi a repris sur la place, et les vendeuses de\n\
                    mangues sont revenues les premières, avant les camions qui\n\
                    viennent de loin.\nLe prix du sac a baissé de moitié en trois semaines, ce que les\n\
                    acheteurs n’espéraient plus.";
        assert_eq!(read(text).len(), 3);
    }

    #[test]
    fn items_of_a_list_do_not_run_together() {
        let text = "Le comité demande que la route soit refaite avant les pluies et que le\n\
                    bac reprenne :\n- un bac deux fois par jour, matin et soir, sans interruption ni\n\
                    panne ;\n- une route.";
        assert_eq!(read(text).len(), 3);
    }
}
