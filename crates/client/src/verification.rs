//! Is the object really encrypted with our key? What the answer to a PUT says, and what reading shows where it says
//! nothing.
//!
//! The rule: "encrypted with your key" is said only if the answer repeats the algorithm and the MD5 of our key, or if that
//! very version answers with the key and is refused without it. A 200 with the key alone proves nothing (some storages
//! ignore keys of plain objects), a 400 without it neither (it may have another reason): the refusal has to be about the
//! missing key.

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerHeaders, AtRest, ErrorCode, ObjectKey, Reason, SERVER_SIDE_ENCRYPTION_HEADER, SseCEcho, sse_c_echo,
};

use crate::client::Client;
use crate::error::ClientError;
use crate::platform::Platform;
use crate::protection::{Confirmation, Doubt, Proof};

impl<P: Platform> Client<P> {
    /// What became of the protection that was asked for.
    ///
    /// # Errors
    ///
    /// `protection-not-confirmed` where the storage names another key, `stored-in-clear` where the object can be read
    /// without the key. Both name what is stored.
    pub(crate) async fn confirm(
        &self,
        object_key: &ObjectKey,
        at_rest: &AtRest,
        stored: &AnswerHeaders,
    ) -> Result<Confirmation, ClientError> {
        match at_rest {
            AtRest::BucketDefault => Ok(Confirmation::NotAsked),
            AtRest::SseS3 => Ok(reported(stored)),
            AtRest::SseC(ssec) => match sse_c_echo(stored, ssec) {
                SseCEcho::Ours => Ok(Confirmation::Confirmed(Proof::Echo)),
                SseCEcho::Absent => self.check_by_reading(object_key, ssec, stored).await,
                SseCEcho::Another => Err(another_key(object_key, stored)),
            },
        }
    }

    /// Reads without the key, then with it. In this order: if another object took the place in between, the second read
    /// shows it.
    pub(crate) async fn check_by_reading(
        &self,
        object_key: &ObjectKey,
        ssec: &SseCKey,
        stored: &AnswerHeaders,
    ) -> Result<Confirmation, ClientError> {
        let doubt = |doubt| Ok(Confirmation::NotVerified(doubt));
        let version_id = stored.value("x-amz-version-id");
        let in_clear = match self.first_byte(object_key, None, version_id).await {
            Ok(_) => true,
            Err(error) => match error.reason() {
                Some(Reason::KeyRequired) => false,
                Some(Reason::NoSuchObject | Reason::NoSuchVersion) => return doubt(Doubt::Overwritten),
                // An empty object: the storage looked at the range before it looked for a key, or did not look for one.
                Some(Reason::RangeOutside) => return doubt(Doubt::Unanswerable),
                _ => return doubt(Doubt::ReadRefused),
            },
        };
        let details = match self.head_unguarded(object_key, Some(ssec), version_id).await {
            Ok(details) => details,
            // Not asked of this version, so another object may have come: it is not ours that is in clear.
            Err(error) if matches!(error.code(), ErrorCode::WrongKey | ErrorCode::NotFound) => {
                return doubt(Doubt::Overwritten);
            }
            // Our object, in clear: such a storage has no use for the key. Whether it is ours, its ETag tells.
            Err(error) if in_clear && error.code() == ErrorCode::SseCNotApplicable => {
                self.head_unguarded(object_key, None, version_id).await?
            }
            Err(_) => return doubt(Doubt::ReadRefused),
        };
        // Garage names a version on every PUT and keeps none: a version counts only where the answer names it again.
        let is_this_one = (version_id.is_some() && details.version_id.as_deref() == version_id)
            || (details.etag.is_some() && details.etag.as_deref() == stored.value("etag"));
        match (in_clear, is_this_one) {
            (_, false) if details.etag.is_none() || stored.value("etag").is_none() => doubt(Doubt::Unanswerable),
            (_, false) => doubt(Doubt::Overwritten),
            (false, true) => Ok(Confirmation::Confirmed(Proof::KeyNeeded)),
            (true, true) => Err(stored_in_clear(object_key, stored)),
        }
    }
}

/// What an answer alone says, where nothing more can be asked.
///
/// # Errors
///
/// `protection-not-confirmed` where the storage names another key.
pub(crate) fn confirmed_by_answer(
    ssec: Option<&SseCKey>,
    asks_sse_s3: bool,
    stored: &AnswerHeaders,
) -> Result<Confirmation, ClientError> {
    match ssec.map(|ssec| sse_c_echo(stored, ssec)) {
        Some(SseCEcho::Ours) => Ok(Confirmation::Confirmed(Proof::Echo)),
        Some(SseCEcho::Absent) => Ok(Confirmation::NotVerified(Doubt::Unanswerable)),
        Some(SseCEcho::Another) => Err(ClientError::new(ErrorCode::ProtectionNotConfirmed, ANOTHER_KEY)),
        None if asks_sse_s3 => Ok(reported(stored)),
        None => Ok(Confirmation::NotAsked),
    }
}

const ANOTHER_KEY: &str = "the storage says that it encrypted the object with another key";

fn reported(stored: &AnswerHeaders) -> Confirmation {
    match stored.value(SERVER_SIDE_ENCRYPTION_HEADER) {
        Some("AES256") => Confirmation::Confirmed(Proof::Reported),
        _ => Confirmation::NotVerified(Doubt::Unreported),
    }
}

fn another_key(object_key: &ObjectKey, stored: &AnswerHeaders) -> ClientError {
    let error = ClientError::new(ErrorCode::ProtectionNotConfirmed, ANOTHER_KEY);
    error.with_stored(object_key, stored.value("x-amz-version-id"))
}

fn stored_in_clear(object_key: &ObjectKey, stored: &AnswerHeaders) -> ClientError {
    let what = "the storage took the object and its key, and gives the object out without the key";
    ClientError::new(ErrorCode::StoredInClear, what).with_stored(object_key, stored.value("x-amz-version-id"))
}
