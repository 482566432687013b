//! The npm package's wasm: SSE-C keys, presigned requests and links, and the key doctor for JavaScript.
//!
//! A thin façade: it turns JavaScript values into the client's types and back, and decides nothing. What JavaScript sees
//! is shaped by hand in `pkg/index.js` and `pkg/index.d.ts`. Keys and presigned requests are those of the smaller entry,
//! `sealport-wasm-ssec`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod doctor;
mod link;

pub use doctor::{diagnose_key, diagnose_md5, parse_key, parse_key_file, repair_key};
pub use link::PresignedLink;
pub use sealport_wasm_ssec::{Presigner, SseCKey, headers_with_key};
