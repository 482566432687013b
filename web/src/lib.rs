//! The Sealport page.
#![forbid(unsafe_code)]
pub mod state;
