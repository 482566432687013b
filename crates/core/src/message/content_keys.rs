//! From a data key to the keys that commit to a header and seal frames.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::TAG_LEN;
use super::aead::Gcm;
use super::data_key::DataKey;
use super::error::MessageError;
use super::suite::Suite;
use crate::key_bytes::KeyBytes;

/// What seals and opens the frames of one message: its content key, message id and frame length, and where frames begin.
///
/// `Debug` shows no key.
#[derive(Clone)]
pub struct ContentKeys {
    content_key: KeyBytes,
    message_id: [u8; 32],
    frame_len: u32,
    header_len: u64,
}

impl ContentKeys {
    /// The 32 bytes of the AES-256-GCM key of every frame.
    pub fn expose_content_key(&self) -> &[u8; 32] {
        self.content_key.expose()
    }

    /// The message id, which every frame's associated data begins with.
    pub fn message_id(&self) -> &[u8; 32] {
        &self.message_id
    }

    /// Plaintext bytes of a regular frame.
    pub fn frame_len(&self) -> u32 {
        self.frame_len
    }

    /// Length of the header in bytes, its tag included: where the first frame begins.
    pub fn header_len(&self) -> u64 {
        self.header_len
    }
}

impl fmt::Debug for ContentKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentKeys(hidden, frames of {} bytes)", self.frame_len)
    }
}

/// Both keys that follow from a data key.
///
/// Spec: AWS Encryption SDK, "Algorithm suites", suites with key commitment; HKDF is RFC 5869.
pub(super) struct Derived {
    content_key: KeyBytes,
    commit_key: KeyBytes,
    message_id: [u8; 32],
}

impl Derived {
    pub(super) fn new(data_key: &DataKey, message_id: &[u8; 32]) -> Result<Self, MessageError> {
        let hkdf = Hkdf::<Sha512>::new(Some(message_id), data_key.0.expose());
        let expand = |info: &[&[u8]]| {
            let mut bytes = Zeroizing::new([0; KeyBytes::LEN]);
            // Fails only beyond 255 hash lengths.
            hkdf.expand_multi_info(info, bytes.as_mut_slice()).map_err(|_| MessageError::OutOfRange)?;
            Ok(KeyBytes::new(*bytes))
        };
        Ok(Self {
            content_key: expand(&[&Suite::SUPPORTED.id().to_be_bytes(), b"DERIVEKEY"])?,
            commit_key: expand(&[b"COMMITKEY"])?,
            message_id: *message_id,
        })
    }

    /// The commit key, which is public: headers carry it.
    pub(super) fn commit_key(&self) -> &[u8; 32] {
        self.commit_key.expose()
    }

    /// Whether a header commits to this data key; compared in constant time.
    pub(super) fn is_committed_by(&self, commit_key: &[u8; 32]) -> bool {
        self.commit_key.expose().ct_eq(commit_key).into()
    }

    /// The tag over a header's body (and the context that is authenticated only).
    pub(super) fn header_tag(&self, aad: &[u8]) -> Result<[u8; TAG_LEN], MessageError> {
        Gcm::new(self.content_key.expose()).seal(&[0; 12], aad, &mut [])
    }

    /// Whether the tag is that of the header.
    pub(super) fn is_header_tag(&self, aad: &[u8], tag: &[u8; TAG_LEN]) -> bool {
        Gcm::new(self.content_key.expose()).open(&[0; 12], aad, &mut [], tag).is_ok()
    }

    pub(super) fn into_content_keys(self, frame_len: u32, header_len: u64) -> ContentKeys {
        ContentKeys { content_key: self.content_key, message_id: self.message_id, frame_len, header_len }
    }
}
