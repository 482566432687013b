//! Upload by one PUT.

use std::cell::Cell;

use sealport_core::{Fingerprint, SseCKey};
use sealport_s3::{AtRest, ErrorCode, ObjectKey, PutOptions, SERVER_SIDE_ENCRYPTION_HEADER, UnsignedRequest};

use crate::Progress;
use crate::cancel::Cancel;
use crate::client::{Asked, Client};
use crate::error::ClientError;
use crate::platform::{Platform, Source, TransportError, Upload};
use crate::protection::{Confirmation, Protection};
use crate::sealed::{SealedReceipt, SealedSource};

/// The most that S3 takes in one PUT: 5 GiB, in bytes.
///
/// Spec: Amazon S3 User Guide, "Uploading objects".
pub const MAX_SINGLE_PUT_LEN: u64 = 5 * 1024 * 1024 * 1024;

/// How to store an object.
#[derive(Clone, Debug, Default)]
pub struct UploadOptions {
    /// Media type to keep with it; what is no header value is left out.
    pub content_type: Option<String>,
    /// How it is to be protected.
    pub protection: Protection,
    /// Replace an object of the same name. Otherwise such an upload is refused.
    pub overwrite: bool,
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
    /// What is known of its protection.
    pub confirmation: Confirmation,
    /// `x-amz-server-side-encryption` as the storage answered it: where nothing was asked for, the bucket's default. Says
    /// nothing about a customer key.
    pub server_side_encryption: Option<String>,
    /// What was sealed, where it was.
    pub sealed: Option<SealedReceipt>,
}

impl<P: Platform> Client<P> {
    /// Stores a file as an object.
    ///
    /// Without `overwrite` it first asks whether the object is there, and tells the storage not to replace one: some
    /// servers ignore the second, so both are done. Before a customer key goes to this storage for the first time, a
    /// request without it shows that the storage answers by itself; and unless the provider is known to repeat the key's
    /// MD5, a test object of one byte under a throw-away key shows that it encrypts at all.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: already exists, too large, source changed, denied, SSE-C blocked, network or CORS, protection not
    /// confirmed, stored in clear, cancelled, and what any request may meet. After `cancelled` and `network-or-cors` the
    /// object may have been stored all the same, when the whole file was sent before. [`ClientError::stored`] names what
    /// was stored and is not as it should be.
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
        plaintext: &P::Source,
        options: UploadOptions,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<UploadReceipt, ClientError> {
        let sealing = match &options.protection.sealing {
            Some(keys) => Some((keys, SealedSource::new(&self.platform, plaintext, keys)?)),
            None => None,
        };
        let len = sealing.as_ref().map_or_else(|| plaintext.len(), |(_, sealed)| sealed.message_len());
        if len > MAX_SINGLE_PUT_LEN {
            return Err(ClientError::new(ErrorCode::TooLarge, "one request stores at most 5 GiB"));
        }
        let at_rest = &options.protection.at_rest;
        let ssec = at_rest.ssec();
        // What is sealed does not say what it is.
        let content_type = options.content_type.as_deref().filter(|_| sealing.is_none());
        let put = |content_type| {
            let cache_control = Some(cache_control(at_rest));
            let put =
                PutOptions { at_rest: Some(at_rest), content_type, cache_control, only_if_absent: !options.overwrite };
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
        if ssec.is_some()
            && let Err(error) = self.try_storage(object_key).await
        {
            return Err(self.blocked_or_denied(error).await);
        }
        let source = &match &sealing {
            Some((_, sealed)) => {
                let report = |sealed| on_progress(Progress { transferred: 0, total: Some(len), sealed: Some(sealed) });
                sealed.assemble(report).await?
            }
            None => plaintext.clone(),
        };
        let mut asked = Asked::new(request, ssec);
        asked.only_if_absent = !options.overwrite;
        let sent = Cell::new(None);
        let report = |transferred: u64| {
            sent.set(Some(transferred));
            let sealed = sealing.is_some().then_some(len);
            on_progress(Progress { transferred: transferred.min(len), total: Some(len), sealed });
        };
        let upload = Upload { source, forbid_redirect: false };
        let answer = match self.exchange(&asked, Some(upload), report).await {
            Ok(answer) => answer,
            // A file that changed while it was sent looks like a broken connection; the file can be asked.
            Err(error) if error.code() == ErrorCode::NetworkOrCors && !source.is_unchanged().await => {
                return Err(TransportError::SourceChanged.into());
            }
            Err(error) if ssec.is_some() => return Err(self.blocked_or_denied(error).await),
            Err(error) => return Err(error),
        };
        let confirmation = self.confirm(object_key, at_rest, &answer.headers).await?;
        let version_id = answer.headers.value("x-amz-version-id");
        // A file rewritten within the second that a browser compares is sent as it is now: the receipt would tell of
        // another one.
        if let Some(sent) = sent.get().filter(|sent| *sent != len) {
            let what = format!("the file changed while it was sent: {sent} bytes were stored instead of {len}");
            let seen = self.seen(object_key, ssec, &answer.headers).await;
            let error = ClientError::new(ErrorCode::SourceChanged, what);
            return Err(error.with_stored(object_key, &answer.headers, seen.as_ref()));
        }
        on_progress(Progress { transferred: len, total: Some(len), sealed: None });
        Ok(UploadReceipt {
            object_key: object_key.clone(),
            len,
            etag: answer.headers.value("etag").map(str::to_owned),
            version_id: version_id.map(str::to_owned),
            fingerprint: ssec.map(SseCKey::fingerprint),
            server_side_encryption: answer.headers.value(SERVER_SIDE_ENCRYPTION_HEADER).map(str::to_owned),
            confirmation,
            sealed: sealing.as_ref().map(|(keys, sealed)| keys.receipt(sealed.layout())),
        })
    }
}

/// What is kept with an object for whoever reads it by other means.
///
/// Chromium adds a value of its own to each conditional PUT, and the storage would keep that. So one is chosen: browsers
/// must not write what a customer key opened to their disks (they do, where nothing forbids it), and ask again for the
/// rest.
fn cache_control(at_rest: &AtRest) -> &'static str {
    match at_rest {
        AtRest::SseC(_) => "no-store",
        AtRest::BucketDefault | AtRest::SseS3 => "no-cache",
    }
}
