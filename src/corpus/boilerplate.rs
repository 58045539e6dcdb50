//! Recognises the lines that surround an article: advertising, links, log-in, cookies, copyright.
//!
//! Cautious on purpose. Only short lines are examined, phrases are anchored, and a line that opens with a quotation mark
//! is speech: a paragraph about advertising is a paragraph.

use super::left_out::Reason;
use super::phrases::{ANYWHERE, LINK, SHARE_WORDS, START, WHOLE};
use std::sync::LazyLock;

/// Longer lines, in characters, are never boilerplate.
pub(super) const LONGEST: usize = 250;

/// A phrase prepared for comparison.
struct Phrase {
    reason: Reason,
    folded: String,
}

impl Phrase {
    fn opens(&self, line: &str) -> bool {
        // Most phrases differ in their first byte, and this is asked of every short line.
        line.as_bytes().first() == self.folded.as_bytes().first() && line.starts_with(&self.folded)
    }
}

struct Phrases {
    whole: Vec<Phrase>,
    start: Vec<Phrase>,
    link: Vec<Phrase>,
    anywhere: Vec<Phrase>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases {
    whole: prepare(WHOLE),
    start: prepare(START),
    link: prepare(&[(Reason::RelatedLink, LINK)]),
    anywhere: prepare(ANYWHERE),
});

fn prepare(table: &[(Reason, &str)]) -> Vec<Phrase> {
    let rows = table.iter().flat_map(|(reason, phrases)| phrases.split("; ").map(move |phrase| (*reason, phrase)));
    rows.map(|(reason, phrase)| Phrase { reason, folded: fold_all(phrase) }).collect()
}

/// Why `line` is not part of an article, if a phrase gives it away. `chars` is its length in characters.
pub(super) fn recognise(line: &str, chars: usize) -> Option<Reason> {
    if chars > LONGEST {
        return None;
    }
    let folded = fold(line);
    let quoted = folded.starts_with(['"', '«', '\'']);
    let bare = folded.trim_matches(|character: char| !character.is_alphanumeric());
    if let Some(phrase) = PHRASES.whole.iter().find(|phrase| phrase.folded == bare) {
        return Some(phrase.reason);
    }
    if let Some(phrase) = PHRASES.anywhere.iter().find(|phrase| folded.contains(&phrase.folded)) {
        return Some(phrase.reason);
    }
    if is_share_row(bare) {
        return Some(Reason::Share);
    }
    if quoted {
        return None;
    }
    // `©` opens a copyright line; arrows and bullets open anything.
    let opened = folded
        .trim_start_matches(|character: char| !character.is_alphanumeric() && character != '©' && character != '(');
    let starting = PHRASES.start.iter().filter(|phrase| phrase.opens(opened));
    starting
        .map(|phrase| phrase.reason)
        .find(|reason| *reason != Reason::Byline || is_byline(opened))
        .or_else(|| is_link(line, opened))
}

/// `Published on 3 March` is a line of its own; `Published on 3 March, the report shook the country.` is a sentence.
fn is_byline(folded: &str) -> bool {
    folded.len() <= 100 && !folded.ends_with('.')
}

/// `Lire aussi : …` and `Lire aussi Le pont …`, but not `Lire aussi les classiques reste un plaisir.`
fn is_link(line: &str, folded: &str) -> Option<Reason> {
    let phrase = PHRASES.link.iter().find(|phrase| phrase.opens(folded))?;
    let rest = folded.get(phrase.folded.len()..)?;
    let separated = rest.trim_start().starts_with([':', '>', '|', '-', '–', '—', '»', '→', '/']);
    // Folding keeps one character for one, so the tail of the line is as many characters long.
    let (whole, tail) = (line.trim().chars().count(), rest.trim_start().chars().count());
    let first = line.trim().chars().nth(whole - tail.min(whole));
    let capital = rest.starts_with(' ') && first.is_some_and(|first| first.is_uppercase() || first == '«');
    (separated || (capital && !folded.ends_with('.'))).then_some(phrase.reason)
}

fn is_share_row(bare: &str) -> bool {
    let mut words =
        bare.split(|character: char| !character.is_alphanumeric() && character != '-').filter(|word| !word.is_empty());
    let known = |word: &str| {
        SHARE_WORDS.split("; ").any(|known| known == word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    bare.len() <= 120 && !bare.bytes().all(|byte| !byte.is_ascii_alphabetic()) && words.all(known)
}

/// Small letters without accents, straight apostrophes and quotes, single spaces; one character for each.
pub(super) fn fold(text: &str) -> String {
    fold_all(text.trim())
}

/// Folds the white space around the text too: some phrases end with a space.
fn fold_all(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_lowercase() || character == ' ' {
            folded.push(character);
            continue;
        }
        let small = character.to_lowercase().next().unwrap_or(character);
        folded.push(match small {
            'à' | 'â' | 'ä' | 'á' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            '’' | '‘' | 'ʼ' => '\'',
            '“' | '”' => '"',
            other if other.is_whitespace() => ' ',
            other => other,
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(line: &str) -> Option<Reason> {
        recognise(line, line.chars().count())
    }

    #[test]
    fn lines_around_french_articles() {
        for (line, expected) in [
            ("Envie d'afficher votre publicité ?", Reason::Advertising),
            ("Contactez-nousEnvie d'afficher votre publicité ?", Reason::Advertising),
            ("Contactez-nous", Reason::Navigation),
            ("L'espace des commentaires est ouvert aux inscrits.", Reason::Comment),
            ("Connectez-vous ou créez un compte pour pouvoir commenter cet article.", Reason::Comment),
            ("LIRE AUSSI : Mali, le retour des pluies à Mopti", Reason::RelatedLink),
            ("LIRE EGALEMENT : le prix du riz", Reason::RelatedLink),
            ("À lire aussi Sahel : trois questions sur la récolte", Reason::RelatedLink),
            ("► Lire aussi", Reason::RelatedLink),
            ("La suite après cette publicité", Reason::Advertising),
            ("Abonnez-vous à notre lettre du vendredi.", Reason::Subscription),
            ("Il vous reste 62 % de cet article à lire.", Reason::Subscription),
            ("Partager sur Facebook", Reason::Share),
            ("Facebook  Twitter  WhatsApp 12", Reason::Share),
            ("© 2024 Le Courrier du fleuve – Tous droits réservés", Reason::Copyright),
            ("Publié le 12 mars 2022 à 10h12", Reason::Byline),
            ("Accueil > Afrique > Mali", Reason::Navigation),
        ] {
            assert_eq!(reason(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn lines_around_english_articles() {
        for (line, expected) in [
            ("ADVERTISEMENT", Reason::Advertising),
            ("Read also: The ferry that never came", Reason::RelatedLink),
            ("Read more: Rice prices fall", Reason::RelatedLink),
            ("Log in to leave a reply", Reason::Comment),
            ("Sign up for our weekly briefing on the river.", Reason::Subscription),
            ("We use cookies to improve this site.", Reason::Cookies),
            ("Copyright, all rights reserved", Reason::Copyright),
            ("Skip to content", Reason::Navigation),
        ] {
            assert_eq!(reason(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn paragraphs_about_the_same_things_survive() {
        for line in [
            "La publicité pour l’alcool est interdite sur les ondes depuis mardi.",
            "La connexion entre les deux villes a été rétablie par le génie.",
            "Lire aussi les classiques reste un plaisir, dit-elle.",
            "« Abonnez-vous au ferry », plaisante le capitaine.",
            "Read more books, the minister told the pupils.",
            "Published on 3 March, the report shook the whole district.",
            "By continuing to use force, the army loses the village.",
            "Copyright law is changing, lawyers say.",
            "X, Facebook et WhatsApp ont été coupés dans la nuit.",
            "Cookies are sold at the market.",
            "Contact a été pris avec les chefs du village.",
            "42",
        ] {
            assert_eq!(reason(line), None, "{line}");
        }
        let long = format!("Abonnez-vous, disait l’affiche. {}", "Et personne ne venait. ".repeat(12));
        assert_eq!(reason(&long), None);
    }

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        let mut count = 0;
        for (_, phrases) in [WHOLE, START, ANYWHERE].concat() {
            for phrase in phrases.split("; ") {
                assert_eq!(phrase.to_lowercase(), phrase);
                assert!(!phrase.contains('’'), "{phrase}");
                count += 1;
            }
        }
        assert!(count > 200, "{count}");
    }
}
