//! The text of a link: what programs put around it is taken away, and its three parts are told apart.

use percent_encoding::percent_decode_str;
use sealport_core::Zeroizing;

use super::error::LinkError;
use crate::input::InputError;

/// Longer than any link of a 1,024-byte object key with every byte percent-encoded and a session token; in bytes.
const MAX_LINK_LEN: usize = 16 * 1024;

/// Marks that mails, chats and source code put around an address.
const AROUND: [(char, char); 7] = [
    ('<', '>'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// The link in a text. Undoes what has one meaning only: marks around it, line ends within it (no address has any), `&`
/// written as HTML or JSON does. A space inside a line stays, and is refused: it may stand for `%20` or for nothing.
///
/// # Errors
///
/// [`LinkError::Several`].
pub(super) fn tidied(text: &str) -> Result<Zeroizing<String>, LinkError> {
    let mut rest = text.trim();
    while let Some(inner) = AROUND.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.strip_suffix(*close)) {
        rest = inner.trim();
    }
    let lines = rest.lines().map(str::trim);
    if lines.clone().filter(|line| scheme_len(line).is_some()).count() > 1 {
        return Err(LinkError::Several);
    }
    // As long as all of it: nothing secret is left behind by growing.
    let mut joined = Zeroizing::new(String::with_capacity(rest.len()));
    lines.for_each(|line| joined.push_str(line));
    for (escape, at_most) in [("&amp;", "&"), ("\\u0026", "")] {
        // A plain `&` beside it shows that nothing was escaped.
        if joined.contains(escape) && joined.matches('&').count() == joined.matches(escape).count() * at_most.len() {
            joined = Zeroizing::new(joined.replace(escape, "&"));
        }
    }
    Ok(joined)
}

/// Length of `https://` or `http://` at the beginning, in any case.
fn scheme_len(text: &str) -> Option<usize> {
    let starts = |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://"].iter().find(|scheme| starts(scheme)).map(|scheme| scheme.len())
}

/// Origin, path and query of a link, with nothing in them that a browser would rewrite.
pub(super) fn split(text: &str) -> Result<(&str, &str, &str), LinkError> {
    const ALLOWED: &[u8] = b"-._~!$&'()*+,;=:@/?%";
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || ALLOWED.contains(&b) || b == b'[' || b == b']';
    let host_at = scheme_len(text).ok_or(LinkError::NoLink)?;
    if text.len() > MAX_LINK_LEN || !text.bytes().all(is_allowed) {
        return Err(LinkError::Malformed);
    }
    let path_at = text[host_at..].find(['/', '?']).map_or(text.len(), |at| host_at + at);
    let (origin, rest) = text.split_at(path_at);
    if origin.contains('@') {
        return Err(LinkError::UserInfo);
    }
    let (path, query) = rest.split_once('?').ok_or(LinkError::NotPresigned)?;
    // Brackets are for IPv6 hosts; in a path browsers would encode them.
    if rest.contains(['[', ']']) || !path.starts_with('/') {
        return Err(if path.is_empty() { LinkError::NoObject } else { LinkError::Malformed });
    }
    Ok((origin, path, query))
}

pub(super) fn object_name(path: &str) -> Result<String, LinkError> {
    let decoded = percent_decode_str(path.trim_start_matches('/')).decode_utf8().map_err(|_| LinkError::Malformed)?;
    // One name and a slash is a bucket where the storage has it in the path, and asking for it answers with a list.
    let is_bucket = decoded.find('/').is_some_and(|at| at + 1 == decoded.len());
    if decoded.is_empty() || is_bucket {
        return Err(LinkError::NoObject);
    }
    // Browsers fold these away, encoded ones too, and would ask for another object.
    if decoded.split('/').any(|segment| segment == "." || segment == "..") {
        return Err(LinkError::Address(InputError::ObjectKeyDotSegment));
    }
    Ok(decoded.into_owned())
}
