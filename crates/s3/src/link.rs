//! Presigned links from somebody else's backend: what they were made for, what this side has to add, and why some cannot
//! work from a page.
//!
//! A link is read, never changed: its signature covers host, path, query and the headers it names. So every signed
//! header has to be one whose value is known here; any other makes the storage refuse the request, and is named instead.
//!
//! Spec: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".

use percent_encoding::percent_decode_str;
use sealport_core::{CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKey};

use crate::address::Endpoint;
use crate::at_rest::{SERVER_SIDE_ENCRYPTION_HEADER, SSE_S3};
use crate::binding::{Binding, LinkOperation};
use crate::input::InputError;
use crate::request::{Expiry, Header, SecretUrl, SignedRequest};
use crate::time::UnixTime;

/// Longer than any link of a 1,024-byte object key with every byte percent-encoded and a session token; in bytes.
const MAX_LINK_LEN: usize = 16 * 1024;

/// Checksums of no bytes. AWS SDKs since January 2025 sign the CRC-32 into PUT links unless told not to; other SDKs and
/// settings have the others.
const OF_NOTHING: [(&str, &str); 6] = [
    ("x-amz-checksum-crc32", "AAAAAA=="),
    ("x-amz-checksum-crc32c", "AAAAAA=="),
    ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
    ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
];

/// Parameters that make a request one about something else than an object's content.
const OTHER_OPERATIONS: [&str; 14] = [
    "acl",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "legal-hold",
    "list-type",
    "partNumber",
    "policy",
    "restore",
    "retention",
    "tagging",
    "uploadId",
    "uploads",
];

/// Why a text is not a link that works from a page. Names headers and parameters, never a value that is secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Nothing was given.
    #[error("nothing was pasted")]
    Empty,
    /// The address itself is not acceptable.
    #[error("the address in this link cannot be used: {0}")]
    Address(InputError),
    /// It has characters that a link cannot have, or is cut.
    #[error("this is not one whole link: it has characters or an ending that a link cannot have")]
    Malformed,
    /// It has no object in it.
    #[error("this link names no object")]
    NoObject,
    /// It is an address without a signature.
    #[error("this address has no signature: it is not a presigned link")]
    NotPresigned,
    /// It has AWS's former signature, which does not say what it covers.
    #[error("this link has the former signature (version 2), which cannot carry SSE-C headers in a known way")]
    SignatureVersion2,
    /// A part of the signature is missing or unreadable.
    #[error("the link's {0} is missing or unreadable: it was probably cut")]
    Parameter(&'static str),
    /// The customer key is in the address.
    #[error(
        "this link carries the SSE-C key itself in its address, where logs and histories keep it: treat that key as known to others"
    )]
    KeyInAddress,
    /// SSE-C values were put into the address instead of the signed headers.
    #[error(
        "this link has {0} in its address instead of among its signed headers: servers refuse that, or store the object in clear"
    )]
    CustomerHeaderInAddress(&'static str),
    /// The checksum of an empty body is signed.
    #[error("this link was signed with the checksum of an empty body, so that it stores nothing but an empty object")]
    ChecksumOfNothing,
    /// It was made for something else than reading or storing a whole object.
    #[error("this link was made for another operation ({0}), not for reading or storing an object")]
    OtherOperation(String),
    /// A signed header whose value is not known here.
    #[error("the signature covers the header {0}, whose value this page does not know")]
    SignedHeader(String),
}

/// A presigned link, understood.
#[derive(Clone, Debug)]
pub struct PresignedLink {
    url: SecretUrl,
    endpoint: Endpoint,
    object_name: String,
    operation: Option<LinkOperation>,
    signed_header_names: Vec<String>,
    signed_at: UnixTime,
    expires_at: UnixTime,
    sse_s3_in_query: bool,
}

/// What a link says about the customer key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKey {
    /// It is for an object without SSE-C; a key would be an unsigned header.
    None,
    /// It needs a customer key, bound in this way.
    Needed(Binding),
}

impl PresignedLink {
    /// Reads a link.
    ///
    /// # Errors
    ///
    /// [`LinkError`]: not a presigned link, or one that cannot work from a page, with the header or parameter that is the
    /// trouble.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LinkError::Empty);
        }
        let (origin, path, query) = split(text)?;
        let endpoint = Endpoint::parse(origin).map_err(LinkError::Address)?;
        let object_name = object_name(path)?;
        let query = Query::parse(query)?;
        if query.is_version_2() {
            return Err(LinkError::SignatureVersion2);
        }
        if query.value("X-Amz-Signature").is_none() && query.value("X-Amz-Algorithm").is_none() {
            return Err(LinkError::NotPresigned);
        }
        query.check_signature()?;
        let signed_at = query.value("X-Amz-Date").and_then(UnixTime::parse_amz_date);
        let signed_at = signed_at.ok_or(LinkError::Parameter("X-Amz-Date"))?;
        let expiry = query.value("X-Amz-Expires").and_then(|secs| Expiry::from_secs(secs.parse().ok()?).ok());
        let expiry = expiry.ok_or(LinkError::Parameter("X-Amz-Expires"))?;
        let signed_header_names = query.signed_header_names()?;
        query.refuse_customer_values()?;
        query.refuse_other_operations()?;
        query.refuse_checksum_of_nothing()?;
        let link = Self {
            // What browsers do to a query; the signature does not notice.
            url: SecretUrl::new(format!("{}{path}?{}", endpoint.origin(), query.text.replace('\'', "%27"))),
            object_name,
            operation: query.operation(&signed_header_names),
            sse_s3_in_query: query.value(SERVER_SIDE_ENCRYPTION_HEADER) == Some(SSE_S3),
            endpoint,
            signed_header_names,
            signed_at,
            expires_at: signed_at.plus_secs(i64::from(expiry.as_secs())),
        };
        link.refuse_unknown_headers()?;
        Ok(link)
    }

    /// Where it leads: a key given to it goes there.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The path, decoded and without its first slash: the object key, with the bucket in front where the storage has it
    /// there (a link does not say which).
    pub fn object_name(&self) -> &str {
        &self.object_name
    }

    /// The part of the name after its last slash.
    pub fn file_name(&self) -> &str {
        self.object_name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&self.object_name)
    }

    /// What it was made for, where it says so: the method is part of the signature, not of the link.
    pub fn operation(&self) -> Option<LinkOperation> {
        self.operation
    }

    /// Names that its signature covers, lower case, in its own order.
    pub fn signed_header_names(&self) -> &[String] {
        &self.signed_header_names
    }

    /// When it was signed.
    pub fn signed_at(&self) -> UnixTime {
        self.signed_at
    }

    /// When it stops working; one made with temporary credentials may stop earlier.
    pub fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// Whether its time is over by this clock. A hint: the storage's clock decides.
    pub fn is_expired(&self, now: UnixTime) -> bool {
        now > self.expires_at
    }

    /// What it says about the customer key.
    pub fn key(&self) -> LinkKey {
        match (
            self.signs(CUSTOMER_ALGORITHM_HEADER),
            self.signs(CUSTOMER_KEY_MD5_HEADER),
            self.signs(CUSTOMER_KEY_HEADER),
        ) {
            (false, ..) => LinkKey::None,
            (true, _, true) => LinkKey::Needed(Binding::ThisKey),
            (true, true, false) => LinkKey::Needed(Binding::ThisKeyMd5),
            (true, false, false) => LinkKey::Needed(Binding::AnyKey),
        }
    }

    /// Whether it asks for SSE-S3.
    pub fn asks_for_sse_s3(&self) -> bool {
        self.sse_s3_in_query || self.signs(SERVER_SIDE_ENCRYPTION_HEADER)
    }

    /// Whether it works for a body of one length only, which it does not tell.
    pub fn binds_length(&self) -> bool {
        self.signs("content-length")
    }

    /// Whether it works with one media type only, which it does not tell.
    pub fn binds_content_type(&self) -> bool {
        self.signs("content-type")
    }

    /// The request to send: the link, the customer headers and the headers that its signature asks for.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] for a bad media type, [`InputError::InsecureEndpoint`] with a key over plain http to
    /// another machine.
    pub fn request(
        &self,
        operation: LinkOperation,
        ssec: Option<&SseCKey>,
        content_type: Option<&str>,
    ) -> Result<SignedRequest, InputError> {
        let mut headers = Vec::new();
        if let Some(ssec) = ssec {
            if !self.endpoint.is_https() && !self.endpoint.is_loopback() {
                return Err(InputError::InsecureEndpoint);
            }
            for header in ssec.headers() {
                let is_signed = self.signs(header.name);
                headers.push(Header::new(header.name, header.value.as_str(), header.secret, is_signed)?);
            }
        }
        if self.signs(SERVER_SIDE_ENCRYPTION_HEADER) {
            headers.push(Header::new(SERVER_SIDE_ENCRYPTION_HEADER, SSE_S3, false, true)?);
        }
        if self.signs("if-none-match") {
            headers.push(Header::new("if-none-match", "*", false, true)?);
        }
        if self.signs("x-amz-content-sha256") {
            headers.push(Header::new("x-amz-content-sha256", "UNSIGNED-PAYLOAD", false, true)?);
        }
        if let (LinkOperation::Put, Some(content_type)) = (operation, content_type) {
            headers.push(Header::new("content-type", content_type, false, self.binds_content_type())?);
        }
        Ok(SignedRequest {
            method: operation.method(),
            url: self.url.clone(),
            origin: self.endpoint.origin(),
            headers,
            sender_adds: Vec::new(),
            signed_header_names: self.signed_header_names.clone(),
            expires_at: self.expires_at,
        })
    }

    /// Whether a customer key fits, as far as the link tells: one bound to an MD5 does not tell which.
    pub fn needs_customer_key(&self) -> bool {
        self.key() != LinkKey::None
    }

    fn signs(&self, name: &str) -> bool {
        self.signed_header_names.iter().any(|signed| signed == name)
    }

    fn refuse_unknown_headers(&self) -> Result<(), LinkError> {
        const KNOWN: [&str; 9] = [
            "host",
            "content-length",
            "content-type",
            "if-none-match",
            "x-amz-content-sha256",
            SERVER_SIDE_ENCRYPTION_HEADER,
            CUSTOMER_ALGORITHM_HEADER,
            CUSTOMER_KEY_HEADER,
            CUSTOMER_KEY_MD5_HEADER,
        ];
        if let Some(name) = self.signed_header_names.iter().find(|name| !KNOWN.contains(&name.as_str())) {
            return Err(LinkError::SignedHeader(name.clone()));
        }
        // Key or MD5 signed without the algorithm: whatever that was meant to be, S3 refuses it.
        let odd = [CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER].into_iter().find(|name| self.signs(name));
        match odd {
            Some(name) if !self.signs(CUSTOMER_ALGORITHM_HEADER) => Err(LinkError::SignedHeader(name.to_owned())),
            _ => Ok(()),
        }
    }
}

/// Origin, path and query of a link, with nothing in them that a browser would rewrite.
fn split(text: &str) -> Result<(&str, &str, &str), LinkError> {
    const ALLOWED: &[u8] = b"-._~!$&'()*+,;=:@/?%";
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || ALLOWED.contains(&b) || b == b'[' || b == b']';
    if text.len() > MAX_LINK_LEN || !text.bytes().all(is_allowed) {
        return Err(LinkError::Malformed);
    }
    let host_at = text.find("://").ok_or(LinkError::Address(InputError::EndpointScheme))? + 3;
    let path_at = text[host_at..].find(['/', '?']).map_or(text.len(), |at| host_at + at);
    let (origin, rest) = text.split_at(path_at);
    let (path, query) = rest.split_once('?').ok_or(LinkError::NotPresigned)?;
    // Brackets are for IPv6 hosts; in a path browsers would encode them.
    if rest.contains(['[', ']']) || !path.starts_with('/') {
        return Err(if path.is_empty() { LinkError::NoObject } else { LinkError::Malformed });
    }
    Ok((origin, path, query))
}

fn object_name(path: &str) -> Result<String, LinkError> {
    let decoded = percent_decode_str(path.trim_start_matches('/')).decode_utf8().map_err(|_| LinkError::Malformed)?;
    if decoded.is_empty() {
        return Err(LinkError::NoObject);
    }
    // Browsers fold these away, encoded ones too, and would ask for another object.
    if decoded.split('/').any(|segment| segment == "." || segment == "..") {
        return Err(LinkError::Address(InputError::ObjectKeyDotSegment));
    }
    Ok(decoded.into_owned())
}

/// A query, decoded, with the text it came from.
struct Query<'a> {
    text: &'a str,
    pairs: Vec<(String, String)>,
}

impl<'a> Query<'a> {
    fn parse(text: &'a str) -> Result<Self, LinkError> {
        let decode = |part: &str| {
            let decoded = percent_decode_str(part).decode_utf8().map_err(|_| LinkError::Malformed)?;
            Ok::<String, LinkError>(decoded.into_owned())
        };
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        Ok(Self { text, pairs: pairs.collect::<Result<_, LinkError>>()? })
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn is_version_2(&self) -> bool {
        self.value("AWSAccessKeyId").is_some() && self.value("Signature").is_some()
    }

    fn check_signature(&self) -> Result<(), LinkError> {
        let is = |name: &str, accepts: fn(&str) -> bool| self.value(name).is_some_and(accepts);
        if !is("X-Amz-Algorithm", |value| value == "AWS4-HMAC-SHA256") {
            return Err(LinkError::Parameter("X-Amz-Algorithm"));
        }
        if !is("X-Amz-Credential", |value| value.split('/').count() == 5 && value.ends_with("/s3/aws4_request")) {
            return Err(LinkError::Parameter("X-Amz-Credential"));
        }
        if !is("X-Amz-Signature", |value| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit())) {
            return Err(LinkError::Parameter("X-Amz-Signature"));
        }
        Ok(())
    }

    fn signed_header_names(&self) -> Result<Vec<String>, LinkError> {
        let names = self.value("X-Amz-SignedHeaders").unwrap_or_default();
        let names: Vec<String> = names.split(';').map(str::to_ascii_lowercase).collect();
        let is_name = |name: &String| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let well_formed = names.iter().all(is_name) && names.iter().any(|name| name == "host");
        if well_formed { Ok(names) } else { Err(LinkError::Parameter("X-Amz-SignedHeaders")) }
    }

    fn refuse_customer_values(&self) -> Result<(), LinkError> {
        if self.value(CUSTOMER_KEY_HEADER).is_some() {
            return Err(LinkError::KeyInAddress);
        }
        let misplaced =
            [CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_MD5_HEADER].into_iter().find(|name| self.value(name).is_some());
        misplaced.map_or(Ok(()), |name| Err(LinkError::CustomerHeaderInAddress(name)))
    }

    fn refuse_checksum_of_nothing(&self) -> Result<(), LinkError> {
        let is_of_nothing = |(name, value): &(&str, &str)| self.value(name) == Some(*value);
        if OF_NOTHING.iter().any(is_of_nothing) { Err(LinkError::ChecksumOfNothing) } else { Ok(()) }
    }

    fn refuse_other_operations(&self) -> Result<(), LinkError> {
        let other = self.pairs.iter().find(|(name, _)| OTHER_OPERATIONS.contains(&name.as_str()));
        let named = self.value("x-id").filter(|id| !matches!(*id, "GetObject" | "HeadObject" | "PutObject"));
        match named.or(other.map(|(name, _)| name.as_str())) {
            Some(other) => Err(LinkError::OtherOperation(other.chars().take(40).collect())),
            None => Ok(()),
        }
    }

    /// AWS's SDKs for JavaScript and others add `x-id`; some signed names make sense for a PUT only.
    fn operation(&self, signed: &[String]) -> Option<LinkOperation> {
        let named = match self.value("x-id") {
            Some("GetObject") => Some(LinkOperation::Get),
            Some("HeadObject") => Some(LinkOperation::Head),
            Some("PutObject") => Some(LinkOperation::Put),
            _ => None,
        };
        let writes = signed.iter().any(|name| {
            matches!(name.as_str(), "content-type" | "content-length" | "if-none-match" | SERVER_SIDE_ENCRYPTION_HEADER)
        }) || self.value("x-amz-sdk-checksum-algorithm").is_some()
            || self.value(SERVER_SIDE_ENCRYPTION_HEADER).is_some();
        let reads = self.pairs.iter().any(|(name, _)| name.starts_with("response-"));
        named.or(writes.then_some(LinkOperation::Put)).or(reads.then_some(LinkOperation::Get))
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
