//! The wasm of the npm package's entry `sealport/ssec`: SSE-C keys and presigned requests, and as little else as can be.
//! The whole package (`sealport-wasm`) has the same and builds on it.
//!
//! A thin façade: it turns JavaScript values into the client's types and back, and decides nothing. What JavaScript sees
//! is shaped by hand in `pkg/`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod complete;
mod error;
mod given;
mod options;
mod presign;
mod ssec;
mod values;

pub use complete::headers_with_key;
pub use error::{from_input, invalid};
pub use given::{Given, text_of};
pub use presign::{Presigner, operation_of};
pub use ssec::SseCKey;
pub use values::{date, object, request, strings};
