//! Where the worker's script lies.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Url;

use super::WorkerError;

/// The page's elements that name the scripts.
const WORKER: &str = "meta[name=\"sealport-worker\"]";
const METER: &str = "meta[name=\"sealport-meter\"]";

#[wasm_bindgen]
extern "C" {
    /// The page's own address, in a window or a worker.
    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = href)]
    static PAGE: String;
}

/// The address of the worker's script. Scripts of other origins are refused by browsers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerAddress(String);

impl WorkerAddress {
    /// The script that `index.html` names in `<meta name="sealport-worker">`.
    ///
    /// # Errors
    ///
    /// [`WorkerError::NoAddress`] if it names none.
    pub fn of_page() -> Result<Self, WorkerError> {
        Self::named(WORKER)
    }

    /// The script of the strength meter, in `<meta name="sealport-meter">`.
    ///
    /// # Errors
    ///
    /// As [`WorkerAddress::of_page`].
    pub fn of_page_meter() -> Result<Self, WorkerError> {
        Self::named(METER)
    }

    fn named(element: &str) -> Result<Self, WorkerError> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or(WorkerError::NoAddress)?;
        let meta = document.query_selector(element).ok().flatten().ok_or(WorkerError::NoAddress)?;
        let named = meta.get_attribute("content").ok_or(WorkerError::NoAddress)?;
        let base = document.base_uri().ok().flatten().ok_or(WorkerError::NoAddress)?;
        Self::resolved(&named, &base)
    }

    /// A script by its address, relative ones from the page's.
    ///
    /// # Errors
    ///
    /// [`WorkerError::NoAddress`] if it is none.
    pub fn new(address: &str) -> Result<Self, WorkerError> {
        Self::resolved(address, &PAGE.with(String::clone))
    }

    fn resolved(address: &str, base: &str) -> Result<Self, WorkerError> {
        let no_address = |_: JsValue| WorkerError::NoAddress;
        Ok(Self(Url::new_with_base(address, base).map_err(no_address)?.href()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
