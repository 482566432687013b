//! The ring as a sealed file.

use rand_core::TryCryptoRng;
use sealport_core::Zeroizing;
use sealport_core::message::{
    DEFAULT_FRAME_LEN, EncryptionContext, FinalForm, Header, HeaderReader, MessageError, NewMessage, Opener,
    PassphraseParams, Sealer, WrappingKey,
};

use super::{Ring, RingError};

/// What an exported ring is called.
pub const RING_FILE_NAME: &str = "sealport-ring.sealed";

/// The one pair of context, which tells a ring from other sealed files before anybody types a passphrase.
const CONTEXT: (&str, &str) = ("content", "keyring");

/// A ring that is still sealed: its header, and what asks for a passphrase.
#[derive(Clone, Debug)]
pub struct RingFile {
    header: Header,
    frames: Vec<u8>,
}

impl RingFile {
    /// Reads the header. Nothing of it is believed before the file was opened.
    ///
    /// # Errors
    ///
    /// [`RingError::Message`] for what is no sealed file, or a damaged one; [`RingError::NotARing`] for one of something
    /// else; [`RingError::TooLarge`] for more than [`Ring::MAX_FILE_LEN`] bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, RingError> {
        if bytes.len() as u64 > Ring::MAX_FILE_LEN {
            return Err(RingError::TooLarge);
        }
        let mut rest = bytes;
        let mut reader = HeaderReader::default();
        let Some(header) = reader.feed(&mut rest)? else { return Err(reader.finish().into()) };
        if header.context().value(CONTEXT.0) != Some(CONTEXT.1) {
            return Err(RingError::NotARing);
        }
        Ok(Self { header, frames: rest.to_vec() })
    }

    /// What Argon2id is to be given for the passphrases that open it, within the bounds of the format.
    ///
    /// # Errors
    ///
    /// [`RingError::Message`] where its costs are beyond the bounds.
    pub fn passphrases(&self) -> Result<Vec<PassphraseParams>, RingError> {
        Ok(self.header.passphrases()?)
    }

    /// Opens it by the first of the keys that fits.
    ///
    /// # Errors
    ///
    /// [`RingError::Message`] for a wrong passphrase or key, and for a file that was altered or cut;
    /// [`RingError::Malformed`] and [`RingError::FutureVersion`] for what was sealed rightly and is no ring that this
    /// program understands.
    pub fn open(&self, wrapping_keys: &[WrappingKey]) -> Result<Ring, RingError> {
        let keys = self.header.unlock(wrapping_keys, &EncryptionContext::empty())?;
        let mut opener = Opener::new(&keys);
        let mut input = self.frames.as_slice();
        // Never longer than the frames, so the buffer never moves and leaves nothing behind.
        let mut document = Zeroizing::new(Vec::with_capacity(self.frames.len()));
        while let Some(plaintext) = opener.feed(&mut input)? {
            document.extend_from_slice(plaintext);
        }
        opener.finish()?;
        Ring::parse_document(&document)
    }
}

impl Ring {
    /// Seals the ring as a whole file, with a fresh data key, message id and wrapping IV.
    ///
    /// # Errors
    ///
    /// [`RingError::TooLarge`] for more than a ring has room for; [`RingError::NoRandom`].
    pub fn seal<R: TryCryptoRng>(&self, random: &mut R, wrapping_key: &WrappingKey) -> Result<Vec<u8>, RingError> {
        let document = self.encode_document()?;
        let context = EncryptionContext::single(CONTEXT.0, CONTEXT.1)?;
        let keys = std::slice::from_ref(wrapping_key);
        let message =
            NewMessage::generate(random, keys, context, DEFAULT_FRAME_LEN).map_err(|_| RingError::NoRandom)?;
        let header = message.seal()?;
        let mut file = header.bytes;
        let mut sealer = Sealer::new(&header.keys, FinalForm::Full);
        let mut input = document.as_bytes();
        while let Some(frame) = sealer.feed(&mut input)? {
            file.extend_from_slice(frame);
        }
        file.extend_from_slice(&sealer.finish()?);
        if file.len() as u64 > Self::MAX_FILE_LEN { Err(RingError::TooLarge) } else { Ok(file) }
    }
}

impl RingError {
    /// Whether a passphrase that was typed is the wrong one (or the header was altered: nobody can tell).
    pub fn is_wrong_passphrase(&self) -> bool {
        matches!(self, Self::Message(MessageError::CannotUnlock { .. } | MessageError::NoKeyFits { .. }))
    }
}
