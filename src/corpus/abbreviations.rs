//! What a full stop after a word means in French and English: whether it shortens the word or ends the sentence.
//!
//! As in Punkt (Kiss and Strunk, 2006) what follows decides where the word alone does not; the words are listed rather than
//! learnt, since a corpus may be five articles.

/// Words that what they announce follows, in lower case: `M. Traoré`, `cf. Hugo`. They end no sentence.
const ANNOUNCING: &str = "mm mme mmes mlle mlles dr drs prof mgr ste cf env éd trad tél tel boul mr mrs ms messrs vs v gen gal gén lt cpt \
capt cdt cmdr sgt maj gov sen rep rev hon pres e.g i.e approx dept cie ed eds vol chap";

/// The same, where the word in lower case is a word of its own or a unit: a title only with a capital.
const ANNOUNCING_IF_CAPITAL: &str = "M Me Pr Col St Mt Ft Bd Av";

/// Words that shorten nothing unless a number follows: `p. 12`, `no. 5`, `10 h. 30`.
const NUMBERED: &str = "p pp no nos n° art arts fig figs ch sec apt h par al ex l t est nr mar";

/// Words that end a sentence or do not, as what follows tells: `Acme Inc. rose`, `Acme Inc. She left`.
const EITHER: &str = "av apr ex bd jr sr inc ltd co corp bros jan feb febr aug sept oct nov dec janv févr juil déc st ave rd blvd a.m \
p.m ph.d al col me pr min max univ assn mt";

/// Words with a capital that begin sentences and hardly ever names.
const STARTERS: &str = "Le La Les Il Elle Ils Elles On Ce Cet Cette Ces Cela Un Une Des Du Au Aux En Et Mais Ou Or Donc Car Puis Quand \
Que Qui Quel Quelle Quels Si Sa Son Ses Leur Leurs Notre Nos Votre Vos Mon Ma Mes Je Tu Nous Vous Dans Pour Par \
Sur Sous Avec Sans Selon Depuis Après Avant Voilà Voici Tout Tous Toute Toutes Rien Personne Plus Pas Non Oui \
Aussi Ainsi Alors Cependant Pourtant Comme Comment Pourquoi Chaque Plusieurs Certains Entre Lors Dès The A An He \
She It They We You I This That These Those His Her Their Its Our My Your But And So Yet In At By For From To \
With As If When While After Before Since Then There Here What Who Why How Which Where No Not Yes Nobody None All \
Some Many Most Each Every Another However Meanwhile Still Also Now Nor Both";

/// Starters that also begin names: `J. Le Drian`, `A. de La Fontaine`.
const IN_NAMES: &str = "Le La Les Du Des";

/// Elided words that begin sentences, before their apostrophe.
const ELIDED: &str = "L C J S D N Qu Lorsqu Jusqu Puisqu";

/// Whether `list`, words with spaces between, has `word`.
pub(super) fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// The longest word that is looked up, in bytes.
const LONGEST: usize = 12;

/// Whether the full stop between `before`, the sentence so far, and `after` shortens a word, follows an initial or numbers an
/// item, so that it ends no sentence.
pub(super) fn shortens(before: &str, after: &str) -> bool {
    let separator = |character: char| character.is_whitespace() || "'’(«“\"-[".contains(character);
    let from = before.rfind(separator).map_or(0, |found| before.ceil_char_boundary(found + 1));
    let word = &before[from..];
    if word.is_empty() || word.len() > LONGEST {
        return false;
    }
    if before[..from].trim().is_empty() && numbers_an_item(word) {
        return true;
    }
    if is_initials(word) {
        return !starts_sentence(after);
    }
    let lower = word.to_lowercase();
    let lower = lower.as_str();
    lists(ANNOUNCING_IF_CAPITAL, word) && !(word == "St" && starts_sentence(after))
        || lists(ANNOUNCING, lower)
        || lists(NUMBERED, lower) && starts_number(after)
        || lists(EITHER, lower) && !starts_sentence(after)
}

/// `1.`, `a.`, `II.` at the head of a sentence.
fn numbers_an_item(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
        || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        || word.len() <= 4 && word.bytes().all(|byte| b"IVX".contains(&byte))
}

/// `J`, `U.S`, `S.N.C.F`.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

fn starts_number(after: &str) -> bool {
    let word = first_word(after);
    word.starts_with(|first: char| first.is_ascii_digit())
        || !word.is_empty() && word.bytes().all(|byte| b"IVXL".contains(&byte))
}

/// Whether a text begins as only a sentence does: a quotation, or a word that no name begins with.
pub(super) fn starts_sentence(after: &str) -> bool {
    let rest = after.trim_start();
    if rest.starts_with(['«', '“', '"', '—', '–']) {
        return true;
    }
    let word = first_word(rest);
    let next = &rest[word.len()..];
    if next.starts_with(['\'', '’']) {
        return lists(ELIDED, word);
    }
    let name_follows = || next.trim_start().starts_with(char::is_uppercase);
    let shortened = word.len() <= 2 && next.starts_with('.');
    lists(STARTERS, word) && !shortened && !(lists(IN_NAMES, word) && name_follows())
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    // Enough for every word of the tables.
    let end = text.char_indices().take(LONGEST + 1).find(|(_, letter)| !letter.is_alphanumeric());
    &text[..end.map_or(text.floor_char_boundary(LONGEST), |(end, _)| end)]
}
