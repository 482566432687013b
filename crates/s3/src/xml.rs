//! XML answers as a small tree. quick-xml reads; this keeps names and text, without namespaces and attributes.

use quick_xml::Reader;
use quick_xml::events::Event;

/// S3's answers nest three deep; what nests deeper is not one of them.
const MAX_DEPTH: usize = 16;

/// The answer is not the XML that S3 writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is not well-formed XML")]
pub(crate) struct XmlError;

#[derive(Debug, Default)]
pub(crate) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document and returns its root element.
    pub(crate) fn parse(document: &str) -> Result<Self, XmlError> {
        let mut reader = Reader::from_str(document);
        let mut open: Vec<Element> = Vec::new();
        loop {
            match reader.read_event().map_err(|_| XmlError)? {
                Event::Start(start) if open.len() < MAX_DEPTH => open.push(Self::named(start.local_name().as_ref())),
                Event::Start(_) => return Err(XmlError),
                Event::Empty(empty) => {
                    let element = Self::named(empty.local_name().as_ref());
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::Text(text) => push(&mut open, &text.xml10_content()),
                Event::CData(text) => push(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref().map_err(|_| XmlError)? {
                        Some(character) => character.to_string(),
                        None => quick_xml::escape::resolve_xml_entity(&reference).ok_or(XmlError)?.to_owned(),
                    };
                    push(&mut open, &character);
                }
                Event::End(_) => {
                    let element = open.pop().ok_or(XmlError)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::Eof => return Err(XmlError),
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Default::default() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Children of that name, in order.
    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Text of the first child of that name, if there is one and it is not empty.
    pub(crate) fn child_text<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.children(name).map(Element::text).find(|text| !text.is_empty())
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
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
    fn what_is_no_xml_is_refused() {
        let deep = "<a>".repeat(1000);
        for text in
            ["", "oops", "<a>", "<a></b>", "<a>&undefined;</a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", &deep]
        {
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
