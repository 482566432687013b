//! What a worker answers.

use std::fmt;

use sealport_core::openssl::ImportError;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::request::SettingsCode;
use crate::strength::Strength;

/// What comes back for a request.
pub type Reply = Result<Answer, Fault>;

/// The outcome of a request that succeeded. `Debug` shows no secret.
#[derive(Serialize, Deserialize)]
pub enum Answer {
    /// It was done; there is nothing to say.
    Done,
    /// A derived key.
    Key(Zeroizing<[u8; 32]>),
    /// How hard a passphrase is to guess.
    Strength(Strength),
    /// A new passphrase.
    Phrase(Zeroizing<String>),
    /// What was sealed, opened or decrypted lies beside the message.
    Bytes,
    /// The settings that fit.
    Candidates(Vec<FoundSettings>),
    /// The last bytes lie beside the message.
    Finished {
        /// Bytes that came out in all.
        plaintext_len: u64,
    },
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "Done",
            Self::Key(_) => "Key",
            Self::Strength(_) => "Strength",
            Self::Phrase(_) => "Phrase",
            Self::Bytes => "Bytes",
            Self::Candidates(_) => "Candidates",
            Self::Finished { .. } => "Finished",
        })
    }
}

/// Settings of `openssl enc` that fit a file and a passphrase as far as the last block tells.
#[derive(Serialize, Deserialize)]
pub struct FoundSettings {
    /// The settings.
    pub settings: SettingsCode,
    /// Bytes of what the file opens to.
    pub plaintext_len: u64,
    /// The first of them.
    pub first_bytes: Zeroizing<Vec<u8>>,
}

/// Why a request did not succeed. Holds no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The memory that it needs cannot be had.
    OutOfMemory,
    /// The browser gives no random bytes.
    NoRandom,
    /// The frame's tag does not fit.
    Tampered,
    /// The message has no such frame, the bytes beside it are not as long as it says, or costs are beyond the limits.
    OutOfRange,
    /// No message was added under that id, or nothing was begun that this request continues.
    Unknown,
    /// The request is not one of this version, or lacks the bytes that belong beside it.
    NotUnderstood,
    /// About an `openssl enc` file.
    Import(ImportFault),
}

/// [`ImportError`] as a message carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportFault {
    /// [`ImportError::NotOpenSsl`].
    NotOpenSsl,
    /// [`ImportError::BadBase64`].
    BadBase64,
    /// [`ImportError::CutShort`].
    CutShort {
        /// Bytes of the file, after base64.
        found: u64,
    },
    /// [`ImportError::WrongPassphraseOrSettings`].
    WrongPassphraseOrSettings,
    /// [`ImportError::NoPadding`].
    NoPadding,
    /// [`ImportError::Iterations`].
    Iterations {
        /// The number asked for.
        found: u64,
    },
    /// [`ImportError::Changed`].
    Changed,
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        Self::Import(match error {
            ImportError::NotOpenSsl => ImportFault::NotOpenSsl,
            ImportError::BadBase64 => ImportFault::BadBase64,
            ImportError::CutShort { found } => ImportFault::CutShort { found },
            ImportError::WrongPassphraseOrSettings => ImportFault::WrongPassphraseOrSettings,
            ImportError::NoPadding => ImportFault::NoPadding,
            ImportError::Iterations { found } => ImportFault::Iterations { found },
            ImportError::Changed => ImportFault::Changed,
            // One that core knows and this crate does not: a test of this crate walks them.
            _ => return Self::NotUnderstood,
        })
    }
}

impl From<ImportFault> for ImportError {
    fn from(fault: ImportFault) -> Self {
        match fault {
            ImportFault::NotOpenSsl => Self::NotOpenSsl,
            ImportFault::BadBase64 => Self::BadBase64,
            ImportFault::CutShort { found } => Self::CutShort { found },
            ImportFault::WrongPassphraseOrSettings => Self::WrongPassphraseOrSettings,
            ImportFault::NoPadding => Self::NoPadding,
            ImportFault::Iterations { found } => Self::Iterations { found },
            ImportFault::Changed => Self::Changed,
        }
    }
}
