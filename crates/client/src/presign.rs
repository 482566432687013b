//! Presigned requests to hand on or show.

use sealport_core::{SseCKey, SseCKeyMd5};
use sealport_s3::{AtRest, ErrorCode, Expiry, LinkOperation, LinkTarget, ObjectKey, SignedRequest, UnsignedRequest};

use crate::client::Client;
use crate::error::ClientError;
use crate::platform::Platform;

/// What a presigned request is to do, and how long it works.
#[derive(Clone, Copy, Debug)]
pub struct PresignOptions {
    /// What it does.
    pub operation: LinkOperation,
    /// Seconds it works, 1 to 604,800 (7 days).
    pub expires_secs: u64,
    /// For a PUT: sign `if-none-match: *`, so that it replaces no object where the storage honours that.
    pub only_if_absent: bool,
}

/// A PUT link for any key lives this long unless said otherwise, in seconds: whoever has it can lock the object under a
/// key of their own.
const ANY_KEY_PUT_SECS: u64 = 300;

/// What other links live, in seconds.
const USUAL_SECS: u64 = 3600;

impl<P: Platform> Client<P> {
    /// A presigned request without a customer key; `at_rest` may ask for SSE-S3.
    ///
    /// # Errors
    ///
    /// [`sealport_s3::ErrorCode::InvalidInput`] for another duration, or an `at_rest` with a customer key: which binding
    /// that is to have has to be said (see the functions below).
    pub fn presign(
        &self,
        object_key: &ObjectKey,
        at_rest: &AtRest,
        options: PresignOptions,
    ) -> Result<SignedRequest, ClientError> {
        if at_rest.ssec().is_some() {
            return Err(ClientError::new(ErrorCode::InvalidInput, "a link with an SSE-C key needs a binding"));
        }
        self.signed(UnsignedRequest::link(self.target(object_key, options), at_rest)?, options)
    }

    /// Binding `any-key`: whoever sends it adds a customer key of theirs and its MD5. Nothing here could hold one.
    ///
    /// # Errors
    ///
    /// [`sealport_s3::ErrorCode::InvalidInput`] for another duration, or plain http to another machine.
    pub fn presign_for_any_key(
        &self,
        object_key: &ObjectKey,
        options: PresignOptions,
    ) -> Result<SignedRequest, ClientError> {
        self.signed(UnsignedRequest::link_for_any_key(self.target(object_key, options))?, options)
    }

    /// Binding `this-key-md5`: whoever sends it adds the customer key that has this MD5.
    ///
    /// # Errors
    ///
    /// As [`Client::presign_for_any_key`].
    pub fn presign_for_key_md5(
        &self,
        object_key: &ObjectKey,
        key_md5: &SseCKeyMd5,
        options: PresignOptions,
    ) -> Result<SignedRequest, ClientError> {
        self.signed(UnsignedRequest::link_for_key_md5(self.target(object_key, options), key_md5)?, options)
    }

    /// Binding `this-key`: all three customer headers are signed and must be sent with it.
    ///
    /// # Errors
    ///
    /// As [`Client::presign_for_any_key`].
    pub fn presign_for_key(
        &self,
        object_key: &ObjectKey,
        ssec: &SseCKey,
        options: PresignOptions,
    ) -> Result<SignedRequest, ClientError> {
        self.signed(UnsignedRequest::link_for_key(self.target(object_key, options), ssec)?, options)
    }

    fn target<'a>(&'a self, object_key: &'a ObjectKey, options: PresignOptions) -> LinkTarget<'a> {
        let PresignOptions { operation, only_if_absent, .. } = options;
        LinkTarget { storage: self.storage(), object_key, operation, only_if_absent }
    }

    fn signed(&self, request: UnsignedRequest, options: PresignOptions) -> Result<SignedRequest, ClientError> {
        Ok(self.sign(request, Expiry::from_secs(options.expires_secs)?))
    }
}

impl PresignOptions {
    /// A link that works for that many seconds.
    pub fn new(operation: LinkOperation, expires_secs: u64) -> Self {
        Self { operation, expires_secs, only_if_absent: false }
    }

    /// What is usual for other links: an hour, and a PUT may replace.
    pub fn usual(operation: LinkOperation) -> Self {
        Self::new(operation, USUAL_SECS)
    }

    /// What is usual for a link that works with any customer key: minutes and no replacing for a PUT, whose holder could
    /// lock an object under a key of their own; an hour for what only reads.
    pub fn for_any_key(operation: LinkOperation) -> Self {
        match operation {
            LinkOperation::Put => Self { operation, expires_secs: ANY_KEY_PUT_SECS, only_if_absent: true },
            LinkOperation::Get | LinkOperation::Head => Self::usual(operation),
        }
    }
}
