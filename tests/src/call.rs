//! One S3 request put together by hand, right or wrong, and signed by AWS's own signer.
//!
//! What is signed and what is sent are two things here: tests send what a signature does not cover, and leave out what
//! it does.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::CONTENT_LENGTH;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};

use crate::answer::Answer;
use crate::customer_key::CustomerKey;
use crate::signing::{Pairs, Signature, Signing};
use crate::storage::Storage;

/// What stands for itself in a query; AWS wants everything else encoded.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What an object key may have in a path as it is.
const PATH: &AsciiSet = &QUERY.remove(b'/');
/// An answer that takes longer is a hang.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A request that can be sent to any storage.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    /// The storage's own when absent.
    bucket: Option<String>,
    object_key: String,
    query: Pairs,
    signed: Pairs,
    unsigned: Pairs,
    body: Vec<u8>,
    signature: Signature,
    /// How long ago it was signed; the future when negative.
    age_secs: i64,
    life: Duration,
    sent_method: Option<Method>,
    sent_object_key: Option<String>,
    without_parameter: Option<&'static str>,
    without_signed_headers: bool,
    other_access_key_id: Option<&'static str>,
    other_secret: Option<&'static str>,
    other_region: Option<&'static str>,
}

impl Call {
    /// A request for an object, or for the bucket when the object key is empty; signed by a header.
    #[must_use]
    pub fn new(method: Method, object_key: &str) -> Self {
        Self {
            method,
            bucket: None,
            object_key: object_key.to_owned(),
            query: Vec::new(),
            signed: Vec::new(),
            unsigned: Vec::new(),
            body: Vec::new(),
            signature: Signature::Headers,
            age_secs: 0,
            life: Duration::from_secs(600),
            sent_method: None,
            sent_object_key: None,
            without_parameter: None,
            without_signed_headers: false,
            other_access_key_id: None,
            other_secret: None,
            other_region: None,
        }
    }

    /// GET of an object.
    #[must_use]
    pub fn get(object_key: &str) -> Self {
        Self::new(Method::GET, object_key)
    }

    /// HEAD of an object.
    #[must_use]
    pub fn head(object_key: &str) -> Self {
        Self::new(Method::HEAD, object_key)
    }

    /// PUT of an object with these bytes.
    #[must_use]
    pub fn put(object_key: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::new(Method::PUT, object_key) }
    }

    /// A request about the bucket's own `subresource`, such as `cors`.
    #[must_use]
    pub fn bucket(method: Method, subresource: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::new(method, "") }.query(subresource, "")
    }

    /// Signed by the query: a link.
    #[must_use]
    pub fn link(self) -> Self {
        Self { signature: Signature::Query, ..self }
    }

    /// Not signed at all.
    #[must_use]
    pub fn anonymous(self) -> Self {
        Self { signature: Signature::Absent, ..self }
    }

    /// To another bucket than the storage's.
    #[must_use]
    pub fn in_bucket(self, bucket: &str) -> Self {
        Self { bucket: Some(bucket.to_owned()), ..self }
    }

    /// With a parameter, which is always signed.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a header that is signed.
    #[must_use]
    pub fn signed(mut self, name: &str, value: &str) -> Self {
        self.signed.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a header that is sent but not signed.
    #[must_use]
    pub fn unsigned(mut self, name: &str, value: &str) -> Self {
        self.unsigned.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With all three headers of a customer key, signed.
    #[must_use]
    pub fn key(self, customer_key: &CustomerKey) -> Self {
        self.key_parts(customer_key, "akm", "")
    }

    /// With some of the three headers signed and some only sent: `a`lgorithm, `k`ey, key `m`d5.
    #[must_use]
    pub fn key_parts(mut self, customer_key: &CustomerKey, signed: &str, unsigned: &str) -> Self {
        self.signed.extend(customer_key.headers(signed));
        self.unsigned.extend(customer_key.headers(unsigned));
        self
    }

    /// Signed so many seconds ago; in the future when negative.
    #[must_use]
    pub fn aged(self, age_secs: i64) -> Self {
        Self { age_secs, ..self }
    }

    /// How long a link is good for.
    #[must_use]
    pub fn lasting(self, secs: u64) -> Self {
        Self { life: Duration::from_secs(secs), ..self }
    }

    /// Sent with another method than the signed one.
    #[must_use]
    pub fn sent_as(self, method: Method) -> Self {
        Self { sent_method: Some(method), ..self }
    }

    /// Sent for another object than the signed one.
    #[must_use]
    pub fn sent_to(self, object_key: &str) -> Self {
        Self { sent_object_key: Some(object_key.to_owned()), ..self }
    }

    /// With the signed headers left out when it is sent; those not signed stay.
    #[must_use]
    pub fn without_signed_headers(self) -> Self {
        Self { without_signed_headers: true, ..self }
    }

    /// Sent without a parameter of the signature.
    #[must_use]
    pub fn without_parameter(self, name: &'static str) -> Self {
        Self { without_parameter: Some(name), ..self }
    }

    /// Signed in the name of another access key.
    #[must_use]
    pub fn other_access_key_id(self, id: &'static str) -> Self {
        Self { other_access_key_id: Some(id), ..self }
    }

    /// Signed with another secret.
    #[must_use]
    pub fn other_secret(self, secret: &'static str) -> Self {
        Self { other_secret: Some(secret), ..self }
    }

    /// Signed for another region.
    #[must_use]
    pub fn other_region(self, region: &'static str) -> Self {
        Self { other_region: Some(region), ..self }
    }

    /// Signs and sends it.
    ///
    /// # Errors
    ///
    /// When it cannot be signed, or no answer comes. Any status is an answer.
    pub async fn send(self, storage: &Storage) -> Result<Answer> {
        let answer = self.open(storage).await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Answer { status, headers, body: answer.bytes().await?.to_vec() })
    }

    /// Signs and sends it, and leaves the body to be read.
    ///
    /// # Errors
    ///
    /// As [`Self::send`].
    pub async fn open(self, storage: &Storage) -> Result<Response> {
        let (url, in_headers) = self.address(storage)?;
        let method = self.sent_method.unwrap_or(self.method);
        let mut request = client()?.request(method.clone(), &url);
        if [Method::PUT, Method::POST].contains(&method) {
            // hyper leaves the length of an empty body out, and S3 wants it.
            request = request.header(CONTENT_LENGTH, self.body.len()).body(self.body);
        }
        let signed = self.signed.iter().filter(|_| !self.without_signed_headers);
        for (name, value) in signed.chain(&self.unsigned).chain(&in_headers) {
            request = request.header(name, value);
        }
        request.send().await.with_context(|| format!("no answer to {method}"))
    }

    /// The address that a link consists of: what somebody's backend hands out.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn to_address(self, storage: &Storage) -> Result<String> {
        self.link().address(storage).map(|(url, _)| url)
    }

    /// Where it goes, and the headers of its signature.
    fn address(&self, storage: &Storage) -> Result<(String, Pairs)> {
        let (mut in_query, in_headers) = self.signature(storage)?;
        in_query.retain(|(name, _)| Some(name.as_str()) != self.without_parameter);
        let mut url = self.url(storage, self.sent_object_key.as_ref().unwrap_or(&self.object_key));
        if !in_query.is_empty() {
            url = format!("{url}{}{}", if url.contains('?') { '&' } else { '?' }, encoded(&in_query));
        }
        Ok((url, in_headers))
    }

    fn url(&self, storage: &Storage, object_key: &str) -> String {
        let bucket = self.bucket.as_deref().unwrap_or(&storage.bucket);
        let path = utf8_percent_encode(object_key, PATH);
        let separator = if object_key.is_empty() { "" } else { "/" };
        let query = encoded(&self.query);
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}/{bucket}{separator}{path}{mark}{query}", storage.endpoint)
    }

    fn signature(&self, storage: &Storage) -> Result<(Pairs, Pairs)> {
        let (now, age) = (SystemTime::now(), Duration::from_secs(self.age_secs.unsigned_abs()));
        let signing = Signing {
            method: self.method.as_str(),
            url: &self.url(storage, &self.object_key),
            headers: &self.signed,
            signature: self.signature,
            time: if self.age_secs < 0 { now + age } else { now - age },
            life: self.life,
            access_key_id: self.other_access_key_id.unwrap_or(&storage.access_key_id),
            secret_access_key: self.other_secret.unwrap_or(&storage.secret_access_key),
            region: self.other_region.unwrap_or(&storage.region),
        };
        signing.sign()
    }
}

/// As a browser's fetch is set up for storage: no proxy, and a redirect is an answer like any other.
fn client() -> Result<Client> {
    Ok(Client::builder().no_proxy().redirect(Policy::none()).timeout(ANSWER_TIMEOUT).build()?)
}

fn encoded(pairs: &Pairs) -> String {
    let encode = |text: &str| utf8_percent_encode(text, QUERY).to_string();
    pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}
