//! Object details by HEAD. A refused HEAD has no body to say why, so the question is put again in a form that has.

use sealport_core::SseCKey;
use sealport_s3::{ByteRange, ErrorCode, GetOptions, ObjectDetails, ObjectKey, UnsignedRequest, parse_object_details};

use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::ClientError;
use crate::platform::Platform;

impl<P: Platform> Client<P> {
    /// What the storage tells of an object; an SSE-C object needs its key for this too.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: key required, wrong key, key not applicable, not found, denied, and what any request may meet.
    pub async fn head(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        cancel: &Cancel,
    ) -> Result<ObjectDetails, ClientError> {
        cancel.guard(self.head_unguarded(object_key, ssec)).await?
    }

    async fn head_unguarded(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
    ) -> Result<ObjectDetails, ClientError> {
        let prepared = self.prepare(UnsignedRequest::head_object(self.storage(), object_key, ssec)?, ssec)?;
        let answer = self.send(&prepared).await?;
        match self.expect_success(&prepared, answer).await {
            Ok(answer) => Ok(parse_object_details(&answer.headers)),
            // 404 needs no words; of everything else the body of a one-byte GET tells the reason.
            Err(error) if error.code() == ErrorCode::NotFound => Err(error),
            Err(error) => Err(self.explain(object_key, ssec).await?.unwrap_or(error)),
        }
    }

    /// Asks for one byte, for the sake of the error's body. `None` where that request succeeds, or is refused only since
    /// the object is empty (416): then there is nothing more to learn.
    async fn explain(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
    ) -> Result<Option<ClientError>, ClientError> {
        let options = GetOptions { ssec, range: Some(ByteRange::new(0, 0)?), if_match: None };
        let prepared = self.prepare(UnsignedRequest::get_object(self.storage(), object_key, options)?, ssec)?;
        let answer = self.send(&prepared).await?;
        if answer.status == 416 {
            return Ok(None);
        }
        Ok(self.expect_success(&prepared, answer).await.err())
    }

    /// Whether an object of that name is there, asked without any key. `None` where the storage will not say.
    pub(crate) async fn exists(&self, object_key: &ObjectKey) -> Result<Option<bool>, ClientError> {
        match self.head_unguarded(object_key, None).await {
            Ok(_) => Ok(Some(true)),
            Err(error) => match error.code() {
                ErrorCode::SseCKeyRequired => Ok(Some(true)),
                ErrorCode::NotFound => Ok(Some(false)),
                // Without permission to list, AWS denies a HEAD of what is not there.
                ErrorCode::Denied => Ok(None),
                _ => Err(error),
            },
        }
    }
}
