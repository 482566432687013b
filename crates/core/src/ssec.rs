//! The SSE-C key and the three headers by which it travels.

use std::fmt;

use base64::Engine;
use md5::{Digest, Md5};
use rand_core::TryCryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::encoding::BASE64;
use crate::fingerprint::{Fingerprint, KeyJob};
use crate::key_bytes::KeyBytes;

/// Header that names the algorithm; its only value is [`ALGORITHM`].
pub const CUSTOMER_ALGORITHM_HEADER: &str = "x-amz-server-side-encryption-customer-algorithm";
/// Header that carries the customer key in base64.
pub const CUSTOMER_KEY_HEADER: &str = "x-amz-server-side-encryption-customer-key";
/// Header that carries the MD5 of the raw customer key in base64.
pub const CUSTOMER_KEY_MD5_HEADER: &str = "x-amz-server-side-encryption-customer-key-md5";
/// The one algorithm of SSE-C.
pub const ALGORITHM: &str = "AES256";

/// A customer key: 256 bits that the storage encrypts with and forgets.
///
/// Comparison is constant-time, `Debug` shows the fingerprint only, memory is wiped on drop.
///
/// # Security
///
/// Whoever runs the storage sees this key with each request. It must never also be a sealing key, which the storage
/// must not see.
///
/// Spec: Amazon S3 User Guide, "Using server-side encryption with customer-provided keys (SSE-C)".
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SseCKey(pub(crate) KeyBytes);

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

/// A key as a file to keep: one line of base64, so that `base64 -d` gives the raw key to any tool.
#[derive(Clone)]
pub struct KeyFile {
    /// Suggested file name, `sealport-sse-c-7F3A-K9QX.key`.
    pub name: String,
    /// 44 characters of base64 and a line end.
    pub contents: Zeroizing<String>,
}

impl SseCKey {
    /// Length of a key in bytes.
    pub const LEN: usize = KeyBytes::LEN;

    /// Makes a key from 32 bytes of the given cryptographic random source.
    ///
    /// # Errors
    ///
    /// The source's own error.
    pub fn generate<R: TryCryptoRng>(random: &mut R) -> Result<Self, R::Error> {
        KeyBytes::generate(random).map(Self)
    }

    /// Takes 32 raw bytes as a key.
    pub fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(KeyBytes::new(bytes))
    }

    /// The 32 raw bytes.
    pub fn expose_bytes(&self) -> &[u8; Self::LEN] {
        self.0.expose()
    }

    /// The key as 44 characters of padded base64, as the key header carries it.
    pub fn expose_base64(&self) -> Zeroizing<String> {
        self.0.expose_base64()
    }

    /// The key as 64 hex digits: what people can copy from paper, where base64 has letters that look alike.
    pub fn expose_hex(&self) -> Zeroizing<String> {
        self.0.expose_hex()
    }

    /// The MD5 header's value: base64 (24 characters) of the MD5 over the 32 raw key bytes.
    ///
    /// It covers the raw bytes, before base64; it detects a damaged key and protects nothing else.
    pub fn md5_base64(&self) -> String {
        BASE64.encode(Md5::digest(self.expose_bytes()))
    }

    /// The key's public name.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(self.expose_bytes(), KeyJob::SseC)
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

    /// The key as a file to keep outside the browser.
    pub fn key_file(&self) -> KeyFile {
        self.0.key_file(format!("sealport-sse-c-{}.key", self.fingerprint().short()))
    }

    /// Whether every byte is a printable ASCII character: such a "key" is likely a password, so that its fingerprint
    /// would let others test guesses.
    pub fn looks_like_text(&self) -> bool {
        self.0.looks_like_text()
    }
}

/// Base64 (24 characters) of the MD5 over any bytes, as `content-md5` carries it.
///
/// Spec: RFC 1864.
pub fn content_md5(bytes: &[u8]) -> String {
    BASE64.encode(Md5::digest(bytes))
}

impl fmt::Debug for SseCKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SseCKey({})", self.fingerprint().short())
    }
}

impl fmt::Debug for SseCHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.secret { "(hidden)" } else { self.value.as_str() };
        write!(f, "{}: {value}", self.name)
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({})", self.name)
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
