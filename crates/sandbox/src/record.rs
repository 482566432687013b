//! What is kept about an object beside its data: one JSON file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::frames::{FRAME_LEN, SALT_LEN, TAG_LEN};

/// The layout of the data folder; a server refuses any other.
pub(crate) const RECORD_FORMAT: u32 = 1;

/// Everything about an object except its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ObjectRecord {
    pub(crate) format: u32,
    pub(crate) object_key: String,
    /// The name of the data file in the same folder; a new one with every PUT.
    pub(crate) data_file: String,
    /// Length of the plaintext in bytes.
    pub(crate) len: u64,
    /// Without quotes.
    pub(crate) etag: String,
    /// Seconds since 1970, as `Last-Modified` has no fractions.
    pub(crate) modified: i64,
    pub(crate) headers: StoredHeaders,
    /// `x-amz-meta-` names without that prefix.
    #[serde(default)]
    pub(crate) metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) checksum: Option<StoredChecksum>,
    /// SSE-C. Where neither this nor `server_encryption` is there, the data file is the object itself.
    #[serde(default)]
    pub(crate) customer_encryption: Option<CustomerEncryption>,
    /// SSE-S3.
    #[serde(default)]
    pub(crate) server_encryption: Option<ServerEncryption>,
    /// Answers say that it is encrypted although it is not: a fault for tests.
    #[serde(default)]
    pub(crate) is_encryption_pretended: bool,
}

/// Headers of the PUT that every read repeats.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StoredHeaders {
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    /// As an HTTP date.
    pub(crate) expires: Option<String>,
    pub(crate) storage_class: Option<String>,
}

/// A checksum of the plaintext, as the uploader chose and sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredChecksum {
    pub(crate) algorithm: ChecksumAlgorithm,
    /// Base64.
    pub(crate) value: String,
}

/// The checksums that S3 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChecksumAlgorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl ChecksumAlgorithm {
    /// Every one.
    pub(crate) const ALL: [Self; 5] = [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// The header that carries it.
    pub(crate) fn header_name(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// Its name in AWS's messages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// Its length in bytes, before base64.
    pub(crate) fn digest_len(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// How to recognise the customer key and find the data key. Neither is in here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CustomerEncryption {
    #[serde(with = "base64")]
    pub(crate) key_hash_salt: [u8; SALT_LEN],
    #[serde(with = "base64")]
    pub(crate) key_hash: [u8; 32],
    #[serde(with = "base64")]
    pub(crate) data_key_salt: [u8; SALT_LEN],
}

/// How to find the data key of an SSE-S3 object, given the server key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ServerEncryption {
    #[serde(with = "base64")]
    pub(crate) data_key_salt: [u8; SALT_LEN],
}

mod base64 {
    use data_encoding::BASE64;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(text.as_bytes()).map_err(D::Error::custom)?;
        bytes.try_into().map_err(|_| D::Error::custom("not 32 bytes"))
    }
}

impl ObjectRecord {
    /// Frames of the data file: an empty encrypted object has one empty frame, so that it is authenticated too.
    pub(crate) fn frame_count(&self) -> u64 {
        self.len.div_ceil(FRAME_LEN as u64).max(1)
    }

    /// Whether the data file consists of sealed frames.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.customer_encryption.is_some() || self.server_encryption.is_some()
    }

    /// Length of the data file in bytes.
    pub(crate) fn stored_len(&self) -> u64 {
        if self.is_encrypted() {
            self.len.saturating_add(self.frame_count().saturating_mul(TAG_LEN as u64))
        } else {
            self.len
        }
    }
}
