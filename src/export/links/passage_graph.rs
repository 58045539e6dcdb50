//! The graph of passages: what stands at a node, what at an edge.

use super::graph::{Attributes, Edge, Graph, GraphFormat, Node, Type};
use crate::analysis::Analysis;
use crate::corpus::PassageId;
use crate::links::{Link, Links, SameEvent};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Characters of a passage that are shown beside its node: what a person reads at a glance.
const READABLE: usize = 280;
/// Characters of the label in the drawing.
const LABEL: usize = 60;

const NODE: &Attributes = &[
    ("article", Type::Text),
    ("path", Type::Text),
    ("title", Type::Text),
    ("source", Type::Text),
    ("date", Type::Text),
    ("theme", Type::Whole),
    ("theme_name", Type::Text),
    ("lang", Type::Text),
    ("event", Type::Text),
    ("text", Type::Text),
];

const EDGE: &Attributes = &[
    ("similarity", Type::Number),
    ("percentile", Type::Number),
    ("kind", Type::Text),
    ("mutual", Type::Truth),
    ("first", Type::Text),
    ("event", Type::Text),
    ("containment", Type::Number),
];

/// Writes the passages that have a link as nodes, and the links as undirected edges weighted by similarity.
///
/// # Errors
/// Those of the writer.
pub fn passage_graph(
    analysis: &Analysis,
    links: &Links,
    format: GraphFormat,
    mut writer: impl Write,
) -> io::Result<()> {
    let linked: BTreeSet<PassageId> = links.links.iter().flat_map(|link| [link.from, link.to]).collect();
    let members =
        |(number, event): (usize, &SameEvent)| event.passages.iter().map(|&id| (id, number)).collect::<Vec<_>>();
    let event_of: BTreeMap<PassageId, usize> = links.events.iter().enumerate().flat_map(members).collect();
    let graph = Graph {
        node_attributes: NODE,
        edge_attributes: EDGE,
        nodes: linked.into_iter().map(|id| node(analysis, id, event_of.get(&id).map(|&event| key(links, event)))),
        edges: links.links.iter().map(|link| edge(analysis, links, link)),
    };
    graph.write(format, &mut writer)?;
    writer.flush()
}

fn key(links: &Links, event: usize) -> String {
    links.events[event].key.clone()
}

fn node(analysis: &Analysis, id: PassageId, event: Option<String>) -> Node<'_> {
    let passage = &analysis.corpus.passages[id.0 as usize];
    let article = analysis.article(passage.article);
    let theme = analysis.theme_of[id.0 as usize];
    Node {
        id: &passage.key,
        label: shortened(&passage.text, LABEL),
        values: vec![
            Some(article.key.clone()),
            Some(article.path.clone()),
            article.title.clone(),
            article.source.clone(),
            article.date.map(|date| date.to_string()),
            theme.map(|theme| theme.0.to_string()),
            theme.map(|theme| analysis.themes[theme.0 as usize].name.clone()),
            passage.language.map(|language| language.to_string()),
            event,
            Some(shortened(&passage.text, READABLE)),
        ],
    }
}

fn edge<'a>(analysis: &'a Analysis, links: &Links, link: &Link) -> Edge<'a> {
    let passage = |id: PassageId| analysis.corpus.passages[id.0 as usize].key.as_str();
    Edge {
        ends: [passage(link.from), passage(link.to)],
        // a weight of a drawing is positive; two near copies of which the model knows few words may be unlike each other
        weight: f64::from(link.similarity.max(f32::EPSILON)),
        values: vec![
            Some(link.similarity.to_string()),
            Some(link.percentile.to_string()),
            Some(link.kind().name().to_owned()),
            Some(link.is_mutual().to_string()),
            link.first.map(|id| passage(id).to_owned()),
            link.event.map(|event| key(links, event)),
            link.reuse.as_ref().map(|reuse| reuse.containment.to_string()),
        ],
    }
}

/// At most so many characters of a text on one line, cut between words.
fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let kept = &text[..end];
    let kept = kept.rsplit_once(char::is_whitespace).map_or(kept, |(before, _)| before);
    format!("{}…", kept.trim_end())
}
