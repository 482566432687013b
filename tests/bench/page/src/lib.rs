//! What `cargo xtask bench` measures of sealed files in a browser: the client and the browser's ports as the page uses
//! them, into sinks that drop what they get, so that no disk is measured.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod rust_engine;
mod transfers;

use std::cell::RefCell;

use js_sys::{Promise, Reflect, Uint8Array};
use sealport_browser::{BrowserChunk, BrowserPlatform, FileSource};
use sealport_client::message::WrappingKey;
use sealport_client::{
    Cancel, Chunk, ClientError, LocalFile, SealedSource, SealingKey, SealingKeys, Sink, SinkError, look_at, open_file,
};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::Blob;

thread_local! {
    static KEPT: RefCell<Vec<FileSource>> = const { RefCell::new(Vec::new()) };
}

/// Removes what [`seal`] made last.
#[wasm_bindgen(js_name = forgetLast)]
pub fn forget_last() {
    KEPT.with_borrow_mut(Vec::pop);
}

/// Counts and drops.
#[derive(Debug, Default)]
struct Drain(u64);

impl Sink for Drain {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        self.0 += chunk.len() as u64;
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }

    async fn discard(self) {}
}

/// How to seal, from an object `{ key, frameLength, inFlight, verify }`; what is left out is as in the page.
fn sealing_keys(how: &JsValue) -> Result<SealingKeys, JsValue> {
    let named = |name: &str| Reflect::get(how, &JsValue::from_str(name));
    // Lengths and counts that a benchmark is started with.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let number = |name: &str| Ok::<_, JsValue>(named(name)?.as_f64().map(|number| number as u32));
    let mut keys = SealingKeys::new(vec![wrapping_key(&named("key")?.dyn_into()?)?]);
    if let Some(frame_len) = number("frameLength")? {
        keys = keys.with_frame_len(frame_len);
    }
    if let Some(frames) = number("inFlight")? {
        keys = keys.with_frames_in_flight(frames as usize);
    }
    Ok(match named("verify")?.as_bool() {
        Some(verify) => keys.with_verification(verify),
        None => keys,
    })
}

fn sealed_source(plaintext: Blob, how: &JsValue) -> Result<SealedSource<BrowserPlatform>, JsValue> {
    SealedSource::new(&BrowserPlatform::new(), &FileSource::new(plaintext), &sealing_keys(how)?).map_err(thrown)
}

/// Seals a `Blob` frame by frame and drops the frames; resolves with the number of sealed bytes.
#[wasm_bindgen(js_name = sealAndDrop)]
pub fn seal_and_drop(plaintext: Blob, how: JsValue) -> Promise {
    future_to_promise(async move {
        let sealed = sealed_source(plaintext, &how)?;
        let mut drain = Drain::default();
        sealed.write_range(0..sealed.message_len(), &mut drain, |_| {}).await.map_err(thrown)?;
        Ok(JsValue::from(drain.0 as f64))
    })
}

/// Seals a `Blob` into another.
#[wasm_bindgen]
pub fn seal(plaintext: Blob, how: JsValue) -> Promise {
    future_to_promise(async move {
        let sealed = sealed_source(plaintext, &how)?;
        let made = sealed.assemble(|_| {}).await.map_err(thrown)?;
        let blob = made.blob().clone();
        // What is kept on the disk goes with its source, which must outlive this call.
        KEPT.with_borrow_mut(|kept| kept.push(made));
        Ok(blob.into())
    })
}

/// Opens a sealed `Blob` and drops the plaintext; resolves with its length in bytes.
#[wasm_bindgen(js_name = openAndDrop)]
pub fn open_and_drop(sealed: Blob, key: Uint8Array) -> Promise {
    future_to_promise(async move {
        let source = FileSource::new(sealed);
        let LocalFile::Sealed(file) = look_at::<BrowserPlatform>(&source).await.map_err(thrown)? else {
            return Err(JsValue::from_str("not a sealed file"));
        };
        let keys = file.unlock(&[wrapping_key(&key)?]).map_err(thrown)?;
        let platform = BrowserPlatform::new();
        let len = open_file(&platform, &source, &file, &keys, Drain::default(), |_| {}, &Cancel::new())
            .await
            .map_err(thrown)?;
        Ok(JsValue::from(len as f64))
    })
}

fn wrapping_key(key: &Uint8Array) -> Result<WrappingKey, JsValue> {
    let bytes: [u8; 32] = key.to_vec().try_into().map_err(|_| JsValue::from_str("a key has 32 bytes"))?;
    Ok(WrappingKey::of_sealing_key(&SealingKey::from_bytes(bytes)))
}

fn thrown(error: ClientError) -> JsValue {
    JsValue::from_str(&error.to_string())
}
