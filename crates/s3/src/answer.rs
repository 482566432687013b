//! What the storage answers: listings, details, and whether it says that it used our key.

use sealport_core::{ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKey};

use crate::encode;
use crate::xml::{Element, XmlError};

/// Headers of an answer, looked up without regard to case.
#[derive(Clone, Debug, Default)]
pub struct AnswerHeaders(Vec<(String, String)>);

impl AnswerHeaders {
    /// Takes names and values as a transport saw them.
    pub fn new(headers: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect())
    }

    /// The first value under that lower-case name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All of them, names in lower case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.value(name).filter(|value| !value.is_empty()).map(str::to_owned)
    }
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPage {
    /// Objects, in the server's order.
    pub objects: Vec<ListedObject>,
    /// Prefixes up to and with the next slash.
    pub folders: Vec<String>,
    /// What the next page is asked with; `None` on the last one.
    pub next: Option<String>,
}

/// One object of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedObject {
    /// The object key as the server has it, whether or not this client could address it.
    pub object_key: String,
    /// Length in bytes.
    pub size: u64,
    /// ISO 8601, UTC.
    pub last_modified: Option<String>,
    /// With its quotes.
    pub etag: Option<String>,
    /// Such as `STANDARD`.
    pub storage_class: Option<String>,
}

/// What HEAD tells of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectDetails {
    /// An HTTP date.
    pub last_modified: Option<String>,
    /// Bytes.
    pub content_length: Option<u64>,
    /// With its quotes. No checksum of the content for SSE-C objects, whatever it looks like.
    pub etag: Option<String>,
    /// In a bucket with versioning.
    pub version_id: Option<String>,
    /// Media type.
    pub content_type: Option<String>,
    /// Such as `STANDARD`; servers leave it out for the standard class.
    pub storage_class: Option<String>,
    /// `x-amz-meta-*` without that prefix, as far as the bucket's CORS rule lets a page see them.
    pub metadata: Vec<(String, String)>,
    /// What the storage says of encryption.
    pub encryption: EncryptionHeaders,
    /// Other headers worth showing (`cache-control`, checksums, ...).
    pub other: Vec<(String, String)>,
}

/// What the storage says of encryption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncryptionHeaders {
    /// `x-amz-server-side-encryption`. Says nothing about the customer's key.
    pub server_side_encryption: Option<String>,
    /// `x-amz-server-side-encryption-customer-algorithm`.
    pub customer_algorithm: Option<String>,
    /// `x-amz-server-side-encryption-customer-key-md5`.
    pub customer_key_md5: Option<String>,
}

impl EncryptionHeaders {
    fn of(headers: &AnswerHeaders) -> Self {
        Self {
            server_side_encryption: headers.owned("x-amz-server-side-encryption"),
            customer_algorithm: headers.owned(CUSTOMER_ALGORITHM_HEADER),
            customer_key_md5: headers.owned(CUSTOMER_KEY_MD5_HEADER),
        }
    }

    /// Compares the echoed algorithm and key MD5 with a key's.
    ///
    /// Beside the provider's keys an echo proves nothing: no object is encrypted with both, and some servers (LocalStack)
    /// repeat the headers of any request.
    pub fn echo(&self, ssec: &SseCKey) -> SseCEcho {
        let is_ours = |md5: &str| md5 == ssec.md5_base64();
        match (self.customer_algorithm.as_deref(), self.customer_key_md5.as_deref()) {
            (None, None) => SseCEcho::Absent,
            (Some(ALGORITHM), Some(md5)) if is_ours(md5) && self.server_side_encryption.is_none() => SseCEcho::Ours,
            // Half an echo confirms nothing, but does not contradict either (a bucket may expose one header only).
            (Some(ALGORITHM), None) => SseCEcho::Absent,
            (Some(ALGORITHM) | None, Some(md5)) if is_ours(md5) => SseCEcho::Absent,
            _ => SseCEcho::Another,
        }
    }
}

/// What an answer says about the key that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SseCEcho {
    /// Algorithm and MD5 are those of our key.
    Ours,
    /// Something is echoed, but not our key.
    Another,
    /// Nothing is echoed, or nothing that counts: the answer proves nothing.
    Absent,
}

/// Compares the echoed algorithm and key MD5 with our key's.
pub fn sse_c_echo(headers: &AnswerHeaders, ssec: &SseCKey) -> SseCEcho {
    EncryptionHeaders::of(headers).echo(ssec)
}

/// Headers that have fields of their own or say nothing about the object.
const NOT_OTHER: &[&str] = &[
    "last-modified",
    "content-length",
    "etag",
    "content-type",
    "x-amz-version-id",
    "x-amz-storage-class",
    "x-amz-server-side-encryption",
    CUSTOMER_ALGORITHM_HEADER,
    CUSTOMER_KEY_MD5_HEADER,
    "date",
    "server",
    "connection",
    "keep-alive",
    "vary",
    "x-amz-request-id",
    "x-amz-id-2",
    "transfer-encoding",
    "content-security-policy",
    "x-content-type-options",
    "strict-transport-security",
];

/// Reads a HEAD's (or GET's) headers.
pub fn parse_object_details(headers: &AnswerHeaders) -> ObjectDetails {
    let metadata = |name: &str| name.strip_prefix("x-amz-meta-").map(str::to_owned);
    let is_other = |name: &str| {
        !NOT_OTHER.contains(&name) && !name.starts_with("x-amz-meta-") && !name.starts_with("access-control-")
    };
    ObjectDetails {
        last_modified: headers.owned("last-modified"),
        content_length: headers.value("content-length").and_then(|len| len.parse().ok()),
        etag: headers.owned("etag"),
        version_id: headers.owned("x-amz-version-id"),
        content_type: headers.owned("content-type"),
        storage_class: headers.owned("x-amz-storage-class"),
        metadata: headers.iter().filter_map(|(n, v)| Some((metadata(n)?, v.to_owned()))).collect(),
        encryption: EncryptionHeaders::of(headers),
        other: headers.iter().filter(|(n, _)| is_other(n)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
    }
}

/// Reads a `ListObjectsV2` answer.
///
/// `None` when it is not one, a proxy's web page say.
///
/// Spec: Amazon S3 API Reference, "ListObjectsV2".
pub fn parse_list_page(document: &str) -> Option<ListPage> {
    read_list_page(document).ok()
}

/// A name in a listing, decoded where the listing says that it is encoded.
pub(crate) fn listed_name(listing: &Element, name: &str) -> Result<String, XmlError> {
    let encoded = listing.child_text("EncodingType") == Some("url");
    if encoded { encode::decode_listed(name).ok_or(XmlError) } else { Ok(name.to_owned()) }
}

fn read_list_page(document: &str) -> Result<ListPage, XmlError> {
    let root = Element::parse(document)?;
    if root.name() != "ListBucketResult" {
        return Err(XmlError);
    }
    let name = |text: &str| listed_name(&root, text);
    let owned = |element: &Element, child: &str| element.child_text(child).map(str::to_owned);
    let mut page = ListPage::default();
    for contents in root.children("Contents") {
        page.objects.push(ListedObject {
            object_key: name(contents.child_text("Key").ok_or(XmlError)?)?,
            size: contents.child_text("Size").and_then(|size| size.trim().parse().ok()).ok_or(XmlError)?,
            last_modified: owned(contents, "LastModified"),
            etag: owned(contents, "ETag"),
            storage_class: owned(contents, "StorageClass"),
        });
    }
    for prefixes in root.children("CommonPrefixes") {
        page.folders.push(name(prefixes.child_text("Prefix").ok_or(XmlError)?)?);
    }
    if root.child_text("IsTruncated").map(str::trim) == Some("true") {
        // Truncated without a token would be an endless first page: better an error.
        page.next = Some(owned(&root, "NextContinuationToken").ok_or(XmlError)?);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> AnswerHeaders {
        AnswerHeaders::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn a_listing_with_encoded_names() {
        let page = parse_list_page(
            r#"<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b</NextContinuationToken>
            <Contents><Key>a+b%2Bc%2F%C3%A9%01.txt</Key><LastModified>2026-11-25T08:41:07.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>12</Size></Contents>
            <Contents><Key>z</Key><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>
            <CommonPrefixes><Prefix>dir%20one/</Prefix></CommonPrefixes></ListBucketResult>"#,
        )
        .unwrap();
        assert_eq!(page.objects[0].object_key, "a b+c/é\u{1}.txt");
        assert_eq!(page.objects[0].etag.as_deref(), Some("\"x\""));
        assert_eq!((page.objects[1].size, page.objects[1].storage_class.as_deref()), (0, Some("STANDARD")));
        assert_eq!(page.folders, ["dir one/"]);
        assert_eq!(page.next.as_deref(), Some("a&b"));
    }

    #[test]
    fn a_listing_without_encoding_keeps_plus_and_percent() {
        let page = parse_list_page(
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a+b%20&lt;c&gt;</Key><Size>1</Size></Contents></ListBucketResult>",
        )
        .unwrap();
        assert_eq!(page.objects[0].object_key, "a+b%20<c>");
        assert_eq!(page.next, None);
    }

    #[test]
    fn what_is_no_listing_is_refused() {
        for text in [
            "",
            "<html><body>Welcome</body></html>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%ff</Key><Size>1</Size></Contents></ListBucketResult>",
        ] {
            assert_eq!(parse_list_page(text), None, "{text}");
        }
    }

    #[test]
    fn details_are_all_that_head_returns() {
        let details = parse_object_details(&headers(&[
            ("Last-Modified", "Wed, 25 Nov 2026 08:41:07 GMT"),
            ("Content-Length", "3412907"),
            ("ETag", "\"abc\""),
            ("x-amz-version-id", "v1"),
            ("Content-Type", "text/csv"),
            ("x-amz-storage-class", "STANDARD_IA"),
            ("X-Amz-Meta-Source", "lims-export"),
            ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
            ("x-amz-server-side-encryption-customer-key-MD5", "md5=="),
            ("Accept-Ranges", "bytes"),
            ("Date", "now"),
        ]));
        assert_eq!(details.content_length, Some(3_412_907));
        assert_eq!(details.metadata, [("source".to_owned(), "lims-export".to_owned())]);
        assert_eq!(details.encryption.customer_key_md5.as_deref(), Some("md5=="));
        assert_eq!(details.storage_class.as_deref(), Some("STANDARD_IA"));
        assert_eq!(details.other, [("accept-ranges".to_owned(), "bytes".to_owned())]);
    }

    #[test]
    fn an_echo_confirms_only_our_key() {
        let ssec = SseCKey::from_bytes([7; 32]);
        let md5 = ssec.md5_base64();
        let other = SseCKey::from_bytes([8; 32]).md5_base64();
        let echo = |pairs: &[(&str, &str)]| sse_c_echo(&headers(pairs), &ssec);
        let (algorithm, key_md5) = (CUSTOMER_ALGORITHM_HEADER, "x-amz-server-side-encryption-customer-key-MD5");
        assert_eq!(echo(&[(algorithm, "AES256"), (key_md5, &md5)]), SseCEcho::Ours);
        assert_eq!(echo(&[(algorithm, "AES256"), (key_md5, &other)]), SseCEcho::Another);
        assert_eq!(echo(&[(algorithm, "AES128"), (key_md5, &md5)]), SseCEcho::Another);
        assert_eq!(echo(&[(key_md5, &other)]), SseCEcho::Another);
        assert_eq!(echo(&[(algorithm, "AES256")]), SseCEcho::Absent);
        let provider = ("x-amz-server-side-encryption", "AES256");
        assert_eq!(echo(&[provider]), SseCEcho::Absent);
        assert_eq!(echo(&[(algorithm, "AES256"), (key_md5, &md5), provider]), SseCEcho::Absent);
        assert_eq!(echo(&[(algorithm, "AES256"), (key_md5, &other), provider]), SseCEcho::Another);
    }
}
