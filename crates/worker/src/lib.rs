//! The page's second wasm, for a module worker: what would hold up the page, or is too large for its first load.
//!
//! This crate derives passphrases (Argon2id), makes new ones, seals and opens frames where the browser has no cipher of
//! its own, and opens what `openssl enc` wrote. It leaves to the page when, to `sealport-core` what a sealed file is, and
//! to `sealport-meter` how hard a typed passphrase is to guess. The form of requests and answers is
//! `sealport-worker-protocol`'s.
//!
//! One request at a time, in their order. What can fail is an answer; a trap (a bug) ends the worker, which the page
//! hears of.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod desk;
pub mod jobs;

pub use desk::Desk;
