//! `cargo xtask setup`.

/// Of the library inside xtask, the command-line tool for `wasm-pack test`, and the workspace's `wasm-bindgen`.
pub const WASM_BINDGEN_VERSION: &str = "0.2.130";
