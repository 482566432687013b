//! The query of a link: its signature, and what else it binds or asks for.

use percent_encoding::percent_decode_str;
use sealport_core::{CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER};

use super::content::ContentBinding;
use super::error::LinkError;
use super::operations::{is_other_header, is_other_parameter, operation_named};
use crate::at_rest::{ProviderEncryption, SERVER_SIDE_ENCRYPTION_HEADER};
use crate::binding::LinkOperation;
use crate::request::Expiry;

/// Checksums of no bytes. AWS SDKs since January 2025 sign the CRC-32 into PUT links unless told not to; other SDKs and
/// settings have the others.
const OF_NOTHING: [(&str, &str); 9] = [
    ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ("x-amz-checksum-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ("x-amz-checksum-crc32", "AAAAAA=="),
    ("x-amz-checksum-crc32c", "AAAAAA=="),
    ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
    ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    (
        "x-amz-checksum-sha512",
        "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    ),
    ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
];

/// Parameters that bind a PUT to one content. SDKs put them into the query, where they count as headers.
const OF_CONTENT: [&str; 9] = [
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-md5",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-sha512",
    "x-amz-content-sha256",
    "content-md5",
];

/// Headers of a PUT that say who may read the object, how long it cannot be deleted, and what else it gets; by how they
/// start.
///
/// Spec: Amazon S3 API Reference, "PutObject".
const OBJECT_SETTINGS: [&str; 8] = [
    "x-amz-acl",
    "x-amz-bypass-governance-retention",
    "x-amz-grant-",
    "x-amz-meta-",
    "x-amz-object-lock-",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
];

/// A query, decoded, with the text it came from.
pub(super) struct Query<'a> {
    pub(super) text: &'a str,
    pairs: Vec<(String, String)>,
}

impl<'a> Query<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, LinkError> {
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

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_version_2(&self) -> bool {
        self.value("AWSAccessKeyId").is_some() && self.value("Signature").is_some()
    }

    pub(super) fn check_signature(&self) -> Result<(), LinkError> {
        let is = |name: &str, accepts: fn(&str) -> bool| self.value(name).is_some_and(accepts);
        if is("X-Amz-Algorithm", |value| value == "AWS4-ECDSA-P256-SHA256") {
            return Err(LinkError::SignatureVersion4A);
        }
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

    pub(super) fn signed_header_names(&self) -> Result<Vec<String>, LinkError> {
        let names = self.value("X-Amz-SignedHeaders").unwrap_or_default();
        let names: Vec<String> = names.split(';').map(str::to_ascii_lowercase).collect();
        let is_name = |name: &String| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let well_formed = names.iter().all(is_name) && names.iter().any(|name| name == "host");
        if well_formed { Ok(names) } else { Err(LinkError::Parameter("X-Amz-SignedHeaders")) }
    }

    pub(super) fn refuse_customer_values(&self) -> Result<(), LinkError> {
        if self.value(CUSTOMER_KEY_HEADER).is_some() {
            return Err(LinkError::KeyInAddress);
        }
        let misplaced =
            [CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_MD5_HEADER].into_iter().find(|name| self.value(name).is_some());
        misplaced.map_or(Ok(()), |name| Err(LinkError::CustomerHeaderInAddress(name)))
    }

    pub(super) fn refuse_checksum_of_nothing(&self) -> Result<(), LinkError> {
        let is_of_nothing = |(name, value): &(&str, &str)| self.value(name) == Some(*value);
        if OF_NOTHING.iter().any(is_of_nothing) { Err(LinkError::ChecksumOfNothing) } else { Ok(()) }
    }

    /// The parameter that binds the body to one content.
    pub(super) fn content_binding(&self) -> Option<ContentBinding> {
        OF_CONTENT.iter().find_map(|name| {
            let value = self.value(name).filter(|value| !matches!(*value, "" | "UNSIGNED-PAYLOAD"))?;
            Some(ContentBinding { name, value: value.to_owned() })
        })
    }

    /// The lifetime.
    pub(super) fn expiry(&self) -> Result<Expiry, LinkError> {
        let text = self.value("X-Amz-Expires").unwrap_or_default();
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LinkError::Parameter("X-Amz-Expires"));
        }
        text.parse().ok().and_then(|secs| Expiry::from_secs(secs).ok()).ok_or(LinkError::Lifetime)
    }

    /// Headers in the query that give the stored object something besides its content.
    pub(super) fn object_settings(&self) -> Vec<(String, String)> {
        let is_setting = |name: &str| OBJECT_SETTINGS.iter().any(|start| name.starts_with(start));
        let lower = self.pairs.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        lower.filter(|(name, value)| is_setting(name) && !value.is_empty()).collect()
    }

    /// The encryption that the query asks for.
    pub(super) fn encryption(&self) -> Result<Option<ProviderEncryption>, LinkError> {
        let Some(value) = self.value(SERVER_SIDE_ENCRYPTION_HEADER) else { return Ok(None) };
        let unknown = || LinkError::Encryption(shortened(value));
        ProviderEncryption::parse(value).map(Some).ok_or_else(unknown)
    }

    pub(super) fn refuse_other_operations(&self, signed: &[String]) -> Result<(), LinkError> {
        let parameter = self.pairs.iter().find(|(name, value)| is_other_parameter(name, value)).map(|(name, _)| name);
        let other = parameter.or_else(|| signed.iter().find(|name| is_other_header(name)));
        let named = self.value("x-id").filter(|id| operation_named(id).is_none());
        match named.or(other.map(String::as_str)) {
            Some(other) => Err(LinkError::OtherOperation(shortened(other))),
            None => Ok(()),
        }
    }

    /// AWS's SDKs for JavaScript and others add `x-id`; some signed names make sense for a PUT only.
    pub(super) fn operation(&self, signed: &[String]) -> Option<LinkOperation> {
        let named = self.value("x-id").and_then(operation_named);
        let writes = signed.iter().any(|name| {
            matches!(name.as_str(), "content-type" | "content-length" | "if-none-match" | SERVER_SIDE_ENCRYPTION_HEADER)
        }) || self.value("x-amz-sdk-checksum-algorithm").is_some()
            || self.value(SERVER_SIDE_ENCRYPTION_HEADER).is_some()
            || self.content_binding().is_some()
            || !self.object_settings().is_empty();
        let reads = self
            .pairs
            .iter()
            .any(|(name, _)| name.starts_with("response-") || name.eq_ignore_ascii_case("x-amz-checksum-mode"));
        named.or(writes.then_some(LinkOperation::Put)).or(reads.then_some(LinkOperation::Get))
    }
}

/// The start of a text from a link, for a message: one line, whatever was in it.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
