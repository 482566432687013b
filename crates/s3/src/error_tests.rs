use proptest::prelude::*;

use super::*;

fn now() -> UnixTime {
    UnixTime::parse_iso8601("2026-11-25T08:41:07Z").unwrap()
}

fn ssec() -> SseCKey {
    SseCKey::from_bytes([0xfb; 32])
}

fn decode(operation: Operation, ssec: Option<&SseCKey>, status: u16, s3_code: &str, message: &str) -> ServiceError {
    let context = AnswerContext {
        operation,
        ssec,
        only_if_absent: operation == Operation::PutObject,
        is_link: false,
        expires_at: None,
        now: now(),
    };
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{s3_code}</Code><Message>{message}</Message></Error>");
    decode_error(context, status, &AnswerHeaders::default(), body.as_bytes())
}

#[test]
fn every_recorded_refusal_is_told_apart() {
    use ErrorCode as E;
    use Operation::{GetObject as Get, PutObject as Put};
    let ours = ssec();
    let with = Some(&ours);
    let stored = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
    for (operation, sent, status, s3_code, message, code) in [
        // Key missing: AWS, Garage, Ceph.
        (Get, None, 400, "InvalidRequest", stored, E::SseCKeyRequired),
        (Get, None, 400, "InvalidRequest", "Object is encrypted", E::SseCKeyRequired),
        (
            Get,
            None,
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.",
            E::SseCKeyRequired,
        ),
        // Wrong key: AWS and LocalStack, Garage, Ceph, MinIO.
        (
            Get,
            with,
            403,
            "AccessDenied",
            "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.",
            E::WrongKey,
        ),
        (Get, with, 400, "InvalidRequest", "Invalid encryption key, could not decrypt object metadata", E::WrongKey),
        (
            Get,
            with,
            400,
            "InvalidArgument",
            "The calculated MD5 hash of the key did not match the hash that was provided.",
            E::WrongKey,
        ),
        (
            Get,
            with,
            400,
            "InvalidRequest",
            "The provided encryption parameters did not match the ones used originally.",
            E::WrongKey,
        ),
        (
            Put,
            with,
            400,
            "InvalidArgument",
            "The calculated MD5 hash of the key did not match the hash that was provided.",
            E::KeyDigestMismatch,
        ),
        // Key for a plain object: AWS, Garage.
        (
            Get,
            with,
            400,
            "InvalidRequest",
            "The encryption parameters are not applicable to this object.",
            E::SseCNotApplicable,
        ),
        (Get, with, 400, "InvalidRequest", "Trying to decrypt a plaintext object", E::SseCNotApplicable),
        // The rest.
        (
            Put,
            with,
            400,
            "InvalidRequest",
            "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
            E::InvalidInput,
        ),
        (
            Put,
            with,
            403,
            "AccessDenied",
            "There were headers present in the request which were not signed",
            E::HeadersNotSigned,
        ),
        (
            Put,
            with,
            400,
            "InvalidRequest",
            "There were headers present in the request which were not signed",
            E::HeadersNotSigned,
        ),
        (Get, None, 403, "AccessDenied", "Access Denied", E::Denied),
        (Get, None, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match", E::Denied),
        (
            Get,
            None,
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            E::Denied,
        ),
        (Get, None, 403, "AccessDenied", "Request has expired", E::LinkExpired),
        (Get, None, 400, "InvalidRequest", "Bad request: Date is too old", E::LinkExpired),
        (Get, None, 400, "ExpiredToken", "The provided token has expired.", E::Denied),
        (Get, None, 404, "NoSuchKey", "The specified key does not exist.", E::NotFound),
        (Get, None, 404, "NoSuchBucket", "The specified bucket does not exist", E::NotFound),
        (
            Get,
            None,
            412,
            "PreconditionFailed",
            "At least one of the preconditions you specified did not hold.",
            E::ObjectChanged,
        ),
        (
            Put,
            None,
            412,
            "PreconditionFailed",
            "At least one of the preconditions you specified did not hold.",
            E::AlreadyExists,
        ),
        (Put, None, 409, "ConditionalRequestConflict", "conflict", E::AlreadyExists),
        (Put, None, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", E::TooLarge),
        (Get, None, 503, "SlowDown", "Please reduce your request rate.", E::Throttled),
        (Get, None, 500, "InternalError", "We encountered an internal error.", E::ServiceFailed),
        (Get, None, 301, "PermanentRedirect", "The bucket is in another region", E::InvalidInput),
    ] {
        let error = decode(operation, sent, status, s3_code, message);
        assert_eq!(error.code, code, "{s3_code}: {message}");
        assert_eq!(error.message.as_deref(), Some(message));
        assert_eq!(error.s3_code.as_deref(), Some(s3_code));
    }
}

#[test]
fn only_what_may_pass_is_retried() {
    assert!(decode(Operation::GetObject, None, 503, "SlowDown", "x").retryable);
    assert!(decode(Operation::GetObject, None, 500, "InternalError", "x").retryable);
    assert!(!decode(Operation::GetObject, None, 403, "AccessDenied", "x").retryable);
    assert!(!decode(Operation::GetObject, None, 501, "NotImplemented", "x").retryable);
}

#[test]
fn answers_without_a_body_are_understood_by_status() {
    let context = AnswerContext {
        operation: Operation::HeadObject,
        ssec: None,
        only_if_absent: false,
        is_link: false,
        expires_at: None,
        now: now(),
    };
    for (status, code) in [
        (400, ErrorCode::ServiceFailed),
        (401, ErrorCode::Denied),
        (403, ErrorCode::Denied),
        (404, ErrorCode::NotFound),
        (412, ErrorCode::ObjectChanged),
        (413, ErrorCode::TooLarge),
        (429, ErrorCode::Throttled),
        (502, ErrorCode::ServiceFailed),
    ] {
        for body in [&b""[..], b"<html>proxy</html>", b"\xff\xfe"] {
            assert_eq!(decode_error(context, status, &AnswerHeaders::default(), body).code, code, "{status}");
        }
    }
}

#[test]
fn a_wrong_clock_is_told_from_an_old_link() {
    let body = |time: &str| {
        format!(
            "<Error><Code>AccessDenied</Code><Message>Request has expired</Message><ServerTime>{time}</ServerTime></Error>"
        )
    };
    let context = AnswerContext {
        operation: Operation::GetObject,
        ssec: None,
        only_if_absent: false,
        is_link: false,
        expires_at: None,
        now: now(),
    };
    let headers = AnswerHeaders::default();
    let error = decode_error(context, 403, &headers, body("2026-11-25T09:41:07Z").as_bytes());
    assert_eq!((error.code, error.server_time.as_deref()), (ErrorCode::ClockSkew, Some("2026-11-25T09:41:07Z")));
    let error = decode_error(context, 403, &headers, body("2026-11-25T08:42:07Z").as_bytes());
    assert_eq!(error.code, ErrorCode::LinkExpired);
    // The Date header tells as well, also where the code is plain AccessDenied.
    let headers = AnswerHeaders::new([("Date".to_owned(), "Wed, 25 Nov 2026 07:00:00 GMT".to_owned())]);
    let error = decode_error(context, 403, &headers, b"<Error><Code>AccessDenied</Code></Error>");
    assert_eq!(error.code, ErrorCode::ClockSkew);
    let skewed = b"<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-11-25T09:41:07Z</ServerTime></Error>";
    assert_eq!(decode_error(context, 403, &AnswerHeaders::default(), skewed).code, ErrorCode::ClockSkew);
}

#[test]
fn a_signature_error_loses_the_key_it_carries() {
    let ours = ssec();
    let base64 = ours.expose_base64().to_string();
    let unpadded = base64.trim_end_matches('=').to_owned();
    let hex = base16ct::lower::encode_string(ours.expose_bytes());
    let spaced: Vec<String> = base64.bytes().map(|b| format!("{b:02X}")).collect();
    let encoded = encode::value(&base64);
    let context = AnswerContext {
        operation: Operation::GetObject,
        ssec: Some(&ours),
        only_if_absent: false,
        is_link: false,
        expires_at: None,
        now: now(),
    };
    for secret in [
        &base64,
        &unpadded,
        &hex,
        &hex.to_uppercase(),
        &encoded,
        &spaced.join(" "),
        &base64.replace('+', "-").replace('/', "_"),
    ] {
        let body = format!(
            "<Error><Code>SignatureDoesNotMatch</Code><Message>saw {secret} there</Message><CanonicalRequest>{secret}</CanonicalRequest>\
             <CanonicalRequestBytes>{secret}</CanonicalRequestBytes><RequestId>r1</RequestId><Resource>/b/k?x={secret}</Resource></Error>"
        );
        let error = decode_error(context, 403, &AnswerHeaders::default(), body.as_bytes());
        let shown = format!("{error:?}").to_lowercase();
        assert!(!shown.contains(&secret.to_lowercase()), "{shown}");
        assert_eq!((error.code, error.message), (ErrorCode::Denied, None));
        assert_eq!(error.request_id.as_deref(), Some("r1"));
    }
}

#[test]
fn the_resource_loses_its_query() {
    let context = AnswerContext {
        operation: Operation::GetObject,
        ssec: None,
        only_if_absent: false,
        is_link: false,
        expires_at: None,
        now: now(),
    };
    let body = b"<Error><Code>X</Code><Resource>/b/k?X-Amz-Signature=abc</Resource></Error>";
    let error = decode_error(context, 400, &AnswerHeaders::default(), body);
    assert_eq!(error.resource.as_deref(), Some("/b/k"));
}

#[test]
fn error_codes_are_distinct_kebab_case() {
    let mut seen = std::collections::HashSet::new();
    for code in ErrorCode::ALL {
        let text = code.as_str();
        assert!(seen.insert(text), "{text}");
        assert!(text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{text}");
    }
}

proptest! {
    #[test]
    fn no_answer_panics(status in 300u16..600, body in proptest::collection::vec(any::<u8>(), 0..120)) {
        let ours = ssec();
        let context = AnswerContext { operation: Operation::GetObject, ssec: Some(&ours), only_if_absent: true, is_link: false, expires_at: None, now: now() };
        let _ = decode_error(context, status, &AnswerHeaders::default(), &body);
    }
}
