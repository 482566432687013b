//! From what people paste or choose to a key. Nothing is guessed: what is not exactly a 256-bit key is refused, and the
//! refusal says what was found.

use base64::Engine;
use zeroize::Zeroizing;

use crate::encoding::{BASE64, BASE64_URL};
use crate::ssec::SseCKey;

/// Why a text or file is not an SSE-C key. Carries lengths only, never content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyImportError {
    /// Nothing was given.
    #[error(
        "nothing was given; an SSE-C key has 32 bytes: 44 characters of base64, 64 hex digits, or a file of 32 bytes"
    )]
    Empty,
    /// Decoded well, but not to 32 bytes.
    #[error("an SSE-C key has 32 bytes, this has {found}")]
    WrongLength {
        /// Bytes found after decoding.
        found: usize,
    },
    /// Neither base64 nor hex.
    #[error("this is neither base64 nor hex: {found} bytes that cannot be read as a key")]
    NotEncoded {
        /// Bytes of the text or file, without white space around it.
        found: usize,
    },
    /// A file that is too long to be a key; its content was not looked at.
    #[error("this file has {found} bytes; a key file has 32 bytes, or one line of text")]
    FileTooLong {
        /// Bytes of the file.
        found: u64,
    },
}

impl SseCKey {
    /// The longest file that is looked at, in bytes: a key as text with generous white space.
    pub const MAX_FILE_LEN: u64 = 1024;

    /// Reads a key from text: base64 (padded or not, standard or URL alphabet) or 64 hex digits.
    ///
    /// White space around the text is ignored, since files and clipboards add it; within it, it is refused.
    /// A text of 64 hex digits is always hex, though it would also be base64 (of 48 bytes, which are no key).
    ///
    /// # Errors
    ///
    /// [`KeyImportError`], with the number of bytes found.
    pub fn parse_text(text: &str) -> Result<Self, KeyImportError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyImportError::Empty);
        }
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            let bytes = base16ct::mixed::decode_vec(text);
            return Self::exactly(Zeroizing::new(bytes.unwrap_or_default()));
        }
        let engine = if text.contains(['-', '_']) { BASE64_URL } else { BASE64 };
        match engine.decode(text) {
            Ok(bytes) => Self::exactly(Zeroizing::new(bytes)),
            Err(_) => Err(KeyImportError::NotEncoded { found: text.len() }),
        }
    }

    /// Reads a key from a file's content: the raw 32 bytes, or a text as for [`SseCKey::parse_text`].
    ///
    /// # Errors
    ///
    /// [`KeyImportError`], with the number of bytes found.
    pub fn parse_file(content: &[u8]) -> Result<Self, KeyImportError> {
        if let Ok(bytes) = <&[u8; Self::LEN]>::try_from(content) {
            return Ok(Self::from_bytes(*bytes));
        }
        if content.len() as u64 > Self::MAX_FILE_LEN {
            return Err(KeyImportError::FileTooLong { found: content.len() as u64 });
        }
        match std::str::from_utf8(content) {
            Ok(text) => match Self::parse_text(text) {
                // Of a file that is no text of ours, the raw length is what helps: 31 bytes may well be valid UTF-8.
                Err(KeyImportError::NotEncoded { .. }) => Err(KeyImportError::WrongLength { found: content.len() }),
                other => other,
            },
            Err(_) => Err(KeyImportError::WrongLength { found: content.len() }),
        }
    }

    fn exactly(bytes: Zeroizing<Vec<u8>>) -> Result<Self, KeyImportError> {
        match <&[u8; Self::LEN]>::try_from(bytes.as_slice()) {
            Ok(bytes) => Ok(Self::from_bytes(*bytes)),
            Err(_) => Err(KeyImportError::WrongLength { found: bytes.len() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(bytes: [u8; 32]) -> SseCKey {
        SseCKey::from_bytes(bytes)
    }

    #[test]
    fn every_form_of_one_key_is_the_same_key() {
        let bytes = [0xfb; 32];
        let standard = BASE64.encode(bytes);
        assert!(standard.contains('+') && standard.ends_with('='));
        let url = standard.replace('+', "-").replace('/', "_");
        for text in [
            standard.clone(),
            standard.trim_end_matches('=').to_owned(),
            url.clone(),
            url.trim_end_matches('=').to_owned(),
            format!("  {standard}\r\n"),
            "fb".repeat(32),
            "FB".repeat(32),
            "Fb".repeat(32),
        ] {
            assert!(SseCKey::parse_text(&text) == Ok(key(bytes)), "{text}");
            assert!(SseCKey::parse_file(text.as_bytes()) == Ok(key(bytes)), "{text} as a file");
        }
        assert!(SseCKey::parse_file(&bytes) == Ok(key(bytes)));
    }

    #[test]
    fn other_lengths_are_refused_with_the_number_of_bytes() {
        for len in [0usize, 1, 16, 24, 30, 31, 33, 48, 64] {
            let bytes = vec![0xa7; len];
            let found = KeyImportError::WrongLength { found: len };
            let expected = if len == 0 { KeyImportError::Empty } else { found };
            assert_eq!(SseCKey::parse_text(&BASE64.encode(&bytes)).err(), Some(expected), "{len} as base64");
            assert_eq!(SseCKey::parse_file(&bytes).err(), Some(expected), "{len} as a file");
        }
    }

    #[test]
    fn hex_of_another_length_is_not_a_key() {
        // 62 hex digits are also base64 of 46 bytes and two bits; whatever they are read as, they are no key.
        assert!(SseCKey::parse_text(&"ab".repeat(31)).is_err());
        assert!(SseCKey::parse_text(&"ab".repeat(33)).is_err());
    }

    #[test]
    fn what_is_not_encoded_is_refused() {
        for text in ["hello, world", "-----BEGIN PRIVATE KEY-----", "é", "AAAA AAAA", "A+_A"] {
            assert_eq!(
                SseCKey::parse_text(text).err(),
                Some(KeyImportError::NotEncoded { found: text.len() }),
                "{text}"
            );
        }
    }

    #[test]
    fn base64_with_stray_last_bits_is_refused() {
        // 43 characters carry 258 bits; the last two must be zero, or two texts would be one key.
        let mut text = BASE64.encode([0u8; 32]).trim_end_matches('=').to_owned();
        text.pop();
        text.push('B');
        assert_eq!(SseCKey::parse_text(&text).err(), Some(KeyImportError::NotEncoded { found: 43 }));
    }

    #[test]
    fn a_long_file_is_refused_unread() {
        let content = vec![b'A'; 4096];
        assert_eq!(SseCKey::parse_file(&content).err(), Some(KeyImportError::FileTooLong { found: 4096 }));
    }

    proptest! {
        #[test]
        fn no_input_panics(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = SseCKey::parse_file(&content);
        }

        #[test]
        fn what_is_exported_is_imported(bytes in any::<[u8; 32]>()) {
            let key = key(bytes);
            prop_assert!(SseCKey::parse_text(&key.expose_base64()) == Ok(key.clone()));
            prop_assert!(SseCKey::parse_file(key.key_file().contents.as_bytes()) == Ok(key.clone()));
        }
    }
}
