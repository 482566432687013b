//! A bucket's default encryption: read, changed in one place, written back with all that this crate does not know.
//!
//! Spec: Amazon S3 API Reference, "PutBucketEncryption", "ServerSideEncryptionRule", "BlockedEncryptionTypes".

use sealport_core::content_md5;

use crate::address::Storage;
use crate::at_rest::SSE_S3;
use crate::input::InputError;
use crate::operation::{Operation, UnsignedRequest};
use crate::request::{Header, Method};
use crate::xml::Element;

const ROOT: &str = "ServerSideEncryptionConfiguration";
const RULE: &str = "Rule";
const DEFAULT: &str = "ApplyServerSideEncryptionByDefault";
const ALGORITHM: &str = "SSEAlgorithm";
const KMS_KEY: &str = "KMSMasterKeyID";
const BLOCKED: &str = "BlockedEncryptionTypes";
const TYPE: &str = "EncryptionType";
/// Stands for "nothing is blocked".
const NOTHING: &str = "NONE";
const SSE_C: &str = "SSE-C";

/// The configuration as the storage has it, unknown elements included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketEncryption(Element);

/// An answer without a configuration, though nothing was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBucketEncryption {
    /// Nothing, or an answer to another question: the storage does not know this setting.
    #[error("the storage does not know the setting bucket encryption")]
    OtherAnswer,
    /// Not the XML that S3 writes.
    #[error("what the storage answered about bucket encryption cannot be read")]
    Unreadable,
}

/// What new objects get that ask for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultEncryption {
    /// Nothing, or what the storage does without saying so.
    Unset,
    /// SSE-S3, with keys of the provider's.
    SseS3,
    /// Another, such as `aws:kms`, as the storage names it.
    Other(String),
}

impl BucketEncryption {
    /// A configuration without any rule, for a bucket that has none.
    pub fn empty() -> Self {
        Self(Element::named(ROOT))
    }

    /// Reads an answer to `GetBucketEncryption`.
    ///
    /// # Errors
    ///
    /// [`NoBucketEncryption`]: it is none.
    pub fn parse(document: &str) -> Result<Self, NoBucketEncryption> {
        if document.trim().is_empty() {
            return Err(NoBucketEncryption::OtherAnswer);
        }
        let root = Element::parse(document).map_err(|_| NoBucketEncryption::Unreadable)?;
        match root.name() {
            ROOT => Ok(Self(root)),
            // A failure that came under a 200.
            "Error" => Err(NoBucketEncryption::Unreadable),
            _ => Err(NoBucketEncryption::OtherAnswer),
        }
    }

    /// What new objects get that ask for nothing.
    pub fn default_encryption(&self) -> DefaultEncryption {
        let named = self.rules().flat_map(|rule| rule.children(DEFAULT)).filter_map(|by_default| {
            // A key without its algorithm is a default all the same.
            by_default.child_text(ALGORITHM).map(str::trim).or(by_default.child_text(KMS_KEY).and(Some("aws:kms")))
        });
        let mut named: Vec<&str> = named.collect();
        named.dedup();
        match named.as_slice() {
            [] => DefaultEncryption::Unset,
            [SSE_S3] => DefaultEncryption::SseS3,
            // S3 has one rule. Of several, the storage alone knows which one holds.
            several => DefaultEncryption::Other(several.join(", ")),
        }
    }

    /// Whether new objects with customer keys are refused.
    pub fn blocks_ssec(&self) -> bool {
        self.blocked_types().iter().any(|blocked| blocked == SSE_C)
    }

    /// Encryption types that are refused for new objects, as the storage names them; without `NONE`.
    pub fn blocked_types(&self) -> Vec<String> {
        let types = self.rules().flat_map(|rule| rule.children(BLOCKED)).flat_map(|blocked| blocked.children(TYPE));
        types
            .map(|kind| kind.text().trim())
            .filter(|text| *text != NOTHING && !text.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The KMS keys that the default names, as the storage writes them: one a rule, and S3 has one rule.
    pub fn kms_key_ids(&self) -> impl Iterator<Item = &str> {
        self.rules().flat_map(|rule| rule.children(DEFAULT)).filter_map(|by| by.child_text(KMS_KEY))
    }

    /// Makes SSE-S3 the default for new objects that ask for nothing; all else stays, but for what belongs to the former
    /// default only (its KMS key).
    pub fn use_sse_s3(&mut self) {
        let has_default = |rule: &Element| rule.children(DEFAULT).next().is_some();
        if !self.rules().any(has_default) {
            self.0.child_or_new(RULE).child_or_new(DEFAULT);
        }
        for by_default in self.0.children_mut(RULE).flat_map(|rule| rule.children_mut(DEFAULT)) {
            by_default.retain_children(KMS_KEY, |_| false);
            by_default.child_or_new(ALGORITHM).set_text(SSE_S3);
        }
    }

    /// Lets new objects with customer keys in again; other blocked types stay blocked.
    pub fn unblock_ssec(&mut self) {
        if !self.rules().any(|rule| rule.children(BLOCKED).next().is_some()) {
            self.0.child_or_new(RULE).child_or_new(BLOCKED);
        }
        for blocked in self.0.children_mut(RULE).flat_map(|rule| rule.children_mut(BLOCKED)) {
            blocked.retain_children(TYPE, |kind| kind.text().trim() != SSE_C);
            if blocked.children(TYPE).next().is_none() {
                // Said in so many words: leaving the element out means "as the storage pleases", which is to block.
                blocked.push(Element::with_text(TYPE, NOTHING));
            }
        }
    }

    /// The document to send.
    pub fn to_document(&self) -> String {
        self.0.to_document()
    }

    fn rules(&self) -> impl Iterator<Item = &Element> {
        self.0.children(RULE)
    }
}

impl UnsignedRequest {
    /// `GetBucketEncryption`.
    pub fn read_bucket_encryption(storage: &Storage) -> Self {
        Self::on_setting(Operation::GetBucketEncryption, Method::Get, storage)
    }

    /// `PutBucketEncryption`. The body is [`BucketEncryption::to_document`]'s, which the request is bound to by its MD5.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] never: an MD5 is a header value.
    pub fn write_bucket_encryption(storage: &Storage, document: &str) -> Result<Self, InputError> {
        let mut request = Self::on_setting(Operation::PutBucketEncryption, Method::Put, storage);
        request.headers.push(Header::new("content-md5", content_md5(document.as_bytes()), false, true)?);
        Ok(request)
    }

    /// `DeleteBucketEncryption`.
    pub fn delete_bucket_encryption(storage: &Storage) -> Self {
        Self::on_setting(Operation::DeleteBucketEncryption, Method::Delete, storage)
    }

    fn on_setting(operation: Operation, method: Method, storage: &Storage) -> Self {
        let mut request = Self::on_bucket(operation, method, storage);
        request.query.push(("encryption", String::new()));
        request
    }
}

#[cfg(test)]
#[path = "bucket_encryption_tests.rs"]
mod tests;
