//! XML as a stream of elements and text, within limits: entities that a file declares are refused, never expanded.

use crate::corpus::decode::decode;
use encoding_rs::Encoding;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// How deep elements may lie in each other: a table in a table in a text box takes fifty.
const DEEPEST_ELEMENT: usize = 1_000;

/// What a walk over a file meets.
pub(super) enum Node<'a> {
    /// The start of an element, with its name without prefix.
    Open(&'a str, &'a BytesStart<'a>),
    /// The end of an element, with its name without prefix.
    Close(&'a str),
    /// Text, entities resolved.
    Text(&'a str),
}

/// Walks over a file.
pub(super) fn walk(bytes: Vec<u8>, mut visit: impl FnMut(Node<'_>)) -> Result<(), String> {
    let declared = declared_encoding(&bytes);
    let text = decode(bytes, declared)?.text;
    let mut reader = Reader::from_str(&text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > DEEPEST_ELEMENT {
                    return Err(format!("its elements are nested more than {DEEPEST_ELEMENT} deep"));
                }
                visit(Node::Open(start.local_name().as_ref(), &start));
            }
            Ok(Event::Empty(start)) => {
                visit(Node::Open(start.local_name().as_ref(), &start));
                visit(Node::Close(start.local_name().as_ref()));
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(end.local_name().as_ref()));
            }
            Ok(Event::Text(text)) => visit(Node::Text(&text)),
            Ok(Event::CData(text)) => visit(Node::Text(&text)),
            Ok(Event::GeneralRef(reference)) => visit_reference(&reference, &mut visit),
            Ok(Event::DocType(kind)) if kind.contains('[') => {
                return Err("it declares entities of its own, which are not read".to_owned());
            }
            Ok(Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => return Ok(()),
            Err(error) => return Err(format!("its XML is broken at byte {}: {error}", reader.error_position())),
        }
    }
}

/// A character reference, or one of the five names that need no declaration.
fn visit_reference(reference: &BytesRef<'_>, visit: &mut impl FnMut(Node<'_>)) {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        visit(Node::Text(character.encode_utf8(&mut [0; 4])));
    } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(reference) {
        visit(Node::Text(text));
    }
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// The texts of the elements with one of these names, in their order.
pub(super) fn texts(bytes: Vec<u8>, names: &[&str]) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    walk(bytes, |node| match node {
        Node::Open(name, _) if names.contains(&name) => {
            inside = true;
            found.push((name.to_owned(), String::new()));
        }
        Node::Close(name) if names.contains(&name) => inside = false,
        Node::Text(text) if inside => found.iter_mut().last().into_iter().for_each(|(_, value)| value.push_str(text)),
        _ => {}
    })?;
    Ok(found)
}

/// The encoding in the first line of a file, for what is not UTF-8.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..100).unwrap_or(bytes)).into_owned();
    let label = head.split_once("encoding=")?.1.trim_start_matches(['"', '\'']);
    Encoding::for_label(label.split(['"', '\'']).next()?.as_bytes())
}
