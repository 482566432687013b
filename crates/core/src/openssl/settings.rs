//! What a person may have told `openssl enc` about the way from the passphrase to the key.

use std::fmt;

use super::ImportError;

/// The most iterations that are done: a minute or two on a slow machine. More would look like a hang.
pub const MAX_ITERATIONS: u32 = 10_000_000;

/// What `-pbkdf2` does without `-iter`.
const DEFAULT_ITERATIONS: u32 = 10_000;

/// The hash of the derivation, option `-md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// MD5, the default up to OpenSSL 1.0.2.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256, the default since OpenSSL 1.1.0.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Every hash.
    pub const ALL: &'static [Self] = &[Self::Md5, Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name as `-md` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }
}

/// One way from passphrase and salt to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    hash: Hash,
    /// None: one round of EVP_BytesToKey, what is done without `-pbkdf2` and `-iter`.
    iterations: Option<u32>,
}

impl Settings {
    /// What is tried when a person knows nothing: the command of the guides, the same with `-pbkdf2`, and the default
    /// of old versions.
    pub const KNOWN: &'static [Self] =
        &[Self::bytes_to_key(Hash::Sha256), Self::default_pbkdf2(Hash::Sha256), Self::bytes_to_key(Hash::Md5)];

    /// One round of EVP_BytesToKey: `openssl enc` without `-pbkdf2` and `-iter`.
    pub const fn bytes_to_key(hash: Hash) -> Self {
        Self { hash, iterations: None }
    }

    const fn default_pbkdf2(hash: Hash) -> Self {
        Self { hash, iterations: Some(DEFAULT_ITERATIONS) }
    }

    /// PBKDF2 with HMAC: `-iter N`.
    ///
    /// # Errors
    ///
    /// [`ImportError::Iterations`] for 0 and for more than [`MAX_ITERATIONS`].
    pub fn pbkdf2(hash: Hash, iterations: u64) -> Result<Self, ImportError> {
        let refused = ImportError::Iterations { found: iterations };
        let iterations = u32::try_from(iterations).map_err(|_| refused)?;
        if !(1..=MAX_ITERATIONS).contains(&iterations) {
            return Err(refused);
        }
        Ok(Self { hash, iterations: Some(iterations) })
    }

    /// What is to be tried when a person knows some of the options: `-md`, `-iter` and `-pbkdf2`.
    ///
    /// `-iter` implies `-pbkdf2`. A hash alone leaves open whether `-pbkdf2` was there.
    ///
    /// # Errors
    ///
    /// As [`Settings::pbkdf2`].
    pub fn possible(hash: Option<Hash>, iterations: Option<u64>, pbkdf2: bool) -> Result<Vec<Self>, ImportError> {
        match (hash, iterations) {
            (hash, Some(iterations)) => Ok(vec![Self::pbkdf2(hash.unwrap_or(Hash::Sha256), iterations)?]),
            (hash, None) if pbkdf2 => Ok(vec![Self::default_pbkdf2(hash.unwrap_or(Hash::Sha256))]),
            (Some(hash), None) => Ok(vec![Self::bytes_to_key(hash), Self::default_pbkdf2(hash)]),
            (None, None) => Ok(Self::KNOWN.to_vec()),
        }
    }

    /// The hash.
    pub fn hash(self) -> Hash {
        self.hash
    }

    /// Iterations of PBKDF2; none where EVP_BytesToKey is used, whose one round anyone can search at great speed.
    pub fn iterations(self) -> Option<u32> {
        self.iterations
    }
}

/// As options of `openssl enc`: `-md sha256`, `-pbkdf2 -iter 10000 -md sha256`.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(iterations) = self.iterations {
            write!(f, "-pbkdf2 -iter {iterations} ")?;
        }
        write!(f, "-md {}", self.hash.as_str())
    }
}
