//! The link in a text that was pasted: what people and programs put around it is taken away.

use sealport_core::Zeroizing;

use super::error::LinkError;
use super::forward::{DEFENSE_MARK, forwarded, is_defended, undefended};
use super::operations::operation_named;
use super::text::{MAX_LINK_LEN, scheme_len};
use super::unescape::{unescaped, without_mail_encoding};
use crate::shell::is_hidden_mark;

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
const AFTER: [char; 10] = ['.', ',', ';', ':', '!', '?', ')', ']', '*', '\''];

/// More marks of Markdown on both sides of an address, which may stand at the end of a value as well.
const EMPHASIS: [char; 2] = ['_', '~'];

/// What may stand in a query, and what no SDK leaves there unencoded: in a text, the link may have ended before it.
const DOUBTFUL: [char; 10] = [',', ';', '!', '\'', '(', ')', '*', '$', '[', ']'];

/// Whether a text is one address and nothing else, with no mark at its end that a sentence puts there: nothing is to be
/// taken away from it. A full stop is as good a part of a value as any letter.
pub(super) fn is_alone(text: &str) -> bool {
    scheme_len(text).is_some()
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"`".contains(&b))
        && text.matches("://").count() == 1
        && !text.ends_with(|c| c != '.' && AFTER.contains(&c))
        && !is_defended(text)
}

/// The link in a text. Undoes what has one meaning only: words, marks and other addresses around it, marks that draw
/// nothing, quote signs of mails, line ends within it (no address has any), and what mail programs, HTML, JSON, shells and
/// forwarding services make of an address. A space before the signature stays, and is refused: it may stand for `%20` or
/// for nothing.
///
/// # Errors
///
/// [`LinkError::Several`], [`LinkError::Malformed`] where it is not clear where the link ends.
pub(super) fn tidied(text: &str) -> Result<Zeroizing<String>, LinkError> {
    // As long as all of it, here and below: nothing secret is left behind by growing.
    let mut drawn = Zeroizing::new(String::with_capacity(text.len()));
    drawn.extend(text.trim().chars().filter(|c| !is_hidden_mark(*c)));
    let drawn = unescaped(&without_mail_encoding(drawn));
    let link = match only_link(&drawn)? {
        Some(link) => link,
        None => {
            let joined = lines_joined(&drawn)?;
            forwarded(&joined).unwrap_or(joined)
        }
    };
    // No credential has slashes that are encoded twice.
    if link.contains("%252F") && !link.contains("%2Faws4_request") && !link.contains("/aws4_request") {
        return Ok(Zeroizing::new(link.replace("%25", "%")));
    }
    Ok(link)
}

/// The one link with a whole signature. Each address is looked for as far as the next one, so that a long text is read
/// once.
fn only_link(text: &str) -> Result<Option<Zeroizing<String>>, LinkError> {
    let mut only: Option<Zeroizing<String>> = None;
    let mut has_cut = false;
    let mut address_before = "";
    let mut starts = starts(text).peekable();
    while let Some(at) = starts.next() {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let address = text.get(at..starts.peek().copied().unwrap_or(text.len())).unwrap_or_default();
        if let Some(found) = link_of(address, before)? {
            // An address in the query of another, not encoded: either may be meant.
            let is_within = before == Some('=') && address_before.contains("://");
            if is_within && !address_before.contains(char::is_whitespace) {
                return Err(LinkError::Several);
            }
            match &only {
                Some(other) if *other != found => return Err(LinkError::Several),
                _ => only = Some(found),
            }
        } else {
            has_cut |= ["X-Amz-Signature=", "X-Amz-Credential="].iter().any(|name| address.contains(name));
        }
        address_before = address;
    }
    // One of two was cut: perhaps the one that was meant.
    if has_cut && only.is_some() { Err(LinkError::Several) } else { Ok(only) }
}

/// Where addresses start: a scheme that does not go on from letters, and is no part of a path or of Proofpoint's
/// addresses.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let continues = |c: char| c.is_alphanumeric() || "&?/%+-.".contains(c);
    text.char_indices().map(|(at, _)| at).filter(move |&at| {
        let before = text.get(..at).unwrap_or_default();
        text.get(at..).is_some_and(|rest| scheme_len(rest).is_some())
            && !before.ends_with(continues)
            && !before.ends_with(DEFENSE_MARK)
    })
}

/// The link that an address is, or that it forwards to.
fn link_of(address: &str, before: Option<char>) -> Result<Option<Zeroizing<String>>, LinkError> {
    match whole_link(address, before)? {
        Some(link) if is_defended(&link) => whole_link(&undefended(&link)?, None),
        Some(link) => Ok(Some(link)),
        None => match forwarded(&one_word(address)) {
            Some(inner) => whole_link(&inner, None),
            None => Ok(None),
        },
    }
}

/// An address as far as the first space within a line.
fn one_word(address: &str) -> Zeroizing<String> {
    let mut word = Zeroizing::new(String::with_capacity(address.len()));
    for line in lines(address) {
        let end = line.find(|c: char| c.is_whitespace() || "<>\"`".contains(c)).unwrap_or(line.len());
        word.push_str(line.get(..end).unwrap_or_default());
        if end < line.len() {
            break;
        }
    }
    word
}

/// The lines of an address, without the quote signs that mails put before them.
fn lines(address: &str) -> impl Iterator<Item = &str> {
    address.lines().enumerate().map(|(number, line)| {
        if number == 0 { line.trim_end() } else { line.trim_start_matches(['>', ' ', '\t']).trim_end() }
    })
}

/// An address as far as it goes, if it has a whole signature. `before` is the character before it.
fn whole_link(address: &str, before: Option<char>) -> Result<Option<Zeroizing<String>>, LinkError> {
    let closing = AROUND.iter().find(|(open, _)| Some(*open) == before).map(|(_, close)| *close);
    let is_defended = is_defended(address);
    let mut link = Zeroizing::new(String::with_capacity(address.len()));
    let mut signature_end = None;
    'lines: for line in lines(address) {
        if let Some(end) = signature_end {
            let goes_on =
                if is_defended { is_one_word(line) && !link.ends_with('$') } else { goes_on(&link, end, line)? };
            if !goes_on {
                break;
            }
        }
        for c in line.chars() {
            let ends = match signature_end {
                None => "<>\"`".contains(c),
                Some(end) => Some(c) == closing || !may_follow(c, !is_defended && is_whole(&link, end)),
            };
            // The rest of a link that is too long is not needed to refuse it.
            if ends || link.len() > MAX_LINK_LEN {
                break 'lines;
            }
            link.push(c);
            signature_end = signature_end.or_else(|| ends_with_signature(&link).then_some(link.len()));
        }
    }
    let Some(end) = signature_end else { return Ok(None) };
    let emphasis = EMPHASIS.into_iter().find(|mark| Some(*mark) == before);
    while link.len() > end && link.ends_with(|c| AFTER.contains(&c) || Some(c) == emphasis) {
        link.pop();
    }
    if !is_defended && link.get(end..).unwrap_or_default().contains(DOUBTFUL) {
        return Err(LinkError::Malformed);
    }
    Ok(Some(link))
}

/// Whether the link may end here: after its signature, or after the one parameter whose values are known and which SDKs
/// put last.
fn is_whole(link: &str, signature_end: usize) -> bool {
    let tail = link.get(signature_end..).unwrap_or_default();
    tail.is_empty() || tail.rsplit_once("&x-id=").is_some_and(|(_, id)| operation_named(id).is_some())
}

/// Whether a character after a signature belongs to the link. What makes no sense there but is no mark between words
/// does, so that it is refused.
fn may_follow(c: char, is_after_whole: bool) -> bool {
    c.is_alphanumeric() || if is_after_whole { "&#%=".contains(c) } else { "-._~!$&'()*+,;:=@/?%#[]".contains(c) }
}

/// Whether the text ends with the 64 hex digits of a signature.
fn ends_with_signature(text: &str) -> bool {
    const NAME: &str = "X-Amz-Signature=";
    let name_at = text.len().checked_sub(NAME.len() + 64);
    let digits = name_at.and_then(|at| text.get(at..)?.strip_prefix(NAME));
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_one_word(line: &str) -> bool {
    line.bytes().all(|b| b.is_ascii_graphic()) && line.bytes().any(|b| b.is_ascii_alphanumeric())
}

/// Whether the next line belongs to a link whose signature ends there.
///
/// # Errors
///
/// [`LinkError::Malformed`] for a word that may be the rest of a value or the next of a sentence.
fn goes_on(link: &str, signature_end: usize, line: &str) -> Result<bool, LinkError> {
    let tail = link.get(signature_end..).unwrap_or_default();
    if tail.is_empty() || tail.starts_with('&') && line.starts_with('&') {
        return Ok(line.starts_with('&'));
    }
    if !tail.starts_with('&') || !is_one_word(line) {
        return Ok(false);
    }
    let pair = tail.rsplit('&').next().unwrap_or_default();
    let Some((name, value)) = pair.split_once('=') else {
        // The line end is within a name, whose value the next line has.
        return if line.contains('=') { Ok(true) } else { Err(LinkError::Malformed) };
    };
    let sentence_end = value.trim_end_matches(AFTER);
    match name {
        "x-id" if operation_named(sentence_end).is_some() => return Ok(false),
        "x-id" if operation_named(&format!("{value}{}", line.trim_end_matches(AFTER))).is_some() => return Ok(true),
        "X-Amz-Expires" if !value.is_empty() && !line.starts_with(|c: char| c.is_ascii_digit()) => return Ok(false),
        _ => {}
    }
    // Only the rest of a value is followed by another parameter, or encoded.
    let rest = line.split('&').next().unwrap_or_default();
    let is_rest = !rest.contains('=') && (rest.contains('%') || rest.len() < line.len());
    if is_rest { Ok(true) } else { Err(LinkError::Malformed) }
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

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
