//! The SSE-C key for JavaScript.

use js_sys::{Object, Reflect};
use sealport_browser::SystemEntropy;
use sealport_client::{ErrorCode, SseCKey as Inner};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::doctor::{Given, diagnosis, md5_diagnosis, text_of};
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
    /// `invalid-input`, with the diagnosis.
    #[wasm_bindgen(js_name = parse)]
    pub fn parse(text: &JsValue) -> Result<SseCKey, JsValue> {
        Given::text(text)?.parse().map(Self).map_err(from_import)
    }

    /// Reads a key file's content: 32 raw bytes, or text as for `parse`.
    ///
    /// # Errors
    ///
    /// `invalid-input`, with the diagnosis.
    #[wasm_bindgen(js_name = parseFile)]
    pub fn parse_file(content: &JsValue) -> Result<SseCKey, JsValue> {
        Given::content(content)?.parse().map(Self).map_err(from_import)
    }

    /// Says what is wrong with a text or a key file's content; `null` if it is a key.
    ///
    /// # Errors
    ///
    /// `invalid-input` for another type.
    pub fn diagnose(input: &JsValue) -> Result<JsValue, JsValue> {
        Ok(Given::new(input)?.parse().map_or_else(diagnosis, |_| JsValue::NULL))
    }

    /// Reads what is damaged in the one way that a repairable diagnosis stands for. `kind` is that of the diagnosis
    /// which a person was shown and agreed to; of any other damage no key is made.
    ///
    /// # Errors
    ///
    /// `invalid-input`, with the diagnosis.
    pub fn repair(input: &JsValue, kind: &JsValue) -> Result<SseCKey, JsValue> {
        Given::new(input)?.repair(&text_of(kind, "the kind of a diagnosis")?).map(Self).map_err(from_import)
    }

    /// Why the key would be easy to guess: `looks-like-text` and others; undefined if nothing shows it.
    #[wasm_bindgen(getter)]
    pub fn warning(&self) -> Option<String> {
        self.0.warning().map(|warning| warning.as_str().to_owned())
    }

    /// Says what a text is that was given as this key's MD5.
    ///
    /// # Errors
    ///
    /// `invalid-input` for another type.
    #[wasm_bindgen(js_name = diagnoseMd5)]
    pub fn diagnose_md5(&self, text: &JsValue) -> Result<JsValue, JsValue> {
        Ok(md5_diagnosis(self.0.diagnose_md5(&text_of(text, "the MD5")?)))
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
