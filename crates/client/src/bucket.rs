//! The bucket's default encryption: read, changed in one place, written back.

use sealport_s3::{BucketEncryption, ErrorCode, Reason, UnsignedRequest};

use crate::cancel::Cancel;
use crate::client::{Asked, Client, read_up_to};
use crate::error::ClientError;
use crate::platform::{Platform, Upload};

/// A configuration longer than this is none; in bytes.
const MAX_CONFIGURATION_LEN: usize = 256 * 1024;

/// What to change of a bucket's default encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptionChange {
    /// SSE-S3 for new objects that ask for nothing.
    UseSseS3,
    /// Let new objects with customer keys in again.
    UnblockSseC,
}

impl<P: Platform> Client<P> {
    /// The bucket's default encryption; an empty one where none is set.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: `not-offered` where the storage has no such setting, denied, and what any request may meet.
    pub async fn bucket_encryption(&self, cancel: &Cancel) -> Result<BucketEncryption, ClientError> {
        cancel.guard(self.read_encryption()).await?
    }

    /// Reads the configuration, changes one thing, and writes it back with all that is not known here.
    ///
    /// Two administrators at the same time are not kept apart: S3 has no condition for this.
    ///
    /// # Errors
    ///
    /// As [`Client::bucket_encryption`].
    pub async fn change_bucket_encryption(
        &self,
        change: EncryptionChange,
        cancel: &Cancel,
    ) -> Result<BucketEncryption, ClientError> {
        let changing = async {
            let mut configuration = self.read_encryption().await?;
            match change {
                EncryptionChange::UseSseS3 => configuration.use_sse_s3(),
                EncryptionChange::UnblockSseC => configuration.unblock_ssec(),
            }
            let document = configuration.to_document();
            let request = UnsignedRequest::write_bucket_encryption(self.storage(), &document)?;
            let source = self.platform.source_of(document.as_bytes());
            let upload = Upload { source: &source, forbid_redirect: false };
            self.exchange(&Asked::new(request, None), Some(upload), |_| {}).await?;
            // What the storage made of it, not what was sent.
            self.read_encryption().await
        };
        cancel.guard(changing).await?
    }

    /// Removes the configuration: new objects get what the provider does by itself.
    ///
    /// # Errors
    ///
    /// As [`Client::bucket_encryption`].
    pub async fn delete_bucket_encryption(&self, cancel: &Cancel) -> Result<BucketEncryption, ClientError> {
        let deleting = async {
            self.ask(&Asked::new(UnsignedRequest::delete_bucket_encryption(self.storage()), None)).await?;
            self.read_encryption().await
        };
        cancel.guard(deleting).await?
    }

    async fn read_encryption(&self) -> Result<BucketEncryption, ClientError> {
        let asked = Asked::new(UnsignedRequest::read_bucket_encryption(self.storage()), None);
        let mut answer = match self.ask(&asked).await {
            Err(error) if error.reason() == Some(Reason::NoSuchSetting) => return Ok(BucketEncryption::empty()),
            answer => answer?,
        };
        let body = read_up_to(&mut answer.body, MAX_CONFIGURATION_LEN).await?.unwrap_or_default();
        // Ceph 16 answers 200 with nothing.
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(BucketEncryption::empty());
        }
        std::str::from_utf8(&body).ok().and_then(BucketEncryption::parse).ok_or_else(|| {
            ClientError::new(ErrorCode::ServiceFailed, "the answer is not a bucket encryption as S3 writes it")
        })
    }

    /// AWS denies a blocked SSE-C upload without always saying that it is blocked; the bucket's settings tell.
    pub(crate) async fn blocked_or_denied(&self, error: ClientError) -> ClientError {
        if error.reason() != Some(Reason::Denied) {
            return error;
        }
        match self.read_encryption().await {
            Ok(configuration) if configuration.blocks_ssec() => error.because(Reason::SseCBlocked),
            _ => error,
        }
    }
}
