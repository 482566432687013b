//! From a refusal to a typed error: whose fault, what happened, whether trying again helps.
//!
//! Servers agree neither on the status nor on the code of a refusal that concerns SSE-C; their messages tell. Bodies are
//! kept by allow-list, since a signature error carries the request's signed headers, the customer key among them.

use std::fmt;

use sealport_core::{SseCKey, Zeroizing};

use crate::answer::AnswerHeaders;
use crate::binding::Binding;
use crate::encode;
use crate::link::LinkKey;
use crate::operation::Operation;
use crate::reason::Reason;
use crate::rules::{RULES, When};
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
    /// Key: none that was given opens the sealed file, or its header was altered.
    CannotUnlock,
    /// Key: a passphrase of the sealed file asks for more work than is done for a file.
    KdfTooCostly,
    /// Object: it is not what was sealed.
    Tampered,
    /// Object: it is no sealed file.
    NotSealed,
    /// Object: it is sealed in a way that is not supported.
    UnsupportedSuite,
    /// Object: it is not the one that was asked for any more.
    ObjectChanged,
    /// Object: fewer bytes came than were announced, or a sealed file has no end.
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
    /// Service: the bucket refuses new SSE-C objects.
    SseCBlocked,
    /// Service: a header was sent that the signature does not cover.
    HeadersNotSigned,
    /// Service: the answer does not show that our key was used.
    ProtectionNotConfirmed,
    /// Service: it stored the object in clear.
    StoredInClear,
    /// Service: it does not offer what was asked.
    NotOffered,
    /// Service: too many requests.
    Throttled,
    /// Service: two requests for one name met.
    Contended,
    /// Service: the account or bucket is full.
    QuotaFull,
    /// Service: it failed, or answered what cannot be understood.
    ServiceFailed,
    /// Way: no answer that this page may read.
    NetworkOrCors,
    /// Way: the content came too slowly, or not to its end.
    Stalled,
    /// Way: customer headers were sent and did not all arrive.
    HeadersLost,
    /// Way: the content arrived damaged.
    ContentDigestMismatch,
    /// Device: no room for the file.
    StorageFull,
    /// Device: the file could not be written, for another reason than room.
    NotSaved,
    /// Device: bytes changed in its memory.
    MemoryFault,
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
        Self::CannotUnlock,
        Self::KdfTooCostly,
        Self::Tampered,
        Self::NotSealed,
        Self::UnsupportedSuite,
        Self::ObjectChanged,
        Self::Truncated,
        Self::Denied,
        Self::LinkExpired,
        Self::ClockSkew,
        Self::NotFound,
        Self::SseCKeyRequired,
        Self::SseCNotApplicable,
        Self::SseCBlocked,
        Self::HeadersNotSigned,
        Self::ProtectionNotConfirmed,
        Self::StoredInClear,
        Self::NotOffered,
        Self::Throttled,
        Self::Contended,
        Self::QuotaFull,
        Self::ServiceFailed,
        Self::NetworkOrCors,
        Self::Stalled,
        Self::HeadersLost,
        Self::ContentDigestMismatch,
        Self::StorageFull,
        Self::NotSaved,
        Self::MemoryFault,
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
            Self::CannotUnlock => "cannot-unlock",
            Self::KdfTooCostly => "kdf-too-costly",
            Self::Tampered => "tampered",
            Self::NotSealed => "not-sealed",
            Self::UnsupportedSuite => "unsupported-suite",
            Self::ObjectChanged => "object-changed",
            Self::Truncated => "truncated",
            Self::Denied => "denied",
            Self::LinkExpired => "link-expired",
            Self::ClockSkew => "clock-skew",
            Self::NotFound => "not-found",
            Self::SseCKeyRequired => "ssec-key-required",
            Self::SseCBlocked => "ssec-blocked",
            Self::SseCNotApplicable => "ssec-not-applicable",
            Self::HeadersNotSigned => "headers-not-signed",
            Self::NotOffered => "not-offered",
            Self::StoredInClear => "stored-in-clear",
            Self::ProtectionNotConfirmed => "protection-not-confirmed",
            Self::QuotaFull => "quota-full",
            Self::Contended => "contended",
            Self::Throttled => "throttled",
            Self::ServiceFailed => "service-failed",
            Self::ContentDigestMismatch => "content-digest-mismatch",
            Self::HeadersLost => "headers-lost",
            Self::Stalled => "stalled",
            Self::NetworkOrCors => "network-or-cors",
            Self::StorageFull => "storage-full",
            Self::NotSaved => "not-saved",
            Self::MemoryFault => "memory-fault",
            Self::UnsupportedBrowser => "unsupported-browser",
            Self::Cancelled => "cancelled",
            Self::Bug => "bug",
        }
    }

    /// Whether the same request may succeed when tried again.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::NetworkOrCors
                | Self::Truncated
                | Self::Contended
                | Self::Stalled
                | Self::MemoryFault
                | Self::ContentDigestMismatch
                | Self::KeyDigestMismatch
        )
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
    /// Where somebody else signed the request: which customer key the signature covers.
    pub link: Option<LinkKey>,
    /// When the signature ends.
    pub expires_at: Option<UnixTime>,
    /// Our time when the request was sent. An answer to a large upload comes much later.
    pub sent_at: UnixTime,
    /// Our time when the answer came.
    pub now: UnixTime,
}

/// A refusal, understood. Holds nothing secret: what a server says is kept by allow-list, and text with the customer
/// key in any usual form is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What it means, whose side it is on, and what helps.
    pub reason: Reason,
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
    let refusal = Refusal { status, s3_code: s3_code.as_deref(), message: message.as_deref() };
    let reason = classify(context, refusal, server_time.as_deref());
    let code = reason.code();
    ServiceError {
        code,
        reason,
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

/// What a server said.
#[derive(Clone, Copy)]
struct Refusal<'a> {
    status: u16,
    s3_code: Option<&'a str>,
    message: Option<&'a str>,
}

fn classify(context: AnswerContext<'_>, refusal: Refusal<'_>, server_time: Option<&str>) -> Reason {
    match matching_rule(context, refusal, server_time) {
        Some(index) => RULES.get(index).map_or(Reason::Unknown, |rule| rule.reason),
        None => Reason::Unknown,
    }
}

/// Index of the first row that fits.
fn matching_rule(context: AnswerContext<'_>, refusal: Refusal<'_>, server_time: Option<&str>) -> Option<usize> {
    let message = without_names(refusal.message.unwrap_or_default()).to_lowercase();
    let server_time = server_time.and_then(parse_time);
    let holds = |when: &When| match when {
        When::Reads => matches!(context.operation, Operation::GetObject | Operation::HeadObject),
        When::ReadsDetails => context.operation == Operation::HeadObject,
        When::Settings => context.operation.is_on_bucket_settings(),
        When::SentKey => context.ssec.is_some(),
        When::SentNoKey => context.ssec.is_none(),
        When::OnlyIfAbsent => context.only_if_absent,
        When::Link => context.link.is_some(),
        When::SignedKey => matches!(context.link, Some(LinkKey::Needed(Binding::ThisKey | Binding::ThisKeyMd5))),
        // Storages look at the signature when a request begins: a long upload does not outlive it.
        When::PastExpiry => context.expires_at.is_some_and(|end| {
            let took = context.now.as_secs().saturating_sub(context.sent_at.as_secs());
            end < context.sent_at || server_time.is_some_and(|theirs| end < theirs.plus_secs(-took))
        }),
        // A presigned request dated wrongly is refused as expired or denied, not as skewed: the clocks tell. With somebody
        // else's signature ours has nothing to do. A server may date its answer when the request began.
        When::ClocksApart => {
            context.link.is_none()
                && server_time.is_some_and(|theirs| {
                    theirs < context.sent_at.plus_secs(-TOLERATED_SKEW_SECS)
                        || theirs > context.now.plus_secs(TOLERATED_SKEW_SECS)
                })
        }
    };
    RULES.iter().position(|rule| {
        (rule.status.is_empty() || rule.status.contains(&refusal.status))
            && (rule.s3_codes.is_empty() || refusal.s3_code.is_some_and(|code| rule.s3_codes.contains(&code)))
            && (rule.words.is_empty() || rule.words.iter().any(|words| message.contains(words)))
            && rule.when.iter().all(holds)
    })
}

/// A message without the names that it quotes: they are anybody's text, and may hold the very words that rows look for.
/// Header names, which Garage puts between backticks, stay.
fn without_names(message: &str) -> String {
    let unquoted: Vec<&str> = message.split('"').step_by(2).collect();
    let words = unquoted.join(" ");
    let words = words.split_whitespace().filter(|word| !word.starts_with("arn:") && !word.contains("://"));
    words.collect::<Vec<_>>().join(" ")
}

fn parse_time(text: &str) -> Option<UnixTime> {
    UnixTime::parse_iso8601(text).or_else(|| UnixTime::parse_http_date(text))
}

impl ServiceError {
    /// The same refusal, once more was learned about it than it said.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self.code = reason.code();
        self.retryable = self.code.is_retryable();
        self
    }

    /// Whether the storage itself said that this is about the time, in its code or words.
    pub fn speaks_of_time(&self) -> bool {
        let message = self.message.as_deref().map(|message| without_names(message).to_lowercase()).unwrap_or_default();
        let in_words = ["request has expired", "not valid yet", "date is too old"].iter().any(|w| message.contains(w));
        self.s3_code.as_deref() == Some("RequestTimeTooSkewed") || in_words
    }

    /// The server's time, where it told.
    pub fn server_now(&self) -> Option<UnixTime> {
        self.server_time.as_deref().and_then(parse_time)
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "rules_tests.rs"]
mod rules_tests;
