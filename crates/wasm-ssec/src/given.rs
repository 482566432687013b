//! What should be a key, as JavaScript gives it.

use js_sys::Uint8Array;
use sealport_client::{SseCKey, Zeroizing};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::invalid;

/// What a person pasted or a file's content: a string or a `Uint8Array`.
pub enum Given {
    /// A text.
    Text(Zeroizing<String>),
    /// A file's bytes.
    Content(Zeroizing<Vec<u8>>),
    /// Too many bytes to be worth copying.
    TooLong(u64),
}

/// A text. What is none would trap where wasm-bindgen takes it for one.
///
/// # Errors
///
/// `invalid-input`, naming `what`.
pub fn text_of(input: &JsValue, what: &str) -> Result<Zeroizing<String>, JsValue> {
    input.as_string().map(Zeroizing::new).ok_or_else(|| invalid(&format!("{what} is not a text")))
}

impl Given {
    /// By what it is.
    ///
    /// # Errors
    ///
    /// `invalid-input` for another type.
    pub fn new(input: &JsValue) -> Result<Self, JsValue> {
        if input.is_string() { Self::text(input) } else { Self::content(input) }
    }

    /// A text alone.
    ///
    /// # Errors
    ///
    /// `invalid-input` for another type.
    pub fn text(input: &JsValue) -> Result<Self, JsValue> {
        text_of(input, "what should be a key").map(Self::Text)
    }

    /// A file's content alone.
    ///
    /// # Errors
    ///
    /// `invalid-input` for another type.
    pub fn content(input: &JsValue) -> Result<Self, JsValue> {
        let content = input.dyn_ref::<Uint8Array>();
        let content = content.ok_or_else(|| invalid("what should be a key is neither a text nor a Uint8Array"))?;
        let found = u64::from(content.length());
        Ok(if found > SseCKey::MAX_FILE_LEN {
            Self::TooLong(found)
        } else {
            Self::Content(Zeroizing::new(content.to_vec()))
        })
    }

    /// The key that it is, if it is one.
    pub(crate) fn read(&self) -> Option<SseCKey> {
        match self {
            Self::Text(text) => SseCKey::read_text(text),
            Self::Content(content) => SseCKey::read_file(content),
            Self::TooLong(_) => None,
        }
    }
}
