//! Errors as JavaScript sees them: a real `Error` with a stable code.

use js_sys::{Error, Reflect};
use sealport_client::{ErrorCode, InputError};
use wasm_bindgen::JsValue;

/// An `Error` named `SealportError` with `code` and `retryable`.
pub(crate) fn error(code: ErrorCode, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name("SealportError");
    // Setting a property of a fresh, extensible object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &code.as_str().into());
    let _ = Reflect::set(&error, &"retryable".into(), &code.is_retryable().into());
    error.into()
}

/// An `invalid-input`.
pub fn invalid(message: &str) -> JsValue {
    error(ErrorCode::InvalidInput, message)
}

/// What is wrong with a name, an address or a combination of options.
pub fn from_input(found: InputError) -> JsValue {
    invalid(&found.to_string())
}
