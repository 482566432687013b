//! Files to upload.

use js_sys::{Array, Uint8Array};
use sealport_client::Source;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A `File` or `Blob`: its bytes are read by the browser while they are sent.
#[derive(Clone, Debug)]
pub struct FileSource(Blob);

impl FileSource {
    /// Takes a `File` or `Blob`.
    pub fn new(blob: Blob) -> Self {
        Self(blob)
    }

    /// A few bytes as a `Blob`.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let parts = Array::of1(&Uint8Array::from(bytes));
        // A Blob of one buffer is always made; without one there is nothing to send.
        let blob = Blob::new_with_u8_array_sequence(&parts).or_else(|_| Blob::new());
        Self(blob.unwrap_or_else(|_| JsValue::UNDEFINED.unchecked_into()))
    }

    pub(crate) fn blob(&self) -> &Blob {
        &self.0
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        // A byte count as a double; whole and positive.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let len = self.0.size() as u64;
        len
    }

    async fn is_unchanged(&self) -> bool {
        // A browser remembers the file's size and date, and refuses any read after they changed.
        match self.0.slice_with_i32_and_i32(0, 1) {
            Ok(first) => JsFuture::from(first.array_buffer()).await.is_ok(),
            Err(_) => false,
        }
    }
}
