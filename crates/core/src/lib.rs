//! Key material and everything decided about it, free of I/O.
//!
//! This crate decides what an SSE-C key is, how one is read from what people paste or choose, what is wrong
//! where that is no key, how it is named in public (its fingerprint) and how it is written into the three request
//! headers. It leaves to others where random bytes come from (an argument), where keys are kept, and every request.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod doctor;
mod encoding;
mod fingerprint;
mod import;
mod key;
mod key_bytes;
mod key_md5;
pub mod message;
pub mod openssl;
mod sealing;
mod ssec;

pub use doctor::{KeyContainer, KeyDiagnosis, KeyForm, KeyWarning, Md5Covers, Md5Diagnosis, Md5Form};
pub use fingerprint::{Fingerprint, FingerprintError, KeyJob};
pub use key::{Job, Key, KeyFile};
pub use key_md5::{SseCKeyMd5, SseCKeyMd5Error};
pub use sealing::{KeyHasOtherJob, Sealing, SealingKey, refuse_both_jobs};
pub use ssec::{
    ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseC, SseCHeader, SseCKey,
    content_md5,
};

/// Wipes its content when dropped; what secrets leave this crate in.
pub use zeroize::Zeroizing;
