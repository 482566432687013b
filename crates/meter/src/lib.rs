//! The page's third wasm: how hard a typed passphrase is to guess.
//!
//! Apart from `sealport-worker`, because its word lists and patterns weigh many times as much as all the rest, and are
//! needed only where somebody types a new passphrase: whoever opens a file does not wait for them.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod strength;

use js_sys::Array;
use sealport_worker_protocol::{Answer, Fault, Request, answered, secret};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use strength::strength;

/// Answers requests, one at a time.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Desk;

#[wasm_bindgen]
impl Desk {
    /// A worker that was asked nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self
    }

    /// Answers a message: the two arguments of `postMessage`. Nothing for a value that is no message.
    pub fn answer(&mut self, message: &JsValue) -> Option<Array> {
        answered(message, |request, bulk| match request {
            Request::Strength => {
                let bytes = secret(bulk)?;
                let passphrase = std::str::from_utf8(&bytes).map_err(|_| Fault::NotUnderstood)?;
                Ok((Answer::Strength(strength(passphrase)), None))
            }
            _ => Err(Fault::NotUnderstood),
        })
    }
}
