//! Files to upload.

use std::ops::Range;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use sealport_client::{Source, TransportError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::assembly::PrivateFile;
use crate::body::BrowserChunk;

/// A `File` or `Blob`: its bytes are read by the browser while they are sent.
#[derive(Clone, Debug)]
pub struct FileSource {
    blob: Blob,
    /// Keeps the bytes where they are not a person's file.
    _kept: Option<Rc<PrivateFile>>,
}

impl FileSource {
    /// Takes a `File` or `Blob`.
    pub fn new(blob: Blob) -> Self {
        Self { blob, _kept: None }
    }

    /// A private file, which stays as long as this source and its clones.
    pub(crate) fn private(blob: Blob, file: Rc<PrivateFile>) -> Self {
        Self { blob, _kept: Some(file) }
    }

    /// A few bytes as a `Blob`.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let parts = Array::of1(&Uint8Array::from(bytes));
        // A Blob of one buffer is always made; without one there is nothing to send.
        let blob = Blob::new_with_u8_array_sequence(&parts).or_else(|_| Blob::new());
        Self::new(blob.unwrap_or_else(|_| JsValue::UNDEFINED.unchecked_into()))
    }

    /// The `Blob` itself: as long as this source, where it was made here.
    pub fn blob(&self) -> &Blob {
        &self.blob
    }
}

impl Source for FileSource {
    type Chunk = BrowserChunk;

    fn len(&self) -> u64 {
        // A byte count as a double; whole and positive.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let len = self.blob.size() as u64;
        len
    }

    async fn is_unchanged(&self) -> bool {
        // A browser remembers the file's size and date, and refuses any read after they changed.
        match self.blob.slice_with_i32_and_i32(0, 1) {
            Ok(first) => JsFuture::from(first.array_buffer()).await.is_ok(),
            Err(_) => false,
        }
    }

    async fn read(&self, range: Range<u64>) -> Result<BrowserChunk, TransportError> {
        let changed = |_: JsValue| TransportError::SourceChanged;
        // Lengths of files are far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let slice = self.blob.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(changed)?;
        let buffer: ArrayBuffer =
            JsFuture::from(slice.array_buffer()).await.map_err(changed)?.dyn_into().map_err(changed)?;
        Ok(BrowserChunk(Uint8Array::new(&buffer)))
    }
}
