//! Sealing in a page, for `tests/interop`, which hands what comes out to other implementations: this crate and the
//! client as the page uses them, without the page.

use js_sys::Uint8Array;
use sealport_browser::{BrowserChunk, BrowserPlatform, FileSource};
use sealport_client::message::{WrappingKey, WrappingKeyName};
use sealport_client::{Chunk, SealedSource, SealingKey, SealingKeys, Sink, SinkError};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

/// What was sealed, in memory: it is a test's.
#[derive(Default)]
struct Gathered(Vec<u8>);

impl Sink for Gathered {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        chunk.append_to(&mut self.0);
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }

    async fn discard(self) {}
}

/// Seals a file for keys that are each given as `HEX NAMESPACE/NAME`, in frames of that many bytes.
///
/// # Errors
///
/// Whatever the client says, and for keys of another form.
#[wasm_bindgen]
pub async fn seal(file: Blob, keys: Vec<String>, frame_len: u32) -> Result<Uint8Array, JsError> {
    let keys = keys.iter().map(|key| wrapping_key(key)).collect::<Result<_, _>>()?;
    let keys = SealingKeys::new(keys).with_frame_len(frame_len);
    let sealed = SealedSource::new(&BrowserPlatform::new(), &FileSource::new(file), &keys)?;
    let mut gathered = Gathered::default();
    sealed.write_range(0..sealed.message_len(), &mut gathered, |_| {}).await?;
    Ok(Uint8Array::from(gathered.0.as_slice()))
}

fn wrapping_key(text: &str) -> Result<WrappingKey, JsError> {
    let (hex, name) = text.split_once(' ').ok_or_else(|| JsError::new("a key is HEX NAMESPACE/NAME"))?;
    let bytes = sealport_vectors::hex(hex)?.try_into().map_err(|_| JsError::new("a key has 32 bytes"))?;
    Ok(WrappingKey::named(WrappingKeyName::parse(name)?, &SealingKey::from_bytes(bytes)))
}
