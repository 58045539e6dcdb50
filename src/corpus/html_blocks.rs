//! The paragraphs of a web page that belong to its article, without what surrounds them.

use scraper::node::{Element, Node};
use scraper::{ElementRef, Html};
use std::collections::HashMap;

/// A paragraph or a heading, with its white space squeezed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) heading: bool,
    /// Whether a paragraph element holds it, rather than a bare container.
    proper: bool,
}

/// Elements that never hold a part of an article.
const DROPPED: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "textarea",
    "iframe", "svg", "dialog", "figure", "head", "title", "object", "audio", "video", "canvas", "menu", "math",
];

/// Words of a class, an id or a role that mark what surrounds an article.
const SURROUNDINGS: &[&str] = &[
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "rgpd",
    "newsletter",
    "subscribe",
    "subscription",
    "share",
    "sharing",
    "social",
    "comment",
    "comments",
    "commentaires",
    "related",
    "recommended",
    "recommendations",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "publicite",
    "pub",
    "promo",
    "sponsored",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "footer",
    "popup",
    "modal",
    "paywall",
    "tags",
    "banner",
    "complementary",
    "contentinfo",
    "pagination",
    "outbrain",
    "taboola",
    "search",
];

const PARAGRAPHS: &[&str] = &["p", "li", "blockquote", "td", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt"];

/// Elements that text flows through; all others begin a new block.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "big", "acronym", "nobr",
];

/// The blocks of the article of a page: of its longest `article`, of `main` if no article is half as long, else of its
/// densest container.
pub(super) fn main_blocks(page: &Html) -> Vec<Block> {
    let root = page.root_element();
    let article = longest(root, |element| element.value().name() == "article");
    let main = longest(root, |element| element.value().name() == "main" || element.attr("role") == Some("main"));
    if let Some(blocks) = article.filter(|article| size(article) * 2 >= main.as_deref().map_or(0, size)).or(main) {
        return blocks;
    }
    let blocks = blocks_of(densest(root), true);
    if blocks.is_empty() { blocks_of(root, false) } else { blocks }
}

/// The blocks of the element with the most text among those that `chosen` accepts; the first of equals.
fn longest(root: ElementRef<'_>, chosen: impl Fn(&ElementRef<'_>) -> bool) -> Option<Vec<Block>> {
    let mut longest: Option<Vec<Block>> = None;
    // A page with more is a list of articles, whose `main` is read.
    for element in root.descendent_elements().filter(chosen).take(64) {
        let blocks = blocks_of(element, true);
        if size(&blocks) > longest.as_deref().map_or(0, size) {
            longest = Some(blocks);
        }
    }
    longest
}

fn size(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

/// The element whose own paragraphs hold the most text, counting half of what their wrappers hold.
fn densest(root: ElementRef<'_>) -> ElementRef<'_> {
    let mut scores: HashMap<_, usize> = HashMap::new();
    for paragraph in root.descendent_elements().filter(|element| element.value().name() == "p") {
        let length: usize = paragraph.text().map(str::len).sum();
        let parents = paragraph.ancestors().filter_map(ElementRef::wrap).take(2);
        for (parent, share) in parents.zip([2, 1]) {
            *scores.entry(parent.id()).or_default() += length * share;
        }
    }
    // In document order, so that equal scores always give the same element.
    let mut best = (0, root);
    for element in root.descendent_elements() {
        let score = scores.get(&element.id()).copied().unwrap_or(0);
        if score > best.0 {
            best = (score, element);
        }
    }
    best.1
}

/// The blocks inside `root`. With `careful`, what its class or id marks as surroundings is dropped.
fn blocks_of(root: ElementRef<'_>, careful: bool) -> Vec<Block> {
    let mut writer = Writer::default();
    // The header of an article may hold its first paragraph, that of a page does not.
    let whole_page = !["article", "main"].contains(&root.value().name());
    let mut node = *root;
    'walk: loop {
        let mut entered = true;
        match node.value() {
            Node::Text(text) => writer.write(text),
            Node::Element(element)
                if node.id() != root.id()
                    && (drops(element, careful) || (whole_page && element.name() == "header")) =>
            {
                entered = false;
            }
            Node::Element(element) => writer.open(element.name()),
            _ => {}
        }
        if entered && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if entered && let Node::Element(element) = node.value() {
                writer.close(element.name());
            }
            if node.id() == root.id() {
                break 'walk;
            }
            if let Some(sibling) = node.next_sibling() {
                node = sibling;
                continue 'walk;
            }
            let Some(parent) = node.parent() else { break 'walk };
            node = parent;
            entered = true;
        }
    }
    writer.finish()
}

fn drops(element: &Element, careful: bool) -> bool {
    let name = element.name();
    if DROPPED.contains(&name) || element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") {
        return true;
    }
    if element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none")) {
        return true;
    }
    // A whole page or article may be named after what it also holds.
    careful
        && !["html", "body", "main", "article"].contains(&name)
        && ["class", "id", "role"].into_iter().filter_map(|attribute| element.attr(attribute)).any(|value| {
            value
                .split(|character: char| !character.is_alphanumeric())
                .any(|word| SURROUNDINGS.contains(&word.to_lowercase().as_str()))
        })
}

/// Collects text into blocks.
#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    text: String,
    /// The open paragraph elements, outermost first.
    open: Vec<bool>,
    space: bool,
}

impl Writer {
    fn write(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.space) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push(character);
        }
    }

    fn open(&mut self, name: &str) {
        if name == "br" {
            self.space = true;
        } else if !INLINE.contains(&name) {
            self.flush();
        }
        if PARAGRAPHS.contains(&name) {
            self.open.push(is_heading(name));
        }
    }

    fn close(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.flush();
        }
        if PARAGRAPHS.contains(&name) {
            self.open.pop();
        }
    }

    fn flush(&mut self) {
        self.space = false;
        if !self.text.is_empty() {
            let heading = self.open.last().copied().unwrap_or(false);
            self.blocks.push(Block { text: std::mem::take(&mut self.text), heading, proper: !self.open.is_empty() });
        }
    }

    /// The blocks. Bare text in containers counts only where a page is made of it.
    fn finish(mut self) -> Vec<Block> {
        self.flush();
        let proper: usize = self.blocks.iter().filter(|block| block.proper).map(|block| block.text.len()).sum();
        if proper * 10 >= size(&self.blocks) * 7 {
            self.blocks.retain(|block| block.proper);
        }
        self.blocks
    }
}

fn is_heading(name: &str) -> bool {
    name.len() == 2 && name.starts_with('h') && name != "hr"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<String> {
        main_blocks(&Html::parse_document(page)).into_iter().map(|block| block.text).collect()
    }

    const BODY: &str = "<p>Le bac relie les deux rives depuis trente ans.</p><p>Il est arrêté depuis lundi.</p>";

    #[test]
    fn what_surrounds_an_article_is_dropped() {
        let page = format!(
            "<body><header><p>La Rive</p></header><nav><li>Accueil</li></nav><article>{BODY}<div class='share-bar'><p>Partager</p></div>\
             <p hidden>Caché</p><aside><p>À lire</p></aside><footer>Fin</footer></article><div id='cookie-notice'><p>Cookies</p></div></body>"
        );
        assert_eq!(read(&page), ["Le bac relie les deux rives depuis trente ans.", "Il est arrêté depuis lundi."]);
    }

    #[test]
    fn an_article_is_read_without_the_list_that_follows_it() {
        let teasers = "<section><article><p>Le prix du riz.</p></article></section>".repeat(4);
        assert_eq!(read(&format!("<main><article>{BODY}</article>{teasers}</main>")).len(), 2);
        assert_eq!(read(&format!("<main>{}</main>", "<article><p>Le prix du riz.</p></article>".repeat(4))).len(), 4);
    }

    #[test]
    fn without_an_article_element_the_densest_container_is_read() {
        let page = format!(
            "<body><div><p>Menu du jour</p></div><div class='col'><div>{BODY}</div></div><div><p>Contact</p></div></body>"
        );
        assert_eq!(read(&page).len(), 2);
    }

    #[test]
    fn a_page_without_paragraph_elements_is_read_from_its_containers() {
        let page = "<body><div>Le bac est arrêté.<br>Il attend.</div><div>La pluie <i>continue</i>.</div></body>";
        assert_eq!(read(page), ["Le bac est arrêté. Il attend.", "La pluie continue."]);
    }

    #[test]
    fn the_longest_of_several_articles_is_the_article() {
        let page = format!("<article><p>Brève.</p></article><main><article>{BODY}</article></main>");
        assert_eq!(read(&page).len(), 2);
    }

    #[test]
    fn list_items_quotes_and_cells_are_blocks() {
        let page = "<article><ul><li>un</li><li><p>deux</p></li></ul><blockquote>trois</blockquote><table><tr><td>quatre</td></tr></table></article>";
        assert_eq!(read(page), ["un", "deux", "trois", "quatre"]);
    }
}
