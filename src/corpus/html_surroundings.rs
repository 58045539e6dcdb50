//! What surrounds the article of a web page, by the names that people give to such elements.

use super::left_out::Reason;
use scraper::node::Element;

/// Elements that a page does not show as text.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "svg", "head", "title", "object", "audio", "video", "canvas",
    "math",
];

/// Elements that never hold a part of an article.
const AROUND: &[&str] = &["nav", "aside", "footer", "form", "button", "select", "textarea", "dialog", "menu"];

/// Words of a class, an id or a role that mark what surrounds an article, and what it is.
const SURROUNDINGS: &[(&str, Reason)] = &[
    ("cookie", Reason::Cookies),
    ("cookies", Reason::Cookies),
    ("consent", Reason::Cookies),
    ("gdpr", Reason::Cookies),
    ("rgpd", Reason::Cookies),
    ("newsletter", Reason::Subscription),
    ("subscribe", Reason::Subscription),
    ("subscription", Reason::Subscription),
    ("paywall", Reason::Subscription),
    ("share", Reason::Share),
    ("sharing", Reason::Share),
    ("social", Reason::Share),
    ("comment", Reason::Comment),
    ("comments", Reason::Comment),
    ("commentaires", Reason::Comment),
    ("reactions", Reason::Comment),
    ("disqus", Reason::Comment),
    ("related", Reason::RelatedLink),
    ("recommended", Reason::RelatedLink),
    ("recommendations", Reason::RelatedLink),
    ("outbrain", Reason::RelatedLink),
    ("taboola", Reason::RelatedLink),
    ("ad", Reason::Advertising),
    ("ads", Reason::Advertising),
    ("advert", Reason::Advertising),
    ("advertisement", Reason::Advertising),
    ("publicite", Reason::Advertising),
    ("pub", Reason::Advertising),
    ("promo", Reason::Advertising),
    ("sponsored", Reason::Advertising),
    ("sidebar", Reason::Navigation),
    ("breadcrumb", Reason::Navigation),
    ("breadcrumbs", Reason::Navigation),
    ("menu", Reason::Navigation),
    ("nav", Reason::Navigation),
    ("navbar", Reason::Navigation),
    ("navigation", Reason::Navigation),
    ("footer", Reason::Navigation),
    ("pied", Reason::Navigation),
    ("popup", Reason::Navigation),
    ("modal", Reason::Navigation),
    ("tags", Reason::Navigation),
    ("banner", Reason::Navigation),
    ("complementary", Reason::Navigation),
    ("contentinfo", Reason::Navigation),
    ("pagination", Reason::Navigation),
    ("search", Reason::Navigation),
];

/// Whether no reader of the page sees the element.
pub(super) fn is_unseen(element: &Element) -> bool {
    UNSEEN.contains(&element.name())
}

/// What the element is instead of a part of an article. With `careful`, its class, id and role count.
pub(super) fn surroundings(element: &Element, careful: bool) -> Option<Reason> {
    let name = element.name();
    if name == "figure" {
        return Some(Reason::Image);
    }
    let hidden = element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    // A whole page or article may be named after what it also holds.
    let named = if careful && !["html", "body", "main", "article"].contains(&name) { named(element) } else { None };
    named.or_else(|| (hidden || AROUND.contains(&name)).then_some(Reason::Navigation))
}

fn named(element: &Element) -> Option<Reason> {
    let values = ["class", "id", "role"].into_iter().filter_map(|attribute| element.attr(attribute));
    let mut words = values.flat_map(|value| value.split(|character: char| !character.is_alphanumeric()));
    words.find_map(|word| {
        let word = word.to_lowercase();
        SURROUNDINGS.iter().find(|(name, _)| *name == word).map(|(_, reason)| *reason)
    })
}
