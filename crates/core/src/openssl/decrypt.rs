//! Decrypts a file as its bytes come.

use std::fmt;

use cbc::cipher::block_padding::{Padding, Pkcs7};
use cbc::cipher::{BlockModeDecrypt, array::Array};
use zeroize::Zeroizing;

use super::derive::Keys;
use super::envelope::Envelope;
use super::{BLOCK_LEN, Cipher, ImportError, SALT_LEN, Settings};

/// What came out of an `openssl enc` file is whole as far as its padding shows, and nothing more is known of it: flipped
/// bits, exchanged and missing blocks go unnoticed. Tell the person, and advise to seal it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "what was opened is not tamper-proof: tell the person"]
pub struct NotTamperProof {
    /// Bytes that came out.
    pub plaintext_len: u64,
}

/// Decrypts a file in either form, in memory bounded by what it is fed with.
///
/// What comes out before [`Decryptor::finish`] said yes must not be used.
pub struct Decryptor {
    envelope: Envelope,
    state: State,
    /// The last bytes that came, 16 at most: the last block carries the padding and is decrypted last.
    held: Vec<u8>,
    plaintext_len: u64,
}

enum State {
    /// The salt is still to come.
    Passphrase(Settings, Zeroizing<Vec<u8>>),
    /// The key was found already, and the salt must be the one that it was found with.
    Keys(Keys),
    Open(Box<Cipher>),
}

impl Decryptor {
    /// For a file that was made with these settings. Where they are not known for certain, [`super::Survey`] finds them.
    ///
    /// The passphrase's bytes are used as they are.
    pub fn new(passphrase: &[u8], settings: Settings) -> Self {
        Self::with(State::Passphrase(settings, Zeroizing::new(passphrase.to_vec())))
    }

    pub(super) fn with_keys(keys: Keys) -> Self {
        Self::with(State::Keys(keys))
    }

    fn with(state: State) -> Self {
        Self { envelope: Envelope::new(), state, held: Vec::new(), plaintext_len: 0 }
    }

    /// Takes the next bytes of the file and appends to `out` what they open to. The first call may take as long as the
    /// iterations do.
    ///
    /// # Errors
    ///
    /// [`ImportError::NotOpenSsl`], [`ImportError::BadBase64`], [`ImportError::Changed`].
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), ImportError> {
        let mut content = std::mem::take(&mut self.held);
        self.envelope.feed(bytes, &mut content)?;
        self.decrypt(content, out)
    }

    /// The file has ended: appends the rest to `out` and checks the padding.
    ///
    /// # Errors
    ///
    /// [`ImportError::CutShort`], [`ImportError::NoPadding`], and those of [`Decryptor::feed`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<NotTamperProof, ImportError> {
        let mut content = std::mem::take(&mut self.held);
        let found = self.envelope.finish(&mut content)?;
        self.decrypt(content, out)?;
        let (State::Open(mut cipher), Ok(mut last)) = (self.state, <[u8; BLOCK_LEN]>::try_from(self.held)) else {
            return Err(ImportError::CutShort { found });
        };
        let block: &mut Array<_, _> = (&mut last).into();
        cipher.decrypt_block(block);
        let rest = Pkcs7::raw_unpad(&last).map_err(|_| ImportError::NoPadding)?;
        out.extend_from_slice(rest);
        Ok(NotTamperProof { plaintext_len: self.plaintext_len.saturating_add(rest.len() as u64) })
    }

    /// Decrypts all blocks of `content` but the last one, which it holds back.
    fn decrypt(&mut self, mut content: Vec<u8>, out: &mut Vec<u8>) -> Result<(), ImportError> {
        if !matches!(self.state, State::Open(_)) {
            let Some((salt, _)) = content.split_first_chunk::<SALT_LEN>() else {
                self.held = content;
                return Ok(());
            };
            let cipher = match &self.state {
                State::Passphrase(settings, passphrase) => Keys::derive(*settings, passphrase, *salt).cipher(),
                State::Keys(keys) if keys.salt == *salt => keys.cipher(),
                State::Keys(_) | State::Open(_) => return Err(ImportError::Changed),
            };
            self.state = State::Open(Box::new(cipher));
            content.drain(..SALT_LEN);
        }
        if let State::Open(cipher) = &mut self.state {
            let whole = content.len().saturating_sub(1) / BLOCK_LEN * BLOCK_LEN;
            self.held = content.split_off(whole);
            let (blocks, _) = Array::slice_as_chunks_mut(content.as_mut_slice());
            cipher.decrypt_blocks(blocks);
            out.extend_from_slice(&content);
            self.plaintext_len = self.plaintext_len.saturating_add(content.len() as u64);
        }
        Ok(())
    }
}

impl fmt::Debug for Decryptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decryptor({} bytes out)", self.plaintext_len)
    }
}
