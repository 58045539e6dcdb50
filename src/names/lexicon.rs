//! What a word, by itself, says of the names near it, and what places and large organisations are called in two languages:
//! small lists of our own, in the text files beside this one.

use super::key;
use crate::words::fold;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Which of the lists of `words.txt` have a word; one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    pub(super) const TITLE: Self = Self(1);
    pub(super) const ROLE: Self = Self(1 << 1);
    pub(super) const ORGANISATION: Self = Self(1 << 2);
    pub(super) const PLACE: Self = Self(1 << 3);
    pub(super) const SITE: Self = Self(1 << 4);
    pub(super) const MEMBERS: Self = Self(1 << 5);
    pub(super) const SAYS: Self = Self(1 << 6);
    pub(super) const NEVER: Self = Self(1 << 7);
    pub(super) const CALENDAR: Self = Self(1 << 8);
    pub(super) const PEOPLE: Self = Self(1 << 9);
    pub(super) const PARTICLE: Self = Self(1 << 10);
    pub(super) const PREFIX: Self = Self(1 << 11);
    pub(super) const FIRST: Self = Self(1 << 12);
    pub(super) const DIRECTION: Self = Self(1 << 13);
    pub(super) const WATER: Self = Self(1 << 14);
    /// A place of one word.
    pub(super) const KNOWN_PLACE: Self = Self(1 << 15);

    /// Whether any of these lists has the word.
    pub(super) fn any(self, of: &[Self]) -> bool {
        of.iter().any(|mark| self.0 & mark.0 != 0)
    }

    pub(super) fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    /// Whether the word, with a capital, names nothing alone.
    pub(super) fn names_nothing(self) -> bool {
        !self.has(Self::KNOWN_PLACE)
            && self.any(&[
                Self::TITLE,
                Self::ROLE,
                Self::ORGANISATION,
                Self::PLACE,
                Self::NEVER,
                Self::CALENDAR,
                Self::PEOPLE,
                Self::DIRECTION,
            ])
    }

    fn add(&mut self, mark: Self) {
        self.0 |= mark.0;
    }
}

/// The headings of `words.txt`, in the order of the bits.
const HEADINGS: [(&str, Marks); 15] = [
    ("title", Marks::TITLE),
    ("role", Marks::ROLE),
    ("organisation", Marks::ORGANISATION),
    ("place", Marks::PLACE),
    ("site", Marks::SITE),
    ("members", Marks::MEMBERS),
    ("says", Marks::SAYS),
    ("never", Marks::NEVER),
    ("calendar", Marks::CALENDAR),
    ("people", Marks::PEOPLE),
    ("particle", Marks::PARTICLE),
    ("prefix", Marks::PREFIX),
    ("first", Marks::FIRST),
    ("direction", Marks::DIRECTION),
    ("water", Marks::WATER),
];

static WORDS: LazyLock<FxHashMap<Box<str>, Marks>> = LazyLock::new(|| {
    let mut words: FxHashMap<Box<str>, Marks> = FxHashMap::default();
    let mut mark = Marks::default();
    for line in content(include_str!("words.txt")) {
        if let Some(rest) = line.strip_prefix('[') {
            let heading = rest.split(']').next().unwrap_or_default();
            mark = HEADINGS.iter().find(|(name, _)| *name == heading).map_or(Marks::default(), |(_, mark)| *mark);
            continue;
        }
        for word in line.split_whitespace() {
            words.entry(word.into()).or_default().add(mark);
        }
    }
    for line in content(include_str!("places.txt")) {
        let (names, peoples) = line.split_once(':').unwrap_or((line, ""));
        for people in peoples.split_whitespace() {
            words.entry(fold(people).into()).or_default().add(Marks::PEOPLE);
            words.entry(format!("{}s", fold(people)).into()).or_default().add(Marks::PEOPLE);
        }
        for name in names.split('=').map(|name| fold(name.trim())).filter(|name| !name.contains([' ', '\''])) {
            words.entry(name.into()).or_default().add(Marks::KNOWN_PLACE);
        }
    }
    words
});

/// The lines of a list, without comments and empty ones.
fn content(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The lists that have a folded word.
pub(super) fn marks(folded: &str) -> Marks {
    WORDS.get(folded).copied().unwrap_or_default()
}

/// What the lists say of a name: which other names mean the same, as a number they share, and whether it is a place or an
/// organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    pub(super) alike: u32,
    pub(super) is_place: bool,
}

static KNOWN: LazyLock<FxHashMap<String, Known>> = LazyLock::new(|| {
    let mut known = FxHashMap::default();
    let places = content(include_str!("places.txt")).map(|line| (line, true));
    let organisations = content(include_str!("organisations.txt")).map(|line| (line, false));
    for (alike, (line, is_place)) in (0..).zip(places.chain(organisations)) {
        let names = line.split(':').next().unwrap_or_default();
        for name in names.split('=') {
            known.entry(key(name)).or_insert(Known { alike, is_place });
        }
    }
    known
});

/// What the lists say of a name, by its key.
pub(super) fn known(key: &str) -> Option<Known> {
    KNOWN.get(key).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded_and_their_headings_are_known() {
        for line in content(include_str!("words.txt")) {
            match line.strip_prefix('[') {
                Some(rest) => assert!(HEADINGS.iter().any(|(name, _)| rest.starts_with(&format!("{name}]"))), "{line}"),
                None => assert_eq!(fold(line), line),
            }
        }
    }

    #[test]
    fn what_two_languages_call_alike_is_alike() {
        assert_eq!(known("russie"), known("russia"));
        assert!(known("cote d ivoire").is_some_and(|known| known.is_place));
        assert!(known("nations unies").is_some_and(|known| !known.is_place));
        assert!(marks("maliennes").has(Marks::PEOPLE));
        assert!(marks("president").has(Marks::TITLE));
        assert!(!marks("moscou").names_nothing());
    }
}
