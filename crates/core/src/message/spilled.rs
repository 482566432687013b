//! Names that hold a secret. A name stands in clear at the start of the file, for whoever stores it.

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::passphrase::passphrase_bytes;
use super::wrapping::WrappingKeyName;
use crate::key_bytes::KeyBytes;

/// So many characters of a key in a row are no accident; in bytes.
const PIECE_LEN: usize = 16;

/// Whether a name has the key or a piece of it somewhere in it: as base64 in either alphabet, padded or not, as hex in
/// either case; or the whole of it as the bytes themselves.
///
/// The time taken depends on lengths alone.
pub(super) fn holds_key(name: &WrappingKeyName, key: &KeyBytes) -> bool {
    // Base64 may have a slash in it, so that a key that was given as a name is both its parts.
    let text = Zeroizing::new(name.to_string().into_bytes());
    let mapped = |map: fn(u8) -> u8| Zeroizing::new(text.iter().map(|byte| map(*byte)).collect::<Vec<_>>());
    let in_one_alphabet = mapped(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        _ => byte,
    });
    let base64 = key.expose_base64();
    let found = holds(&text, key.expose())
        | holds_piece(&in_one_alphabet, base64.as_bytes())
        | holds_piece(&mapped(|byte| byte.to_ascii_lowercase()), key.expose_hex().as_bytes());
    found.into()
}

fn holds_piece(text: &[u8], secret: &[u8]) -> Choice {
    secret.windows(PIECE_LEN).fold(Choice::from(0), |found, piece| found | holds(text, piece))
}

fn holds(text: &[u8], secret: &[u8]) -> Choice {
    text.windows(secret.len()).fold(Choice::from(0), |found, part| found | part.ct_eq(secret))
}

impl WrappingKeyName {
    /// Whether the name, or a part of it, is that passphrase. Such a name must not be written: it stands in clear.
    pub fn is_same_as(&self, passphrase: &str) -> bool {
        let secret = passphrase_bytes(passphrase);
        let whole = Zeroizing::new(self.to_string());
        let same = [whole.as_str(), self.namespace(), self.name()].map(|part| passphrase_bytes(part).ct_eq(&secret));
        same.into_iter().fold(Choice::from(0), |found, one| found | one).into()
    }
}
