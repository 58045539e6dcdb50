//! Puts the text of a page together into blocks, as its elements open and close.

use super::left_out::Reason;

/// A paragraph or a heading, with its white space squeezed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) heading: bool,
    /// Why it is not part of the article, if it is not.
    pub(super) out: Option<Reason>,
    /// Whether a paragraph element holds it, rather than a bare container.
    proper: bool,
    /// Whether it is nothing but a link.
    pub(super) linked: bool,
}

/// What an element passes on to the elements and the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Kept,
    Out(Reason),
    /// No reader of the page sees it.
    Unseen,
}

/// Elements that hold a paragraph.
pub(super) const PARAGRAPHS: &[&str] =
    &["p", "li", "blockquote", "td", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt"];

/// Elements that text flows through; all others begin a new block.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "big", "acronym", "nobr",
];

/// Collects text into blocks.
pub(super) struct Writer {
    blocks: Vec<Block>,
    text: String,
    state: State,
    /// The open paragraph elements, outermost first: whether each is a heading.
    open: Vec<bool>,
    space: bool,
    /// How many links are open, and how many characters of the text are in one.
    links: usize,
    in_links: usize,
    chars: usize,
}

impl Default for Writer {
    fn default() -> Self {
        let (blocks, open, text) = (Vec::new(), Vec::new(), String::new());
        Self { blocks, text, state: State::Kept, open, space: false, links: 0, in_links: 0, chars: 0 }
    }
}

impl Writer {
    pub(super) fn write(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.space) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push(character);
            self.chars += 1;
            self.in_links += usize::from(self.links > 0);
        }
    }

    pub(super) fn open(&mut self, name: &str, state: State) {
        if name == "br" {
            self.space = true;
        } else if !INLINE.contains(&name) {
            self.flush();
        }
        self.turn(state);
        self.links += usize::from(name == "a");
        if PARAGRAPHS.contains(&name) {
            self.open.push(is_heading(name));
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.flush();
        }
        self.links -= usize::from(name == "a" && self.links > 0);
        if PARAGRAPHS.contains(&name) {
            self.open.pop();
        }
    }

    /// Goes on in another state: what came before is a block of its own.
    pub(super) fn turn(&mut self, state: State) {
        if state != self.state {
            self.flush();
            self.state = state;
        }
    }

    fn flush(&mut self) {
        self.space = false;
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.in_links) == std::mem::take(&mut self.chars);
        let heading = self.open.last().copied().unwrap_or(false);
        let out = match self.state {
            State::Kept => None,
            State::Out(reason) => Some(reason),
            State::Unseen => return,
        };
        self.blocks.push(Block { text, heading, out, proper: !self.open.is_empty(), linked });
    }

    /// The blocks. Bare text in containers counts only where an article is made of it.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        let size = |proper_only: bool| -> usize {
            let kept = self.blocks.iter().filter(|block| block.out.is_none() && (block.proper || !proper_only));
            kept.map(|block| block.text.len()).sum()
        };
        if size(true) * 10 >= size(false) * 7 {
            let bare = self.blocks.iter_mut().filter(|block| block.out.is_none() && !block.proper);
            bare.for_each(|block| block.out = Some(Reason::Navigation));
        }
        self.blocks
    }
}

fn is_heading(name: &str) -> bool {
    name.len() == 2 && name.starts_with('h') && name != "hr"
}
