//! From a header and keys to what opens the frames. Nothing of a header is believed before this succeeds.

use super::content_keys::{ContentKeys, Derived};
use super::context::EncryptionContext;
use super::data_key::DataKey;
use super::error::MessageError;
use super::header::Header;
use super::wrapping::{WrappingKey, WrappingKeyName};

impl Header {
    /// Unwraps the data key by the first of the keys that fits, and checks that the header is the one that was sealed.
    ///
    /// `expected` is context that the caller knows: pairs that are stored must be equal, pairs that are not stored must
    /// have been authenticated when the file was sealed.
    ///
    /// # Errors
    ///
    /// [`MessageError::NoKeyFits`] if no key has a name that the header asks for; [`MessageError::CannotUnlock`] if one
    /// has, and its wrap does not open; [`MessageError::AlteredHeader`] if the data key is there and the rest is not
    /// what was sealed with it; [`MessageError::ContextDiffers`].
    ///
    /// Spec: AWS Encryption SDK, "Decrypt", and "Raw AES keyring", OnDecrypt.
    pub fn unlock(
        &self,
        wrapping_keys: &[WrappingKey],
        expected: &EncryptionContext,
    ) -> Result<ContentKeys, MessageError> {
        let missing = self.context.missing_of(expected).ok_or(MessageError::ContextDiffers)?;
        let aad = if missing.is_empty() { self.raw_context.clone() } else { self.context.joined(&missing).encode() };
        let data_key = self.data_key(wrapping_keys, &aad)?;
        let derived = Derived::new(&data_key, &self.message_id)?;
        // Before the content key is used for anything.
        if !derived.is_committed_by(&self.commit_key) {
            return Err(MessageError::AlteredHeader);
        }
        if !derived.is_header_tag(&[self.body(), &missing.encode()].concat(), &self.tag) {
            return Err(MessageError::AlteredHeader);
        }
        Ok(derived.into_content_keys(self.frame_len, self.len()))
    }

    /// Tries the wraps in the header's order, each with every key of its name: two keys may share a name.
    fn data_key(&self, wrapping_keys: &[WrappingKey], aad: &[u8]) -> Result<DataKey, MessageError> {
        let mut tried: Vec<WrappingKeyName> = Vec::new();
        for wrap in self.wraps() {
            for key in wrapping_keys.iter().filter(|key| wrap.is_for(key.name())) {
                if let Some(data_key) = key.unwrap(&wrap, aad) {
                    return Ok(data_key);
                }
                if !tried.contains(key.name()) {
                    tried.push(key.name().clone());
                }
            }
        }
        if tried.is_empty() {
            return Err(MessageError::NoKeyFits { wanted: self.key_names(), foreign: self.foreign_recipients() });
        }
        Err(MessageError::CannotUnlock { tried, context_pairs: self.context.pairs().count() })
    }
}
