//! The encryption context: pairs of text that a header carries in clear, and that its tags cover.

use std::collections::BTreeMap;

use super::bytes::{Cursor, Short};
use super::error::{HeaderFault, MessageError};

/// Pairs of names and values. Public: whoever sees the file sees them.
///
/// Spec: AWS Encryption SDK, "Message header structure", AAD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncryptionContext(BTreeMap<String, String>);

/// The key that only suites with a signature have.
const PUBLIC_KEY: &str = "aws-crypto-public-key";
/// Keys that start like this are the format's own.
const RESERVED: &str = "aws-crypto-";

impl EncryptionContext {
    /// No pairs.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The one pair that this project writes. The key is made of `a-z` and `0-9`: one decryptor sorts others, or
    /// several, in its own way.
    ///
    /// # Errors
    ///
    /// [`MessageError::ContextNotAllowed`] for another key, or a value of more than 1024 bytes.
    pub fn single(key: &str, value: &str) -> Result<Self, MessageError> {
        let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !plain || key.len() > 64 || value.len() > 1024 {
            return Err(MessageError::ContextNotAllowed);
        }
        Ok(Self(BTreeMap::from([(key.to_owned(), value.to_owned())])))
    }

    /// Any pairs that the format allows: what a reader expects, or a message of others made again.
    ///
    /// # Errors
    ///
    /// [`MessageError::ContextNotAllowed`] for a key twice, a reserved key, or more than fits into 65 535 bytes.
    pub fn of_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, MessageError> {
        let mut made = BTreeMap::new();
        for (key, value) in pairs {
            let key = key.into();
            if key.starts_with(RESERVED) || made.insert(key, value.into()).is_some() {
                return Err(MessageError::ContextNotAllowed);
            }
        }
        let made = Self(made);
        let len: usize = 2 + made.pairs().map(|(key, value)| 4 + key.len() + value.len()).sum::<usize>();
        if len > usize::from(u16::MAX) { Err(MessageError::ContextNotAllowed) } else { Ok(made) }
    }

    /// The pairs, by the UTF-8 bytes of their keys.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What tags cover: nothing for no pairs, else their number and the pairs in order.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if !self.0.is_empty() {
            // `of_pairs` and `parse` keep every length within 16 bits.
            bytes.extend_from_slice(&(self.0.len() as u16).to_be_bytes());
            for text in self.0.iter().flat_map(|(key, value)| [key, value]) {
                bytes.extend_from_slice(&(text.len() as u16).to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        bytes
    }

    /// Reads the context of a header that has no signature. The order of the pairs does not matter: the tags cover the
    /// bytes as they are.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, HeaderFault> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let mut cursor = Cursor::new(bytes);
        let short = |_: Short| HeaderFault::ContextLength;
        let count = cursor.u16().map_err(short)?;
        let mut pairs = BTreeMap::new();
        for _ in 0..count {
            let mut text = || -> Result<String, HeaderFault> {
                let bytes = cursor.with_len().map_err(short)?;
                std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| HeaderFault::ContextNotUtf8)
            };
            let (key, value) = (text()?, text()?);
            if key == PUBLIC_KEY {
                return Err(HeaderFault::ContextKeyOfSignature);
            }
            if pairs.insert(key, value).is_some() {
                return Err(HeaderFault::ContextKeyTwice);
            }
        }
        if !cursor.is_at_end() {
            return Err(HeaderFault::ContextLength);
        }
        Ok(Self(pairs))
    }

    /// What of `expected` is not stored here, or nothing if a stored pair differs from an expected one.
    pub(super) fn missing_of(&self, expected: &Self) -> Option<Self> {
        let mut missing = BTreeMap::new();
        for (key, value) in &expected.0 {
            match self.0.get(key) {
                Some(stored) if stored == value => {}
                Some(_) => return None,
                None => {
                    missing.insert(key.clone(), value.clone());
                }
            }
        }
        Some(Self(missing))
    }

    /// All pairs of both.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}
