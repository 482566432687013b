//! Upload by one PUT.

use sealport_core::{Fingerprint, SseCKey};
use sealport_s3::{AnswerHeaders, ErrorCode, ObjectKey, PutOptions, SseCEcho, UnsignedRequest, sse_c_echo};

use crate::Progress;
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::ClientError;
use crate::platform::{Platform, Source, TransportError};

/// The most that S3 takes in one PUT: 5 GiB, in bytes.
///
/// Spec: Amazon S3 User Guide, "Uploading objects".
pub const MAX_SINGLE_PUT_LEN: u64 = 5 * 1024 * 1024 * 1024;

/// How to store an object.
#[derive(Clone, Debug, Default)]
pub struct UploadOptions {
    /// Media type to keep with it; what is no header value is left out.
    pub content_type: Option<String>,
    /// Customer key to encrypt it with.
    pub ssec: Option<SseCKey>,
    /// Replace an object of the same name. Otherwise such an upload is refused.
    pub overwrite: bool,
}

/// What is known of the protection of a stored object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// The storage echoed the algorithm and the MD5 of our key.
    Confirmed,
    /// The storage took the key without a word about it.
    NotVerified,
    /// No customer key was sent.
    NotAsked,
}

/// What an upload ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadReceipt {
    /// Where it is.
    pub object_key: ObjectKey,
    /// Bytes stored.
    pub len: u64,
    /// With its quotes; no checksum of the content for SSE-C objects.
    pub etag: Option<String>,
    /// In a bucket with versioning.
    pub version_id: Option<String>,
    /// Which key it was stored with.
    pub fingerprint: Option<Fingerprint>,
    /// Whether the storage confirmed that.
    pub confirmation: Confirmation,
}

impl<P: Platform> Client<P> {
    /// Stores a file as an object.
    ///
    /// Without `overwrite` it first asks whether the object is there, and tells the storage not to replace one: some
    /// servers ignore the second, so both are done. Before a customer key goes to this storage for the first time, a
    /// request without it shows that the storage answers by itself.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: already exists, too large, source changed, denied, network or CORS, protection not confirmed (the
    /// storage names another key), cancelled, and what any request may meet. After `cancelled` and
    /// `network-or-cors` the object may have been stored all the same, when the whole file was sent before; after
    /// `protection-not-confirmed` it was.
    pub async fn upload(
        &self,
        object_key: &ObjectKey,
        source: &P::Source,
        options: UploadOptions,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<UploadReceipt, ClientError> {
        cancel.guard(self.upload_unguarded(object_key, source, options, on_progress)).await?
    }

    async fn upload_unguarded(
        &self,
        object_key: &ObjectKey,
        source: &P::Source,
        options: UploadOptions,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<UploadReceipt, ClientError> {
        let len = source.len();
        if len > MAX_SINGLE_PUT_LEN {
            return Err(ClientError::new(ErrorCode::TooLarge, "one request stores at most 5 GiB"));
        }
        let ssec = options.ssec.as_ref();
        let content_type = options.content_type.as_deref();
        let put = |content_type| {
            let put = PutOptions { ssec, content_type, only_if_absent: !options.overwrite };
            UnsignedRequest::put_object(self.storage(), object_key, put)
        };
        // Checked before anything is sent; only the media type, which a file brings along, may be dropped.
        let request = put(content_type).or_else(|_| put(None))?;
        if !options.overwrite {
            if self.exists(object_key).await? == Some(true) {
                return Err(ClientError::new(ErrorCode::AlreadyExists, "an object of this name exists already"));
            }
        } else if ssec.is_some() && !self.is_known_to_answer_itself() {
            self.exists(object_key).await?;
        }
        // Signed only now: the questions above may have taken their time.
        let mut prepared = self.prepare(request, ssec)?;
        prepared.only_if_absent = !options.overwrite;
        let report = |transferred: u64| on_progress(Progress { transferred: transferred.min(len), total: Some(len) });
        let answer = match self.platform.send(&prepared.signed, Some(source), report).await {
            Ok(answer) => answer,
            // A file that changed while it was sent looks like a broken connection; the file can be asked.
            Err(TransportError::NetworkOrCors) if !source.is_unchanged().await => {
                return Err(TransportError::SourceChanged.into());
            }
            Err(error) => return Err(error.into()),
        };
        let answer = self.expect_success(&prepared, answer).await?;
        on_progress(Progress { transferred: len, total: Some(len) });
        Ok(UploadReceipt {
            object_key: object_key.clone(),
            len,
            etag: answer.headers.value("etag").map(str::to_owned),
            version_id: answer.headers.value("x-amz-version-id").map(str::to_owned),
            fingerprint: ssec.map(SseCKey::fingerprint),
            confirmation: confirmation(&answer.headers, ssec)?,
        })
    }
}

fn confirmation(headers: &AnswerHeaders, ssec: Option<&SseCKey>) -> Result<Confirmation, ClientError> {
    let Some(ssec) = ssec else { return Ok(Confirmation::NotAsked) };
    match sse_c_echo(headers, ssec) {
        SseCEcho::Ours => Ok(Confirmation::Confirmed),
        SseCEcho::Absent => Ok(Confirmation::NotVerified),
        SseCEcho::Another => Err(ClientError::new(
            ErrorCode::ProtectionNotConfirmed,
            "the storage says that it encrypted the object with another key",
        )),
    }
}
