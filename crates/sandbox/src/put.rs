//! PutObject: everything that is checked before, while and after a body arrives.

use std::{sync::Arc, time::SystemTime};

use data_encoding::{BASE64, HEXLOWER};
use s3s::{
    S3Error, S3ErrorCode, S3Request, S3Response, S3Result, TrailingHeaders,
    dto::{
        ChecksumAlgorithm as RequestedAlgorithm, ChecksumType, ETag, ObjectCannedACL, PutObjectInput, PutObjectOutput,
        Timestamp, TimestampFormat,
    },
};
use tokio::task::spawn_blocking;

use crate::{
    conditions::WriteConditions,
    record::{ChecksumAlgorithm, ObjectRecord, RECORD_FORMAT, StoredChecksum, StoredHeaders},
    service::{SandboxService, change_error, unsupported},
    ssec::{CUSTOMER_ALGORITHM, CustomerHeaders, random_bytes},
    upload::{ReceivedUpload, UploadPlan, parse_content_md5, receive},
};

/// The most that one PUT may carry: 5 GiB.
const MAX_PUT_LEN: u64 = 5 * 1024 * 1024 * 1024;
/// The most that names and values of user metadata may take together.
const MAX_METADATA_LEN: usize = 2 * 1024;

impl SandboxService {
    pub(crate) async fn write_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let trailers = request.trailing_headers;
        let mut input = request.input;
        let store = Arc::clone(self.bucket(&input.bucket)?);
        let customer_headers = CustomerHeaders {
            algorithm: input.sse_customer_algorithm.take(),
            customer_key: input.sse_customer_key.take(),
            key_md5: input.sse_customer_key_md5.take(),
        };
        let customer_key = customer_headers.parse()?;
        if customer_key.is_some() && input.server_side_encryption.is_some() {
            let message = "Server Side Encryption with Customer provided key is incompatible \
                           with the encryption method specified";
            return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message));
        }
        refuse_unsupported(&input)?;
        let len = content_length(&input)?;
        let conditions = WriteConditions::parse(input.if_match.take(), input.if_none_match.take())?;
        // Asked again when the object takes its place; asked here so that no body is sent in vain.
        conditions.check(store.find(&input.key).as_deref())?;
        let content_md5 = input.content_md5.take().as_deref().map(parse_content_md5).transpose()?;
        let wanted_checksum = WantedChecksum::parse(&mut input)?;
        let metadata: std::collections::BTreeMap<String, String> =
            input.metadata.take().unwrap_or_default().into_iter().collect();
        if metadata.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MAX_METADATA_LEN {
            let message = "Your metadata headers exceed the maximum allowed metadata size";
            return Err(S3Error::with_message(S3ErrorCode::MetadataTooLarge, message));
        }

        let (encryption, cipher) = match &customer_key {
            Some(customer_key) => {
                customer_key.new_encryption().map(|(encryption, cipher)| (Some(encryption), Some(cipher)))?
            }
            None => (None, None),
        };
        let is_encrypted = encryption.is_some();
        let file = {
            let store = Arc::clone(&store);
            spawn_blocking(move || store.new_upload())
        };
        let file = file.await.map_err(S3Error::internal_error)?.map_err(S3Error::internal_error)?;
        let plan = UploadPlan {
            len,
            cipher,
            with_md5: content_md5.is_some() || !is_encrypted,
            checksum: wanted_checksum.as_ref().map(|wanted| wanted.algorithm),
        };
        let body = input.body.take().ok_or(S3ErrorCode::IncompleteBody)?;
        let ReceivedUpload { file, md5, checksum } = receive(file, plan, body).await?;
        if content_md5.is_some() && content_md5 != md5 {
            let message = "The Content-MD5 you specified did not match what we received.";
            return Err(S3Error::with_message(S3ErrorCode::BadDigest, message));
        }
        if let (Some(wanted), Some(checksum)) = (wanted_checksum, &checksum) {
            wanted.check(checksum, trailers)?;
        }

        let etag = match md5.filter(|_| !is_encrypted) {
            Some(md5) => HEXLOWER.encode(&md5),
            // Nothing about an encrypted object may be guessed from its ETag.
            None => HEXLOWER.encode(&random_bytes::<16>()?),
        };
        let record = ObjectRecord {
            format: RECORD_FORMAT,
            object_key: input.key,
            data_file: format!("{}.data", HEXLOWER.encode(&random_bytes::<16>()?)),
            len,
            etag: etag.clone(),
            modified: now(),
            headers: StoredHeaders {
                content_type: Some(input.content_type.unwrap_or_else(|| "binary/octet-stream".to_owned())),
                cache_control: input.cache_control,
                content_disposition: input.content_disposition,
                content_encoding: input.content_encoding.as_deref().and_then(without_aws_chunked),
                content_language: input.content_language,
                expires: input.expires.and_then(http_date),
                storage_class: input
                    .storage_class
                    .map(|class| class.as_str().to_owned())
                    .filter(|class| class != "STANDARD"),
            },
            metadata,
            checksum: checksum.clone(),
            customer_encryption: encryption,
        };
        spawn_blocking(move || store.commit(file, record, |present| conditions.check(present)))
            .await
            .map_err(S3Error::internal_error)?
            .map_err(change_error)?;

        let mut output = PutObjectOutput {
            e_tag: Some(ETag::Strong(etag)),
            sse_customer_algorithm: customer_key.as_ref().map(|_| CUSTOMER_ALGORITHM.to_owned()),
            sse_customer_key_md5: customer_key.map(|customer_key| customer_key.md5().to_owned()),
            ..PutObjectOutput::default()
        };
        if let Some(StoredChecksum { algorithm, value }) = checksum {
            let value = Some(value);
            match algorithm {
                ChecksumAlgorithm::Crc32 => output.checksum_crc32 = value,
                ChecksumAlgorithm::Crc32c => output.checksum_crc32c = value,
                ChecksumAlgorithm::Crc64Nvme => output.checksum_crc64nvme = value,
                ChecksumAlgorithm::Sha1 => output.checksum_sha1 = value,
                ChecksumAlgorithm::Sha256 => output.checksum_sha256 = value,
            }
            output.checksum_type = Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT));
        }
        Ok(S3Response::new(output))
    }
}

fn refuse_unsupported(input: &PutObjectInput) -> S3Result<()> {
    let is_other_acl = input.acl.as_ref().is_some_and(|acl| acl.as_str() != ObjectCannedACL::PRIVATE);
    let has_grants = input.grant_full_control.is_some()
        || input.grant_read.is_some()
        || input.grant_read_acp.is_some()
        || input.grant_write_acp.is_some();
    let has_kms = input.ssekms_key_id.is_some()
        || input.ssekms_encryption_context.is_some()
        || input.bucket_key_enabled.is_some();
    let has_lock = input.object_lock_mode.is_some()
        || input.object_lock_legal_hold_status.is_some()
        || input.object_lock_retain_until_date.is_some();
    unsupported("x-amz-server-side-encryption", input.server_side_encryption.is_some() || has_kms)?;
    unsupported("x-amz-acl", is_other_acl || has_grants)?;
    unsupported("x-amz-tagging", input.tagging.is_some())?;
    unsupported("x-amz-object-lock", has_lock)?;
    unsupported("x-amz-website-redirect-location", input.website_redirect_location.is_some())?;
    unsupported("x-amz-write-offset-bytes", input.write_offset_bytes.is_some())
}

/// The length of the object; after s3s took `aws-chunked` apart it is the decoded one.
fn content_length(input: &PutObjectInput) -> S3Result<u64> {
    let Some(len) = input.content_length else {
        let message = "You must provide the Content-Length HTTP header.";
        return Err(S3Error::with_message(S3ErrorCode::MissingContentLength, message));
    };
    let len = u64::try_from(len).map_err(|_| S3ErrorCode::InvalidArgument)?;
    if len > MAX_PUT_LEN {
        let message = "Your proposed upload exceeds the maximum allowed size";
        return Err(S3Error::with_message(S3ErrorCode::EntityTooLarge, message));
    }
    Ok(len)
}

/// The checksum that a request announces; its value comes in a header, or after the body.
struct WantedChecksum {
    algorithm: ChecksumAlgorithm,
    value: Option<String>,
}

impl WantedChecksum {
    fn parse(input: &mut PutObjectInput) -> S3Result<Option<Self>> {
        let given = [
            (ChecksumAlgorithm::Crc32, input.checksum_crc32.take()),
            (ChecksumAlgorithm::Crc32c, input.checksum_crc32c.take()),
            (ChecksumAlgorithm::Crc64Nvme, input.checksum_crc64nvme.take()),
            (ChecksumAlgorithm::Sha1, input.checksum_sha1.take()),
            (ChecksumAlgorithm::Sha256, input.checksum_sha256.take()),
        ];
        let mut given = given.into_iter().filter_map(|(algorithm, value)| value.map(|value| (algorithm, value)));
        match (given.next(), given.next()) {
            (Some(_), Some(_)) => {
                let message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
                Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message))
            }
            (Some((algorithm, value)), None) => {
                let decoded_len = BASE64.decode(value.as_bytes()).map(|bytes| bytes.len());
                if decoded_len != Ok(algorithm.digest_len()) {
                    let message = format!("Value for {} header is invalid.", algorithm.header_name());
                    return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
                }
                Ok(Some(Self { algorithm, value: Some(value) }))
            }
            (None, _) => {
                let announced = input.checksum_algorithm.as_ref().and_then(|algorithm| match algorithm.as_str() {
                    RequestedAlgorithm::CRC32 => Some(ChecksumAlgorithm::Crc32),
                    RequestedAlgorithm::CRC32C => Some(ChecksumAlgorithm::Crc32c),
                    RequestedAlgorithm::CRC64NVME => Some(ChecksumAlgorithm::Crc64Nvme),
                    RequestedAlgorithm::SHA1 => Some(ChecksumAlgorithm::Sha1),
                    RequestedAlgorithm::SHA256 => Some(ChecksumAlgorithm::Sha256),
                    _ => None,
                });
                Ok(announced.map(|algorithm| Self { algorithm, value: None }))
            }
        }
    }

    /// Compares with what arrived.
    ///
    /// # Errors
    ///
    /// `BadDigest`.
    fn check(self, received: &StoredChecksum, trailers: Option<TrailingHeaders>) -> S3Result<()> {
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

/// `aws-chunked` says how the body travelled, nothing about the object.
fn without_aws_chunked(content_encoding: &str) -> Option<String> {
    let encodings = content_encoding.split(',').map(str::trim);
    let kept: Vec<&str> = encodings.filter(|encoding| !encoding.is_empty() && *encoding != "aws-chunked").collect();
    if kept.is_empty() { None } else { Some(kept.join(",")) }
}

fn http_date(timestamp: Timestamp) -> Option<String> {
    let mut text = Vec::new();
    timestamp.format(TimestampFormat::HttpDate, &mut text).ok()?;
    String::from_utf8(text).ok()
}

fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
