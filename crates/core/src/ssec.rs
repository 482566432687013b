//! The SSE-C key and the three headers by which it travels.

use std::fmt;

use base64::Engine;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::encoding::BASE64;
use crate::fingerprint::KeyJob;
use crate::key::{Job, Key, private};

/// Header that names the algorithm; its only value is [`ALGORITHM`].
pub const CUSTOMER_ALGORITHM_HEADER: &str = "x-amz-server-side-encryption-customer-algorithm";
/// Header that carries the customer key in base64.
pub const CUSTOMER_KEY_HEADER: &str = "x-amz-server-side-encryption-customer-key";
/// Header that carries the MD5 of the raw customer key in base64.
pub const CUSTOMER_KEY_MD5_HEADER: &str = "x-amz-server-side-encryption-customer-key-md5";
/// The one algorithm of SSE-C.
pub const ALGORITHM: &str = "AES256";

/// Travels to the storage with each request.
#[derive(Debug)]
pub enum SseC {}

/// A customer key: 256 bits that the storage encrypts with and forgets.
///
/// # Security
///
/// Whoever runs the storage sees this key with each request. It must never also be a sealing key, which the storage
/// must not see.
///
/// Spec: Amazon S3 User Guide, "Using server-side encryption with customer-provided keys (SSE-C)".
pub type SseCKey = Key<SseC>;

impl private::Sealed for SseC {}

impl Job for SseC {
    const JOB: KeyJob = KeyJob::SseC;
    const TYPE_NAME: &'static str = "SseCKey";
    const FILE_NAME: &'static str = "sealport-sse-c";
}

/// One of the three headers.
#[derive(Clone)]
pub struct SseCHeader {
    /// Lower-case header name.
    pub name: &'static str,
    /// Header value.
    pub value: Zeroizing<String>,
    /// Whether the value gives the key away.
    pub secret: bool,
}

impl SseCKey {
    /// The MD5 header's value: base64 (24 characters) of the MD5 over the 32 raw key bytes.
    ///
    /// It covers the raw bytes, before base64; it detects a damaged key and protects nothing else.
    pub fn md5_base64(&self) -> String {
        BASE64.encode(Md5::digest(self.expose_bytes()))
    }

    /// The three request headers by which S3 encrypts or decrypts an object with this key: algorithm, key, MD5.
    ///
    /// # Security
    ///
    /// Send these as headers only: in a query they would be kept by access logs and browser history.
    ///
    /// Spec: Amazon S3 User Guide, "Specifying server-side encryption with customer-provided keys".
    pub fn headers(&self) -> [SseCHeader; 3] {
        let header = |name, value, secret| SseCHeader { name, value, secret };
        [
            header(CUSTOMER_ALGORITHM_HEADER, Zeroizing::new(ALGORITHM.to_owned()), false),
            header(CUSTOMER_KEY_HEADER, self.expose_base64(), true),
            header(CUSTOMER_KEY_MD5_HEADER, Zeroizing::new(self.md5_base64()), false),
        ]
    }
}

/// Base64 (24 characters) of the MD5 over any bytes, as `content-md5` carries it.
///
/// Spec: RFC 1864.
pub fn content_md5(bytes: &[u8]) -> String {
    BASE64.encode(Md5::digest(bytes))
}

impl fmt::Debug for SseCHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.secret { "(hidden)" } else { self.value.as_str() };
        write!(f, "{}: {value}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use rand_core::{TryCryptoRng, TryRng};

    use super::*;

    /// Counts up; the test wants to see that all 32 bytes come from the source.
    struct Counting(u8);

    impl TryRng for Counting {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            Ok(0)
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(0)
        }
        fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
            for byte in to {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
            Ok(())
        }
    }

    impl TryCryptoRng for Counting {}

    #[test]
    fn all_32_bytes_come_from_the_random_source() {
        let Ok(key) = SseCKey::generate(&mut Counting(0));
        assert_eq!(key.expose_bytes(), &std::array::from_fn::<u8, 32, _>(|i| i as u8 + 1));
    }

    /// Pairs made by `openssl rand 32`, `openssl dgst -md5 -binary | base64`, not by this code.
    const OPENSSL_PAIRS: &[(&str, &str)] = &[
        ("YhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv8=", "GyagDZTK7ZLqsa3fFpzeGA=="),
        ("G93ccFnxLeh0z+jDCWnSFSyBoIxUocaoB7TFnWXf1q8=", "0C3UVzVYdkMsJBzn3EZV7Q=="),
        ("jClsMpLkPZAa9jtZ+wUXX+CJyX0u1OHsNCbTagRb+S0=", "OnLyqyjO5HmmWb0HebJ33g=="),
        ("PeKOIEN30tcJKrJGcs0d9zLmeGF89+4C6bK42k8DPAM=", "XzpXgGchNndUQbbwYTq0Uw=="),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "cLyPS3KoaSFGi/joRB3OUQ=="),
    ];

    #[test]
    fn md5_is_that_of_openssl_over_the_raw_key() {
        for (key, md5) in OPENSSL_PAIRS {
            let parsed = SseCKey::parse_text(key).unwrap();
            assert_eq!(parsed.md5_base64(), *md5);
            assert_eq!(parsed.expose_base64().as_str(), *key);
            let headers = parsed.headers();
            let values: Vec<&str> = headers.iter().map(|h| h.value.as_str()).collect();
            assert_eq!(values, ["AES256", key, md5]);
        }
    }

    #[test]
    fn debug_output_hides_the_key() {
        let key = SseCKey::from_bytes(*b"an-ascii-key-of-thirty-two-bytes");
        let shown = format!("{key:?} {:?} {:?}", key.headers(), key.key_file());
        for secret in ["an-ascii-key", key.expose_base64().as_str()] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains(&key.fingerprint().short()));
        assert!(key.looks_like_text());
    }
}
