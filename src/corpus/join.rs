//! From kept units to passages: headings join the paragraph that follows, fragments join their neighbour.

use super::judge::{Fate, ends_sentence};
use super::lines::{Kind, Span, Unit, begins_with_bullet};

/// A line longer than this, in characters, is no heading.
const LONGEST_HEADING: usize = 120;

/// What a kept unit is worth by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Announces the paragraph that follows.
    Heading,
    /// Too short to stand alone.
    Fragment,
    /// Stands alone.
    Paragraph,
}

/// The passages of an article before splitting, and the fragments that had nothing to join.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) passages: Vec<Span>,
    pub(super) fragments: Vec<Span>,
}

/// Joins the kept units of a text. A unit that is left out is never inside a passage.
pub(super) fn join(text: &str, units: &[Unit], fates: &[Fate], min_chars: usize, max_chars: usize) -> Joined {
    let mut joined = Joined::default();
    let kept: Vec<bool> = fates.iter().map(|fate| *fate == Fate::Kept).collect();
    let mut from = 0;
    for run in kept.chunk_by(|left, right| left == right) {
        let to = from + run.len();
        if run.first() == Some(&true) {
            join_run(text, units.get(from..to).unwrap_or_default(), min_chars, max_chars, &mut joined);
        }
        from = to;
    }
    // A few words are all that the article has: they are its passage.
    if joined.passages.is_empty() {
        joined.passages.append(&mut joined.fragments);
    }
    joined
}

/// A passage under construction.
#[derive(Clone, Copy)]
struct Open {
    span: Span,
    chars: usize,
}

impl Open {
    fn with(self, unit: Unit) -> Self {
        Self { span: Span { start: self.span.start, end: unit.span.end }, chars: self.chars + 1 + unit.chars }
    }
}

fn join_run(text: &str, run: &[Unit], min_chars: usize, max_chars: usize, joined: &mut Joined) {
    let roles = roles(text, run, min_chars);
    // `done` is the passage that a fragment may still join; `pending` waits for the paragraph that follows.
    let (mut done, mut pending): (Option<Open>, Option<Open>) = (None, None);
    for (unit, role) in run.iter().zip(roles) {
        let alone = Open { span: unit.span, chars: unit.chars };
        match (role, pending, done) {
            (Role::Heading, Some(open), _) if open.chars + unit.chars <= max_chars / 2 => {
                pending = Some(open.with(*unit));
            }
            (Role::Heading, open, _) => {
                joined.passages.extend(done.take().map(|open| open.span));
                done = open;
                pending = Some(alone);
            }
            (Role::Fragment, Some(open), _) => {
                let open = open.with(*unit);
                // A heading and a short sentence are enough for a passage; so is a long list.
                if (open.chars >= min_chars && ends_sentence(unit.span.of(text))) || open.chars > max_chars / 2 {
                    joined.passages.extend(done.replace(open).map(|open| open.span));
                    pending = None;
                } else {
                    pending = Some(open);
                }
            }
            (Role::Fragment, None, Some(open)) if open.chars + unit.chars <= max_chars => done = Some(open.with(*unit)),
            (Role::Fragment, None, _) => pending = Some(alone),
            (Role::Paragraph, open, _) => {
                let open = open.map_or(alone, |open| open.with(*unit));
                joined.passages.extend(done.replace(open).map(|open| open.span));
                pending = None;
            }
        }
    }
    finish_run(text, done, pending, (min_chars, max_chars), joined);
}

/// Places what still waits at the end of a run.
fn finish_run(
    text: &str,
    done: Option<Open>,
    pending: Option<Open>,
    (min_chars, max_chars): (usize, usize),
    joined: &mut Joined,
) {
    match (done, pending) {
        (Some(open), Some(rest)) if open.chars + rest.chars <= max_chars => {
            joined.passages.push(Span { start: open.span.start, end: rest.span.end });
        }
        (done, pending) => {
            joined.passages.extend(done.map(|open| open.span));
            if let Some(rest) = pending {
                let stands = rest.chars >= min_chars || ends_sentence(rest.span.of(text));
                let list = if stands { &mut joined.passages } else { &mut joined.fragments };
                list.push(rest.span);
            }
        }
    }
}

fn roles(text: &str, run: &[Unit], min_chars: usize) -> Vec<Role> {
    let announces: Vec<bool> = run.iter().map(|unit| announces(text, *unit)).collect();
    let by_length = |unit: &Unit| if unit.chars < min_chars { Role::Fragment } else { Role::Paragraph };
    let mut roles = Vec::with_capacity(run.len());
    let mut from = 0;
    for group in announces.chunk_by(|left, right| left == right) {
        let members = run.get(from..from + group.len()).unwrap_or_default();
        // Three lines and more without a full stop are a list or a verse rather than headings.
        let list = group.len() > 2;
        let headings = group.first() == Some(&true);
        roles.extend(members.iter().map(|unit| match unit.kind {
            Kind::Heading => Role::Heading,
            _ if headings && !list => Role::Heading,
            _ => by_length(unit),
        }));
        from += group.len();
    }
    roles
}

/// Whether a unit, by its shape, announces the next: a short line that does not end as a sentence, or a short question.
fn announces(text: &str, unit: Unit) -> bool {
    let line = unit.span.of(text);
    if unit.kind == Kind::Heading {
        return true;
    }
    if unit.chars > LONGEST_HEADING || begins_with_bullet(line) || line.starts_with(char::is_lowercase) {
        return false;
    }
    let question = line.ends_with('?') && unit.chars <= LONGEST_HEADING / 2;
    question || (!ends_sentence(line) && !line.ends_with([',', ';', '"', '»', '”']))
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, units};
    use super::*;

    const FIRST: &str =
        "Le bac relie les deux rives depuis trente ans, et personne ne se souvient d’un arrêt aussi long.";
    const SECOND: &str =
        "Les commerçants font le tour par la piste, ce qui leur coûte une journée et deux pleins d’essence.";

    fn passages(text: &str) -> Vec<&str> {
        let units = units(text, &lines(text, 0));
        let joined = join(text, &units, &vec![Fate::Kept; units.len()], 60, 1_200);
        joined.passages.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_heading_joins_the_paragraph_that_follows() {
        let text = format!("{FIRST}\nUn détour coûteux\n{SECOND}");
        assert_eq!(passages(&text), [FIRST.to_owned(), format!("Un détour coûteux\n{SECOND}")]);
        let text = format!("{FIRST}\nQui paiera ?\n{SECOND}");
        assert_eq!(passages(&text)[1], format!("Qui paiera ?\n{SECOND}"));
    }

    #[test]
    fn a_short_sentence_joins_the_paragraph_before() {
        let text = format!("{FIRST}\nPersonne n’a été blessé.\n{SECOND}");
        assert_eq!(passages(&text), [format!("{FIRST}\nPersonne n’a été blessé."), SECOND.to_owned()]);
        let text = format!("Le bac est arrêté.\n{SECOND}");
        assert_eq!(passages(&text), [text.as_str()]);
    }

    #[test]
    fn a_full_sentence_stands_alone() {
        let sentence = "Selon le maire, la panne durera « au moins jusqu’au mois de mars ».";
        let text = format!("{FIRST}\n{sentence}\n{SECOND}");
        assert_eq!(passages(&text).len(), 3);
    }

    #[test]
    fn lines_without_full_stops_stand_alone_if_long_enough() {
        let lines: Vec<String> =
            (0..5).map(|n| format!("Le prix du riz a encore monté cette semaine au marché numéro {n}")).collect();
        assert_eq!(passages(&lines.join("\n")).len(), 5);
    }

    #[test]
    fn a_long_list_of_short_items_is_not_one_passage() {
        let text = vec!["- un sac de mil"; 400].join("\n");
        let passages = passages(&text);
        assert!(passages.len() > 3 && passages.iter().all(|passage| passage.len() <= 1_300));
    }

    #[test]
    fn a_fragment_between_lines_left_out_has_nothing_to_join() {
        let text = format!("{FIRST}\nContact\nUn détour coûteux\nContact\n{SECOND}");
        let units = units(&text, &lines(&text, 0));
        let out = Fate::LeftOut(super::super::left_out::Reason::Navigation);
        let joined = join(&text, &units, &[Fate::Kept, out, Fate::Kept, out, Fate::Kept], 60, 1_200);
        assert_eq!((joined.passages.len(), joined.fragments.len()), (2, 1));
    }

    #[test]
    fn a_few_words_alone_are_a_passage() {
        assert_eq!(passages("Le bac"), ["Le bac"]);
    }
}
