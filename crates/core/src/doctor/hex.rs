//! Hex digits that are no key: too few, too many, with something between them.

use zeroize::Zeroizing;

use super::examine::{Finding, bytes_fault, key_of};
use super::nearly::{characters, foreign};
use super::{KeyDiagnosis, KeyForm};

/// Shorter texts are as likely words.
const LEAST_DIGITS: usize = 16;

/// What is wrong with a text that is hex, or nearly.
pub(super) fn fault(text: &[u8]) -> Option<Finding> {
    let length = characters(text);
    if let Some(digits) = digits_of(text) {
        if digits.len() < LEAST_DIGITS {
            return None;
        }
        let by_digits = KeyDiagnosis::HexLength { digits: digits.len() };
        let Ok(bytes) = base16ct::mixed::decode_vec(digits.as_slice()).map(Zeroizing::new) else {
            return Some(by_digits.into());
        };
        if let Some(key) = key_of(&bytes) {
            let count = length.saturating_sub(digits.len());
            return Some(Finding::repairable(KeyDiagnosis::ExtraCharacters { form: KeyForm::Hex, count }, key));
        }
        let finding = bytes_fault(&bytes, KeyForm::Hex);
        return Some(match finding.diagnosis {
            // In hex the number of digits says more than that of bytes: hex loses digits, not bytes.
            KeyDiagnosis::BytesLost { .. } | KeyDiagnosis::WrongLength { .. } => by_digits.into(),
            _ => finding,
        });
    }
    let (count, position) = foreign(text, |byte| byte.is_ascii_hexdigit());
    // A third of base64 are hex digits, so that a text of nearly nothing else is hex.
    ((60..=68).contains(&length) && (1..=6).contains(&count))
        .then(|| KeyDiagnosis::ForeignCharacters { form: KeyForm::Hex, count, position }.into())
}

/// The digits of a text, without what programs write between them; none if there is anything else.
fn digits_of(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || b":-,;\"'{}[]()\\".contains(byte);
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut uneven = false;
    for piece in text.split(is_between).filter(|piece| !piece.is_empty()) {
        let piece = match piece {
            [b'0', b'x' | b'X', rest @ ..] | [b'x', rest @ ..] => rest,
            _ => piece,
        };
        // Pieces of uneven length are decimal numbers, not bytes: joined they would be another key.
        if uneven || (!digits.is_empty() && piece.len() % 2 == 1) {
            return None;
        }
        if !piece.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        uneven = piece.len() % 2 == 1;
        digits.extend_from_slice(piece);
    }
    Some(digits)
}
