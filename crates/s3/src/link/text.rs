//! The text of a link: its three parts are told apart.

use percent_encoding::percent_decode_str;

use super::error::LinkError;
use crate::input::InputError;

/// Longer than any link of a 1,024-byte object key with every byte percent-encoded and a session token; in bytes.
pub(super) const MAX_LINK_LEN: usize = 16 * 1024;

/// Length of `https://` or `http://` at the beginning, in any case.
pub(super) fn scheme_len(text: &str) -> Option<usize> {
    let starts = |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://"].iter().find(|scheme| starts(scheme)).map(|scheme| scheme.len())
}

/// Origin, path and query of a link, with nothing in them that a browser would rewrite.
pub(super) fn split(text: &str) -> Result<(&str, &str, &str), LinkError> {
    const ALLOWED: &[u8] = b"-._~!$&'()*+,;=:@/?%";
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || ALLOWED.contains(&b) || b == b'[' || b == b']';
    let scheme = scheme_len(text).ok_or(LinkError::NoLink)?;
    // A place in a document, which no browser sends.
    let text = text.split('#').next().unwrap_or_default();
    if text.len() > MAX_LINK_LEN || !text.bytes().all(is_allowed) {
        return Err(LinkError::Malformed);
    }
    let ends_host = |at: &usize| matches!(text.as_bytes().get(*at), Some(b'/' | b'?'));
    let path_at = (scheme..text.len()).find(ends_host).unwrap_or(text.len());
    let (origin, rest) = text.split_at_checked(path_at).ok_or(LinkError::Malformed)?;
    if origin.bytes().any(|b| b == b'@') {
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
