//! Errors as JavaScript sees them: a real `Error` with a stable code.

use js_sys::{Error, Reflect};
use sealport_client::{ErrorCode, InputError, KeyDiagnosis};
use wasm_bindgen::JsValue;

use crate::doctor::diagnosis;

/// An `Error` named `SealportError` with `code` and `retryable`.
pub(crate) fn error(code: ErrorCode, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name("SealportError");
    // Setting a property of a fresh, extensible object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &code.as_str().into());
    let _ = Reflect::set(&error, &"retryable".into(), &code.is_retryable().into());
    error.into()
}

pub(crate) fn invalid(message: &str) -> JsValue {
    error(ErrorCode::InvalidInput, message)
}

pub(crate) fn from_input(found: InputError) -> JsValue {
    invalid(&found.to_string())
}

/// An `invalid-input` with the `diagnosis` beside its message.
pub(crate) fn from_import(found: KeyDiagnosis) -> JsValue {
    let error = invalid(&found.to_string());
    let _ = Reflect::set(&error, &"diagnosis".into(), &diagnosis(found));
    error
}
