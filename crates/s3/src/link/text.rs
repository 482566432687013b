//! The text of a link: what programs put around it is taken away, and its three parts are told apart.

use percent_encoding::percent_decode_str;
use sealport_core::Zeroizing;

use super::error::LinkError;
use crate::input::InputError;
use crate::shell::is_hidden_mark;

/// Longer than any link of a 1,024-byte object key with every byte percent-encoded and a session token; in bytes.
const MAX_LINK_LEN: usize = 16 * 1024;

/// Marks that mails, chats and source code put around an address.
const AROUND: [(char, char); 10] = [
    ('<', '>'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('(', ')'),
    ('[', ']'),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// What a sentence puts after an address, and no signature ends with.
const AFTER: [char; 9] = ['.', ',', ';', ':', '!', '?', ')', ']', '*'];

/// The link in a text. Undoes what has one meaning only: words and marks around it, marks that draw nothing, quote signs
/// of mails, line ends within it (no address has any), and what mail programs, HTML, JSON and forwarding services make of an
/// address. A space before the signature stays, and is refused: it may stand for `%20` or for nothing.
///
/// # Errors
///
/// [`LinkError::Several`].
pub(super) fn tidied(text: &str) -> Result<Zeroizing<String>, LinkError> {
    // As long as all of it, here and below: nothing secret is left behind by growing.
    let mut drawn = Zeroizing::new(String::with_capacity(text.len()));
    drawn.extend(text.trim().chars().filter(|c| !is_hidden_mark(*c)));
    let drawn = without_mail_encoding(drawn);
    let mut links: Vec<Zeroizing<String>> = Vec::new();
    for found in starts(&drawn).filter_map(|at| whole_link(&drawn, at)) {
        if !links.contains(&found) {
            links.push(found);
        }
    }
    let link = match links.len() {
        0 => lines_joined(&drawn)?,
        1 => links.remove(0),
        _ => return Err(LinkError::Several),
    };
    Ok(unescaped(link))
}

/// Where links start: a scheme that does not go on from letters, and is no part of a query.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let continues = |c: char| c.is_alphanumeric() || "&?/%+-.".contains(c);
    text.char_indices().map(|(at, _)| at).filter(move |&at| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        text.get(at..).is_some_and(|rest| scheme_len(rest).is_some()) && !before.is_some_and(continues)
    })
}

/// The link that starts there, as far as it goes, if it has a whole signature.
fn whole_link(text: &str, at: usize) -> Option<Zeroizing<String>> {
    let before = text.get(..at)?.chars().next_back();
    let closing = AROUND.iter().filter(|(open, _)| Some(*open) == before).map(|(_, close)| *close).next();
    let mut link = Zeroizing::new(String::with_capacity(text.len()));
    for (number, line) in text.get(at..)?.lines().enumerate() {
        // Mails put quote signs before each line.
        let line = if number == 0 { line } else { line.trim_start_matches(['>', ' ', '\t']) };
        if number > 0 && !goes_on(&link, line) {
            break;
        }
        for c in line.trim_end().chars() {
            let ends = Some(c) == closing || "<>\"`".contains(c);
            if ends || (c.is_whitespace() && signature_end(&link).is_some()) {
                return trimmed(link);
            }
            link.push(c);
        }
    }
    trimmed(link)
}

/// Whether the next line belongs to the link: always until its signature is whole.
fn goes_on(link: &str, line: &str) -> bool {
    let Some(end) = signature_end(link) else { return true };
    let is_more = !line.is_empty() && line.bytes().all(|b| b.is_ascii_graphic());
    // The one parameter that the SDKs put after the signature.
    let ends = ["x-id=GetObject", "x-id=HeadObject", "x-id=PutObject"].iter().any(|last| link.ends_with(last));
    is_more && (line.starts_with('&') || (link.len() > end && !ends))
}

/// Without what a sentence puts after it.
fn trimmed(mut link: Zeroizing<String>) -> Option<Zeroizing<String>> {
    let signature_end = signature_end(&link)?;
    while link.ends_with(AFTER) && link.len() > signature_end {
        link.pop();
    }
    Some(link)
}

/// Where the 64 hex digits of a signature end.
fn signature_end(link: &str) -> Option<usize> {
    const NAME: &str = "X-Amz-Signature=";
    let digits_at = link.find(NAME)? + NAME.len();
    let end = digits_at + 64;
    link.get(digits_at..end)?.bytes().all(|b| b.is_ascii_hexdigit()).then_some(end)
}

/// A text without a whole link: its lines in one, so that what is wrong with it can be said.
fn lines_joined(text: &str) -> Result<Zeroizing<String>, LinkError> {
    let mut rest = text.trim();
    while let Some(inner) = AROUND.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.strip_suffix(*close)) {
        rest = inner.trim();
    }
    let lines = rest.lines().map(str::trim);
    if lines.clone().filter(|line| scheme_len(line).is_some()).count() > 1 {
        return Err(LinkError::Several);
    }
    let mut joined = Zeroizing::new(String::with_capacity(rest.len()));
    lines.for_each(|line| joined.push_str(line));
    Ok(joined)
}

/// Quoted-printable undone, in which each `=` is `=3D` and a line that goes on ends with `=`.
///
/// Spec: RFC 2045, section 6.7.
fn without_mail_encoding(text: Zeroizing<String>) -> Zeroizing<String> {
    if !text.contains("X-Amz-Signature=3D") || !text.contains("X-Amz-Algorithm=3DAWS4") {
        return text;
    }
    let joined = Zeroizing::new(text.replace("=\r\n", "").replace("=\n", ""));
    Zeroizing::new(joined.replace("=3D", "="))
}

/// What HTML, JSON and forwarding services made of an address. No presigned link has a parameter whose name starts with
/// `amp;`, or a credential whose slashes are encoded twice.
fn unescaped(mut link: Zeroizing<String>) -> Zeroizing<String> {
    for escape in ["&amp;", "&#38;", "\\u0026", "\\&"] {
        while link.contains(escape) {
            link = Zeroizing::new(link.replace(escape, "&"));
        }
    }
    if let Some(inner) = forwarded(&link) {
        link = inner;
    }
    if link.contains("%252F") && !link.contains("%2Faws4_request") && !link.contains("/aws4_request") {
        link = Zeroizing::new(link.replace("%25", "%"));
    }
    link
}

/// The link in the query of a service that checks links before it forwards, or an address that was encoded as a whole.
fn forwarded(link: &str) -> Option<Zeroizing<String>> {
    let decoded = |text: &str| {
        let starts = ["https%3a%2f%2f", "http%3a%2f%2f"];
        let lower = text.get(..text.len().min(16))?.to_ascii_lowercase();
        let is_encoded = starts.iter().any(|start| lower.starts_with(start)) && !text.contains('&');
        let decoded = percent_decode_str(text).decode_utf8().ok().filter(|_| is_encoded)?;
        decoded.contains("X-Amz-Signature=").then(|| Zeroizing::new(decoded.into_owned()))
    };
    if scheme_len(link).is_none() {
        return decoded(link);
    }
    let (_, query) = link.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find_map(|(_, value)| decoded(value))
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
    // A place in a document, which no browser sends.
    let text = text.split('#').next().unwrap_or_default();
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
