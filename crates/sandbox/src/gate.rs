//! What stands before s3s on the S3 port: `Host`, CORS and the form of signatures on the way in, error texts and headers
//! on the way out.

use std::{
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use data_encoding::HEXUPPER;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use s3s::{Body, HttpError, S3ErrorCode, service::S3Service};

use crate::{
    answer::{Refusal, RequestFacts, finish},
    authorization,
    config::Like,
    cors::{Cors, CorsRequest},
    host::accepted_host,
    ssec::random_bytes,
};

/// How long the rest of a refused upload is read, so that its sender gets to see the answer.
const DRAIN_TIME: Duration = Duration::from_secs(30);

/// Everything that answers on the S3 port.
pub(crate) struct Gate {
    pub(crate) service: S3Service,
    pub(crate) cors: Cors,
    pub(crate) region: String,
    pub(crate) listen: SocketAddr,
    pub(crate) like: Like,
}

impl Gate {
    /// Answers one request.
    ///
    /// # Errors
    ///
    /// When the connection has to be cut.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, HttpError> {
        if accepted_host(request.headers(), self.listen).is_none() {
            return Ok(misdirected());
        }
        let facts = RequestFacts {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            request_id: HEXUPPER.encode(&random_bytes::<8>().unwrap_or_default()),
        };
        let cors_request = CorsRequest::of(request.method(), request.uri(), request.headers());
        let mut elements = Vec::new();
        let mut answer = match self.refuse_or_serve(request, &cors_request, &mut elements).await {
            Ok(answer) => answer?,
            Err(refusal) => {
                elements.extend(refusal.elements.iter().cloned());
                refusal.into_answer()
            }
        };
        answer = finish(answer, &facts, &elements);
        self.cors.complete(&cors_request, answer.headers_mut());
        Ok(answer)
    }

    async fn refuse_or_serve(
        &self,
        request: Request<Incoming>,
        cors_request: &CorsRequest,
        elements: &mut Vec<(&'static str, String)>,
    ) -> Result<Result<Response<Body>, HttpError>, Refusal> {
        if request.method() == Method::OPTIONS {
            return self.cors.preflight(cors_request, request.headers()).map(Ok);
        }
        let (mut parts, body) = request.into_parts();
        // Dropped in any case, so that a refused upload is read to its end.
        let body = RequestBody::new(body, &parts.headers);
        if is_form(&parts.headers) {
            return Err(Refusal::new(
                S3ErrorCode::NotImplemented,
                "POST forms are not implemented by this test server",
            ));
        }
        authorization::inspect(&mut parts, &self.region, self.like)?;
        if let Some(unsigned) = parts.extensions.get::<authorization::UnsignedHeaders>()
            && !unsigned.0.is_empty()
        {
            elements.push(("HeadersNotSigned", unsigned.0.join(", ")));
        }
        let body = if body.is_end_stream() { Body::empty() } else { Body::http_body(body) };
        Ok(self.service.call(Request::from_parts(parts, body)).await)
    }
}

/// Nothing of an answer to a foreign name may be of use to the page that asked: no CORS, no detail.
pub(crate) fn misdirected() -> Response<Body> {
    let text = "This server answers on loopback names and its own address only.\n";
    let mut answer = Response::new(Body::from(text.to_owned()));
    *answer.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// A request body that is read to its end even when nobody wants it.
///
/// Closing a connection on a client that still sends resets it, and a browser then reports a network failure instead of
/// the error it was answered.
struct RequestBody {
    incoming: Option<Incoming>,
    is_drained: bool,
}

impl RequestBody {
    fn new(incoming: Incoming, headers: &HeaderMap) -> Self {
        // Whoever asks first sends nothing yet, and reading on would tell it to.
        Self { incoming: Some(incoming), is_drained: !headers.contains_key(header::EXPECT) }
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match &mut self.incoming {
            Some(incoming) => Pin::new(incoming).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(http_body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.as_ref().map(http_body::Body::size_hint).unwrap_or_default()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if let Some(mut incoming) = self.incoming.take().filter(|incoming| self.is_drained && !incoming.is_end_stream())
        {
            tokio::spawn(async move {
                let rest = async { while let Some(Ok(_)) = incoming.frame().await {} };
                let _ = tokio::time::timeout(DRAIN_TIME, rest).await;
            });
        }
    }
}
