//! Percent-encoding as SigV4 wants it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, and `/` stays: S3 paths are encoded once and never normalised.
const PATH: &AsciiSet = &VALUE.remove(b'/');

/// Encodes a query name or value.
pub(crate) fn value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// Encodes an object key for a path.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// Decodes a name of a listing asked for with `encoding-type=url`: `+` is a space there, as in form encoding.
///
/// `None` when the bytes are not UTF-8.
pub(crate) fn decode_listed(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(|text| text.into_owned())
}
