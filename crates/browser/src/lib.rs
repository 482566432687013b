//! The client's ports on web APIs: fetch and XHR, Blob, the save picker; and the way to the page's worker.
//!
//! This crate moves bytes and decides nothing about S3. Bulk bytes stay in the JS heap: chunks are `Uint8Array`s that
//! wasm passes on without looking into them.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod assembly;
mod body;
mod engine;
mod entropy;
mod fetch;
mod folding;
mod gathered;
mod platform;
mod pour;
mod save;
mod sink;
mod source;
mod stack;
mod store;
pub mod worker;
mod xhr;

pub use assembly::BlobAssembly;
pub use body::{BrowserBody, BrowserChunk};
pub use engine::{BrowserEngine, WebCryptoEngine};
pub use entropy::{SystemEntropy, SystemEntropyError};
pub use fetch::{anything_answers, redirects};
pub use platform::BrowserPlatform;
pub use save::save_bytes;
pub use sink::{MEMORY_LIMIT, SaveSink};
pub use source::FileSource;
pub use stack::wipe_stack;
pub use store::{ByteStore, Change, StoreError};
