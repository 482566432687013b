//! The data key of one message.

use std::fmt;

use rand_core::TryCryptoRng;

use crate::key_bytes::KeyBytes;

/// The data key: 32 random bytes, new for every version of a file. Every recipient's wrap holds it.
#[derive(Clone)]
pub struct DataKey(pub(super) KeyBytes);

impl DataKey {
    /// Makes one from 32 bytes of the given cryptographic random source.
    ///
    /// # Errors
    ///
    /// The source's own error.
    pub fn generate<R: TryCryptoRng>(random: &mut R) -> Result<Self, R::Error> {
        KeyBytes::generate(random).map(Self)
    }

    /// Takes 32 raw bytes.
    ///
    /// # Security
    ///
    /// The same data key and message id must never seal two different plaintexts.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(KeyBytes::new(bytes))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}
