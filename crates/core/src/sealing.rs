//! The sealing key: what files are sealed with before they leave.

use crate::fingerprint::KeyJob;
use crate::key::{Job, Key, private};
use crate::ssec::SseCKey;

/// Wraps the data keys of sealed files.
#[derive(Debug)]
pub enum Sealing {}

/// A sealing key: 256 bits that wrap the data keys of sealed files. The storage never sees it.
///
/// # Security
///
/// It must never also be an SSE-C key, which the storage sees with each request: whoever holds both kinds calls
/// [`refuse_both_jobs`]. It wraps at most 2^32 data keys, since wrapping IVs are random.
///
/// Spec: Sealport design, "Keys".
pub type SealingKey = Key<Sealing>;

impl private::Sealed for Sealing {}

impl Job for Sealing {
    const JOB: KeyJob = KeyJob::Sealing;
    const TYPE_NAME: &'static str = "SealingKey";
    const FILE_NAME: &'static str = "sealport-sealing";
}

/// The same 32 bytes were to be used both as SSE-C key and as sealing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this key is already used as an SSE-C key, which the storage sees: a sealing key must be another one")]
pub struct KeyHasOtherJob;

/// Refuses the same 32 bytes in both jobs. For whoever holds keys of both kinds: when one is added, and when both
/// protect one object.
///
/// # Errors
///
/// [`KeyHasOtherJob`] if they are equal.
pub fn refuse_both_jobs(ssec: &SseCKey, sealing: &SealingKey) -> Result<(), KeyHasOtherJob> {
    if ssec.0 == sealing.0 { Err(KeyHasOtherJob) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 32] = *b"an-ascii-key-of-thirty-two-bytes";

    #[test]
    fn the_same_bytes_are_refused_in_both_jobs() {
        let ssec = SseCKey::from_bytes(BYTES);
        assert_eq!(refuse_both_jobs(&ssec, &SealingKey::from_bytes(BYTES)), Err(KeyHasOtherJob));
        assert_eq!(refuse_both_jobs(&ssec, &SealingKey::from_bytes([7; 32])), Ok(()));
    }

    #[test]
    fn each_job_has_a_fingerprint_of_its_own() {
        let sealing = SealingKey::from_bytes(std::array::from_fn(|i| i as u8));
        let ssec = SseCKey::from_bytes(*sealing.expose_bytes());
        assert_ne!(sealing.fingerprint(), ssec.fingerprint());
        // Computed apart from this code, by `openssl dgst -sha256 -mac HMAC` over `sealport key fingerprint v1 sealing`.
        assert_eq!(sealing.fingerprint().as_bytes().as_slice(), KNOWN);
    }

    const KNOWN: &[u8] = &[0x68, 0x42, 0xe6, 0x4c, 0x21, 0x07, 0x2a, 0x80, 0x1d, 0x25];

    #[test]
    fn a_typed_line_with_its_end_is_warned_of() {
        for text in [
            *b"correct-horse-battery-staple-12\n",
            *b"-----BEGIN PRIVATE KEY-----\n1234",
            *b"twenty-nine typed characters\r\n\r\n",
        ] {
            let key = SealingKey::parse_file(&text).unwrap();
            assert_eq!(key.warning(), Some(crate::KeyWarning::LooksLikeText));
        }
    }

    #[test]
    fn debug_output_hides_the_key() {
        let key = SealingKey::from_bytes(BYTES);
        let shown = format!("{key:?} {:?}", key.key_file());
        assert!(!shown.contains("an-ascii-key") && !shown.contains(key.expose_base64().as_str()), "{shown}");
        assert!(shown.contains(&key.fingerprint().short()), "{shown}");
    }

    #[test]
    fn what_is_exported_is_imported() {
        let key = SealingKey::from_bytes([0xfb; 32]);
        assert!(SealingKey::parse_file(key.key_file().contents.as_bytes()) == Ok(key.clone()));
        assert_eq!(key.expose_hex().as_str(), "fb".repeat(32));
        assert!(SealingKey::parse_text(&key.expose_hex()) == Ok(key.clone()));
        assert!(SealingKey::parse_text(&key.expose_hex().to_uppercase()) == Ok(key));
        assert!(SealingKey::parse_text("fb").is_err());
    }
}
