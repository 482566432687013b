//! The operations on objects, as requests that still lack a signature.

use sealport_core::{CUSTOMER_KEY_HEADER, SseCKey};

use crate::address::{Location, ObjectKey, ObjectPrefix, Storage};
use crate::at_rest::{self, AtRest};
use crate::input::InputError;
use crate::request::{Header, Method};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Read an object's content.
    GetObject,
    /// Read an object's details.
    HeadObject,
    /// Store an object.
    PutObject,
    /// Remove an object.
    DeleteObject,
    /// List objects.
    ListObjects,
    /// List the versions of objects.
    ListObjectVersions,
    /// Read a bucket's default encryption.
    GetBucketEncryption,
    /// Change a bucket's default encryption.
    PutBucketEncryption,
    /// Remove a bucket's default encryption.
    DeleteBucketEncryption,
}

impl Operation {
    /// Whether it concerns the settings of a bucket rather than an object.
    pub fn is_on_bucket_settings(self) -> bool {
        matches!(self, Self::GetBucketEncryption | Self::PutBucketEncryption | Self::DeleteBucketEncryption)
    }
}

/// Bytes `start` to `end` of an object, both included, counted from 0.
///
/// Spec: RFC 9110, 14.1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    start: u64,
    end: Option<u64>,
}

impl ByteRange {
    /// From `start` to `end`, both included.
    ///
    /// # Errors
    ///
    /// [`InputError::ByteRange`] where `end` is before `start`.
    pub fn new(start: u64, end: u64) -> Result<Self, InputError> {
        if end < start { Err(InputError::ByteRange) } else { Ok(Self { start, end: Some(end) }) }
    }

    /// From `start` to the end of the object.
    pub fn from_start(start: u64) -> Self {
        Self { start, end: None }
    }

    fn header_value(self) -> String {
        match self.end {
            Some(end) => format!("bytes={}-{end}", self.start),
            None => format!("bytes={}-", self.start),
        }
    }
}

/// What a GET may ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct GetOptions<'a> {
    /// Customer key of an SSE-C object.
    pub ssec: Option<&'a SseCKey>,
    /// A part of the object.
    pub range: Option<ByteRange>,
    /// Answer only while the object has this ETag (with its quotes).
    pub if_match: Option<&'a str>,
    /// This version of the object instead of the current one.
    pub version_id: Option<&'a str>,
}

/// What a HEAD may ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeadOptions<'a> {
    /// Customer key of an SSE-C object.
    pub ssec: Option<&'a SseCKey>,
    /// This version of the object instead of the current one.
    pub version_id: Option<&'a str>,
}

/// What a PUT may say.
#[derive(Clone, Copy, Debug, Default)]
pub struct PutOptions<'a> {
    /// How the object is to be encrypted.
    pub at_rest: Option<&'a AtRest>,
    /// Media type to keep with the object.
    pub content_type: Option<&'a str>,
    /// `cache-control` to keep with the object.
    pub cache_control: Option<&'a str>,
    /// Refuse to replace an object (`if-none-match: *`).
    pub only_if_absent: bool,
}

/// What a listing may ask for.
#[derive(Clone, Copy, Debug)]
pub struct ListOptions<'a> {
    /// What the object keys start with.
    pub prefix: &'a ObjectPrefix,
    /// Gather what follows the next slash into folders.
    pub folders: bool,
    /// Where the previous page ended.
    pub continuation: Option<&'a str>,
    /// Entries a page, 1 to 1,000.
    pub max_keys: u16,
}

/// A request without its signature.
#[derive(Clone, Debug)]
pub struct UnsignedRequest {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) location: Location,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<Header>,
    pub(crate) sender_adds: &'static [&'static str],
}

impl UnsignedRequest {
    /// `GetObject`.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] with a customer key over plain http, [`InputError::HeaderValue`] for a bad ETag.
    pub fn get_object(storage: &Storage, object_key: &ObjectKey, options: GetOptions<'_>) -> Result<Self, InputError> {
        let mut headers = at_rest::read_headers(storage, options.ssec)?;
        if let Some(range) = options.range {
            // Not signed: one presigned URL serves every range.
            headers.push(Header::new("range", range.header_value(), false, false)?);
        }
        if let Some(etag) = options.if_match {
            headers.push(Header::new("if-match", etag, false, true)?);
        }
        let request = Self::on_object(Operation::GetObject, Method::Get, storage, object_key, headers);
        Ok(request.on_version(options.version_id))
    }

    /// `HeadObject`.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] with a customer key over plain http.
    pub fn head_object(
        storage: &Storage,
        object_key: &ObjectKey,
        options: HeadOptions<'_>,
    ) -> Result<Self, InputError> {
        let headers = at_rest::read_headers(storage, options.ssec)?;
        let request = Self::on_object(Operation::HeadObject, Method::Head, storage, object_key, headers);
        Ok(request.on_version(options.version_id))
    }

    /// `PutObject`. The body is the transport's.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] with a customer key over plain http, [`InputError::HeaderValue`] for a media type
    /// that is no header value.
    pub fn put_object(storage: &Storage, object_key: &ObjectKey, options: PutOptions<'_>) -> Result<Self, InputError> {
        let mut headers = at_rest::write_headers(storage, options.at_rest)?;
        if let Some(content_type) = options.content_type {
            // Not signed: the type is the sender's to choose.
            headers.push(Header::new("content-type", content_type, false, false)?);
        }
        if let Some(cache_control) = options.cache_control {
            headers.push(Header::new("cache-control", cache_control, false, false)?);
        }
        if options.only_if_absent {
            headers.push(Header::new("if-none-match", "*", false, true)?);
        }
        Ok(Self::on_object(Operation::PutObject, Method::Put, storage, object_key, headers))
    }

    /// `DeleteObject`. Needs no customer key. With a version id exactly that version goes, for good.
    pub fn delete_object(storage: &Storage, object_key: &ObjectKey, version_id: Option<&str>) -> Self {
        Self::on_object(Operation::DeleteObject, Method::Delete, storage, object_key, Vec::new()).on_version(version_id)
    }

    /// `ListObjectsV2`, with names percent-encoded in the answer, since XML cannot carry all of them.
    ///
    /// # Errors
    ///
    /// [`InputError::MaxKeys`] outside 1 to 1,000.
    ///
    /// Spec: Amazon S3 API Reference, "ListObjectsV2".
    pub fn list_objects(storage: &Storage, options: ListOptions<'_>) -> Result<Self, InputError> {
        if !(1..=1000).contains(&options.max_keys) {
            return Err(InputError::MaxKeys { found: options.max_keys });
        }
        let mut query = vec![
            ("list-type", "2".to_owned()),
            ("encoding-type", "url".to_owned()),
            ("max-keys", options.max_keys.to_string()),
            ("prefix", options.prefix.as_str().to_owned()),
        ];
        if options.folders {
            query.push(("delimiter", "/".to_owned()));
        }
        if let Some(token) = options.continuation {
            query.push(("continuation-token", token.to_owned()));
        }
        let mut request = Self::on_bucket(Operation::ListObjects, Method::Get, storage);
        request.query = query;
        Ok(request)
    }

    /// `ListObjectVersions` of what starts with a name: the object's own versions come first.
    ///
    /// Spec: Amazon S3 API Reference, "ListObjectVersions".
    pub fn list_versions(storage: &Storage, object_key: &ObjectKey) -> Self {
        let mut request = Self::on_bucket(Operation::ListObjectVersions, Method::Get, storage);
        request.query = vec![
            ("versions", String::new()),
            ("encoding-type", "url".to_owned()),
            ("max-keys", "1000".to_owned()),
            ("prefix", object_key.as_str().to_owned()),
        ];
        request
    }

    /// What the request asks for.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Whether it carries a customer key.
    pub fn carries_customer_key(&self) -> bool {
        self.headers.iter().any(|header| header.name() == CUSTOMER_KEY_HEADER)
    }

    pub(crate) fn on_object(
        operation: Operation,
        method: Method,
        storage: &Storage,
        object_key: &ObjectKey,
        headers: Vec<Header>,
    ) -> Self {
        let location = storage.locate(Some(object_key));
        Self { operation, method, location, query: Vec::new(), headers, sender_adds: &[] }
    }

    pub(crate) fn on_bucket(operation: Operation, method: Method, storage: &Storage) -> Self {
        let location = storage.locate(None);
        Self { operation, method, location, query: Vec::new(), headers: Vec::new(), sender_adds: &[] }
    }

    fn on_version(mut self, version_id: Option<&str>) -> Self {
        if let Some(version_id) = version_id {
            self.query.push(("versionId", version_id.to_owned()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{AddressingStyle, BucketName, Endpoint, Region};

    fn storage(endpoint: &str) -> Storage {
        Storage::new(
            Endpoint::parse(endpoint).unwrap(),
            Region::parse("us-east-1").unwrap(),
            BucketName::parse("bucket").unwrap(),
            AddressingStyle::Path,
        )
    }

    #[test]
    fn a_customer_key_over_plain_http_is_refused_for_every_operation() {
        let storage = storage("http://s3.intranet.example:9000");
        let object_key = ObjectKey::parse("a").unwrap();
        let ssec = SseCKey::from_bytes([1; 32]);
        let refused = Some(InputError::InsecureEndpoint);
        let get = GetOptions { ssec: Some(&ssec), ..Default::default() };
        assert_eq!(UnsignedRequest::get_object(&storage, &object_key, get).err(), refused);
        assert_eq!(
            UnsignedRequest::head_object(
                &storage,
                &object_key,
                HeadOptions { ssec: Some(&ssec), ..Default::default() }
            )
            .err(),
            refused
        );
        let at_rest = AtRest::SseC(ssec);
        let put = PutOptions { at_rest: Some(&at_rest), ..Default::default() };
        assert_eq!(UnsignedRequest::put_object(&storage, &object_key, put).err(), refused);
        // Without a key the same address is fine.
        assert!(UnsignedRequest::head_object(&storage, &object_key, HeadOptions::default()).is_ok());
    }

    #[test]
    fn ranges_include_both_ends() {
        assert_eq!(ByteRange::new(0, 0).map(ByteRange::header_value), Ok("bytes=0-0".to_owned()));
        assert_eq!(ByteRange::from_start(7).header_value(), "bytes=7-");
        assert_eq!(ByteRange::new(2, 1), Err(InputError::ByteRange));
    }

    #[test]
    fn a_list_page_has_one_to_a_thousand_entries() {
        let storage = storage("https://s3.example.com");
        let prefix = ObjectPrefix::default();
        let list = |max_keys| {
            let options = ListOptions { prefix: &prefix, folders: true, continuation: None, max_keys };
            UnsignedRequest::list_objects(&storage, options).map(|_| ())
        };
        assert_eq!(list(1), Ok(()));
        assert_eq!(list(1000), Ok(()));
        assert_eq!(list(0), Err(InputError::MaxKeys { found: 0 }));
        assert_eq!(list(1001), Err(InputError::MaxKeys { found: 1001 }));
    }

    #[test]
    fn a_content_type_with_line_ends_is_refused() {
        let put = PutOptions { content_type: Some("text/plain\r\nx-amz-acl: public-read"), ..Default::default() };
        let object_key = ObjectKey::parse("a").unwrap();
        let request = UnsignedRequest::put_object(&storage("https://s3.example.com"), &object_key, put);
        assert_eq!(request.err(), Some(InputError::HeaderValue { name: "content-type" }));
    }
}
