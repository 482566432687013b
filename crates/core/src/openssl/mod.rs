//! Opens what `openssl enc -aes-256-cbc` wrote. Reading only: nothing here writes that format.
//!
//! This module decides what such a file is, which settings may have made it, and when it is refused. It leaves to
//! others where the bytes come from, asking for the passphrase, and the choice where several settings fit.
//!
//! Nothing in such a file names its settings, and nothing in it is authenticated: whoever can reach it can change what
//! it opens to. So the settings are tried on its last block first ([`Survey`]), and what comes out is
//! [`NotTamperProof`] by type.
//!
//! Spec: `docs/FORMAT.md`, "Import"; OpenSSL's manual pages openssl-enc(1) and EVP_BytesToKey(3).

mod decrypt;
mod derive;
mod envelope;
mod error;
mod settings;
mod survey;

pub use decrypt::{Decryptor, NotTamperProof};
pub use envelope::{Form, RECOGNISED_WITHIN, recognise};
pub use error::ImportError;
pub use settings::{Hash, MAX_ITERATIONS, Settings};
pub use survey::{Candidate, Survey};

/// Bytes of the cipher's block.
const BLOCK_LEN: usize = 16;

/// Bytes of the salt, which follows the magic word.
const SALT_LEN: usize = 8;

type Salt = [u8; SALT_LEN];

type Cipher = cbc::Decryptor<aes::Aes256>;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
