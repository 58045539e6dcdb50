//! From a document to an article's passages: judge its units, join them, split what is too long, tell languages.

use super::document::{Document, Metadata};
use super::join::join;
use super::judge::{Fate, judge};
use super::language::{Evidence, Language, detect_slowly};
use super::left_out::{LeftOut, Reason};
use super::lines::Span;
use super::options::ReadOptions;
use super::repeated::Repeated;
use super::split::split;

/// A document cut into passages, before it has its place in the corpus.
#[derive(Debug)]
pub(super) struct CutArticle {
    pub(super) path: String,
    pub(super) relative: String,
    pub(super) metadata: Metadata,
    pub(super) passages: Vec<CutPassage>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A passage before it has its place in the corpus.
#[derive(Debug)]
pub(super) struct CutPassage {
    pub(super) span: Span,
    pub(super) text: String,
    pub(super) hash: blake3::Hash,
    pub(super) language: Option<Language>,
}

/// Cuts a document.
pub(super) fn cut(document: Document, repeated: &Repeated, options: &ReadOptions) -> CutArticle {
    let Document { path, relative, text, units, mut metadata } = document;
    let fates = judge(&text, &units, metadata.title.as_deref(), repeated, options.keep_all);
    let joined = join(&text, &units, &fates, options.min_chars, options.max_chars);
    let mut out: Vec<(Span, Reason)> = joined.fragments.into_iter().map(|span| (span, Reason::Fragment)).collect();
    for (unit, fate) in units.iter().zip(&fates) {
        match fate {
            Fate::LeftOut(reason) => out.push((unit.span, *reason)),
            Fate::Title => metadata.title = Some(unit.span.of(&text).to_owned()),
            Fate::Kept => {}
        }
    }
    let mut passages = Vec::with_capacity(joined.passages.len());
    for span in joined.passages.into_iter().flat_map(|span| split(&text, span, options.max_chars)) {
        let words = span.of(&text);
        if words.chars().any(char::is_alphabetic) {
            let (language, hash) = (Evidence::of(words).sure(), blake3::hash(words.as_bytes()));
            passages.push(CutPassage { span, text: words.to_owned(), hash, language });
        } else {
            out.push((span, Reason::NoWords));
        }
    }
    settle_languages(&mut metadata, &mut passages);
    out.sort_unstable_by_key(|(span, _)| span.start);
    let left_out = out.into_iter().map(|(span, reason)| LeftOut {
        path: path.clone(),
        start: span.start,
        end: span.end,
        text: span.of(&text).to_owned(),
        reason,
    });
    CutArticle { left_out: left_out.collect(), path, relative, metadata, passages }
}

/// After as many equal answers from trigrams in one article, the rest is taken to be the same: they are slow.
const ENOUGH_ANSWERS: usize = 32;

/// Gives the article the language of most of its passages unless its metadata states one, and the passages that are too
/// short to tell the article's.
fn settle_languages(metadata: &mut Metadata, passages: &mut [CutPassage]) {
    let likely = metadata.language.or_else(|| commonest(passages));
    let (mut last, mut same) = (None, 0);
    for passage in passages.iter_mut().filter(|passage| passage.language.is_none()) {
        if let Some(language) = likely.filter(|language| Evidence::of(&passage.text).agrees(*language)) {
            passage.language = Some(language);
            continue;
        }
        passage.language = if same < ENOUGH_ANSWERS { detect_slowly(&passage.text) } else { last };
        same = if passage.language == last { same + 1 } else { 0 };
        last = passage.language;
    }
    metadata.language = metadata.language.or_else(|| commonest(passages));
    for passage in passages {
        passage.language = passage.language.or(metadata.language);
    }
}

/// The language of most passages; of equal counts, the one that comes first.
fn commonest(passages: &[CutPassage]) -> Option<Language> {
    let mut counts: Vec<(Language, usize)> = Vec::new();
    for language in passages.iter().filter_map(|passage| passage.language) {
        match counts.iter_mut().find(|(known, _)| *known == language) {
            Some((_, count)) => *count += 1,
            None => counts.push((language, 1)),
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::super::document::FileRead;
    use super::super::plain::read_plain;
    use super::super::walk::{Format, Found};
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn document(format: Format, text: &str) -> Document {
        let file = Found {
            path: PathBuf::from("a.txt"),
            shown: "a.txt".into(),
            relative: "a.txt".into(),
            named: false,
            format,
        };
        let FileRead { mut documents, .. } = read_plain(&file, text.to_owned());
        documents.remove(0)
    }

    /// Checks that passages and lines left out are in order, exact, and cover all but white space, marks and the title.
    fn check(format: Format, text: &str, options: &ReadOptions) {
        let document = document(format, text);
        let text = &document.text.clone();
        let title = document.metadata.title.clone();
        let article = cut(document, &Repeated::default(), options);
        let mut spans: Vec<(usize, usize)> = article
            .passages
            .iter()
            .map(|passage| {
                assert_eq!(&text[passage.span.start..passage.span.end], passage.text);
                (passage.span.start, passage.span.end)
            })
            .collect();
        assert!(spans.is_sorted());
        for out in &article.left_out {
            assert_eq!(&text[out.start..out.end], out.text);
            spans.push((out.start, out.end));
        }
        spans.sort_unstable();
        let (mut rest, mut from) = (String::new(), 0);
        for (start, end) in spans {
            assert!(from <= start && start < end, "spans overlap");
            rest.push_str(&text[from..start]);
            from = end;
        }
        rest.push_str(&text[from..]);
        if title.is_none()
            && let Some(title) = &article.metadata.title
        {
            rest = rest.replacen(title, "", 1);
        }
        assert!(
            rest.chars().all(|character| character.is_whitespace() || "#=-".contains(character)),
            "lost `{rest}` of `{text}`"
        );
    }

    /// What pages are made of.
    const LINES: &[&str] = &[
        "",
        "",
        "Le bac est arrêté depuis lundi, et les camions attendent sur la rive gauche du fleuve.",
        "Une panne",
        "Contactez-nous",
        "Lire aussi : la crue",
        "# Titre",
        "## Fin ##",
        "```",
        "===",
        "---",
        "![a](b)",
        "- un sac",
        "Non.",
        "* * *",
        "« Oui. »",
        "42",
        "Qui paiera ?",
        "Amateur de thé. Père de deux chats. Cycliste du dimanche.",
        "le fleuve monte et les pirogues restent à quai, faute de carburant pour",
        "Par Awa Diallo",
        "Selon la radio, les habitants du delta attendent encore que le gouver-",
        "nement tienne sa promesse, faite par son porte-",
        "parole\u{ad} à la ra\u{ad}",
        "dio na\u{200b}tionale, avant l’e\u{301}te\u{301} : « ﬁnir le pont. »",
        "DÃ©jÃ\u{a0} lâ€™Ã©tÃ©, et l\u{92}eau monte.",
        "\u{ad}\u{feff}",
        "Les éleveurs, p. ex. M. Ba, sont partis vers 52 av. J.-C. ; 3.5 %… « Où ? » dit-il. Ici ! [1] Voilà.",
        "\u{a0}",
        "Le bac est arrêté. Le bac est arrêté. Le bac est arrêté. Le bac est arrêté. Le bac est arrêté. Fin",
    ];

    const LINE_ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\u{2028}", "\u{c}"];

    proptest! {
        #[test]
        fn nothing_is_lost_from_any_text(text in "\\PC{0,300}") {
            check(Format::Text, &text, &ReadOptions::default());
        }

        #[test]
        fn nothing_is_lost_from_any_page(
            lines in prop::collection::vec((prop::sample::select(LINES), prop::sample::select(LINE_ENDS)), 0..30),
            markdown in any::<bool>(),
            keep_all in any::<bool>(),
        ) {
            let text: String = lines.iter().flat_map(|(line, end)| [*line, *end]).collect();
            let format = if markdown { Format::Markdown } else { Format::Text };
            // A block that reads as front matter is metadata.
            prop_assume!(!text.starts_with("---"));
            check(format, &text, &ReadOptions::default().max_chars(120).keep_all(keep_all));
        }
    }

    #[test]
    fn short_passages_take_the_language_of_their_article() {
        let text = "Le bac est arrêté depuis lundi, et les camions attendent sur la rive gauche du fleuve que la pièce arrive.\n\
                    Selon le maire, le fleuve est trop bas pour les pirogues.\n\
                    The ferry has been stopped since Monday, and the trucks are waiting on the left bank for the part to come.\n\
                    La panne dure depuis lundi et personne ne sait dire quand la pièce commandée à la capitale arrivera enfin.";
        let article = cut(document(Format::Text, text), &Repeated::default(), &ReadOptions::default().min_chars(40));
        let languages: Vec<_> = article.passages.iter().map(|passage| passage.language.unwrap()).collect();
        assert_eq!(languages, [Language::French, Language::French, Language::English, Language::French]);
        assert_eq!(article.metadata.language, Some(Language::French));
    }

    #[test]
    fn one_enormous_line_is_cut_in_time() {
        let text = "fleuve ".repeat(300_000);
        let article = cut(document(Format::Text, &text), &Repeated::default(), &ReadOptions::default());
        assert!(article.passages.len() > 1_000);
    }
}
