//! Hex digits that are no key: too few, too many, with something between them.

use zeroize::Zeroizing;

use super::examine::{Finding, bytes_fault, key_of};
use super::{KeyDiagnosis, KeyForm};

/// Shorter texts are as likely words.
const LEAST_DIGITS: usize = 16;

pub(super) fn is_all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is wrong with a text that is hex, or nearly.
pub(super) fn fault(text: &str) -> Option<Finding> {
    let length = text.chars().count();
    if let Some(digits) = digits_of(text) {
        if digits.len() < LEAST_DIGITS {
            return None;
        }
        let Ok(bytes) = base16ct::mixed::decode_vec(digits.as_bytes()).map(Zeroizing::new) else {
            return Some(KeyDiagnosis::HexLength { digits: digits.len() }.into());
        };
        if let Some(key) = key_of(&bytes) {
            let count = length.saturating_sub(digits.len());
            return Some(Finding::repairable(KeyDiagnosis::ExtraCharacters { form: KeyForm::Hex, count }, key));
        }
        let finding = bytes_fault(&bytes, KeyForm::Hex);
        return Some(match finding.diagnosis {
            // In hex the number of digits says more than that of bytes: hex loses digits, not bytes.
            KeyDiagnosis::BytesLost { .. } | KeyDiagnosis::WrongLength { .. } => {
                KeyDiagnosis::HexLength { digits: digits.len() }.into()
            }
            _ => finding,
        });
    }
    let mut foreign = text.chars().enumerate().filter(|(_, c)| !c.is_ascii_hexdigit()).map(|(at, _)| at + 1);
    let position = foreign.next()?;
    let count = 1 + foreign.count();
    // A third of base64 are hex digits, so that a text of nearly nothing else is hex.
    ((60..=68).contains(&length) && count <= 6)
        .then(|| KeyDiagnosis::ForeignCharacters { form: KeyForm::Hex, count, position }.into())
}

/// The digits of a text, without what programs write between them; none if there is anything else.
fn digits_of(text: &str) -> Option<Zeroizing<String>> {
    let is_between = |c: char| c.is_whitespace() || ":-,;\"'{}[]()\u{feff}\u{200b}".contains(c);
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    let spaced = Zeroizing::new(text.replace("0x", " ").replace("0X", " ").replace("\\x", " "));
    let mut pieces = spaced.split(is_between).filter(|piece| !piece.is_empty()).peekable();
    let first = pieces.next()?;
    let alone = pieces.peek().is_none();
    for piece in std::iter::once(first).chain(pieces) {
        // Pieces of uneven length are decimal numbers, not bytes: joined they would be another key.
        if !is_all_digits(piece) || (!alone && piece.len() % 2 == 1) {
            return None;
        }
        digits.push_str(piece);
    }
    Some(digits)
}
