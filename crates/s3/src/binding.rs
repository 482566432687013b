//! Presigned requests to hand on, by what their signature says about the customer key.
//!
//! The three customer headers always travel with the request. How many of them the signature covers decides with which
//! key the link works, and what whoever signs has to know. Which of the three a server accepts is the server's:
//! [`crate::Provider`] knows some, the client can ask the others.
//!
//! Spec: Amazon S3 User Guide, "Using server-side encryption with customer-provided keys", presigned URLs and SSE-C.

use sealport_core::{
    ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKey, SseCKeyMd5,
};

use crate::address::{ObjectKey, Storage};
use crate::at_rest::{self, AtRest};
use crate::input::InputError;
use crate::operation::{Operation, UnsignedRequest};
use crate::request::{Header, Method, SignedRequest};

/// With which customer key a presigned request works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binding {
    /// Any: only the algorithm header is signed, and the signer never learns the key.
    AnyKey,
    /// The key with this MD5: algorithm and MD5 headers are signed, and the signer knows the MD5.
    ThisKeyMd5,
    /// This one: all three headers are signed, and the signer knows the key. Every server accepts it.
    ThisKey,
}

impl Binding {
    /// All three, from the loosest to the strictest.
    pub const ALL: [Self; 3] = [Self::AnyKey, Self::ThisKeyMd5, Self::ThisKey];

    /// As JavaScript names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AnyKey => "any-key",
            Self::ThisKeyMd5 => "this-key-md5",
            Self::ThisKey => "this-key",
        }
    }

    /// The inverse of [`Binding::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|binding| binding.as_str() == text)
    }
}

/// What a presigned request is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkOperation {
    /// Read the object.
    Get,
    /// Read its details.
    Head,
    /// Store it.
    Put,
}

impl LinkOperation {
    /// The S3 operation.
    pub fn operation(self) -> Operation {
        match self {
            Self::Get => Operation::GetObject,
            Self::Head => Operation::HeadObject,
            Self::Put => Operation::PutObject,
        }
    }

    /// The HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::Get,
            Self::Head => Method::Head,
            Self::Put => Method::Put,
        }
    }
}

/// An object, and what a link to it is to do.
#[derive(Clone, Copy, Debug)]
pub struct LinkTarget<'a> {
    /// Where it is.
    pub storage: &'a Storage,
    /// Its name.
    pub object_key: &'a ObjectKey,
    /// What the link does.
    pub operation: LinkOperation,
    /// For [`LinkOperation::Put`]: sign `if-none-match: *`, so that the link replaces no object. Whoever uses the link has
    /// to send that header.
    pub only_if_absent: bool,
}

impl UnsignedRequest {
    /// A request without a customer key. For a PUT, `at_rest` may ask for SSE-S3.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] where `at_rest` has a customer key and the endpoint is plain http elsewhere.
    pub fn link(target: LinkTarget<'_>, at_rest: &AtRest) -> Result<Self, InputError> {
        let headers = match target.operation {
            LinkOperation::Put => at_rest::write_headers(target.storage, Some(at_rest))?,
            LinkOperation::Get | LinkOperation::Head => at_rest::read_headers(target.storage, at_rest.ssec())?,
        };
        link(target, headers, &[])
    }

    /// Binding `any-key`: whoever sends the request adds a customer key of theirs and its MD5.
    ///
    /// # Security
    ///
    /// There is no parameter that could hold a customer key: a signer that uses this function cannot learn one. A PUT
    /// link of this kind lets its holder store the object under a key that only they have: keep it short-lived.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] for plain http to another machine.
    pub fn link_for_any_key(target: LinkTarget<'_>) -> Result<Self, InputError> {
        target.storage.accepts_customer_keys()?;
        let headers = vec![Header::new(CUSTOMER_ALGORITHM_HEADER, ALGORITHM, false, true)?];
        link(target, headers, &[CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER])
    }

    /// Binding `this-key-md5`: whoever sends the request adds the customer key that has this MD5.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] for plain http to another machine.
    pub fn link_for_key_md5(target: LinkTarget<'_>, key_md5: &SseCKeyMd5) -> Result<Self, InputError> {
        target.storage.accepts_customer_keys()?;
        let headers = vec![
            Header::new(CUSTOMER_ALGORITHM_HEADER, ALGORITHM, false, true)?,
            Header::new(CUSTOMER_KEY_MD5_HEADER, key_md5.as_str(), false, true)?,
        ];
        link(target, headers, &[CUSTOMER_KEY_HEADER])
    }

    /// Binding `this-key`: the request is complete, and works with this customer key only.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] for plain http to another machine.
    pub fn link_for_key(target: LinkTarget<'_>, ssec: &SseCKey) -> Result<Self, InputError> {
        link(target, at_rest::read_headers(target.storage, Some(ssec))?, &[])
    }
}

fn link(
    target: LinkTarget<'_>,
    mut headers: Vec<Header>,
    sender_adds: &'static [&'static str],
) -> Result<UnsignedRequest, InputError> {
    if target.operation == LinkOperation::Put && target.only_if_absent {
        headers.push(Header::new("if-none-match", "*", false, true)?);
    }
    let (operation, method) = (target.operation.operation(), target.operation.method());
    let mut request = UnsignedRequest::on_object(operation, method, target.storage, target.object_key, headers);
    request.sender_adds = sender_adds;
    Ok(request)
}

impl SignedRequest {
    /// The request with the customer headers that its sender has to add.
    ///
    /// # Errors
    ///
    /// [`InputError::OtherCustomerKey`] where the signature covers another key or another key's MD5.
    pub fn with_customer_key(&self, ssec: &SseCKey) -> Result<Self, InputError> {
        let mut complete = self.clone();
        for header in ssec.headers() {
            match self.headers.iter().find(|present| present.name() == header.name) {
                // One fixed header against another: nothing to learn from the time this takes but whether they are equal.
                Some(present) if present.expose() != header.value.as_str() => return Err(InputError::OtherCustomerKey),
                Some(_) => {}
                None => complete.headers.push(Header::new(header.name, header.value.as_str(), header.secret, false)?),
            }
        }
        complete.sender_adds.clear();
        Ok(complete)
    }

    /// The request with a customer key that does not fit the MD5 it carries: for finding out whether a storage compares
    /// them. A request that carries the key itself is left as it is.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] never: a customer key in base64 is a header value.
    pub fn with_unfitting_customer_key(&self, ssec: &SseCKey) -> Result<Self, InputError> {
        let mut complete = self.clone();
        for header in ssec.headers() {
            if self.sender_adds.contains(&header.name) {
                complete.headers.push(Header::new(header.name, header.value.as_str(), header.secret, false)?);
            }
        }
        complete.sender_adds.clear();
        Ok(complete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{AddressingStyle, BucketName, Endpoint, Region};
    use crate::credentials::Credentials;
    use crate::request::Expiry;
    use crate::time::UnixTime;

    fn storage(endpoint: &str) -> Storage {
        Storage::new(
            Endpoint::parse(endpoint).unwrap(),
            Region::parse("gra").unwrap(),
            BucketName::parse("bucket").unwrap(),
            AddressingStyle::Path,
        )
    }

    fn sign(request: UnsignedRequest) -> SignedRequest {
        let credentials = Credentials::new("AKID".into(), "secret".into(), None).unwrap();
        let (region, now) = (Region::parse("gra").unwrap(), UnixTime::from_secs(1_795_596_067));
        request.presign(&credentials, &region, now, Expiry::from_secs(60).unwrap())
    }

    fn names(request: &SignedRequest) -> Vec<&str> {
        request.headers().iter().map(Header::name).collect()
    }

    #[test]
    fn each_binding_signs_what_its_name_says() {
        let (storage, object_key) = (storage("https://s3.example"), ObjectKey::parse("a").unwrap());
        let ssec = SseCKey::from_bytes([9; 32]);
        let all = [CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER];
        for operation in [LinkOperation::Get, LinkOperation::Head, LinkOperation::Put] {
            let target = LinkTarget { storage: &storage, object_key: &object_key, operation, only_if_absent: true };
            let any = sign(UnsignedRequest::link_for_any_key(target).unwrap());
            let md5 = sign(UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(&ssec)).unwrap());
            let this = sign(UnsignedRequest::link_for_key(target, &ssec).unwrap());
            let signed = |request: &SignedRequest| {
                let names = request.signed_header_names().iter();
                names.filter(|name| all.contains(&name.as_str())).cloned().collect::<Vec<_>>()
            };
            assert_eq!(signed(&any), [all[0]]);
            assert_eq!(signed(&md5), [all[0], all[2]]);
            assert_eq!(signed(&this), all);
            assert_eq!(any.sender_adds(), [all[1], all[2]]);
            assert_eq!(md5.sender_adds(), [all[1]]);
            assert!(this.sender_adds().is_empty());
            for request in [any, md5, this] {
                // The URL never carries a value of them, whatever is signed.
                assert!(!request.url().expose().contains("AES256"));
                let complete = request.with_customer_key(&ssec).unwrap();
                for header in ssec.headers() {
                    let sent = complete.headers().iter().find(|sent| sent.name() == header.name).unwrap();
                    assert_eq!((sent.expose(), sent.is_secret()), (header.value.as_str(), header.secret));
                }
                let only_absent = names(&complete).contains(&"if-none-match");
                assert_eq!(only_absent, operation == LinkOperation::Put);
            }
        }
    }

    #[test]
    fn a_link_for_one_key_takes_no_other() {
        let (storage, object_key) = (storage("https://s3.example"), ObjectKey::parse("a").unwrap());
        let (ssec, other) = (SseCKey::from_bytes([9; 32]), SseCKey::from_bytes([8; 32]));
        let target = LinkTarget {
            storage: &storage,
            object_key: &object_key,
            operation: LinkOperation::Get,
            only_if_absent: false,
        };
        let md5 = sign(UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(&ssec)).unwrap());
        let this = sign(UnsignedRequest::link_for_key(target, &ssec).unwrap());
        let any = sign(UnsignedRequest::link_for_any_key(target).unwrap());
        assert_eq!(md5.with_customer_key(&other).err(), Some(InputError::OtherCustomerKey));
        assert_eq!(this.with_customer_key(&other).err(), Some(InputError::OtherCustomerKey));
        assert!(any.with_customer_key(&other).is_ok());
    }

    #[test]
    fn no_binding_signs_for_plain_http_elsewhere() {
        let (storage, object_key) = (storage("http://s3.example"), ObjectKey::parse("a").unwrap());
        let ssec = SseCKey::from_bytes([9; 32]);
        let target = LinkTarget {
            storage: &storage,
            object_key: &object_key,
            operation: LinkOperation::Put,
            only_if_absent: false,
        };
        let refused = Some(InputError::InsecureEndpoint);
        assert_eq!(UnsignedRequest::link_for_any_key(target).err(), refused);
        assert_eq!(UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(&ssec)).err(), refused);
        assert_eq!(UnsignedRequest::link_for_key(target, &ssec).err(), refused);
        assert!(UnsignedRequest::link(target, &AtRest::SseS3).is_ok());
    }

    #[test]
    fn names_of_bindings_are_read_back() {
        for binding in Binding::ALL {
            assert_eq!(Binding::parse(binding.as_str()), Some(binding));
        }
        assert_eq!(Binding::parse("key"), None);
    }
}
