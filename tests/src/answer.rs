//! A whole answer of a storage, and what is in its XML.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use reqwest::header::HeaderMap;

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text of the first element of that name in an XML body; nothing when there is none.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<String> {
        let document = std::str::from_utf8(&self.body).ok()?;
        let mut reader = Reader::from_str(document);
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if start.local_name().as_ref() == name => {
                    let text = reader.read_text(start.name()).ok()?;
                    return unescape(&text).ok().map(|text| text.into_owned());
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    /// S3's code of an error, empty when the answer has none.
    #[must_use]
    pub fn code(&self) -> String {
        if self.status < 300 { String::new() } else { self.element("Code").unwrap_or_default() }
    }

    /// S3's words for an error, empty when the answer has none.
    #[must_use]
    pub fn message(&self) -> String {
        if self.status < 300 { String::new() } else { self.element("Message").unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn the_code_and_the_words_of_a_refusal_are_read() {
        let body =
            "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>a &lt;b&gt;</Message><Host/></Error>";
        let refusal = answer(403, body);
        assert_eq!((refusal.code().as_str(), refusal.message().as_str()), ("AccessDenied", "a <b>"));
        assert_eq!(refusal.element("Host"), None);
    }

    #[test]
    fn what_is_granted_or_is_no_xml_has_no_code() {
        let granted = answer(200, "<Error><Code>AccessDenied</Code></Error>");
        assert_eq!((granted.code(), answer(403, "").code(), answer(502, "no XML <").code()), Default::default());
    }
}
