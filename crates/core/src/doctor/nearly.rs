//! Base64 that is no key: another length, spaces in it, characters lost, a word beside it.

use zeroize::Zeroizing;

use super::examine::{Finding, bytes_fault, decode, exact};
use super::{KeyDiagnosis, KeyForm};
use crate::ssec::SseCKey;

/// Characters of 32 bytes in base64, without the `=`.
const SYMBOLS: usize = 43;

/// Numbers of characters that are a damaged key rather than a word.
const NEAR: std::ops::RangeInclusive<usize> = 38..=50;

fn is_symbol(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/-_".contains(c)
}

/// What is wrong with a text that is base64, or nearly.
pub(super) fn base64_fault(text: &str) -> Option<Finding> {
    let bare = without_extras(text);
    let has_extras = bare.as_str() != text.trim_end_matches('=');
    let split = has_extras && !looks_encoded(text);
    if !split && let Some((form, key)) = exact(&bare) {
        let wanted = SYMBOLS + usize::from(text.contains(['=', '%']));
        let count = text.chars().count().saturating_sub(wanted).max(1);
        return Some(Finding::repairable(KeyDiagnosis::ExtraCharacters { form, count }, key));
    }
    if let Some(key) = among_text(text) {
        return Some(Finding::repairable(KeyDiagnosis::AmongText, key));
    }
    if split {
        return None;
    }
    // A wrong `=` shows that a character was lost, where the rest by itself would be fewer bytes.
    if let Some((form, bytes)) = decode(if has_extras { bare.as_str() } else { text }) {
        return Some(bytes_fault(&bytes, form));
    }
    if bare.chars().all(is_symbol) {
        return symbols_fault(&bare);
    }
    let length = bare.chars().count();
    let mut foreign = text.trim_end_matches('=').chars().enumerate().filter(|(_, c)| !is_symbol(*c)).map(|(at, _)| at);
    let position = foreign.next()? + 1;
    let count = bare.chars().filter(|c| !is_symbol(*c)).count();
    let diagnosis = KeyDiagnosis::ForeignCharacters { form: KeyForm::Base64, count, position };
    (NEAR.contains(&length) && count <= 4).then(|| diagnosis.into())
}

fn symbols_fault(symbols: &str) -> Option<Finding> {
    let unified = Zeroizing::new(symbols.replace('-', "+").replace('_', "/"));
    if let Some((_, key)) = exact(&unified) {
        return Some(Finding::repairable(KeyDiagnosis::MixedAlphabets, key));
    }
    match symbols.len() {
        SYMBOLS => Some(KeyDiagnosis::Base64LastCharacter.into()),
        symbols if NEAR.contains(&symbols) => Some(KeyDiagnosis::Base64Length { symbols }.into()),
        _ => None,
    }
}

/// Whether the words of a text are pieces of base64: they have capitals inside, as words of a language have not, and
/// not only capitals. Of keys, one in 10^7 has none.
///
/// Joined, words and decimal numbers may well be base64 of 32 bytes, but nobody meant that.
fn looks_encoded(text: &str) -> bool {
    let inside = text.chars().zip(text.chars().skip(1)).any(|(before, c)| is_symbol(before) && c.is_ascii_uppercase());
    inside && text.chars().any(|c| c.is_ascii_lowercase())
}

/// The text without white space, quotes, marks of no width, percent-escapes and the `=` at its end.
fn without_extras(text: &str) -> Zeroizing<String> {
    let mut unescaped = Zeroizing::new(text.to_owned());
    for (escape, symbol) in [("%2b", "+"), ("%2B", "+"), ("%2f", "/"), ("%2F", "/"), ("%3d", "="), ("%3D", "=")] {
        unescaped = Zeroizing::new(unescaped.replace(escape, symbol));
    }
    let is_extra = |c: char| c.is_whitespace() || "\"'`,;<>\u{feff}\u{200b}\u{200c}\u{200d}\u{2060}".contains(c);
    let kept: Zeroizing<String> = Zeroizing::new(unescaped.chars().filter(|c| !is_extra(*c)).collect());
    Zeroizing::new(kept.trim_end_matches('=').to_owned())
}

/// The one word of several that is a whole key in padded base64: a header line, a line of a settings file.
///
/// Hex and unpadded base64 do not count: beside words they are hashes rather.
fn among_text(text: &str) -> Option<SseCKey> {
    let mut found = None;
    for word in text.split(|c: char| c.is_whitespace() || ":,;\"'`<>{}".contains(c)) {
        let value = match word.split_once('=') {
            Some((_, value)) if value.len() > SYMBOLS => value,
            _ => word,
        };
        if value == text || value.len() != SYMBOLS + 1 || !value.ends_with('=') {
            continue;
        }
        let key = exact(value)?.1;
        if found.as_ref().is_some_and(|other| *other != key) {
            return None;
        }
        found = Some(key);
    }
    found
}
