//! Whether a content is the one that a PUT link was made for: the link's query holds a checksum of it.
//!
//! Spec: Amazon S3 User Guide, "Checking object integrity in Amazon S3".

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Digest as CrcDigest, NoTable};
use sha2::{Digest, Sha256};

// Without tables: they would cost every page 4 kB for what few links ask for.
static CRC32: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
static CRC32C: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);
static CRC64: Crc<u64, NoTable> = Crc::<u64, NoTable>::new(&CRC_64_NVME);

/// A checksum in a link's query, by which it stores one content only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContentBinding {
    /// Lower-case name of the header that it stands for.
    pub(super) name: &'static str,
    pub(super) value: String,
}

impl ContentBinding {
    /// A check of a content; `None` for a checksum that is not computed here.
    pub(super) fn check(&self) -> Option<ContentCheck> {
        let hasher = match self.name {
            "x-amz-checksum-crc32" => Hasher::Crc32(CRC32.digest()),
            "x-amz-checksum-crc32c" => Hasher::Crc32(CRC32C.digest()),
            "x-amz-checksum-crc64nvme" => Hasher::Crc64(CRC64.digest()),
            "x-amz-checksum-sha256" | "x-amz-content-sha256" => Hasher::Sha256(Sha256::new()),
            _ => return None,
        };
        let in_hex = self.name == "x-amz-content-sha256";
        let expected =
            if in_hex { base16ct::mixed::decode_vec(&self.value).ok() } else { STANDARD.decode(&self.value).ok() };
        // What is no checksum fits no content.
        Some(ContentCheck { hasher, expected: expected.unwrap_or_default() })
    }
}

enum Hasher {
    Crc32(CrcDigest<'static, u32, NoTable>),
    Crc64(CrcDigest<'static, u64, NoTable>),
    Sha256(Sha256),
}

/// A content that is being compared with the one that a link was made for.
pub struct ContentCheck {
    hasher: Hasher,
    expected: Vec<u8>,
}

impl ContentCheck {
    /// Takes the next bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Crc32(digest) => digest.update(bytes),
            Hasher::Crc64(digest) => digest.update(bytes),
            Hasher::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether all that was taken is that content. A checksum is public, and is compared as such.
    pub fn fits(self) -> bool {
        match self.hasher {
            Hasher::Crc32(digest) => self.expected == digest.finalize().to_be_bytes(),
            Hasher::Crc64(digest) => self.expected == digest.finalize().to_be_bytes(),
            Hasher::Sha256(hasher) => self.expected == hasher.finalize().as_slice(),
        }
    }
}

impl std::fmt::Debug for ContentCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContentCheck").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checksums of `hello`, by Python's zlib, hashlib and binascii, and for CRC-32C and CRC-64/NVME of `123456789` the
    /// published check values.
    #[test]
    fn a_content_fits_its_own_checksum_only() {
        for (name, value, content) in [
            ("x-amz-checksum-crc32", "NhCmhg==", "hello"),
            ("x-amz-checksum-crc32c", "4waSgw==", "123456789"),
            ("x-amz-checksum-crc64nvme", "rosUhgp5mIg=", "123456789"),
            ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", "hello"),
            ("x-amz-content-sha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "hello"),
        ] {
            let binding = ContentBinding { name, value: value.to_owned() };
            let fits = |parts: &[&str]| {
                let mut check = binding.check().unwrap();
                parts.iter().for_each(|part| check.update(part.as_bytes()));
                check.fits()
            };
            let (first, rest) = content.split_at(2);
            assert!(fits(&[content]) && fits(&[first, rest]), "{name}");
            assert!(!fits(&[]) && !fits(&[rest, first]) && !fits(&[content, "x"]), "{name}");
            let broken = ContentBinding { name, value: "x".to_owned() };
            assert!(!broken.check().unwrap().fits());
        }
        assert!(ContentBinding { name: "x-amz-checksum-sha1", value: String::new() }.check().is_none());
    }
}
