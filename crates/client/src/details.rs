//! Object details by HEAD. A refused HEAD has no body to say why, so the question is put again in a form that has.

use sealport_core::SseCKey;
use sealport_s3::{
    ByteRange, ErrorCode, GetOptions, HeadOptions, ObjectDetails, ObjectKey, Reason, UnsignedRequest,
    parse_object_details,
};

use crate::cancel::Cancel;
use crate::client::{Asked, Client};
use crate::error::ClientError;
use crate::platform::{Answer, Platform};

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
        cancel.guard(self.head_unguarded(object_key, ssec, None)).await?
    }

    pub(crate) async fn head_unguarded(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        version_id: Option<&str>,
    ) -> Result<ObjectDetails, ClientError> {
        let request = UnsignedRequest::head_object(self.storage(), object_key, HeadOptions { ssec, version_id })?;
        let (asked, correction) = (Asked::new(request, ssec), self.clock_correction_secs());
        match self.ask(&asked).await {
            Ok(answer) => Ok(parse_object_details(&answer.headers)),
            // 404 needs no words; of everything else the body of a one-byte GET tells the reason.
            Err(error) if error.code() == ErrorCode::NotFound || error.status().is_none() => Err(error),
            Err(error) => match self.first_byte(object_key, ssec, version_id).await {
                // The body told of a wrong clock, which is set right meanwhile.
                Ok(_) if self.clock_correction_secs() != correction => {
                    self.ask(&asked).await.map(|answer| parse_object_details(&answer.headers))
                }
                Ok(_) => Err(error),
                Err(because) => Err(because),
            },
        }
    }

    /// Asks for one byte; of an empty object, which has none, for all there is: some storages look at the range before
    /// they look for a key.
    pub(crate) async fn first_byte(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        version_id: Option<&str>,
    ) -> Result<Answer<P::Body>, ClientError> {
        let one = GetOptions { ssec, range: Some(ByteRange::new(0, 0)?), if_match: None, version_id };
        let mut outcome = self.get(object_key, one).await;
        if outcome.as_ref().is_err_and(|error| error.reason() == Some(Reason::RangeOutside)) {
            outcome = self.get(object_key, GetOptions { range: None, ..one }).await;
        }
        match outcome {
            Err(error) if ssec.is_some() && error.reason() == Some(Reason::Denied) => {
                Err(self.wrong_key_or_denied(object_key, version_id, error).await)
            }
            outcome => outcome,
        }
    }

    /// Some storages (OVHcloud) refuse a wrong key with a bare "access denied". Whether it is about the key shows when the
    /// same is asked without one: who may not read at all hears the same again.
    pub(crate) async fn wrong_key_or_denied(
        &self,
        object_key: &ObjectKey,
        version_id: Option<&str>,
        error: ClientError,
    ) -> ClientError {
        let options = GetOptions { range: ByteRange::new(0, 0).ok(), version_id, ..Default::default() };
        match self.get(object_key, options).await {
            Err(without) if without.code() == ErrorCode::SseCKeyRequired => error.because(Reason::WrongKey),
            _ => error,
        }
    }

    /// A GET as it is answered. [`Client::get_object`] looks into a bare "denied".
    pub(crate) async fn get(
        &self,
        object_key: &ObjectKey,
        options: GetOptions<'_>,
    ) -> Result<Answer<P::Body>, ClientError> {
        let request = UnsignedRequest::get_object(self.storage(), object_key, options)?;
        self.ask(&Asked::new(request, options.ssec)).await
    }

    /// Whether an object of that name is there, asked without any key. `None` where the storage will not say.
    pub(crate) async fn exists(&self, object_key: &ObjectKey) -> Result<Option<bool>, ClientError> {
        match self.head_unguarded(object_key, None, None).await {
            Ok(_) => Ok(Some(true)),
            Err(error) if error.code() == ErrorCode::SseCKeyRequired => Ok(Some(true)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(Some(false)),
            // Without permission to list, AWS denies a HEAD of what is not there. Bad credentials are another matter.
            Err(error) if error.reason() == Some(Reason::Denied) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
