//! GetObject and HeadObject: who may read, which bytes, and what the answer says.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::{HeaderMap, HeaderValue, header};
use s3s::{
    S3Error, S3ErrorCode, S3Request, S3Response, S3Result,
    dto::{
        ChecksumMode, ChecksumType, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput,
        StorageClass, Timestamp, TimestampFormat,
    },
};
use time::OffsetDateTime;
use tokio::task::spawn_blocking;

use crate::{
    conditions::ReadConditions,
    frame_reader::FrameReader,
    frames::FrameCipher,
    protection::{Behaviour, Echo, cipher_to_read},
    record::{ChecksumAlgorithm, ObjectRecord},
    service::{SandboxService, unsupported},
    sse_s3,
    ssec::{CustomerHeaders, CustomerKey},
    store::{OpenObject, Store},
};

impl SandboxService {
    pub(crate) async fn read_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        sse_s3::refuse_on_read(&request.headers)?;
        let mut input = request.input;
        let store = Arc::clone(self.bucket(&input.bucket)?);
        let object_key = std::mem::take(&mut input.key);
        let wanted = Wanted::parse(input, &request.headers, self.behaviour)?;
        let opened = {
            let store = Arc::clone(&store);
            spawn_blocking(move || store.open_object(&object_key))
        };
        let OpenObject { record, file } = opened
            .await
            .map_err(S3Error::internal_error)?
            .map_err(S3Error::internal_error)?
            .ok_or(S3ErrorCode::NoSuchKey)?;
        let (mut output, cipher, range) = wanted.describe(&record, &store)?;
        let reader = FrameReader::new(file, cipher, Arc::clone(&record));
        output.body = Some(reader.stream(range).await?);
        Ok(S3Response::new(output))
    }

    pub(crate) async fn describe_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        sse_s3::refuse_on_read(&request.headers)?;
        let input = request.input;
        let store = self.bucket(&input.bucket)?;
        let record = store.find(&input.key);
        let input = GetObjectInput {
            checksum_mode: input.checksum_mode,
            if_match: input.if_match,
            if_modified_since: input.if_modified_since,
            if_none_match: input.if_none_match,
            if_unmodified_since: input.if_unmodified_since,
            part_number: input.part_number,
            range: input.range,
            version_id: input.version_id,
            ..GetObjectInput::default()
        };
        let wanted = Wanted::parse(input, &request.headers, self.behaviour)?;
        let (output, _, _) = wanted.describe(&*record.ok_or(S3ErrorCode::NoSuchKey)?, store)?;
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: output.accept_ranges,
            cache_control: output.cache_control,
            checksum_crc32: output.checksum_crc32,
            checksum_crc32c: output.checksum_crc32c,
            checksum_crc64nvme: output.checksum_crc64nvme,
            checksum_sha1: output.checksum_sha1,
            checksum_sha256: output.checksum_sha256,
            checksum_type: output.checksum_type,
            content_disposition: output.content_disposition,
            content_encoding: output.content_encoding,
            content_language: output.content_language,
            content_length: output.content_length,
            // s3s answers 200 to every HEAD; the gate makes it 206 where this is set.
            content_range: output.content_range,
            content_type: output.content_type,
            e_tag: output.e_tag,
            expires: output.expires,
            last_modified: output.last_modified,
            metadata: output.metadata,
            server_side_encryption: output.server_side_encryption,
            sse_customer_algorithm: output.sse_customer_algorithm,
            sse_customer_key_md5: output.sse_customer_key_md5,
            storage_class: output.storage_class,
            ..HeadObjectOutput::default()
        }))
    }
}

/// What GET and HEAD ask for in common.
struct Wanted {
    behaviour: Behaviour,
    conditions: ReadConditions,
    customer_key: Option<CustomerKey>,
    range: Option<s3s::dto::Range>,
    checksum: bool,
}

impl Wanted {
    fn parse(input: GetObjectInput, headers: &HeaderMap, behaviour: Behaviour) -> S3Result<Self> {
        unsupported("partNumber", input.part_number.is_some())?;
        // What a bucket has that never kept versions.
        unsupported("versionId", input.version_id.is_some_and(|version_id| version_id != "null"))?;
        Ok(Self {
            behaviour,
            conditions: ReadConditions {
                if_match: input.if_match,
                if_none_match: input.if_none_match,
                if_modified_since: input.if_modified_since,
                if_unmodified_since: input.if_unmodified_since,
            },
            customer_key: CustomerHeaders::of(headers).parse(behaviour.like)?,
            range: input.range,
            checksum: input.checksum_mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED),
        })
    }

    /// The answer without its body, the cipher to read with, and the bytes to read.
    fn describe(
        self,
        record: &ObjectRecord,
        store: &Store,
    ) -> S3Result<(GetObjectOutput, Option<FrameCipher>, Range<u64>)> {
        let cipher = cipher_to_read(record, self.customer_key.as_ref(), store)?;
        self.conditions.check(record)?;
        let part = requested_range(self.range, record.len)?;
        let content_range = part.as_ref().map(|part| format!("bytes {}-{}/{}", part.start, part.end - 1, record.len));
        // A checksum covers the whole object, so a part of it comes without.
        let checksum = record.checksum.as_ref().filter(|_| self.checksum && part.is_none());
        let range = part.unwrap_or(0..record.len);
        let echo = Echo::of_record(record, self.customer_key, self.behaviour);
        let mut output = GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: i64::try_from(range.end - range.start).ok(),
            content_range,
            cache_control: record.headers.cache_control.clone(),
            content_disposition: record.headers.content_disposition.clone(),
            content_encoding: record.headers.content_encoding.clone(),
            content_language: record.headers.content_language.clone(),
            content_type: record.headers.content_type.clone(),
            e_tag: Some(ETag::Strong(record.etag.clone())),
            expires: expires(record),
            last_modified: Some(timestamp(record.modified)),
            metadata: Some(record.metadata.clone().into_iter().collect()),
            server_side_encryption: echo.server_side_encryption,
            sse_customer_algorithm: echo.customer_algorithm,
            sse_customer_key_md5: echo.customer_key_md5,
            storage_class: record.headers.storage_class.clone().map(StorageClass::from),
            ..GetObjectOutput::default()
        };
        if let Some(checksum) = checksum {
            let value = Some(checksum.value.clone());
            match checksum.algorithm {
                ChecksumAlgorithm::Crc32 => output.checksum_crc32 = value,
                ChecksumAlgorithm::Crc32c => output.checksum_crc32c = value,
                ChecksumAlgorithm::Crc64Nvme => output.checksum_crc64nvme = value,
                ChecksumAlgorithm::Sha1 => output.checksum_sha1 = value,
                ChecksumAlgorithm::Sha256 => output.checksum_sha256 = value,
            }
            output.checksum_type = Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT));
        }
        Ok((output, cipher, range))
    }
}

/// The bytes asked for.
///
/// # Errors
///
/// `InvalidRange` with the object's length, when it has none of them.
fn requested_range(range: Option<s3s::dto::Range>, len: u64) -> S3Result<Option<Range<u64>>> {
    let Some(range) = range else { return Ok(None) };
    match range.check(len) {
        Ok(range) if !range.is_empty() => Ok(Some(range)),
        _ => {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::try_from(format!("bytes */{len}")) {
                headers.insert(header::CONTENT_RANGE, value);
            }
            let mut error = S3Error::with_message(S3ErrorCode::InvalidRange, "The requested range is not satisfiable");
            error.set_headers(headers);
            Err(error)
        }
    }
}

/// Seconds since 1970 as s3s writes them.
pub(crate) fn timestamp(seconds: i64) -> Timestamp {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH).into()
}

fn expires(record: &ObjectRecord) -> Option<Timestamp> {
    Timestamp::parse(TimestampFormat::HttpDate, record.headers.expires.as_deref()?).ok()
}

/// Seconds since 1970 as HTTP writes them.
pub(crate) fn http_date(seconds: i64) -> String {
    let time = SystemTime::checked_add(&UNIX_EPOCH, Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
    httpdate::fmt_http_date(time.unwrap_or(UNIX_EPOCH))
}
