//! What a page asks of its worker.

use std::fmt;

use sealport_core::message::{FoundFrame, FramePosition, PassphraseParams};
use sealport_core::openssl::{Hash, ImportError, Settings};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// One request. `Debug` shows no secret.
#[derive(Serialize, Deserialize)]
pub enum Request {
    /// The key of the passphrase beside the message. Answered by [`crate::Answer::Key`].
    Derive(DeriveCosts),
    /// How hard the passphrase beside the message is to guess. Answered by [`crate::Answer::Strength`].
    Strength,
    /// A new passphrase of so many words. Answered by [`crate::Answer::Phrase`].
    Generate {
        /// Number of words.
        words: u8,
    },
    /// Keeps what seals and opens the frames of a message.
    AddMessage(MessageFacts),
    /// Wipes it.
    ForgetMessage {
        /// Its id.
        message: u32,
    },
    /// Seals the plaintext beside the message. Answered by [`crate::Answer::Bytes`] with the whole sealed frame.
    Seal {
        /// Which message.
        message: u32,
        /// Which frame of it.
        frame: FrameId,
    },
    /// Opens the whole frame beside the message. Answered by [`crate::Answer::Bytes`] with its plaintext.
    Open {
        /// Which message.
        message: u32,
        /// Which frame, as its head says.
        frame: FrameId,
        /// The IV of its head.
        iv: [u8; 12],
    },
    /// Takes the chunk beside the message: the next bytes of an `openssl enc` file whose settings are to be found.
    SurveyChunk,
    /// Takes both ends of an `openssl enc` file instead.
    SurveyEnds {
        /// Its first bytes.
        start: Vec<u8>,
        /// Its last bytes.
        end: Vec<u8>,
        /// Length of the file in bytes.
        file_len: u64,
    },
    /// Those of the settings that fit what was surveyed and the passphrase beside the message. Answered by
    /// [`crate::Answer::Candidates`].
    Candidates {
        /// What is tried.
        settings: Vec<SettingsCode>,
    },
    /// Begins to decrypt with one of the candidates.
    Decrypt {
        /// Its place in the answer.
        candidate: u32,
    },
    /// Decrypts the chunk beside the message, the next bytes of the file. Answered by [`crate::Answer::Bytes`].
    DecryptChunk,
    /// The file has ended. Answered by [`crate::Answer::Finished`] with the rest of the plaintext.
    DecryptEnd,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Derive(_) => "Derive",
            Self::Strength => "Strength",
            Self::Generate { .. } => "Generate",
            Self::AddMessage(_) => "AddMessage",
            Self::ForgetMessage { .. } => "ForgetMessage",
            Self::Seal { .. } => "Seal",
            Self::Open { .. } => "Open",
            Self::SurveyChunk => "SurveyChunk",
            Self::SurveyEnds { .. } => "SurveyEnds",
            Self::Candidates { .. } => "Candidates",
            Self::Decrypt { .. } => "Decrypt",
            Self::DecryptChunk => "DecryptChunk",
            Self::DecryptEnd => "DecryptEnd",
        })
    }
}

/// What Argon2id is to cost, and its salt. Checked again by the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeriveCosts {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; PassphraseParams::SALT_LEN],
}

impl From<&PassphraseParams> for DeriveCosts {
    fn from(params: &PassphraseParams) -> Self {
        let (memory_kib, passes, lanes) = (params.memory_kib(), params.passes(), params.lanes());
        Self { memory_kib, passes, lanes, salt: *params.salt() }
    }
}

impl DeriveCosts {
    /// The parameters, if they are within the limits.
    pub fn params(&self) -> Option<PassphraseParams> {
        PassphraseParams::new(self.memory_kib, self.passes, self.lanes, self.salt).ok()
    }
}

/// What seals and opens the frames of one message, under an id of the page's choice.
#[derive(Serialize, Deserialize)]
pub struct MessageFacts {
    /// The id.
    pub message: u32,
    /// The content key.
    pub content_key: Zeroizing<[u8; 32]>,
    /// The message id of the format.
    pub message_id: [u8; 32],
    /// Plaintext bytes of a regular frame.
    pub frame_len: u32,
}

/// Which frame of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameId {
    sequence: u32,
    is_final: bool,
    len: u32,
}

impl From<FramePosition> for FrameId {
    fn from(position: FramePosition) -> Self {
        let FramePosition { sequence, is_final, len } = position;
        Self { sequence, is_final, len }
    }
}

impl FrameId {
    /// The position of a frame to be sealed.
    pub fn position(self) -> FramePosition {
        let Self { sequence, is_final, len } = self;
        FramePosition { sequence, is_final, len }
    }

    /// A frame to be opened.
    pub fn found(self, iv: [u8; 12]) -> FoundFrame {
        FoundFrame { position: self.position(), iv }
    }
}

/// Settings of `openssl enc` as a message carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsCode {
    /// Place in [`Hash::ALL`].
    hash: u8,
    iterations: Option<u32>,
}

impl From<Settings> for SettingsCode {
    fn from(settings: Settings) -> Self {
        let place = Hash::ALL.iter().position(|hash| *hash == settings.hash());
        let hash = place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX);
        Self { hash, iterations: settings.iterations() }
    }
}

impl SettingsCode {
    /// The settings.
    ///
    /// # Errors
    ///
    /// [`ImportError::Iterations`]. Nothing for a hash that this version does not know.
    pub fn settings(self) -> Option<Result<Settings, ImportError>> {
        let hash = *Hash::ALL.get(usize::from(self.hash))?;
        Some(match self.iterations {
            Some(iterations) => Settings::pbkdf2(hash, iterations.into()),
            None => Ok(Settings::bytes_to_key(hash)),
        })
    }
}
