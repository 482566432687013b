//! Why a ring cannot be written or read.

use sealport_core::message::MessageError;
use sealport_s3::ErrorCode;

use crate::error::ClientError;

/// Why a key ring cannot be written or read. Holds no secret and nothing of the ring.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RingError {
    /// It is no sealed file, does not open, or was altered.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// It is a sealed file, and of something else.
    #[error("this sealed file holds no key ring")]
    NotARing,
    /// It opened, and does not have the form of a key ring.
    #[error("this key ring breaks the rules of its form")]
    Malformed,
    /// A newer Sealport wrote it.
    #[error("this key ring has version {found}, and versions up to 1 are understood")]
    FutureVersion {
        /// The version that it says.
        found: u64,
    },
    /// More than a ring has room for.
    #[error("a key ring has no room for so much")]
    TooLarge,
    /// This device gives no random bytes.
    #[error("this device gives no random bytes")]
    NoRandom,
}

impl RingError {
    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Message(error) => ClientError::from(error.clone()).code(),
            Self::NotARing | Self::Malformed | Self::FutureVersion { .. } => ErrorCode::InvalidInput,
            Self::TooLarge => ErrorCode::TooLarge,
            Self::NoRandom => ErrorCode::UnsupportedBrowser,
        }
    }
}
