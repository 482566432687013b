//! The key ring that stays: named keys and connections, as one file sealed under a passphrase.
//!
//! This module decides what a ring holds, how it is written (JSON in an ordinary sealed file, so that any program that
//! opens sealed files shows it) and what becomes of two rings that changed apart. It leaves to others where the file is
//! kept, how the passphrase is asked for, and Argon2id.
//!
//! Spec: `docs/FORMAT.md`, "Key ring files".

mod document;
mod entry;
mod error;
mod file;
mod merge;

#[cfg(test)]
mod tests;

pub use entry::{KeptConnection, RingHome, RingKey, RingKeyOrigin, RingSecret};
pub use error::RingError;
pub use file::{RING_FILE_NAME, RingFile};
pub use merge::News;

/// Everything that a person keeps: keys, connections, and after how long the page locks itself.
///
/// `Debug` shows fingerprints and addresses only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ring {
    /// The keys, each once, newest first.
    pub keys: Vec<RingKey>,
    /// The connections, each once.
    pub connections: Vec<KeptConnection>,
    /// After how many seconds without use the page locks; none is never.
    pub lock_after_secs: Option<u32>,
}

impl Ring {
    /// Most keys that one ring holds.
    pub const MAX_KEYS: usize = 1000;
    /// Most connections that one ring holds.
    pub const MAX_CONNECTIONS: usize = 100;
    /// Most storages that one key belongs to.
    pub const MAX_HOMES: usize = 100;
    /// Longest name of a key, in characters.
    pub const MAX_NAME_CHARS: usize = 60;
    /// Longest file that is read, in bytes.
    pub const MAX_FILE_LEN: u64 = 4 << 20;
}
