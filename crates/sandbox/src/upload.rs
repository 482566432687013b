//! From a request body to a finished file: frames are cut here, and sealed, hashed and written in blocking threads
//! while the next one arrives. Memory stays at two frames.

use std::io::{self, Write as _};

use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::{Stream, StreamExt as _};
use md5::{Digest as _, Md5};
use s3s::{S3Error, S3ErrorCode, S3Result, StdError, checksum::ChecksumHasher, crypto::Checksum as _};
use tempfile::NamedTempFile;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    frames::{FRAME_LEN, FrameCipher, TAG_LEN},
    record::{ChecksumAlgorithm, StoredChecksum},
};

/// What an upload is checked by, besides its length.
pub(crate) struct UploadPlan {
    /// Bytes that must arrive.
    pub(crate) len: u64,
    /// Seals the frames; without it they are written as they come.
    pub(crate) cipher: Option<FrameCipher>,
    /// The MD5 is wanted, for `Content-MD5` or as an ETag.
    pub(crate) with_md5: bool,
    pub(crate) checksum: Option<ChecksumAlgorithm>,
}

/// A file that holds all that arrived, not yet visible under any name.
pub(crate) struct ReceivedUpload {
    pub(crate) file: NamedTempFile,
    pub(crate) md5: Option<[u8; 16]>,
    pub(crate) checksum: Option<StoredChecksum>,
}

/// Receives a whole body.
///
/// # Errors
///
/// When the body ends early, is longer than planned, fails s3s's own checks, or cannot be written.
pub(crate) async fn receive(
    file: NamedTempFile,
    plan: UploadPlan,
    mut body: impl Stream<Item = Result<Bytes, StdError>> + Unpin,
) -> S3Result<ReceivedUpload> {
    let expected_len = plan.len;
    let frame_capacity = usize::try_from(expected_len).unwrap_or(FRAME_LEN).min(FRAME_LEN) + TAG_LEN;
    let mut writer = Writer::Idle(Box::new(FrameSink::new(file, plan)), Vec::with_capacity(frame_capacity));
    let mut frame = Vec::with_capacity(frame_capacity);
    let mut received_len = 0_u64;
    while let Some(chunk) = body.next().await {
        let mut chunk = chunk.map_err(|error| body_error(error.as_ref()))?;
        received_len = received_len.saturating_add(chunk.len() as u64);
        if received_len > expected_len {
            return Err(S3Error::new(S3ErrorCode::IncompleteBody));
        }
        while !chunk.is_empty() {
            // Only now is it known that a full frame is not the last one.
            if frame.len() == FRAME_LEN {
                let (sink, spare) = writer.idle().await?;
                writer = sink.start(std::mem::replace(&mut frame, spare), false);
            }
            let taken = chunk.split_to(chunk.len().min(FRAME_LEN - frame.len()));
            frame.extend_from_slice(&taken);
        }
    }
    if received_len != expected_len {
        return Err(S3Error::new(S3ErrorCode::IncompleteBody));
    }
    let (sink, _) = writer.idle().await?;
    let (sink, _) = sink.start(frame, true).idle().await?;
    Ok(sink.finish())
}

/// The sink with a spare buffer, or the thread that has both.
enum Writer {
    Idle(Box<FrameSink>, Vec<u8>),
    Busy(JoinHandle<io::Result<(Box<FrameSink>, Vec<u8>)>>),
}

impl Writer {
    async fn idle(self) -> S3Result<(Box<FrameSink>, Vec<u8>)> {
        match self {
            Self::Idle(sink, spare) => Ok((sink, spare)),
            Self::Busy(thread) => thread.await.map_err(S3Error::internal_error)?.map_err(S3Error::internal_error),
        }
    }
}

struct FrameSink {
    file: NamedTempFile,
    cipher: Option<FrameCipher>,
    next_frame_index: u64,
    md5: Option<Md5>,
    checksum: Option<(ChecksumAlgorithm, ChecksumHasher)>,
}

impl FrameSink {
    fn new(file: NamedTempFile, plan: UploadPlan) -> Self {
        Self {
            file,
            cipher: plan.cipher,
            next_frame_index: 0,
            md5: plan.with_md5.then(Md5::new),
            checksum: plan.checksum.map(|algorithm| (algorithm, hasher(algorithm))),
        }
    }

    fn start(mut self: Box<Self>, mut frame: Vec<u8>, is_last: bool) -> Writer {
        Writer::Busy(spawn_blocking(move || {
            self.write(&mut frame, is_last)?;
            frame.clear();
            Ok((self, frame))
        }))
    }

    fn write(&mut self, frame: &mut Vec<u8>, is_last: bool) -> io::Result<()> {
        if let Some(md5) = &mut self.md5 {
            md5.update(&*frame);
        }
        if let Some((_, hasher)) = &mut self.checksum {
            hasher.update(frame);
        }
        if let Some(cipher) = &self.cipher {
            cipher.seal(self.next_frame_index, is_last, frame).map_err(io::Error::other)?;
            self.next_frame_index += 1;
        }
        self.file.write_all(frame)
    }

    fn finish(self: Box<Self>) -> ReceivedUpload {
        let checksum = self.checksum.and_then(|(algorithm, hasher)| checksum(algorithm, hasher));
        ReceivedUpload { file: self.file, md5: self.md5.map(|md5| md5.finalize().into()), checksum }
    }
}

/// A hasher that computes one checksum.
pub(crate) fn hasher(algorithm: ChecksumAlgorithm) -> ChecksumHasher {
    let mut hasher = ChecksumHasher::default();
    match algorithm {
        ChecksumAlgorithm::Crc32 => hasher.crc32 = Some(s3s::crypto::Crc32::new()),
        ChecksumAlgorithm::Crc32c => hasher.crc32c = Some(s3s::crypto::Crc32c::new()),
        ChecksumAlgorithm::Crc64Nvme => hasher.crc64nvme = Some(s3s::crypto::Crc64Nvme::new()),
        ChecksumAlgorithm::Sha1 => hasher.sha1 = Some(s3s::crypto::Sha1::new()),
        ChecksumAlgorithm::Sha256 => hasher.sha256 = Some(s3s::crypto::Sha256::new()),
    }
    hasher
}

/// What a [`hasher`] of that algorithm has computed.
pub(crate) fn checksum(algorithm: ChecksumAlgorithm, hasher: ChecksumHasher) -> Option<StoredChecksum> {
    let sums = hasher.finalize();
    let value = match algorithm {
        ChecksumAlgorithm::Crc32 => sums.checksum_crc32,
        ChecksumAlgorithm::Crc32c => sums.checksum_crc32c,
        ChecksumAlgorithm::Crc64Nvme => sums.checksum_crc64nvme,
        ChecksumAlgorithm::Sha1 => sums.checksum_sha1,
        ChecksumAlgorithm::Sha256 => sums.checksum_sha256,
    };
    value.map(|value| StoredChecksum { algorithm, value })
}

/// s3s checks the signed hash of the payload and the signatures of chunks while the body is read. The types of its
/// errors are private; their texts are what can be told apart.
pub(crate) fn body_error(error: &(dyn std::error::Error + Send + Sync)) -> S3Error {
    let text = error.to_string();
    if text == "UploadStreamError: Sha256Mismatch" {
        S3Error::new(S3ErrorCode::Custom("XAmzContentSHA256Mismatch".into()))
    } else if text == "AwsChunkedStreamError: SignatureMismatch" {
        S3Error::new(S3ErrorCode::SignatureDoesNotMatch)
    } else {
        S3Error::new(S3ErrorCode::IncompleteBody)
    }
}

/// `Content-MD5` as 16 bytes.
///
/// # Errors
///
/// `InvalidDigest` when it is anything else.
pub(crate) fn parse_content_md5(value: &str) -> S3Result<[u8; 16]> {
    BASE64
        .decode(value.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| S3Error::with_message(S3ErrorCode::InvalidDigest, "The Content-MD5 you specified was invalid."))
}
