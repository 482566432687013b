//! Frames sealed and opened in Rust: the reference, and what works where nothing faster is at hand.

use std::fmt;

use super::TAG_LEN;
use super::aead::Gcm;
use super::content_keys::ContentKeys;
use super::error::MessageError;
use super::frame::{FoundFrame, FramePosition};

/// Seals and opens frames of one message, any one at any time.
pub struct RustEngine {
    gcm: Gcm,
    message_id: [u8; 32],
    frame_len: u32,
}

impl RustEngine {
    /// For the frames of that message.
    pub fn new(keys: &ContentKeys) -> Self {
        Self::of_parts(keys.expose_content_key(), keys.message_id(), keys.frame_len())
    }

    /// The same of the parts of [`ContentKeys`], for a program that got them from another one, such as a worker.
    pub fn of_parts(content_key: &[u8; 32], message_id: &[u8; 32], frame_len: u32) -> Self {
        Self { gcm: Gcm::new(content_key), message_id: *message_id, frame_len }
    }

    /// Plaintext bytes of a regular frame.
    pub fn frame_len(&self) -> u32 {
        self.frame_len
    }

    /// Seals a frame in place. `frame` is as long as the sealed frame; its plaintext lies where the ciphertext will,
    /// after the head.
    ///
    /// # Errors
    ///
    /// [`MessageError::OutOfRange`] if the message has no such frame, or the buffer another length.
    ///
    /// # Security
    ///
    /// Two different plaintexts must never be sealed at one position of a message.
    pub fn seal_in_place(&self, position: FramePosition, frame: &mut [u8]) -> Result<(), MessageError> {
        if !position.is_possible(self.frame_len) || frame.len() as u64 != position.sealed_len() {
            return Err(MessageError::OutOfRange);
        }
        let (head, rest) = frame.split_at_mut_checked(position.head_len()).ok_or(MessageError::OutOfRange)?;
        let (text, tag) = rest.split_last_chunk_mut().ok_or(MessageError::OutOfRange)?;
        head.copy_from_slice(&position.head());
        *tag = self.gcm.seal(&position.iv(), &position.aad(&self.message_id), text)?;
        Ok(())
    }

    /// Seals a frame and appends it.
    ///
    /// # Errors
    ///
    /// As [`RustEngine::seal_in_place`]; nothing is appended then.
    ///
    /// # Security
    ///
    /// As [`RustEngine::seal_in_place`].
    pub fn seal_onto(
        &self,
        position: FramePosition,
        plaintext: &[u8],
        sealed: &mut Vec<u8>,
    ) -> Result<(), MessageError> {
        if plaintext.len() as u64 != u64::from(position.len) {
            return Err(MessageError::OutOfRange);
        }
        let start = sealed.len();
        // Room at once: a vector that grows by moving would leave plaintext behind.
        sealed.reserve(usize::try_from(position.sealed_len()).map_err(|_| MessageError::OutOfRange)?);
        for part in [&*position.head(), plaintext, &[0; TAG_LEN]] {
            sealed.extend_from_slice(part);
        }
        let made = sealed.get_mut(start..).ok_or(MessageError::OutOfRange);
        let made = made.and_then(|frame| self.seal_in_place(position, frame));
        if made.is_err() {
            sealed.truncate(start);
        }
        made
    }

    /// Opens a whole frame in place and gives its plaintext, which was authenticated.
    ///
    /// # Errors
    ///
    /// [`MessageError::TamperedFrame`] if the tag does not fit: the buffer stays as it was.
    /// [`MessageError::OutOfRange`] if the buffer is not exactly the frame.
    pub fn open_in_place<'a>(&self, found: &FoundFrame, frame: &'a mut [u8]) -> Result<&'a mut [u8], MessageError> {
        if !found.position.is_possible(self.frame_len) {
            return Err(MessageError::OutOfRange);
        }
        let (text, tag) = found.split(frame).ok_or(MessageError::OutOfRange)?;
        let aad = found.position.aad(&self.message_id);
        let opened = self.gcm.open(&found.iv, &aad, text, &tag);
        opened.map_err(|_| MessageError::TamperedFrame { frame: found.position.sequence })?;
        Ok(text)
    }
}

impl fmt::Debug for RustEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RustEngine(frames of {} bytes)", self.frame_len)
    }
}
