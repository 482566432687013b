//! The words about protection: the choice for new uploads, the comparison, receipts, and the bucket's default encryption.

use crate::state::bucket::Change;
use crate::state::protection::{Choice, SSE_S3};
use crate::state::transfers::Receipt;
use sealport_client::{Confirmation, DefaultEncryption, Doubt, Proof};

// ---- the choice for new uploads ----

pub const SSE_S3_NAME: &str = "SSE-S3";
pub const SSE_S3_TITLE: &str = "SSE-S3: the provider's key";
pub const SSE_S3_SAY: &str = "No key to keep. Guards against stolen disks; the provider can read the content.";
pub const SSE_S3_SHORT: &str = "Encrypted with the provider's key (SSE-S3)";
pub const NO_KEY_OF_YOURS: &str = "no key of yours; the provider can read them";
pub const THEIR_KEY: &str = "their key";
pub const EMPTY_TEXT_SSE_S3: &str =
    "Drop files anywhere on this page. The storage encrypts them with a key of its own (SSE-S3).";
pub const DROP_SSE_S3: &str = "Encrypted with the provider's key (SSE-S3).";
pub const COMPARE_LINK: &str = "Compare the methods";
pub const WHAT_IT_MEANS: &str = "What this choice means";
pub const SSEC_BLOCKED_SAY: &str = "This bucket refuses new objects with SSE-C. ";

/// An object that the provider encrypts with a key of its own: `SSE-S3`, or as the storage names it.
#[must_use]
pub fn by_provider(value: &str) -> String {
    if value == SSE_S3 { SSE_S3_NAME.to_owned() } else { value.to_owned() }
}

/// In a few words: how new uploads are protected.
#[must_use]
pub fn choice_short(choice: Choice) -> &'static str {
    match choice {
        Choice::SseC => super::SSEC_SHORT,
        Choice::SseS3 => SSE_S3_SHORT,
        Choice::Bucket => super::BUCKET_SHORT,
    }
}

/// What an option means, as name and sentence.
#[must_use]
pub fn choice_facts(choice: Choice) -> [(&'static str, &'static str); 5] {
    match choice {
        Choice::SseC => [
            (ROW_HOLDER, "You. The provider has it for the length of a request."),
            (ROW_READER, SSEC_READER),
            (ROW_VISIBLE, SSEC_VISIBLE),
            (ROW_LOST, "The file is lost. Nobody can recover it, the provider included."),
            (ROW_COST, SSEC_COST),
        ],
        Choice::SseS3 => [
            (ROW_HOLDER, "The provider."),
            (ROW_READER, SSE_S3_READER),
            (ROW_VISIBLE, SSE_S3_VISIBLE),
            (ROW_LOST, SSE_S3_LOST),
            (ROW_COST, SSE_S3_COST),
        ],
        Choice::Bucket => [
            (ROW_HOLDER, "The provider, if the bucket encrypts by default."),
            (ROW_READER, SSE_S3_READER),
            (ROW_VISIBLE, SSE_S3_VISIBLE),
            (ROW_LOST, SSE_S3_LOST),
            (ROW_COST, "As the bucket's rule: a key service (KMS) may charge for each request."),
        ],
    }
}

/// What sealing means, or else the choice where it is stored.
#[must_use]
pub fn facts_of(choice: Choice, sealed: bool) -> [(&'static str, &'static str); 5] {
    if !sealed {
        return choice_facts(choice);
    }
    [
        (ROW_HOLDER, "You only."),
        (ROW_READER, "Holders of the keys and the passphrase you choose."),
        (ROW_VISIBLE, "Names, sizes, dates, tags."),
        (ROW_LOST, "The file is lost, unless another of its keys or its passphrase is left."),
        (ROW_COST, "A little time at both ends. Other programs open it with the official decryptors."),
    ]
}

/// What the storage does with what was sealed.
#[must_use]
pub fn then_at_rest(choice: Choice) -> &'static str {
    match choice {
        Choice::SseC => super::SSEC_SHORT,
        Choice::SseS3 => "then encrypted by the storage too (SSE-S3)",
        Choice::Bucket => "then stored as the bucket does it",
    }
}

pub const THEN_WITH_KEY: &str = "then encrypted with your SSE-C key";
pub const FOR: &str = "for";
pub const A_PASSPHRASE: &str = "a passphrase";
pub const NO_RECIPIENT_YET: &str = "Nobody is chosen yet: a key is made with the first upload.";

/// What the bucket does with uploads that ask for nothing, where that is known.
#[must_use]
pub fn bucket_does(default: &DefaultEncryption) -> String {
    match default {
        DefaultEncryption::Unset => {
            "This bucket names no default encryption: files are stored as the provider does it by \
            itself, perhaps as they are."
                .to_owned()
        }
        DefaultEncryption::SseS3 => "This bucket encrypts them with the provider's key (SSE-S3).".to_owned(),
        DefaultEncryption::Other(name) => format!("This bucket encrypts them by its own rule: {name}."),
    }
}

// ---- the comparison ----

pub const COMPARE_TITLE: &str = "Which protection?";
pub const COMPARE_LEAD: &str = "Keys are 256-bit AES in all three. The difference is who can read, and who can lose.";
pub const COMPARE_CSE: &str = "Sealed in this browser (CSE)";
pub const COMPARE_CSE_NOTE: &str = "CSE means that a file is encrypted before it leaves your computer. Any storage takes \
    such files: to it they are bytes like all others. SSE-C or SSE-S3 can be added on top.";
pub const USE_SEALED: &str = "Seal files";
pub const USE_SSEC: &str = "Use SSE-C";
pub const USE_SSE_S3: &str = "Use SSE-S3";

const ROW_HOLDER: &str = "Who holds the key";
const ROW_READER: &str = "Who can read the content";
const ROW_VISIBLE: &str = "Never hidden";
const ROW_LOST: &str = "If the key is lost";
const ROW_COST: &str = "What it costs";
const SSEC_READER: &str = "Holders of the key, and the provider while it works.";
const SSEC_VISIBLE: &str =
    "Names, sizes, dates, tags, metadata. With some providers the ETag is the MD5 of the content.";
const SSEC_COST: &str = "As a rule no extra charge. Every read and write needs the key.";
const SSE_S3_READER: &str = "The provider, and anyone allowed to read the bucket.";
const SSE_S3_VISIBLE: &str = "Names, sizes, dates, tags, metadata, the ETag.";
const SSE_S3_LOST: &str = "You have none to lose.";
const SSE_S3_COST: &str = "As a rule no extra charge, and nothing to keep.";

/// One line of the comparison: its head, then CSE, SSE-C and SSE-S3.
pub type CompareRow = (&'static str, [&'static str; 3]);

/// The comparison.
pub const COMPARE_ROWS: [CompareRow; 8] = [
    (ROW_HOLDER, ["You only.", "You; the provider for the length of a request.", "The provider."]),
    (ROW_READER, ["Holders of the key. The provider stores bytes it cannot read.", SSEC_READER, SSE_S3_READER]),
    (ROW_VISIBLE, ["Names, sizes, dates, tags.", SSEC_VISIBLE, SSE_S3_VISIBLE]),
    (ROW_LOST, ["The file is lost.", "The file is lost.", SSE_S3_LOST]),
    (ROW_COST, ["A little time at both ends: whoever reads must open the file.", SSEC_COST, SSE_S3_COST]),
    ("Changes to the file", ["Noticed when it is opened.", "Left to the provider.", "Left to the provider."]),
    (
        "Other tools",
        [
            "The official decryptors of the AWS Encryption SDK.",
            "Any S3 tool that sends the three headers.",
            "All of them.",
        ],
    ),
    (
        "Good for",
        ["Files that nobody else may ever read.", "Rules that ask for your own keys on the server.", "Everyday files."],
    ),
];

// ---- receipts ----

pub const STORED: &str = "Stored";
pub const DELETE_IT_NOW: &str = "Delete it now";
pub const DELETE_AND_TRY_AGAIN: &str = "Delete it and try again";
pub const LEFTOVER_DELETING: &str = "Deleting it";
pub const LEFTOVER_DELETED: &str = "Was not protected as asked; deleted";
pub const LEFTOVER_GONE: &str = "It is deleted from the storage. Nothing of this upload is left there.";
pub const LEFTOVER_STAYS: &str = "It could not be deleted.";
pub const TESTED_TITLE: &str = "Nothing was uploaded";
pub const TESTED_ADVICE: &str = "The storage was tried with one byte under a throw-away key, and did not encrypt it with \
    that key. So the file was not sent. Choose another protection for this storage, or ask who runs it.";

/// How an upload ended, for its row.
#[must_use]
pub fn receipt_short(receipt: &Receipt) -> String {
    let at_rest = receipt_at_rest(receipt);
    if receipt.sealed_for.is_empty() {
        return at_rest;
    }
    match receipt.confirmation {
        Confirmation::NotAsked => "Sealed and stored".to_owned(),
        _ => format!("Sealed. {at_rest}"),
    }
}

fn receipt_at_rest(receipt: &Receipt) -> String {
    match (receipt.confirmation, receipt.reported.as_deref()) {
        (Confirmation::Confirmed(Proof::Echo | Proof::KeyNeeded), _) => {
            "Stored, encryption with your key confirmed".to_owned()
        }
        (Confirmation::Confirmed(Proof::Reported), _) => "Stored with SSE-S3".to_owned(),
        (Confirmation::NotVerified(_), _) => "Stored; encryption not verified".to_owned(),
        (Confirmation::NotAsked, Some(SSE_S3)) => "Stored; the bucket encrypted it with SSE-S3".to_owned(),
        (Confirmation::NotAsked, Some(other)) => format!("Stored; the bucket encrypted it with {other}"),
        (Confirmation::NotAsked, None) => STORED.to_owned(),
    }
}

/// How that is known, or why it is not.
#[must_use]
pub fn receipt_long(receipt: &Receipt) -> String {
    match receipt.confirmation {
        Confirmation::Confirmed(proof) => proof_text(proof).to_owned(),
        Confirmation::NotVerified(doubt) => doubt_text(doubt).to_owned(),
        Confirmation::NotAsked => match receipt.reported.as_deref() {
            Some(SSE_S3) => {
                "This page asked for nothing. The storage says that the bucket's default encrypted the object \
                with a key of the provider's."
                    .to_owned()
            }
            Some(other) => {
                format!("This page asked for nothing. The storage says that it encrypted the object: {other}.")
            }
            None => "This page asked for no encryption, and the storage names none.".to_owned(),
        },
    }
}

fn proof_text(proof: Proof) -> &'static str {
    match proof {
        Proof::Echo => "Confirmed: the storage repeated the MD5 of your key.",
        Proof::KeyNeeded => {
            "Confirmed: the storage does not repeat the key, so the object was asked for. It answers with your key and \
            refuses without it."
        }
        Proof::Reported => "The storage says SSE-S3. Nobody but the storage can check that.",
    }
}

fn doubt_text(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Unanswerable => {
            "Not verified: the storage does not repeat the key, and its answers have nothing to know the object by."
        }
        Doubt::ReadRefused => {
            "Not verified: the storage does not repeat the key, and did not let this page read the object back."
        }
        Doubt::Interrupted => {
            "Not verified: the storage does not repeat the key, and the check was interrupted. Open the object's details to \
            look again."
        }
        Doubt::ReadableWithoutKey => {
            "Not verified: an object of this name can be read without the key, and nothing tells whether it is this one. \
            Look at it, and delete it if it must not be readable."
        }
        Doubt::Overwritten => "Not verified: another object took the name before this one could be looked at.",
        Doubt::Unreported => {
            "Not verified: SSE-S3 was asked for, and the answer does not mention it. The storage may not know SSE-S3."
        }
    }
}

/// For whom an upload was sealed, and what that means.
#[must_use]
pub fn receipt_sealed(receipt: &Receipt) -> Option<String> {
    (!receipt.sealed_for.is_empty()).then(|| {
        format!(
            "Sealed in this browser for {}. Each piece was opened again before it left. The storage has bytes that it \
            cannot read.",
            super::sealed_for(&receipt.sealed_for)
        )
    })
}

/// A version, in a bucket that keeps them.
#[must_use]
pub fn version(id: &str) -> String {
    format!("Version {id}")
}

/// A failed upload that left an object behind which is not protected as it was asked for, or not the file that was
/// chosen.
#[must_use]
pub fn leftover_advice(code: &str, name: &str) -> String {
    if code == "source-changed" {
        format!(
            "Something rewrote the file just then. The storage took {name} with another length than the one that you \
            chose. Delete it, and choose the file again once it is complete."
        )
    } else if code == "stored-in-clear" {
        format!(
            "The storage took {name} and answers without the key. The provider, and anyone allowed to read the bucket, \
            can read it. Delete it, or try again."
        )
    } else {
        format!(
            "The storage took {name} and says that it used another key than yours. Your key may not open it. Delete it, \
            or try again."
        )
    }
}

/// Announced when such an object is gone.
#[must_use]
pub fn leftover_deleted(name: &str) -> String {
    format!("{name} is deleted from the storage.")
}

// ---- the bucket ----

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
pub const BLOCKED_NONE: &str = "Nothing is refused: SSE-C works here.";
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
pub const STILL_ON: &str = "The setting is removed, and the storage goes on with SSE-S3 by itself.";
pub const OFF_TITLE: &str = "Turn the default encryption off?";
pub const OFF_TEXT: &str = "The whole setting is removed, the list of refused kinds with it. New objects that ask for \
    nothing are then stored as the provider does it by itself: AWS goes on with SSE-S3, others may store them without \
    encryption. Objects that exist stay as they are.";
pub const KEEP_ON: &str = "Keep it on";
pub const REPLACE_TEXT: &str = "New objects that ask for nothing are then encrypted with keys of the storage's own. The KMS \
    key that the setting names is taken out of it, and this page cannot put it back: note it before. Objects that exist \
    stay as they are.";
pub const KEEP_AS_IS: &str = "Keep it as it is";

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

/// While a change is on its way.
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
    use std::collections::HashSet;

    fn receipt(confirmation: Confirmation, reported: Option<&str>) -> Receipt {
        Receipt { confirmation, reported: reported.map(str::to_owned), version_id: None, sealed_for: Vec::new() }
    }

    #[test]
    fn every_receipt_has_words_of_its_own() {
        let all = [Proof::Echo, Proof::KeyNeeded, Proof::Reported].map(Confirmation::Confirmed).into_iter().chain(
            [
                Doubt::Unanswerable,
                Doubt::ReadRefused,
                Doubt::Interrupted,
                Doubt::ReadableWithoutKey,
                Doubt::Overwritten,
                Doubt::Unreported,
            ]
            .map(Confirmation::NotVerified),
        );
        let mut said = HashSet::new();
        for confirmation in all.chain([Confirmation::NotAsked]) {
            let receipt = receipt(confirmation, None);
            let long = receipt_long(&receipt);
            assert!(long.ends_with('.'), "{long}");
            assert!(said.insert(long.clone()), "{confirmation:?} shares its words");
            let claims = receipt_short(&receipt).contains("confirmed") || long.starts_with("Confirmed");
            assert_eq!(claims, matches!(confirmation, Confirmation::Confirmed(Proof::Echo | Proof::KeyNeeded)));
        }
    }

    #[test]
    fn what_the_bucket_did_is_said_as_the_storage_named_it() {
        assert!(receipt_short(&receipt(Confirmation::NotAsked, Some("AES256"))).contains("SSE-S3"));
        assert!(receipt_short(&receipt(Confirmation::NotAsked, Some("aws:kms"))).contains("aws:kms"));
        let ssec = receipt(Confirmation::NotVerified(Doubt::ReadRefused), Some("AES256"));
        assert!(!receipt_short(&ssec).contains("SSE-S3"), "the header proves nothing of our key");
    }

    #[test]
    fn each_option_answers_the_same_five_questions() {
        let heads = |choice| choice_facts(choice).map(|(head, _)| head);
        assert_eq!(heads(Choice::SseC), heads(Choice::SseS3));
        assert_eq!(heads(Choice::SseC), heads(Choice::Bucket));
    }
}
