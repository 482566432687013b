//! The order of questions that lead to a diagnosis. All of it works on bytes: keys as text are ASCII, and the tables of
//! Unicode would cost more than the rest of this module in a page.

use base64::Engine;
use zeroize::Zeroizing;

use super::container::KeyContainer;
use super::{KeyDiagnosis, KeyForm, hex, nearly};
use crate::encoding::{BASE64, BASE64_URL};
use crate::key_bytes::KeyBytes;

/// The longest file that is looked at, in bytes.
pub(crate) const MAX_FILE_LEN: u64 = 1024;

/// UTF-8 of U+FEFF.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// UTF-8 of U+FFFD.
const REPLACEMENT: &[u8] = b"\xef\xbf\xbd";

/// A diagnosis, and the one key that what was given can mean, if there is exactly one.
pub(crate) struct Finding {
    pub(crate) diagnosis: KeyDiagnosis,
    pub(crate) repaired: Option<KeyBytes>,
}

impl From<KeyDiagnosis> for Finding {
    fn from(diagnosis: KeyDiagnosis) -> Self {
        Self { diagnosis, repaired: None }
    }
}

impl Finding {
    pub(super) fn repairable(diagnosis: KeyDiagnosis, key: KeyBytes) -> Self {
        Self { diagnosis, repaired: Some(key) }
    }
}

/// Decodes what is exactly hex (64 digits, nothing else) or base64.
pub(super) fn decode(text: &[u8]) -> Option<(KeyForm, Zeroizing<Vec<u8>>)> {
    if text.len() == 64 && text.iter().all(u8::is_ascii_hexdigit) {
        return base16ct::mixed::decode_vec(text).ok().map(|bytes| (KeyForm::Hex, Zeroizing::new(bytes)));
    }
    let engine = if text.contains(&b'-') || text.contains(&b'_') { &BASE64_URL } else { &BASE64 };
    engine.decode(text).ok().map(|bytes| (KeyForm::Base64, Zeroizing::new(bytes)))
}

pub(super) fn key_of(bytes: &[u8]) -> Option<KeyBytes> {
    KeyBytes::of_slice(bytes)
}

/// The key that a text without white space around it is, with its form.
pub(super) fn exact(text: &[u8]) -> Option<(KeyForm, KeyBytes)> {
    decode(text).and_then(|(form, bytes)| Some((form, key_of(&bytes)?)))
}

/// The key that a text is, but for white space around it.
pub(crate) fn read_text(text: &str) -> Option<KeyBytes> {
    exact(text.trim().as_bytes()).map(|(_, key)| key)
}

/// The key that a file's content is: its bytes, or a text.
pub(crate) fn read_file(content: &[u8]) -> Option<KeyBytes> {
    if content.len() as u64 > MAX_FILE_LEN {
        return None;
    }
    key_of(content).or_else(|| std::str::from_utf8(content).ok().and_then(read_text))
}

/// Reads a text as a key, or finds what is wrong with it.
pub(crate) fn examine_text(text: &str) -> Result<KeyBytes, Finding> {
    read_text(text).ok_or_else(|| match text.trim().as_bytes() {
        [] => KeyDiagnosis::Empty.into(),
        text => text_fault(text),
    })
}

fn text_fault(text: &[u8]) -> Finding {
    if let Some((_, key)) = text.strip_prefix(BYTE_ORDER_MARK).and_then(|rest| exact(rest.trim_ascii())) {
        return Finding::repairable(KeyDiagnosis::ByteOrderMark, key);
    }
    if let Some(finding) = zeros_attached(text) {
        return finding;
    }
    if let Some(container) = KeyContainer::of_text(text) {
        // Settings in JSON may hold the one key of ours.
        let key = nearly::among_text(text).filter(|_| container == KeyContainer::Json);
        return match key {
            Some(key) => Finding::repairable(KeyDiagnosis::AmongText, key),
            None => KeyDiagnosis::OtherFile { container }.into(),
        };
    }
    if let Some(count) = nearly::several_keys(text) {
        return KeyDiagnosis::SeveralKeys { count }.into();
    }
    if let Some(finding) = hex::fault(text) {
        return finding;
    }
    // Base64 of 22 or 23 bytes has as many characters, but ends in `=`.
    if !text.ends_with(b"=")
        && text.iter().all(|byte| (0x20..0x7f).contains(byte))
        && let Some(key) = key_of(text)
    {
        return Finding::repairable(KeyDiagnosis::ThirtyTwoCharacters, key);
    }
    nearly::base64_fault(text).unwrap_or(KeyDiagnosis::NotEncoded { found: text.len() }.into())
}

/// A whole key with zero bytes after it: programs in C end a text with one.
fn zeros_attached(text: &[u8]) -> Option<Finding> {
    let zeros = text.iter().rev().take_while(|byte| **byte == 0).count();
    let bare = text.get(..text.len() - zeros).filter(|_| zeros > 0)?;
    let (form, key) = exact(bare.trim_ascii())?;
    Some(Finding::repairable(KeyDiagnosis::ExtraCharacters { form, count: zeros }, key))
}

/// What is wrong with bytes that were decoded well and are no key.
pub(super) fn bytes_fault(bytes: &[u8], form: KeyForm) -> Finding {
    let found = bytes.len();
    if let Some((inner, key)) = exact(bytes.trim_ascii()) {
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
pub(crate) fn examine_file(content: &[u8]) -> Result<KeyBytes, Finding> {
    if let Some(key) = read_file(content) {
        return Ok(key);
    }
    let found = content.len();
    if found as u64 > MAX_FILE_LEN {
        return Err(KeyDiagnosis::FileTooLong { found: found as u64 }.into());
    }
    if let Some(finding) = utf16_fault(content) {
        return Err(finding);
    }
    let Ok(text) = std::str::from_utf8(content) else {
        return Err(bytes_fault(content, KeyForm::Raw));
    };
    if let Some(key) = bytes_of_characters(content) {
        return Err(Finding::repairable(KeyDiagnosis::BytesAsCharacters { found }, key));
    }
    match content.windows(REPLACEMENT.len()).filter(|part| *part == REPLACEMENT).count() {
        0 => {}
        count => return Err(KeyDiagnosis::ReplacedBytes { found, count }.into()),
    }
    if let Some(finding) = zeros_attached(content) {
        return Err(finding);
    }
    if content.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()) {
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

/// UTF-16, told by a byte order mark or by every other byte being zero. A key in it is ASCII.
fn utf16_fault(content: &[u8]) -> Option<Finding> {
    let every_other = |from: usize| content.iter().skip(from).step_by(2);
    // Which byte of two is the one of ASCII.
    let low = match content {
        _ if content.len() % 2 == 1 => return None,
        [0xff, 0xfe, ..] => 0,
        [0xfe, 0xff, ..] => 1,
        _ if content.len() < 32 => return None,
        _ if every_other(1).all(|byte| *byte == 0) => 0,
        _ if every_other(0).all(|byte| *byte == 0) => 1,
        _ => return None,
    };
    // The mark is no character of the text: its halves are FF and FE, of which neither is zero.
    let start = if every_other(1 - low).next() == Some(&0) { 0 } else { 2 };
    let is_ascii = every_other(start + 1 - low).all(|byte| *byte == 0);
    let text: Zeroizing<Vec<u8>> = Zeroizing::new(every_other(start + low).copied().collect());
    Some(match exact(text.trim_ascii()) {
        Some((_, key)) if is_ascii => Finding::repairable(KeyDiagnosis::Utf16 { holds_key: true }, key),
        _ => KeyDiagnosis::Utf16 { holds_key: false }.into(),
    })
}

/// The key whose 32 bytes were each stored as the character of that number.
fn bytes_of_characters(text: &[u8]) -> Option<KeyBytes> {
    // A random key has 16 high bytes; text with an accent or two is a passphrase rather.
    if !(KeyBytes::LEN + 4..=2 * KeyBytes::LEN).contains(&text.len()) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut left = text.iter();
    while let Some(&byte) = left.next() {
        bytes.push(match byte {
            0..0x80 => byte,
            0xc2 => *left.next()?,
            0xc3 => left.next()? | 0x40,
            _ => return None,
        });
    }
    key_of(&bytes)
}
