//! Every row of the table, by refusals as servers gave them.

use std::collections::BTreeSet;

use super::*;

const NOW: &str = "2026-11-25T08:41:07Z";

/// What was asked and sent.
#[derive(Clone, Copy)]
struct Asked {
    operation: Operation,
    with_key: bool,
    only_if_absent: bool,
    link: Option<LinkKey>,
    expired: bool,
    server_time: &'static str,
}

const READ: Asked = Asked {
    operation: Operation::GetObject,
    with_key: false,
    only_if_absent: false,
    link: None,
    expired: false,
    server_time: NOW,
};
const KEYED_READ: Asked = Asked { with_key: true, ..READ };
const LINK_READ: Asked = Asked { link: Some(LinkKey::None), ..READ };
const KEYED_LINK: Asked = Asked { with_key: true, link: Some(LinkKey::Needed(Binding::ThisKeyMd5)), ..READ };
const ANY_KEY_LINK: Asked = Asked { link: Some(LinkKey::Needed(Binding::AnyKey)), ..KEYED_LINK };
const LINK_HEAD: Asked = Asked { operation: Operation::HeadObject, ..LINK_READ };
const KEYED_LINK_HEAD: Asked = Asked { with_key: true, ..LINK_HEAD };
const EXPIRED_READ: Asked = Asked { expired: true, ..READ };
const SKEWED_READ: Asked = Asked { server_time: "2026-11-25T09:41:07Z", ..READ };
const WRITE: Asked = Asked { operation: Operation::PutObject, ..READ };
const KEYED_WRITE: Asked = Asked { with_key: true, ..WRITE };
const NEW_WRITE: Asked = Asked { only_if_absent: true, ..WRITE };
const SETTING: Asked = Asked { operation: Operation::PutBucketEncryption, ..READ };

const STORED: &str = "The object was stored using a form of Server Side Encryption. The correct parameters must be \
                      provided to retrieve the object.";
const PROVIDE: &str = "Requests specifying Server Side Encryption with Customer provided keys must provide";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your key \
                        and signing method.";
const KEY_MD5: &str = "The calculated MD5 hash of the key did not match the hash that was provided.";

/// Asked, status, S3 code, message, reason. Who said it stands above the rows.
#[rustfmt::skip]
fn refusals() -> Vec<(Asked, u16, &'static str, String, Reason)> {
    use Reason as R;
    let provide = |what: &str| format!("{PROVIDE} {what}.");
    let row = |asked, status, code, message: &str, reason| (asked, status, code, message.to_owned(), reason);
    vec![
        // AWS, LocalStack, the sandbox; MinIO with 400.
        row(KEYED_WRITE, 403, "AccessDenied", "There were headers present in the request which were not signed", R::HeadersNotSigned),
        row(KEYED_WRITE, 400, "AccessDenied", "There were headers present in the request which were not signed", R::HeadersNotSigned),
        // Garage.
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Header `x-amz-server-side-encryption-customer-key` should be signed", R::HeadersNotSigned),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: signed header `x-amz-server-side-encryption-customer-algorithm` is not present", R::CustomerHeadersLost),
        row(LINK_READ, 400, "InvalidRequest", "Bad request: signed header `x-amz-meta-foo` is not present", R::LinkMismatch),
        // AWS.
        row(KEYED_WRITE, 400, "InvalidRequest", "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.", R::InsecureConnection),
        // Key missing: AWS, OVHcloud and LocalStack; Garage; Ceph.
        row(READ, 400, "InvalidRequest", STORED, R::KeyRequired),
        row(READ, 400, "InvalidRequest", "Bad request: Object is encrypted", R::KeyRequired),
        (READ, 400, "InvalidArgument", provide("a valid encryption algorithm"), R::KeyRequired),
        // Key for a plain object: AWS; Garage.
        row(KEYED_READ, 400, "InvalidRequest", "The encryption parameters are not applicable to this object.", R::KeyNotApplicable),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Trying to decrypt a plaintext object", R::KeyNotApplicable),
        // Wrong key: AWS and LocalStack; Garage; MinIO; Ceph.
        (KEYED_READ, 403, "AccessDenied", provide("the correct secret key"), R::WrongKey),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Invalid encryption key, could not decrypt object metadata.: aead::Error", R::WrongKey),
        row(KEYED_READ, 400, "InvalidRequest", "The provided encryption parameters did not match the ones used originally.", R::WrongKey),
        row(KEYED_READ, 400, "InvalidArgument", KEY_MD5, R::WrongKey),
        // The key's MD5, on a write: all.
        row(KEYED_WRITE, 400, "InvalidArgument", KEY_MD5, R::KeyDigestMismatch),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Server-side encryption client key MD5 checksum does not match", R::KeyDigestMismatch),
        // Not 32 bytes: AWS and LocalStack; Garage.
        row(KEYED_WRITE, 400, "InvalidArgument", "The secret key was invalid for the specified algorithm.", R::KeyMalformed),
        row(KEYED_WRITE, 400, "InvalidRequest", "Bad request: Invalid server-side-encryption-customer-key header: invalid length", R::KeyMalformed),
        // All three were sent: AWS; Ceph; Garage.
        (KEYED_WRITE, 400, "InvalidArgument", provide("an appropriate secret key"), R::CustomerHeadersLost),
        (KEYED_READ, 400, "InvalidArgument", provide("the client calculated MD5 of the secret key"), R::CustomerHeadersLost),
        (KEYED_READ, 400, "InvalidArgument", provide("an appropriate secret key md5"), R::CustomerHeadersLost),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Missing server-side-encryption-customer-key-md5 header", R::CustomerHeadersLost),
        row(KEYED_READ, 400, "InvalidRequest", "Bad request: Unexpected server-side-encryption-customer-key{,-md5} header(s)", R::CustomerHeadersLost),
        // None was.
        (WRITE, 400, "InvalidArgument", provide("a valid encryption algorithm"), R::CustomerHeadersIncomplete),
        // AWS; Ceph.
        row(KEYED_WRITE, 400, "InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256.", R::EncryptionUnknown),
        row(KEYED_WRITE, 400, "InvalidEncryptionAlgorithmError", "The requested encryption algorithm is not valid, must be AES256.", R::EncryptionUnknown),
        row(WRITE, 400, "InvalidArgument", "Server Side Encryption with KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms or AES256", R::EncryptionUnknown),
        row(WRITE, 400, "InvalidArgument", "The encryption method specified is not supported", R::EncryptionUnknown),
        // AWS and LocalStack.
        row(KEYED_WRITE, 400, "InvalidArgument", "Server Side Encryption with Customer provided key is incompatible with the encryption method specified", R::EncryptionConflict),
        row(READ, 400, "InvalidArgument", "x-amz-server-side-encryption header is not supported for this operation.", R::EncryptionConflict),
        // Times: AWS and Ceph by header; AWS and LocalStack by link; Garage; Ceph without a word.
        row(READ, 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", R::ClockSkew),
        row(READ, 400, "ExpiredToken", "The provided token has expired.", R::TokenExpired),
        row(READ, 403, "AccessDenied", "Request has expired", R::LinkExpired),
        row(READ, 400, "InvalidRequest", "Bad request: Date is too old", R::LinkExpired),
        row(SKEWED_READ, 403, "AccessDenied", "Request has expired", R::ClockSkew),
        row(READ, 403, "AccessDenied", "Request is not valid yet", R::ClockSkew),
        row(LINK_READ, 403, "AccessDenied", "Request is not valid yet", R::LinkNotYetValid),
        row(SKEWED_READ, 403, "AccessDenied", "", R::ClockSkew),
        row(EXPIRED_READ, 403, "AccessDenied", "", R::LinkExpired),
        // Signatures: AWS, Ceph, LocalStack; Garage.
        row(SKEWED_READ, 403, "SignatureDoesNotMatch", MISMATCH, R::ClockSkew),
        row(LINK_READ, 403, "SignatureDoesNotMatch", MISMATCH, R::LinkMismatch),
        row(LINK_READ, 403, "AccessDenied", "Forbidden: Invalid signature", R::LinkMismatch),
        row(KEYED_LINK, 403, "SignatureDoesNotMatch", MISMATCH, R::KeyOrLinkMismatch),
        row(KEYED_LINK, 403, "AccessDenied", "Forbidden: Invalid signature", R::KeyOrLinkMismatch),
        // A signature that any key fits says nothing of this one.
        row(ANY_KEY_LINK, 403, "SignatureDoesNotMatch", MISMATCH, R::LinkMismatch),
        row(ANY_KEY_LINK, 403, "AccessDenied", "Forbidden: Invalid signature", R::LinkMismatch),
        // OVHcloud, MinIO.
        row(KEYED_LINK, 403, "AccessDenied", "Access Denied", R::WrongKeyOrDenied),
        row(KEYED_LINK_HEAD, 403, "", "", R::WrongKeyOrDenied),
        row(KEYED_LINK_HEAD, 400, "", "", R::WrongKeyOrDenied),
        row(Asked { expired: true, ..KEYED_LINK_HEAD }, 403, "", "", R::LinkExpired),
        row(Asked { expired: true, ..KEYED_LINK_HEAD }, 400, "", "", R::LinkExpired),
        row(LINK_HEAD, 400, "", "", R::KeyRequired),
        row(LINK_HEAD, 403, "", "", R::Denied),
        row(READ, 403, "SignatureDoesNotMatch", MISMATCH, R::SignatureMismatch),
        row(READ, 403, "SignatureDoesNotMatch", "", R::SignatureMismatch),
        row(READ, 403, "AccessDenied", "Forbidden: Invalid signature", R::SignatureMismatch),
        row(READ, 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", R::UnknownAccessKey),
        row(READ, 403, "AccessDenied", "Forbidden: No such key: nobody", R::UnknownAccessKey),
        // Regions: AWS by link and by header; AWS by redirect; Garage.
        row(READ, 400, "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; the region 'mars-north-1' is wrong; expecting 'us-east-1'", R::WrongRegion),
        row(READ, 400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'mars-north-1' is wrong; expecting 'us-east-1'", R::WrongRegion),
        row(READ, 301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.", R::WrongRegion),
        row(READ, 400, "AuthorizationHeaderMalformed", "Authorization header malformed, unexpected scope: 'DATE/mars-north-1/s3/aws4_request', expected: 'DATE/garage/s3/aws4_request'", R::WrongRegion),
        row(READ, 400, "AuthorizationQueryParametersError", "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.", R::SignatureMalformed),
        row(READ, 400, "InvalidRequest", "Bad request: X-Amz-Expires may not exceed a week", R::SignatureMalformed),
        row(READ, 403, "AllAccessDisabled", "All access to this object has been disabled", R::AccountProblem),
        row(READ, 403, "InvalidObjectState", "The operation is not valid for the object's storage class", R::Archived),
        row(WRITE, 403, "QuotaExceeded", "", R::QuotaFull),
        row(WRITE, 400, "XMinioAdminBucketQuotaExceeded", "Bucket quota exceeded", R::QuotaFull),
        row(WRITE, 507, "", "", R::QuotaFull),
        row(READ, 403, "AccessDenied", "Access Denied", R::Denied),
        row(READ, 403, "AccessDenied", "Forbidden: Garage does not support anonymous access yet", R::Denied),
        // What is there: AWS; Garage.
        row(READ, 404, "NoSuchKey", "The specified key does not exist.", R::NoSuchObject),
        row(READ, 404, "NoSuchKey", "Key not found", R::NoSuchObject),
        row(READ, 404, "NoSuchVersion", "The specified version does not exist.", R::NoSuchVersion),
        row(READ, 404, "NoSuchBucket", "Bucket not found: sealport-no-such-bucket", R::NoSuchBucket),
        row(SETTING, 404, "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found", R::NoSuchSetting),
        row(NEW_WRITE, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", R::AlreadyExists),
        row(NEW_WRITE, 412, "", "", R::AlreadyExists),
        row(NEW_WRITE, 409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.", R::Contended),
        row(WRITE, 409, "OperationAborted", "A conflicting conditional operation is currently in progress against this resource. Please try again.", R::Contended),
        row(READ, 412, "PreconditionFailed", "", R::ObjectChanged),
        row(READ, 412, "", "", R::ObjectChanged),
        row(READ, 416, "InvalidRange", "Invalid HTTP range: (NoOverlap, 0)", R::RangeOutside),
        row(READ, 416, "", "", R::RangeOutside),
        // Content: AWS and LocalStack; Garage.
        row(WRITE, 400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.", R::ContentDamaged),
        row(WRITE, 400, "InvalidDigest", "Invalid digest: Failed to validate checksum for algorithm Crc32: calculated Some(Crc32([1])), expected Crc32([0])", R::ContentDamaged),
        row(KEYED_WRITE, 400, "InvalidDigest", "The Content-MD5 you specified is not valid.", R::KeyDigestMismatch),
        row(WRITE, 400, "InvalidDigest", "The Content-MD5 you specified is not valid.", R::ContentDigestMalformed),
        row(WRITE, 400, "InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid.", R::ContentDigestMalformed),
        row(WRITE, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", R::TooLarge),
        row(WRITE, 413, "", "", R::TooLarge),
        row(WRITE, 400, "RequestTimeout", "Your socket connection to the server was not read from or written to within the timeout period.", R::Stalled),
        row(WRITE, 400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header", R::Stalled),
        row(WRITE, 400, "InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters", R::ChecksumRequired),
        row(READ, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.", R::NoSuchVersion),
        row(WRITE, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.", R::NotOffered),
        // Settings: AWS; Garage; Ceph.
        row(SETTING, 400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema", R::MalformedSetting),
        row(SETTING, 501, "NotImplemented", "Unimplemented action: PutBucketEncryption", R::NotOffered),
        row(SETTING, 405, "", "", R::NotOffered),
        row(SETTING, 400, "InvalidArgument", "", R::NotOffered),
        row(READ, 503, "SlowDown", "Please reduce your request rate.", R::Throttled),
        row(READ, 429, "", "", R::Throttled),
        // By status alone.
        row(SKEWED_READ, 403, "", "", R::ClockSkew),
        row(EXPIRED_READ, 403, "", "", R::LinkExpired),
        row(READ, 401, "", "", R::Denied),
        row(READ, 404, "", "", R::NoSuchObject),
        row(READ, 500, "InternalError", "We encountered an internal error. Please try again.", R::ServiceFailed),
        row(READ, 502, "", "", R::ServiceFailed),
        row(READ, 400, "", "", R::Unknown),
        row(READ, 418, "Teapot", "short and stout", R::Unknown),
    ]
}

fn matching(asked: Asked, status: u16, s3_code: &str, message: &str) -> Option<usize> {
    let ours = SseCKey::from_bytes([0xfb; 32]);
    let now = UnixTime::parse_iso8601(NOW).unwrap();
    let context = AnswerContext {
        operation: asked.operation,
        ssec: asked.with_key.then_some(&ours),
        only_if_absent: asked.only_if_absent,
        link: asked.link,
        expires_at: Some(now.plus_secs(if asked.expired { -60 } else { 60 })),
        sent_at: now,
        now,
    };
    let refusal = Refusal { status, s3_code: Some(s3_code).filter(|code| !code.is_empty()), message: Some(message) };
    matching_rule(context, refusal, Some(asked.server_time))
}

#[test]
fn every_recorded_refusal_has_its_reason() {
    for (asked, status, s3_code, message, reason) in refusals() {
        let found = matching(asked, status, s3_code, &message).map_or(Reason::Unknown, |index| RULES[index].reason);
        assert_eq!(found, reason, "{status} {s3_code}: {message}");
    }
}

/// What Garage, Ceph, LocalStack and the sandbox were seen to say, kept by the tests against them.
const RECORDED: &str = include_str!("../../../tests/s3/recorded.json");

#[test]
fn nothing_that_a_server_was_seen_to_say_is_unknown() {
    let recorded: Vec<serde_json::Value> = serde_json::from_str(RECORDED).unwrap();
    let mut seen = 0;
    for refusal in &recorded {
        let text = |name: &str| refusal[name].as_str().unwrap_or_default();
        let status = u16::try_from(refusal["status"].as_u64().unwrap()).unwrap();
        // A refused HEAD says nothing by itself; the client asks again.
        if text("code").is_empty() && status == 400 {
            continue;
        }
        let row = text("row");
        let base = match (text("group"), row) {
            ("bucketenc" | "cors", row) if row.contains("BucketEncryption") || row.contains("BucketCors") => SETTING,
            (_, row) if row.contains("PUT") => WRITE,
            _ => READ,
        };
        for with_key in [false, true] {
            let found = matching(Asked { with_key, ..base }, status, text("code"), text("message"));
            let known = found.is_some() || is_beside_the_point(text("code"), row);
            assert!(known, "{}: {row}: {status} {} {}", text("server"), text("code"), text("message"));
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} recorded refusals were looked at");
}

/// Refusals of requests that nothing here can make.
fn is_beside_the_point(code: &str, row: &str) -> bool {
    matches!(code, "BucketNotEmpty" | "InvalidArgument" | "InvalidRequest" | "BadRequest") && !row.contains("key")
}

#[test]
fn every_row_of_the_table_decides_something() {
    let decided: BTreeSet<usize> = refusals()
        .into_iter()
        .filter_map(|(asked, status, s3_code, message, _)| matching(asked, status, s3_code, &message))
        .collect();
    let idle: Vec<String> = (0..RULES.len())
        .filter(|index| !decided.contains(index))
        .map(|index| {
            format!("row {index}: {:?} {:?} {:?}", RULES[index].reason, RULES[index].s3_codes, RULES[index].words)
        })
        .collect();
    assert!(idle.is_empty(), "rows that no recorded refusal reaches:\n{}", idle.join("\n"));
}

#[test]
fn words_in_the_table_are_lower_case() {
    for words in RULES.iter().flat_map(|rule| rule.words) {
        assert_eq!(*words, words.to_lowercase());
    }
}

#[test]
fn a_name_that_holds_the_words_of_a_row_decides_nothing() {
    for words in RULES.iter().flat_map(|rule| rule.words).chain(&["expired", "sse-c", "blocked"]) {
        let arn = format!("arn:aws:s3:::clinic-sse-c/{words}/scan.tif").replace(' ', "-");
        for message in [
            format!(
                "User: arn:aws:iam::1:user/x is not authorized to perform: s3:GetObject on resource: {arn} because \
                     no identity-based policy allows the s3:GetObject action"
            ),
            format!("Access to \"{words}\" was denied"),
        ] {
            let found = matching(KEYED_READ, 403, "AccessDenied", &message).map(|index| RULES[index].reason);
            assert_eq!(found, Some(Reason::Denied), "{message}");
        }
        let found = matching(READ, 404, "NoSuchBucket", &format!("Bucket not found: {words}"));
        assert_eq!(found.map(|index| RULES[index].reason), Some(Reason::NoSuchBucket), "{words}");
    }
}

#[test]
fn a_long_upload_is_judged_by_when_it_began() {
    let now = UnixTime::parse_iso8601(NOW).unwrap();
    let sent_at = now.plus_secs(-1200);
    let context = AnswerContext {
        operation: Operation::PutObject,
        ssec: None,
        only_if_absent: false,
        link: None,
        expires_at: Some(sent_at.plus_secs(900)),
        sent_at,
        now,
    };
    let refusal = Refusal { status: 403, s3_code: Some("AccessDenied"), message: Some("Access Denied") };
    // Servers date an answer when it begins or when it ends.
    for date in [NOW, "2026-11-25T08:21:07Z"] {
        let found = matching_rule(context, refusal, Some(date)).map(|index| RULES[index].reason);
        assert_eq!(found, Some(Reason::Denied), "{date}");
    }
    let found = matching_rule(context, refusal, Some("2026-11-25T07:00:00Z")).map(|index| RULES[index].reason);
    assert_eq!(found, Some(Reason::ClockSkew));
}

#[test]
fn a_link_is_never_blamed_on_this_device_s_clock() {
    let hour_off = Asked { link: Some(LinkKey::None), ..SKEWED_READ };
    for (message, reason) in [("Request has expired", Reason::LinkExpired), ("", Reason::LinkExpired)] {
        // The storage's clock is past the link's end.
        let found = matching(hour_off, 403, "AccessDenied", message).map(|index| RULES[index].reason);
        assert_eq!(found, Some(reason));
    }
    let found = matching(hour_off, 403, "SignatureDoesNotMatch", MISMATCH).map(|index| RULES[index].reason);
    assert_eq!(found, Some(Reason::LinkMismatch));
}

#[test]
fn whoever_is_at_fault_the_remedy_is_on_their_side() {
    use crate::reason::{Remedy, Side};
    for reason in Reason::ALL {
        match reason.remedy() {
            Remedy::GiveKey | Remedy::GiveOtherKey | Remedy::LeaveKeyOut => assert_eq!(reason.side(), Side::Key),
            Remedy::SetClock => assert_eq!(reason.side(), Side::Device),
            Remedy::Wait | Remedy::UnblockSseC => assert_eq!(reason.side(), Side::Service),
            _ => {}
        }
    }
}
