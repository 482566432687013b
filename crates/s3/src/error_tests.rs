use proptest::prelude::*;

use super::*;

fn now() -> UnixTime {
    UnixTime::parse_iso8601("2026-11-25T08:41:07Z").unwrap()
}

fn ssec() -> SseCKey {
    SseCKey::from_bytes([0xfb; 32])
}

/// A request of our own without a key, asked and answered now.
fn context(operation: Operation) -> AnswerContext<'static> {
    AnswerContext {
        operation,
        ssec: None,
        only_if_absent: false,
        link: None,
        expires_at: None,
        sent_at: now(),
        now: now(),
    }
}

fn decode(operation: Operation, ssec: Option<&SseCKey>, status: u16, s3_code: &str, message: &str) -> ServiceError {
    let context = AnswerContext { ssec, only_if_absent: operation == Operation::PutObject, ..context(operation) };
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{s3_code}</Code><Message>{message}</Message></Error>");
    decode_error(context, status, &AnswerHeaders::default(), body.as_bytes())
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
    let context = context(Operation::HeadObject);
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
    let context = context(Operation::GetObject);
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
    let context = AnswerContext { ssec: Some(&ours), ..context(Operation::GetObject) };
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
    let context = context(Operation::GetObject);
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
        let context = AnswerContext { ssec: Some(&ours), only_if_absent: true, ..context(Operation::GetObject) };
        let _ = decode_error(context, status, &AnswerHeaders::default(), &body);
    }
}
