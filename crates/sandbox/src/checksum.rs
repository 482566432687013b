//! The checksums that a request announces for its body: which one is meant, and whether it is that of what arrived.
//!
//! Spec: Amazon S3 User Guide, "Checking object integrity".

use data_encoding::BASE64;
use http::HeaderMap;
use s3s::{
    S3Error, S3ErrorCode, S3Result, TrailingHeaders,
    dto::{ChecksumAlgorithm as RequestedAlgorithm, PutObjectInput},
};

use crate::{
    record::{ChecksumAlgorithm, StoredChecksum},
    upload::{checksum, hasher},
};

/// The checksum that a request announces; its value comes in a header, or after the body.
pub(crate) struct WantedChecksum {
    pub(crate) algorithm: ChecksumAlgorithm,
    value: Option<String>,
}

impl WantedChecksum {
    /// The checksum of an upload, if one is announced.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when there are several, or one that has another length than its algorithm gives.
    pub(crate) fn parse(input: &mut PutObjectInput) -> S3Result<Option<Self>> {
        let given = Self::only_one([
            (ChecksumAlgorithm::Crc32, input.checksum_crc32.take()),
            (ChecksumAlgorithm::Crc32c, input.checksum_crc32c.take()),
            (ChecksumAlgorithm::Crc64Nvme, input.checksum_crc64nvme.take()),
            (ChecksumAlgorithm::Sha1, input.checksum_sha1.take()),
            (ChecksumAlgorithm::Sha256, input.checksum_sha256.take()),
        ])?;
        let announced = || {
            let algorithm = match input.checksum_algorithm.as_ref()?.as_str() {
                RequestedAlgorithm::CRC32 => ChecksumAlgorithm::Crc32,
                RequestedAlgorithm::CRC32C => ChecksumAlgorithm::Crc32c,
                RequestedAlgorithm::CRC64NVME => ChecksumAlgorithm::Crc64Nvme,
                RequestedAlgorithm::SHA1 => ChecksumAlgorithm::Sha1,
                RequestedAlgorithm::SHA256 => ChecksumAlgorithm::Sha256,
                _ => return None,
            };
            Some(Self { algorithm, value: None })
        };
        Ok(given.or_else(announced))
    }

    /// The checksum of a document, if one is announced in a header or as a trailer.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when there are several, or one that has another length than its algorithm gives.
    pub(crate) fn of_headers(headers: &HeaderMap) -> S3Result<Option<Self>> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let given = Self::only_one(ChecksumAlgorithm::ALL.map(|algorithm| {
            let value = text(algorithm.header_name()).map(str::to_owned);
            (algorithm, value)
        }))?;
        let announced = || {
            let trailer = text("x-amz-trailer")?.trim();
            let algorithm = ChecksumAlgorithm::ALL.into_iter().find(|algorithm| algorithm.header_name() == trailer)?;
            Some(Self { algorithm, value: None })
        };
        Ok(given.or_else(announced))
    }

    fn only_one(values: [(ChecksumAlgorithm, Option<String>); 5]) -> S3Result<Option<Self>> {
        let mut given = values.into_iter().filter_map(|(algorithm, value)| value.map(|value| (algorithm, value)));
        let Some((algorithm, value)) = given.next() else { return Ok(None) };
        if given.next().is_some() {
            let message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
            return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
        }
        if BASE64.decode(value.as_bytes()).map(|bytes| bytes.len()) != Ok(algorithm.digest_len()) {
            let message = format!("Value for {} header is invalid.", algorithm.header_name());
            return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
        }
        Ok(Some(Self { algorithm, value: Some(value) }))
    }

    /// Compares with a whole body.
    ///
    /// # Errors
    ///
    /// `BadDigest`.
    pub(crate) fn check_bytes(self, bytes: &[u8], trailers: Option<TrailingHeaders>) -> S3Result<()> {
        let mut hasher = hasher(self.algorithm);
        hasher.update(bytes);
        match checksum(self.algorithm, hasher) {
            Some(received) => self.check(&received, trailers),
            None => Err(S3Error::new(S3ErrorCode::InternalError)),
        }
    }

    /// Compares with what arrived.
    ///
    /// # Errors
    ///
    /// `BadDigest`.
    pub(crate) fn check(self, received: &StoredChecksum, trailers: Option<TrailingHeaders>) -> S3Result<()> {
        let name = self.algorithm.header_name();
        let trailer = || {
            trailers?.read(|trailers| trailers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned))?
        };
        // An algorithm alone, without a value, asks for the checksum to be computed here.
        let Some(wanted) = self.value.or_else(trailer) else { return Ok(()) };
        if wanted == received.value {
            return Ok(());
        }
        let message = format!("The {} you specified did not match the calculated checksum.", self.algorithm.title());
        Err(S3Error::with_message(S3ErrorCode::BadDigest, message))
    }
}
