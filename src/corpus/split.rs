//! Cuts a passage that is too long at the ends of sentences.

use super::lines::{Kind, Span, Unit};
use super::sentences::sentence_ends;

/// The pieces of `span`, each of at most `max_chars` characters and as even as the sentences allow.
pub(super) fn split(text: &str, span: Span, max_chars: usize) -> Vec<Span> {
    let whole = span.of(text);
    // No character is shorter than a byte.
    if whole.len() <= max_chars {
        return vec![span];
    }
    let chars = whole.chars().count();
    if chars <= max_chars {
        return vec![span];
    }
    let target = chars.div_ceil(chars.div_ceil(max_chars));
    let mut pieces = Pieces {
        text,
        target,
        max_chars,
        done: Vec::new(),
        open: Span { start: span.start, end: span.start },
        chars: 0,
    };
    let mut start = 0;
    for end in sentence_ends(whole) {
        pieces.add(Span { start: span.start + start, end: span.start + end });
        start = end;
    }
    pieces.close();
    pieces.done
}

/// Pieces under construction.
struct Pieces<'text> {
    text: &'text str,
    target: usize,
    max_chars: usize,
    done: Vec<Span>,
    open: Span,
    chars: usize,
}

impl Pieces<'_> {
    /// Adds a sentence to the open piece, or begins another with it.
    fn add(&mut self, sentence: Span) {
        let chars = sentence.of(self.text).chars().count();
        let nearer = self.chars.abs_diff(self.target) < (self.chars + chars).abs_diff(self.target);
        if self.chars > 0 && (nearer || self.chars + chars > self.max_chars) {
            self.close();
        }
        if chars > self.max_chars {
            self.add_by_words(sentence);
            return;
        }
        self.open.end = sentence.end;
        self.chars += chars;
    }

    /// Cuts a sentence that is itself too long after its last line break or space, or anywhere if it has none.
    fn add_by_words(&mut self, sentence: Span) {
        let mut rest = sentence;
        loop {
            let left = rest.of(self.text);
            let Some((limit, _)) = left.char_indices().nth(self.max_chars) else { break };
            let window = &left[..limit];
            let at = window
                .rfind('\n')
                .filter(|at| *at * 2 > limit)
                .or_else(|| window.rfind(char::is_whitespace).filter(|at| *at > 0))
                .unwrap_or(limit);
            self.open = Span { start: rest.start, end: rest.start + at };
            self.close();
            rest.start += at;
        }
        self.open = rest;
        self.chars = rest.of(self.text).chars().count();
    }

    fn close(&mut self) {
        self.done.extend(Unit::trimmed(self.text, self.open, Kind::Text).map(|unit| unit.span));
        self.open.start = self.open.end;
        self.chars = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, max_chars: usize) -> Vec<&str> {
        split(text, Span { start: 0, end: text.len() }, max_chars).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_short_passage_is_left_whole() {
        assert_eq!(pieces("Le fleuve monte.", 100), ["Le fleuve monte."]);
    }

    #[test]
    fn pieces_end_with_sentences_and_are_even() {
        let text = "Le fleuve monte encore ce soir. ".repeat(10);
        let pieces = pieces(text.trim_end(), 200);
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().all(|piece| piece.ends_with("soir.") && piece.len() <= 200));
    }

    #[test]
    fn a_sentence_without_end_is_cut_at_spaces() {
        let text = "fleuve ".repeat(100);
        let pieces = pieces(text.trim_end(), 120);
        assert!(pieces.iter().all(|piece| piece.len() <= 120 && piece.ends_with("fleuve")));
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = "é".repeat(1_000);
        let pieces = pieces(&text, 300);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| piece.chars().count() <= 300));
    }
}
