//! The SSE-C key for JavaScript.

use js_sys::Object;
use sealport_browser::SystemEntropy;
use sealport_client::{ErrorCode, SseCKey as Inner};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{error, invalid};
use crate::given::Given;
use crate::values::object;

/// A customer key of 32 bytes. Its memory is wiped by `free()`, or when the garbage collector takes it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SseCKey(Inner);

impl SseCKey {
    /// The client's key.
    pub fn inner(&self) -> &Inner {
        &self.0
    }

    fn read(given: &Given) -> Result<Self, JsValue> {
        let found = given.read().map(Self);
        found.ok_or_else(|| invalid("not a 256-bit key: 32 bytes are needed, in base64, in hex or as a file"))
    }
}

impl From<Inner> for SseCKey {
    fn from(key: Inner) -> Self {
        Self(key)
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
    /// `invalid-input`. What is wrong with the text is said by the whole package only.
    #[wasm_bindgen(js_name = parse)]
    pub fn parse(text: &JsValue) -> Result<SseCKey, JsValue> {
        Self::read(&Given::text(text)?)
    }

    /// Reads a key file's content: 32 raw bytes, or text as for `parse`.
    ///
    /// # Errors
    ///
    /// As `parse`.
    #[wasm_bindgen(js_name = parseFile)]
    pub fn parse_file(content: &JsValue) -> Result<SseCKey, JsValue> {
        Self::read(&Given::content(content)?)
    }

    /// Why the key would be easy to guess: `looks-like-text` and others; undefined if nothing shows it.
    #[wasm_bindgen(getter)]
    pub fn warning(&self) -> Option<String> {
        self.0.warning().map(|warning| warning.as_str().to_owned())
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
