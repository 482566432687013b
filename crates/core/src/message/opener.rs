//! Frames opened in order, from bytes that arrive bit by bit.

use std::fmt;

use zeroize::Zeroizing;

use super::content_keys::ContentKeys;
use super::engine::RustEngine;
use super::error::MessageError;
use super::frame::{FoundFrame, HeadProgress};

/// Reads the frames of one message and gives their plaintext frame by frame, each after its tag was checked. Holds one
/// frame at most, in memory that grows with the bytes that really arrive.
///
/// What was given out is authentic, yet only [`Opener::finish`] says that it was all.
pub struct Opener {
    engine: RustEngine,
    /// The frame that is being read; once opened, its plaintext lies in it.
    frame: Zeroizing<Vec<u8>>,
    is_opened: bool,
    frames: u32,
    is_done: bool,
    failed: Option<MessageError>,
}

impl Opener {
    /// For the frames that follow the header of those keys.
    pub fn new(keys: &ContentKeys) -> Self {
        Self {
            engine: RustEngine::new(keys),
            frame: Zeroizing::default(),
            is_opened: false,
            frames: 0,
            is_done: false,
            failed: None,
        }
    }

    /// Takes bytes off the front of `input` and gives the plaintext of the next frame once it is whole, or nothing once
    /// `input` is used up. To be called until it gives nothing.
    ///
    /// # Errors
    ///
    /// [`MessageError::TamperedFrame`], [`MessageError::FrameOutOfOrder`], [`MessageError::TrailingBytes`]; the same
    /// again when called again.
    pub fn feed(&mut self, input: &mut &[u8]) -> Result<Option<&[u8]>, MessageError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        match self.next_frame(input) {
            Ok(Some(found)) => match self.engine.open_in_place(&found, &mut self.frame) {
                Ok(plaintext) => {
                    self.is_opened = true;
                    self.frames = found.position.sequence;
                    self.is_done = found.position.is_final;
                    Ok(Some(plaintext))
                }
                Err(error) => {
                    self.failed = Some(error.clone());
                    Err(error)
                }
            },
            Ok(None) => Ok(None),
            Err(error) => {
                self.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Fills the buffer with exactly one frame.
    fn next_frame(&mut self, input: &mut &[u8]) -> Result<Option<FoundFrame>, MessageError> {
        if self.is_opened {
            self.frame.clear();
            self.is_opened = false;
        }
        if self.is_done {
            return if input.is_empty() { Ok(None) } else { Err(MessageError::TrailingBytes) };
        }
        let sequence = self.frames.checked_add(1).ok_or(MessageError::TooManyFrames)?;
        loop {
            let progress = FoundFrame::parse(&self.frame, sequence, self.engine.frame_len())?;
            let needed = match progress {
                HeadProgress::Incomplete { need_at_least } => need_at_least,
                HeadProgress::Complete(found) => {
                    let needed = usize::try_from(found.sealed_len()).map_err(|_| MessageError::OutOfRange)?;
                    if self.frame.len() == needed {
                        return Ok(Some(found));
                    }
                    needed
                }
            };
            let wanted = needed.saturating_sub(self.frame.len()).min(input.len());
            let (taken, rest) = input.split_at_checked(wanted).unwrap_or((input, &[]));
            if taken.is_empty() {
                return Ok(None);
            }
            self.frame.extend_from_slice(taken);
            *input = rest;
        }
    }

    /// Whether the final frame was opened.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Frames opened so far.
    pub fn frames(&self) -> u32 {
        self.frames
    }

    /// Says, once there are no more bytes, whether that was the whole message.
    ///
    /// # Errors
    ///
    /// [`MessageError::CutShort`] if the final frame is missing, or the error that ended it before.
    pub fn finish(self) -> Result<(), MessageError> {
        match self.failed {
            Some(error) => Err(error),
            None if self.is_done => Ok(()),
            None => Err(MessageError::CutShort { frames: self.frames }),
        }
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({} frames opened)", self.frames)
    }
}
