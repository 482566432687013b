//! Passphrases: how one becomes bytes, and how its cost and salt are written into a key's name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::error::{CostFigure, MessageError};
use super::wrapping::WrappingKeyName;

/// Parameters of Argon2id version 19 with 32 bytes of output, as a key's name in the namespace `sealport-passphrase`
/// carries them. Public.
///
/// A value is within the limits of this type: what a file asks for was checked before anything is derived.
///
/// Spec: RFC 9106 (Argon2); the text form is that of the PHC string format, without the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PassphraseParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; Self::SALT_LEN],
}

impl PassphraseParams {
    /// Namespace of the keys that passphrases make.
    pub const NAMESPACE: &str = "sealport-passphrase";
    /// Length of a salt in bytes.
    pub const SALT_LEN: usize = 16;
    /// Most memory that a file may ask for: 1 GiB.
    pub const MAX_MEMORY_KIB: u32 = 1 << 20;
    /// Most passes that a file may ask for.
    pub const MAX_PASSES: u32 = 16;
    /// Most lanes that a file may ask for.
    pub const MAX_LANES: u32 = 4;
    /// Most passphrases of one file that are derived.
    pub const MAX_RECIPIENTS: usize = 4;

    /// What new files are sealed with: 64 MiB, 3 passes, 1 lane. One salt serves all files that are sealed together.
    pub fn recommended(salt: [u8; Self::SALT_LEN]) -> Self {
        Self { memory_kib: 65_536, passes: 3, lanes: 1, salt }
    }

    /// Other costs.
    ///
    /// # Errors
    ///
    /// [`MessageError::KdfTooCostly`] above the limits, [`MessageError::MalformedPassphrase`] below those of Argon2
    /// (one pass, one lane, 8 KiB a lane).
    pub fn new(memory_kib: u32, passes: u32, lanes: u32, salt: [u8; Self::SALT_LEN]) -> Result<Self, MessageError> {
        Self::checked(memory_kib.into(), passes.into(), lanes.into(), salt)
    }

    fn checked(memory: u64, passes: u64, lanes: u64, salt: [u8; Self::SALT_LEN]) -> Result<Self, MessageError> {
        let within = |figure, found: u64, limit: u32| match u32::try_from(found) {
            Ok(found) if found <= limit => Ok(found),
            _ => Err(MessageError::KdfTooCostly { figure, found, limit: limit.into() }),
        };
        let memory_kib = within(CostFigure::MemoryKib, memory, Self::MAX_MEMORY_KIB)?;
        let passes = within(CostFigure::Passes, passes, Self::MAX_PASSES)?;
        let lanes = within(CostFigure::Lanes, lanes, Self::MAX_LANES)?;
        if passes == 0 || lanes == 0 || memory_kib < 8 * lanes {
            return Err(MessageError::MalformedPassphrase);
        }
        Ok(Self { memory_kib, passes, lanes, salt })
    }

    /// Reads a key's name, `$argon2id$v=19$m=65536,t=3,p=1$SALT`, in exactly the form that is written. All of it is
    /// read before its figures are judged.
    ///
    /// # Errors
    ///
    /// [`MessageError::MalformedPassphrase`] for anything else, [`MessageError::KdfTooCostly`] above the limits.
    pub fn parse(name: &str) -> Result<Self, MessageError> {
        let parts: Option<_> = (|| {
            let (costs, salt) = name.strip_prefix("$argon2id$v=19$m=")?.split_once('$')?;
            let (memory, rest) = costs.split_once(",t=")?;
            let (passes, lanes) = rest.split_once(",p=")?;
            let mut found = [0; Self::SALT_LEN];
            let len = STANDARD_NO_PAD.decode_slice(salt, &mut found).ok()?;
            (len == Self::SALT_LEN).then_some((figure(memory)?, figure(passes)?, figure(lanes)?, found))
        })();
        let (memory, passes, lanes, salt) = parts.ok_or(MessageError::MalformedPassphrase)?;
        Self::checked(memory, passes, lanes, salt)
    }

    /// The name that [`PassphraseParams::parse`] reads.
    pub fn encode(&self) -> String {
        let Self { memory_kib, passes, lanes, salt } = self;
        format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}", STANDARD_NO_PAD.encode(salt))
    }

    /// The name of the key that they make.
    pub fn key_name(&self) -> WrappingKeyName {
        WrappingKeyName::of_passphrase(self)
    }

    /// Memory in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Lanes.
    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// The 16 bytes of salt.
    pub fn salt(&self) -> &[u8; Self::SALT_LEN] {
        &self.salt
    }
}

/// A decimal number as it is written: no sign, no leading zero. Numbers that no file has any use for stay numbers, so
/// that they are refused for what they are.
fn figure(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

/// What Argon2id is given for a passphrase: its Unicode NFC in UTF-8, so that a letter with an accent is the same
/// however it was typed.
pub fn passphrase_bytes(passphrase: &str) -> Zeroizing<Vec<u8>> {
    // No character grows beyond 3 times its bytes in NFC, so the buffer never moves and leaves nothing behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(3 * passphrase.len()));
    let mut buffer = Zeroizing::new([0; 4]);
    for character in passphrase.nfc() {
        bytes.extend_from_slice(character.encode_utf8(buffer.as_mut_slice()).as_bytes());
    }
    bytes
}
