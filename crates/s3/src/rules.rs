//! The table from a refusal (status, S3's code, words, operation, what was sent) to its reason.
//!
//! Rows are tried from the first to the last; the first that fits decides. Servers agree on statuses least and on words
//! most, so rows with words come first. Texts are AWS's, OVHcloud's, Garage's, Ceph's, LocalStack's and MinIO's, as
//! recorded by `tests/s3` or told by their sources.

use crate::reason::Reason;

/// What of a request a row depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It stored an object.
    Writes,
    /// It read an object or its details.
    Reads,
    /// It concerned a bucket's settings.
    Settings,
    /// It carried a customer key.
    SentKey,
    /// It carried none.
    SentNoKey,
    /// It said `if-none-match: *`.
    OnlyIfAbsent,
    /// It was a link that somebody else signed.
    Link,
    /// Its signature's time is over by our clock, or the storage's.
    PastExpiry,
    /// The storage's clock and ours are more than five minutes apart.
    ClocksApart,
}

/// One row. Empty lists fit everything.
pub(crate) struct Rule {
    pub(crate) status: &'static [u16],
    pub(crate) s3_codes: &'static [&'static str],
    /// Lower case; one of them is part of the message.
    pub(crate) words: &'static [&'static str],
    /// All of them hold.
    pub(crate) when: &'static [When],
    pub(crate) reason: Reason,
}

const fn rule(
    status: &'static [u16],
    s3_codes: &'static [&'static str],
    words: &'static [&'static str],
    when: &'static [When],
    reason: Reason,
) -> Rule {
    Rule { status, s3_codes, words, when, reason }
}

use When::{ClocksApart, Link, OnlyIfAbsent, PastExpiry, Reads, SentKey, SentNoKey, Settings, Writes};

#[rustfmt::skip]
pub(crate) const RULES: &[Rule] = &[
    // --- What the words say, whatever status and code.
    rule(&[], &[], &["were not signed"], &[], Reason::HeadersNotSigned),
    // Garage.
    rule(&[], &[], &["should be signed"], &[], Reason::HeadersNotSigned),
    // Garage, of a header that the signature covers and that did not come.
    rule(&[], &[], &["is not present"], &[SentKey], Reason::CustomerHeadersLost),
    rule(&[], &[], &["is not present"], &[], Reason::LinkMismatch),
    rule(&[], &[], &["must be made over a secure connection"], &[], Reason::InsecureConnection),
    rule(&[], &[], &["stored using a form of server side encryption", "object is encrypted"], &[], Reason::KeyRequired),
    rule(&[], &[], &["encryption parameters are not applicable", "decrypt a plaintext object"], &[], Reason::KeyNotApplicable),
    rule(&[], &[], &["provide the correct secret key", "invalid encryption key", "did not match the ones used originally"], &[], Reason::WrongKey),
    // Our MD5 is computed from the key, so on a read this says that the object has another key (Ceph).
    rule(&[], &[], &["md5 hash of the key did not match"], &[Reads, SentKey], Reason::WrongKey),
    rule(&[], &[], &["md5 hash of the key did not match"], &[], Reason::KeyDigestMismatch),
    // AWS and LocalStack; Garage.
    rule(&[], &[], &["secret key was invalid for the specified algorithm", "invalid server-side-encryption-customer-key"], &[], Reason::KeyMalformed),
    // Ceph says this when no customer header came at all; all of these, when one is missing.
    rule(&[], &[], &["valid encryption algorithm"], &[Reads, SentNoKey], Reason::KeyRequired),
    rule(&[], &[], &["valid encryption algorithm", "appropriate secret key", "client calculated md5", "missing server-side-encryption-customer"], &[SentKey], Reason::CustomerHeadersLost),
    rule(&[], &[], &["valid encryption algorithm", "appropriate secret key", "client calculated md5", "missing server-side-encryption-customer"], &[], Reason::CustomerHeadersIncomplete),
    rule(&[], &["InvalidEncryptionAlgorithmError"], &[], &[], Reason::EncryptionUnknown),
    // The sandbox as AWS; Ceph.
    rule(&[], &[], &["encryption method specified is not supported", "requires http header x-amz-server-side-encryption"], &[], Reason::EncryptionUnknown),
    rule(&[], &[], &["is incompatible with the encryption method"], &[], Reason::EncryptionConflict),
    rule(&[400], &[], &["x-amz-server-side-encryption header is not supported"], &[Reads], Reason::EncryptionConflict),
    // AWS since April 2026, in words; where it says `Access Denied` only, the client asks the bucket's settings.
    rule(&[403], &["AccessDenied"], &["sse-c", "blockedencryptiontypes"], &[Writes, SentKey], Reason::SseCBlocked),

    // --- Times.
    rule(&[], &["RequestTimeTooSkewed"], &[], &[], Reason::ClockSkew),
    // Before the words of expiry: a session token that "has expired" is no link that has.
    rule(&[], &["ExpiredToken", "InvalidToken", "TokenRefreshRequired"], &[], &[], Reason::TokenExpired),
    rule(&[], &[], &["expired", "date is too old", "not valid yet"], &[ClocksApart], Reason::ClockSkew),
    rule(&[], &[], &["expired", "date is too old"], &[], Reason::LinkExpired),
    rule(&[], &[], &["not valid yet"], &[], Reason::ClockSkew),
    // Ceph denies an expired link without a word.
    rule(&[], &["AccessDenied"], &[], &[ClocksApart], Reason::ClockSkew),
    rule(&[], &["AccessDenied"], &[], &[PastExpiry], Reason::LinkExpired),

    // --- Signatures and permissions.
    rule(&[], &["SignatureDoesNotMatch"], &[], &[ClocksApart], Reason::ClockSkew),
    rule(&[], &["SignatureDoesNotMatch"], &[], &[Link], Reason::LinkMismatch),
    // Garage: AccessDenied `Forbidden: Invalid signature`.
    rule(&[], &[], &["invalid signature"], &[Link], Reason::LinkMismatch),
    rule(&[], &["SignatureDoesNotMatch"], &[], &[], Reason::SignatureMismatch),
    rule(&[], &[], &["invalid signature"], &[], Reason::SignatureMismatch),
    rule(&[], &["InvalidAccessKeyId"], &[], &[], Reason::UnknownAccessKey),
    rule(&[], &[], &["no such key:"], &[], Reason::UnknownAccessKey),
    rule(&[], &["AuthorizationHeaderMalformed", "AuthorizationQueryParametersError"], &["region"], &[], Reason::WrongRegion),
    rule(&[], &["PermanentRedirect", "IllegalLocationConstraintException", "TemporaryRedirect"], &[], &[], Reason::WrongRegion),
    // Garage.
    rule(&[], &[], &["unexpected scope"], &[], Reason::WrongRegion),
    rule(&[], &["AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "MissingSecurityHeader"], &[], &[], Reason::SignatureMalformed),
    // Garage.
    rule(&[], &[], &["not found in query parameters", "missing x-amz-date", "may not exceed a week"], &[], Reason::SignatureMalformed),
    rule(&[], &["AllAccessDisabled", "AccountProblem", "AccountSuspended"], &[], &[], Reason::AccountProblem),
    rule(&[], &["InvalidObjectState"], &[], &[], Reason::Archived),
    // Ceph and OVHcloud.
    rule(&[], &["QuotaExceeded", "ServiceQuotaExceededException", "XMinioStorageFull"], &[], &[], Reason::QuotaFull),
    rule(&[507], &[], &[], &[], Reason::QuotaFull),

    // --- What is there and what is not.
    rule(&[], &["NoSuchKey"], &[], &[], Reason::NoSuchObject),
    rule(&[], &["NoSuchVersion"], &[], &[], Reason::NoSuchVersion),
    rule(&[], &["NoSuchBucket"], &[], &[], Reason::NoSuchBucket),
    rule(&[], &["ServerSideEncryptionConfigurationNotFoundError", "NoSuchCORSConfiguration"], &[], &[], Reason::NoSuchSetting),
    rule(&[], &["PreconditionFailed"], &[], &[OnlyIfAbsent], Reason::AlreadyExists),
    rule(&[412], &[], &[], &[OnlyIfAbsent], Reason::AlreadyExists),
    // Two writers under a conditional PUT: AWS answers 409 to the slower one.
    rule(&[409], &["ConditionalRequestConflict", "OperationAborted"], &[], &[OnlyIfAbsent], Reason::AlreadyExists),
    rule(&[], &["PreconditionFailed"], &[], &[], Reason::ObjectChanged),
    rule(&[412], &[], &[], &[], Reason::ObjectChanged),
    rule(&[], &["InvalidRange"], &[], &[], Reason::RangeOutside),
    rule(&[416], &[], &[], &[], Reason::RangeOutside),

    // --- Content.
    rule(&[], &["BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"], &[], &[], Reason::ContentDamaged),
    // Garage says InvalidDigest of a checksum that does not fit.
    rule(&[], &["InvalidDigest"], &["failed to validate checksum"], &[], Reason::ContentDamaged),
    // OVHcloud's form says InvalidDigest of the key's MD5 too; there the content's is never sent.
    rule(&[], &["InvalidDigest"], &[], &[SentKey], Reason::KeyDigestMismatch),
    rule(&[], &["InvalidDigest"], &[], &[], Reason::ContentDigestMalformed),
    rule(&[], &["InvalidRequest"], &["x-amz-checksum"], &[], Reason::ContentDigestMalformed),
    rule(&[], &["EntityTooLarge", "MaxMessageLengthExceeded"], &[], &[], Reason::TooLarge),
    rule(&[413], &[], &[], &[], Reason::TooLarge),

    // --- Settings.
    rule(&[], &["MalformedXML"], &[], &[], Reason::MalformedSetting),
    rule(&[], &["NotImplemented", "MethodNotAllowed", "UnsupportedOperation", "XNotImplemented"], &[], &[], Reason::NotOffered),
    rule(&[405, 501], &[], &[], &[], Reason::NotOffered),
    // Ceph 16 says InvalidArgument to bucket encryption.
    rule(&[400], &["InvalidArgument"], &[], &[Settings], Reason::NotOffered),

    // --- How busy it is.
    rule(&[], &["SlowDown", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException", "BandwidthLimitExceeded"], &[], &[], Reason::Throttled),
    rule(&[429], &[], &[], &[], Reason::Throttled),

    // --- By status alone: answers without a body, or with a proxy's.
    rule(&[401, 403], &[], &[], &[ClocksApart], Reason::ClockSkew),
    rule(&[401, 403], &[], &[], &[PastExpiry], Reason::LinkExpired),
    rule(&[401, 403], &[], &[], &[], Reason::Denied),
    rule(&[404], &[], &[], &[], Reason::NoSuchObject),
    rule(&[500, 502, 503, 504], &[], &[], &[], Reason::ServiceFailed),
];
