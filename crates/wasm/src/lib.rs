//! The npm package's wasm: SSE-C keys and presigned requests for JavaScript.
//!
//! A thin façade: it turns JavaScript values into the client's types and back, and decides nothing. What JavaScript sees
//! is shaped by hand in `pkg/index.js` and `pkg/index.d.ts`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod doctor;
mod error;
mod link;
mod options;
mod presign;
mod ssec;

pub use link::{PresignedLink, headers_with_key};
pub use presign::Presigner;
pub use ssec::SseCKey;
