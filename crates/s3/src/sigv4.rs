//! AWS Signature Version 4, in the query (presigned) and in the `authorization` header.
//!
//! Spec: AWS, "Create a signed AWS API request" and Amazon S3 API Reference, "Authenticating Requests (AWS Signature
//! Version 4)". S3's reading: the path is encoded once and not normalised.

use hmac::{Hmac, KeyInit, Mac};
use sealport_core::Zeroizing;
use sha2::{Digest, Sha256};

use crate::address::Region;
use crate::credentials::Credentials;
use crate::encode;
use crate::input::InputError;
use crate::operation::UnsignedRequest;
use crate::request::{Expiry, Header, SecretUrl, SignedRequest};
use crate::time::UnixTime;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// Servers accept a header signature within 15 minutes of its date.
const HEADER_SIGNATURE_SECS: i64 = 900;

/// What a header signature says about the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadHash {
    /// The body is not covered; TLS protects it on its way.
    Unsigned,
    /// SHA-256 of the body, in lower-case hex.
    Sha256(String),
}

impl PayloadHash {
    /// The hash of a body at hand.
    pub fn of(body: &[u8]) -> Self {
        Self::Sha256(sha256_hex(body))
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Unsigned => UNSIGNED_PAYLOAD,
            Self::Sha256(hex) => hex,
        }
    }
}

impl UnsignedRequest {
    /// Signs in the query: the URL carries the signature, the body is not covered.
    ///
    /// Headers marked as signed (all `x-amz-*` ones) must then be sent exactly as they are.
    pub fn presign(self, credentials: &Credentials, region: &Region, now: UnixTime, expiry: Expiry) -> SignedRequest {
        let scope = scope(region, now);
        let mut query: Vec<(&str, String)> = self.query.clone();
        query.push(("X-Amz-Algorithm", ALGORITHM.to_owned()));
        query.push(("X-Amz-Credential", format!("{}/{scope}", credentials.access_key_id())));
        query.push(("X-Amz-Date", now.amz_date()));
        query.push(("X-Amz-Expires", expiry.as_secs().to_string()));
        if let Some(token) = credentials.session_token() {
            query.push(("X-Amz-Security-Token", token.to_owned()));
        }
        let signed = signed_headers(&self.location.host, &self.headers);
        let names = names(&signed);
        query.push(("X-Amz-SignedHeaders", names.join(";")));
        let query = canonical_query(&query);
        let canonical = canonical_request(&self, &query, &signed, UNSIGNED_PAYLOAD);
        let signature = signature(credentials, region, now, &scope, &canonical);
        let url = format!("{}{}?{query}&X-Amz-Signature={signature}", self.location.origin, self.location.path);
        SignedRequest {
            method: self.method,
            url: SecretUrl::new(url),
            origin: self.location.origin,
            headers: self.headers,
            sender_adds: self.sender_adds.to_vec(),
            signed_header_names: names,
            expires_at: now.plus_secs(i64::from(expiry.as_secs())),
        }
    }

    /// Signs in headers: adds `x-amz-date`, `x-amz-content-sha256`, the session token and `authorization`.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] when a value made here is no header value, which valid credentials rule out.
    pub fn sign_headers(
        mut self,
        credentials: &Credentials,
        region: &Region,
        now: UnixTime,
        payload: &PayloadHash,
    ) -> Result<SignedRequest, InputError> {
        let scope = scope(region, now);
        self.headers.push(Header::new("x-amz-content-sha256", payload.as_str(), false, true)?);
        self.headers.push(Header::new("x-amz-date", now.amz_date(), false, true)?);
        if let Some(token) = credentials.session_token() {
            self.headers.push(Header::new("x-amz-security-token", token, true, true)?);
        }
        let signed = signed_headers(&self.location.host, &self.headers);
        let names = names(&signed);
        let query = canonical_query(&self.query);
        let canonical = canonical_request(&self, &query, &signed, payload.as_str());
        let signature = signature(credentials, region, now, &scope, &canonical);
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            credentials.access_key_id(),
            names.join(";")
        );
        self.headers.push(Header::new("authorization", authorization, true, false)?);
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{}{separator}{query}", self.location.origin, self.location.path);
        Ok(SignedRequest {
            method: self.method,
            url: SecretUrl::new(url),
            origin: self.location.origin,
            headers: self.headers,
            sender_adds: self.sender_adds.to_vec(),
            signed_header_names: names,
            expires_at: now.plus_secs(HEADER_SIGNATURE_SECS),
        })
    }
}

fn scope(region: &Region, now: UnixTime) -> String {
    format!("{}/{region}/s3/aws4_request", now.date())
}

/// Name and value of each signed header, sorted by name; `host` is one of them.
fn signed_headers<'a>(host: &'a str, headers: &'a [Header]) -> Vec<(&'a str, &'a str)> {
    let given = headers.iter().filter(|h| h.is_signed()).map(|h| (h.name(), h.expose()));
    sorted(given.chain([("host", host)]))
}

/// By insertion: a handful of pairs, and the general sort would be a tenth of the npm package's smaller part.
fn sorted<T: Ord>(pairs: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted = Vec::new();
    for pair in pairs {
        sorted.insert(sorted.partition_point(|other| *other < pair), pair);
    }
    sorted
}

fn names(signed: &[(&str, &str)]) -> Vec<String> {
    signed.iter().map(|(name, _)| (*name).to_owned()).collect()
}

fn canonical_query(query: &[(&str, String)]) -> String {
    let pairs = sorted(query.iter().map(|(name, value)| (encode::value(name), encode::value(value))));
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend([name.as_str(), "=", &value]);
    }
    text
}

/// The text whose hash is signed. It holds every signed header's value, so it is wiped like a key.
fn canonical_request(
    request: &UnsignedRequest,
    query: &str,
    signed: &[(&str, &str)],
    payload: &str,
) -> Zeroizing<String> {
    // Sized at once: growing would leave unwiped copies of a customer key behind.
    let headers_len: usize = signed.iter().map(|(name, value)| 2 * name.len() + value.len() + 3).sum();
    let len = request.location.path.len() + query.len() + headers_len + payload.len() + 32;
    let mut text = Zeroizing::new(String::with_capacity(len));
    for part in [request.method.as_str(), "\n", &request.location.path, "\n", query, "\n"] {
        text.push_str(part);
    }
    for (name, value) in signed {
        text.push_str(name);
        text.push(':');
        push_folded(&mut text, value);
        text.push('\n');
    }
    text.push('\n');
    for (index, (name, _)) in signed.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        text.push_str(name);
    }
    text.push('\n');
    text.push_str(payload);
    text
}

/// Appends a header value with runs of spaces folded into one, as the canonical form wants it.
fn push_folded(text: &mut String, value: &str) {
    let mut previous = ' ';
    for c in value.chars() {
        if c != ' ' || previous != ' ' {
            text.push(c);
        }
        previous = c;
    }
}

fn signature(
    credentials: &Credentials,
    region: &Region,
    now: UnixTime,
    scope: &str,
    canonical: &Zeroizing<String>,
) -> String {
    let hash = sha256_hex(canonical.as_bytes());
    let text = format!("{ALGORITHM}\n{}\n{scope}\n{hash}", now.amz_date());
    let secret = Zeroizing::new(format!("AWS4{}", credentials.secret_access_key()));
    let mut signing = Zeroizing::new(hmac(secret.as_bytes(), now.date().as_bytes()));
    for part in [region.as_str(), "s3", "aws4_request"] {
        *signing = hmac(signing.as_slice(), part.as_bytes());
    }
    base16ct::lower::encode_string(&hmac(signing.as_slice(), text.as_bytes()))
}

fn hmac(secret: &[u8], data: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length (RFC 2104), so that this cannot fail.
    #[allow(clippy::expect_used)]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}

fn sha256_hex(data: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{AddressingStyle, BucketName, Endpoint, ObjectKey, Storage};
    use crate::operation::{ByteRange, GetOptions};

    fn example() -> (Storage, Credentials, Region, UnixTime) {
        let region = Region::parse("us-east-1").unwrap();
        let storage = Storage::new(
            Endpoint::parse("https://s3.amazonaws.com").unwrap(),
            region.clone(),
            BucketName::parse("examplebucket").unwrap(),
            AddressingStyle::VirtualHost,
        );
        let credentials =
            Credentials::new("AKIAIOSFODNN7EXAMPLE".into(), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(), None);
        (storage, credentials.unwrap(), region, UnixTime::parse_iso8601("2013-05-24T00:00:00Z").unwrap())
    }

    /// Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", its example.
    #[test]
    fn aws_published_example_of_a_presigned_url() {
        let (storage, credentials, region, now) = example();
        let object_key = ObjectKey::parse("test.txt").unwrap();
        let request = UnsignedRequest::get_object(&storage, &object_key, GetOptions::default()).unwrap();
        let signed = request.presign(&credentials, &region, now, Expiry::from_secs(86400).unwrap());
        assert_eq!(
            signed.url().expose(),
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
             &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
        assert_eq!(signed.signed_header_names(), ["host"]);
        assert_eq!(signed.expires_at(), now.plus_secs(86400));
    }

    /// Amazon S3 API Reference, "Signature Calculations for the Authorization Header", its GET example (which signs the
    /// range header: so does this test, by hand).
    #[test]
    fn aws_published_example_of_a_header_signature() {
        let (storage, credentials, region, now) = example();
        let object_key = ObjectKey::parse("test.txt").unwrap();
        let options = GetOptions { range: ByteRange::new(0, 9).ok(), ..Default::default() };
        let mut request = UnsignedRequest::get_object(&storage, &object_key, options).unwrap();
        request.headers = vec![Header::new("range", "bytes=0-9", false, true).unwrap()];
        let signed = request.sign_headers(&credentials, &region, now, &PayloadHash::of(b"")).unwrap();
        let authorization = signed.headers().iter().find(|h| h.name() == "authorization").unwrap();
        assert_eq!(
            authorization.expose(),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        assert_eq!(signed.url().expose(), "https://examplebucket.s3.amazonaws.com/test.txt");
    }

    #[test]
    fn the_session_token_is_part_of_the_signature() {
        let (storage, _, region, now) = example();
        let object_key = ObjectKey::parse("test.txt").unwrap();
        let presign = |token: Option<&str>| {
            let credentials = Credentials::new("AKID".into(), "secret".into(), token.map(Into::into)).unwrap();
            let request = UnsignedRequest::get_object(&storage, &object_key, GetOptions::default()).unwrap();
            request.presign(&credentials, &region, now, Expiry::from_secs(60).unwrap()).url().expose().to_owned()
        };
        let with = presign(Some("to/k+en"));
        assert!(with.contains("&X-Amz-Security-Token=to%2Fk%2Ben&"));
        let signature = |url: &str| url.rsplit('=').next().map(str::to_owned);
        assert_ne!(signature(&with), signature(&presign(None)));
    }
}
