//! Whether the elements of a page lie so deep in each other that parsing it would take minutes.
//!
//! A parser looks through the open elements at every tag, so that its work is the sum of their number over all tags. It
//! is estimated in one pass over the page; a page that a person wrote stays a thousand times below the limit.

use std::collections::HashMap;

/// The most open elements, summed over all tags, that a page may have: about two seconds of parsing.
const MOST_WORK: u64 = 300_000_000;

/// Elements of style left open, which a parser opens again in every paragraph, and what each costs more than another.
const STYLES: &[&str] = &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
const STYLE_WORK: u64 = 100;

/// Elements that hold nothing, or that the next of their kind closes.
const NEVER_DEEP: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li",
    "link", "meta", "optgroup", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track",
    "wbr",
];

/// Elements whose contents are not markup.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// How many elements are open.
#[derive(Clone, Copy, Default)]
struct Open {
    elements: u64,
    /// Those of style, with attributes: of others alike, a parser keeps three.
    styles: u64,
}

/// Whether parsing the page would take too long.
pub(super) fn is_too_deep(page: &str) -> bool {
    let mut by_name: HashMap<String, Open> = HashMap::new();
    let (mut all, mut work) = (Open::default(), 0);
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if rest.starts_with("!--") {
            // `<!-->` is a whole comment
            rest = rest.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let name = name_of(rest.trim_start_matches('/'));
        let closing = rest.starts_with('/');
        if name.is_empty() {
            continue;
        }
        if RAW.contains(&name.as_str()) {
            rest = if closing { rest } else { past_raw(rest, &name) };
            continue;
        }
        if !NEVER_DEEP.contains(&name.as_str()) {
            let attributes = rest.as_bytes().get(name.len()).is_some_and(u8::is_ascii_whitespace);
            let style = attributes && STYLES.contains(&name.as_str());
            let open = by_name.entry(name).or_default();
            let before = *open;
            if closing {
                open.elements = open.elements.saturating_sub(1);
                open.styles = open.styles.min(open.elements);
            } else {
                open.elements += 1;
                open.styles += u64::from(style);
            }
            all.elements = all.elements + open.elements - before.elements;
            all.styles = all.styles + open.styles - before.styles;
        }
        work += all.elements + STYLE_WORK * all.styles;
        if work > MOST_WORK {
            return true;
        }
    }
    false
}

/// The name at the start of a tag, in small letters; empty where there is none.
fn name_of(tag: &str) -> String {
    let end = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    tag.get(..end.min(32)).unwrap_or_default().to_ascii_lowercase()
}

/// What follows the closing tag of an element whose contents are not markup.
fn past_raw<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some((_, after)) = rest.split_once("</") {
        rest = after;
        if name_of(rest) == name {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_page_is_not_a_deep_one() {
        let article = "<DIV class='a'><p>Un<br><b>deux</b><ul><li>trois<li>quatre</ul></div><!-- <div> --></i>";
        assert!(!is_too_deep(&article.repeat(100_000)));
        assert!(!is_too_deep(&"<p><font color='red'>un</font></p>".repeat(100_000)));
        assert!(!is_too_deep(&"<p>un<li>deux<td>trois".repeat(100_000)));
        assert!(!is_too_deep(&format!("<script>{}</SCRIPT>", "if (a<b) x='<div>'; ".repeat(100_000))));
    }

    #[test]
    fn elements_in_each_other_without_end_are_too_deep() {
        assert!(is_too_deep(&"<div>".repeat(100_000)));
        assert!(is_too_deep(&"<div><p></i>".repeat(100_000)));
        assert!(is_too_deep(&"<Span x='1'><b>".repeat(100_000)));
        assert!(is_too_deep(&"<p><font color='red'>un</p>".repeat(5_000)));
        assert!(is_too_deep(&format!("<!-->{}", "<div>".repeat(100_000))));
    }

    #[test]
    fn broken_markup_ends() {
        for page in ["", "<", "</", "<!--", "<!-->", "<script>", "<script></scr", "a < b </ c", "<é", "</é>"] {
            assert!(!is_too_deep(page), "{page}");
        }
    }
}
