//! The order of questions that lead to a diagnosis.

use base64::Engine;
use zeroize::Zeroizing;

use super::container::KeyContainer;
use super::{KeyDiagnosis, KeyForm, hex, nearly};
use crate::encoding::{BASE64, BASE64_URL};
use crate::ssec::SseCKey;

/// A diagnosis, and the one key that what was given can mean, if there is exactly one.
pub(crate) struct Finding {
    pub(crate) diagnosis: KeyDiagnosis,
    pub(crate) repaired: Option<SseCKey>,
}

impl From<KeyDiagnosis> for Finding {
    fn from(diagnosis: KeyDiagnosis) -> Self {
        Self { diagnosis, repaired: None }
    }
}

impl Finding {
    pub(super) fn repairable(diagnosis: KeyDiagnosis, key: SseCKey) -> Self {
        Self { diagnosis, repaired: Some(key) }
    }
}

/// Decodes what is exactly hex (64 digits, nothing else) or base64.
pub(super) fn decode(text: &str) -> Option<(KeyForm, Zeroizing<Vec<u8>>)> {
    if text.len() == 64 && hex::is_all_digits(text) {
        return base16ct::mixed::decode_vec(text).ok().map(|bytes| (KeyForm::Hex, Zeroizing::new(bytes)));
    }
    let engine = if text.contains(['-', '_']) { BASE64_URL } else { BASE64 };
    engine.decode(text).ok().map(|bytes| (KeyForm::Base64, Zeroizing::new(bytes)))
}

pub(super) fn key_of(bytes: &[u8]) -> Option<SseCKey> {
    <&[u8; SseCKey::LEN]>::try_from(bytes).ok().map(|bytes| SseCKey::from_bytes(*bytes))
}

/// The key that a text without white space around it is, with its form.
pub(super) fn exact(text: &str) -> Option<(KeyForm, SseCKey)> {
    decode(text).and_then(|(form, bytes)| Some((form, key_of(&bytes)?)))
}

/// Reads a text as a key, or finds what is wrong with it.
pub(crate) fn examine_text(text: &str) -> Result<SseCKey, Finding> {
    let text = text.trim();
    if text.is_empty() {
        return Err(KeyDiagnosis::Empty.into());
    }
    match exact(text) {
        Some((_, key)) => Ok(key),
        None => Err(text_fault(text)),
    }
}

fn text_fault(text: &str) -> Finding {
    if let Some((_, key)) = text.strip_prefix('\u{feff}').and_then(|rest| exact(rest.trim())) {
        return Finding::repairable(KeyDiagnosis::ByteOrderMark, key);
    }
    if let Some(container) = KeyContainer::of_text(text) {
        return KeyDiagnosis::OtherFile { container }.into();
    }
    if let Some(finding) = hex::fault(text) {
        return finding;
    }
    // Base64 of 22 or 23 bytes has as many characters, but ends in `=`.
    if !text.ends_with('=')
        && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
        && let Some(key) = key_of(text.as_bytes())
    {
        return Finding::repairable(KeyDiagnosis::ThirtyTwoCharacters, key);
    }
    nearly::base64_fault(text).unwrap_or(KeyDiagnosis::NotEncoded { found: text.len() }.into())
}

/// What is wrong with bytes that were decoded well and are no key.
pub(super) fn bytes_fault(bytes: &[u8], form: KeyForm) -> Finding {
    let found = bytes.len();
    if let Some((inner, key)) = std::str::from_utf8(bytes).ok().and_then(|text| exact(text.trim())) {
        return Finding::repairable(KeyDiagnosis::EncodedTwice { outer: form, inner }, key);
    }
    // Both are tried: the key itself may end in `\r`.
    let ends: [&[u8]; 2] = [b"\n", b"\r\n"];
    if let Some(key) = ends.iter().find_map(|end| bytes.strip_suffix(*end).and_then(key_of)) {
        return Finding::repairable(KeyDiagnosis::LineEndAttached { found, form }, key);
    }
    if let Some(container) = KeyContainer::of_bytes(bytes) {
        return KeyDiagnosis::OtherFile { container }.into();
    }
    match found {
        16 => KeyDiagnosis::LikeMd5 { form }.into(),
        29..=31 => KeyDiagnosis::BytesLost { found, form }.into(),
        _ => KeyDiagnosis::WrongLength { found, form }.into(),
    }
}

/// Reads a file's content as a key, or finds what is wrong with it.
pub(crate) fn examine_file(content: &[u8]) -> Result<SseCKey, Finding> {
    if let Some(key) = key_of(content) {
        return Ok(key);
    }
    let found = content.len();
    if found as u64 > SseCKey::MAX_FILE_LEN {
        return Err(KeyDiagnosis::FileTooLong { found: found as u64 }.into());
    }
    if let Some(text) = utf16(content) {
        return Err(match exact(text.trim_start_matches('\u{feff}').trim()) {
            Some((_, key)) => Finding::repairable(KeyDiagnosis::Utf16 { holds_key: true }, key),
            None => KeyDiagnosis::Utf16 { holds_key: false }.into(),
        });
    }
    let Ok(text) = std::str::from_utf8(content) else {
        return Err(bytes_fault(content, KeyForm::Raw));
    };
    if let Some(key) = bytes_of_characters(text) {
        return Err(Finding::repairable(KeyDiagnosis::BytesAsCharacters { found }, key));
    }
    match text.matches(char::REPLACEMENT_CHARACTER).count() {
        0 => {}
        count => return Err(KeyDiagnosis::ReplacedBytes { found, count }.into()),
    }
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(bytes_fault(content, KeyForm::Raw));
    }
    match examine_text(text) {
        // What is no text of ours, yet 32 bytes and a line end, may as well be raw bytes.
        Err(finding)
            if matches!(
                finding.diagnosis,
                KeyDiagnosis::ThirtyTwoCharacters | KeyDiagnosis::WrongLength { .. } | KeyDiagnosis::NotEncoded { .. }
            ) =>
        {
            let raw = bytes_fault(content, KeyForm::Raw);
            Err(if raw.repaired.is_some() { raw } else { finding })
        }
        other => other,
    }
}

/// The text of UTF-16 with a byte order mark, or with every other byte zero.
fn utf16(content: &[u8]) -> Option<Zeroizing<String>> {
    let halves = |at: usize| content.iter().skip(at).step_by(2);
    let zeros = |at: usize| content.len() >= 32 && halves(at).all(|byte| *byte == 0);
    let big_endian = match content {
        _ if content.len() % 2 == 1 => return None,
        [0xff, 0xfe, ..] => false,
        [0xfe, 0xff, ..] => true,
        _ if zeros(1) => false,
        _ if zeros(0) => true,
        _ => return None,
    };
    let units = halves(0).zip(halves(1)).map(|(&first, &second)| {
        if big_endian { u16::from_be_bytes([first, second]) } else { u16::from_le_bytes([first, second]) }
    });
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(Zeroizing::new(text.collect()))
}

/// The key whose 32 bytes were each stored as the character of that number.
fn bytes_of_characters(text: &str) -> Option<SseCKey> {
    // A random key has 16 high bytes; text with an accent or two is a passphrase rather.
    if text.chars().filter(|c| !c.is_ascii()).count() < 4 {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    key_of(&Zeroizing::new(bytes?))
}
