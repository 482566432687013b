//! Cross-origin requests: preflights, and what pages may read of answers.
//!
//! The bucket's document decides, as on AWS. After it there is one rule that is in no document: the page that this server
//! serves may always use it. A document that was stored while the page was on another port would otherwise lock the page
//! out of its own bucket, and the page could not repair that. Where a rule of the document covers the page too, that
//! rule counts, with what it exposes.
//!
//! Spec: Amazon S3 User Guide, "Using cross-origin resource sharing"; Fetch standard, "HTTP CORS protocol".

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, Response, Uri, header};
use s3s::{Body, S3ErrorCode};

use crate::{answer::Refusal, cors_document::CorsRule, host::AddressedResource, settings::BucketSettings};

const NOT_ALLOWED: &str = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of \
                           Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are \
                           not whitelisted by the resource's CORS spec.";

/// Which origins may do what.
pub(crate) struct Cors {
    pub(crate) bucket: Arc<str>,
    pub(crate) settings: Arc<BucketSettings>,
    /// For the page of this server; good for everything on the port, as its origin belongs to the server itself.
    pub(crate) page_rule: Option<CorsRule>,
}

/// What the CORS headers of an answer depend on.
pub(crate) struct CorsRequest {
    origin: Option<HeaderValue>,
    method: Method,
    resource: AddressedResource,
}

impl CorsRequest {
    /// What a request says of itself.
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        Self {
            origin: headers.get(header::ORIGIN).cloned(),
            method: method.clone(),
            resource: AddressedResource::of(headers, uri),
        }
    }
}

impl Cors {
    /// Answers an `OPTIONS` request.
    ///
    /// # Errors
    ///
    /// `BadRequest` when it is no preflight, `AccessForbidden` when no rule covers what it asks for.
    pub(crate) fn preflight(&self, request: &CorsRequest, headers: &HeaderMap) -> Result<Response<Body>, Refusal> {
        let Some(origin) = &request.origin else {
            let message = "Insufficient information. Origin request header needed.";
            return Err(Refusal::new(S3ErrorCode::Custom("BadRequest".into()), message));
        };
        let Some(method) = text(headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)) else {
            let message = "Invalid Access-Control-Request-Method: null";
            return Err(Refusal::new(S3ErrorCode::Custom("BadRequest".into()), message));
        };
        let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        let names = text(asked).unwrap_or_default();
        let Some(rule) = self.rule_for(origin, method, names, &request.resource) else {
            let message = match request.resource.bucket() {
                Some(bucket) if *bucket != *self.bucket => "CORSResponse: Bucket not found",
                Some(_) if self.settings.cors.current().is_some() => NOT_ALLOWED,
                _ => "CORSResponse: CORS is not enabled for this bucket.",
            };
            return Err(forbidden(message, method, &request.resource));
        };
        let mut answer = Response::new(Body::empty());
        let headers = answer.headers_mut();
        allow(&rule, origin, headers);
        if let Some(asked) = asked {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        if let Some(seconds) = rule.max_age {
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, seconds.into());
        }
        Ok(answer)
    }

    /// Adds what a page at this request's origin needs to read an answer, an error too.
    pub(crate) fn complete(&self, request: &CorsRequest, answer: &mut HeaderMap) {
        answer.append(
            header::VARY,
            HeaderValue::from_static("Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
        );
        let Some(origin) = &request.origin else { return };
        if request.method == Method::OPTIONS {
            return;
        }
        if let Some(rule) = self.rule_for(origin, request.method.as_str(), "", &request.resource) {
            allow(&rule, origin, answer);
        }
    }

    /// The first rule of the bucket's document that covers a request, or else the page's own.
    fn rule_for(
        &self,
        origin: &HeaderValue,
        method: &str,
        request_headers: &str,
        resource: &AddressedResource,
    ) -> Option<CorsRule> {
        let origin = origin.to_str().ok()?;
        let names = || request_headers.split(',').map(str::trim).filter(|name| !name.is_empty());
        let covers = |rule: &&CorsRule| rule.covers(origin, method, names());
        let stored = self.settings.cors.current().filter(|_| resource.bucket() == Some(&*self.bucket));
        let of_bucket = stored.as_ref().and_then(|stored| stored.document.0.iter().find(covers));
        of_bucket.or(self.page_rule.as_ref().filter(covers)).cloned()
    }
}

fn allow(rule: &CorsRule, origin: &HeaderValue, answer: &mut HeaderMap) {
    let is_for_all = rule.origins.iter().any(|origin| origin == "*");
    let origin = if is_for_all { HeaderValue::from_static("*") } else { origin.clone() };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let lists = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, &rule.methods),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, &rule.exposed_headers),
    ];
    for (name, list) in lists {
        if let (false, Ok(value)) = (list.is_empty(), HeaderValue::try_from(list.join(", "))) {
            answer.insert(name, value);
        }
    }
}

fn forbidden(message: &str, method: &str, resource: &AddressedResource) -> Refusal {
    let resource_type = if matches!(resource, AddressedResource::Object(_)) { "OBJECT" } else { "BUCKET" };
    Refusal::new(S3ErrorCode::Custom("AccessForbidden".into()), message)
        .with_status(http::StatusCode::FORBIDDEN)
        .with("Method", Method::from_bytes(method.as_bytes()).map(|method| method.to_string()).unwrap_or_default())
        .with("ResourceType", resource_type)
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value?.to_str().ok()
}
