//! Is the object really encrypted with our key? What the answer to a PUT says, and what reading shows where it says
//! nothing.
//!
//! The rule: "encrypted with your key" is said only if the answer repeats the algorithm and the MD5 of our key, or if that
//! very version answers with the key and is refused without it. A 200 with the key alone proves nothing (some storages
//! ignore keys of plain objects), a 400 without it neither (it may have another reason): the refusal has to be about the
//! missing key.

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerHeaders, AtRest, ErrorCode, ObjectDetails, ObjectKey, ProviderEncryption, Reason,
    SERVER_SIDE_ENCRYPTION_HEADER, SseCEcho, sse_c_echo,
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
            AtRest::SseS3 => Ok(reported(stored, ProviderEncryption::SseS3)),
            AtRest::SseC(ssec) => match sse_c_echo(stored, ssec) {
                SseCEcho::Ours => Ok(Confirmation::Confirmed(Proof::Echo)),
                SseCEcho::Absent => self.check_by_reading(object_key, ssec, stored).await,
                SseCEcho::Another => Err(another_key(object_key, stored)),
            },
        }
    }

    /// Reads without the key, then with it. In this order: if another object took the place in between, the second read
    /// shows it.
    async fn check_by_reading(
        &self,
        object_key: &ObjectKey,
        ssec: &SseCKey,
        stored: &AnswerHeaders,
    ) -> Result<Confirmation, ClientError> {
        let doubt = |doubt| Ok(Confirmation::NotVerified(doubt));
        let version_id = telling_version(stored.value("x-amz-version-id"));
        let is_readable = match self.read_without_key(object_key, version_id).await {
            WithoutKey::Readable => true,
            WithoutKey::Locked => false,
            WithoutKey::Gone => return doubt(Doubt::Gone),
            WithoutKey::Refused => return doubt(Doubt::ReadRefused),
            WithoutKey::Failed(_) => return doubt(Doubt::Interrupted),
        };
        let mut with = self.head_unguarded(object_key, Some(ssec), version_id).await;
        if is_readable && with.is_err() {
            // Such a storage has no use for the key. Whether the object is ours, its ETag tells.
            with = self.head_unguarded(object_key, None, version_id).await;
        }
        let identity = match &with {
            Ok(details) => identity(details, version_id, stored),
            Err(_) => Identity::Unknown,
        };
        match (is_readable, identity) {
            (_, Identity::Another) => doubt(Doubt::Overwritten),
            (true, Identity::ThisOne) => Err(stored_in_clear(object_key, stored, with.as_ref().ok())),
            (true, Identity::Unknown) => doubt(Doubt::ReadableWithoutKey),
            (false, Identity::ThisOne) => Ok(Confirmation::Confirmed(Proof::KeyNeeded)),
            (false, Identity::Unknown) => doubt(match with.err() {
                None => Doubt::Unanswerable,
                // Locked with another key: another object took the place.
                Some(error) => match error.code() {
                    ErrorCode::WrongKey | ErrorCode::SseCNotApplicable => Doubt::Overwritten,
                    ErrorCode::NotFound => Doubt::Gone,
                    ErrorCode::Denied => Doubt::ReadRefused,
                    _ => Doubt::Interrupted,
                },
            }),
        }
    }

    /// What the storage says of an object that was just stored; nothing where another one is there by now.
    pub(crate) async fn seen(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        stored: &AnswerHeaders,
    ) -> Option<ObjectDetails> {
        let version_id = telling_version(stored.value("x-amz-version-id"));
        let details = self.head_unguarded(object_key, ssec, version_id).await.ok()?;
        matches!(identity(&details, version_id, stored), Identity::ThisOne).then_some(details)
    }

    /// What the storage does with somebody who has no key. Asked twice where the first answer failed in passing.
    pub(crate) async fn read_without_key(&self, object_key: &ObjectKey, version_id: Option<&str>) -> WithoutKey {
        let mut outcome = self.first_byte(object_key, None, version_id).await;
        if outcome.as_ref().is_err_and(ClientError::retryable) {
            outcome = self.first_byte(object_key, None, version_id).await;
        }
        match outcome {
            Ok(_) => WithoutKey::Readable,
            Err(error) => match error.reason() {
                Some(Reason::KeyRequired) => WithoutKey::Locked,
                Some(Reason::NoSuchObject | Reason::NoSuchVersion) => WithoutKey::Gone,
                Some(Reason::Denied) => WithoutKey::Refused,
                _ => WithoutKey::Failed(error),
            },
        }
    }
}

/// What the storage does with somebody who has no key.
pub(crate) enum WithoutKey {
    /// Gives the object out.
    Readable,
    /// Says that the key is missing.
    Locked,
    /// Has no such object.
    Gone,
    /// Says that reading is not permitted.
    Refused,
    /// Failed, or said what is not known.
    Failed(ClientError),
}

/// Whether what was looked at is what was stored.
enum Identity {
    ThisOne,
    Another,
    Unknown,
}

fn identity(details: &ObjectDetails, version_id: Option<&str>, stored: &AnswerHeaders) -> Identity {
    // Garage names a version on every PUT and keeps none: a version counts only where the answer names it again.
    if version_id.is_some() && details.version_id.as_deref() == version_id {
        return Identity::ThisOne;
    }
    match (details.etag.as_deref(), stored.value("etag")) {
        (Some(seen), Some(stored)) if same_etag(seen, stored) => Identity::ThisOne,
        (Some(_), Some(_)) => Identity::Another,
        _ => Identity::Unknown,
    }
}

/// `null` is the version of every object that was stored while versions were off: it tells none from another.
pub(crate) fn telling_version(version_id: Option<&str>) -> Option<&str> {
    version_id.filter(|version| *version != "null")
}

/// An ETag without its quotes, which some listings leave out, and without its mark of weakness: a proxy that compresses sets
/// it, and the rest stays.
pub fn bare_etag(etag: &str) -> &str {
    etag.trim().trim_start_matches("W/").trim_matches('"')
}

pub(crate) fn same_etag(one: &str, other: &str) -> bool {
    bare_etag(one) == bare_etag(other)
}

/// What an answer alone says, where nothing more can be asked.
///
/// # Errors
///
/// `protection-not-confirmed` where the storage names another key.
pub(crate) fn confirmed_by_answer(
    ssec: Option<&SseCKey>,
    asked: Option<ProviderEncryption>,
    stored: &AnswerHeaders,
) -> Result<Confirmation, ClientError> {
    match ssec.map(|ssec| sse_c_echo(stored, ssec)) {
        Some(SseCEcho::Ours) => Ok(Confirmation::Confirmed(Proof::Echo)),
        Some(SseCEcho::Absent) => Ok(Confirmation::NotVerified(Doubt::Unanswerable)),
        Some(SseCEcho::Another) => Err(ClientError::new(ErrorCode::ProtectionNotConfirmed, ANOTHER_KEY)),
        None => Ok(asked.map_or(Confirmation::NotAsked, |asked| reported(stored, asked))),
    }
}

const ANOTHER_KEY: &str = "the storage says that it encrypted the object with another key";

fn reported(stored: &AnswerHeaders, asked: ProviderEncryption) -> Confirmation {
    match stored.value(SERVER_SIDE_ENCRYPTION_HEADER) {
        Some(said) if said == asked.as_str() => Confirmation::Confirmed(Proof::Reported),
        _ => Confirmation::NotVerified(Doubt::Unreported),
    }
}

fn another_key(object_key: &ObjectKey, stored: &AnswerHeaders) -> ClientError {
    let error = ClientError::new(ErrorCode::ProtectionNotConfirmed, ANOTHER_KEY);
    error.with_stored(object_key, stored, None)
}

fn stored_in_clear(object_key: &ObjectKey, stored: &AnswerHeaders, seen: Option<&ObjectDetails>) -> ClientError {
    let what = "the storage took the object and its key, and gives the object out without the key";
    ClientError::new(ErrorCode::StoredInClear, what).with_stored(object_key, stored, seen)
}
