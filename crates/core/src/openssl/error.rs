//! Why a file is not opened.

/// Why an `openssl enc` file could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It does not begin as such a file does.
    #[error("not a file of `openssl enc` with a salt")]
    NotOpenSsl,
    /// It is base64 (`-a`), but not to its end.
    #[error("the base64 around the file is damaged")]
    BadBase64,
    /// It ends within a block, or has none. A cut between blocks cannot be told from a wrong passphrase.
    #[error("cut short: {found} bytes are not a whole file")]
    CutShort {
        /// Bytes of the file, after base64.
        found: u64,
    },
    /// None of the settings that were tried fits the passphrase.
    #[error("wrong passphrase or settings, or the file was cut or altered")]
    WrongPassphraseOrSettings,
    /// The last block has no padding, so that the passphrase, the settings or the file is wrong. What came out before
    /// must not be used.
    #[error("the file does not end as it must: wrong passphrase or settings, or the file was cut or altered")]
    NoPadding,
    /// The number of iterations is 0 or too large to wait for.
    #[error("{found} iterations: from 1 to {} are done", super::MAX_ITERATIONS)]
    Iterations {
        /// The number asked for.
        found: u64,
    },
    /// The file is another one than that whose settings were found.
    #[error("the file changed while it was read")]
    Changed,
}
