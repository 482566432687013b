//! Which settings fit a file and a passphrase: told from its last block, before anything of it is opened.

use std::fmt;

use cbc::cipher::block_padding::{Padding, Pkcs7};
use cbc::cipher::{BlockModeDecrypt, array::Array};
use zeroize::Zeroizing;

use super::derive::Keys;
use super::envelope::{Envelope, Form, recognise};
use super::{BLOCK_LEN, Decryptor, ImportError, SALT_LEN, Salt, Settings};

/// Bytes of the salt and of the ciphertext's first blocks, of which a person sees what they open to.
const START_LEN: usize = SALT_LEN + 4 * BLOCK_LEN;

/// The last block and the one before, which decrypts it.
const END_LEN: usize = 2 * BLOCK_LEN;

/// What of a file tells its settings: the salt, its first blocks, its last two, its length.
///
/// Fed with the whole file in bounded memory, or made of its two ends ([`Survey::of_ends`]).
#[derive(Debug)]
pub struct Survey {
    envelope: Envelope,
    start: Vec<u8>,
    end: Vec<u8>,
    file_len: Option<u64>,
}

impl Default for Survey {
    fn default() -> Self {
        Self::new()
    }
}

impl Survey {
    /// Nothing was seen yet.
    pub fn new() -> Self {
        Self { envelope: Envelope::new(), start: Vec::new(), end: Vec::new(), file_len: None }
    }

    /// A file of which only both ends are at hand, in the form [`Form::Binary`].
    ///
    /// `start` holds its first 80 bytes, `end` its last 32 or more; of a shorter file both hold all of it.
    ///
    /// # Errors
    ///
    /// [`ImportError::NotOpenSsl`] also for base64, which must be fed as a whole; [`ImportError::CutShort`].
    pub fn of_ends(start: &[u8], end: &[u8], file_len: u64) -> Result<Self, ImportError> {
        if recognise(start) != Some(Form::Binary) {
            return Err(ImportError::NotOpenSsl);
        }
        let mut survey = Self::new();
        survey.feed(start)?;
        survey.file_len = Some(file_len);
        // Of the very salt no block is made: what lies before the ciphertext is left out.
        let header_len = (SALT_LEN + SALT_LEN) as u64;
        let ciphertext_len = file_len.saturating_sub(header_len).min(END_LEN as u64) as usize;
        let from = end.len().checked_sub(ciphertext_len).ok_or(ImportError::CutShort { found: file_len })?;
        survey.end = end.get(from..).unwrap_or_default().to_vec();
        survey.check()?;
        Ok(survey)
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    ///
    /// [`ImportError::NotOpenSsl`], [`ImportError::BadBase64`].
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        let mut content = Vec::new();
        self.envelope.feed(bytes, &mut content)?;
        self.keep(&content);
        Ok(())
    }

    /// The file has ended.
    ///
    /// # Errors
    ///
    /// [`ImportError::NotOpenSsl`], [`ImportError::BadBase64`], [`ImportError::CutShort`].
    pub fn finish(&mut self) -> Result<(), ImportError> {
        let mut content = Vec::new();
        self.file_len = Some(self.envelope.finish(&mut content)?);
        self.keep(&content);
        self.check()
    }

    fn keep(&mut self, content: &[u8]) {
        let missing = START_LEN.saturating_sub(self.start.len());
        let salt_missing = SALT_LEN.saturating_sub(self.start.len());
        self.start.extend(content.iter().take(missing));
        let ciphertext = content.get(salt_missing..).unwrap_or_default();
        let surplus = ciphertext.len().saturating_sub(END_LEN);
        self.end.extend_from_slice(ciphertext.get(surplus..).unwrap_or_default());
        let surplus = self.end.len().saturating_sub(END_LEN);
        self.end.drain(..surplus);
    }

    fn check(&self) -> Result<(), ImportError> {
        let found = self.file_len.unwrap_or_default();
        let is_whole = found.is_multiple_of(BLOCK_LEN as u64) && self.end.len() >= BLOCK_LEN;
        if is_whole { Ok(()) } else { Err(ImportError::CutShort { found }) }
    }

    /// Those of `settings` with which the last block opens to one with padding, each with the first bytes of what it
    /// would open the file to.
    ///
    /// A wrong one passes about once in 255 times. Where several do, a person is to choose by the first bytes. Takes as
    /// long as the iterations do.
    ///
    /// # Errors
    ///
    /// [`ImportError::WrongPassphraseOrSettings`] when none does; [`ImportError::CutShort`] before the file has ended.
    pub fn candidates(&self, passphrase: &[u8], settings: &[Settings]) -> Result<Vec<Candidate>, ImportError> {
        self.check()?;
        let Some((salt, first)) = self.start.split_first_chunk::<SALT_LEN>() else {
            return Err(ImportError::CutShort { found: self.file_len.unwrap_or_default() });
        };
        let fits = settings.iter().filter_map(|settings| self.candidate(passphrase, *settings, *salt, first));
        let found: Vec<_> = fits.collect();
        if found.is_empty() { Err(ImportError::WrongPassphraseOrSettings) } else { Ok(found) }
    }

    fn candidate(&self, passphrase: &[u8], settings: Settings, salt: Salt, first: &[u8]) -> Option<Candidate> {
        let keys = Keys::derive(settings, passphrase, salt);
        let (before, last) = self.end.split_last_chunk::<BLOCK_LEN>()?;
        // A file of one block has none before it but the IV.
        let cipher = before.last_chunk().map_or_else(|| keys.cipher(), |previous| keys.cipher_after(previous));
        let last = decrypted(cipher, last);
        let padding_len = BLOCK_LEN - Pkcs7::raw_unpad(&last).ok()?.len();
        let header_len = SALT_LEN + SALT_LEN;
        let plaintext_len = self.file_len?.checked_sub((header_len + padding_len) as u64)?;
        let mut first_bytes = decrypted(keys.cipher(), first);
        first_bytes.truncate(usize::try_from(plaintext_len).unwrap_or(usize::MAX));
        Some(Candidate { settings, plaintext_len, first_bytes, keys })
    }
}

/// The whole blocks of `ciphertext`, decrypted.
fn decrypted(mut cipher: super::Cipher, ciphertext: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(ciphertext.to_vec());
    let (blocks, rest) = Array::slice_as_chunks_mut(bytes.as_mut_slice());
    cipher.decrypt_blocks(blocks);
    let whole = ciphertext.len() - rest.len();
    bytes.truncate(whole);
    bytes
}

/// Settings that fit a file and a passphrase, as far as the last block tells.
pub struct Candidate {
    settings: Settings,
    plaintext_len: u64,
    first_bytes: Zeroizing<Vec<u8>>,
    keys: Keys,
}

impl Candidate {
    /// The settings.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Bytes of what the file opens to.
    pub fn plaintext_len(&self) -> u64 {
        self.plaintext_len
    }

    /// The first bytes of what the file opens to, up to 64, for a person to judge.
    pub fn first_bytes(&self) -> &[u8] {
        &self.first_bytes
    }

    /// Opens the file with these settings; the key is not derived again.
    pub fn decryptor(&self) -> Decryptor {
        Decryptor::with_keys(self.keys.clone())
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate({}, {} bytes)", self.settings, self.plaintext_len)
    }
}
