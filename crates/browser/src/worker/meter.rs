//! How hard a typed passphrase is to guess.

use std::fmt;

use js_sys::Uint8Array;
use sealport_worker_protocol::{Answer, Request, Strength};

use super::link::Link;
use super::passphrase::nfc_bytes;
use super::{WorkerAddress, WorkerError};

/// The strength meter, in a worker of its own, since its word lists weigh more than everything else. Cheap to clone;
/// clones share the worker.
#[derive(Clone)]
pub struct StrengthMeter(Link);

impl StrengthMeter {
    /// For the meter at that address ([`WorkerAddress::of_page_meter`]), which is not started yet.
    pub fn new(address: WorkerAddress) -> Self {
        Self(Link::new(address))
    }

    /// How hard a typed passphrase is to guess. Its first 100 characters are judged.
    ///
    /// # Errors
    ///
    /// When there is no worker.
    pub async fn strength(&self, passphrase: &str) -> Result<Strength, WorkerError> {
        let bytes = Uint8Array::from(nfc_bytes(passphrase).as_slice());
        match self.0.ask(&Request::Strength, Some(&bytes)).await? {
            (Answer::Strength(strength), _) => Ok(strength),
            _ => Err(WorkerError::Protocol),
        }
    }

    /// Ends the worker, which gives its memory back. The next request starts another.
    pub fn end(&self) {
        self.0.end();
    }
}

impl fmt::Debug for StrengthMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StrengthMeter")
    }
}
