//! Links that were put into the address of a service that checks links before it forwards, or encoded once more.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use sealport_core::Zeroizing;

use super::error::LinkError;
use super::text::scheme_len;

/// What stands before the link in the path of Proofpoint's service.
pub(super) const DEFENSE_MARK: &str = "/v3/__";

/// The link in the query of a forwarding service, or an address that was encoded as a whole.
pub(super) fn forwarded(link: &str) -> Option<Zeroizing<String>> {
    let decoded = |text: &str| {
        let starts = ["https%3a%2f%2f", "http%3a%2f%2f"];
        let is_start = |start: &&str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
        let is_encoded = starts.iter().any(is_start) && !text.contains('&');
        let decoded = percent_decode_str(text).decode_utf8().ok().filter(|_| is_encoded)?;
        decoded.contains("X-Amz-Signature=").then(|| Zeroizing::new(decoded.into_owned()))
    };
    if scheme_len(link).is_none() {
        return decoded(link);
    }
    let (_, query) = link.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find_map(|(_, value)| decoded(value))
}

/// Whether a text starts with an address of Proofpoint's service, version 3.
pub(super) fn is_defended(link: &str) -> bool {
    let host = scheme_len(link).and_then(|at| link.get(at..)?.split('/').next());
    host.is_some_and(|host| host.to_ascii_lowercase().starts_with("urldefense.") && link.contains(DEFENSE_MARK))
}

/// The link in an address of Proofpoint's service: `__link__;characters!!token$`, where `*` in the link stands for the
/// next of the characters (base64url), and `**` with a digit of base64url for 2 to 65 of them.
///
/// # Errors
///
/// [`LinkError::Malformed`] where the link cannot be had back exactly.
pub(super) fn undefended(link: &str) -> Result<Zeroizing<String>, LinkError> {
    restored(link).ok_or(LinkError::Malformed)
}

fn restored(link: &str) -> Option<Zeroizing<String>> {
    let (_, inner) = link.split_once(DEFENSE_MARK)?;
    let (masked, after) = inner.split_once("__;")?;
    let (encoded, _) = after.split_once('!')?;
    let replaced = Zeroizing::new(URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?);
    let mut replaced = replaced.iter().map(|b| b.is_ascii_graphic().then_some(char::from(*b)));
    let mut plain = Zeroizing::new(String::with_capacity(link.len()));
    let mut masked = masked.chars();
    while let Some(c) = masked.next() {
        if c != '*' {
            plain.push(c);
            continue;
        }
        let run = if masked.as_str().starts_with('*') { run_len(masked.nth(1)?)? } else { 1 };
        for _ in 0..run {
            plain.push(replaced.next()??);
        }
    }
    replaced.next().is_none().then_some(plain)
}

/// The length of a run, by its digit: `A` is 2.
fn run_len(digit: char) -> Option<usize> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    DIGITS.find(digit).map(|at| at + 2)
}
