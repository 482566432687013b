//! Where every byte of a sealed file lies: lengths, frames, ranges. Exact, in 64 bits, without any content.

use std::ops::Range;

use super::error::MessageError;
use super::frame::{FINAL_OVERHEAD, FRAME_OVERHEAD, FramePosition};

/// How a plaintext ends whose length is a multiple of the frame length. Readers take both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinalForm {
    /// The last whole frame is the final one: what is written here.
    #[default]
    Full,
    /// An empty final frame follows: what some others write.
    Empty,
}

/// The shape of one sealed file. All lengths and offsets are in bytes.
///
/// Spec: `format.md`, S1 and S2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    header_len: u64,
    frame_len: u32,
    /// All frames but the final one are full.
    regular_frames: u32,
    final_len: u32,
}

/// What to read for a range of the plaintext: whole frames, at least one, so that something is always authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaintextSpan {
    /// Indexes of the frames, from 0.
    pub frames: Range<u32>,
    /// Where those frames lie in the message.
    pub message: Range<u64>,
    /// Bytes of their plaintext before the range.
    pub skip: u64,
    /// Length of the range.
    pub len: u64,
}

/// What to make for a range of the message: a piece of the header, then a piece of whole frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageSpan {
    /// The piece of the header.
    pub header: Range<u64>,
    /// Indexes of the frames that the range touches, from 0; none if it ends within the header.
    pub frames: Range<u32>,
    /// The whole plaintext of those frames.
    pub plaintext: Range<u64>,
    /// Sealed bytes of those frames before the range.
    pub skip: u64,
    /// Sealed bytes of those frames within the range.
    pub len: u64,
}

impl Layout {
    /// Of a plaintext of that length.
    ///
    /// # Errors
    ///
    /// [`MessageError::TooManyFrames`] beyond 2^32 - 1 frames, [`MessageError::FrameLengthNotAllowed`] for frames of 0.
    pub fn of_plaintext(
        header_len: u64,
        frame_len: u32,
        plaintext_len: u64,
        form: FinalForm,
    ) -> Result<Self, MessageError> {
        let whole = plaintext_len.checked_div(frame_len.into()).ok_or(MessageError::FrameLengthNotAllowed)?;
        let rest = plaintext_len.checked_rem(frame_len.into()).unwrap_or_default();
        let ends_full = form == FinalForm::Full && rest == 0 && whole > 0;
        let (regular, last) = if ends_full { (whole - 1, frame_len.into()) } else { (whole, rest) };
        Self::checked(header_len, frame_len, regular, last)
    }

    /// Of a message of that length: the one layout that has it.
    ///
    /// # Errors
    ///
    /// [`MessageError::ImpossibleLength`] if no message with this header has that length; otherwise as
    /// [`Layout::of_plaintext`].
    ///
    /// # Security
    ///
    /// The length of a stored message is the storage's claim until its final frame was opened at the place that follows
    /// from it.
    pub fn of_message(header_len: u64, frame_len: u32, message_len: u64) -> Result<Self, MessageError> {
        if frame_len == 0 {
            return Err(MessageError::FrameLengthNotAllowed);
        }
        let impossible = MessageError::ImpossibleLength { found: message_len };
        let shortest = header_len.checked_add(FINAL_OVERHEAD);
        let body = shortest.and_then(|shortest| message_len.checked_sub(shortest)).ok_or(impossible.clone())?;
        let stride = u64::from(frame_len) + FRAME_OVERHEAD;
        let (regular, last) = (body / stride, body % stride);
        if last > frame_len.into() {
            return Err(impossible);
        }
        Self::checked(header_len, frame_len, regular, last)
    }

    fn checked(header_len: u64, frame_len: u32, regular: u64, last: u64) -> Result<Self, MessageError> {
        let regular_frames =
            u32::try_from(regular).ok().filter(|n| *n < u32::MAX).ok_or(MessageError::TooManyFrames)?;
        let final_len = u32::try_from(last).map_err(|_| MessageError::OutOfRange)?;
        let made = Self { header_len, frame_len, regular_frames, final_len };
        // Proves once that no sum below can overflow: none is larger than the message.
        regular
            .checked_mul(made.stride())
            .and_then(|body| body.checked_add(header_len)?.checked_add(FINAL_OVERHEAD + last))
            .map(|_| made)
            .ok_or(MessageError::TooManyFrames)
    }

    /// Length of the header, its tag included.
    pub fn header_len(&self) -> u64 {
        self.header_len
    }

    /// Plaintext bytes of a regular frame.
    pub fn frame_len(&self) -> u32 {
        self.frame_len
    }

    /// Length of the plaintext.
    pub fn plaintext_len(&self) -> u64 {
        u64::from(self.regular_frames) * u64::from(self.frame_len) + u64::from(self.final_len)
    }

    /// Length of the whole message.
    pub fn message_len(&self) -> u64 {
        self.header_len + u64::from(self.regular_frames) * self.stride() + FINAL_OVERHEAD + u64::from(self.final_len)
    }

    /// Number of frames, the final one included: at least 1.
    pub fn frames(&self) -> u32 {
        self.regular_frames + 1
    }

    /// The frame of that index, from 0.
    pub fn frame(&self, frame_index: u32) -> Option<FramePosition> {
        let is_final = frame_index == self.regular_frames;
        let len = if is_final { self.final_len } else { self.frame_len };
        (frame_index <= self.regular_frames).then(|| FramePosition { sequence: frame_index + 1, is_final, len })
    }

    /// Where the frame of that index lies in the message.
    pub fn frame_range(&self, frame_index: u32) -> Option<Range<u64>> {
        let start = self.frame_offset(frame_index);
        self.frame(frame_index).map(|frame| start..start + frame.sealed_len())
    }

    /// Which part of the plaintext the frame of that index holds.
    pub fn frame_plaintext(&self, frame_index: u32) -> Option<Range<u64>> {
        let start = u64::from(frame_index) * u64::from(self.frame_len);
        self.frame(frame_index).map(|frame| start..start + u64::from(frame.len))
    }

    /// What to read for a range of the plaintext.
    ///
    /// # Errors
    ///
    /// [`MessageError::OutOfRange`] for a range that is not within the plaintext.
    pub fn plaintext_span(&self, range: Range<u64>) -> Result<PlaintextSpan, MessageError> {
        if range.start > range.end || range.end > self.plaintext_len() {
            return Err(MessageError::OutOfRange);
        }
        let index = |at: u64| self.clamped(at / u64::from(self.frame_len));
        let first = index(range.start);
        let last = index(range.end.saturating_sub(1)).max(first);
        Ok(PlaintextSpan {
            frames: first..last + 1,
            message: self.frame_offset(first)..self.frame_end(last),
            skip: range.start - u64::from(first) * u64::from(self.frame_len),
            len: range.end - range.start,
        })
    }

    /// What to make for a range of the message.
    ///
    /// # Errors
    ///
    /// [`MessageError::OutOfRange`] for a range that is not within the message.
    pub fn message_span(&self, range: Range<u64>) -> Result<MessageSpan, MessageError> {
        if range.start > range.end || range.end > self.message_len() {
            return Err(MessageError::OutOfRange);
        }
        let header = range.start.min(self.header_len)..range.end.min(self.header_len);
        let (start, end) = (range.start.max(self.header_len), range.end.max(self.header_len));
        if start == end {
            return Ok(MessageSpan { header, frames: 0..0, plaintext: 0..0, skip: 0, len: 0 });
        }
        let index = |at: u64| self.clamped((at - self.header_len) / self.stride());
        let (first, last) = (index(start), index(end - 1));
        let plaintext_start = u64::from(first) * u64::from(self.frame_len);
        let plaintext_end = self.frame_plaintext(last).map_or(plaintext_start, |plaintext| plaintext.end);
        Ok(MessageSpan {
            header,
            frames: first..last + 1,
            plaintext: plaintext_start..plaintext_end,
            skip: start - self.frame_offset(first),
            len: end - start,
        })
    }

    fn stride(&self) -> u64 {
        u64::from(self.frame_len) + FRAME_OVERHEAD
    }

    fn frame_offset(&self, frame_index: u32) -> u64 {
        self.header_len.saturating_add(u64::from(frame_index).saturating_mul(self.stride()))
    }

    fn frame_end(&self, frame_index: u32) -> u64 {
        if frame_index == self.regular_frames { self.message_len() } else { self.frame_offset(frame_index + 1) }
    }

    /// The final frame has a longer head, and may be empty: what would be beyond it is in it.
    fn clamped(&self, frame_index: u64) -> u32 {
        u32::try_from(frame_index).unwrap_or(u32::MAX).min(self.regular_frames)
    }
}
