//! Which elements of a page are its article, by Mozilla's Readability (the crate `dom_smoothie`).
//!
//! That crate parses the page a second time; the elements are numbered, and the numbers that come back are the article.

use super::formats::guarded;
use dom_smoothie::Readability;
use scraper::{ElementRef, Html};
use std::collections::HashSet;

/// Carries the number of an element through the extraction.
const ATTRIBUTE: &str = "data-filrouge-element";

/// Pages whose elements lie deeper are not given to an extraction that calls itself for each element.
const DEEPEST: usize = 200;

/// An element of which the two parsers see different contents: one as if scripts ran, the other as if they did not.
const APART: &str = "noscript";

/// The elements that Readability keeps, in their order, if it finds an article and both parsers see the same page.
pub(super) fn article<'page>(page: &'page Html, source: &str) -> Option<Vec<ElementRef<'page>>> {
    let elements = elements(page)?;
    let mut readability = Readability::new(without_apart(source), None, None).ok()?;
    let mut names = elements.iter().map(|element| element.value().name());
    let nodes = readability.doc.root().descendants();
    for (number, node) in nodes.iter().filter(|node| node.is_element()).enumerate() {
        if names.next()? != &*node.node_name()? {
            return None;
        }
        node.set_attr(ATTRIBUTE, &number.to_string());
    }
    let article = guarded(|| readability.parse().map_err(|error| error.to_string())).ok()?;
    let numbers = article.content.split(ATTRIBUTE).skip(1);
    let kept: HashSet<usize> =
        numbers.filter_map(|rest| rest.strip_prefix("=\"")?.split('"').next()?.parse().ok()).collect();
    let kept = elements.into_iter().enumerate().filter(|(number, _)| kept.contains(number));
    Some(kept.map(|(_, element)| element).collect())
}

/// The elements of a page, unless they lie too deep in each other.
fn elements(page: &Html) -> Option<Vec<ElementRef<'_>>> {
    let mut elements = Vec::new();
    let mut waiting = vec![(page.root_element(), 0)];
    while let Some((element, depth)) = waiting.pop() {
        if depth > DEEPEST {
            return None;
        }
        if element.value().name() == APART {
            continue;
        }
        elements.push(element);
        let from = waiting.len();
        waiting.extend(element.child_elements().map(|child| (child, depth + 1)));
        waiting.get_mut(from..).unwrap_or_default().reverse();
    }
    Some(elements)
}

/// The page without the elements of which the parsers see different contents.
fn without_apart(source: &str) -> String {
    let small = source.to_ascii_lowercase();
    let (mut text, mut from) = (String::with_capacity(source.len()), 0);
    let find = |from: usize, what: &str| small.get(from..).and_then(|rest| rest.find(what)).map(|at| from + at);
    while let Some(start) = find(from, "<noscript") {
        let Some(end) = find(start, "</noscript") else { break };
        text.push_str(source.get(from..start).unwrap_or_default());
        from = find(end, ">").map_or(source.len(), |at| at + 1);
    }
    text.push_str(source.get(from..).unwrap_or_default());
    text
}
