//! Passphrases: their keys, and new ones.

use std::fmt;

use js_sys::{JsString, Uint8Array};
use sealport_client::Zeroizing;
use sealport_client::message::PassphraseParams;
use sealport_worker_protocol::{Answer, Request};

use super::link::Link;
use super::{WorkerAddress, WorkerError};

/// The bytes of a passphrase, equal to those of [`sealport_client::message::passphrase_bytes`]: in NFC, then UTF-8. The
/// browser has Unicode's tables already, and they weigh a tenth of the page.
pub fn nfc_bytes(passphrase: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(String::from(JsString::from(passphrase).normalize("NFC")).into_bytes())
}

/// A worker that took more memory than this is ended once it has nothing to do: a wasm memory never shrinks.
const KEPT_KIB: u32 = 128 << 10;

/// Works on passphrases. Cheap to clone; clones share one worker, which works on one request at a time.
#[derive(Clone)]
pub struct PassphraseWorker(Link);

impl PassphraseWorker {
    /// For the worker at that address, which is not started yet.
    pub fn new(address: WorkerAddress) -> Self {
        Self(Link::new(address))
    }

    /// The 32 bytes that Argon2id makes of a passphrase's bytes (see [`nfc_bytes`]). Dropping the future breaks it off.
    ///
    /// # Errors
    ///
    /// [`WorkerError::OutOfMemory`] if this device does not have the memory that `params` ask for;
    /// [`WorkerError::Died`] if the browser ended the worker for it.
    pub async fn derive(
        &self,
        params: &PassphraseParams,
        passphrase: Zeroizing<Vec<u8>>,
    ) -> Result<Zeroizing<[u8; 32]>, WorkerError> {
        let bytes = Uint8Array::from(passphrase.as_slice());
        drop(passphrase);
        let outcome = self.0.ask_long(&Request::Derive(params.into()), Some(&bytes)).await;
        if params.memory_kib() > KEPT_KIB {
            self.0.end_if_idle();
        }
        match outcome? {
            (Answer::Key(key), _) => Ok(key),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// A new passphrase of so many words with blanks between them, 12.9 bits each.
    ///
    /// # Errors
    ///
    /// [`WorkerError::NoRandom`], or when there is no worker.
    pub async fn generate_passphrase(&self, words: u8) -> Result<Zeroizing<String>, WorkerError> {
        match self.0.ask(&Request::Generate { words }, None).await? {
            (Answer::Phrase(phrase), _) => Ok(phrase),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// Ends the worker, which gives its memory back. The next request starts another.
    pub fn end(&self) {
        self.0.end();
    }
}

impl fmt::Debug for PassphraseWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassphraseWorker")
    }
}
