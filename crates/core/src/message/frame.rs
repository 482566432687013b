//! One frame: its head, IV and associated data. Whatever encrypts frames uses exactly these.

use super::TAG_LEN;
use super::bytes::{Cursor, Short, ShortBytes};
use super::error::MessageError;

/// Bytes that a regular frame is longer than its plaintext.
pub const FRAME_OVERHEAD: u64 = 32;
/// The same of a final frame.
pub(super) const FINAL_OVERHEAD: u64 = 40;

/// Stands where a regular frame has its number. So no regular frame can have this number.
const FINAL_MARKER: u32 = u32::MAX;

const REGULAR_TEXT: &[u8] = b"AWSKMSEncryptionClient Frame";
const FINAL_TEXT: &[u8] = b"AWSKMSEncryptionClient Final Frame";

/// Which frame of a message, and how much plaintext it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FramePosition {
    /// Its number, from 1.
    pub sequence: u32,
    /// Whether it ends the message.
    pub is_final: bool,
    /// Plaintext bytes: in a regular frame exactly the frame length, in a final one as many or fewer.
    pub len: u32,
}

impl FramePosition {
    /// The message ends before this frame is whole.
    fn cut_short(&self) -> MessageError {
        MessageError::CutShort { frames: self.sequence.saturating_sub(1) }
    }

    /// Length of the head in bytes: 16, or 24 of a final frame. The ciphertext begins after it.
    pub fn head_len(&self) -> usize {
        if self.is_final { 24 } else { 16 }
    }

    /// Length of the whole frame in bytes: head, ciphertext, tag.
    pub fn sealed_len(&self) -> u64 {
        u64::from(self.len) + if self.is_final { FINAL_OVERHEAD } else { FRAME_OVERHEAD }
    }

    /// The IV that a frame is sealed with: its number. For opening use the IV of [`FoundFrame`].
    pub fn iv(&self) -> [u8; 12] {
        let mut iv = [0; 12];
        for (to, from) in iv.iter_mut().rev().zip(self.sequence.to_be_bytes().iter().rev()) {
            *to = *from;
        }
        iv
    }

    /// The head as it is written.
    ///
    /// Spec: AWS Encryption SDK, "Message body", "Framed data".
    pub fn head(&self) -> ShortBytes<24> {
        let (sequence, iv) = (self.sequence.to_be_bytes(), self.iv());
        if self.is_final {
            ShortBytes::joined(&[&FINAL_MARKER.to_be_bytes(), &sequence, &iv, &self.len.to_be_bytes()])
        } else {
            ShortBytes::joined(&[&sequence, &iv])
        }
    }

    /// The associated data: 72 bytes, or 78 of a final frame.
    ///
    /// Spec: AWS Encryption SDK, "Message body AAD".
    pub fn aad(&self, message_id: &[u8; 32]) -> ShortBytes<78> {
        let text = if self.is_final { FINAL_TEXT } else { REGULAR_TEXT };
        let len = u64::from(self.len).to_be_bytes();
        ShortBytes::joined(&[message_id, text, &self.sequence.to_be_bytes(), &len])
    }

    /// Whether a message with frames of that length can have this frame.
    pub(super) fn is_possible(&self, frame_len: u32) -> bool {
        let fits = if self.is_final { self.len <= frame_len } else { self.len == frame_len };
        fits && self.sequence != 0 && (self.is_final || self.sequence != FINAL_MARKER)
    }
}

/// A frame as its head describes it. Nothing of it is believed before its tag was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundFrame {
    /// Which frame it says it is.
    pub position: FramePosition,
    /// The IV to open it with. Others may have sealed with one that is not the frame's number.
    pub iv: [u8; 12],
}

/// What the bytes so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadProgress {
    /// More bytes of the frame are needed.
    Incomplete {
        /// Bytes of the frame, from its start, without which it cannot go on.
        need_at_least: usize,
    },
    /// The head is whole.
    Complete(FoundFrame),
}

impl FoundFrame {
    /// Reads the head at the start of `bytes`, which must be that of the frame with this number.
    ///
    /// # Errors
    ///
    /// [`MessageError::FrameOutOfOrder`] for another number, [`MessageError::TamperedFrame`] for a final frame that
    /// claims to be longer than `frame_len`; each as soon as the bytes show it.
    pub fn parse(bytes: &[u8], sequence: u32, frame_len: u32) -> Result<HeadProgress, MessageError> {
        let mut cursor = Cursor::new(bytes);
        match parse(&mut cursor, sequence, frame_len) {
            Ok(found) => found.map(HeadProgress::Complete),
            Err(Short { need_at_least }) => Ok(HeadProgress::Incomplete { need_at_least }),
        }
    }

    /// Reads the head of a frame whose place is known from the length of the message.
    ///
    /// # Errors
    ///
    /// As [`FoundFrame::parse`]; [`MessageError::CutShort`] if `bytes` are fewer than the head, or if the head is that of
    /// a longer message: not final at the end, or final and longer. [`MessageError::TrailingBytes`] if it is that of a
    /// shorter one. Which of both, a head says before its tag is verified: an altered head may say either.
    pub fn parse_at(bytes: &[u8], expected: FramePosition, frame_len: u32) -> Result<Self, MessageError> {
        match Self::parse(bytes, expected.sequence, frame_len)? {
            HeadProgress::Complete(found) if found.position == expected => Ok(found),
            HeadProgress::Complete(found) if found.position.is_final => match expected.is_final {
                true if found.position.len > expected.len => Err(expected.cut_short()),
                _ => Err(MessageError::TrailingBytes),
            },
            HeadProgress::Complete(_) | HeadProgress::Incomplete { .. } => Err(expected.cut_short()),
        }
    }

    /// Length of the whole frame in bytes: head, ciphertext, tag.
    pub fn sealed_len(&self) -> u64 {
        self.position.sealed_len()
    }

    /// Splits a whole frame into its ciphertext and tag.
    pub(super) fn split<'a>(&self, frame: &'a mut [u8]) -> Option<(&'a mut [u8], [u8; TAG_LEN])> {
        if frame.len() as u64 != self.sealed_len() {
            return None;
        }
        let (_, rest) = frame.split_at_mut_checked(self.position.head_len())?;
        let (ciphertext, tag) = rest.split_last_chunk_mut::<TAG_LEN>()?;
        Some((ciphertext, *tag))
    }
}

fn parse(cursor: &mut Cursor<'_>, sequence: u32, frame_len: u32) -> Result<Result<FoundFrame, MessageError>, Short> {
    let out_of_order = MessageError::FrameOutOfOrder { expected: sequence };
    let first = cursor.u32()?;
    let is_final = first == FINAL_MARKER;
    let found = if is_final { cursor.u32()? } else { first };
    if found != sequence {
        return Ok(Err(out_of_order));
    }
    let iv = cursor.array()?;
    let len = if is_final { cursor.u32()? } else { frame_len };
    let position = FramePosition { sequence, is_final, len };
    if !position.is_possible(frame_len) {
        return Ok(Err(MessageError::TamperedFrame { frame: sequence }));
    }
    Ok(Ok(FoundFrame { position, iv }))
}
