//! Words by which French and English say that one thing takes the place of another. The lists are small and our own; they say
//! that a sentence speaks of a replacement, not who replaces whom.

use crate::words::{Word, words};

/// Phrases of folded words; a star stands for any ending.
const PHRASES: [&[&str]; 50] = [
    &["remplac*"],
    &["succed*"],
    &["succession"],
    &["successeur*"],
    &["supplant*"],
    &["substitu*"],
    &["rebaptis*"],
    &["la", "releve"],
    &["laiss*", "place"],
    &["laiss*", "la", "place"],
    &["ced*", "la", "place"],
    &["prend*", "la", "place"],
    &["pren*", "la", "place"],
    &["pris", "la", "place"],
    &["place", "revient"],
    &["a", "la", "place", "de"],
    &["le", "relais"],
    &["herit*"],
    &["devenu*"],
    &["devient"],
    &["deviennent"],
    &["devenir"],
    &["change*", "enseigne"],
    &["changement", "de"],
    &["changement", "acteurs"],
    &["change*", "de", "nom"],
    &["comble*", "le", "vide"],
    &["tourn*", "vers"],
    &["passe*", "la", "main"],
    &["replac*"],
    &["succeed*"],
    &["successor*"],
    &["supersed*"],
    &["tak*", "over"],
    &["took", "over"],
    &["takeover*"],
    &["hand*", "over"],
    &["handover*"],
    &["giv*", "way"],
    &["gave", "way"],
    &["rebrand*"],
    &["renam*"],
    &["inherit*"],
    &["became"],
    &["becom*"],
    &["turn*", "to"],
    &["step*", "into"],
    &["fill*", "the", "void"],
    &["in", "place", "of"],
    &["switch*", "to"],
];

/// Two words of one sentence, in this order, that together say it.
const PAIRS: [(&str, &str); 8] = [
    ("depart", "arrivee"),
    ("retrait", "arrivee"),
    ("abord", "aujourd'hui"),
    ("abord", "desormais"),
    ("hier", "aujourd'hui"),
    ("departure", "arrival"),
    ("withdrawal", "arrival"),
    ("formerly", "now"),
];

/// The words of a sentence that speak of a replacement, as written; none where it does not.
pub(super) fn replacement(sentence: &str) -> Option<String> {
    let words = words(sentence);
    let folded: Vec<String> = words.iter().map(Word::folded).collect();
    let phrase = |at: usize| {
        let holds = |phrase: &&&[&str]| {
            folded.len() >= at + phrase.len()
                && phrase.iter().zip(&folded[at..]).all(|(pattern, word)| fits(pattern, word))
        };
        let longest = PHRASES.iter().filter(holds).map(|phrase| phrase.len()).max()?;
        Some(sentence[words[at].span.start..words[at + longest - 1].span.end].to_owned())
    };
    (0..words.len()).find_map(phrase).or_else(|| {
        let place = |word: &str| folded.iter().position(|found| found == word);
        let pair = PAIRS.iter().find_map(|(one, other)| {
            let (one, other) = (place(one)?, place(other)?);
            (one < other).then_some((one, other))
        });
        let as_written = |at: usize| format!("{}{}", words[at].elided, words[at].surface);
        pair.map(|(one, other)| format!("{} … {}", as_written(one), as_written(other)))
    })
}

fn fits(pattern: &str, word: &str) -> bool {
    pattern.strip_suffix('*').map_or(word == pattern, |beginning| word.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_say_it() {
        for (sentence, said) in [
            ("Le corps succède à la compagnie", "succède"),
            ("La place revient à d’autres", "place revient"),
            ("Départ des uns, arrivée des autres", "Départ … arrivée"),
            ("New units are taking over their compounds", "taking over"),
            ("The force was rebranded", "rebranded"),
            ("La relève était en marche", "La relève"),
            ("d’abord les uns, aujourd’hui les autres", "d’abord … aujourd’hui"),
        ] {
            assert_eq!(replacement(sentence).as_deref(), Some(said), "{sentence}");
        }
        assert_eq!(replacement("Ils patrouillent dans le nord du pays"), None);
        assert_eq!(replacement("arrivée des uns, départ des autres"), None);
    }
}
