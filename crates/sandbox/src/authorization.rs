//! What is checked of a signature before s3s computes it: form, region, times, and which headers it covers.
//!
//! s3s verifies the signature itself. It has other error codes than AWS for malformed ones, does not compare the region,
//! and would let unsigned `x-amz-*` headers pass.
//!
//! Spec: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)".

use std::{borrow::Cow, time::SystemTime};

use http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use s3s::S3ErrorCode;
use time::{
    Duration, OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description,
};

use crate::{answer::Refusal, config::Like, odd_range};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const AMZ_DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const SERVER_TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const MAX_SKEW: Duration = Duration::minutes(15);
const MAX_EXPIRES_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Names of `x-amz-*` request headers that no signature covers, in lower case; a request extension.
#[derive(Clone)]
pub(crate) struct UnsignedHeaders(pub(crate) Vec<String>);

/// Query parameters that belong to the signature and stand for no header.
const SIGNATURE_PARAMETERS: [&str; 8] = [
    "x-amz-algorithm",
    "x-amz-content-sha256",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
];

/// As on AWS, a signer need not know the customer key: of the SSE-C headers only this one must be signed.
const CUSTOMER_ALGORITHM: &str = "x-amz-server-side-encryption-customer-algorithm";
const CUSTOMER_HEADERS: &str = "x-amz-server-side-encryption-customer-";

/// Checks the request, notes its unsigned headers, and turns signed query parameters into the headers they stand for.
///
/// # Errors
///
/// AWS's error for what is wrong.
pub(crate) fn inspect(request: &mut Parts, region: &str, like: Like) -> Result<(), Refusal> {
    let query: Vec<(String, String)> = form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let parameter = |name: &str| query.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let authorization = request.headers.get(header::AUTHORIZATION);
    let is_presigned =
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].iter().any(|name| parameter(name).is_some());
    if is_presigned && authorization.is_some() {
        let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                       Signature query string parameter or the Authorization header should be specified";
        return Err(Refusal::new(S3ErrorCode::InvalidArgument, message));
    }
    let is_version_2 = parameter("Signature").is_some() || parameter("AWSAccessKeyId").is_some();
    let signed = match authorization {
        _ if is_presigned => presigned(parameter, region)?,
        Some(authorization) if !is_version_2 => {
            let Some(date) = request.headers.get("x-amz-date") else {
                let message = "AWS authentication requires a valid Date or x-amz-date header";
                return Err(Refusal::new(S3ErrorCode::AccessDenied, message));
            };
            header_signed(authorization, date, region)?
        }
        _ if is_version_2 => return Err(unknown_mechanism()),
        // s3s refuses what has no signature at all.
        _ => return Ok(()),
    };
    if parameter("X-Amz-Security-Token").is_some() || request.headers.contains_key("x-amz-security-token") {
        let message = "The provided token is malformed or otherwise invalid.";
        return Err(Refusal::new(S3ErrorCode::InvalidToken, message).with_status(StatusCode::BAD_REQUEST));
    }

    let hoisted = if is_presigned { hoisted_headers(&query, like)? } else { Vec::new() };
    let mut unsigned = Vec::new();
    for name in request.headers.keys().map(HeaderName::as_str) {
        let is_signed = signed.iter().any(|signed| signed == name)
            || (name.starts_with(CUSTOMER_HEADERS) && (name != CUSTOMER_ALGORITHM || like == Like::Ovh))
            // What a presigned request says about its body cannot be known when it is signed.
            || (is_presigned && name == "x-amz-content-sha256")
            || hoisted.iter().any(|(hoisted, value)| hoisted == name && request.headers.get(name) == Some(value));
        if name.starts_with("x-amz-") && !is_signed {
            unsigned.push(name.to_owned());
        }
    }
    // A signed one stays: without it the signature would not fit.
    let range = request.headers.get(header::RANGE);
    if range.is_some_and(|range| !range.to_str().is_ok_and(odd_range::is_understood))
        && !signed.iter().any(|name| name == "range")
    {
        request.headers.remove(header::RANGE);
    }
    request.extensions.insert(UnsignedHeaders(unsigned));
    for (name, value) in hoisted {
        request.headers.entry(name).or_insert(value);
    }
    Ok(())
}

/// Checks a presigned URL; returns the names of its signed headers.
fn presigned<'a>(parameter: impl Fn(&str) -> Option<&'a str>, region: &str) -> Result<Vec<String>, Refusal> {
    let wrong = |message: &str| Refusal::new(S3ErrorCode::AuthorizationQueryParametersError, message);
    let (Some(algorithm), Some(credential), Some(_), Some(date), Some(signed_headers), Some(expires)) = (
        parameter("X-Amz-Algorithm"),
        parameter("X-Amz-Credential"),
        parameter("X-Amz-Signature"),
        parameter("X-Amz-Date"),
        parameter("X-Amz-SignedHeaders"),
        parameter("X-Amz-Expires"),
    ) else {
        return Err(wrong(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, \
             X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ));
    };
    if algorithm != ALGORITHM {
        return Err(wrong("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""));
    }
    let Some(time) = parse_amz_date(date) else {
        return Err(wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
    };
    check_scope(credential, date, region, "Error parsing the X-Amz-Credential parameter;", wrong)?;
    let Ok(expires) = expires.parse::<i64>() else { return Err(wrong("X-Amz-Expires should be a number")) };
    if expires < 0 {
        return Err(wrong("X-Amz-Expires must be non-negative"));
    }
    if expires > MAX_EXPIRES_SECONDS {
        return Err(wrong(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds",
        ));
    }
    let now = now();
    if time - now > MAX_SKEW {
        return Err(Refusal::new(S3ErrorCode::AccessDenied, "Request is not valid yet")
            .with("Expires", server_time(time.saturating_add(Duration::seconds(expires))))
            .with("ServerTime", server_time(now)));
    }
    let end = time.saturating_add(Duration::seconds(expires));
    if now > end {
        return Err(Refusal::new(S3ErrorCode::AccessDenied, "Request has expired")
            .with("X-Amz-Expires", expires.to_string())
            .with("Expires", server_time(end))
            .with("ServerTime", server_time(now)));
    }
    signed_names(signed_headers).ok_or_else(|| wrong("X-Amz-SignedHeaders must have the host header"))
}

/// Checks an `Authorization` header; returns the names of its signed headers.
fn header_signed(authorization: &HeaderValue, date: &HeaderValue, region: &str) -> Result<Vec<String>, Refusal> {
    let wrong = |message: &str| Refusal::new(S3ErrorCode::AuthorizationHeaderMalformed, message);
    let start = "The authorization header is malformed;";
    let authorization = authorization.to_str().unwrap_or_default();
    let Some(fields) = authorization.strip_prefix(ALGORITHM) else { return Err(unknown_mechanism()) };
    let field = |name: &str| fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
    let (Some(credential), Some(signed_headers), Some(_)) =
        (field("Credential"), field("SignedHeaders"), field("Signature"))
    else {
        return Err(wrong(&format!("{start} it needs Credential, SignedHeaders and Signature")));
    };
    let date = date.to_str().unwrap_or_default();
    let Some(time) = parse_amz_date(date) else {
        let message = "AWS authentication requires a valid Date or x-amz-date header";
        return Err(Refusal::new(S3ErrorCode::AccessDenied, message));
    };
    check_scope(credential, date, region, start, wrong)?;
    let now = now();
    if (now - time).abs() > MAX_SKEW {
        let message = "The difference between the request time and the current time is too large.";
        return Err(Refusal::new(S3ErrorCode::RequestTimeTooSkewed, message)
            .with("RequestTime", date)
            .with("ServerTime", server_time(now))
            .with("MaxAllowedSkewMilliseconds", MAX_SKEW.whole_milliseconds().to_string()));
    }
    signed_names(signed_headers).ok_or_else(|| wrong(&format!("{start} the host header must be signed")))
}

/// `ACCESS-KEY-ID/20261125/us-east-1/s3/aws4_request`
fn check_scope(
    credential: &str,
    date: &str,
    region: &str,
    start: &str,
    wrong: impl Fn(&str) -> Refusal,
) -> Result<(), Refusal> {
    let scope: Vec<&str> = credential.split('/').collect();
    let [_, scope_date, scope_region, service, "aws4_request"] = scope.as_slice() else {
        return Err(wrong(&format!(
            "{start} the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
        )));
    };
    if !date.starts_with(scope_date) || scope_date.len() != 8 {
        return Err(wrong(&format!(
            "{start} Invalid credential date \"{scope_date}\". This date is not the same as X-Amz-Date."
        )));
    }
    if *scope_region != region {
        let message = format!("{start} the region '{scope_region}' is wrong; expecting '{region}'");
        return Err(wrong(&message).with("Region", region));
    }
    if *service != "s3" {
        return Err(wrong(&format!("{start} incorrect service \"{service}\". This endpoint belongs to \"s3\".")));
    }
    Ok(())
}

/// The names, or `None` when the host is not among them: such a signature would be good for any server.
fn signed_names(signed_headers: &str) -> Option<Vec<String>> {
    let names: Vec<String> = signed_headers.split(';').map(str::to_ascii_lowercase).collect();
    names.iter().any(|name| name == "host").then_some(names)
}

/// Signed `x-amz-*` parameters of a presigned URL, which count as headers; OVHcloud's gateway passes over those of SSE-C.
fn hoisted_headers(query: &[(String, String)], like: Like) -> Result<Vec<(HeaderName, HeaderValue)>, Refusal> {
    let mut headers = Vec::new();
    for (name, value) in query {
        let name = Cow::from(name.to_ascii_lowercase());
        if !name.starts_with("x-amz-")
            || SIGNATURE_PARAMETERS.contains(&name.as_ref())
            || (like == Like::Ovh && name.starts_with(CUSTOMER_HEADERS))
        {
            continue;
        }
        let (Ok(header), Ok(value)) = (HeaderName::try_from(name.as_ref()), HeaderValue::try_from(value.as_str()))
        else {
            let message = format!("The query parameter {name} cannot be a header");
            return Err(Refusal::new(S3ErrorCode::InvalidArgument, message));
        };
        headers.push((header, value));
    }
    Ok(headers)
}

fn unknown_mechanism() -> Refusal {
    let message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
    Refusal::new(S3ErrorCode::InvalidRequest, message)
}

fn parse_amz_date(text: &str) -> Option<OffsetDateTime> {
    Some(PrimitiveDateTime::parse(text, AMZ_DATE).ok()?.assume_utc())
}

fn now() -> OffsetDateTime {
    SystemTime::now().into()
}

fn server_time(time: OffsetDateTime) -> String {
    time.format(SERVER_TIME).unwrap_or_default()
}
