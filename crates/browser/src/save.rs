//! Handing bytes to the person as a file, without a dialog of ours.

use std::cell::Cell;

use js_sys::{Array, Promise, Uint8Array};
use sealport_client::SinkError;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Never a type that a browser would show: what was stored is not to run in this page's origin.
const OCTET_STREAM: &str = "application/octet-stream";
/// Browsers read the blob after the click; how long they get, in milliseconds.
const REVOKE_AFTER_MS: i32 = 60_000;
/// Between two files, in milliseconds: Chromium drops without a word what is handed to it after the tenth in a second.
const BETWEEN_FILES_MS: f64 = 200.0;

thread_local! {
    /// When the last file was handed over, in milliseconds of the page's own clock.
    static LAST_FILE: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// Saves bytes as a file of that name in the person's download folder, at once: for one file, not for many.
///
/// # Errors
///
/// [`SinkError::Failed`] where there is no document, or the browser refuses.
pub fn save_bytes(file_name: &str, bytes: &[u8]) -> Result<(), SinkError> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    hand_over(file_name, &blob_of(&parts)?)
}

/// The same for one of many files, each when its turn has come.
pub(crate) async fn save_blob(file_name: &str, blob: &Blob) -> Result<(), SinkError> {
    let clock = web_sys::window().and_then(|window| window.performance());
    let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
    // Timers of a tab in the background come late, and all at once.
    loop {
        let wait = LAST_FILE.get() + BETWEEN_FILES_MS - now();
        if wait <= 0.0 {
            break;
        }
        pause(wait).await;
    }
    LAST_FILE.set(now());
    hand_over(file_name, blob)
}

async fn pause(millis: f64) {
    // Below the distance of two files, so far below 2^31.
    #[allow(clippy::cast_possible_truncation)]
    let millis = millis.ceil() as i32;
    let waiting = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis);
        }
    });
    let _ = JsFuture::from(waiting).await;
}

pub(crate) fn blob_of(parts: &Array) -> Result<Blob, SinkError> {
    let options = BlobPropertyBag::new();
    options.set_type(OCTET_STREAM);
    Blob::new_with_u8_array_sequence_and_options(parts, &options).map_err(failed)
}

fn hand_over(file_name: &str, blob: &Blob) -> Result<(), SinkError> {
    let window = web_sys::window().ok_or_else(|| SinkError::Failed("no window".to_owned()))?;
    let document = window.document().ok_or_else(|| SinkError::Failed("no document".to_owned()))?;
    let url = Url::create_object_url_with_blob(blob).map_err(failed)?;
    let anchor: HtmlAnchorElement = document
        .create_element("a")
        .map_err(failed)?
        .dyn_into()
        .map_err(|_| SinkError::Failed("no link".to_owned()))?;
    anchor.set_href(&url);
    anchor.set_download(file_name);
    anchor.set_rel("noopener");
    anchor.click();
    let revoke = Closure::once_into_js(move || {
        let _ = Url::revoke_object_url(&url);
    });
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), REVOKE_AFTER_MS);
    Ok(())
}

/// Waits for a write or a close.
pub(crate) async fn finished(promise: Promise) -> Result<(), SinkError> {
    JsFuture::from(promise).await.map(drop).map_err(failed)
}

/// A JS exception as a sink's error.
pub(crate) fn failed(exception: JsValue) -> SinkError {
    match exception_name(&exception).as_str() {
        "QuotaExceededError" => SinkError::StorageFull,
        name => SinkError::Failed(name.to_owned()),
    }
}

/// The name of an exception, `QuotaExceededError` say; its message may hold paths, so it is not kept.
pub(crate) fn exception_name(exception: &JsValue) -> String {
    let name = js_sys::Reflect::get(exception, &JsValue::from_str("name")).ok();
    name.and_then(|name| name.as_string()).unwrap_or_else(|| "unknown".to_owned())
}
