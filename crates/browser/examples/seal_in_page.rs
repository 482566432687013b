//! Sealing and opening in a page, for `tests/interop`, which hands what comes out to other implementations and brings what
//! they sealed: this crate and the client as the page uses them, without the page.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use sealport_browser::{BrowserChunk, BrowserPlatform, FileSource};
use sealport_client::message::{PassphraseParams, WrappingKey, WrappingKeyName};
use sealport_client::{
    Cancel, Chunk, LocalFile, SealedSource, SealingKey, SealingKeys, Sink, SinkError, look_at, open_file,
};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

/// What was made, in memory: it is a test's.
#[derive(Clone, Default)]
struct Gathered(Rc<RefCell<Vec<u8>>>);

impl Gathered {
    fn bytes(&self) -> Uint8Array {
        Uint8Array::from(self.0.borrow().as_slice())
    }
}

impl Sink for Gathered {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        chunk.append_to(&mut self.0.borrow_mut());
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
    Ok(gathered.bytes())
}

/// Opens a file with the first of the keys that fits, each given as for [`seal`].
///
/// # Errors
///
/// Whatever the client says, for keys of another form, and for a file that is not sealed.
#[wasm_bindgen]
pub async fn open(file: Blob, keys: Vec<String>) -> Result<Uint8Array, JsError> {
    let keys: Vec<_> = keys.iter().map(|key| wrapping_key(key)).collect::<Result<_, _>>()?;
    let (platform, source, gathered) = (BrowserPlatform::new(), FileSource::new(file), Gathered::default());
    let LocalFile::Sealed(sealed) = look_at::<BrowserPlatform>(&source).await? else {
        return Err(JsError::new("this file is not sealed"));
    };
    let opened = sealed.unlock(&keys)?;
    open_file(&platform, &source, &sealed, &opened, gathered.clone(), |_| {}, &Cancel::new()).await?;
    Ok(gathered.bytes())
}

fn wrapping_key(text: &str) -> Result<WrappingKey, JsError> {
    let (hex, name) = text.split_once(' ').ok_or_else(|| JsError::new("a key is HEX NAMESPACE/NAME"))?;
    let bytes = sealport_vectors::hex(hex)?.try_into().map_err(|_| JsError::new("a key has 32 bytes"))?;
    let name = WrappingKeyName::parse(name)?;
    if name.is_passphrase() {
        return Ok(WrappingKey::of_passphrase(&PassphraseParams::parse(name.name())?, bytes));
    }
    Ok(WrappingKey::named(name, &SealingKey::from_bytes(bytes)))
}
