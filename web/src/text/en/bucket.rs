//! The words of the bucket's screen: its default encryption, and what it refuses.

use super::SSE_S3_NAME;
use crate::state::bucket::Change;
use sealport_client::DefaultEncryption;

pub const DEFAULT_ENCRYPTION: &str = "Default encryption";
pub const OMK: &str = "OVHcloud calls it SSE-OMK.";
pub const DEFAULT_SSE_S3: &str = " for every new object that asks for nothing else.";
pub const DEFAULT_UNSET: &str = "None set";
pub const DEFAULT_UNSET_SAY: &str = ". A new object that asks for nothing is stored as the provider does it by itself.";
pub const DEFAULT_OTHER_SAY: &str = " for every new object that asks for nothing else: a rule that this page does not know \
    in full. It stays as it is unless you change it.";
pub const ONLY_NEW: &str = "Only new objects are affected. Those that exist stay as they are until they are copied.";
pub const TURN_ON: &str = "Turn SSE-S3 on";
pub const TURN_OFF: &str = "Turn off";
pub const WORKING: &str = "Asking the storage";
pub const READ_AGAIN: &str = "Read again";
pub const BLOCKED_TITLE: &str = "Refused for new objects";
pub const BLOCKED_NONE: &str =
    "Nothing is refused: this setting lets SSE-C in. Whether it works is seen at each upload.";
pub const BLOCKED_SSEC: &str = "This bucket refuses new objects with SSE-C. AWS sets this on buckets made since April 2026. \
    Objects that have an SSE-C key can still be read.";
pub const BLOCKED_OTHER: &str = "This bucket refuses new objects that ask for these kinds of encryption.";
pub const ALLOW_SSEC: &str = "Allow SSE-C again";
pub const ALLOW_SSEC_NOTE: &str = "Whoever may write to the bucket can then use keys of their own.";
pub const NO_SUCH_SETTING: &str = "This storage has no such setting";
pub const NO_SUCH_SETTING_SAY: &str = "It does not let a bucket encrypt by default, or not by the S3 way of asking. What you \
    choose for each upload holds all the same.";
pub const SETTING_DENIED: &str = "You may not see this setting";
pub const SETTING_DENIED_SAY: &str = "The access key has no permission for the bucket's encryption \
    (s3:GetEncryptionConfiguration). What you choose for each upload holds all the same.";
pub const CHANGE_DENIED: &str = "Nothing was changed. The access key needs the permission \
    s3:PutEncryptionConfiguration.";
pub const CHANGED_MEANWHILE: &str = "Somebody changed the setting meanwhile, and nothing was done. This page now shows it as it \
    is: look at it, then decide again.";
pub const STILL_ON: &str = "The setting is removed, and the storage goes on with SSE-S3 by itself.";
pub const OFF_TITLE: &str = "Turn the default encryption off?";
const OFF_TEXT: &str = "The whole setting is removed, the list of refused kinds with it. New objects that ask for \
    nothing are then stored as the provider does it by itself: AWS goes on with SSE-S3, others may store them without \
    encryption. Objects that exist stay as they are.";
pub const KEEP_ON: &str = "Keep it on";
const REPLACE_TEXT: &str = "New objects that ask for nothing are then encrypted with keys of the storage's own. Objects that \
    exist stay as they are.";
pub const KMS_KEY: &str = "KMS key";
pub const KEEP_AS_IS: &str = "Keep it as it is";

/// What another default than SSE-S3 loses by a change.
fn lost_kms(kms_key_ids: &[String]) -> String {
    match kms_key_ids {
        [] => String::new(),
        [id] => format!(
            " The KMS key {id} is taken out of the setting, and this page cannot put it back: note its name before."
        ),
        ids => format!(
            " The KMS keys {} are taken out of the setting, and this page cannot put them back: note their names before.",
            ids.join(" and ")
        ),
    }
}

/// Before the setting is removed.
#[must_use]
pub fn off_text(kms_key_ids: &[String]) -> String {
    format!("{OFF_TEXT}{}", lost_kms(kms_key_ids))
}

/// Before another default encryption is replaced, in full.
#[must_use]
pub fn replace_text(kms_key_ids: &[String]) -> String {
    format!("{REPLACE_TEXT}{}", lost_kms(kms_key_ids))
}

/// Before another default encryption is replaced.
#[must_use]
pub fn replace_title(former: &str) -> String {
    format!("Replace {former} with SSE-S3?")
}

/// Names of what was being asked, for the details of an error.
pub const READ_SETTING: &str = "read bucket encryption";
pub const CHANGE_SETTING: &str = "change bucket encryption";

/// What the connection check found.
#[must_use]
pub fn default_found(found: Option<&DefaultEncryption>) -> String {
    match found {
        Some(DefaultEncryption::SseS3) => SSE_S3_NAME.to_owned(),
        Some(DefaultEncryption::Unset) => "none set".to_owned(),
        Some(DefaultEncryption::Other(name)) => name.clone(),
        None => "not told".to_owned(),
    }
}

/// After a change of the bucket's setting.
#[must_use]
pub fn changed(change: Change) -> &'static str {
    match change {
        Change::UseSseS3 => "New objects are now encrypted with SSE-S3 unless they ask for something else.",
        Change::TurnOff => "The default encryption is removed.",
        Change::AllowSseC => "SSE-C is allowed again for new objects.",
    }
}

/// The storage said yes, and the setting is as it was.
pub const CHANGE_NOT_TAKEN: &str = "The storage took the change, and has the old setting still. It may be slow to show it: open \
    this page again in a minute. If it stays like this, ask who runs the storage.";

/// A change that was not made.
#[must_use]
pub fn change_failed(change: Change) -> &'static str {
    match change {
        Change::UseSseS3 => "SSE-S3 could not be turned on",
        Change::TurnOff => "The default encryption could not be turned off",
        Change::AllowSseC => "SSE-C could not be allowed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kms_key_that_a_change_takes_out_is_named() {
        let ids = ["arn:k1".to_owned(), "arn:k2".to_owned()];
        for text in [off_text, replace_text] {
            assert!(!text(&[]).contains("KMS"));
            assert!(text(&ids[..1]).contains("key arn:k1 is taken out"), "{}", text(&ids[..1]));
            assert!(text(&ids).contains("keys arn:k1 and arn:k2 are taken out"), "{}", text(&ids));
        }
    }
}
