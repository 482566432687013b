//! Headers of new messages.

use rand_core::TryCryptoRng;

use super::MAX_FRAME_LEN;
use super::content_keys::{ContentKeys, Derived};
use super::context::EncryptionContext;
use super::data_key::DataKey;
use super::error::MessageError;
use super::header::{EncryptedDataKey, HeaderLimits};
use super::suite::Suite;
use super::wrapping::{WRAP_IV_LEN, WrappingKey};

/// Longest namespace and longest name of a key that new files are sealed for, in bytes.
pub const MAX_OWN_NAME_LEN: usize = 256;

/// Frame length of new files in bytes, where the caller has no reason for another.
pub const DEFAULT_FRAME_LEN: u32 = 256 << 10;

/// Shortest frame that is written, in bytes; a frame costs 32 bytes.
const MIN_OWN_FRAME_LEN: u32 = 128;

/// For whom a file is sealed.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Their key.
    pub wrapping_key: WrappingKey,
    /// The IV of this wrap: new and random.
    pub iv: [u8; WRAP_IV_LEN],
}

/// All that a new header is made of.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The data key.
    pub data_key: DataKey,
    /// The message id, 32 random bytes.
    pub message_id: [u8; 32],
    /// What is stored in clear and authenticated.
    pub context: EncryptionContext,
    /// For whom; any one of them can open the file.
    pub recipients: Vec<Recipient>,
    /// Plaintext bytes of a regular frame: a power of two, at least 128.
    pub frame_len: u32,
}

/// A header that is ready to be written, with what seals the frames after it.
#[derive(Clone, Debug)]
pub struct SealedHeader {
    /// The header's bytes, its tag included.
    pub bytes: Vec<u8>,
    /// What seals the frames.
    pub keys: ContentKeys,
}

impl NewMessage {
    /// A message with fresh data key, message id and wrapping IVs, all from the given cryptographic random source.
    ///
    /// # Errors
    ///
    /// The source's own error.
    pub fn generate<R: TryCryptoRng>(
        random: &mut R,
        wrapping_keys: &[WrappingKey],
        context: EncryptionContext,
        frame_len: u32,
    ) -> Result<Self, R::Error> {
        let data_key = DataKey::generate(random)?;
        let mut message_id = [0; 32];
        random.try_fill_bytes(&mut message_id)?;
        let mut recipients = Vec::new();
        for wrapping_key in wrapping_keys {
            let mut iv = [0; WRAP_IV_LEN];
            random.try_fill_bytes(&mut iv)?;
            recipients.push(Recipient { wrapping_key: wrapping_key.clone(), iv });
        }
        Ok(Self { data_key, message_id, context, recipients, frame_len })
    }

    /// Wraps the data key for every recipient and makes the header.
    ///
    /// # Errors
    ///
    /// [`MessageError::KeyNameReserved`] for a namespace of other keys, [`MessageError::KeyNameHoldsSecret`] where a name
    /// holds the key of any recipient.
    ///
    /// [`MessageError::RecipientsNotAllowed`], [`MessageError::KeyNameNotAllowed`],
    /// [`MessageError::FrameLengthNotAllowed`] or [`MessageError::ContextNotAllowed`]: what this project does not write,
    /// though the format has room for it.
    pub fn seal(&self) -> Result<SealedHeader, MessageError> {
        let limit = HeaderLimits::default().data_keys;
        if self.recipients.is_empty() || self.recipients.len() > usize::from(limit) {
            return Err(MessageError::RecipientsNotAllowed { limit });
        }
        if !self.frame_len.is_power_of_two() || !(MIN_OWN_FRAME_LEN..=MAX_FRAME_LEN).contains(&self.frame_len) {
            return Err(MessageError::FrameLengthNotAllowed);
        }
        if self.context.pairs().any(|(key, value)| EncryptionContext::single(key, value).is_err())
            || self.context.pairs().count() > 1
        {
            return Err(MessageError::ContextNotAllowed);
        }
        let mut wraps = Vec::new();
        for Recipient { wrapping_key, iv } in &self.recipients {
            let name = wrapping_key.name();
            if name.namespace().len() > MAX_OWN_NAME_LEN || name.name().len() > MAX_OWN_NAME_LEN {
                return Err(MessageError::KeyNameNotAllowed { limit: MAX_OWN_NAME_LEN });
            }
            if wrapping_key.is_misnamed() {
                return Err(MessageError::KeyNameReserved);
            }
            if self.recipients.iter().any(|recipient| recipient.wrapping_key.is_held_by(name)) {
                return Err(MessageError::KeyNameHoldsSecret);
            }
            wraps.push(wrapping_key.wrap(&self.data_key, iv, &self.context)?);
        }
        let none = EncryptionContext::empty();
        assemble(&self.data_key, &self.message_id, &self.context, &none, &wraps, self.frame_len)
    }
}

/// Puts a header together of wraps that are made already, within the bounds of the format and no others: the way to
/// make again what other programs wrote. New files are made by [`NewMessage::seal`].
///
/// `omitted` is context that is authenticated and not stored; the wraps must cover it too.
///
/// # Errors
///
/// [`MessageError::RecipientsNotAllowed`], [`MessageError::KeyNameNotAllowed`] or
/// [`MessageError::FrameLengthNotAllowed`] for what does not fit into the format.
///
/// Spec: AWS Encryption SDK, "Message header", version 2.
pub fn assemble(
    data_key: &DataKey,
    message_id: &[u8; 32],
    stored: &EncryptionContext,
    omitted: &EncryptionContext,
    wraps: &[EncryptedDataKey],
    frame_len: u32,
) -> Result<SealedHeader, MessageError> {
    let derived = Derived::new(data_key, message_id)?;
    let count = u16::try_from(wraps.len()).ok().filter(|count| *count > 0);
    let count = count.ok_or(MessageError::RecipientsNotAllowed { limit: u16::MAX })?;
    if frame_len == 0 {
        return Err(MessageError::FrameLengthNotAllowed);
    }
    let mut bytes = vec![Suite::SUPPORTED.message_version()];
    bytes.extend_from_slice(&Suite::SUPPORTED.id().to_be_bytes());
    bytes.extend_from_slice(message_id);
    put_with_len(&mut bytes, &stored.encode()).ok_or(MessageError::ContextNotAllowed)?;
    bytes.extend_from_slice(&count.to_be_bytes());
    for field in wraps.iter().flat_map(|wrap| [&wrap.provider_id, &wrap.provider_info, &wrap.ciphertext]) {
        put_with_len(&mut bytes, field).ok_or(MessageError::KeyNameNotAllowed { limit: usize::from(u16::MAX) })?;
    }
    // Framed.
    bytes.push(2);
    bytes.extend_from_slice(&frame_len.to_be_bytes());
    bytes.extend_from_slice(derived.commit_key());
    let tag = derived.header_tag(&[bytes.as_slice(), &omitted.encode()].concat())?;
    bytes.extend_from_slice(&tag);
    let keys = derived.into_content_keys(frame_len, bytes.len() as u64);
    Ok(SealedHeader { bytes, keys })
}

fn put_with_len(to: &mut Vec<u8>, field: &[u8]) -> Option<()> {
    to.extend_from_slice(&u16::try_from(field.len()).ok()?.to_be_bytes());
    to.extend_from_slice(field);
    Some(())
}
