//! A cursor over untrusted bytes, and short byte strings that need no allocation.

use std::ops::Deref;

/// Reads big-endian fields; every read says how many bytes it would have needed.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    offset: usize,
}

/// The input ends before the field does; it would need to be at least that long, from its start.
pub(super) struct Short {
    pub(super) need_at_least: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// Bytes read so far.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Short> {
        let end = self.offset.saturating_add(len);
        let found = self.bytes.get(self.offset..end).ok_or(Short { need_at_least: end })?;
        self.offset = end;
        Ok(found)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let short = Short { need_at_least: self.offset.saturating_add(N) };
        self.take(N)?.try_into().map_err(|_| short)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Short> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Short> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Short> {
        self.array().map(u32::from_be_bytes)
    }

    /// A field with its length in two bytes before it.
    pub(super) fn with_len(&mut self) -> Result<&'a [u8], Short> {
        let len = self.u16()?;
        self.take(usize::from(len))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.offset >= self.bytes.len()
    }
}

/// Up to `N` bytes in place: frame heads and associated data, made once a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShortBytes<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> ShortBytes<N> {
    pub(super) fn joined(parts: &[&[u8]]) -> Self {
        let mut made = Self { bytes: [0; N], len: 0 };
        for byte in parts.iter().copied().flatten() {
            if let Some(to) = made.bytes.get_mut(made.len) {
                *to = *byte;
                made.len += 1;
            }
        }
        made
    }
}

impl<const N: usize> Deref for ShortBytes<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }
}
