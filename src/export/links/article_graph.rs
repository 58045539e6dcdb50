//! The graph of articles: an edge where passages of two articles are linked, the heavier the more of them.

use super::graph::{Attributes, Edge, Graph, GraphFormat, Node, Type};
use crate::analysis::Analysis;
use crate::cluster::ThemeId;
use crate::corpus::{ArticleId, PassageId};
use crate::links::{Kind, Link, Links};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const NODE: &Attributes = &[
    ("path", Type::Text),
    ("source", Type::Text),
    ("date", Type::Text),
    ("theme", Type::Whole),
    ("theme_name", Type::Text),
    ("lang", Type::Text),
];

const EDGE: &Attributes = &[
    ("links", Type::Whole),
    ("similarity", Type::Number),
    ("reuse", Type::Whole),
    ("event", Type::Whole),
    ("mutual", Type::Whole),
    ("first", Type::Text),
];

/// What the links between two articles add up to.
#[derive(Default)]
struct Sum {
    links: usize,
    weight: f64,
    closest: f32,
    reuse: usize,
    event: usize,
    mutual: usize,
    first: Option<ArticleId>,
}

impl Sum {
    fn add(&mut self, link: &Link, article_of: impl Fn(PassageId) -> ArticleId) {
        self.closest = if self.links == 0 { link.similarity } else { self.closest.max(link.similarity) };
        self.links += 1;
        self.weight += f64::from(link.similarity.max(f32::EPSILON));
        self.reuse += usize::from(link.kind() == Kind::Reuse);
        self.event += usize::from(link.event.is_some());
        self.mutual += usize::from(link.is_mutual());
        // the dates are those of the articles, the same for all their links
        self.first = link.first.map(article_of);
    }
}

/// Writes the articles that have a link as nodes, and as undirected edges the sums of the links between two of them: the
/// weight is the sum of the similarities, `similarity` the largest.
///
/// # Errors
/// Those of the writer.
pub fn article_graph(
    analysis: &Analysis,
    links: &Links,
    format: GraphFormat,
    mut writer: impl Write,
) -> io::Result<()> {
    let article_of = |id: PassageId| analysis.corpus.passages[id.0 as usize].article;
    let mut sums: BTreeMap<(ArticleId, ArticleId), Sum> = BTreeMap::new();
    for link in &links.links {
        let (from, to) = (article_of(link.from), article_of(link.to));
        sums.entry((from.min(to), from.max(to))).or_default().add(link, article_of);
    }
    let linked: BTreeSet<ArticleId> = sums.keys().flat_map(|&(from, to)| [from, to]).collect();
    let themes = analysis.theme_of_articles();
    let graph = Graph {
        node_attributes: NODE,
        edge_attributes: EDGE,
        nodes: linked.into_iter().map(|id| node(analysis, id, themes[id.0 as usize])),
        edges: sums.iter().map(|(ends, sum)| edge(analysis, *ends, sum)),
    };
    graph.write(format, &mut writer)?;
    writer.flush()
}

fn node(analysis: &Analysis, id: ArticleId, theme: Option<ThemeId>) -> Node<'_> {
    let article = analysis.article(id);
    Node {
        id: &article.key,
        label: article.title.clone().unwrap_or_else(|| article.path.clone()),
        values: vec![
            Some(article.path.clone()),
            article.source.clone(),
            article.date.map(|date| date.to_string()),
            theme.map(|theme| theme.0.to_string()),
            theme.map(|theme| analysis.themes[theme.0 as usize].name.clone()),
            article.language.map(|language| language.to_string()),
        ],
    }
}

fn edge<'a>(analysis: &'a Analysis, (from, to): (ArticleId, ArticleId), sum: &Sum) -> Edge<'a> {
    let key = |id: ArticleId| analysis.article(id).key.as_str();
    Edge {
        ends: [key(from), key(to)],
        weight: sum.weight,
        values: vec![
            Some(sum.links.to_string()),
            Some(sum.closest.to_string()),
            Some(sum.reuse.to_string()),
            Some(sum.event.to_string()),
            Some(sum.mutual.to_string()),
            sum.first.map(|id| key(id).to_owned()),
        ],
    }
}
