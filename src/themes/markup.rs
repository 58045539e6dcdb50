//! What is left of markup in a text that was meant to be plain: tags, character entities and web addresses. They are
//! blanked before words are counted, so that no theme is named after them. The passage itself stays as it was read.

use std::borrow::Cow;

/// A tag is no longer than this, in bytes: beyond it a `<` is an ordinary sign.
const LONGEST_TAG: usize = 300;
/// The ways a tag opens and closes, escaped or not.
const TAGS: [(&str, &str); 2] = [("<", ">"), ("&lt;", "&gt;")];
/// Entities with what they stand for; feeds often lose the ampersand.
const ENTITIES: [(&str, &str); 12] = [
    ("&#39;", "'"),
    (" #39;", "'"),
    ("&apos;", "'"),
    ("&rsquo;", "’"),
    ("&quot;", "\""),
    ("quot;", "\""),
    ("&amp;", "&"),
    ("amp;", "&"),
    ("&nbsp;", " "),
    ("&lt;", "\""),
    ("&gt;", "\""),
    ("#36;", "$"),
];
/// How a web address begins.
const ADDRESSES: [&str; 3] = ["https://", "http://", "www."];

/// The text without tags, entities and addresses, which become a full stop or the sign they stand for.
///
/// A tag or an address cuts the sentence, so that no phrase goes across it.
pub(super) fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&', ';']) && !ADDRESSES.iter().any(|address| text.contains(address)) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = tag(rest).or_else(|| address(rest)) {
            plain.push_str(". ");
            rest = &rest[length..];
        } else if let Some((entity, sign)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            plain.push_str(sign);
            rest = &rest[entity.len()..];
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Cow::Owned(plain)
}

/// The length of the tag that `text` begins with.
fn tag(text: &str) -> Option<usize> {
    let (open, close) = TAGS.iter().find(|(open, _)| text.starts_with(open))?;
    let after = text[open.len()..].chars().next()?;
    let end = text.get(..text.floor_char_boundary(LONGEST_TAG))?.find(close)?;
    (after == '/' || after == '!' || after.is_ascii_alphabetic()).then_some(end + close.len())
}

/// The length of the web address that `text` begins with.
fn address(text: &str) -> Option<usize> {
    ADDRESSES.iter().find(|address| text.starts_with(**address))?;
    Some(text.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '"' | ')')).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_entities_and_addresses_go() {
        let text = "Apple's &lt;A HREF=\"http://x.org/q?t=a\"&gt;AAPL.O&lt;/A&gt; iPod: it #39;s out";
        assert_eq!(without_markup(text), "Apple's . AAPL.O.  iPod: it's out");
        assert_eq!(without_markup("voir https://fr.wikinews.org/wiki/France_ ici"), "voir .  ici");
    }

    #[test]
    fn ordinary_text_stays() {
        for text in ["3 < 5 ; R&D", "Marks & Spencer", "L’été <3", "a &lt; b"] {
            assert!(without_markup(text).starts_with(&text[..1]), "{text}");
        }
        assert!(matches!(without_markup("Rien à ôter."), Cow::Borrowed(_)));
        assert_eq!(without_markup("3 < 5 ; R&D"), "3 < 5 ; R&D");
    }
}
