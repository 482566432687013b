//! A bucket seen by a client that is not ours (AWS's own signer): what is really stored, whatever a page says.

use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4::SigningParams;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use quick_xml::Reader;
use quick_xml::events::Event;
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Client, Method, Response};

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

const CUSTOMER_HEADERS: [&str; 3] = [
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
];
/// What an object key may have in a path as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

impl Storage {
    /// The object keys in the bucket, in the server's order.
    ///
    /// # Errors
    ///
    /// When the server does not list them, or not all at once.
    pub async fn object_keys(&self) -> Result<Vec<String>> {
        let answer = self.send(Method::GET, "?encoding-type=url&list-type=2", None, Vec::new()).await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("listing answered {status}: {text}");
        }
        if texts_of(&text, "IsTruncated")? != ["false"] {
            bail!("the bucket has more than one page of objects");
        }
        let encoded = texts_of(&text, "Key")?;
        // As in forms: a space may be a plus sign, which itself never stands for itself.
        let decoded = |name: &String| Ok(percent_decode_str(&name.replace('+', " ")).decode_utf8()?.into_owned());
        encoded.iter().map(decoded).collect()
    }

    /// Sends a GET, with the customer key if one is given.
    ///
    /// # Errors
    ///
    /// When no answer comes. Any status is an answer.
    pub async fn read(&self, object_key: &str, customer_key: Option<&[u8; 32]>) -> Result<Response> {
        self.send(Method::GET, &path(object_key), customer_key, Vec::new()).await
    }

    /// Stores an object with the customer key, or without one.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn store(&self, object_key: &str, contents: Vec<u8>, customer_key: Option<&[u8; 32]>) -> Result<()> {
        succeeded(self.send(Method::PUT, &path(object_key), customer_key, contents).await?).await
    }

    /// Deletes an object.
    ///
    /// # Errors
    ///
    /// When the server does not.
    pub async fn remove(&self, object_key: &str) -> Result<()> {
        succeeded(self.send(Method::DELETE, &path(object_key), None, Vec::new()).await?).await
    }

    /// Signs a request by its headers and sends it; `rest` is what follows the bucket's name.
    async fn send(
        &self,
        method: Method,
        rest: &str,
        customer_key: Option<&[u8; 32]>,
        body: Vec<u8>,
    ) -> Result<Response> {
        let url = format!("{}/{}{rest}", self.endpoint, self.bucket);
        let values = customer_key.map(customer_values).unwrap_or_default();
        let customer = CUSTOMER_HEADERS.into_iter().zip(values.iter().map(String::as_str));
        let identity = Credentials::new(&self.access_key_id, &self.secret_access_key, None, None, "test").into();
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("s3")
            .time(SystemTime::now())
            .settings(settings)
            .build()?
            .into();
        let signable = SignableRequest::new(method.as_str(), &url, customer.clone(), SignableBody::UnsignedPayload)?;
        let (signature, _) = sign(signable, &parameters)?.into_parts();

        let client = Client::builder().no_proxy().build()?;
        // hyper leaves the length of an empty body out, and S3 wants it.
        let mut request = client.request(method, &url).header(CONTENT_LENGTH, body.len()).body(body);
        for (name, value) in customer.chain(signature.headers()) {
            request = request.header(name, value);
        }
        request.send().await.context("the storage did not answer")
    }
}

fn path(object_key: &str) -> String {
    format!("/{}", utf8_percent_encode(object_key, PATH))
}

/// The values of the three headers.
fn customer_values(customer_key: &[u8; 32]) -> Vec<String> {
    vec!["AES256".to_owned(), STANDARD.encode(customer_key), STANDARD.encode(Md5::digest(customer_key))]
}

async fn succeeded(answer: Response) -> Result<()> {
    let status = answer.status();
    if !status.is_success() {
        bail!("the storage answered {status}: {}", answer.text().await?);
    }
    Ok(())
}

/// The texts of all elements of that name. Texts of a listing are URL-encoded, so that no entity is in them.
fn texts_of(document: &str, name: &str) -> Result<Vec<String>> {
    let (mut reader, mut inside, mut found) = (Reader::from_str(document), false, Vec::new());
    loop {
        match reader.read_event()? {
            Event::Start(start) => inside = start.local_name().as_ref() == name,
            Event::Text(text) if inside => found.push(text.xml10_content().into_owned()),
            Event::End(_) => inside = false,
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_keys_are_read_out_of_a_listing_and_nothing_else() {
        let listing = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a%20b</Key><Size>1</Size>\
            <Owner><ID>Key</ID></Owner></Contents><Contents><Key>c</Key></Contents></ListBucketResult>";
        assert_eq!(texts_of(listing, "Key").unwrap(), ["a%20b", "c"]);
        assert!(texts_of("<ListBucketResult><Key>a</Contents>", "Key").is_err());
    }
}
