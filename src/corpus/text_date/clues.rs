//! What a mention means for the date of its article: is it the line that dates the article, a past event, something
//! planned, or the history of something?

use super::mentions::{Mention, head, tail};

/// What a mention is in its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    /// The article dates itself: `Bamako, le 14 août 2022`, `Publié le 14 août 2022`.
    Publication,
    /// Something that has happened.
    Event,
    /// Something of which it says no more than that it was before: births, foundations, `depuis 2012`, quotations.
    Background,
    /// Something yet to come.
    Future,
}

/// A date line stands in so many bytes from the start of the article, or from its end.
const EDGE: usize = 1_500;
/// How far around a mention its sentence is looked at, in bytes.
const AROUND: usize = 70;
/// A line that dates its article has no more bytes before the date: place, author, `Publié le`.
const LONGEST_BEFORE: usize = 60;

/// The role of a mention in `text`, whose article begins at byte `from`.
pub(super) fn role(text: &str, from: usize, mention: &Mention) -> Role {
    let before_all = text.get(from..mention.start).unwrap_or_default();
    let after_all = text.get(mention.end..).unwrap_or_default();
    let line_before = before_all.rsplit('\n').next().unwrap_or_default();
    let line_after = head(after_all.split('\n').next().unwrap_or_default(), 2 * AROUND);
    let near_edge = before_all.len() <= EDGE || after_all.len() <= EDGE;
    if near_edge && mention.day.is_some() && mention.month.is_some() && dates_article(line_before, line_after) {
        return Role::Publication;
    }
    let before = crate::words::fold(clause_before(tail(line_before, AROUND)));
    let after = crate::words::fold(clause_after(head(line_after, AROUND)));
    if is_future(&before, &after) {
        Role::Future
    } else if (mention.year.is_some() && is_background(&before, &after)) || in_quotation(line_before) {
        Role::Background
    } else {
        Role::Event
    }
}

/// Whether a date with these on its line is the article's own.
fn dates_article(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    let before = before.trim();
    // `, 14h30 . –`, ` (AFP) -`, `at 10:30 –`
    let to_dash = after.find(['–', '—']).or_else(|| after.find(" - ")).or_else(|| after.starts_with("- ").then_some(0));
    let ends = after.trim_matches(|character: char| !character.is_alphanumeric()).is_empty();
    let dashed = to_dash.is_some_and(|dash| dash <= 40 && opens_text(after.get(..dash).unwrap_or_default()));
    let timed = is_time(after);
    if before.len() > LONGEST_BEFORE {
        return false;
    }
    if (ends || dashed || timed) && (before.is_empty() || is_place(before)) {
        return true;
    }
    publishes(before)
        && (ends || timed || dashed || before.ends_with(':') || after.starts_with(['|', '•', '·', ',', '(']))
}

/// What may stand between a date and the dash of a date line: a time, a place, an agency in brackets.
fn opens_text(between: &str) -> bool {
    let words = between.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let small = |word: &&str| word.starts_with(char::is_lowercase) && word.chars().count() > 2;
    words.filter(small).count() == 0
}

/// `à 10h30`, `10:30 GMT`, and no more than that on the line.
fn is_time(after: &str) -> bool {
    let rest = after.trim_start_matches(|character: char| !character.is_alphanumeric() && character != '\n');
    let mut words =
        rest.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| {
            word.starts_with(|first: char| first.is_ascii_digit())
                || ["à", "a", "at", "h", "gmt", "utc", "am", "pm", "tu", "est", "cet"]
                    .contains(&word.to_lowercase().as_str())
        })
}

/// `PARIS,`, `Bamako (Mali), le`, `WASHINGTON —`.
fn is_place(before: &str) -> bool {
    let place = before.strip_suffix(" le").or_else(|| before.strip_suffix(" the")).unwrap_or(before).trim_end();
    let place = if before.starts_with("Le ") || before == "Le" { "" } else { place };
    let marked = place.ends_with([',', '(', '–', '—', '-', '|', '/']);
    let words = place.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let (all, capitals) = (words.clone().count(), words.filter(capital).count());
    marked && all > 0 && all <= 6 && capitals * 2 > all && place.starts_with(char::is_uppercase)
}

/// Whether the words before a date say that the article appeared then.
fn publishes(before: &str) -> bool {
    const VERBS: &[&str] = &[
        "publie le",
        "publiee le",
        "publie",
        "publie :",
        "mis en ligne le",
        "mise en ligne le",
        "mis a jour le",
        "mise a jour le",
        "mise a jour",
        "modifie le",
        "paru le",
        "date",
        "page actualisee",
        "actualise le",
        "actualisee le",
        "published",
        "published on",
        "posted",
        "posted on",
        "updated",
        "last updated",
        "updated on",
        "last modified",
        "first published",
        "le",
    ];
    let folded = crate::words::fold(before);
    let folded = folded.trim_end_matches([' ', ':', ',', '\u{a0}']);
    let Some(verb) = VERBS.iter().find(|verb| folded.ends_with(*verb)) else { return false };
    let lead = folded[..folded.len() - verb.len()].trim_end();
    if *verb == "le" {
        // `Par Awa Diallo, le 14 août 2022`
        return lead.starts_with("par ") || lead.starts_with("by ");
    }
    // A report `publié le 3 mars` in a sentence is not the article; after a name or a mark it is.
    lead.is_empty()
        || lead.ends_with([',', '|', '-', '–', '•', '·', ':'])
        || lead.starts_with("par ")
        || lead.starts_with("by ")
        || lead == "article"
        || lead == "this article was"
        || lead == "cet article a ete"
}

/// The part of a sentence that leads to its end.
fn clause_before(text: &str) -> &str {
    let end = text.rfind(['!', '?', ';', '…']).map_or(0, |at| at + 1);
    let stop = text.rfind(". ").map_or(0, |at| at + 2);
    text.get(text.ceil_char_boundary(end.max(stop))..).unwrap_or_default()
}

fn clause_after(text: &str) -> &str {
    let end = text.find(['!', '?', ';', '…']).unwrap_or(text.len());
    let stop = text.find(". ").unwrap_or(text.len());
    text.get(..end.min(stop)).unwrap_or_default()
}

fn is_future(before: &str, after: &str) -> bool {
    const BEFORE: &[&str] = &[
        "prevu",
        "a partir d",
        "prochain",
        "sera ",
        "seront ",
        "doit ",
        "doivent",
        "devra",
        "devrait",
        "pourra",
        "horizon",
        "will ",
        "next ",
        "scheduled",
        "due ",
        "planned",
        "starting ",
        "expected",
        "upcoming",
        "ahead of",
        "pour l'ete",
        "fixee au",
        "fixe au",
        "reporte au",
        "reportee au",
        "expire",
        "objectif",
        "va ",
        "vont ",
        "prevoi",
        "prevision",
        "forecast",
    ];
    const JUST_BEFORE: &[&str] = &[
        "by",
        "until",
        "before",
        "through",
        "avant",
        "avant le",
        "d'ici",
        "d'ici le",
        "d'ici a",
        "d'ici au",
        "jusqu'au",
        "jusqu'en",
        "jusqu'a",
        "des le",
        "d'ici fin",
        "d'ici la fin",
    ];
    const AFTER: &[&str] = &["prochain", "sera ", "seront ", "aura ", "auront ", "will ", "devra", "next"];
    let future_tense = |text: &str| text.split(|character: char| !character.is_alphabetic()).any(is_future_verb);
    BEFORE.iter().any(|word| holds(before, word))
        || JUST_BEFORE.iter().any(|word| ends_with_words(before, word))
        || AFTER.iter().any(|word| after.trim_start().starts_with(word))
        || future_tense(before)
        || future_tense(head(after, AROUND / 2))
}

/// Whether a folded French word has the ending of a future: `débutera`, `auront`.
fn is_future_verb(word: &str) -> bool {
    const NOT: &[&str] = &[
        "opera", "camera", "libera", "sahara", "angora", "ankara", "front", "affront", "extra", "ultra", "hydra",
        "tiara", "mantra", "para", "aura",
    ];
    let ending = ["era", "ira", "dra", "vra", "rra", "eront", "iront", "dront", "vront", "rront"];
    word.len() > 4 && ending.iter().any(|ending| word.ends_with(ending)) && !NOT.contains(&word)
}

fn is_background(before: &str, after: &str) -> bool {
    const BEFORE: &[&str] = &[
        "ne le",
        "nee le",
        "ne en",
        "nee en",
        "born ",
        "fonde",
        "cree",
        "depuis",
        "since",
        "founded",
        "created",
        "built",
        "construit",
        "elu en",
        "epoque",
        "siecle",
        "ancien",
        "former",
        "anniversa",
        "il y a",
        "ago",
        "edition",
        "comme en",
        "apres celle",
        "apres celui",
        "mort en",
        "died in",
    ];
    BEFORE.iter().any(|word| holds(before, word))
        || after.trim_start().starts_with(')') && before.trim_end().ends_with('(')
}

/// Whether a text ends with a phrase of whole words.
fn ends_with_words(text: &str, phrase: &str) -> bool {
    text.trim_end().strip_suffix(phrase).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

/// Whether a text has a phrase from the start of a word on.
fn holds(text: &str, phrase: &str) -> bool {
    let starts = |at: usize| !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| starts(at))
}

/// Whether a quotation is open at the end of this part of a line.
fn in_quotation(line: &str) -> bool {
    let open = |opens: char, closes: char| line.matches(opens).count() > line.matches(closes).count();
    open('«', '»') || open('“', '”')
}
