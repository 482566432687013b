//! How an object is encrypted where it lies, and the headers that ask for it.
//!
//! Spec: Amazon S3 User Guide, "Protecting data with server-side encryption".

use sealport_core::SseCKey;

use crate::address::Storage;
use crate::input::InputError;
use crate::request::Header;

/// Header by which SSE-S3 is asked for and reported.
pub const SERVER_SIDE_ENCRYPTION_HEADER: &str = "x-amz-server-side-encryption";
/// The value that means SSE-S3 there.
pub const SSE_S3: &str = "AES256";

/// An encryption with keys that the storage holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProviderEncryption {
    /// SSE-S3: with keys of its own.
    SseS3,
    /// SSE-KMS: with a key of its key management service.
    SseKms,
    /// The same in two layers.
    SseKmsDsse,
}

impl ProviderEncryption {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SseS3, Self::SseKms, Self::SseKmsDsse];

    /// The value of the header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SseS3 => SSE_S3,
            Self::SseKms => "aws:kms",
            Self::SseKmsDsse => "aws:kms:dsse",
        }
    }

    /// The inverse of [`ProviderEncryption::as_str`].
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encryption| encryption.as_str() == value)
    }
}

/// Who encrypts a stored object, and with whose key. One of the two halves of a protection; the other is sealing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AtRest {
    /// As the bucket does it when nothing is asked: with the provider's key, or not at all.
    #[default]
    BucketDefault,
    /// SSE-S3: the provider encrypts with keys of its own.
    SseS3,
    /// SSE-C: the provider encrypts with this key and forgets it.
    SseC(SseCKey),
}

impl AtRest {
    /// The customer key, where there is one.
    pub fn ssec(&self) -> Option<&SseCKey> {
        match self {
            Self::SseC(ssec) => Some(ssec),
            Self::BucketDefault | Self::SseS3 => None,
        }
    }
}

/// Headers that a read needs. SSE-S3 has none: S3 refuses its header there.
pub(crate) fn read_headers(storage: &Storage, ssec: Option<&SseCKey>) -> Result<Vec<Header>, InputError> {
    let Some(ssec) = ssec else { return Ok(Vec::new()) };
    storage.accepts_customer_keys()?;
    ssec.headers().into_iter().map(|h| Header::new(h.name, h.value.as_str(), h.secret, true)).collect()
}

/// Headers that a write needs. All are signed (binding `this-key`).
pub(crate) fn write_headers(storage: &Storage, at_rest: Option<&AtRest>) -> Result<Vec<Header>, InputError> {
    match at_rest {
        None | Some(AtRest::BucketDefault) => Ok(Vec::new()),
        Some(AtRest::SseS3) => Ok(vec![Header::new(SERVER_SIDE_ENCRYPTION_HEADER, SSE_S3, false, true)?]),
        Some(AtRest::SseC(ssec)) => read_headers(storage, Some(ssec)),
    }
}
