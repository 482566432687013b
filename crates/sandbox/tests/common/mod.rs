//! A server for a test, and requests signed by AWS's own signer.

// Each test file is a crate of its own and uses a part of this; helpers outside of tests may fail loudly here.
#![allow(dead_code, clippy::unwrap_used)]

mod call;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

pub use call::{Answer, Call};
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
        Call::new(self, method, self.url(object_key))
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
