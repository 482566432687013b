//! PutObject: everything that is checked before, while and after a body arrives.

use std::{sync::Arc, time::SystemTime};

use data_encoding::HEXLOWER;
use s3s::{
    S3Error, S3ErrorCode, S3Request, S3Response, S3Result,
    dto::{ChecksumType, ETag, ObjectCannedACL, PutObjectInput, PutObjectOutput, Timestamp, TimestampFormat},
};
use tokio::task::spawn_blocking;

use crate::{
    checksum::WantedChecksum,
    conditions::WriteConditions,
    protection::{Echo, Protection},
    record::{ChecksumAlgorithm, ObjectRecord, RECORD_FORMAT, StoredChecksum, StoredHeaders},
    service::{SandboxService, change_error, unsupported},
    ssec::random_bytes,
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
        let protection = Protection::of_upload(&request.headers, self.bucket_encryption(), self.behaviour)?;
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

        let prepared = {
            let store = Arc::clone(&store);
            spawn_blocking(move || {
                let encryption = protection.new_encryption(&store)?;
                let file = store.new_upload().map_err(S3Error::internal_error)?;
                Ok::<_, S3Error>((protection, encryption, file))
            })
        };
        let (protection, mut encryption, file) = prepared.await.map_err(S3Error::internal_error)??;
        let has_md5_etag = protection.has_md5_etag(self.behaviour);
        let plan = UploadPlan {
            len,
            cipher: encryption.cipher.take(),
            with_md5: content_md5.is_some() || has_md5_etag,
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

        let etag = match md5.filter(|_| has_md5_etag) {
            Some(md5) => HEXLOWER.encode(&md5),
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
            customer_encryption: encryption.customer,
            server_encryption: encryption.server,
            is_encryption_pretended: encryption.is_pretended,
        };
        spawn_blocking(move || store.commit(file, record, |present| conditions.check(present)))
            .await
            .map_err(S3Error::internal_error)?
            .map_err(change_error)?;

        let echo = Echo::of_upload(protection, self.behaviour);
        let mut output = PutObjectOutput {
            e_tag: Some(ETag::Strong(etag)),
            server_side_encryption: echo.server_side_encryption,
            sse_customer_algorithm: echo.customer_algorithm,
            sse_customer_key_md5: echo.customer_key_md5,
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
    unsupported("x-amz-server-side-encryption-aws-kms-key-id", has_kms)?;
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
