//! Sealed files in a real browser, with its WebCrypto: every vector of `tests/vectors`, opened from a file and from a
//! network that gives it in small pieces, refused as the manifest says, and made again byte for byte; and round trips at
//! every length around the edges of frames. Run by `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_possible_truncation)]

use sealport_client as library;

mod accepted;
mod desk;
#[path = "../../../vectors/made.rs"]
mod made;
mod refused;
mod round_trips;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
