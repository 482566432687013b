//! Wrapping keys: who can open a file, and by which name a header asks for them.

use std::fmt;

use super::aead::Gcm;
use super::context::EncryptionContext;
use super::data_key::DataKey;
use super::error::MessageError;
use super::header::EncryptedDataKey;
use super::passphrase::PassphraseParams;
use super::spilled::holds_key;
use super::{TAG_LEN, bytes::Cursor};
use crate::fingerprint::Fingerprint;
use crate::key_bytes::KeyBytes;
use crate::sealing::SealingKey;

/// Length of a wrapping IV in bytes.
pub const WRAP_IV_LEN: usize = 12;

/// Namespace of keys that are named by their fingerprint.
const OWN_NAMESPACE: &str = "sealport";

/// Bytes of the provider info behind a key's name: tag length in bits, IV length in bytes, the IV.
const INFO_TAIL_LEN: usize = 8 + WRAP_IV_LEN;

/// Longest namespace and name that the format's two-byte lengths have room for.
const MAX_NAMESPACE_LEN: usize = 65_535;
const MAX_NAME_LEN: usize = MAX_NAMESPACE_LEN - INFO_TAIL_LEN;

/// How a header names a wrapping key: a namespace and a name in it. Public.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WrappingKeyName {
    namespace: String,
    name: String,
}

impl WrappingKeyName {
    /// A name of two parts, neither empty.
    ///
    /// # Errors
    ///
    /// [`MessageError::KeyNameNotAllowed`] for an empty part, or one that does not fit into a header.
    pub fn new(namespace: &str, name: &str) -> Result<Self, MessageError> {
        if namespace.is_empty() || name.is_empty() || namespace.len() > MAX_NAMESPACE_LEN || name.len() > MAX_NAME_LEN {
            return Err(MessageError::KeyNameNotAllowed { limit: MAX_NAME_LEN });
        }
        Ok(Self { namespace: namespace.to_owned(), name: name.to_owned() })
    }

    /// Reads `NAMESPACE/NAME`. The namespace ends at the first slash; the name may have more of them. A namespace of
    /// others may have slashes too: where a file is at hand, look for the text among its names instead.
    ///
    /// # Errors
    ///
    /// As [`WrappingKeyName::new`], and where there is no slash.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let (namespace, name) = text.split_once('/').ok_or(MessageError::KeyNameNotAllowed { limit: MAX_NAME_LEN })?;
        Self::new(namespace, name)
    }

    /// The name that a key has when it was given no other: `sealport` and the 16 characters of its fingerprint.
    pub fn of_fingerprint(fingerprint: Fingerprint) -> Self {
        Self { namespace: OWN_NAMESPACE.to_owned(), name: fingerprint.to_string() }
    }

    pub(super) fn of_passphrase(params: &PassphraseParams) -> Self {
        Self { namespace: PassphraseParams::NAMESPACE.to_owned(), name: params.encode() }
    }

    /// The part before the first slash.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The part after the first slash.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The fingerprint, if the key is named by it.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let found = Fingerprint::parse(&self.name).ok();
        // Exactly as it is written: another spelling is another name to every decryptor.
        found.filter(|found| self.namespace == OWN_NAMESPACE && found.to_string() == self.name)
    }

    /// Whether this names a key that a passphrase makes.
    pub fn is_passphrase(&self) -> bool {
        self.namespace == PassphraseParams::NAMESPACE
    }
}

/// `NAMESPACE/NAME`, as [`WrappingKeyName::parse`] reads it unless the namespace has a slash.
impl fmt::Display for WrappingKeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

/// What the AWS Encryption SDK keeps for keys of AWS KMS.
///
/// Spec: AWS Encryption SDK, "Raw AES keyring", "Key namespace".
const KMS_NAMESPACE: &str = "aws-kms";

/// A raw AES-256 wrapping key under its name.
///
/// `Debug` shows the name only.
#[derive(Clone)]
pub struct WrappingKey {
    name: WrappingKeyName,
    bytes: KeyBytes,
    from_passphrase: bool,
}

impl WrappingKey {
    /// A sealing key, named by its fingerprint.
    pub fn of_sealing_key(key: &SealingKey) -> Self {
        Self::named(WrappingKeyName::of_fingerprint(key.fingerprint()), key)
    }

    /// A sealing key under a name of its own, as other programs give one.
    pub fn named(name: WrappingKeyName, key: &SealingKey) -> Self {
        Self { name, bytes: key.0.clone(), from_passphrase: false }
    }

    /// What Argon2id made of a passphrase with those parameters: 32 bytes.
    pub fn of_passphrase(params: &PassphraseParams, derived: [u8; 32]) -> Self {
        Self { name: params.key_name(), bytes: KeyBytes::new(derived), from_passphrase: true }
    }

    /// Whether its name is in a namespace that says what it is not: other decryptors refuse the first for a raw key, and
    /// the second would have a passphrase asked for that there is not.
    pub(super) fn is_misnamed(&self) -> bool {
        self.name.namespace == KMS_NAMESPACE || (self.name.is_passphrase() && !self.from_passphrase)
    }

    /// Whether a name holds this key in any encoding.
    pub(super) fn is_held_by(&self, name: &WrappingKeyName) -> bool {
        holds_key(name, &self.bytes)
    }

    /// The name.
    pub fn name(&self) -> &WrappingKeyName {
        &self.name
    }

    /// Wraps a data key under a random IV, bound to the context (all of it, the part that is not stored too).
    ///
    /// # Errors
    ///
    /// None that input could cause.
    ///
    /// # Security
    ///
    /// The IV must be new and random for every wrap by this key.
    ///
    /// Spec: AWS Encryption SDK, "Raw AES keyring".
    pub fn wrap(
        &self,
        data_key: &DataKey,
        iv: &[u8; WRAP_IV_LEN],
        context: &EncryptionContext,
    ) -> Result<EncryptedDataKey, MessageError> {
        let mut data_key = data_key.0.clone();
        let tag = Gcm::new(self.bytes.expose()).seal(iv, &context.encode(), data_key.expose_mut())?;
        let mut provider_info = self.name.name.as_bytes().to_vec();
        provider_info.extend_from_slice(&(8 * TAG_LEN as u32).to_be_bytes());
        provider_info.extend_from_slice(&(WRAP_IV_LEN as u32).to_be_bytes());
        provider_info.extend_from_slice(iv);
        let ciphertext = [data_key.expose().as_slice(), &tag].concat();
        Ok(EncryptedDataKey { provider_id: self.name.namespace.as_bytes().to_vec(), provider_info, ciphertext })
    }

    /// Unwraps, if this key made the wrap for that context and nothing was altered.
    pub(super) fn unwrap(&self, wrap: &RawAesWrap<'_>, aad: &[u8]) -> Option<DataKey> {
        let mut data_key = KeyBytes::new(*wrap.sealed);
        Gcm::new(self.bytes.expose()).open(wrap.iv, aad, data_key.expose_mut(), wrap.tag).ok()?;
        Some(DataKey(data_key))
    }
}

impl fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappingKey({})", self.name)
    }
}

/// An encrypted data key that has the form of a raw AES wrap of a 32-byte data key.
pub(super) struct RawAesWrap<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    iv: &'a [u8; WRAP_IV_LEN],
    sealed: &'a [u8; KeyBytes::LEN],
    tag: &'a [u8; TAG_LEN],
}

impl<'a> RawAesWrap<'a> {
    /// Takes apart what has exactly this form: a name, 128 bits of tag, 12 bytes of IV, 32 sealed bytes and a tag.
    pub(super) fn parse(edk: &'a EncryptedDataKey) -> Option<Self> {
        let (name, tail) = edk.provider_info.split_at_checked(edk.provider_info.len().checked_sub(INFO_TAIL_LEN)?)?;
        let mut cursor = Cursor::new(tail);
        let (tag_bits, iv_len) = (cursor.u32().ok()?, cursor.u32().ok()?);
        let iv = cursor.take(WRAP_IV_LEN).ok()?.try_into().ok()?;
        let (sealed, tag) = edk.ciphertext.split_first_chunk::<{ KeyBytes::LEN }>()?;
        let (namespace, name) = (std::str::from_utf8(&edk.provider_id).ok()?, std::str::from_utf8(name).ok()?);
        let fits = tag_bits == 8 * TAG_LEN as u32 && iv_len == WRAP_IV_LEN as u32;
        let has_name = !namespace.is_empty() && !name.is_empty();
        (fits && has_name).then_some(Self { namespace, name, iv, sealed, tag: tag.try_into().ok()? })
    }

    pub(super) fn is_for(&self, name: &WrappingKeyName) -> bool {
        self.namespace == name.namespace && self.name == name.name
    }

    pub(super) fn key_name(&self) -> WrappingKeyName {
        WrappingKeyName { namespace: self.namespace.to_owned(), name: self.name.to_owned() }
    }
}
