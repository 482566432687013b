//! Get, put and delete of the bucket's settings. s3s has these operations, but reads their documents into types that
//! lose or refuse elements which it does not know, such as `BlockedEncryptionTypes`.

use std::sync::Arc;

use async_trait::async_trait;
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use md5::{Digest as _, Md5};
use s3s::{Body, S3Error, S3ErrorCode, S3Request, S3Response, S3Result, route::S3Route};
use tokio::task::spawn_blocking;

use crate::{
    checksum::WantedChecksum,
    host::AddressedResource,
    service::signed_headers_only,
    settings::{BucketSettings, Setting, SettingDocument, Stored},
    upload::{body_error, parse_content_md5},
    xml::malformed,
};

/// The longest document that is taken, in bytes; AWS's own limit for a CORS configuration.
const MAX_DOCUMENT_LEN: usize = 64 * 1024;

/// Answers `?encryption` and `?cors` of a bucket.
pub(crate) struct SettingsRoute {
    pub(crate) bucket: Arc<str>,
    pub(crate) settings: Arc<BucketSettings>,
}

#[derive(Clone, Copy)]
enum Subject {
    Encryption,
    Cors,
}

impl Subject {
    fn of(query: &str) -> Option<Self> {
        form_urlencoded::parse(query.as_bytes()).find_map(|(name, _)| match name.as_ref() {
            "encryption" => Some(Self::Encryption),
            "cors" => Some(Self::Cors),
            _ => None,
        })
    }

    fn not_found(self) -> S3Error {
        let (code, message) = match self {
            Self::Encryption => (
                S3ErrorCode::ServerSideEncryptionConfigurationNotFoundError,
                "The server side encryption configuration was not found",
            ),
            Self::Cors => (S3ErrorCode::NoSuchCORSConfiguration, "The CORS configuration does not exist"),
        };
        let mut error = S3Error::with_message(code, message);
        error.set_status_code(StatusCode::NOT_FOUND);
        error
    }
}

#[async_trait]
impl S3Route for SettingsRoute {
    fn is_match(&self, method: &Method, uri: &Uri, headers: &HeaderMap, _: &mut Extensions) -> bool {
        [Method::GET, Method::PUT, Method::DELETE].contains(method)
            && Subject::of(uri.query().unwrap_or_default()).is_some()
            && matches!(AddressedResource::of(headers, uri), AddressedResource::Bucket(_))
    }

    async fn check_access(&self, request: &mut S3Request<Body>) -> S3Result<()> {
        signed_headers_only(request.credentials.is_some(), &request.extensions)
    }

    async fn call(&self, request: S3Request<Body>) -> S3Result<S3Response<Body>> {
        if AddressedResource::of(&request.headers, &request.uri).bucket() != Some(&self.bucket) {
            return Err(S3Error::new(S3ErrorCode::NoSuchBucket));
        }
        let settings = Arc::clone(&self.settings);
        match Subject::of(request.uri.query().unwrap_or_default()) {
            Some(subject @ Subject::Encryption) => answer(request, settings, |all| &all.encryption, subject).await,
            Some(subject @ Subject::Cors) => answer(request, settings, |all| &all.cors, subject).await,
            None => Err(S3Error::new(S3ErrorCode::NotImplemented)),
        }
    }
}

async fn answer<Document: SettingDocument + Send + Sync + 'static>(
    request: S3Request<Body>,
    settings: Arc<BucketSettings>,
    setting: fn(&BucketSettings) -> &Setting<Document>,
    subject: Subject,
) -> S3Result<S3Response<Body>> {
    if request.method == Method::GET {
        let stored = setting(&settings).current().ok_or_else(|| subject.not_found())?;
        let mut answer = S3Response::new(Body::from(stored.text.clone()));
        answer.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        return Ok(answer);
    }
    if request.method == Method::DELETE {
        let deleted = spawn_blocking(move || setting(&settings).delete()).await;
        deleted.map_err(S3Error::internal_error)?.map_err(S3Error::internal_error)?;
        let mut answer = S3Response::new(Body::empty());
        answer.status = Some(StatusCode::NO_CONTENT);
        return Ok(answer);
    }
    let stored = Stored::parse(received(request).await?)?;
    let written = spawn_blocking(move || setting(&settings).put(stored)).await;
    written.map_err(S3Error::internal_error)?.map_err(S3Error::internal_error)?;
    Ok(S3Response::new(Body::empty()))
}

/// The document in a request's body.
///
/// # Errors
///
/// When it is too long, not what its checksums say, or not UTF-8.
async fn received(request: S3Request<Body>) -> S3Result<String> {
    let content_md5 = request.headers.get("content-md5").map(|value| parse_content_md5(value.to_str().unwrap_or("")));
    let content_md5 = content_md5.transpose()?;
    let wanted_checksum = WantedChecksum::of_headers(&request.headers)?;
    let body = Limited::new(request.input, MAX_DOCUMENT_LEN).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            return S3Error::with_message(S3ErrorCode::MaxMessageLengthExceeded, "Your request was too big.");
        }
        body_error(error.as_ref())
    })?;
    let body = body.to_bytes();
    if content_md5.is_some_and(|wanted| wanted != <[u8; 16]>::from(Md5::digest(&body))) {
        let message = "The Content-MD5 you specified did not match what we received.";
        return Err(S3Error::with_message(S3ErrorCode::BadDigest, message));
    }
    if let Some(wanted) = wanted_checksum {
        wanted.check_bytes(&body, request.trailing_headers)?;
    }
    String::from_utf8(body.into()).map_err(|_| malformed())
}
