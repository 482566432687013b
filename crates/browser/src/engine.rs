//! Sealing and opening frames with WebCrypto. Frames stay in the JS heap; wasm makes heads, IVs and associated data.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use sealport_client::message::{ContentKeys, FoundFrame, FramePosition};
use sealport_client::{Engine, EngineError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, Crypto, CryptoKey, SubtleCrypto};

use crate::body::BrowserChunk;
use crate::save::exception_name;

const AES_GCM: &str = "AES-GCM";
/// In bits, as WebCrypto counts it.
const TAG_BITS: u8 = 128;

/// What seals and opens the frames of one message.
#[derive(Clone, Debug)]
pub struct BrowserEngine {
    subtle: SubtleCrypto,
    content_key: CryptoKey,
    message_id: [u8; 32],
}

impl BrowserEngine {
    /// Hands the content key to WebCrypto, which gives it back to nobody.
    pub(crate) async fn new(keys: &ContentKeys) -> Result<Self, EngineError> {
        let subtle = subtle().ok_or_else(|| EngineError::Unavailable("no crypto.subtle".to_owned()))?;
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

impl Engine for BrowserEngine {
    type Chunk = BrowserChunk;

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
