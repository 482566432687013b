//! Encrypted objects at rest: AES-256-GCM over frames of 1 MiB, so that a range needs only the frames that it touches.
//!
//! Each object has a data key of its own, derived from a random salt and the customer key (SSE-C) or the server key
//! (SSE-S3), under a label for each, so that the same 32 bytes in both places give two data keys. A frame's nonce is its
//! index and whether it is the last one: a frame that was moved, taken from another object, or left at the end of a cut
//! file does not open.

use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce, aead::AeadInOut as _};
use hkdf::HkdfExtract;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Plaintext bytes in every frame but the last.
pub(crate) const FRAME_LEN: usize = 1024 * 1024;
/// Bytes by which a stored frame is longer than its plaintext.
pub(crate) const TAG_LEN: usize = 16;
/// Bytes of the salts.
pub(crate) const SALT_LEN: usize = 32;

const DATA_KEY_LABEL: &[u8] = b"sealport sandbox data key v1";
const SERVER_DATA_KEY_LABEL: &[u8] = b"sealport sandbox data key of the server key v1";
const KEY_HASH_LABEL: &[u8] = b"sealport sandbox customer key hash v1";

/// A frame did not open: the stored bytes or their order were changed, or the key is another one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored frame is damaged")]
pub(crate) struct DamagedFrame;

/// Seals and opens the frames of one object.
pub(crate) struct FrameCipher(Aes256Gcm);

impl FrameCipher {
    /// The cipher of the SSE-S3 object with this salt.
    pub(crate) fn under_server_key(server_key: &[u8; 32], salt: &[u8; SALT_LEN]) -> Self {
        Self(Aes256Gcm::new((&*extracted(SERVER_DATA_KEY_LABEL, server_key, salt)).into()))
    }

    /// The cipher of the SSE-C object with this salt.
    pub(crate) fn new(customer_key: &[u8; 32], salt: &[u8; SALT_LEN]) -> Self {
        Self(Aes256Gcm::new((&*extracted(DATA_KEY_LABEL, customer_key, salt)).into()))
    }

    /// Turns a frame's plaintext into what is stored, in place; the buffer grows by [`TAG_LEN`].
    pub(crate) fn seal(&self, frame_index: u64, is_last: bool, frame: &mut Vec<u8>) -> Result<(), DamagedFrame> {
        self.0.encrypt_in_place(&nonce(frame_index, is_last), b"", frame).map_err(|_| DamagedFrame)
    }

    /// Turns a stored frame into its plaintext, in place; the buffer shrinks by [`TAG_LEN`].
    pub(crate) fn open(&self, frame_index: u64, is_last: bool, frame: &mut Vec<u8>) -> Result<(), DamagedFrame> {
        self.0.decrypt_in_place(&nonce(frame_index, is_last), b"", frame).map_err(|_| DamagedFrame)
    }
}

fn nonce(frame_index: u64, is_last: bool) -> Nonce<<Aes256Gcm as aes_gcm::AeadCore>::NonceSize> {
    let mut nonce = [0; 12];
    let (flag, index) = nonce.split_at_mut(4);
    flag.copy_from_slice(&u32::from(is_last).to_be_bytes());
    index.copy_from_slice(&frame_index.to_be_bytes());
    nonce.into()
}

/// A salted hash by which a customer key is recognised again; it does not lead back to the key.
pub(crate) fn customer_key_hash(customer_key: &[u8; 32], salt: &[u8; SALT_LEN]) -> [u8; 32] {
    *extracted(KEY_HASH_LABEL, customer_key, salt)
}

/// Whether this is the customer key with that salted hash, in constant time.
pub(crate) fn is_customer_key(customer_key: &[u8; 32], salt: &[u8; SALT_LEN], hash: &[u8; 32]) -> bool {
    extracted(KEY_HASH_LABEL, customer_key, salt).ct_eq(hash).into()
}

/// HMAC-SHA-256 with the salt as its key over label and root key, which is what HKDF calls extraction.
fn extracted(label: &[u8], root_key: &[u8; 32], salt: &[u8; SALT_LEN]) -> Zeroizing<[u8; 32]> {
    let mut extract = HkdfExtract::<Sha256>::new(Some(salt));
    extract.input_ikm(label);
    extract.input_ikm(root_key);
    Zeroizing::new(extract.finalize().0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(index: u64, is_last: bool) -> Vec<u8> {
        let mut frame = b"plaintext".to_vec();
        FrameCipher::new(&[1; 32], &[2; 32]).seal(index, is_last, &mut frame).unwrap();
        assert_eq!(frame.len(), 9 + TAG_LEN);
        frame
    }

    #[test]
    fn a_frame_opens_at_its_place_only() {
        let cipher = FrameCipher::new(&[1; 32], &[2; 32]);
        let mut frame = sealed(3, false);
        cipher.open(3, false, &mut frame).unwrap();
        assert_eq!(frame, b"plaintext");
        assert_eq!(cipher.open(4, false, &mut sealed(3, false)), Err(DamagedFrame));
        assert_eq!(cipher.open(3, true, &mut sealed(3, false)), Err(DamagedFrame));
        assert_eq!(cipher.open(3, false, &mut sealed(3, true)), Err(DamagedFrame));
    }

    #[test]
    fn another_key_or_another_salt_opens_nothing() {
        assert_eq!(FrameCipher::new(&[9; 32], &[2; 32]).open(0, true, &mut sealed(0, true)), Err(DamagedFrame));
        assert_eq!(FrameCipher::new(&[1; 32], &[9; 32]).open(0, true, &mut sealed(0, true)), Err(DamagedFrame));
    }

    #[test]
    fn a_server_key_and_a_customer_key_of_the_same_bytes_are_two_keys() {
        let mut frame = sealed(0, true);
        assert_eq!(FrameCipher::under_server_key(&[1; 32], &[2; 32]).open(0, true, &mut frame), Err(DamagedFrame));
    }

    #[test]
    fn a_frame_shorter_than_its_tag_is_damaged_and_no_panic() {
        for len in 0..TAG_LEN {
            assert_eq!(FrameCipher::new(&[1; 32], &[2; 32]).open(0, true, &mut vec![0; len]), Err(DamagedFrame));
        }
    }

    #[test]
    fn the_key_hash_knows_its_key_and_no_other() {
        let hash = customer_key_hash(&[1; 32], &[2; 32]);
        assert_ne!(hash, [0; 32]);
        assert!(is_customer_key(&[1; 32], &[2; 32], &hash));
        assert!(!is_customer_key(&[3; 32], &[2; 32], &hash));
        assert!(!is_customer_key(&[1; 32], &[3; 32], &hash));
    }
}
