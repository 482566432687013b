//! Conditional requests: when a read answers 304 or 412, and when a write is refused.
//!
//! Spec: RFC 9110, section 13; Amazon S3 User Guide, "Conditional requests".

use http::{HeaderMap, HeaderValue, header};
use s3s::{
    S3Error, S3ErrorCode, S3Result,
    dto::{ETagCondition, Timestamp},
};
use time::OffsetDateTime;

use crate::record::ObjectRecord;

/// The conditions of a GET or HEAD.
pub(crate) struct ReadConditions {
    pub(crate) if_match: Option<ETagCondition>,
    pub(crate) if_none_match: Option<ETagCondition>,
    pub(crate) if_modified_since: Option<Timestamp>,
    pub(crate) if_unmodified_since: Option<Timestamp>,
}

impl ReadConditions {
    /// Whether the object may be sent.
    ///
    /// # Errors
    ///
    /// `PreconditionFailed` or `NotModified`.
    pub(crate) fn check(self, record: &ObjectRecord) -> S3Result<()> {
        // An ETag says more than a date: where both are given, the date is not looked at.
        match (self.if_match, self.if_unmodified_since) {
            (Some(wanted), _) if !is_match(&wanted, record) => return Err(precondition_failed()),
            (None, Some(since)) if record.modified > seconds(&since) => return Err(precondition_failed()),
            _ => {}
        }
        match (self.if_none_match, self.if_modified_since) {
            (Some(known), _) if is_match(&known, record) => Err(not_modified(record)),
            (None, Some(since)) if record.modified <= seconds(&since) => Err(not_modified(record)),
            _ => Ok(()),
        }
    }
}

/// The conditions of a PUT or DELETE.
#[derive(Clone)]
pub(crate) struct WriteConditions {
    if_match: Option<ETagCondition>,
    must_be_new: bool,
}

impl WriteConditions {
    /// Takes what S3 knows: `If-None-Match: *`, and `If-Match` with an ETag.
    ///
    /// # Errors
    ///
    /// `NotImplemented` for other values, as AWS answers.
    pub(crate) fn parse(if_match: Option<ETagCondition>, if_none_match: Option<ETagCondition>) -> S3Result<Self> {
        let is_unknown = matches!(if_match, Some(ETagCondition::Any))
            || matches!(if_none_match, Some(ETagCondition::ETag(_)))
            || (if_match.is_some() && if_none_match.is_some());
        if is_unknown {
            let message = "A header you provided implies functionality that is not implemented";
            return Err(S3Error::with_message(S3ErrorCode::NotImplemented, message));
        }
        Ok(Self { if_match, must_be_new: if_none_match.is_some() })
    }

    /// Whether the present object, if there is one, may be replaced.
    ///
    /// # Errors
    ///
    /// `PreconditionFailed`, or `NoSuchKey` where an ETag was asked for and there is no object.
    pub(crate) fn check(&self, present: Option<&ObjectRecord>) -> S3Result<()> {
        if self.must_be_new && present.is_some() {
            return Err(precondition_failed());
        }
        match (&self.if_match, present) {
            (Some(_), None) => Err(S3Error::new(S3ErrorCode::NoSuchKey)),
            (Some(wanted), Some(present)) if !is_match(wanted, present) => Err(precondition_failed()),
            _ => Ok(()),
        }
    }
}

fn is_match(condition: &ETagCondition, record: &ObjectRecord) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(etag) => etag.value() == record.etag,
    }
}

fn seconds(timestamp: &Timestamp) -> i64 {
    OffsetDateTime::from(timestamp.clone()).unix_timestamp()
}

fn precondition_failed() -> S3Error {
    S3Error::with_message(
        S3ErrorCode::PreconditionFailed,
        "At least one of the pre-conditions you specified did not hold",
    )
}

fn not_modified(record: &ObjectRecord) -> S3Error {
    let mut headers = HeaderMap::new();
    if let Ok(etag) = HeaderValue::try_from(format!("\"{}\"", record.etag)) {
        headers.insert(header::ETAG, etag);
    }
    if let Ok(modified) = HeaderValue::try_from(crate::read::http_date(record.modified)) {
        headers.insert(header::LAST_MODIFIED, modified);
    }
    let mut error = S3Error::new(S3ErrorCode::NotModified);
    error.set_headers(headers);
    error
}
