//! The bucket's default encryption: read, changed in one place, written back.

use sealport_s3::{BucketEncryption, ErrorCode, NoBucketEncryption, Reason, UnsignedRequest};

use crate::cancel::Cancel;
use crate::client::{Asked, Client, read_up_to};
use crate::error::ClientError;
use crate::platform::{Platform, Upload};

/// A configuration longer than this is none; in bytes.
const MAX_CONFIGURATION_LEN: usize = 256 * 1024;

fn changed_meanwhile() -> ClientError {
    ClientError::new(ErrorCode::Contended, "the setting was changed meanwhile; nothing was done")
}

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
    /// `shown` is what was read before, and what the person decided on: if it is another one now, nothing is changed. Two
    /// administrators in the same moment are not kept apart: S3 has no condition for this.
    ///
    /// # Errors
    ///
    /// `contended` where somebody changed it since `shown` was read; otherwise as [`Client::bucket_encryption`].
    pub async fn change_bucket_encryption(
        &self,
        shown: &BucketEncryption,
        change: EncryptionChange,
        cancel: &Cancel,
    ) -> Result<BucketEncryption, ClientError> {
        let changing = async {
            let mut configuration = self.read_encryption().await?;
            if configuration != *shown {
                return Err(changed_meanwhile());
            }
            match change {
                EncryptionChange::UseSseS3 => configuration.use_sse_s3(),
                EncryptionChange::UnblockSseC => configuration.unblock_ssec(),
            }
            let document = configuration.to_document();
            let request = UnsignedRequest::write_bucket_encryption(self.storage(), &document)?;
            let source = self.platform.source_of(document.as_bytes());
            let upload = Upload { source: &source, forbid_redirect: true };
            self.exchange(&Asked::new(request, None), Some(upload), |_| {}).await?;
            // What the storage made of it, not what was sent.
            self.read_encryption().await
        };
        cancel.guard(changing).await?
    }

    /// Removes the configuration: new objects get what the provider does by itself. `shown` as for
    /// [`Client::change_bucket_encryption`].
    ///
    /// # Errors
    ///
    /// As [`Client::change_bucket_encryption`].
    ///
    /// # Security
    ///
    /// A storage that does not know this setting takes the request for one about the bucket itself, and **deletes the
    /// bucket** if it is empty (Ceph 16.2). So it is sent only after the storage gave out such a configuration.
    pub async fn delete_bucket_encryption(
        &self,
        shown: &BucketEncryption,
        cancel: &Cancel,
    ) -> Result<BucketEncryption, ClientError> {
        let deleting = async {
            let configuration = self.read_configuration().await?;
            if configuration.as_ref().is_some_and(|configuration| configuration != shown) {
                return Err(changed_meanwhile());
            }
            if configuration.is_some() {
                self.ask(&Asked::new(UnsignedRequest::delete_bucket_encryption(self.storage()), None)).await?;
            }
            match self.read_encryption().await {
                // LocalStack answers 200 with nothing once the setting is gone. That it is known was seen before.
                Err(error) if error.code() == ErrorCode::NotOffered => Ok(BucketEncryption::empty()),
                outcome => outcome,
            }
        };
        cancel.guard(deleting).await?
    }

    async fn read_encryption(&self) -> Result<BucketEncryption, ClientError> {
        Ok(self.read_configuration().await?.unwrap_or_else(BucketEncryption::empty))
    }

    /// The configuration, `None` where the storage says that there is none.
    ///
    /// A storage that does not know the setting lists the bucket instead (Ceph 16.2), and would create or delete it if
    /// asked to change the setting: only a true configuration, or the refusal that belongs to it, lets anybody go on.
    async fn read_configuration(&self) -> Result<Option<BucketEncryption>, ClientError> {
        let asked = Asked::new(UnsignedRequest::read_bucket_encryption(self.storage()), None);
        let mut answer = match self.ask(&asked).await {
            Err(error) if error.reason() == Some(Reason::NoSuchSetting) => return Ok(None),
            answer => answer?,
        };
        let body = read_up_to(&mut answer.body, MAX_CONFIGURATION_LEN).await?;
        let body = body
            .ok_or_else(|| ClientError::new(ErrorCode::ServiceFailed, "the bucket's encryption is longer than any"))?;
        // Read otherwise, what is not UTF-8 would be written back as something else.
        let document = std::str::from_utf8(&body).map_err(|_| NoBucketEncryption::Unreadable);
        let configuration = document.and_then(BucketEncryption::parse);
        configuration.map(Some).map_err(|error| {
            let code = match error {
                NoBucketEncryption::OtherAnswer => ErrorCode::NotOffered,
                NoBucketEncryption::Unreadable => ErrorCode::ServiceFailed,
            };
            ClientError::new(code, error.to_string())
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
