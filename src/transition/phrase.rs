//! Where a text names something: whole words, whatever their case, accents, elided article, plural ending, and the shape of
//! apostrophes, hyphens and line breaks between them.

use crate::words::words;
use std::ops::Range;

/// Shorter words keep their last letter: the `s` of `AES` or `gaz` is no plural.
const SHORTEST_PLURAL: usize = 4;

/// Something as it is looked for: its words, folded and without plural endings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    words: Vec<String>,
}

impl Phrase {
    /// A phrase as a person types it; none where it has no word.
    ///
    /// ```
    /// use filrouge::transition::Phrase;
    /// let corps = Phrase::new("Africa Corps").unwrap();
    /// assert!(corps.is_in("Au sein de l’AFRICA-CORPS, disent-ils"));
    /// assert!(!corps.is_in("L’Africa. Corps à corps"));
    /// assert!(Phrase::new("mercenaire").unwrap().is_in("les mercenaires russes"));
    /// ```
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let words: Vec<String> = pieces(typed).into_iter().map(|(word, _)| word).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether a text names it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.is_among(&Pieces::of(text))
    }

    /// Whether a text, cut beforehand, names it.
    #[must_use]
    pub fn is_among(&self, text: &Pieces<'_>) -> bool {
        self.spans(text).next().is_some()
    }

    /// Where a text names it, in bytes, one place after the other.
    pub(super) fn spans<'a>(&'a self, text: &'a Pieces<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
        let length = self.words.len();
        let holds = move |at: &usize| {
            let run = &text.pieces[*at..*at + length];
            run.iter().zip(&self.words).all(|((piece, _), word)| piece == word)
                && run.windows(2).all(|pair| is_close(&text.text[pair[0].1.end..pair[1].1.start]))
        };
        let starts = 0..(text.pieces.len() + 1).saturating_sub(length);
        starts.filter(holds).map(move |at| text.pieces[at].1.start..text.pieces[at + length - 1].1.end)
    }

    /// Its words, folded.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }
}

/// A text cut into the words that phrases are compared by; so it is cut once for many phrases.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: &'a str,
    pieces: Vec<(String, Range<usize>)>,
}

impl<'a> Pieces<'a> {
    /// Cuts a text.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { text, pieces: pieces(text) }
    }
}

/// The words of a text as they are compared, and where they stand.
fn pieces(text: &str) -> Vec<(String, Range<usize>)> {
    words(text).into_iter().map(|word| (singular(word.folded()), word.span)).collect()
}

/// A folded word without the ending of a French or English plural.
fn singular(mut word: String) -> String {
    if word.len() >= SHORTEST_PLURAL && word.ends_with(['s', 'x']) {
        word.pop();
    }
    word
}

/// Whether what stands between two words leaves them one phrase: spaces, hyphens, an elided article.
fn is_close(between: &str) -> bool {
    !between.contains(['.', ',', ';', ':', '!', '?', '…', '(', ')', '«', '»', '"', '“', '”', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(typed: &str, text: &str) -> bool {
        Phrase::new(typed).is_some_and(|phrase| phrase.is_in(text))
    }

    #[test]
    fn spelling_elision_and_plural_make_no_difference() {
        for text in ["d’Africa Corps", "« l'Africa Corps »", "AFRICA\nCORPS", "Africa-Corps", "Africa Corps's men"]
        {
            assert!(is_in("Africa Corps", text), "{text}");
        }
        assert!(is_in("l’Africa Corps", "Africa Corps"));
        assert!(is_in("Goita", "Assimi Goïta") && is_in("GOÏTA", "goita"));
        assert!(is_in("groupe armé", "des groupes armés"));
    }

    #[test]
    fn words_are_whole_and_of_one_sentence() {
        assert!(!is_in("Wagner", "les wagnériens"));
        assert!(!is_in("Corps", "corpsard"));
        assert!(!is_in("Africa Corps", "en Africa, Corps et âme"));
        assert!(Phrase::new(" … ").is_none());
    }

    #[test]
    fn spans_are_where_it_stands() {
        let text = "L’Africa Corps, puis Africa-Corps";
        let phrase = Phrase::new("africa corps").unwrap();
        let found: Vec<&str> = phrase.spans(&Pieces::of(text)).map(|span| &text[span]).collect();
        assert_eq!(found, ["Africa Corps", "Africa-Corps"]);
    }
}
