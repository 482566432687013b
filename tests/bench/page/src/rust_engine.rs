//! The Rust engine in the page's workers, as pages without WebCrypto use it.

use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use js_sys::{Promise, Uint8Array};
use sealport_browser::SystemEntropy;
use sealport_browser::worker::{RustEngineWorker, WorkerAddress};
use sealport_client::message::{EncryptionContext, FramePosition, NewMessage};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::wrapping_key;

/// Frames that each worker has before it.
const IN_FLIGHT: usize = 4;

/// Workers that are there and know what to do.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RustWorkers(Vec<RustEngineWorker>);

#[wasm_bindgen]
impl RustWorkers {
    /// So many workers, each started with its first frame.
    #[wasm_bindgen(constructor)]
    pub fn new(workers: usize) -> Result<Self, JsValue> {
        let address = WorkerAddress::of_page().map_err(thrown)?;
        Ok(Self((0..workers).map(|_| RustEngineWorker::new(address.clone())).collect()))
    }

    /// Each worker seals so many copies of a frame.
    pub fn seal(&self, frame: Uint8Array, frames: u32) -> Promise {
        let workers = self.0.clone();
        future_to_promise(async move {
            let key = wrapping_key(&Uint8Array::new_with_length(32))?;
            let len = frame.byte_length();
            let message = NewMessage::generate(&mut SystemEntropy, &[key], EncryptionContext::empty(), len);
            let keys = message.map_err(thrown)?.seal().map_err(thrown)?.keys;
            let sealed = workers.iter().map(|worker| {
                let (message, frame) = (worker.message(&keys), frame.clone());
                async move {
                    stream::iter(1..=frames)
                        .map(|sequence| {
                            let position = FramePosition { sequence, is_final: false, len };
                            message.seal(position, frame.slice(0, len))
                        })
                        .buffered(IN_FLIGHT)
                        .try_for_each(async |_| Ok(()))
                        .await
                }
            });
            try_join_all(sealed).await.map_err(thrown)?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

fn thrown(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}
