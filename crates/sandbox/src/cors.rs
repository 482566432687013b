//! CORS with the document that Sealport recommends for a bucket: preflights, and what pages may read of answers.
//!
//! Spec: Amazon S3 User Guide, "Using cross-origin resource sharing"; Fetch standard, "HTTP CORS protocol".

use http::{HeaderMap, HeaderValue, Method, Response, header};
use s3s::{Body, S3ErrorCode};
use sealport_s3::CorsDocument;

use crate::answer::Refusal;

const NOT_ALLOWED: &str = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of \
                           Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are \
                           not whitelisted by the resource's CORS spec.";

/// Which origins may do what.
pub(crate) struct Cors {
    origins: Vec<String>,
    document: CorsDocument,
    methods: HeaderValue,
    exposed: HeaderValue,
}

impl Cors {
    /// The recommended document for these origins.
    pub(crate) fn new(origins: Vec<String>) -> Self {
        // The origin in the document is not used: ours are in a list.
        let document = sealport_s3::cors_document("");
        let methods = joined(document.allowed_methods());
        let exposed = joined(document.exposed_headers());
        Self { origins, document, methods, exposed }
    }

    /// Answers an `OPTIONS` request.
    pub(crate) fn preflight(&self, request: &HeaderMap) -> Result<Response<Body>, Refusal> {
        let Some(origin) = request.get(header::ORIGIN) else {
            let message = "Insufficient information. Origin request header needed.";
            return Err(Refusal::new(S3ErrorCode::Custom("BadRequest".into()), message));
        };
        let Some(method) = text(request.get(header::ACCESS_CONTROL_REQUEST_METHOD)) else {
            let message = "Invalid Access-Control-Request-Method: null";
            return Err(Refusal::new(S3ErrorCode::Custom("BadRequest".into()), message));
        };
        let asked = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        let mut names = asked.and_then(|value| value.to_str().ok()).unwrap_or_default().split(',').map(str::trim);
        if self.origins.is_empty() {
            return Err(forbidden("CORSResponse: CORS is not enabled for this bucket.", method));
        }
        if !self.is_allowed(origin)
            || !self.document.allowed_methods().contains(&method)
            || !names.all(|name| name.is_empty() || self.is_header_allowed(name))
        {
            return Err(forbidden(NOT_ALLOWED, method));
        }
        let mut answer = Response::new(Body::empty());
        if let Some(asked) = asked {
            answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        Ok(answer)
    }

    /// Adds what a page at this request's origin needs to read an answer, an error too.
    pub(crate) fn complete(&self, origin: Option<&HeaderValue>, answer: &mut HeaderMap) {
        answer.append(
            header::VARY,
            HeaderValue::from_static("Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
        );
        let Some(origin) = origin.filter(|origin| self.is_allowed(origin)) else { return };
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, self.methods.clone());
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
    }

    fn is_allowed(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| origin == allowed.as_str())
    }

    fn is_header_allowed(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.document.allowed_headers().iter().any(|allowed| match allowed.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *allowed,
        })
    }
}

fn forbidden(message: &str, method: &str) -> Refusal {
    Refusal::new(S3ErrorCode::Custom("AccessForbidden".into()), message)
        .with_status(http::StatusCode::FORBIDDEN)
        .with("Method", Method::from_bytes(method.as_bytes()).map(|method| method.to_string()).unwrap_or_default())
        .with("ResourceType", "OBJECT")
}

fn joined(names: &[&str]) -> HeaderValue {
    HeaderValue::try_from(names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok()
}
