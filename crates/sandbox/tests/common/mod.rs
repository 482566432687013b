//! A server for a test, and requests signed by AWS's own signer.

// Each test file is a crate of its own and uses a part of this; helpers outside of tests may fail loudly here.
#![allow(dead_code, clippy::unwrap_used)]

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4::SigningParams,
};
use data_encoding::BASE64;
use md5::{Digest as _, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sealport_sandbox::{RunningSandbox, Sandbox, SandboxConfig, SandboxCredentials};
use tempfile::TempDir;

pub const BUCKET: &str = "demo";
pub const ORIGIN: &str = "http://page.example:8460";
pub const ALGORITHM: &str = "x-amz-server-side-encryption-customer-algorithm";
pub const KEY: &str = "x-amz-server-side-encryption-customer-key";
pub const SSE: &str = "x-amz-server-side-encryption";
pub const KEY_MD5: &str = "x-amz-server-side-encryption-customer-key-md5";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A running server with its folder.
pub struct Server {
    pub sandbox: RunningSandbox,
    pub folder: TempDir,
    pub client: reqwest::Client,
}

pub fn credentials() -> SandboxCredentials {
    SandboxCredentials { access_key_id: "TESTID".to_owned(), secret_access_key: "TESTSECRET".to_owned() }
}

pub fn client() -> reqwest::Client {
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    reqwest::Client::builder().no_proxy().resolve("demo.localhost", loopback).build().unwrap()
}

impl Server {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    pub async fn start_in(folder: TempDir) -> Self {
        Self::start_in_with(folder, |_| {}).await
    }

    pub async fn start_with(configure: impl FnOnce(&mut SandboxConfig)) -> Self {
        Self::start_in_with(tempfile::tempdir().unwrap(), configure).await
    }

    pub async fn start_in_with(folder: TempDir, configure: impl FnOnce(&mut SandboxConfig)) -> Self {
        let mut config = SandboxConfig::new(folder.path(), BUCKET);
        config.credentials = Some(credentials());
        config.cors_origins = vec![ORIGIN.to_owned()];
        configure(&mut config);
        let sandbox = Sandbox::start(config).await.unwrap();
        Self { sandbox, folder, client: client() }
    }

    pub fn url(&self, object_key: &str) -> String {
        format!("http://{}/{BUCKET}/{}", self.sandbox.s3_addr(), utf8_percent_encode(object_key, UNRESERVED))
    }

    pub fn call(&self, method: &str, object_key: &str) -> Call<'_> {
        Call {
            server: self,
            method: method.to_owned(),
            url: self.url(object_key),
            query: Vec::new(),
            signed: Vec::new(),
            unsigned: Vec::new(),
            body: Vec::new(),
            time: SystemTime::now(),
            expires: Duration::from_secs(600),
            region: "us-east-1".to_owned(),
        }
    }

    /// Stops, and leaves the folder for another start.
    pub async fn stop(self) -> TempDir {
        self.sandbox.stop().await;
        self.folder
    }

    /// A request about one of the bucket's settings: `cors` or `encryption`.
    pub fn setting(&self, method: &str, name: &str) -> Call<'_> {
        let bucket = self.url("").trim_end_matches('/').to_owned();
        self.call(method, "").url(bucket).query(&[(name, "")])
    }

    pub async fn put_setting(&self, name: &str, document: &str) -> Answer {
        self.setting("PUT", name).body(document.as_bytes()).presigned().await
    }

    /// Asks as a browser does before a request of that method with those headers.
    pub async fn preflight(&self, url: &str, origin: &str, method: &str, headers: &str) -> Answer {
        let request = self
            .client
            .request(reqwest::Method::OPTIONS, url)
            .header("origin", origin)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", headers);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn put_ssec(&self, object_key: &str, ssec: &SseC, body: &[u8]) -> Answer {
        self.call("PUT", object_key).signed(&ssec.headers()).body(body).presigned().await
    }

    pub async fn get_ssec(&self, object_key: &str, ssec: &SseC) -> Answer {
        self.call("GET", object_key).signed(&ssec.headers()).presigned().await
    }

    pub fn files(&self) -> Vec<PathBuf> {
        files_in(&self.folder.path().join(BUCKET))
    }
}

pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The three values of a customer key.
#[derive(Clone)]
pub struct SseC {
    pub key: Vec<u8>,
    pub algorithm: String,
    pub key_base64: String,
    pub md5: String,
}

impl SseC {
    pub fn new(key: &[u8]) -> Self {
        Self {
            key: key.to_vec(),
            algorithm: "AES256".to_owned(),
            key_base64: BASE64.encode(key),
            md5: BASE64.encode(&Md5::digest(key)),
        }
    }

    pub fn headers(&self) -> Vec<(&str, &str)> {
        vec![(ALGORITHM, &self.algorithm), (KEY, &self.key_base64), (KEY_MD5, &self.md5)]
    }

    /// Some of the headers: `a`lgorithm, `k`ey, `m`d5.
    pub fn some(&self, which: &str) -> Vec<(&str, &str)> {
        let letters = ["a", "k", "m"];
        self.headers()
            .into_iter()
            .zip(letters)
            .filter(|(_, letter)| which.contains(letter))
            .map(|(header, _)| header)
            .collect()
    }
}

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

impl Call<'_> {
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

/// Bytes that do not repeat.
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}
