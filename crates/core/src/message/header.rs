//! The header: read strictly, kept as it came.

use super::bytes::{Cursor, Short};
use super::context::EncryptionContext;
use super::error::{HeaderFault, MessageError};
use super::lookalike::{Lookalike, TELLING_LEN};
use super::passphrase::PassphraseParams;
use super::suite::Suite;
use super::wrapping::{RawAesWrap, WrappingKeyName};
use super::{MAX_FRAME_LEN, TAG_LEN};

/// What a reader takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLimits {
    /// Bytes of the whole header, its tag included.
    pub header_len: usize,
    /// Recipients.
    pub data_keys: u16,
}

impl Default for HeaderLimits {
    /// 128 KiB and 32 recipients.
    fn default() -> Self {
        Self { header_len: 128 << 10, data_keys: 32 }
    }
}

/// A data key as one recipient can unwrap it: three fields, whose meaning depends on the kind of the recipient's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedDataKey {
    /// For raw AES keys the namespace.
    pub provider_id: Vec<u8>,
    /// For raw AES keys the name, and how it was wrapped.
    pub provider_info: Vec<u8>,
    /// The wrapped data key.
    pub ciphertext: Vec<u8>,
}

/// The header of a sealed file, well formed but not believed: that takes a key ([`Header::unlock`]).
///
/// Holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub(super) raw: Vec<u8>,
    pub(super) message_id: [u8; 32],
    pub(super) context: EncryptionContext,
    pub(super) raw_context: Vec<u8>,
    pub(super) data_keys: Vec<EncryptedDataKey>,
    pub(super) frame_len: u32,
    pub(super) commit_key: [u8; 32],
    pub(super) tag: [u8; TAG_LEN],
}

/// What the bytes so far amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderProgress {
    /// More bytes are needed; all is well so far.
    Incomplete {
        /// Bytes of the file, from its start, without which it cannot go on.
        need_at_least: usize,
    },
    /// The header is whole. It is [`Header::len`] bytes long; frames follow.
    Complete(Header),
}

/// Why parsing stopped: for want of bytes, or for good.
enum Stop {
    Short(Short),
    Refused(MessageError),
}

impl From<Short> for Stop {
    fn from(short: Short) -> Self {
        Self::Short(short)
    }
}

impl From<MessageError> for Stop {
    fn from(error: MessageError) -> Self {
        Self::Refused(error)
    }
}

impl Header {
    /// What every message of the supported suite begins with: version and suite.
    ///
    /// Spec: AWS Encryption SDK, "Message header", version 2.
    pub const START: [u8; 3] = [2, 0x04, 0x78];

    /// Reads a header from the first bytes of a file; bytes after it are not looked at.
    ///
    /// # Errors
    ///
    /// [`MessageError::NotSealed`], [`MessageError::UnsupportedSuite`], [`MessageError::NotFramed`],
    /// [`MessageError::MalformedHeader`], or one of the limits, each as soon as the bytes show it.
    ///
    /// Spec: AWS Encryption SDK, "Message header", version 2.
    pub fn parse(bytes: &[u8], limits: &HeaderLimits) -> Result<HeaderProgress, MessageError> {
        let too_large = MessageError::HeaderTooLarge { limit: limits.header_len };
        match parse(bytes, limits) {
            Ok(header) if header.raw.len() > limits.header_len => Err(too_large),
            Ok(header) => Ok(HeaderProgress::Complete(header)),
            Err(Stop::Short(Short { need_at_least })) if need_at_least > limits.header_len => Err(too_large),
            Err(Stop::Short(Short { need_at_least })) => Ok(HeaderProgress::Incomplete { need_at_least }),
            Err(Stop::Refused(error)) => Err(error),
        }
    }

    /// The suite that the file was made with.
    pub fn suite(&self) -> Suite {
        Suite::SUPPORTED
    }

    /// The header's bytes, its tag included.
    pub fn as_bytes(&self) -> &[u8] {
        &self.raw
    }

    /// Length in bytes, the tag included: where the first frame begins.
    #[expect(clippy::len_without_is_empty, reason = "a header is never empty")]
    pub fn len(&self) -> u64 {
        self.raw.len() as u64
    }

    /// Plaintext bytes of a regular frame, 1 to [`MAX_FRAME_LEN`].
    pub fn frame_len(&self) -> u32 {
        self.frame_len
    }

    /// The stored context.
    pub fn context(&self) -> &EncryptionContext {
        &self.context
    }

    /// The random name of this very message.
    pub fn message_id(&self) -> &[u8; 32] {
        &self.message_id
    }

    /// Names of the wrapping keys that the file asks for, in the header's order.
    pub fn key_names(&self) -> Vec<WrappingKeyName> {
        self.wraps().map(|wrap| wrap.key_name()).collect()
    }

    /// Recipients of kinds that are not supported, such as keys that a service keeps.
    pub fn foreign_recipients(&self) -> usize {
        self.data_keys.len().saturating_sub(self.wraps().count())
    }

    /// The parameters of the file's passphrases, each once, for deriving keys from what a person types.
    ///
    /// # Errors
    ///
    /// [`MessageError::TooManyPassphrases`], [`MessageError::KdfTooCostly`] or [`MessageError::MalformedPassphrase`]:
    /// nothing is derived then, though another key may still open the file.
    pub fn passphrases(&self) -> Result<Vec<PassphraseParams>, MessageError> {
        let names: Vec<_> = self.wraps().filter(|wrap| wrap.namespace == PassphraseParams::NAMESPACE).collect();
        if names.len() > PassphraseParams::MAX_RECIPIENTS {
            let limit = PassphraseParams::MAX_RECIPIENTS;
            return Err(MessageError::TooManyPassphrases { found: names.len(), limit });
        }
        let mut found = Vec::new();
        for wrap in names {
            let params = PassphraseParams::parse(wrap.name)?;
            if !found.contains(&params) {
                found.push(params);
            }
        }
        Ok(found)
    }

    pub(super) fn wraps(&self) -> impl Iterator<Item = RawAesWrap<'_>> {
        self.data_keys.iter().filter_map(RawAesWrap::parse)
    }

    /// The bytes that the header tag covers.
    pub(super) fn body(&self) -> &[u8] {
        self.raw.split_last_chunk::<TAG_LEN>().map_or(&[], |(body, _)| body)
    }
}

fn parse(bytes: &[u8], limits: &HeaderLimits) -> Result<Header, Stop> {
    let mut cursor = Cursor::new(bytes);
    start(bytes, &mut cursor)?;
    let message_id = cursor.array()?;
    let context_at = cursor.offset();
    let raw_context = cursor.with_len()?;
    let malformed = |offset, fault| Stop::Refused(MessageError::MalformedHeader { fault, offset });
    let count_at = cursor.offset();
    let count = cursor.u16()?;
    if count == 0 {
        return Err(malformed(count_at, HeaderFault::NoDataKeys));
    }
    if count > limits.data_keys {
        return Err(MessageError::TooManyDataKeys { found: count, limit: limits.data_keys }.into());
    }
    let mut data_keys = Vec::new();
    for _ in 0..count {
        data_keys.push(EncryptedDataKey {
            provider_id: cursor.with_len()?.to_vec(),
            provider_info: cursor.with_len()?.to_vec(),
            ciphertext: cursor.with_len()?.to_vec(),
        });
    }
    let content_type_at = cursor.offset();
    match cursor.u8()? {
        2 => {}
        1 => return Err(MessageError::NotFramed.into()),
        _ => return Err(malformed(content_type_at, HeaderFault::ContentType)),
    }
    let frame_len_at = cursor.offset();
    let frame_len = cursor.u32()?;
    match frame_len {
        0 => return Err(malformed(frame_len_at, HeaderFault::FrameLengthZero)),
        1..=MAX_FRAME_LEN => {}
        found => return Err(MessageError::FrameTooLarge { found }.into()),
    }
    let (commit_key, tag) = (cursor.array()?, cursor.array()?);
    // Last, so that a header which arrives bit by bit has it read once: it may be thousands of pairs.
    let context = EncryptionContext::parse(raw_context).map_err(|fault| malformed(context_at, fault))?;
    let raw = bytes.get(..cursor.offset()).unwrap_or_default().to_vec();
    let raw_context = if context.is_empty() { Vec::new() } else { raw_context.to_vec() };
    Ok(Header { raw, message_id, context, raw_context, data_keys, frame_len, commit_key, tag })
}

/// Version, type and suite.
fn start(bytes: &[u8], cursor: &mut Cursor<'_>) -> Result<(), Stop> {
    let not_sealed = || Stop::Refused(MessageError::NotSealed { looks_like: Lookalike::of_start(bytes) });
    let version = cursor.u8()?;
    match version {
        1 => {
            if cursor.u8()? != 0x80 {
                return Err(not_sealed());
            }
        }
        2 => {}
        // A few bytes more may tell what it is.
        _ if bytes.len() < TELLING_LEN && Lookalike::may_become(bytes) => {
            return Err(Short { need_at_least: bytes.len() + 1 }.into());
        }
        _ => return Err(not_sealed()),
    }
    let offset = cursor.offset();
    let suite = Suite::of_id(cursor.u16()?).ok_or_else(not_sealed)?;
    if suite.message_version() != version {
        return Err(MessageError::MalformedHeader { fault: HeaderFault::SuiteOfOtherVersion, offset }.into());
    }
    if suite != Suite::SUPPORTED {
        return Err(MessageError::UnsupportedSuite { suite }.into());
    }
    Ok(())
}
