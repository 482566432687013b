//! A key of 32 bytes with one job, which its type says: what both kinds of keys can do.

use std::fmt;
use std::marker::PhantomData;

use rand_core::TryCryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::doctor::{KeyWarning, warning_of};
use crate::fingerprint::{Fingerprint, KeyJob};
use crate::key_bytes::KeyBytes;

/// What a key is for, as a type; its only kinds are this crate's.
pub trait Job: private::Sealed {
    /// The same as a value.
    const JOB: KeyJob;
    /// Name of the key's type, for `Debug`.
    #[doc(hidden)]
    const TYPE_NAME: &'static str;
    /// What the name of a key file begins with.
    #[doc(hidden)]
    const FILE_NAME: &'static str;
}

pub(crate) mod private {
    /// Nobody else adds a job.
    pub trait Sealed {}
}

/// 256 secret bits with one job: [`SseCKey`](crate::SseCKey) or [`SealingKey`](crate::SealingKey).
///
/// Comparison is constant-time, `Debug` shows the fingerprint only, memory is wiped on drop.
///
/// Spec: Sealport design, "Keys".
pub struct Key<J>(pub(crate) KeyBytes, PhantomData<fn() -> J>);

/// A key as a file to keep: one line of base64, so that `base64 -d` gives the raw key to any tool.
#[derive(Clone)]
pub struct KeyFile {
    /// Suggested file name, `sealport-sse-c-7F3A-K9QX.key`.
    pub name: String,
    /// 44 characters of base64 and a line end.
    pub contents: Zeroizing<String>,
}

impl<J: Job> Key<J> {
    /// Length of a key in bytes.
    pub const LEN: usize = KeyBytes::LEN;

    pub(crate) fn of(bytes: KeyBytes) -> Self {
        Self(bytes, PhantomData)
    }

    /// Makes a key from 32 bytes of the given cryptographic random source.
    ///
    /// # Errors
    ///
    /// The source's own error.
    pub fn generate<R: TryCryptoRng>(random: &mut R) -> Result<Self, R::Error> {
        KeyBytes::generate(random).map(Self::of)
    }

    /// Takes 32 raw bytes as a key.
    pub fn from_bytes(bytes: [u8; KeyBytes::LEN]) -> Self {
        Self::of(KeyBytes::new(bytes))
    }

    /// The 32 raw bytes.
    pub fn expose_bytes(&self) -> &[u8; KeyBytes::LEN] {
        self.0.expose()
    }

    /// The key as 44 characters of padded base64.
    pub fn expose_base64(&self) -> Zeroizing<String> {
        self.0.expose_base64()
    }

    /// The key as 64 hex digits: what people can copy from paper, where base64 has letters that look alike.
    pub fn expose_hex(&self) -> Zeroizing<String> {
        self.0.expose_hex()
    }

    /// The key's public name; the same bytes have another one in the other job.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(self.expose_bytes(), J::JOB)
    }

    /// The key as a file to keep outside the browser.
    pub fn key_file(&self) -> KeyFile {
        let mut contents = self.expose_base64();
        contents.push('\n');
        KeyFile { name: format!("{}-{}.key", J::FILE_NAME, self.fingerprint().short()), contents }
    }

    /// Why this key would be easy to guess, the worst reason first.
    ///
    /// None is no promise: a key can be weak in ways that nobody can see. A random key is warned of less than once in
    /// 10^13.
    pub fn warning(&self) -> Option<KeyWarning> {
        warning_of(&self.0)
    }

    /// Whether every byte is a character of ASCII text, line ends included: such a "key" is likely a password, so that its fingerprint
    /// would let others test guesses.
    pub fn looks_like_text(&self) -> bool {
        self.0.looks_like_text()
    }
}

impl<J> Clone for Key<J> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<J> PartialEq for Key<J> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<J> Eq for Key<J> {}

impl<J> Zeroize for Key<J> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

// Its bytes wipe themselves.
impl<J> ZeroizeOnDrop for Key<J> {}

impl<J: Job> fmt::Debug for Key<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", J::TYPE_NAME, self.fingerprint().short())
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({})", self.name)
    }
}
