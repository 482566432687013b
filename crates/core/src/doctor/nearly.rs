//! Base64 that is no key: another length, spaces in it, characters lost, a word beside it.

use zeroize::Zeroizing;

use super::examine::{Finding, bytes_fault, decode, exact};
use super::{KeyDiagnosis, KeyForm};
use crate::key_bytes::KeyBytes;

/// Characters of 32 bytes in base64, without the `=`.
const SYMBOLS: usize = 43;

/// Numbers of characters that are a damaged key rather than a word.
const NEAR: std::ops::RangeInclusive<usize> = 38..=50;

fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// Characters of UTF-8.
pub(super) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| starts_character(**byte)).count()
}

/// How many characters do not belong, and where the first of them stands, counted from 1.
pub(super) fn foreign(text: &[u8], belongs: fn(u8) -> bool) -> (usize, usize) {
    let (mut count, mut position, mut at) = (0, 0, 0);
    for &byte in text.iter().filter(|byte| starts_character(**byte)) {
        at += 1;
        if !belongs(byte) {
            count += 1;
            if count == 1 {
                position = at;
            }
        }
    }
    (count, position)
}

fn without_padding(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_suffix(b"=") {
        text = rest;
    }
    text
}

/// What is wrong with a text that is base64, or nearly.
pub(super) fn base64_fault(text: &[u8]) -> Option<Finding> {
    let kept = without_extras(text);
    let bare = without_padding(&kept);
    let has_extras = bare != without_padding(text);
    let is_split = has_extras && !looks_encoded(text);
    if !is_split && let Some((form, key)) = exact(bare) {
        let wanted = SYMBOLS + usize::from(bare.len() < kept.len());
        let count = characters(text).saturating_sub(wanted).max(1);
        return Some(Finding::repairable(KeyDiagnosis::ExtraCharacters { form, count }, key));
    }
    if let Some(key) = among_text(text) {
        return Some(Finding::repairable(KeyDiagnosis::AmongText, key));
    }
    if looks_encoded(text)
        && let Some((count, key)) = spaces_for_pluses(text)
    {
        return Some(Finding::repairable(KeyDiagnosis::PlusesBecameSpaces { count }, key));
    }
    if is_split {
        return None;
    }
    // Another number of `=` than the length asks for shows that characters were lost or added. The decoder would take
    // fewer, as it takes none at all.
    let padding = kept.len() - bare.len();
    let fits = padding == 0 || padding == (4 - bare.len() % 4) % 4;
    if fits && let Some((form, bytes)) = decode(bare) {
        return Some(bytes_fault(&bytes, form));
    }
    match foreign(bare, is_symbol) {
        (0, _) => symbols_fault(bare),
        (count @ 1..=4, _) if NEAR.contains(&characters(bare)) => {
            let (_, position) = foreign(without_padding(text), is_symbol);
            Some(KeyDiagnosis::ForeignCharacters { form: KeyForm::Base64, count, position }.into())
        }
        _ => None,
    }
}

/// The key in which each space stands for a `+`, and how many there are. Without them it is too short to be a key, so that
/// they stand for something. One at the beginning is lost to whatever trims.
fn spaces_for_pluses(text: &[u8]) -> Option<(usize, KeyBytes)> {
    let quoted = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
    let text = without_padding(quoted.unwrap_or(text));
    let count = text.iter().filter(|byte| **byte == b' ').count();
    let restored = Zeroizing::new(text.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect::<Vec<_>>());
    exact(&restored).filter(|_| count > 0).map(|(_, key)| (count, key))
}

fn symbols_fault(symbols: &[u8]) -> Option<Finding> {
    let unified: Zeroizing<Vec<u8>> = Zeroizing::new(
        symbols
            .iter()
            .map(|&byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                _ => byte,
            })
            .collect(),
    );
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
fn looks_encoded(text: &[u8]) -> bool {
    let inside = text.windows(2).any(|pair| matches!(pair, [before, b'A'..=b'Z'] if is_symbol(*before)));
    inside && text.iter().any(u8::is_ascii_lowercase)
}

/// The text without white space, quotes and marks of no width, and with percent-escapes undone.
fn without_extras(mut text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    loop {
        let (symbol, rest) = match text {
            [] => return kept,
            [b'%', b'2', b'b' | b'B', rest @ ..] => (Some(b'+'), rest),
            [b'%', b'2', b'f' | b'F', rest @ ..] => (Some(b'/'), rest),
            [b'%', b'3', b'd' | b'D', rest @ ..] => (Some(b'='), rest),
            // U+200B to U+200D, U+FEFF, U+00A0.
            [0xe2, 0x80, 0x8b..=0x8d, rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] | [0xc2, 0xa0, rest @ ..] => {
                (None, rest)
            }
            [byte, rest @ ..] => {
                let extra = byte.is_ascii_whitespace() || b"\"'`,;<>".contains(byte);
                ((!extra).then_some(*byte), rest)
            }
        };
        kept.extend(symbol);
        text = rest;
    }
}

/// The one word of several that is a whole key in padded base64: a header line, a line of a settings file.
///
/// Hex and unpadded base64 do not count: beside words they are hashes rather.
pub(super) fn among_text(text: &[u8]) -> Option<KeyBytes> {
    let mut keys = words(text).filter_map(padded_key);
    let found = keys.next()?;
    keys.all(|other| other == found).then_some(found)
}

/// How many different keys a text holds, where it holds more than one. Hex and unpadded base64 count where there is
/// nothing else.
pub(super) fn several_keys(text: &[u8]) -> Option<usize> {
    let lone = |word| exact(word).map(|(_, key)| key);
    let only_keys = words(text).all(|word| lone(word).is_some());
    let found = words(text).filter_map(|word| if only_keys { lone(word) } else { padded_key(word) });
    let mut different: Vec<KeyBytes> = Vec::new();
    for key in found {
        if !different.contains(&key) {
            different.push(key);
        }
    }
    (different.len() > 1).then_some(different.len())
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || b":,;\"'`<>{}".contains(byte);
    text.split(is_between).filter(|word| !word.is_empty()).flat_map(apart)
}

/// A word taken apart after each whole key that it begins with: files without a line end at their end, joined, make one
/// word of two keys.
fn apart(word: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let key_first =
            rest.split_at_checked(SYMBOLS + 1).filter(|(key, _)| key.ends_with(b"=") && exact(key).is_some());
        let (next, left) = key_first.unwrap_or((rest, &[]));
        rest = left;
        (!next.is_empty()).then_some(next)
    })
}

/// The key that a word is, or ends with as in `NAME=value`.
fn padded_key(word: &[u8]) -> Option<KeyBytes> {
    let (before, value) = word.split_at_checked(word.len().checked_sub(SYMBOLS + 1)?)?;
    let is_whole = value.ends_with(b"=") && (before.is_empty() || before.ends_with(b"="));
    exact(value).filter(|_| is_whole).map(|(_, key)| key)
}
