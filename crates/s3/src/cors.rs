//! The CORS rule that a bucket needs before a page may use it.
//!
//! Spec: Amazon S3 User Guide, "Elements of a CORS configuration"; what servers make of it is in Sealport's facts on S3.

use serde::Serialize;

use crate::address::Storage;
use crate::shell::quoted;

/// Lower case: some servers compare with what browsers send, which is lower case.
const ALLOWED_HEADERS: &[&str] = &[
    "authorization",
    "content-type",
    "content-md5",
    "range",
    "if-match",
    "if-none-match",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-security-token",
    "x-amz-acl",
    "x-amz-tagging",
    "x-amz-tagging-directive",
    "x-amz-metadata-directive",
    "x-amz-storage-class",
    "x-amz-object-attributes",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-server-side-encryption-customer-algorithm",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key-md5",
    "x-amz-checksum-*",
    "x-amz-meta-*",
];

/// No wildcard here: servers refuse the whole document for one.
const EXPOSED_HEADERS: &[&str] = &[
    "ETag",
    "Content-Range",
    "Accept-Ranges",
    "Content-Length",
    "Date",
    "Last-Modified",
    "Retry-After",
    "Content-Disposition",
    "Content-Encoding",
    "x-amz-version-id",
    "x-amz-delete-marker",
    "x-amz-request-id",
    "x-amz-storage-class",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key-MD5",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-type",
    "x-amz-mp-parts-count",
];

const METHODS: &[&str] = &["GET", "HEAD", "PUT", "POST", "DELETE"];

/// A bucket's CORS configuration with one rule, for one origin.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CorsDocument {
    #[serde(rename = "CORSRules")]
    rules: [CorsRule; 1],
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CorsRule {
    allowed_origins: [String; 1],
    allowed_methods: &'static [&'static str],
    allowed_headers: &'static [&'static str],
    expose_headers: &'static [&'static str],
    max_age_seconds: u32,
}

/// The document that lets a page of this origin (`https://host`, no slash at its end) use a bucket.
pub fn cors_document(origin: &str) -> CorsDocument {
    CorsDocument {
        rules: [CorsRule {
            allowed_origins: [origin.to_owned()],
            allowed_methods: METHODS,
            allowed_headers: ALLOWED_HEADERS,
            expose_headers: EXPOSED_HEADERS,
            max_age_seconds: 3600,
        }],
    }
}

impl CorsDocument {
    /// JSON as `aws s3api put-bucket-cors --cors-configuration file://FILE` takes it, indented.
    pub fn to_json(&self) -> String {
        // Strings and numbers only: serde_json cannot fail on them.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// One command for a POSIX shell that sets this document on the bucket.
    pub fn aws_command(&self, storage: &Storage) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!(
            "aws s3api put-bucket-cors --endpoint-url {} --region {} --bucket {} --cors-configuration {}",
            quoted(&storage.endpoint().origin()),
            quoted(storage.region().as_str()),
            quoted(storage.bucket().as_str()),
            quoted(&json)
        )
    }

    /// Methods that a page may use.
    pub fn allowed_methods(&self) -> &'static [&'static str] {
        METHODS
    }

    /// Request headers that a page may send, lower case; a final `*` stands for any ending.
    pub fn allowed_headers(&self) -> &'static [&'static str] {
        ALLOWED_HEADERS
    }

    /// Answer headers that a page may read.
    pub fn exposed_headers(&self) -> &'static [&'static str] {
        EXPOSED_HEADERS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{AddressingStyle, BucketName, Endpoint, Region};

    #[test]
    fn the_document_names_the_origin_and_all_three_customer_headers() {
        let document = cors_document("https://page.example");
        let json: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
        let rule = &json["CORSRules"][0];
        assert_eq!(rule["AllowedOrigins"], serde_json::json!(["https://page.example"]));
        let allowed: Vec<&str> =
            rule["AllowedHeaders"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
        let ssec = sealport_core::SseCKey::from_bytes([0; 32]);
        for header in ssec.headers() {
            assert!(allowed.contains(&header.name), "{}", header.name);
        }
        assert!(allowed.iter().all(|name| *name == name.to_lowercase()));
        let exposed = rule["ExposeHeaders"].as_array().unwrap();
        assert!(exposed.iter().all(|name| !name.as_str().unwrap().contains('*')));
    }

    #[test]
    fn the_command_survives_a_shell() {
        let storage = Storage::new(
            Endpoint::parse("https://s3.gra.io.cloud.ovh.net").unwrap(),
            Region::parse("gra").unwrap(),
            BucketName::parse("clinic-archive").unwrap(),
            AddressingStyle::Path,
        );
        let document = cors_document("https://it's.example");
        let command = document.aws_command(&storage);
        // A real shell takes the words apart; `aws` is a function that prints them one a line.
        let script = format!("aws() {{ printf '%s\\n' \"$@\"; }}\n{command}");
        let output = std::process::Command::new("sh").arg("-c").arg(&script).output().unwrap();
        let words = String::from_utf8(output.stdout).unwrap();
        let words: Vec<&str> = words.lines().collect();
        assert_eq!(words[..4], ["s3api", "put-bucket-cors", "--endpoint-url", "https://s3.gra.io.cloud.ovh.net"]);
        let json: serde_json::Value = serde_json::from_str(words.last().unwrap()).unwrap();
        assert_eq!(json, serde_json::from_str::<serde_json::Value>(&document.to_json()).unwrap());
    }
}
