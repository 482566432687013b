//! Chunks put together into a `Blob`.

use js_sys::{Array, Uint8Array};
use sealport_client::SinkError;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::save::blob_of;

/// Chunks are gathered into blobs of this size, which browsers can move to the disk, in bytes. Larger ones are no faster, and
/// hold the main thread for longer than a twentieth of a second while they are made.
const FOLD_LEN: u64 = 8 << 20;

/// Chunks on their way into a `Blob`. No more than [`FOLD_LEN`] of them stay in the heap.
#[derive(Debug, Default)]
pub(crate) struct Folding {
    parts: Array,
    loose: Array,
    loose_len: u64,
    len: u64,
}

impl Folding {
    /// Bytes so far.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn push(&mut self, chunk: &Uint8Array) -> Result<(), SinkError> {
        let chunk_len = u64::from(chunk.byte_length());
        self.loose.push(chunk);
        self.len += chunk_len;
        self.loose_len += chunk_len;
        if self.loose_len >= FOLD_LEN {
            self.parts.push(blob_of(&self.loose)?.as_ref());
            self.loose.set_length(0);
            self.loose_len = 0;
        }
        Ok(())
    }

    /// All of it as one `Blob`.
    pub(crate) fn fold(&self) -> Result<Blob, SinkError> {
        let parts = self.parts.slice(0, self.parts.length());
        parts.push(blob_of(&self.loose)?.as_ref());
        blob_of(&parts)
    }
}

/// Whether a `Blob` can be read to its end. Chromium makes one of any size without a word, and where it has no more room
/// for it (from half a GiB on, on some systems) only reading shows that nothing is there.
///
/// # Errors
///
/// [`SinkError::StorageFull`].
pub(crate) async fn readable(blob: &Blob) -> Result<(), SinkError> {
    let len = blob.size();
    let last = blob.slice_with_f64_and_f64((len - 1.0).max(0.0), len).map_err(|_| SinkError::StorageFull)?;
    JsFuture::from(last.array_buffer()).await.map(drop).map_err(|_| SinkError::StorageFull)
}
