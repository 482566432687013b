//! From passphrase and salt to key and IV.

use std::fmt;

use cbc::cipher::KeyIvInit;
use hmac::EagerHash;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

use super::{BLOCK_LEN, Cipher, Hash, Salt, Settings};

const KEY_LEN: usize = 32;

/// Key and IV of one file, and the salt that they belong to.
#[derive(Clone)]
pub(super) struct Keys {
    pub salt: Salt,
    key: Zeroizing<[u8; KEY_LEN]>,
    iv: [u8; BLOCK_LEN],
}

impl Keys {
    pub fn derive(settings: Settings, passphrase: &[u8], salt: Salt) -> Self {
        let mut material = Zeroizing::new([0; KEY_LEN + BLOCK_LEN]);
        let fill = match settings.hash() {
            Hash::Md5 => fill::<Md5>,
            Hash::Sha1 => fill::<Sha1>,
            Hash::Sha256 => fill::<Sha256>,
            Hash::Sha384 => fill::<Sha384>,
            Hash::Sha512 => fill::<Sha512>,
        };
        fill(settings.iterations(), passphrase, &salt, material.as_mut_slice());
        let mut keys = Self { salt, key: Zeroizing::new([0; KEY_LEN]), iv: [0; BLOCK_LEN] };
        let (key, iv) = material.split_at(KEY_LEN);
        keys.key.copy_from_slice(key);
        keys.iv.copy_from_slice(iv);
        keys
    }

    /// Decrypts from the first block on.
    pub fn cipher(&self) -> Cipher {
        self.cipher_after(&self.iv)
    }

    /// Decrypts from the block after `previous` on.
    pub fn cipher_after(&self, previous: &[u8; BLOCK_LEN]) -> Cipher {
        Cipher::new(&(*self.key).into(), &(*previous).into())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

fn fill<D: Digest + EagerHash>(iterations: Option<u32>, passphrase: &[u8], salt: &Salt, to: &mut [u8]) {
    match iterations {
        Some(iterations) => pbkdf2::pbkdf2_hmac::<D>(passphrase, salt, iterations, to),
        None => bytes_to_key::<D>(passphrase, salt, to),
    }
}

/// Fills `to` with H(passphrase, salt), then with the hash of what came last, passphrase and salt, and so on.
///
/// Spec: EVP_BytesToKey(3) with a count of 1.
fn bytes_to_key<D: Digest>(passphrase: &[u8], salt: &Salt, mut to: &mut [u8]) {
    let mut last = Zeroizing::new(Vec::new());
    while !to.is_empty() {
        let mut hash = D::new();
        hash.update(last.as_slice());
        hash.update(passphrase);
        hash.update(salt);
        let mut digest = hash.finalize();
        last.clear();
        last.extend_from_slice(&digest);
        digest.as_mut_slice().zeroize();
        let (part, rest) = to.split_at_mut(last.len().min(to.len()));
        part.iter_mut().zip(last.iter()).for_each(|(to, from)| *to = *from);
        to = rest;
    }
}
