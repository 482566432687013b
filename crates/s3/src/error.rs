//! From a refusal to a typed error: whose fault, what happened, whether trying again helps.
//!
//! Servers agree neither on the status nor on the code of a refusal that concerns SSE-C; their messages tell. Bodies are
//! kept by allow-list, since a signature error carries the request's signed headers, the customer key among them.

use std::fmt;

use sealport_core::{SseCKey, Zeroizing};

use crate::answer::AnswerHeaders;
use crate::encode;
use crate::operation::Operation;
use crate::time::UnixTime;
use crate::xml::Element;

/// Clocks that differ by less than this are not the trouble, in seconds.
const TOLERATED_SKEW_SECS: i64 = 300;

/// What went wrong, stable for programs. Grouped by whose side it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Caller: a name, address or option is not acceptable.
    InvalidInput,
    /// Caller: more bytes than the storage or this device takes.
    TooLarge,
    /// Caller: the file changed or vanished while it was read.
    SourceChanged,
    /// Caller: an object of this name is there and was not to be replaced.
    AlreadyExists,
    /// Key: the object is encrypted with another key.
    WrongKey,
    /// Key: the key and its MD5 do not belong together, as the storage received them.
    KeyDigestMismatch,
    /// Object: it is not the one that was asked for any more.
    ObjectChanged,
    /// Object: fewer bytes came than were announced.
    Truncated,
    /// Service: no permission, or unknown or wrong credentials.
    Denied,
    /// Service: the signature's time is over.
    LinkExpired,
    /// Service: our clock and the server's differ too much.
    ClockSkew,
    /// Service: no such object or bucket.
    NotFound,
    /// Service: the object needs its customer key.
    SseCKeyRequired,
    /// Service: a customer key was given for an object that has none.
    SseCNotApplicable,
    /// Service: a header was sent that the signature does not cover.
    HeadersNotSigned,
    /// Service: the answer does not show that our key was used.
    ProtectionNotConfirmed,
    /// Service: too many requests.
    Throttled,
    /// Service: it failed, or answered what cannot be understood.
    ServiceFailed,
    /// Way: no answer that this page may read.
    NetworkOrCors,
    /// Device: no room for the file.
    StorageFull,
    /// Device: the file could not be written, for another reason than room.
    NotSaved,
    /// Device: the browser lacks something.
    UnsupportedBrowser,
    /// The caller cancelled.
    Cancelled,
    /// A mistake of ours.
    Bug,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: &'static [Self] = &[
        Self::InvalidInput,
        Self::TooLarge,
        Self::SourceChanged,
        Self::AlreadyExists,
        Self::WrongKey,
        Self::KeyDigestMismatch,
        Self::ObjectChanged,
        Self::Truncated,
        Self::Denied,
        Self::LinkExpired,
        Self::ClockSkew,
        Self::NotFound,
        Self::SseCKeyRequired,
        Self::SseCNotApplicable,
        Self::HeadersNotSigned,
        Self::ProtectionNotConfirmed,
        Self::Throttled,
        Self::ServiceFailed,
        Self::NetworkOrCors,
        Self::StorageFull,
        Self::NotSaved,
        Self::UnsupportedBrowser,
        Self::Cancelled,
        Self::Bug,
    ];

    /// The code as JavaScript sees it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::TooLarge => "too-large",
            Self::SourceChanged => "source-changed",
            Self::AlreadyExists => "already-exists",
            Self::WrongKey => "wrong-key",
            Self::KeyDigestMismatch => "key-digest-mismatch",
            Self::ObjectChanged => "object-changed",
            Self::Truncated => "truncated",
            Self::Denied => "denied",
            Self::LinkExpired => "link-expired",
            Self::ClockSkew => "clock-skew",
            Self::NotFound => "not-found",
            Self::SseCKeyRequired => "ssec-key-required",
            Self::SseCNotApplicable => "ssec-not-applicable",
            Self::HeadersNotSigned => "headers-not-signed",
            Self::ProtectionNotConfirmed => "protection-not-confirmed",
            Self::Throttled => "throttled",
            Self::ServiceFailed => "service-failed",
            Self::NetworkOrCors => "network-or-cors",
            Self::StorageFull => "storage-full",
            Self::NotSaved => "not-saved",
            Self::UnsupportedBrowser => "unsupported-browser",
            Self::Cancelled => "cancelled",
            Self::Bug => "bug",
        }
    }

    /// Whether the same request may succeed when tried again.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Throttled | Self::NetworkOrCors | Self::Truncated)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is known about the request that an answer belongs to.
#[derive(Clone, Copy, Debug)]
pub struct AnswerContext<'a> {
    /// What was asked for.
    pub operation: Operation,
    /// The customer key that was sent.
    pub ssec: Option<&'a SseCKey>,
    /// Whether `if-none-match: *` was sent.
    pub only_if_absent: bool,
    /// Our time when the answer came.
    pub now: UnixTime,
}

/// A refusal, understood. Holds nothing secret: what a server says is kept by allow-list, and text with the customer
/// key in any usual form is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// What went wrong.
    pub code: ErrorCode,
    /// HTTP status.
    pub status: u16,
    /// Whether the same request may succeed when tried again.
    pub retryable: bool,
    /// S3's error code, such as `AccessDenied`.
    pub s3_code: Option<String>,
    /// The server's words.
    pub message: Option<String>,
    /// The server's name for the request.
    pub request_id: Option<String>,
    /// The server's second name for the request.
    pub host_id: Option<String>,
    /// What was asked for, without query.
    pub resource: Option<String>,
    /// Headers that were sent but not signed.
    pub headers_not_signed: Option<String>,
    /// The server's time, as it wrote it.
    pub server_time: Option<String>,
    /// The region that the server says it is, or that the bucket is in.
    pub region: Option<String>,
}

/// Understands an answer that is no success.
///
/// The body is XML with `<Error>` at its root, or empty (HEAD), or anything that a proxy wrote; in the last two cases
/// status and headers decide alone.
pub fn decode_error(context: AnswerContext<'_>, status: u16, headers: &AnswerHeaders, body: &[u8]) -> ServiceError {
    let root = std::str::from_utf8(body).ok().and_then(|text| Element::parse(text).ok());
    let root = root.filter(|root| root.name() == "Error");
    let secrets = context.ssec.map(secret_forms).unwrap_or_default();
    let keep = |text: &str| {
        let folded = Zeroizing::new(text.to_ascii_lowercase());
        let leaks = secrets.iter().any(|secret| folded.contains(secret.as_str()));
        (!leaks && !text.is_empty()).then(|| text.chars().take(600).collect::<String>())
    };
    let field = |name: &str| root.as_ref().and_then(|root| root.child_text(name)).and_then(keep);
    let header = |name: &str| headers.value(name).and_then(keep);
    let s3_code = field("Code");
    let message = field("Message");
    let server_time = field("ServerTime").or_else(|| header("date"));
    let code = classify(context, status, s3_code.as_deref(), message.as_deref(), server_time.as_deref());
    ServiceError {
        code,
        status,
        retryable: code.is_retryable() || matches!(status, 500 | 502 | 503 | 504),
        s3_code,
        message,
        request_id: field("RequestId").or_else(|| header("x-amz-request-id")),
        host_id: field("HostId").or_else(|| header("x-amz-id-2")),
        resource: field("Resource").map(|text| text.split('?').next().unwrap_or_default().to_owned()),
        headers_not_signed: field("HeadersNotSigned"),
        server_time,
        region: field("Region").or_else(|| header("x-amz-bucket-region")),
    }
}

/// The customer key as a body may contain it, folded to lower case: base64, its URL form, hex of the raw bytes, and hex
/// of the base64 text with and without spaces (as `StringToSignBytes` has it).
fn secret_forms(ssec: &SseCKey) -> Vec<Zeroizing<String>> {
    let base64 = ssec.expose_base64();
    let unpadded = base64.trim_end_matches('=');
    let spaced: Vec<String> = unpadded.bytes().map(|b| format!("{b:02x}")).collect();
    [
        unpadded.to_ascii_lowercase(),
        encode::value(unpadded).to_ascii_lowercase(),
        unpadded.replace('+', "-").replace('/', "_").to_ascii_lowercase(),
        base16ct::lower::encode_string(ssec.expose_bytes()),
        base16ct::lower::encode_string(base64.as_bytes()),
        spaced.join(" "),
    ]
    .into_iter()
    .map(Zeroizing::new)
    .collect()
}

fn classify(
    context: AnswerContext<'_>,
    status: u16,
    s3_code: Option<&str>,
    message: Option<&str>,
    server_time: Option<&str>,
) -> ErrorCode {
    let message = message.unwrap_or_default().to_lowercase();
    if let Some(code) = by_message(context, &message) {
        return code;
    }
    match (s3_code.unwrap_or_default(), status) {
        ("NoSuchKey" | "NoSuchBucket" | "NoSuchVersion", _) => ErrorCode::NotFound,
        ("RequestTimeTooSkewed", _) => ErrorCode::ClockSkew,
        ("PreconditionFailed", _) | (_, 412) if context.only_if_absent => ErrorCode::AlreadyExists,
        ("PreconditionFailed", _) | (_, 412) => ErrorCode::ObjectChanged,
        // Two writers under a conditional PUT: AWS answers 409 to the slower one.
        ("ConditionalRequestConflict", _) if context.only_if_absent => ErrorCode::AlreadyExists,
        ("SlowDown" | "TooManyRequests" | "RequestLimitExceeded" | "Throttling", _) | (_, 429) => ErrorCode::Throttled,
        ("EntityTooLarge", _) | (_, 413) => ErrorCode::TooLarge,
        ("InvalidEncryptionAlgorithmError", _) => ErrorCode::InvalidInput,
        ("PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException", _) => {
            ErrorCode::InvalidInput
        }
        // Before the words: a session token that "has expired" is no link that has.
        ("ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" | "AuthorizationQueryParametersError", _) => {
            ErrorCode::Denied
        }
        // AWS and Ceph; Garage.
        _ if message.contains("expired") || message.contains("date is too old") => {
            expired_or_skewed(context, server_time)
        }
        (
            "AccessDenied" | "AllAccessDisabled" | "AccountProblem" | "SignatureDoesNotMatch" | "InvalidAccessKeyId",
            _,
        ) => skewed(context, server_time).unwrap_or(ErrorCode::Denied),
        (_, 401 | 403) => skewed(context, server_time).unwrap_or(ErrorCode::Denied),
        (_, 404) => ErrorCode::NotFound,
        _ => ErrorCode::ServiceFailed,
    }
}

/// What only the words tell, on AWS, OVHcloud, Garage, Ceph, MinIO and LocalStack.
fn by_message(context: AnswerContext<'_>, message: &str) -> Option<ErrorCode> {
    let has = |part: &str| message.contains(part);
    if has("were not signed") {
        return Some(ErrorCode::HeadersNotSigned);
    }
    if has("must be made over a secure connection") {
        return Some(ErrorCode::InvalidInput);
    }
    if has("stored using a form of server side encryption") || has("object is encrypted") {
        return Some(ErrorCode::SseCKeyRequired);
    }
    if has("encryption parameters are not applicable") || has("decrypt a plaintext object") {
        return Some(ErrorCode::SseCNotApplicable);
    }
    if has("correct secret key") || has("invalid encryption key") || has("did not match the ones used originally") {
        return Some(ErrorCode::WrongKey);
    }
    if has("md5 hash of the key did not match") {
        // Our MD5 is computed from the key, so on a read this says that the object has another key (Ceph).
        let writes = context.operation == Operation::PutObject;
        return Some(if writes { ErrorCode::KeyDigestMismatch } else { ErrorCode::WrongKey });
    }
    // Ceph says this when no customer header came at all.
    if context.ssec.is_none() && has("valid encryption algorithm") {
        return Some(ErrorCode::SseCKeyRequired);
    }
    None
}

fn expired_or_skewed(context: AnswerContext<'_>, server_time: Option<&str>) -> ErrorCode {
    skewed(context, server_time).unwrap_or(ErrorCode::LinkExpired)
}

/// A presigned request dated wrongly is refused as expired or denied, not as skewed: the clocks tell.
fn skewed(context: AnswerContext<'_>, server_time: Option<&str>) -> Option<ErrorCode> {
    let text = server_time?;
    let theirs = UnixTime::parse_iso8601(text).or_else(|| UnixTime::parse_http_date(text))?;
    let apart = theirs.as_secs().saturating_sub(context.now.as_secs()).abs();
    (apart > TOLERATED_SKEW_SECS).then_some(ErrorCode::ClockSkew)
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
