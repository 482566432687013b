//! Short chunks joined into writes that a disk takes well.

use js_sys::Uint8Array;

/// Chunks shorter than [`GATHERED_LEN`] are joined up to this before they are written: the disk takes a write of 64 KiB at a
/// quarter of the speed of one of 1 MiB; in bytes.
const WRITE_LEN: u32 = 1 << 20;
/// Chunks of at least this length are written as they are; in bytes.
const GATHERED_LEN: u32 = 256 << 10;

/// Short chunks on their way into one write.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    buffer: Option<Uint8Array>,
    len: u32,
}

impl Gathered {
    /// Takes a chunk, and returns what is to be written now. That stays as it is until the next call.
    pub(crate) fn take(&mut self, chunk: &Uint8Array) -> Option<Uint8Array> {
        let chunk_len = chunk.byte_length();
        if self.len == 0 && chunk_len >= GATHERED_LEN {
            return Some(chunk.clone());
        }
        let room = self.buffer.as_ref().map_or(0, |buffer| buffer.byte_length() - self.len);
        if chunk_len > room {
            // The first chunk, or a long one after short ones.
            let wider = Uint8Array::new_with_length(WRITE_LEN + GATHERED_LEN.max(chunk_len));
            if let Some(gathered) = self.gathered() {
                wider.set(&gathered, 0);
            }
            self.buffer = Some(wider);
        }
        self.buffer.as_ref()?.set(chunk, self.len);
        self.len += chunk_len;
        if self.len >= WRITE_LEN { self.rest() } else { None }
    }

    /// What is gathered, which is then no longer so.
    pub(crate) fn rest(&mut self) -> Option<Uint8Array> {
        let rest = self.gathered();
        self.len = 0;
        rest
    }

    fn gathered(&self) -> Option<Uint8Array> {
        self.buffer.as_ref().filter(|_| self.len > 0).map(|buffer| buffer.subarray(0, self.len))
    }
}
