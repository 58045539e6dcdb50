//! The paragraphs of a web page in its order: those of its article, and what surrounds them, each with the reason.

use super::html_readability::article;
use super::html_surroundings::{is_unseen, surroundings};
use super::html_writer::{Block, INLINE, PARAGRAPHS, State, Writer};
use super::left_out::Reason;
use scraper::node::Node;
use scraper::{ElementRef, Html};
use std::collections::{HashMap, HashSet};

/// What Readability finds of less than this many bytes is not used: it is made for articles, and keeps of a few lines what
/// looks most like one.
const LEAST_READABLE: usize = 250;

/// The blocks of a page, those of its article kept: what Readability and the names of the elements both take for it.
/// Where Readability finds nothing, the longest `article`, `main` if no article is half as long, else the densest
/// container.
pub(super) fn main_blocks(page: &Html, source: &str) -> Vec<Block> {
    let root = page.root_element();
    let around = |chosen| blocks_around(root, chosen, true, |_| true);
    if let Some(elements) = article(page, source)
        && let Some(chosen) = common(&elements)
    {
        let all = around(chosen);
        let known: HashSet<_> = elements.iter().map(|element| element.id()).collect();
        // Text flows through inline elements, which Readability renames or unwraps.
        let is_known =
            |element: ElementRef<'_>| known.contains(&element.id()) || INLINE.contains(&element.value().name());
        let both = blocks_around(root, chosen, true, is_known);
        if kept_size(&all) >= LEAST_READABLE {
            // It makes new elements of those that are no paragraphs by name, and then knows little of the article.
            return if kept_size(&both) * 2 > kept_size(&all) { both } else { all };
        }
    }
    let named = around(by_name(root).unwrap_or_else(|| densest(root)));
    if kept_size(&named) > 0 { named } else { blocks_around(root, root, false, |_| true) }
}

/// How many bytes of the blocks are of the article.
fn kept_size(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| block.out.is_none()).map(|block| block.text.len()).sum()
}

/// The element whose name says that it is the article, if one does.
fn by_name(root: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let article = longest(root, |element| element.value().name() == "article");
    let main = longest(root, |element| element.value().name() == "main" || element.attr("role") == Some("main"));
    let least = main.as_ref().map_or(0, |(_, size)| *size);
    article.filter(|(_, size)| *size * 2 >= least).or(main).map(|(element, _)| element)
}

/// The smallest element that holds the paragraphs of all these elements.
fn common<'page>(elements: &[ElementRef<'page>]) -> Option<ElementRef<'page>> {
    let paragraphs: Vec<_> = elements.iter().filter(|element| PARAGRAPHS.contains(&element.value().name())).collect();
    let paragraphs = if paragraphs.is_empty() { elements.iter().collect() } else { paragraphs };
    let mut common = paragraphs.first().and_then(|first| first.parent()).and_then(ElementRef::wrap)?;
    for element in paragraphs {
        while !element.ancestors().any(|ancestor| ancestor.id() == common.id()) {
            common = common.parent().and_then(ElementRef::wrap)?;
        }
    }
    Some(common)
}

/// The element with the most text among those that `chosen` accepts, the first of equals, and how much that is.
fn longest(root: ElementRef<'_>, chosen: impl Fn(&ElementRef<'_>) -> bool) -> Option<(ElementRef<'_>, usize)> {
    let mut longest: Option<(ElementRef<'_>, usize)> = None;
    // A page with more is a list of articles, whose `main` is read.
    for element in root.descendent_elements().filter(chosen).take(64) {
        let size = kept_size(&blocks_around(element, element, true, |_| true));
        if size > longest.map_or(0, |(_, most)| most) {
            longest = Some((element, size));
        }
    }
    longest
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

/// The blocks of `page`, of which those in `article` are kept where `is_known` says so of each element. With `careful`,
/// what its class or id marks as surroundings is out, and so are paragraphs that are nothing but a link.
fn blocks_around(
    page: ElementRef<'_>,
    article: ElementRef<'_>,
    careful: bool,
    is_known: impl Fn(ElementRef<'_>) -> bool,
) -> Vec<Block> {
    // The header of an article may hold its first paragraph, that of a page does not.
    let whole_page = !["article", "main"].contains(&article.value().name());
    let mut blocks = blocks_of(page, State::Out(Reason::Navigation), |element, state| {
        let reason = surroundings(element.value(), careful)
            .or_else(|| (whole_page && element.value().name() == "header").then_some(Reason::Navigation));
        match (state, reason) {
            _ if is_unseen(element.value()) => State::Unseen,
            _ if element.id() == article.id() => State::Kept,
            (State::Kept | State::Out(Reason::Navigation), Some(reason)) => State::Out(reason),
            (State::Kept, None) if !is_known(element) => State::Out(Reason::Navigation),
            _ => state,
        }
    });
    for block in blocks.iter_mut().filter(|block| careful && block.linked && !block.heading && block.out.is_none()) {
        block.out = Some(Reason::RelatedLink);
    }
    blocks
}

/// The blocks inside `root`. `state` says what becomes of an element, from what becomes of the one that holds it.
pub(super) fn blocks_of(
    root: ElementRef<'_>,
    mut state: State,
    next_state: impl Fn(ElementRef<'_>, State) -> State,
) -> Vec<Block> {
    let mut writer = Writer::default();
    let mut outer = Vec::new();
    let mut node = *root;
    'walk: loop {
        if let Node::Text(text) = node.value() {
            writer.write(text);
        } else if let Some(element) = ElementRef::wrap(node) {
            outer.push(state);
            state = next_state(element, state);
            writer.open(element.value().name(), state);
        }
        if let Some(child) = node.first_child().filter(|_| state != State::Unseen) {
            node = child;
            continue;
        }
        loop {
            if let Some(element) = ElementRef::wrap(node) {
                writer.close(element.value().name());
                state = outer.pop().unwrap_or(state);
                writer.turn(state);
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
        }
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<String> {
        let blocks = main_blocks(&Html::parse_document(page), page).into_iter();
        blocks.filter(|block| block.out.is_none()).map(|block| block.text).collect()
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
