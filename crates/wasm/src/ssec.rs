//! The SSE-C key for JavaScript.

use js_sys::{Object, Reflect};
use sealport_browser::SystemEntropy;
use sealport_client::{ErrorCode, SseCKey as Inner};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{error, from_import};

/// A customer key of 32 bytes. Its memory is wiped by `free()`, or when the garbage collector takes it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SseCKey(Inner);

impl SseCKey {
    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

#[wasm_bindgen]
impl SseCKey {
    /// Makes a key from the platform's cryptographic random source.
    ///
    /// # Errors
    ///
    /// `unsupported-browser` where there is no such source.
    pub fn generate() -> Result<SseCKey, JsValue> {
        let made = Inner::generate(&mut SystemEntropy);
        made.map(Self).map_err(|_| error(ErrorCode::UnsupportedBrowser, "this platform has no secure random source"))
    }

    /// Reads base64 (padded or not, standard or URL alphabet) or 64 hex digits.
    ///
    /// # Errors
    ///
    /// `invalid-input`, with the number of bytes found.
    #[wasm_bindgen(js_name = parse)]
    pub fn parse(text: &str) -> Result<SseCKey, JsValue> {
        Inner::parse_text(text).map(Self).map_err(from_import)
    }

    /// Reads a key file's content: 32 raw bytes, or text as for `parse`.
    ///
    /// # Errors
    ///
    /// `invalid-input`, with the number of bytes found.
    #[wasm_bindgen(js_name = parseFile)]
    pub fn parse_file(content: &[u8]) -> Result<SseCKey, JsValue> {
        Inner::parse_file(content).map(Self).map_err(from_import)
    }

    /// The key's public name, 16 characters.
    #[wasm_bindgen(getter)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The first 8 characters of it, as people see them: `7F3A-K9QX`.
    #[wasm_bindgen(getter, js_name = shortFingerprint)]
    pub fn short_fingerprint(&self) -> String {
        self.0.fingerprint().short()
    }

    /// Base64 of the MD5 over the 32 raw bytes.
    #[wasm_bindgen(getter)]
    pub fn md5(&self) -> String {
        self.0.md5_base64()
    }

    /// The key in base64. Named for what it does: it hands the secret out.
    #[wasm_bindgen(js_name = exposeBase64)]
    pub fn expose_base64(&self) -> String {
        self.0.expose_base64().to_string()
    }

    /// The key as a file to keep: `{ name, contents }`.
    #[wasm_bindgen(js_name = keyFile)]
    pub fn key_file(&self) -> Object {
        let file = self.0.key_file();
        object([("name", file.name.as_str()), ("contents", file.contents.as_str())])
    }

    /// The three request headers, by name.
    pub fn headers(&self) -> Object {
        let headers = self.0.headers();
        object(headers.iter().map(|header| (header.name, header.value.as_str())))
    }
}

/// A plain object with string values.
pub(crate) fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh, extensible object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value.into());
    }
    object
}
