//! One secret key of the tab, of either job.

use crate::state::keyring::Job;
use sealport_browser::{SystemEntropy, SystemEntropyError};
use sealport_client::ring::RingSecret;
use sealport_client::{
    Fingerprint, KeyDiagnosis, KeyFile, KeyWarning, SealingKey, SseCKey, Zeroizing, refuse_both_jobs,
};

/// A key with its job. Comparison is constant-time, and keys of two jobs are never equal.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretKey {
    /// For the storage to encrypt with.
    SseC(SseCKey),
    /// For sealing files here.
    Sealing(SealingKey),
}

/// Calls the same method of whichever key it is.
macro_rules! either {
    ($key:expr, $method:ident) => {
        match $key {
            SecretKey::SseC(key) => key.$method(),
            SecretKey::Sealing(key) => key.$method(),
        }
    };
}

/// Calls the same function of the job's type.
macro_rules! of_job {
    ($job:expr, $function:ident ( $($argument:expr),* )) => {
        match $job {
            Job::SseC => SseCKey::$function($($argument),*).map(SecretKey::SseC),
            Job::Sealing => SealingKey::$function($($argument),*).map(SecretKey::Sealing),
        }
    };
}

impl SecretKey {
    /// Makes one.
    pub fn generate(job: Job) -> Result<Self, SystemEntropyError> {
        of_job!(job, generate(&mut SystemEntropy))
    }

    /// Reads one from what was pasted; with a diagnosis, in the way that was agreed to.
    pub fn of_text(job: Job, text: &str, agreed: Option<KeyDiagnosis>) -> Result<Self, KeyDiagnosis> {
        match agreed {
            None => of_job!(job, parse_text(text)),
            Some(agreed) => of_job!(job, repair_text(text, agreed)),
        }
    }

    /// Reads one from a file's content; with a diagnosis, in the way that was agreed to.
    pub fn of_file(job: Job, content: &[u8], agreed: Option<KeyDiagnosis>) -> Result<Self, KeyDiagnosis> {
        match agreed {
            None => of_job!(job, parse_file(content)),
            Some(agreed) => of_job!(job, repair_file(content, agreed)),
        }
    }

    pub fn job(&self) -> Job {
        match self {
            Self::SseC(_) => Job::SseC,
            Self::Sealing(_) => Job::Sealing,
        }
    }

    pub fn fingerprint(&self) -> Fingerprint {
        either!(self, fingerprint)
    }

    pub fn expose_base64(&self) -> Zeroizing<String> {
        either!(self, expose_base64)
    }

    pub fn expose_hex(&self) -> Zeroizing<String> {
        either!(self, expose_hex)
    }

    pub fn key_file(&self) -> KeyFile {
        either!(self, key_file)
    }

    pub fn warning(&self) -> Option<KeyWarning> {
        either!(self, warning)
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

impl From<&RingSecret> for SecretKey {
    fn from(key: &RingSecret) -> Self {
        match key {
            RingSecret::SseC(key) => Self::SseC(key.clone()),
            RingSecret::Sealing(key) => Self::Sealing(key.clone()),
        }
    }
}

impl From<&SecretKey> for RingSecret {
    fn from(key: &SecretKey) -> Self {
        match key {
            SecretKey::SseC(key) => Self::SseC(key.clone()),
            SecretKey::Sealing(key) => Self::Sealing(key.clone()),
        }
    }
}
