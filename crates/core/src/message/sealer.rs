//! Frames sealed in order, where the length of the plaintext is not known before its end.

use std::fmt;

use zeroize::Zeroizing;

use super::content_keys::ContentKeys;
use super::engine::RustEngine;
use super::error::MessageError;
use super::frame::FramePosition;
use super::layout::FinalForm;

/// Takes plaintext bit by bit and gives sealed frames. Holds one frame back, since the last one is written differently.
///
/// The header's bytes go before the frames; they are the caller's to write.
pub struct Sealer {
    engine: RustEngine,
    form: FinalForm,
    held: Zeroizing<Vec<u8>>,
    sealed: Vec<u8>,
    frames: u32,
}

impl Sealer {
    /// For the frames that follow the header of those keys.
    ///
    /// # Security
    ///
    /// One plaintext for one header: another one needs a new message.
    pub fn new(keys: &ContentKeys, form: FinalForm) -> Self {
        let (held, sealed) = (Zeroizing::default(), Vec::new());
        Self { engine: RustEngine::new(keys), form, held, sealed, frames: 0 }
    }

    /// Takes bytes off the front of `input` and gives the next sealed frame once it is sure that it is not the last, or
    /// nothing once `input` is used up. To be called until it gives nothing.
    ///
    /// # Errors
    ///
    /// [`MessageError::TooManyFrames`].
    pub fn feed(&mut self, input: &mut &[u8]) -> Result<Option<&[u8]>, MessageError> {
        let frame_len = usize::try_from(self.engine.frame_len()).map_err(|_| MessageError::OutOfRange)?;
        let wanted = frame_len.saturating_sub(self.held.len()).min(input.len());
        let (taken, rest) = input.split_at_checked(wanted).unwrap_or((input, &[]));
        self.held.extend_from_slice(taken);
        *input = rest;
        if input.is_empty() {
            return Ok(None);
        }
        self.sealed.clear();
        self.seal_held(false)?;
        Ok(Some(&self.sealed))
    }

    /// Gives the end of the message: its final frame, and one before it in [`FinalForm::Empty`] after a whole frame.
    ///
    /// # Errors
    ///
    /// [`MessageError::TooManyFrames`].
    pub fn finish(mut self) -> Result<Vec<u8>, MessageError> {
        self.sealed.clear();
        let is_whole = self.held.len() as u64 == u64::from(self.engine.frame_len());
        if is_whole && self.form == FinalForm::Empty {
            self.seal_held(false)?;
        }
        self.seal_held(true)?;
        Ok(self.sealed)
    }

    fn seal_held(&mut self, is_final: bool) -> Result<(), MessageError> {
        let sequence = self.frames.checked_add(1).ok_or(MessageError::TooManyFrames)?;
        let len = u32::try_from(self.held.len()).map_err(|_| MessageError::OutOfRange)?;
        self.engine.seal_onto(FramePosition { sequence, is_final, len }, &self.held, &mut self.sealed)?;
        self.frames = sequence;
        self.held.clear();
        Ok(())
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({} frames sealed)", self.frames)
    }
}
