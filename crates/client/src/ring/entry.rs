//! What a ring is made of.

use std::fmt;

use sealport_core::{Fingerprint, KeyJob, SealingKey, SseCKey, Zeroizing, refuse_both_jobs};
use sealport_s3::{Credentials, InputError, Storage};
use subtle::ConstantTimeEq;

/// A key of either job. Comparison is constant-time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RingSecret {
    /// For the storage to encrypt with.
    SseC(SseCKey),
    /// For sealing files before they leave.
    Sealing(SealingKey),
}

impl RingSecret {
    /// What it is for.
    pub fn job(&self) -> KeyJob {
        match self {
            Self::SseC(_) => KeyJob::SseC,
            Self::Sealing(_) => KeyJob::Sealing,
        }
    }

    /// Its public name.
    pub fn fingerprint(&self) -> Fingerprint {
        match self {
            Self::SseC(key) => key.fingerprint(),
            Self::Sealing(key) => key.fingerprint(),
        }
    }

    pub(super) fn expose_base64(&self) -> Zeroizing<String> {
        match self {
            Self::SseC(key) => key.expose_base64(),
            Self::Sealing(key) => key.expose_base64(),
        }
    }

    /// Whether both are the same 32 bytes in different jobs.
    pub fn is_other_job_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::SseC(ssec), Self::Sealing(sealing)) | (Self::Sealing(sealing), Self::SseC(ssec)) => {
                refuse_both_jobs(ssec, sealing).is_err()
            }
            _ => false,
        }
    }
}

/// A storage that an SSE-C key may be sent to, since a person agreed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingHome {
    /// The endpoint's origin.
    pub origin: String,
    /// The bucket; empty where a link did not tell it.
    pub bucket: String,
}

/// Where a key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingKeyOrigin {
    /// Made by Sealport.
    Made,
    /// Brought along by the person.
    Imported,
}

/// A named key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingKey {
    /// The key.
    pub secret: RingSecret,
    /// The name that the person gave, possibly empty.
    pub name: String,
    /// When it was made or imported, in seconds since 1970.
    pub since_secs: i64,
    /// Where it came from.
    pub origin: RingKeyOrigin,
    /// Whether the person has proven to have a copy elsewhere.
    pub saved: bool,
    /// Where it may be sent.
    pub homes: Vec<RingHome>,
}

/// A storage with the credentials for it. Temporary credentials are not kept: they would be worthless by the next visit.
#[derive(Clone)]
pub struct KeptConnection {
    /// The bucket.
    pub storage: Storage,
    /// The public half of the credentials.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: Zeroizing<String>,
}

impl KeptConnection {
    /// The credentials, for a client.
    ///
    /// # Errors
    ///
    /// [`InputError`] where one of them is not what credentials are made of.
    pub fn credentials(&self) -> Result<Credentials, InputError> {
        Credentials::new(self.access_key_id.clone(), self.secret_access_key.to_string(), None)
    }

    /// Endpoint, bucket and access key: what makes it the same connection as another, whatever else changed.
    pub fn id(&self) -> (String, String, String) {
        let bucket = self.storage.bucket().as_str().to_owned();
        (self.storage.endpoint().origin(), bucket, self.access_key_id.clone())
    }
}

/// Constant-time for the secret half.
impl PartialEq for KeptConnection {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&self.storage, &other.storage);
        self.id() == other.id()
            && one.region().as_str() == two.region().as_str()
            && one.style() == two.style()
            && bool::from(self.secret_access_key.as_bytes().ct_eq(other.secret_access_key.as_bytes()))
    }
}

impl Eq for KeptConnection {}

impl fmt::Debug for KeptConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptConnection({} at {})", self.storage.bucket().as_str(), self.storage.endpoint().origin())
    }
}
