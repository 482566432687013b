//! A header from bytes that arrive bit by bit.

use super::error::MessageError;
use super::header::{Header, HeaderLimits, HeaderProgress};
use super::lookalike::Lookalike;

/// Collects bytes until they hold a header. Keeps no more than the limit of [`HeaderLimits`].
#[derive(Debug, Default)]
pub struct HeaderReader {
    limits: HeaderLimits,
    bytes: Vec<u8>,
    need_at_least: usize,
}

impl HeaderReader {
    /// With other limits than the usual ones.
    pub fn new(limits: HeaderLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes bytes off the front of `input`, and gives the header once it is whole. What is left in `input` then are
    /// the first bytes of the frames.
    ///
    /// # Errors
    ///
    /// As [`Header::parse`].
    pub fn feed(&mut self, input: &mut &[u8]) -> Result<Option<Header>, MessageError> {
        loop {
            // Only as many as are surely the header's, so that the frames' bytes stay where they are.
            let wanted = self.need_at_least.max(1).saturating_sub(self.bytes.len());
            let Some((taken, rest)) = input.split_at_checked(wanted) else {
                self.bytes.extend_from_slice(input);
                *input = &[];
                return Ok(None);
            };
            self.bytes.extend_from_slice(taken);
            *input = rest;
            match Header::parse(&self.bytes, &self.limits)? {
                HeaderProgress::Complete(header) => return Ok(Some(header)),
                HeaderProgress::Incomplete { need_at_least } => self.need_at_least = need_at_least,
            }
        }
    }

    /// What it means that the bytes end before the header is whole.
    pub fn finish(self) -> MessageError {
        // Nothing of a header is there, or what is there could still have become something else.
        let is_started = matches!(self.bytes.as_slice(), [2] | [2, 4 | 5, ..] | [1] | [1, 0x80, ..]);
        if is_started {
            MessageError::CutShort { frames: 0 }
        } else {
            MessageError::NotSealed { looks_like: Lookalike::of_start(&self.bytes) }
        }
    }
}
