//! Sealing and opening frames: with WebCrypto, or in a worker where the browser has no ciphers for the page. Frames stay
//! in the JS heap; wasm makes heads, IVs and associated data.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use sealport_client::message::{ContentKeys, FoundFrame, FramePosition, MessageError};
use sealport_client::{Engine, EngineError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, Crypto, CryptoKey, SubtleCrypto};

use crate::body::BrowserChunk;
use crate::save::exception_name;
use crate::worker::{MessageFrames, RustEngineWorker, WorkerAddress, WorkerError};

const AES_GCM: &str = "AES-GCM";
/// In bits, as WebCrypto counts it.
const TAG_BITS: u8 = 128;

thread_local! {
    /// The page's worker with the Rust engine. It is not started before a page without WebCrypto needs it.
    static RUST_ENGINE: RefCell<Option<RustEngineWorker>> = const { RefCell::new(None) };
}

/// What seals and opens the frames of one message.
#[derive(Clone, Debug)]
pub enum BrowserEngine {
    /// The browser's own ciphers.
    WebCrypto(WebCryptoEngine),
    /// The Rust engine in a worker: of a page that came over an insecure connection, browsers keep their ciphers.
    Worker(MessageFrames),
}

impl BrowserEngine {
    pub(crate) async fn new(keys: &ContentKeys) -> Result<Self, EngineError> {
        match subtle() {
            Some(subtle) => WebCryptoEngine::new(subtle, keys).await.map(Self::WebCrypto),
            None => rust_engine().map(|worker| Self::Worker(worker.message(keys))).map_err(worker_failed),
        }
    }
}

fn rust_engine() -> Result<RustEngineWorker, WorkerError> {
    RUST_ENGINE.with_borrow_mut(|known| {
        if let Some(worker) = known {
            return Ok(worker.clone());
        }
        let worker = RustEngineWorker::new(WorkerAddress::of_page()?);
        *known = Some(worker.clone());
        Ok(worker)
    })
}

impl Engine for BrowserEngine {
    type Chunk = BrowserChunk;

    async fn seal(&self, position: FramePosition, plaintext: BrowserChunk) -> Result<BrowserChunk, EngineError> {
        match self {
            Self::WebCrypto(engine) => engine.seal(position, plaintext).await,
            Self::Worker(frames) => {
                // The worker takes the buffer away: sources of retries and of the check afterwards keep theirs.
                let given = plaintext.0.slice(0, plaintext.0.length());
                let frame = frames.seal(position, given).await.map_err(worker_failed)?;
                Ok(BrowserChunk(frame.subarray(head_len(position), frame.length())))
            }
        }
    }

    async fn open(&self, found: &FoundFrame, sealed: BrowserChunk) -> Result<BrowserChunk, EngineError> {
        match self {
            Self::WebCrypto(engine) => engine.open(found, sealed).await,
            Self::Worker(frames) => {
                let head_len = head_len(found.position);
                let frame = Uint8Array::new_with_length(head_len + sealed.0.length());
                // The worker opens whole frames and goes by the IV that was found, not by the head's bytes.
                frame.set(&Uint8Array::from(&*found.position.head()), 0);
                frame.set(&sealed.0, head_len);
                frames.open(found, frame).await.map(BrowserChunk).map_err(worker_failed)
            }
        }
    }
}

/// A frame's head is at most 24 bytes long.
fn head_len(position: FramePosition) -> u32 {
    u32::try_from(position.head_len()).unwrap_or(u32::MAX)
}

fn worker_failed(error: WorkerError) -> EngineError {
    match error {
        WorkerError::Message(MessageError::TamperedFrame { .. }) => EngineError::NotAuthentic,
        other => EngineError::Unavailable(other.to_string()),
    }
}

/// WebCrypto with the content key of one message.
#[derive(Clone, Debug)]
pub struct WebCryptoEngine {
    subtle: SubtleCrypto,
    content_key: CryptoKey,
    message_id: [u8; 32],
}

impl WebCryptoEngine {
    /// Hands the content key to WebCrypto, which gives it back to nobody.
    async fn new(subtle: SubtleCrypto, keys: &ContentKeys) -> Result<Self, EngineError> {
        let raw = Uint8Array::from(keys.expose_content_key().as_slice());
        let usages = Array::of2(&JsValue::from_str("encrypt"), &JsValue::from_str("decrypt"));
        let imported = subtle.import_key_with_str("raw", &raw, AES_GCM, false, &usages).map_err(unavailable)?;
        let imported = JsFuture::from(imported).await;
        raw.fill(0, 0, raw.length());
        let content_key = imported.map_err(unavailable)?.dyn_into().map_err(unavailable)?;
        Ok(Self { subtle, content_key, message_id: *keys.message_id() })
    }

    fn params(&self, iv: &[u8; 12], position: FramePosition) -> AesGcmParams {
        let iv: Object = Uint8Array::from(iv.as_slice()).unchecked_into();
        let params = AesGcmParams::new(AES_GCM, &iv);
        let aad = Uint8Array::from(&*position.aad(&self.message_id));
        params.set_additional_data(aad.unchecked_ref());
        params.set_tag_length(TAG_BITS);
        params
    }
}

impl WebCryptoEngine {
    async fn seal(&self, position: FramePosition, plaintext: BrowserChunk) -> Result<BrowserChunk, EngineError> {
        let params = self.params(&position.iv(), position);
        let sealing = self.subtle.encrypt_with_object_and_buffer_source(&params, &self.content_key, &plaintext.0);
        let sealed = JsFuture::from(sealing.map_err(unavailable)?).await.map_err(unavailable)?;
        chunk(sealed)
    }

    async fn open(&self, found: &FoundFrame, sealed: BrowserChunk) -> Result<BrowserChunk, EngineError> {
        let params = self.params(&found.iv, found.position);
        let opening = self.subtle.decrypt_with_object_and_buffer_source(&params, &self.content_key, &sealed.0);
        let opened = JsFuture::from(opening.map_err(unavailable)?).await;
        // The name that WebCrypto gives to a tag that does not fit; a lack of memory has another.
        let opened = opened.map_err(|exception| match exception_name(&exception).as_str() {
            "OperationError" => EngineError::NotAuthentic,
            _ => unavailable(exception),
        });
        chunk(opened?)
    }
}

/// WebCrypto's ciphers: only on secure pages (https, or this device's own).
fn subtle() -> Option<SubtleCrypto> {
    let crypto = Reflect::get(&js_sys::global(), &JsValue::from_str("crypto")).ok()?;
    let subtle = Reflect::get(crypto.dyn_ref::<Crypto>()?, &JsValue::from_str("subtle")).ok()?;
    subtle.dyn_into().ok()
}

fn chunk(buffer: JsValue) -> Result<BrowserChunk, EngineError> {
    let buffer: ArrayBuffer = buffer.dyn_into().map_err(unavailable)?;
    Ok(BrowserChunk(Uint8Array::new(&buffer)))
}

/// Never the exception's message: it may repeat what it was given.
fn unavailable(exception: JsValue) -> EngineError {
    EngineError::Unavailable(exception_name(&exception))
}
