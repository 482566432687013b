//! Blobs put together of chunks: what is kept of a file that is made here.

use js_sys::{Array, Uint8Array};
use sealport_client::{Assembly, Sink, SinkError};
use web_sys::Blob;

use crate::body::BrowserChunk;
use crate::save::blob_of;
use crate::source::FileSource;

/// Chunks are gathered into blobs of this size, which browsers can move to the disk; in bytes.
const FOLD_LEN: u64 = 32 << 20;

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

/// A sealed file on its way into one `Blob`, for a request that sends it whole.
#[derive(Debug, Default)]
pub struct BlobAssembly(Folding);

impl Sink for BlobAssembly {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        self.0.push(&chunk.0)
    }

    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }

    async fn discard(self) {}
}

impl Assembly for BlobAssembly {
    type Source = FileSource;

    fn into_source(self) -> Result<FileSource, SinkError> {
        self.0.fold().map(FileSource::new)
    }
}
