//! What every key of this crate is made of: 32 secret bytes. Its job is said by the type around it.

use base64::Engine;
use rand_core::TryCryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::encoding::BASE64;

/// 32 bytes that are wiped when dropped and compared in constant time. Has no `Debug`.
///
/// They lie in one place of the heap: moving a value copies its bytes, and nobody wipes where they were.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct KeyBytes(Box<[u8; Self::LEN]>);

impl KeyBytes {
    pub(crate) const LEN: usize = 32;

    pub(crate) fn generate<R: TryCryptoRng>(random: &mut R) -> Result<Self, R::Error> {
        let mut key = Self::zeros();
        random.try_fill_bytes(key.expose_mut())?;
        Ok(key)
    }

    pub(crate) fn new(mut bytes: [u8; Self::LEN]) -> Self {
        let mut key = Self::zeros();
        key.0.copy_from_slice(&bytes);
        bytes.zeroize();
        key
    }

    pub(crate) fn of_slice(bytes: &[u8]) -> Option<Self> {
        let bytes = <&[u8; Self::LEN]>::try_from(bytes).ok()?;
        let mut key = Self::zeros();
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    fn zeros() -> Self {
        Self(Box::new([0; Self::LEN]))
    }

    pub(crate) fn expose(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    pub(crate) fn expose_mut(&mut self) -> &mut [u8; Self::LEN] {
        &mut self.0
    }

    pub(crate) fn expose_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(self.expose()))
    }

    pub(crate) fn expose_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(base16ct::lower::encode_string(self.expose()))
    }

    /// Whether every byte is a character of ASCII text: a typed line of 31 characters has a line end too.
    pub(crate) fn looks_like_text(&self) -> bool {
        self.0.iter().all(|b| (0x20..0x7f).contains(b) || matches!(b, b'\t' | b'\n' | b'\r'))
    }
}

impl PartialEq for KeyBytes {
    fn eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

impl Eq for KeyBytes {}
