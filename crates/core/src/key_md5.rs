//! The MD5 of a customer key on its own: what a signer may know who must not know the key.

use std::fmt;

use base64::Engine;

use crate::encoding::BASE64;
use crate::ssec::SseCKey;

/// MD5 over the 32 raw bytes of a customer key: 16 bytes, 24 characters of base64. Not secret, and no protection.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SseCKeyMd5(String);

/// The text is not the base64 of an MD5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the MD5 of an SSE-C key is 24 characters of base64 (16 bytes)")]
pub struct SseCKeyMd5Error;

impl SseCKeyMd5 {
    /// Reads the MD5 header's value.
    ///
    /// # Errors
    ///
    /// [`SseCKeyMd5Error`] for anything but padded base64 of 16 bytes.
    pub fn parse(text: &str) -> Result<Self, SseCKeyMd5Error> {
        match BASE64.decode(text) {
            Ok(bytes) if bytes.len() == 16 && BASE64.encode(&bytes) == text => Ok(Self(text.to_owned())),
            _ => Err(SseCKeyMd5Error),
        }
    }

    /// 24 characters of base64, as the MD5 header carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is that key's.
    pub fn is_of(&self, ssec: &SseCKey) -> bool {
        self.0 == ssec.md5_base64()
    }
}

impl fmt::Debug for SseCKeyMd5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SseCKeyMd5({})", self.0)
    }
}

impl From<&SseCKey> for SseCKeyMd5 {
    fn from(ssec: &SseCKey) -> Self {
        Self(ssec.md5_base64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_header_s_form_is_an_md5() {
        let ssec = SseCKey::from_bytes([0; 32]);
        let md5 = SseCKeyMd5::parse("cLyPS3KoaSFGi/joRB3OUQ==").unwrap();
        assert!(md5.is_of(&ssec));
        assert!(!md5.is_of(&SseCKey::from_bytes([1; 32])));
        assert_eq!(md5, SseCKeyMd5::from(&ssec));
        for text in ["", "cLyPS3KoaSFGi/joRB3OUQ", "70bc8f4b72a86921468bf8e8441dce51", "cLyPS3KoaSFGi_joRB3OUQ=="] {
            assert_eq!(SseCKeyMd5::parse(text), Err(SseCKeyMd5Error), "{text}");
        }
    }
}
