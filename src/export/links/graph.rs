//! Graphs as XML, in the two formats that Gephi and most graph libraries read: GEXF 1.3 (gexf.net) and `GraphML`
//! (graphml.graphdrawing.org). It knows nothing of passages: nodes and edges come with their attributes as text.

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;
use std::io::{self, Write};

/// A format for graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphFormat {
    /// GEXF 1.3, Gephi's own.
    Gexf,
    /// `GraphML`.
    GraphMl,
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Number,
    Whole,
    Truth,
}

impl Type {
    /// Its name in both formats, but for whole numbers.
    fn name(self, format: GraphFormat) -> &'static str {
        match (self, format) {
            (Self::Text, _) => "string",
            (Self::Number, _) => "double",
            (Self::Whole, GraphFormat::Gexf) => "integer",
            (Self::Whole, GraphFormat::GraphMl) => "int",
            (Self::Truth, _) => "boolean",
        }
    }
}

/// Names and types of attributes, in the order of the values.
pub(super) type Attributes = [(&'static str, Type)];

pub(super) struct Node<'a> {
    pub(super) id: &'a str,
    pub(super) label: String,
    pub(super) values: Vec<Option<String>>,
}

pub(super) struct Edge<'a> {
    pub(super) ends: [&'a str; 2],
    pub(super) weight: f64,
    pub(super) values: Vec<Option<String>>,
}

/// An undirected graph, its nodes and edges written as they come.
pub(super) struct Graph<'a, N, E> {
    pub(super) node_attributes: &'a Attributes,
    pub(super) edge_attributes: &'a Attributes,
    pub(super) nodes: N,
    pub(super) edges: E,
}

impl<'a, N: Iterator<Item = Node<'a>>, E: Iterator<Item = Edge<'a>>> Graph<'a, N, E> {
    pub(super) fn write(self, format: GraphFormat, writer: &mut dyn Write) -> io::Result<()> {
        let mut xml = Writer::new_with_indent(writer, b' ', 1);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        match format {
            GraphFormat::Gexf => self.gexf(&mut xml)?,
            GraphFormat::GraphMl => self.graphml(&mut xml)?,
        }
        xml.into_inner().write_all(b"\n")
    }

    fn gexf(self, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let root = xml.create_element("gexf").with_attributes([("xmlns", "http://gexf.net/1.3"), ("version", "1.3")]);
        root.write_inner_content(|xml| {
            xml.create_element("meta").write_inner_content(|xml| {
                let creator = concat!("filrouge ", env!("CARGO_PKG_VERSION"));
                xml.create_element("creator").write_text_content(BytesText::new(creator)).map(drop)
            })?;
            let graph = xml.create_element("graph").with_attribute(("defaultedgetype", "undirected"));
            graph.with_attribute(("mode", "static")).write_inner_content(|xml| self.gexf_content(xml)).map(drop)
        })?;
        Ok(())
    }

    fn gexf_content(self, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        for (class, attributes) in [("node", self.node_attributes), ("edge", self.edge_attributes)] {
            xml.create_element("attributes").with_attribute(("class", class)).write_inner_content(|xml| {
                for (name, kind) in attributes {
                    let declared = [("id", *name), ("title", name), ("type", kind.name(GraphFormat::Gexf))];
                    xml.create_element("attribute").with_attributes(declared).write_empty()?;
                }
                Ok(())
            })?;
        }
        xml.create_element("nodes").write_inner_content(|xml| {
            for node in self.nodes {
                let label = clean(&node.label);
                let element = xml.create_element("node").with_attributes([("id", node.id), ("label", &label)]);
                element.write_inner_content(|xml| gexf_values(xml, self.node_attributes, &node.values))?;
            }
            Ok(())
        })?;
        xml.create_element("edges").write_inner_content(|xml| {
            for (number, edge) in self.edges.enumerate() {
                let (id, weight) = (number.to_string(), edge.weight.to_string());
                let [source, target] = edge.ends;
                let attributes = [("id", id.as_str()), ("source", source), ("target", target), ("weight", &weight)];
                let element = xml.create_element("edge").with_attributes(attributes);
                element.write_inner_content(|xml| gexf_values(xml, self.edge_attributes, &edge.values))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn graphml(self, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let root = xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
        root.write_inner_content(|xml| {
            let label = [("label", Type::Text)];
            let weight = [("weight", Type::Number)];
            declare(xml, "node", label.iter().chain(self.node_attributes))?;
            declare(xml, "edge", weight.iter().chain(self.edge_attributes))?;
            let graph = xml.create_element("graph").with_attributes([("id", "links"), ("edgedefault", "undirected")]);
            graph.write_inner_content(|xml| {
                for node in self.nodes {
                    xml.create_element("node").with_attribute(("id", node.id)).write_inner_content(|xml| {
                        data(xml, "node", "label", &node.label)?;
                        graphml_values(xml, "node", self.node_attributes, &node.values)
                    })?;
                }
                for (number, edge) in self.edges.enumerate() {
                    let id = number.to_string();
                    let [source, target] = edge.ends;
                    let attributes = [("id", id.as_str()), ("source", source), ("target", target)];
                    xml.create_element("edge").with_attributes(attributes).write_inner_content(|xml| {
                        data(xml, "edge", "weight", &edge.weight.to_string())?;
                        graphml_values(xml, "edge", self.edge_attributes, &edge.values)
                    })?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    }
}

fn gexf_values(xml: &mut Writer<&mut dyn Write>, attributes: &Attributes, values: &[Option<String>]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        for ((name, _), value) in attributes.iter().zip(values) {
            if let Some(value) = value {
                let value = clean(value);
                xml.create_element("attvalue").with_attributes([("for", *name), ("value", &value)]).write_empty()?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn declare<'a>(
    xml: &mut Writer<&mut dyn Write>,
    class: &str,
    attributes: impl Iterator<Item = &'a (&'static str, Type)>,
) -> io::Result<()> {
    for (name, kind) in attributes {
        let (id, kind) = (key(class, name), kind.name(GraphFormat::GraphMl));
        let declared = [("id", id.as_str()), ("for", class), ("attr.name", name), ("attr.type", kind)];
        xml.create_element("key").with_attributes(declared).write_empty()?;
    }
    Ok(())
}

fn graphml_values(
    xml: &mut Writer<&mut dyn Write>,
    class: &str,
    attributes: &Attributes,
    values: &[Option<String>],
) -> io::Result<()> {
    for ((name, _), value) in attributes.iter().zip(values) {
        if let Some(value) = value {
            data(xml, class, name, value)?;
        }
    }
    Ok(())
}

fn data(xml: &mut Writer<&mut dyn Write>, class: &str, name: &str, value: &str) -> io::Result<()> {
    let element = xml.create_element("data").with_attribute(("key", key(class, name).as_str()));
    element.write_text_content(BytesText::new(&clean(value))).map(drop)
}

/// An id of its own for an attribute of nodes and one of edges that have the same name.
fn key(class: &str, name: &str) -> String {
    format!("{class}-{name}")
}

/// A text with spaces for line ends, and for the characters that XML 1.0 does not allow, however they are escaped.
fn clean(text: &str) -> String {
    let allowed = |letter: char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|letter| if allowed(letter) { letter } else { ' ' }).collect()
}
