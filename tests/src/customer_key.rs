//! A customer key (SSE-C) as headers carry it, right or wrong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

/// The algorithm's header.
pub const ALGORITHM: &str = "x-amz-server-side-encryption-customer-algorithm";
/// The header of the key itself.
pub const KEY: &str = "x-amz-server-side-encryption-customer-key";
/// The header of its MD5.
pub const KEY_MD5: &str = "x-amz-server-side-encryption-customer-key-md5";

/// The three values; each may be made wrong by itself.
#[derive(Clone, Debug)]
pub struct CustomerKey {
    /// `AES256` when right.
    pub algorithm: String,
    /// Base64 of the bytes.
    pub base64: String,
    /// Base64 of the MD5 of the raw bytes.
    pub md5: String,
}

impl CustomerKey {
    /// Of so many bytes as there are; right with 32.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let (base64, md5) = (STANDARD.encode(bytes), STANDARD.encode(Md5::digest(bytes)));
        Self { algorithm: "AES256".to_owned(), base64, md5 }
    }

    /// Those headers that are asked for: `a`lgorithm, `k`ey, key `m`d5.
    pub fn headers(&self, which: &str) -> impl Iterator<Item = (String, String)> {
        let all = [('a', ALGORITHM, &self.algorithm), ('k', KEY, &self.base64), ('m', KEY_MD5, &self.md5)];
        let wanted = all.map(|(letter, name, value)| which.contains(letter).then(|| (name.to_owned(), value.clone())));
        wanted.into_iter().flatten()
    }
}
