//! A presigned request of which address and headers are known, completed by whoever holds the key.

use sealport_core::{CUSTOMER_ALGORITHM_HEADER, SseCKey};

use super::error::LinkError;
use super::signed::SignedLink;
use crate::input::InputError;
use crate::request::Header;

/// Why a presigned request cannot be completed with a customer key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompletionError {
    /// Its address is no link that works from a page, or covers a header that the request does not have.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// It is for an object without SSE-C; a key would be an unsigned header.
    #[error("this link takes no SSE-C key: its signature does not cover one")]
    TakesNoKey,
    /// The key would cross the network in clear.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// The headers to send with a presigned request besides those that it `has`: the customer key's, and what its signature
/// covers and has one value only.
///
/// Less is asked of the address than by [`PresignedLink::parse`](super::PresignedLink::parse): its maker handed over the
/// headers as well, and knows what it is for.
///
/// # Errors
///
/// [`CompletionError`].
pub fn headers_with_key(
    address: &str,
    ssec: &SseCKey,
    has: impl Fn(&str) -> bool,
) -> Result<Vec<Header>, CompletionError> {
    let link = SignedLink::parse(address)?;
    if !link.covers.has(CUSTOMER_ALGORITHM_HEADER) {
        return Err(CompletionError::TakesNoKey);
    }
    link.covers.refuse_unknown(has)?;
    let mut headers = link.covers.with_key(ssec, &link.endpoint)?;
    headers.extend(link.covers.settled()?);
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{AddressingStyle, BucketName, Endpoint, ObjectKey, Region, Storage};
    use crate::binding::{LinkOperation, LinkTarget};
    use crate::credentials::Credentials;
    use crate::operation::UnsignedRequest;
    use crate::request::{Expiry, SignedRequest};
    use crate::time::UnixTime;

    fn signed(endpoint: &str, ssec: Option<&SseCKey>) -> SignedRequest {
        let storage = Storage::new(
            Endpoint::parse(endpoint).unwrap(),
            Region::parse("gra").unwrap(),
            BucketName::parse("archive").unwrap(),
            AddressingStyle::Path,
        );
        let object_key = ObjectKey::parse("a b.bin").unwrap();
        let target = LinkTarget {
            storage: &storage,
            object_key: &object_key,
            operation: LinkOperation::Put,
            only_if_absent: true,
        };
        let request = match ssec {
            Some(ssec) => UnsignedRequest::link_for_key(target, ssec),
            None => UnsignedRequest::link_for_any_key(target),
        };
        let credentials = Credentials::new("AKID".into(), "secret".into(), None).unwrap();
        let now = UnixTime::from_secs(1_800_000_000);
        request.unwrap().presign(&credentials, storage.region(), now, Expiry::from_secs(60).unwrap())
    }

    fn key(byte: u8) -> SseCKey {
        SseCKey::from_bytes([byte; 32])
    }

    fn shown(headers: &[Header]) -> Vec<(&str, &str, bool)> {
        headers.iter().map(|header| (header.name(), header.expose(), header.is_signed())).collect()
    }

    #[test]
    fn the_key_s_headers_come_to_what_the_signature_covers() {
        let request = signed("https://s3.example", None);
        let ssec = key(7);
        let headers = headers_with_key(request.url().expose(), &ssec, |_| false).unwrap();
        let md5 = ssec.md5_base64();
        let base64 = ssec.expose_base64();
        let expected = [
            ("x-amz-server-side-encryption-customer-algorithm", "AES256", true),
            ("x-amz-server-side-encryption-customer-key", base64.as_str(), false),
            ("x-amz-server-side-encryption-customer-key-md5", md5.as_str(), false),
            ("if-none-match", "*", true),
        ];
        assert_eq!(shown(&headers), expected);
    }

    #[test]
    fn a_header_that_nobody_knows_is_named_unless_the_request_has_it() {
        let url = signed("https://s3.example", None).url().expose().replace("host%3B", "host%3Bx-amz-acl%3B");
        let refused = headers_with_key(&url, &key(7), |_| false).unwrap_err();
        assert_eq!(refused, CompletionError::Link(LinkError::SignedHeader("x-amz-acl".to_owned())));
        assert!(headers_with_key(&url, &key(7), |name| name == "x-amz-acl").is_ok());
    }

    #[test]
    fn no_key_goes_where_it_is_not_asked_for_or_not_safe() {
        let far = signed("https://s3.example", Some(&key(7))).url().expose().replace("https://", "http://");
        assert_eq!(
            headers_with_key(&far, &key(7), |_| false).unwrap_err(),
            CompletionError::Input(InputError::InsecureEndpoint)
        );
        assert!(headers_with_key(signed("http://127.0.0.1:9", None).url().expose(), &key(7), |_| false).is_ok());
        let url = signed("https://s3.example", None).url().expose().to_owned();
        let plain = url.replace("%3Bx-amz-server-side-encryption-customer-algorithm", "");
        assert_eq!(headers_with_key(&plain, &key(7), |_| false).unwrap_err(), CompletionError::TakesNoKey);
        for (changed, expected) in [
            (format!("{url}&x-amz-server-side-encryption-customer-key=AA%3D"), LinkError::KeyInAddress),
            (format!("{url}&x-amz-checksum-crc32=AAAAAA%3D%3D"), LinkError::ChecksumOfNothing),
            (url.replace("https://", "https://somebody@"), LinkError::UserInfo),
            (url.replace("X-Amz-Signature=", "X-Amz-Signature=0"), LinkError::Parameter("X-Amz-Signature")),
            ("https://s3.example/archive/a".to_owned(), LinkError::NotPresigned),
        ] {
            let refused = headers_with_key(&changed, &key(7), |_| false).unwrap_err();
            assert_eq!(refused, CompletionError::Link(expected), "{changed}");
        }
    }
}
