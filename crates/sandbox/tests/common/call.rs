//! Requests, signed by AWS's own signer, and their answers.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4::SigningParams,
};
use percent_encoding::utf8_percent_encode;

use super::{Server, UNRESERVED, credentials};

/// A request to be signed.
#[derive(Clone)]
pub struct Call<'a> {
    server: &'a Server,
    method: String,
    url: String,
    query: Vec<(String, String)>,
    signed: Vec<(String, String)>,
    unsigned: Vec<(String, String)>,
    body: Vec<u8>,
    time: SystemTime,
    expires: Duration,
    region: String,
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string().replace('/', "%2F")
}

impl<'a> Call<'a> {
    pub(super) fn new(server: &'a Server, method: &str, url: String) -> Self {
        Self {
            server,
            method: method.to_owned(),
            url,
            query: Vec::new(),
            signed: Vec::new(),
            unsigned: Vec::new(),
            body: Vec::new(),
            time: SystemTime::now(),
            expires: Duration::from_secs(600),
            region: "us-east-1".to_owned(),
        }
    }

    pub fn url(mut self, url: String) -> Self {
        self.url = url;
        self
    }

    pub fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.query.extend(owned(pairs));
        self
    }

    pub fn signed(mut self, headers: &[(&str, &str)]) -> Self {
        self.signed.extend(owned(headers));
        self
    }

    pub fn unsigned(mut self, headers: &[(&str, &str)]) -> Self {
        self.unsigned.extend(owned(headers));
        self
    }

    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub fn region(mut self, region: &str) -> Self {
        self.region = region.to_owned();
        self
    }

    /// Signed that many seconds ago; in the future when negative.
    pub fn aged(mut self, seconds: i64) -> Self {
        let age = Duration::from_secs(seconds.unsigned_abs());
        self.time = if seconds < 0 { self.time + age } else { self.time - age };
        self
    }

    pub fn expires(mut self, seconds: u64) -> Self {
        self.expires = Duration::from_secs(seconds);
        self
    }

    fn full_url(&self) -> String {
        let query: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        if query.is_empty() { self.url.clone() } else { format!("{}?{}", self.url, query.join("&")) }
    }

    fn instructions(&self, location: SignatureLocation, body: SignableBody<'_>) -> (String, Vec<(String, String)>) {
        let url = self.full_url();
        let credentials = credentials();
        let identity =
            Credentials::new(credentials.access_key_id, credentials.secret_access_key, None, None, "test").into();
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.signature_location = location;
        match location {
            SignatureLocation::QueryParams => settings.expires_in = Some(self.expires),
            _ => settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256,
        }
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("s3")
            .time(self.time)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let headers = self.signed.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(&self.method, url.as_str(), headers, body).unwrap();
        let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
        let parameters: Vec<String> =
            instructions.params().iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = if parameters.is_empty() { url } else { format!("{url}{separator}{}", parameters.join("&")) };
        (url, instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// A presigned URL; the signed headers must be sent with it.
    pub fn presign(&self) -> String {
        self.instructions(SignatureLocation::QueryParams, SignableBody::UnsignedPayload).0
    }

    pub async fn presigned(self) -> Answer {
        let url = self.presign();
        self.send(url, Vec::new()).await
    }

    /// With the signed headers, to another URL than the one signed.
    pub async fn presigned_but(self, method: &str, change: impl FnOnce(String) -> String) -> Answer {
        let url = change(self.presign());
        let changed = Self { method: method.to_owned(), ..self };
        changed.send(url, Vec::new()).await
    }

    pub async fn header_signed(self) -> Answer {
        let (url, headers) = self.instructions(SignatureLocation::Headers, SignableBody::Bytes(&self.body));
        self.send(url, headers).await
    }

    /// Signed with a value for `x-amz-content-sha256` that says how the body travels.
    pub async fn header_signed_as(self, payload: &str) -> Answer {
        let body = SignableBody::Precomputed(payload.to_owned());
        let (url, headers) = self.instructions(SignatureLocation::Headers, body);
        self.send(url, headers).await
    }

    async fn send(self, url: String, signature: Vec<(String, String)>) -> Answer {
        let method = reqwest::Method::from_bytes(self.method.as_bytes()).unwrap();
        let mut request = self.server.client.request(method.clone(), url);
        for (name, value) in self.signed.into_iter().chain(self.unsigned).chain(signature) {
            request = request.header(name, value);
        }
        if method == reqwest::Method::PUT || method == reqwest::Method::POST {
            request = request.header("content-length", self.body.len()).body(self.body);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(answer: reqwest::Response) -> Self {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Self { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The text of an element of an XML answer.
    pub fn element(&self, name: &str) -> Option<String> {
        let xml = std::str::from_utf8(&self.body).ok()?;
        let (_, rest) = xml.split_once(&format!("<{name}>"))?;
        let text = rest.split_once(&format!("</{name}>"))?.0;
        Some(quick_xml::escape::unescape(text).unwrap().into_owned())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn code(&self) -> Option<String> {
        self.element("Code")
    }

    #[track_caller]
    pub fn expect(&self, status: u16, code: Option<&str>) -> &Self {
        assert_eq!((self.status, self.code().as_deref()), (status, code), "{}", String::from_utf8_lossy(&self.body));
        self
    }
}
