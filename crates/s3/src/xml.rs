//! XML as a small tree. quick-xml reads and writes; elements are found by their local names, and what this crate does not
//! know (prefixes, attributes) is written as it was read.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

/// The namespace of S3's documents.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// S3's answers nest three deep; what nests deeper is not one of them.
const MAX_DEPTH: usize = 16;

/// The answer is not the XML that S3 writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is not well-formed XML")]
pub(crate) struct XmlError;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Without its prefix.
    name: String,
    /// With its colon; empty where there is none.
    prefix: String,
    /// Names as they stand, namespaces among them, and values with references resolved.
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Node {
    fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    fn element_mut(&mut self) -> Option<&mut Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl Element {
    /// Reads a document and returns its root element.
    pub(crate) fn parse(document: &str) -> Result<Self, XmlError> {
        let mut reader = Reader::from_str(document);
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().map_err(|_| XmlError)? {
                Event::Start(start) if open.len() < MAX_DEPTH && root.is_none() => {
                    open.push(Self::started(&start, open.is_empty())?);
                }
                Event::Empty(empty) if root.is_none() => {
                    let element = Self::started(&empty, open.is_empty())?;
                    close(element, &mut open, &mut root);
                }
                Event::Start(_) | Event::Empty(_) => return Err(XmlError),
                Event::Text(text) => push(&mut open, &text.xml10_content())?,
                Event::CData(text) => push(&mut open, &text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref().map_err(|_| XmlError)? {
                        Some(character) => character.to_string(),
                        None => quick_xml::escape::resolve_xml_entity(&reference).ok_or(XmlError)?.to_owned(),
                    };
                    push(&mut open, &character)?;
                }
                Event::End(_) => {
                    let mut element = open.pop().ok_or(XmlError)?;
                    element.drop_layout();
                    close(element, &mut open, &mut root);
                }
                // Within an element that is not closed.
                Event::Eof if !open.is_empty() => return Err(XmlError),
                Event::Eof => return root.ok_or(XmlError),
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }

    fn started(start: &BytesStart<'_>, is_root: bool) -> Result<Self, XmlError> {
        let name = start.name();
        let prefix = name.prefix().map(|prefix| format!("{}:", prefix.as_ref())).unwrap_or_default();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| XmlError)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| XmlError)?;
            // Written for every root.
            if !(is_root && attribute.key.as_ref() == "xmlns" && value == NAMESPACE) {
                attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
            }
        }
        Ok(Self { prefix, attributes, ..Self::named(start.local_name().as_ref()) })
    }

    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Default::default() }
    }

    pub(crate) fn with_text(name: &str, text: &str) -> Self {
        let mut element = Self::named(name);
        element.set_text(text);
        element
    }

    /// White space between elements says nothing, where there is nothing else between them.
    fn drop_layout(&mut self) {
        let says_nothing = |node: &Node| match node {
            Node::Text(text) => text.trim().is_empty(),
            Node::Element(_) => true,
        };
        if self.nodes.iter().all(says_nothing) && self.nodes.iter().any(|node| node.element().is_some()) {
            self.nodes.retain(|node| node.element().is_some());
        }
    }

    /// Adds a child, in this element's namespace.
    pub(crate) fn push(&mut self, mut child: Element) {
        child.inherit(&self.prefix);
        self.nodes.push(Node::Element(child));
    }

    fn inherit(&mut self, prefix: &str) {
        prefix.clone_into(&mut self.prefix);
        self.nodes.iter_mut().filter_map(Node::element_mut).for_each(|child| child.inherit(prefix));
    }

    /// The first child of that name, made where there is none.
    pub(crate) fn child_or_new(&mut self, name: &str) -> &mut Element {
        let is_it = |node: &Node| node.element().is_some_and(|child| child.name == name);
        if !self.nodes.iter().any(is_it) {
            self.push(Self::named(name));
        }
        // It was found or made just now.
        #[allow(clippy::expect_used)]
        self.children_mut(name).next().expect("a child of that name")
    }

    /// Children of that name, in order, to be changed.
    pub(crate) fn children_mut<'a>(&'a mut self, name: &str) -> impl Iterator<Item = &'a mut Element> {
        self.nodes.iter_mut().filter_map(Node::element_mut).filter(move |child| child.name == name)
    }

    pub(crate) fn set_text(&mut self, text: &str) {
        self.nodes.clear();
        self.append(text);
    }

    fn append(&mut self, text: &str) {
        match self.nodes.last_mut() {
            _ if text.is_empty() => {}
            Some(Node::Text(before)) => before.push_str(text),
            _ => self.nodes.push(Node::Text(text.to_owned())),
        }
    }

    /// Takes those children of that name out that are not to be kept.
    pub(crate) fn retain_children(&mut self, name: &str, keep: impl Fn(&Element) -> bool) {
        self.nodes.retain(|node| node.element().is_none_or(|child| child.name != name || keep(child)));
    }

    /// The document of this element, in S3's namespace.
    pub(crate) fn to_document(&self) -> String {
        let mut writer = Writer::new(Vec::new());
        // Writing to memory does not fail.
        let _ = self.write(&mut writer, true);
        String::from_utf8(writer.into_inner()).unwrap_or_default()
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>, is_root: bool) -> std::io::Result<()> {
        let name = format!("{}{}", self.prefix, self.name);
        let mut start = BytesStart::new(name.as_str());
        if is_root && !self.attributes.iter().any(|(name, _)| name == "xmlns") {
            start.push_attribute(("xmlns", NAMESPACE));
        }
        for (name, value) in &self.attributes {
            start.push_attribute((name.as_str(), value.as_str()));
        }
        writer.write_event(Event::Start(start))?;
        for node in &self.nodes {
            match node {
                Node::Element(child) => child.write(writer, false)?,
                Node::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            }
        }
        writer.write_event(Event::End(BytesEnd::new(name.as_str())))
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its text, where it holds nothing else.
    pub(crate) fn text(&self) -> &str {
        match self.nodes.as_slice() {
            [Node::Text(text)] => text,
            _ => "",
        }
    }

    /// Children of that name, in order.
    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.nodes.iter().filter_map(Node::element).filter(move |child| child.name == name)
    }

    /// Text of the first child of that name, if there is one and it is not empty.
    pub(crate) fn child_text<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.children(name).map(Element::text).find(|text| !text.is_empty())
    }
}

/// An element is whole: a part of the one around it, or the root.
fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.nodes.push(Node::Element(element)),
        None => *root = Some(element),
    }
}

/// Text within an element; around the root there is none but white space.
fn push(open: &mut [Element], text: &str) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(element) => element.append(text),
        None if text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() => {}
        None => return Err(XmlError),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_text_and_references_are_read() {
        let root = Element::parse(
            "<?xml version=\"1.0\"?>\n<a:Error xmlns:a=\"x\"><Code>No&amp;&#x41;</Code><Code/><M><![CDATA[<x>]]></M></a:Error>",
        )
        .unwrap();
        assert_eq!(root.name(), "Error");
        assert_eq!(root.child_text("Code"), Some("No&A"));
        assert_eq!(root.children("Code").count(), 2);
        assert_eq!(root.child_text("M"), Some("<x>"));
        assert_eq!(root.child_text("None"), None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut root = Element::named("Root");
        root.child_or_new("A").child_or_new("B").set_text("x < \"y\" & 'z'");
        root.push(Element::with_text("A", "second"));
        root.push(Element::named("Empty"));
        let document = root.to_document();
        assert!(document.starts_with("<Root xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"), "{document}");
        assert_eq!(Element::parse(&document), Ok(root));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        let deep = "<a>".repeat(1000);
        for text in [
            "",
            "oops",
            "<a>",
            "x<a/>",
            "<a/>x",
            "<a/><b/>",
            "<a></b>",
            "<a>&undefined;</a>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            &deep,
        ] {
            assert!(Element::parse(text).is_err(), "{}", text.chars().take(40).collect::<String>());
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[<>/&;a-z#x0-9\" !\\[\\]-]{0,80}") {
            let _ = Element::parse(&text);
        }
    }
}
