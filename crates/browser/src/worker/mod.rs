//! The page's way to its workers: passphrases, the strength meter, the Rust engine and the openssl import, off the main
//! thread.
//!
//! This module decides when a worker is started and ended, and which answer belongs to which request. It leaves to
//! `sealport-worker` and `sealport-meter` what is done, and to its callers when anything is.
//!
//! A worker starts with the first request and ends with the last clone of what speaks to it. One that dies (a trap, or
//! memory that the browser takes away) fails what it was asked; the next request starts another.

mod address;
mod error;
mod frames;
mod import;
mod import_file;
mod link;
mod meter;
mod passphrase;
mod running;

pub use address::WorkerAddress;
pub use error::WorkerError;
pub use frames::{MessageFrames, RustEngineWorker};
pub use import::{FoundOpensslSettings, OpensslImport};
pub use import_file::{OpensslFailure, SavedImport};
pub use meter::StrengthMeter;
pub use passphrase::{PassphraseWorker, nfc_bytes};

pub use sealport_worker_protocol::{Hint, Strength, Weakness};
