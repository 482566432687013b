//! The last touch on answers: AWS's error texts and elements where s3s has none, request ids, and headers that keep a
//! browser from treating stored objects as pages.

use http::{HeaderValue, Method, Response, StatusCode, header};
use quick_xml::escape::escape;
use s3s::{Body, S3Error, S3ErrorCode};

/// The message of AccessDenied when a header was sent and not signed.
pub(crate) const HEADERS_NOT_SIGNED: &str = "There were headers present in the request which were not signed";

/// An error that is answered before s3s sees the request, with the elements that AWS adds to it.
pub(crate) struct Refusal {
    pub(crate) error: S3Error,
    pub(crate) elements: Vec<(&'static str, String)>,
}

impl Refusal {
    /// An error without further elements.
    pub(crate) fn new(code: S3ErrorCode, message: impl Into<String>) -> Self {
        Self { error: S3Error::with_message(code, message.into()), elements: Vec::new() }
    }

    /// Adds an element to the error's XML.
    pub(crate) fn with(mut self, element: &'static str, text: impl Into<String>) -> Self {
        self.elements.push((element, text.into()));
        self
    }

    /// Sets the status of a code that s3s does not know.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.error.set_status_code(status);
        self
    }

    /// The answer as s3s would have given it.
    pub(crate) fn into_answer(self) -> Response<Body> {
        self.error.to_http_response().unwrap_or_else(|_| {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        })
    }
}

/// What the request was, as far as its answer depends on it.
pub(crate) struct RequestFacts {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) request_id: String,
}

/// Finishes an answer.
pub(crate) fn finish(mut answer: Response<Body>, facts: &RequestFacts, elements: &[(&str, String)]) -> Response<Body> {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        complete_error(&mut answer, facts, elements);
    }
    if facts.method == Method::HEAD && status == StatusCode::OK && answer.headers().contains_key(header::CONTENT_RANGE)
    {
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    if status == StatusCode::NOT_MODIFIED || (facts.method == Method::HEAD && !status.is_success()) {
        *answer.body_mut() = Body::empty();
        answer.headers_mut().remove(header::CONTENT_TYPE);
        answer.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(header::SERVER, HeaderValue::from_static("sealport-sandbox"));
    if let Ok(request_id) = HeaderValue::try_from(facts.request_id.as_str()) {
        headers.insert("x-amz-request-id", request_id);
    }
    answer
}

fn complete_error(answer: &mut Response<Body>, facts: &RequestFacts, elements: &[(&str, String)]) {
    // s3s has an error's whole XML in memory.
    let Some(xml) = answer.body().bytes() else { return };
    let Ok(xml) = std::str::from_utf8(&xml) else { return };
    let Some((_, rest)) = xml.split_once("<Code>") else { return };
    let Some((code, after_code)) = rest.split_once("</Code>") else { return };
    let Some(after_code) = after_code.strip_suffix("</Error>") else { return };
    let has_message = after_code.starts_with("<Message>");
    let is_about_headers = after_code.contains(HEADERS_NOT_SIGNED);

    let mut full = String::with_capacity(xml.len() + 512);
    full.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>");
    full.push_str(code);
    full.push_str("</Code>");
    if let (false, Some(message)) = (has_message, message_of(code)) {
        push_element(&mut full, "Message", message);
    }
    full.push_str(after_code);
    for (name, text) in elements {
        if *name != "HeadersNotSigned" || is_about_headers {
            push_element(&mut full, name, text);
        }
    }
    push_element(&mut full, "Resource", &facts.path);
    push_element(&mut full, "RequestId", &facts.request_id);
    full.push_str("</Error>");

    // A custom code has no status in s3s; all of ours are the client's fault.
    let is_custom = answer.status() == StatusCode::INTERNAL_SERVER_ERROR && code != "InternalError";
    if is_custom {
        *answer.status_mut() = StatusCode::BAD_REQUEST;
    }
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    *answer.body_mut() = Body::from(full);
}

fn push_element(xml: &mut String, name: &str, text: &str) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    xml.push_str(&escape(text));
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

/// AWS's texts for the codes that s3s and this crate raise without one.
fn message_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "AccessDenied" => "Access Denied",
        "IncompleteBody" => "You did not provide the number of bytes specified by the Content-Length HTTP header",
        "InternalError" => "We encountered an internal error. Please try again.",
        "InvalidAccessKeyId" => "The AWS Access Key Id you provided does not exist in our records.",
        "InvalidArgument" => "Invalid Argument",
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "MethodNotAllowed" => "The specified method is not allowed against this resource.",
        "NoSuchBucket" => "The specified bucket does not exist",
        "NoSuchKey" => "The specified key does not exist.",
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        "SignatureDoesNotMatch" => {
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        }
        "XAmzContentSHA256Mismatch" => "The provided 'x-amz-content-sha256' header does not match what was computed.",
        _ => return None,
    })
}
