//! The table from a refusal (status, S3's code, words, operation, what was sent) to its reason.
//!
//! Rows are tried from the first to the last; the first that fits decides. Where a code says all, it comes first; of SSE-C
//! only words tell, since servers agree on no status and no code. Whole phrases, and messages without the names that they
//! quote: a name may hold any word. Texts are AWS's, OVHcloud's, Garage's, Ceph's, LocalStack's and MinIO's, as
//! recorded by `tests/s3` or told by their sources. That a bucket blocks SSE-C is no row: AWS says "Access Denied" only,
//! and the client asks the bucket's settings.

use crate::reason::Reason;

/// What of a request a row depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It read an object or its details.
    Reads,
    /// It read an object's details: a refusal has no body.
    ReadsDetails,
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
    /// It was such a link, whose signature covers the customer key or its MD5.
    SignedKey,
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

use When::{ClocksApart, Link, OnlyIfAbsent, PastExpiry, Reads, ReadsDetails, SentKey, SentNoKey, Settings, SignedKey};

#[rustfmt::skip]
pub(crate) const RULES: &[Rule] = &[
    // --- Codes that say all; their messages carry names.
    rule(&[], &["NoSuchKey"], &[], &[], Reason::NoSuchObject),
    rule(&[], &["NoSuchVersion"], &[], &[], Reason::NoSuchVersion),
    rule(&[], &["NoSuchBucket"], &[], &[], Reason::NoSuchBucket),
    rule(&[], &["ServerSideEncryptionConfigurationNotFoundError", "NoSuchCORSConfiguration"], &[], &[], Reason::NoSuchSetting),
    rule(&[], &["RequestTimeTooSkewed"], &[], &[], Reason::ClockSkew),
    rule(&[], &["ExpiredToken", "InvalidToken", "TokenRefreshRequired"], &[], &[], Reason::TokenExpired),
    rule(&[], &["InvalidAccessKeyId"], &[], &[], Reason::UnknownAccessKey),
    rule(&[], &["AllAccessDisabled", "AccountProblem", "AccountSuspended"], &[], &[], Reason::AccountProblem),
    rule(&[], &["InvalidObjectState"], &[], &[], Reason::Archived),
    // Ceph and OVHcloud; MinIO.
    rule(&[], &["QuotaExceeded", "ServiceQuotaExceededException", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"], &[], &[], Reason::QuotaFull),
    rule(&[], &["PermanentRedirect", "IllegalLocationConstraintException", "TemporaryRedirect"], &[], &[], Reason::WrongRegion),
    rule(&[], &["InvalidEncryptionAlgorithmError"], &[], &[], Reason::EncryptionUnknown),
    rule(&[], &["SlowDown", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException", "BandwidthLimitExceeded"], &[], &[], Reason::Throttled),
    // The content came too slowly, or less of it than announced.
    rule(&[], &["RequestTimeout", "IncompleteBody"], &[], &[], Reason::Stalled),

    // --- SSE-C, by words: servers agree neither on status nor on code.
    rule(&[], &[], &["headers present in the request which were not signed"], &[], Reason::HeadersNotSigned),
    // Garage.
    rule(&[400], &["InvalidRequest"], &["` should be signed"], &[], Reason::HeadersNotSigned),
    // Garage, of a header that the signature covers and that did not come.
    rule(&[400], &["InvalidRequest"], &["signed header `x-amz-server-side-encryption-customer"], &[SentKey], Reason::CustomerHeadersLost),
    rule(&[400], &["InvalidRequest"], &["signed header `"], &[], Reason::LinkMismatch),
    rule(&[], &[], &["customer provided keys must be made over a secure connection"], &[], Reason::InsecureConnection),
    rule(&[], &[], &["object was stored using a form of server side encryption", "bad request: object is encrypted"], &[], Reason::KeyRequired),
    rule(&[], &[], &["encryption parameters are not applicable to this object", "trying to decrypt a plaintext object"], &[], Reason::KeyNotApplicable),
    rule(&[], &[], &["must provide the correct secret key", "invalid encryption key, could not decrypt", "encryption parameters did not match the ones used originally"], &[], Reason::WrongKey),
    // Our MD5 is computed from the key, so on a read this says that the object has another key (Ceph).
    rule(&[], &[], &["md5 hash of the key did not match"], &[Reads, SentKey], Reason::WrongKey),
    // AWS, LocalStack, Ceph; Garage.
    rule(&[], &[], &["md5 hash of the key did not match", "client key md5 checksum does not match", "customer-key-md5 header: invalid"], &[], Reason::KeyDigestMismatch),
    // AWS and LocalStack; Garage.
    rule(&[], &[], &["secret key was invalid for the specified algorithm", "invalid server-side-encryption-customer-key header"], &[], Reason::KeyMalformed),
    // Ceph says this when no customer header came at all; all of these, when one is missing.
    rule(&[], &[], &["must provide a valid encryption algorithm"], &[Reads, SentNoKey], Reason::KeyRequired),
    rule(&[], &[], &["must provide a valid encryption algorithm", "must provide an appropriate secret key", "must provide the client calculated md5", "missing server-side-encryption-customer", "unexpected server-side-encryption-customer"], &[SentKey], Reason::CustomerHeadersLost),
    rule(&[], &[], &["must provide a valid encryption algorithm", "must provide an appropriate secret key", "must provide the client calculated md5", "missing server-side-encryption-customer", "unexpected server-side-encryption-customer"], &[], Reason::CustomerHeadersIncomplete),
    // The sandbox as AWS; Ceph.
    rule(&[400], &["InvalidArgument"], &["encryption method specified is not supported", "requires http header x-amz-server-side-encryption"], &[], Reason::EncryptionUnknown),
    rule(&[400], &["InvalidArgument"], &["is incompatible with the encryption method"], &[], Reason::EncryptionConflict),
    rule(&[400], &[], &["x-amz-server-side-encryption header is not supported"], &[Reads], Reason::EncryptionConflict),

    // --- Times: AWS and LocalStack; Garage; Ceph denies an expired link without a word.
    rule(&[400, 403], &["AccessDenied", "InvalidRequest"], &["request has expired", "date is too old", "request is not valid yet"], &[ClocksApart], Reason::ClockSkew),
    rule(&[400, 403], &["AccessDenied", "InvalidRequest"], &["request has expired", "date is too old"], &[], Reason::LinkExpired),
    rule(&[403], &["AccessDenied"], &["request is not valid yet"], &[Link], Reason::LinkNotYetValid),
    rule(&[403], &["AccessDenied"], &["request is not valid yet"], &[], Reason::ClockSkew),
    rule(&[], &["AccessDenied"], &[], &[ClocksApart], Reason::ClockSkew),
    rule(&[], &["AccessDenied"], &[], &[PastExpiry], Reason::LinkExpired),

    // --- Signatures and permissions.
    rule(&[], &["SignatureDoesNotMatch"], &[], &[ClocksApart], Reason::ClockSkew),
    // The key is part of what was signed, or the link was changed.
    rule(&[], &["SignatureDoesNotMatch"], &[], &[SignedKey, SentKey], Reason::KeyOrLinkMismatch),
    rule(&[403], &["AccessDenied"], &["forbidden: invalid signature"], &[SignedKey, SentKey], Reason::KeyOrLinkMismatch),
    rule(&[], &["SignatureDoesNotMatch"], &[], &[Link], Reason::LinkMismatch),
    // Garage.
    rule(&[403], &["AccessDenied"], &["forbidden: invalid signature"], &[Link], Reason::LinkMismatch),
    rule(&[], &["SignatureDoesNotMatch"], &[], &[], Reason::SignatureMismatch),
    rule(&[403], &["AccessDenied"], &["forbidden: invalid signature"], &[], Reason::SignatureMismatch),
    rule(&[403], &["AccessDenied"], &["forbidden: no such key:"], &[], Reason::UnknownAccessKey),
    // AWS; Garage.
    rule(&[], &["AuthorizationHeaderMalformed", "AuthorizationQueryParametersError"], &["the region '", "unexpected scope"], &[], Reason::WrongRegion),
    rule(&[], &["AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "MissingSecurityHeader"], &[], &[], Reason::SignatureMalformed),
    // Garage.
    rule(&[400], &["InvalidRequest"], &["not found in query parameters", "missing x-amz-date", "may not exceed a week"], &[], Reason::SignatureMalformed),
    // OVHcloud and MinIO of a wrong key; through a link nothing more can be asked.
    rule(&[403], &["AccessDenied"], &[], &[Link, SentKey, Reads], Reason::WrongKeyOrDenied),
    rule(&[507], &[], &[], &[], Reason::QuotaFull),

    // --- Conditions.
    rule(&[], &["PreconditionFailed"], &[], &[OnlyIfAbsent], Reason::AlreadyExists),
    rule(&[412], &[], &[], &[OnlyIfAbsent], Reason::AlreadyExists),
    // AWS asks to try again: the other request may as well have been a delete.
    rule(&[], &["ConditionalRequestConflict", "OperationAborted"], &[], &[], Reason::Contended),
    rule(&[], &["PreconditionFailed"], &[], &[], Reason::ObjectChanged),
    rule(&[412], &[], &[], &[], Reason::ObjectChanged),
    rule(&[], &["InvalidRange"], &[], &[], Reason::RangeOutside),
    rule(&[416], &[], &[], &[], Reason::RangeOutside),

    // --- Content.
    rule(&[400], &["InvalidRequest"], &["required for put object requests with object lock"], &[], Reason::ChecksumRequired),
    rule(&[], &["BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"], &[], &[], Reason::ContentDamaged),
    // Garage says InvalidDigest of a checksum that does not fit.
    rule(&[], &["InvalidDigest"], &["failed to validate checksum"], &[], Reason::ContentDamaged),
    // OVHcloud's form says InvalidDigest of the key's MD5 too; with a key the content's is never sent.
    rule(&[], &["InvalidDigest"], &[], &[SentKey], Reason::KeyDigestMismatch),
    rule(&[], &["InvalidDigest"], &[], &[], Reason::ContentDigestMalformed),
    rule(&[400], &["InvalidRequest"], &["value for x-amz-checksum-"], &[], Reason::ContentDigestMalformed),
    rule(&[], &["EntityTooLarge", "MaxMessageLengthExceeded"], &[], &[], Reason::TooLarge),
    rule(&[413], &[], &[], &[], Reason::TooLarge),

    // --- Settings, and what is not offered.
    rule(&[], &["MalformedXML"], &[], &[], Reason::MalformedSetting),
    // AWS, of an object whose newest version is a delete marker.
    rule(&[405], &[], &[], &[Reads], Reason::NoSuchVersion),
    rule(&[], &["NotImplemented", "MethodNotAllowed", "UnsupportedOperation", "XNotImplemented"], &[], &[], Reason::NotOffered),
    rule(&[405, 501], &[], &[], &[], Reason::NotOffered),
    // Ceph 16 says InvalidArgument to bucket encryption.
    rule(&[400], &["InvalidArgument"], &[], &[Settings], Reason::NotOffered),

    // --- By status alone: answers without a body, or with a proxy's.
    rule(&[429], &[], &[], &[], Reason::Throttled),
    rule(&[401, 403], &[], &[], &[ClocksApart], Reason::ClockSkew),
    rule(&[401, 403], &[], &[], &[PastExpiry], Reason::LinkExpired),
    // A HEAD through a link has no words, and cannot be put in another form: what is most likely. Garage says 400 to an
    // expired one.
    rule(&[400], &[], &[], &[Link, ReadsDetails, PastExpiry], Reason::LinkExpired),
    rule(&[400, 403], &[], &[], &[Link, SentKey, ReadsDetails], Reason::WrongKeyOrDenied),
    rule(&[400], &[], &[], &[Link, SentNoKey, ReadsDetails], Reason::KeyRequired),
    rule(&[401, 403], &[], &[], &[], Reason::Denied),
    rule(&[404], &[], &[], &[], Reason::NoSuchObject),
    rule(&[500, 502, 503, 504], &[], &[], &[], Reason::ServiceFailed),
];
