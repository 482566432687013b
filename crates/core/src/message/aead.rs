//! AES-256-GCM with 12-byte IVs and 16-byte tags, the only cipher of supported messages.

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

use super::TAG_LEN;
use super::error::MessageError;

/// The cipher under one key; its key schedule is wiped when dropped.
pub(super) struct Gcm(Aes256Gcm);

/// The tag does not fit.
pub(super) struct WrongTag;

impl Gcm {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Encrypts in place.
    pub(super) fn seal(&self, iv: &[u8; 12], aad: &[u8], buffer: &mut [u8]) -> Result<[u8; TAG_LEN], MessageError> {
        // Fails only beyond 64 GiB, which no frame reaches.
        let sealed = self.0.encrypt_inout_detached(iv.into(), aad, InOutBuf::from(buffer));
        sealed.map(Into::into).map_err(|_| MessageError::OutOfRange)
    }

    /// Checks the tag, then decrypts in place. With a wrong tag the buffer stays as it was.
    pub(super) fn open(
        &self,
        iv: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), WrongTag> {
        self.0.decrypt_inout_detached(iv.into(), aad, InOutBuf::from(buffer), tag.into()).map_err(|_| WrongTag)
    }
}
