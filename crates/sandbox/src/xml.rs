//! Documents that clients send, read strictly. Elements that nobody here knows are passed over, so that a document of a
//! newer S3 is kept as it is.

use roxmltree::{Document, Node};
use s3s::{S3Error, S3ErrorCode};

/// Elements are told by their local names: clients send them with S3's namespace or without any.
pub(crate) fn children<'a>(parent: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    parent.children().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

/// The texts of the children of that name; an empty element gives an empty text.
pub(crate) fn texts<'a>(parent: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = &'a str> {
    children(parent, name).map(|node| node.text().unwrap_or_default().trim())
}

/// Parses a document with that root. A document type, with which entities could grow, is refused.
pub(crate) fn parse<'a>(text: &'a str, root: &str) -> Result<Document<'a>, S3Error> {
    let document = Document::parse(text).map_err(|_| malformed())?;
    if document.root_element().tag_name().name() == root { Ok(document) } else { Err(malformed()) }
}

/// AWS's error for a document that it cannot take.
pub(crate) fn malformed() -> S3Error {
    let message = "The XML you provided was not well-formed or did not validate against our published schema";
    S3Error::with_message(S3ErrorCode::MalformedXML, message)
}
