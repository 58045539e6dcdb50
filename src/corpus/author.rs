//! Recognises the lines by which an article presents itself: its author's blurb, role or signature, its date.
//!
//! It looks at shapes; where in an article such a line may stand is `judge`'s affair.

use super::boilerplate::{LONGEST, fold};
use super::written_date::month_named;

/// Words that make a clause of a fragment, with its subject: a blurb has none of them.
const CLAUSE_WORDS: &[&str] = &[
    "est",
    "sont",
    "était",
    "a",
    "ont",
    "avait",
    "il",
    "elle",
    "ils",
    "elles",
    "on",
    "nous",
    "vous",
    "je",
    "c'est",
    "qui",
    "rien",
    "personne",
    "tout",
    "puis",
    "reste",
    "faut",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "he",
    "she",
    "they",
    "it",
    "we",
    "will",
    "who",
    "nothing",
    "nobody",
    "everything",
    "then",
];

/// Words that open a clause rather than a description of oneself.
const CLAUSE_OPENINGS: &[&str] =
    &["le", "la", "les", "des", "ce", "cette", "ces", "the", "this", "these", "that", "et", "mais", "and", "but"];

/// Whether the last paragraph of an article is what its author says of themselves: four very short fragments or more,
/// each ended by a full stop, and none of them a clause with its subject.
pub(super) fn is_blurb(line: &str, chars: usize) -> bool {
    if chars > LONGEST {
        return false;
    }
    let small = line.to_lowercase().replace('’', "'");
    let inner = small.trim_matches(|character: char| character.is_whitespace() || "«»“”\"".contains(character));
    let Some(body) = inner.strip_suffix('.') else { return false };
    let fragments: Vec<Vec<&str>> = body.split(". ").map(|fragment| fragment.split_whitespace().collect()).collect();
    let words: usize = fragments.iter().map(Vec::len).sum();
    let short = fragments.iter().all(|fragment| (1..=7).contains(&fragment.len())) && words <= fragments.len() * 5;
    let clause = fragments.iter().any(|fragment| {
        let opens = fragment.first().is_some_and(|first| CLAUSE_OPENINGS.contains(first) || first.starts_with("l'"));
        // `A lover of tea` opens with an article, `il a` does not.
        opens
            || fragment
                .iter()
                .enumerate()
                .any(|(place, word)| CLAUSE_WORDS.contains(word) && (place > 0 || *word != "a"))
    });
    fragments.len() >= 4 && short && !clause && !body.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a line is nothing but a date: `Vendredi 12 mars 2021`, `March 12, 2021 – 10:30`.
pub(super) fn is_date_line(line: &str, chars: usize) -> bool {
    const AROUND: &[&str] = &[
        "le",
        "à",
        "at",
        "on",
        "h",
        "er",
        "gmt",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "am",
        "pm",
        "utc",
    ];
    if chars > 50 {
        return false;
    }
    let small = line.to_lowercase();
    let mut words = small.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let figure = |word: &str| word.starts_with(|first: char| first.is_ascii_digit()) && word.len() <= 5;
    let months = words.clone().filter(|word| month_named(word).is_some()).count();
    months == 1
        && words.clone().any(figure)
        && words.all(|word| figure(word) || AROUND.contains(&word) || month_named(word).is_some())
}

/// Whether a line presents its author: `Awa Diallo est journaliste à Ségou.`
pub(super) fn is_author_line(line: &str, chars: usize) -> bool {
    const ROLES: &[&str] = &[
        " est journaliste",
        " est correspondant",
        " est redacteur",
        " est redactrice",
        " est chroniqueu",
        " est grand reporter",
        " is a journalist",
        " is a reporter",
        " is a correspondent",
        " is an editor",
        " is a staff writer",
        " is a freelance",
        " is a writer",
        " is a columnist",
        " is a senior correspondent",
        " is our correspondent",
    ];
    if chars > LONGEST {
        return false;
    }
    let folded = fold(line);
    let Some(at) = ROLES.iter().find_map(|role| folded.find(role)) else { return false };
    let name: Vec<&str> = line.split_whitespace().take(folded[..at].split_whitespace().count()).collect();
    (1..=4).contains(&name.len()) && name.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
}

/// Whether a line names its author: `Par Awa Diallo`, `By John Smith in Nairobi`.
pub(super) fn is_signature(line: &str, chars: usize) -> bool {
    let Some(name) = ["Par ", "By ", "PAR ", "BY "].iter().find_map(|by| line.strip_prefix(by)) else { return false };
    let words = name
        .split([' ', ',', '-'])
        .filter(|word| !word.is_empty() && !["à", "in", "et", "and", "avec", "de", "le", "la"].contains(word));
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    chars <= 80
        && !name.ends_with(['.', '?', '!', ':', ';', '…'])
        && words.clone().count() >= 2
        && words.clone().count() <= 8
        && words.clone().all(capital)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blurb_is_known_by_its_shape() {
        let blurb = |line: &str| is_blurb(line, line.chars().count());
        assert!(blurb(
            "« Twitter Practitioner. Alcohol Nerd. Music Enthusiast. Travel Expert. Troublemaker. Certified Creator. »"
        ));
        assert!(blurb("Amateur de cartes à jouer. Père de deux chats. Ne dort jamais. Cycliste du dimanche."));
        assert!(blurb("A lover of tea. Part-time gardener. Owner of two cats. Always late."));
        assert!(!blurb("Le fleuve. La pirogue. La berge. Le silence."));
        assert!(!blurb("Silence. Puis des tirs. Puis plus rien. Puis la nuit."));
        assert!(!blurb("Il est parti. Elle reste. On attend."));
        assert!(!blurb("Le pont a cédé hier soir sous le poids des camions."));
        assert!(!blurb("Douze morts. 40 blessés. Trois disparus."));
        assert!(!blurb("Tout est calme. Rien ne bouge. Personne."));
    }

    #[test]
    fn authors_are_known_by_their_role_or_signature() {
        let author = |line: &str| is_author_line(line, line.chars().count());
        assert!(author("Awa Diallo est journaliste à Ségou."));
        assert!(author("John Smith is a freelance reporter in Nairobi."));
        assert!(!author("Le jeune homme arrêté hier est journaliste à la radio locale."));
        let signature = |line: &str| is_signature(line, line.chars().count());
        assert!(signature("Par Awa Diallo"));
        assert!(signature("By John Smith in Nairobi"));
        assert!(!signature("Par Toutatis !"));
        assert!(!signature("Par ailleurs, le pont est fermé"));
    }

    #[test]
    fn a_date_line_is_nothing_but_a_date() {
        let date = |line: &str| is_date_line(line, line.chars().count());
        for line in ["1er janvier 2016, 14h30 . –", "Vendredi 12 mars 2021", "March 12, 2021 – 10:30 GMT"] {
            assert!(date(line), "{line}");
        }
        for line in ["Le 12 mars, le pont", "Mars", "2021", "Le plan de mars 2021"] {
            assert!(!date(line), "{line}");
        }
    }
}
