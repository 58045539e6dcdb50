//! The document's own words, in the main language of its corpus: French, or else English.
//! What stands here is used in several places, or is long; a sentence made of figures is where these are.

use crate::corpus::{Date, Language, Precision, Reason};
use crate::themes::Badge;

/// The language a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Wording {
    French,
    English,
}

const MONTHS: [[&str; 12]; 2] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

impl Wording {
    pub(in crate::export) fn of(language: Language) -> Self {
        if language == Language::French { Self::French } else { Self::English }
    }

    /// The first in French, the second in English.
    pub(in crate::export) fn pick<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        if self == Self::French { french } else { english }
    }

    /// A whole number with its thousands set apart: `1 234` or `1,234`.
    pub(in crate::export) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let mut written = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                written.push_str(self.pick("\u{202f}", ","));
            }
            written.push(digit);
        }
        written
    }

    /// `0,62` or `0.62`, with a true minus sign.
    pub(in crate::export) fn decimal(self, value: f64) -> String {
        // adding zero turns a rounded -0 into 0
        let rounded = (value * 100.0).round() / 100.0 + 0.0;
        format!("{rounded:.2}").replace('.', self.pick(",", ".")).replace('-', "−")
    }

    /// A share in 0..=1 as whole percent; what is not nothing is not `0 %`.
    pub(in crate::export) fn percent(self, share: f64) -> String {
        let (less, sign) = (self.pick("moins de ", "less than "), self.pick("\u{a0}%", "%"));
        if share > 0.0 && share < 0.005 { format!("{less}1{sign}") } else { format!("{:.0}{sign}", share * 100.0) }
    }

    /// A number with its noun: `1 passage`, `2 passages`. In French nought is singular.
    pub(in crate::export) fn count(self, number: usize, noun: Noun) -> String {
        let (french, english) = noun.names();
        let plural = if self == Self::French { number > 1 } else { number != 1 };
        format!("{} {}{}", self.number(number), self.pick(french, english), if plural { "s" } else { "" })
    }

    /// `3 mars 2024`, `mars 2024`, `2024`; `3 March 2024`.
    pub(in crate::export) fn date(self, date: Date) -> String {
        let months = &MONTHS[usize::from(self == Self::English)];
        let month = date.month().and_then(|month| months.get(month as usize - 1)).copied().unwrap_or_default();
        match (date.day(), date.precision()) {
            (Some(1), _) if self == Self::French => format!("1er {month} {}", date.year()),
            (Some(day), _) => format!("{day} {month} {}", date.year()),
            (None, Precision::Year) => date.year().to_string(),
            (None, _) => format!("{month} {}", date.year()),
        }
    }

    /// `du 3 mars 2021 au 4 mai 2022`, `d’août 2021 à 2022`, `en mai 2022`; `from … to …`. Nothing without dates.
    pub(in crate::export) fn period(self, first: Option<Date>, last: Option<Date>) -> Option<String> {
        let (first, last) = (first?, last?);
        let is_day = |date: Date| date.precision() == Precision::Day;
        let (from, to) = (self.date(first), self.date(last));
        Some(match self {
            Self::English if from == to => format!("{} {from}", if is_day(first) { "on" } else { "in" }),
            Self::English => format!("from {from} to {to}"),
            Self::French if from == to => format!("{} {from}", if is_day(first) { "le" } else { "en" }),
            Self::French => {
                let of = match from.chars().next() {
                    _ if is_day(first) => "du ",
                    Some('a' | 'o') => "d’",
                    _ => "de ",
                };
                format!("{of}{from} {} {to}", if is_day(last) { "au" } else { "à" })
            }
        })
    }

    /// `« name »` or `“name”`.
    pub(in crate::export) fn quoted(self, text: &str) -> String {
        format!("{}{text}{}", self.pick("«\u{a0}", "“"), self.pick("\u{a0}»", "”"))
    }

    /// Space before a colon, as each language sets it.
    pub(in crate::export) fn colon(self) -> &'static str {
        self.pick("\u{a0}:", ":")
    }

    /// Space before a semicolon, as each language sets it.
    pub(in crate::export) fn semicolon(self) -> &'static str {
        self.pick("\u{a0};", ";")
    }

    /// Stability in words and as a figure.
    pub(in crate::export) fn stability(self, stability: Option<f64>) -> String {
        let Some(stability) = stability else {
            return self.pick("stabilité non mesurée", "stability not measured").into();
        };
        let word = match Badge::of(stability) {
            Badge::Stable => "stable",
            Badge::FairlyStable => self.pick("assez stable", "fairly stable"),
            Badge::Unstable => self.pick("instable", "unstable"),
        };
        format!("{word} ({})", self.decimal(stability))
    }

    /// What the document is to be read with.
    pub(in crate::export) fn how_to_read(self) -> &'static str {
        self.pick(
            "*Comment lire ce document.* Un thème réunit des passages (des paragraphes) de sens voisin ; il est formé et \
             nommé par le calcul, sauf s’il a été décrit d’avance. Chaque phrase citée se trouve mot pour mot dans le \
             passage auquel son numéro renvoie. La stabilité, de 0 à 1, dit à quel point le thème revient quand une partie \
             du corpus est retirée ; la cohésion, à quel point ses passages se ressemblent (0 : pas plus que deux passages \
             quelconques). Deux thèmes se comparent de −1, à l’opposé l’un de l’autre, à 1, presque le même.",
            "*How to read this document.* A theme is a group of passages (paragraphs) of like meaning, formed and named by \
             computation unless it was described beforehand. Every sentence cited stands word for word in the passage \
             that its number refers to. Stability, from 0 to 1, says how well the theme comes back when a part of the \
             corpus is left out; cohesion, how alike its passages are (0: no more than any two). Two themes \
             compare from −1, opposite, to 1, nearly the same.",
        )
    }

    /// How to get the document again.
    pub(in crate::export) fn how_to_repeat(self) -> &'static str {
        self.pick(
            "Les mêmes fichiers, les mêmes options, le même modèle et la même graine redonnent ce document à l’identique : \
             dans le dossier de l’index, `filrouge themes` refait la dernière analyse avec ses options, puis `filrouge \
             export --format markdown` écrit ce document. `filrouge export --format json` donne tout ce qui le fonde, \
             passage par passage.",
            "The same files, options, model and seed give this document again, to the letter: in the folder of the index, \
             `filrouge themes` repeats the last analysis with its options, then `filrouge export --format markdown` writes \
             this document. `filrouge export --format json` gives all it rests on, passage by passage.",
        )
    }

    /// Why something was left out.
    pub(in crate::export) fn reason(self, reason: Reason) -> &'static str {
        let (french, english) = match reason {
            Reason::Advertising => ("publicité", "advertising"),
            Reason::RelatedLink => ("lien vers un autre article", "link to another article"),
            Reason::Comment => ("invitation à commenter", "invitation to comment"),
            Reason::Subscription => ("invitation à s’abonner", "invitation to subscribe"),
            Reason::Share => ("boutons de partage", "buttons to share"),
            Reason::Cookies => ("avis sur les témoins ou la vie privée", "notice on cookies or privacy"),
            Reason::Copyright => ("droits et crédits", "copyright and credits"),
            Reason::Byline => ("signature ou date de publication", "byline or date of publication"),
            Reason::AuthorBlurb => ("présentation de l’auteur", "about the author"),
            Reason::Navigation => ("menu ou mots clés du site", "menu or tags of the site"),
            Reason::Repeated => ("ligne répétée dans plusieurs articles", "line repeated in several articles"),
            Reason::Title => ("titre répété", "title repeated"),
            Reason::Code => ("code", "code"),
            Reason::Image => ("image", "image"),
            Reason::NoWords => ("sans aucun mot", "no word in it"),
            Reason::Fragment => ("fragment sans paragraphe", "fragment without a paragraph"),
            Reason::Quoted => ("message cité", "quoted message"),
            Reason::Signature => ("signature d’un message", "signature of a message"),
            Reason::PageHeader => ("en-tête ou pied de page", "running head or foot"),
        };
        self.pick(french, english)
    }
}

/// What the document counts.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) enum Noun {
    Article,
    Passage,
    Theme,
    Line,
}

impl Noun {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Article => ("article", "article"),
            Self::Passage => ("passage", "passage"),
            Self::Theme => ("thème", "theme"),
            Self::Line => ("ligne", "line"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wording::{English, French};
    use super::*;

    fn date(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn periods_read_like_prose() {
        let period = |wording: Wording, first, last| wording.period(date(first), date(last)).unwrap();
        assert_eq!(period(French, "2021-05-01", "2025-10-12"), "du 1er mai 2021 au 12 octobre 2025");
        assert_eq!(period(French, "2021-08", "2025"), "d’août 2021 à 2025");
        assert_eq!(period(French, "2024-03", "2024-03"), "en mars 2024");
        assert_eq!(period(English, "2021-05-03", "2025-10"), "from 3 May 2021 to October 2025");
        assert_eq!(period(English, "2024-05-03", "2024-05-03"), "on 3 May 2024");
        assert_eq!(French.period(None, None), None);
    }

    #[test]
    fn figures_are_set_as_the_language_sets_them() {
        assert_eq!(
            (French.number(1_234_567), English.number(1_234)),
            ("1\u{202f}234\u{202f}567".into(), "1,234".into())
        );
        assert_eq!((French.decimal(-0.256), English.decimal(-0.001)), ("−0,26".into(), "0.00".into()));
        assert_eq!((French.percent(0.25), English.percent(0.001)), ("25\u{a0}%".into(), "less than 1%".into()));
        assert_eq!(
            (French.count(0, Noun::Passage), English.count(0, Noun::Line)),
            ("0 passage".into(), "0 lines".into())
        );
    }
}
