//! The page's worker as a page uses it: a real one, in a real browser. `cargo xtask test wasm` builds it and runs these.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic)]

use sealport_browser::worker::WorkerAddress;
use sealport_client as library;
use wasm_bindgen_test::wasm_bindgen_test_configure;

mod engine;
mod import;
#[path = "../../../vectors/made.rs"]
mod made;
mod passphrases;
mod trouble;
mod vectors;

wasm_bindgen_test_configure!(run_in_browser);

/// Where xtask put the worker: the test server gives out the files of this crate.
fn address() -> WorkerAddress {
    WorkerAddress::new("/tests/generated/worker.js").unwrap()
}

/// The strength meter beside it.
fn meter_address() -> WorkerAddress {
    WorkerAddress::new("/tests/generated/meter.js").unwrap()
}
