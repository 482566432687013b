//! Plaintexts by rule, so that they need not be kept.

use sha2::{Digest, Sha256};

/// `len` bytes of the rule `sha256-counter`: SHA-256 over the seed and a counter of 8 bytes, again and again.
pub fn counter_plaintext(seed: &str, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len + 32);
    let mut counter = 0u64;
    while bytes.len() < len {
        let block = Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        bytes.extend_from_slice(&block);
        counter += 1;
    }
    bytes.truncate(len);
    bytes
}
