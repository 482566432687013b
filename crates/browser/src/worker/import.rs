//! One `openssl enc` file, opened in a worker of its own.

use std::cell::Cell;
use std::fmt;

use js_sys::Uint8Array;
use sealport_client::Zeroizing;
use sealport_client::openssl::{NotTamperProof, Settings};
use sealport_worker_protocol::{Answer, FoundSettings, Request};

use super::link::Link;
use super::{WorkerAddress, WorkerError};

/// The import of one file: first its settings are found, then it is decrypted. Dropping it ends the worker, also in the
/// middle of a derivation.
///
/// A chunk's buffer is copied, not given away.
pub struct OpensslImport {
    link: Link,
    /// The number of the worker that knows the file.
    told: Cell<Option<u32>>,
}

/// Settings that fit a file and a passphrase, as far as its last block tells. `Debug` shows no plaintext.
pub struct FoundOpensslSettings {
    /// The settings.
    pub settings: Settings,
    /// Bytes of what the file opens to.
    pub plaintext_len: u64,
    /// The first of them, up to 64, for a person to judge.
    pub first_bytes: Zeroizing<Vec<u8>>,
}

impl OpensslImport {
    /// For the worker at that address, which is not started yet.
    pub fn new(address: WorkerAddress) -> Self {
        Self { link: Link::new(address), told: Cell::new(None) }
    }

    /// Takes the next bytes of the file, from its first to its last, to find its settings.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Import`] if it is no such file.
    pub async fn survey_chunk(&self, chunk: &Uint8Array) -> Result<(), WorkerError> {
        self.done(&Request::SurveyChunk, Some(&copy_of(chunk))).await
    }

    /// Takes both ends of a file instead that is not in base64: its first 80 bytes and its last 32 or more; of a shorter
    /// file both are all of it.
    ///
    /// # Errors
    ///
    /// As [`OpensslImport::survey_chunk`].
    pub async fn survey_ends(&self, start: &[u8], end: &[u8], file_len: u64) -> Result<(), WorkerError> {
        let request = Request::SurveyEnds { start: start.to_vec(), end: end.to_vec(), file_len };
        self.done(&request, None).await
    }

    /// Those of `settings` that fit the passphrase, whose bytes are used as they are. May be asked again with others.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Import`]: none fits, or it is no whole file.
    pub async fn candidates(
        &self,
        passphrase: Zeroizing<Vec<u8>>,
        settings: &[Settings],
    ) -> Result<Vec<FoundOpensslSettings>, WorkerError> {
        let bytes = Uint8Array::from(passphrase.as_slice());
        drop(passphrase);
        let settings = settings.iter().map(|settings| (*settings).into()).collect();
        match self.asked(&Request::Candidates { settings }, Some(&bytes)).await? {
            (Answer::Candidates(found), _) => found.into_iter().map(FoundOpensslSettings::of_answer).collect(),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// Begins to decrypt with one of the settings found, by its place in the answer.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Protocol`] if there is no such.
    pub async fn decrypt(&self, candidate: u32) -> Result<(), WorkerError> {
        self.done(&Request::Decrypt { candidate }, None).await
    }

    /// Decrypts the next bytes of the file, from its first on. What comes out before [`OpensslImport::decrypt_end`] said
    /// yes must not be used.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Import`].
    pub async fn decrypt_chunk(&self, chunk: &Uint8Array) -> Result<Uint8Array, WorkerError> {
        match self.asked(&Request::DecryptChunk, Some(&copy_of(chunk))).await? {
            (Answer::Bytes, Some(plaintext)) => Ok(plaintext),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// The file has ended: gives the last bytes of the plaintext and checks the padding.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Import`].
    pub async fn decrypt_end(&self) -> Result<(Uint8Array, NotTamperProof), WorkerError> {
        match self.asked(&Request::DecryptEnd, None).await? {
            (Answer::Finished { plaintext_len }, Some(rest)) => Ok((rest, NotTamperProof { plaintext_len })),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// Asks the worker that knows the file; a later one knows nothing of it.
    async fn asked(
        &self,
        request: &Request,
        bulk: Option<&Uint8Array>,
    ) -> Result<(Answer, Option<Uint8Array>), WorkerError> {
        let worker = self.link.worker_number()?;
        if self.told.get().is_some_and(|told| told != worker) {
            return Err(WorkerError::Died);
        }
        self.told.set(Some(worker));
        Ok(self.link.ask(request, bulk).await?)
    }

    async fn done(&self, request: &Request, bulk: Option<&Uint8Array>) -> Result<(), WorkerError> {
        match self.asked(request, bulk).await? {
            (Answer::Done, _) => Ok(()),
            _ => Err(WorkerError::Protocol),
        }
    }
}

impl FoundOpensslSettings {
    fn of_answer(found: FoundSettings) -> Result<Self, WorkerError> {
        let FoundSettings { settings, plaintext_len, first_bytes } = found;
        let settings = settings.settings().and_then(Result::ok).ok_or(WorkerError::Protocol)?;
        Ok(Self { settings, plaintext_len, first_bytes })
    }
}

impl fmt::Debug for OpensslImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpensslImport")
    }
}

impl fmt::Debug for FoundOpensslSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FoundOpensslSettings({}, {} bytes)", self.settings, self.plaintext_len)
    }
}

/// The file's bytes are often read twice, so they stay the caller's.
fn copy_of(chunk: &Uint8Array) -> Uint8Array {
    chunk.slice(0, chunk.length())
}
