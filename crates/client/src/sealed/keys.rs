//! For whom a file is sealed.

use sealport_core::message::{
    DEFAULT_FRAME_LEN, EncryptionContext, FinalForm, Layout, NewMessage, SealedHeader, WrappingKey, WrappingKeyName,
};

use super::FRAMES_IN_FLIGHT;
use crate::error::ClientError;
use crate::platform::Platform;
use crate::test_object::PlatformRandom;

/// The sealing half of a protection: one or more keys, any of which opens what was sealed.
///
/// Derived passphrases may be among them. `Debug` shows the names only.
#[derive(Clone, Debug)]
pub struct SealingKeys {
    recipients: Vec<WrappingKey>,
    frame_len: u32,
    frames_in_flight: usize,
    verify: bool,
}

/// What sealing ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedReceipt {
    /// Length of the plaintext in bytes.
    pub plaintext_len: u64,
    /// Length of the sealed form in bytes.
    pub message_len: u64,
    /// The keys that open it.
    pub key_names: Vec<WrappingKeyName>,
    /// Whether each frame was opened again before it was handed on.
    pub verified: bool,
}

impl SealingKeys {
    /// Seals for all of the keys. The number is checked when something is sealed.
    pub fn new(recipients: Vec<WrappingKey>) -> Self {
        Self { recipients, frame_len: DEFAULT_FRAME_LEN, frames_in_flight: FRAMES_IN_FLIGHT, verify: true }
    }

    /// Another frame length in bytes, for measurements.
    #[must_use]
    pub fn with_frame_len(self, frame_len: u32) -> Self {
        Self { frame_len, ..self }
    }

    /// Another number of frames that are in the cipher at once, for measurements; none counts as one.
    #[must_use]
    pub fn with_frames_in_flight(self, frames: usize) -> Self {
        Self { frames_in_flight: frames.max(1), ..self }
    }

    /// Whether each sealed frame is opened again before it is handed on, so that a bit that flips in this device's memory
    /// never reaches a storage. On unless it was turned off.
    #[must_use]
    pub fn with_verification(self, verify: bool) -> Self {
        Self { verify, ..self }
    }

    /// Names of the keys.
    pub fn names(&self) -> Vec<WrappingKeyName> {
        self.recipients.iter().map(|key| key.name().clone()).collect()
    }

    pub(super) fn frames_in_flight(&self) -> usize {
        self.frames_in_flight
    }

    pub(super) fn verifies(&self) -> bool {
        self.verify
    }

    /// A new message for a plaintext of that length: fresh data key and message id, so that nothing is ever sealed twice
    /// under the same.
    pub(crate) fn begin<P: Platform>(
        &self,
        platform: &P,
        plaintext_len: u64,
    ) -> Result<(SealedHeader, Layout), ClientError> {
        let random = &mut PlatformRandom(platform);
        let message = NewMessage::generate(random, &self.recipients, EncryptionContext::empty(), self.frame_len)?;
        let header = message.seal()?;
        let layout = Layout::of_plaintext(header.keys.header_len(), self.frame_len, plaintext_len, FinalForm::Full)?;
        Ok((header, layout))
    }

    pub(crate) fn receipt(&self, layout: &Layout) -> SealedReceipt {
        SealedReceipt {
            plaintext_len: layout.plaintext_len(),
            message_len: layout.message_len(),
            key_names: self.names(),
            verified: self.verify,
        }
    }
}
