//! A bucket seen by a client that is not ours: what is really stored, whatever a page says.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Client, Method, Response};
use rusty_s3::actions::{DeleteObject, GetObject, ListObjectsV2, PutObject, S3Action};
use rusty_s3::{Bucket, Credentials, UrlStyle};

/// How long a signature is good for.
const VALID: Duration = Duration::from_secs(300);

/// Where a bucket is and what opens it.
#[derive(Clone, Debug)]
pub struct Storage {
    /// `http://127.0.0.1:PORT`.
    pub endpoint: String,
    /// As signatures name it.
    pub region: String,
    /// Its name.
    pub bucket: String,
    /// Throw-away.
    pub access_key_id: String,
    /// Throw-away.
    pub secret_access_key: String,
}

/// The names of the three headers, as HTTP/1.1 libraries write them.
const CUSTOMER_HEADERS: [&str; 3] = [
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
];

impl Storage {
    /// The object keys in the bucket, in the server's order.
    ///
    /// # Errors
    ///
    /// When the server does not list them.
    pub async fn object_keys(&self) -> Result<Vec<String>> {
        let (bucket, credentials) = self.signer()?;
        let url = ListObjectsV2::new(&bucket, Some(&credentials)).sign(VALID);
        let answer = Client::new().get(url).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("listing answered {status}: {text}");
        }
        let listed = ListObjectsV2::parse_response(&text).context("the listing is not what rusty-s3 reads")?;
        if listed.next_continuation_token.is_some() {
            bail!("the bucket has more than one page of objects");
        }
        Ok(listed.contents.into_iter().map(|object| object.key).collect())
    }

    /// Sends a GET, with the customer key if one is given.
    ///
    /// # Errors
    ///
    /// When no answer comes. Any status is an answer.
    pub async fn read(&self, object_key: &str, customer_key: Option<&[u8; 32]>) -> Result<Response> {
        let (bucket, credentials) = self.signer()?;
        let mut action = GetObject::new(&bucket, Some(&credentials), object_key);
        let headers = customer_key.map(customer_headers).unwrap_or_default();
        for (name, value) in CUSTOMER_HEADERS.iter().zip(&headers) {
            action.headers_mut().insert(*name, value.clone());
        }
        send(Method::GET, action.sign(VALID).as_str(), &headers, Vec::new()).await
    }

    /// Stores an object with the customer key, or without one.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn store(&self, object_key: &str, contents: Vec<u8>, customer_key: Option<&[u8; 32]>) -> Result<()> {
        let (bucket, credentials) = self.signer()?;
        let mut action = PutObject::new(&bucket, Some(&credentials), object_key);
        let headers = customer_key.map(customer_headers).unwrap_or_default();
        for (name, value) in CUSTOMER_HEADERS.iter().zip(&headers) {
            action.headers_mut().insert(*name, value.clone());
        }
        let answer = send(Method::PUT, action.sign(VALID).as_str(), &headers, contents).await?;
        if !answer.status().is_success() {
            bail!("storing {object_key} answered {}: {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }

    /// Deletes an object.
    ///
    /// # Errors
    ///
    /// When the server does not.
    pub async fn remove(&self, object_key: &str) -> Result<()> {
        let (bucket, credentials) = self.signer()?;
        let url = DeleteObject::new(&bucket, Some(&credentials), object_key).sign(VALID);
        let answer = send(Method::DELETE, url.as_str(), &[], Vec::new()).await?;
        if !answer.status().is_success() {
            bail!("deleting {object_key} answered {}: {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }

    fn signer(&self) -> Result<(Bucket, Credentials)> {
        let endpoint = self.endpoint.parse().context("the endpoint is no address")?;
        let bucket = Bucket::new(endpoint, UrlStyle::Path, self.bucket.clone(), self.region.clone())?;
        Ok((bucket, Credentials::new(&self.access_key_id, &self.secret_access_key)))
    }
}

/// The values of the three headers.
fn customer_headers(customer_key: &[u8; 32]) -> Vec<String> {
    vec!["AES256".to_owned(), STANDARD.encode(customer_key), STANDARD.encode(Md5::digest(customer_key))]
}

async fn send(method: Method, url: &str, headers: &[String], body: Vec<u8>) -> Result<Response> {
    // hyper leaves the length of an empty body out, and S3 wants it.
    let mut request = Client::new().request(method, url).header(CONTENT_LENGTH, body.len()).body(body);
    for (name, value) in CUSTOMER_HEADERS.iter().zip(headers) {
        request = request.header(*name, value);
    }
    // Without the address: it carries a signature.
    request.send().await.map_err(reqwest::Error::without_url).context("the storage did not answer")
}
