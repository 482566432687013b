//! The one error that transfers end with.

use std::fmt;

use sealport_core::KeyHasOtherJob;
use sealport_core::message::{MessageError, MessageErrorKind};
use sealport_core::openssl::ImportError;
use sealport_s3::{AnswerHeaders, ErrorCode, InputError, ObjectDetails, ObjectKey, Reason, ServiceError, UnixTime};

use crate::cancel::Cancelled;
use crate::platform::{EngineError, NoEntropy, PourError, SinkError, TransportError};

/// Why a transfer or request did not succeed. Holds no key, no credential and no URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientError {
    code: ErrorCode,
    what: String,
    redirected: bool,
    stored: Option<Box<StoredObject>>,
    service: Option<Box<ServiceError>>,
    message: Option<Box<MessageError>>,
}

/// What lies in the storage after an upload that failed all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Where it is.
    pub object_key: ObjectKey,
    /// Its version, in a bucket that keeps versions and tells the page of them.
    pub version_id: Option<String>,
    /// Its ETag, where the storage tells. It may be that of the content alone, which others can store as well.
    pub etag: Option<String>,
    /// When it was stored, as the storage said when the object was looked at.
    pub stored_at: Option<UnixTime>,
    /// It could be read without the key that it was stored with.
    pub in_clear: bool,
}

impl ClientError {
    pub(crate) fn new(code: ErrorCode, what: impl Into<String>) -> Self {
        Self { code, what: what.into(), redirected: false, stored: None, service: None, message: None }
    }

    /// `answer` are the headers with which the storage took the object, `seen` what it said of it afterwards.
    pub(crate) fn with_stored(
        mut self,
        object_key: &ObjectKey,
        answer: &AnswerHeaders,
        seen: Option<&ObjectDetails>,
    ) -> Self {
        let told = |name| answer.value(name).map(str::to_owned);
        let (version_id, etag) = (told("x-amz-version-id"), told("etag"));
        let stored_at = seen.and_then(|seen| seen.last_modified.as_deref()).and_then(UnixTime::parse_http_date);
        self.stored = Some(Box::new(StoredObject {
            object_key: object_key.clone(),
            version_id,
            etag,
            stored_at,
            in_clear: self.code == ErrorCode::StoredInClear,
        }));
        self
    }

    /// The same refusal, once more was learned about it than it said.
    pub(crate) fn because(self, reason: Reason) -> Self {
        match self.service {
            Some(service) => (*service).because(reason).into(),
            None => self,
        }
    }

    /// What it means, where the storage answered.
    pub fn reason(&self) -> Option<Reason> {
        self.service.as_ref().map(|service| service.reason)
    }

    /// What this request left in the storage that is not as it should be: offer to delete exactly that.
    pub fn stored(&self) -> Option<&StoredObject> {
        self.stored.as_deref()
    }

    /// What went wrong, stable for programs.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What is wrong with the sealed file, where it is one: it names the keys that it asks for, or the frame.
    pub fn message(&self) -> Option<&MessageError> {
        self.message.as_deref()
    }

    /// Whether the same request may succeed when tried again. A sealed file that all came stays as it is.
    pub fn retryable(&self) -> bool {
        if self.message.is_some() {
            return false;
        }
        self.service.as_ref().map_or(self.code.is_retryable(), |service| service.retryable)
    }

    /// Whether the request, with all its headers, was passed on to another server: a customer key that it carried is
    /// known there, and should not be used again.
    pub fn is_redirected(&self) -> bool {
        self.redirected
    }

    /// HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.service.as_ref().map(|service| service.status)
    }

    /// S3's own error code.
    pub fn s3_code(&self) -> Option<&str> {
        self.service.as_ref().and_then(|service| service.s3_code.as_deref())
    }

    /// The server's name for the request.
    pub fn request_id(&self) -> Option<&str> {
        self.service.as_ref().and_then(|service| service.request_id.as_deref())
    }

    /// The server's time, as it wrote it.
    pub fn server_time(&self) -> Option<&str> {
        self.service.as_ref().and_then(|service| service.server_time.as_deref())
    }

    /// All that the service said, by allow-list.
    pub fn service(&self) -> Option<&ServiceError> {
        self.service.as_deref()
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for ClientError {}

impl From<InputError> for ClientError {
    fn from(error: InputError) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string())
    }
}

impl From<Cancelled> for ClientError {
    fn from(_: Cancelled) -> Self {
        Self::new(ErrorCode::Cancelled, "cancelled")
    }
}

impl From<TransportError> for ClientError {
    fn from(error: TransportError) -> Self {
        let code = match &error {
            TransportError::NetworkOrCors => ErrorCode::NetworkOrCors,
            TransportError::SourceChanged => ErrorCode::SourceChanged,
            TransportError::Redirected => ErrorCode::ProtectionNotConfirmed,
            TransportError::OriginMismatch => ErrorCode::Bug,
            TransportError::Unsupported(_) => ErrorCode::UnsupportedBrowser,
        };
        Self { redirected: error == TransportError::Redirected, ..Self::new(code, error.to_string()) }
    }
}

impl From<NoEntropy> for ClientError {
    fn from(error: NoEntropy) -> Self {
        Self::new(ErrorCode::UnsupportedBrowser, error.to_string())
    }
}

impl From<SinkError> for ClientError {
    fn from(error: SinkError) -> Self {
        let code = match &error {
            SinkError::StorageFull => ErrorCode::StorageFull,
            SinkError::TooLarge { .. } => ErrorCode::TooLarge,
            SinkError::Dismissed => ErrorCode::Cancelled,
            SinkError::Failed(_) => ErrorCode::NotSaved,
        };
        Self::new(code, error.to_string())
    }
}

/// The code of what is wrong with a sealed file.
fn code_of(kind: MessageErrorKind) -> ErrorCode {
    match kind {
        MessageErrorKind::InvalidInput => ErrorCode::InvalidInput,
        MessageErrorKind::TooLarge => ErrorCode::TooLarge,
        MessageErrorKind::CannotUnlock => ErrorCode::CannotUnlock,
        MessageErrorKind::KdfTooCostly => ErrorCode::KdfTooCostly,
        MessageErrorKind::Tampered => ErrorCode::Tampered,
        MessageErrorKind::Truncated => ErrorCode::Truncated,
        MessageErrorKind::NotSealed => ErrorCode::NotSealed,
        MessageErrorKind::UnsupportedSuite => ErrorCode::UnsupportedSuite,
        _ => ErrorCode::Bug,
    }
}

impl From<KeyHasOtherJob> for ClientError {
    fn from(error: KeyHasOtherJob) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string())
    }
}

impl From<MessageError> for ClientError {
    fn from(error: MessageError) -> Self {
        let made = Self::new(code_of(error.kind()), error.to_string());
        Self { message: Some(Box::new(error)), ..made }
    }
}

impl From<ImportError> for ClientError {
    fn from(error: ImportError) -> Self {
        let code = match error {
            ImportError::NotOpenSsl => ErrorCode::NotSealed,
            ImportError::BadBase64 => ErrorCode::Tampered,
            ImportError::CutShort { .. } => ErrorCode::Truncated,
            ImportError::WrongPassphraseOrSettings | ImportError::NoPadding => ErrorCode::CannotUnlock,
            ImportError::Iterations { .. } => ErrorCode::InvalidInput,
            ImportError::Changed => ErrorCode::SourceChanged,
            _ => ErrorCode::Bug,
        };
        Self::new(code, error.to_string())
    }
}

impl From<EngineError> for ClientError {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::NotAuthentic => ErrorCode::Tampered,
            EngineError::Unavailable(_) => ErrorCode::UnsupportedBrowser,
        };
        Self::new(code, error.to_string())
    }
}

impl From<PourError> for ClientError {
    fn from(error: PourError) -> Self {
        match error {
            PourError::Transport(error) => error.into(),
            PourError::Sink(error) => error.into(),
        }
    }
}

impl From<ServiceError> for ClientError {
    fn from(error: ServiceError) -> Self {
        let what = match error.code {
            ErrorCode::WrongKey => "the object is encrypted with another SSE-C key",
            ErrorCode::SseCKeyRequired => "the object is encrypted with an SSE-C key, and none was sent",
            ErrorCode::SseCNotApplicable => "an SSE-C key was sent for an object that is not encrypted with one",
            ErrorCode::KeyDigestMismatch => "the storage says that the SSE-C key and its MD5 do not belong together",
            ErrorCode::Denied => "the storage denied the request",
            ErrorCode::ClockSkew => "this device's clock and the storage's differ too much",
            ErrorCode::LinkExpired => "the request's signature has expired",
            ErrorCode::NotFound => "there is no such object or bucket",
            ErrorCode::AlreadyExists => "an object of this name exists already",
            ErrorCode::ObjectChanged => "the object has changed meanwhile",
            ErrorCode::HeadersNotSigned => "the storage refuses headers that the signature does not cover",
            ErrorCode::Contended => "another request for the same name came at the same time",
            ErrorCode::Stalled => "the storage gave up waiting for the content",
            ErrorCode::Throttled => "the storage asks for fewer requests",
            ErrorCode::TooLarge => "the object is larger than the storage takes",
            ErrorCode::SseCBlocked => "the bucket refuses new objects with SSE-C keys",
            ErrorCode::HeadersLost => "the SSE-C headers were sent, and did not all reach the storage",
            ErrorCode::ContentDigestMismatch => "the content that arrived is not what its checksum says",
            ErrorCode::NotOffered => "the storage does not offer this",
            ErrorCode::QuotaFull => "the storage has no room left for this account or bucket",
            ErrorCode::InvalidInput => "the storage refused the request as it was made",
            _ => "the storage could not serve the request",
        };
        Self {
            code: error.code,
            what: what.to_owned(),
            redirected: false,
            stored: None,
            service: Some(Box::new(error)),
            message: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_sealed_file_has_the_code_of_its_name() {
        for kind in MessageErrorKind::ALL {
            assert_eq!(code_of(*kind).as_str(), kind.as_str());
        }
    }

    #[test]
    fn a_sealed_file_that_is_cut_short_is_not_worth_another_try() {
        let error = ClientError::from(MessageError::CutShort { frames: 3 });
        assert_eq!((error.code(), error.retryable()), (ErrorCode::Truncated, false));
        assert_eq!(error.message(), Some(&MessageError::CutShort { frames: 3 }));
        assert!(ClientError::new(ErrorCode::Truncated, "the answer broke off").retryable());
    }
}
