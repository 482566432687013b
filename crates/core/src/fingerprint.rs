//! The public name of a secret.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::encoding::CROCKFORD;

/// What a key is for. A key has one job, and its fingerprint depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyJob {
    /// Sent to the storage, which encrypts with it (SSE-C).
    SseC,
    /// Wraps the data keys of sealed files; the storage never sees it.
    Sealing,
}

impl KeyJob {
    fn label(self) -> &'static [u8] {
        match self {
            Self::SseC => b"sse-c",
            Self::Sealing => b"sealing",
        }
    }
}

/// Names a key in public without giving it away: 80 bits of an HMAC under the key.
///
/// Shown as 16 characters of Crockford base32; people see the first 8, as `7F3A-K9QX`.
///
/// Spec: Sealport design, "Keys"; HMAC is RFC 2104.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; Self::LEN]);

/// A text that is not a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 16 characters, digits and letters without I, L, O and U")]
pub struct FingerprintError;

impl Fingerprint {
    /// Length in bytes.
    pub const LEN: usize = 10;

    pub(crate) fn new(secret: &[u8; 32], job: KeyJob) -> Self {
        // HMAC pads a short key with zeros to the hash's block length; done here, the key has a fixed length and cannot fail.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(secret);
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(b"sealport key fingerprint v1 ");
        mac.update(job.label());
        let tag = mac.finalize().into_bytes();
        let mut bytes = [0; Self::LEN];
        for (to, from) in bytes.iter_mut().zip(tag) {
            *to = from;
        }
        Self(bytes)
    }

    /// Reads the 16 characters that `Display` writes; hyphens and case do not matter.
    ///
    /// # Errors
    ///
    /// [`FingerprintError`] for anything that is not 80 bits of Crockford base32.
    pub fn parse(text: &str) -> Result<Self, FingerprintError> {
        let plain: String = text.chars().filter(|c| *c != '-').collect();
        // The decoder drops bits that do not fill a byte, so the length is checked here.
        let bytes = base32::decode(CROCKFORD, &plain).filter(|_| plain.len() == 16).ok_or(FingerprintError)?;
        bytes.try_into().map(Self).map_err(|_| FingerprintError)
    }

    /// The 10 bytes, for drawing the key's teeth.
    pub fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    /// The first 8 characters in two groups, as people see it: `7F3A-K9QX`.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(8);
        text.insert(4, '-');
        text
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base32::encode(CROCKFORD, &self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_of_a_known_key() {
        // Computed apart from this code:
        // printf 'sealport key fingerprint v1 sse-c' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f, its first 10 bytes.
        let secret: [u8; 32] = std::array::from_fn(|i| i as u8);
        let fingerprint = Fingerprint::new(&secret, KeyJob::SseC);
        assert_eq!(fingerprint.as_bytes().as_slice(), KNOWN);
        assert_eq!(fingerprint.to_string().len(), 16);
        assert_eq!(Fingerprint::parse(&fingerprint.to_string()), Ok(fingerprint));
        assert_eq!(Fingerprint::parse(&fingerprint.to_string().to_lowercase()), Ok(fingerprint));
        assert!(fingerprint.to_string().replace('-', "").starts_with(&fingerprint.short().replace('-', "")));
    }

    const KNOWN: &[u8] = &[0xb8, 0xbe, 0x4f, 0x35, 0xa2, 0xde, 0x4f, 0x0c, 0xdb, 0xef];

    #[test]
    fn a_text_of_another_length_is_no_fingerprint() {
        for text in ["", "7F3A-K9QX", "7F3AK9QX7F3AK9Q", "7F3AK9QX7F3AK9QXA", "7F3AK9QX7F3AK9QU"] {
            assert_eq!(Fingerprint::parse(text), Err(FingerprintError), "{text}");
        }
    }
}
